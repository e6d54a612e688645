"""Pictures of what is to come: how many will be won, and whether chances came true."""

from __future__ import annotations

from datetime import timedelta

from salescycle.qualification import Reliability, ReliabilityBin
from salescycle.simulation import Forecast, Spread
from salescycle.values import Row, Undefined, required

from ._picture import DASHED, DOT, MAIN, Picture, axis, drawn, layer, panel, share_axis, tips
from ._words import left_out, of_how_many, say

__all__ = ["calibration", "fan"]

_BANDS = (("low_80", "high_80", 0.8), ("low_50", "high_50", 0.5))


def fan(found: Forecast, *, locale: str = "en") -> Picture:
    """Draw how many of the open deals will be won by each day up to the horizon: the middle, a half, eight in ten.

    Deals that are yet to come are not in it. Days are those of UTC.

    >>> from datetime import UTC, datetime
    >>> from salescycle import SHORT_CYCLE, Deal, Pipeline
    >>> from salescycle.simulation import Behaviour, Dwell, Exit, forecast
    >>> monday, ten = datetime(2026, 3, 2, tzinfo=UTC), Dwell.fixed(timedelta(days=10))
    >>> behaviour = Behaviour.declared(SHORT_CYCLE, {"interest": [Exit(to="won", chance=0.5, dwell=ten)]})
    >>> deals = [Deal(id=f"D-{n}", log=[SHORT_CYCLE.start(at=monday)]) for n in range(4)]
    >>> pipeline = Pipeline(deals, cycle=SHORT_CYCLE, as_of=monday)
    >>> told = forecast(pipeline, horizon=timedelta(days=20), behaviour=behaviour, points=2)
    >>> [(row["by"], row["low_80"], row["median"], row["high_80"]) for row in fan(told).records]
    [('2026-03-02', 0, 0, 0), ('2026-03-12', 1, 2, 3), ('2026-03-22', 1, 2, 3)]
    """
    told = required(found, Forecast, "a forecast", "give forecast(pipeline, horizon=...)")
    none = Spread(values=(0,), weights=(1.0,), mean=0.0)
    pairs = [(timedelta(0), none), *zip(told.points, told.wins_by, strict=True)]
    records = [_of_point(told, ahead, wins) for ahead, wins in pairs] if told.deals else []
    ticks = {"format": "%Y-%m-%d", "labelAngle": -30, "labelOverlap": True}
    # by the clock of UTC: where it is read, another day may have begun
    when = axis("at", None, kind="temporal", scale={"type": "utc"}, axis=ticks)
    wins = axis("median", say("wins", locale), scale={"zero": True}, axis={"tickMinStep": 1})
    bands = [
        layer(
            {"type": "area", "color": MAIN, "opacity": 0.2},
            x=when,
            y=axis(low, say("wins", locale)),
            y2={"field": high},
        )
        for low, high, _ in _BANDS
    ]
    hover = tips(
        ("by", say("by", locale)),
        ("median", say("median", locale)),
        *((name, f"{word} {level:.0%}") for low, high, level in _BANDS for name, word in _limits(low, high, locale)),
    )
    line = {"type": "line", "color": MAIN, "strokeWidth": 2}
    points = layer({"type": "point", "filled": True, "color": MAIN, "size": 30}, x=when, y=wins, tooltip=hover)
    lines = [f"{of_how_many(len(told.deals))}. {say('wins', locale)}: {told.wins}", say("bands", locale)]
    return drawn(
        say("fan", locale),
        [*lines, *left_out(told.left_out, locale)],
        records,
        panel(records, [*bands, layer(line, x=when, y=wins), points]),
        empty=say("none", locale),
    )


def _limits(low: str, high: str, locale: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (low, say("low", locale)), (high, say("high", locale))


def _of_point(told: Forecast, ahead: timedelta, wins: Spread) -> Row:
    middle = wins.quantile(0.5)
    at = told.as_of + ahead
    row: Row = {"at": at.isoformat(), "by": at.date().isoformat(), "mean": wins.mean}
    row["median"] = None if isinstance(middle, Undefined) else middle
    for low, high, level in _BANDS:
        limits = wins.interval(level)
        row[low], row[high] = (None, None) if isinstance(limits, Undefined) else limits
    return row


def calibration(found: Reliability, *, locale: str = "en") -> Picture:
    """Draw what chances said against how often they came true, with limits: on the dashed line they are right.

    Each dot is one bin of predictions, with how many there are. Limits that reach the line do not say that it is wrong.

    >>> from salescycle.qualification import reliability
    >>> table = reliability([(0.1, False), (0.15, True), (0.9, True), (0.95, True)])
    >>> [(round(row["said"], 3), row["came"], row["n"]) for row in calibration(table).records]
    [(0.125, 0.5, 2), (0.925, 1.0, 2)]
    """
    table = required(found, Reliability, "reliability", "give reliability(pairs), or back_test(...).reliability()")
    records = [_of_bin(each) for each in table.bins]
    said, came = share_axis("said", say("said", locale)), share_axis("came", say("came", locale))
    hover = tips(
        ("said", say("said", locale), ".1%"),
        ("came", say("came", locale), ".1%"),
        ("low", say("low", locale), ".1%"),
        ("high", say("high", locale), ".1%"),
        ("n", "n"),
    )
    ends = [{"said": 0.0, "came": 0.0}, {"said": 1.0, "came": 1.0}]
    dashed = layer(DASHED | {"type": "line"}, x=said, y=came)
    dashed["data"] = {"values": ends}
    limits = axis("low", say("came", locale))
    layers = [
        dashed,
        layer({"type": "rule", "color": MAIN, "opacity": 0.6}, x=said, y=limits, y2={"field": "high"}),
        layer(DOT, x=said, y=came, tooltip=hover),
        layer({"type": "text", "dx": -12, "dy": -9, "fontSize": 10}, x=said, y=came, text=axis("n", None)),
    ]
    told = [str(table), say("as_often", locale)]
    body = panel(records, layers, height=360, width=360)
    return drawn(say("calibration", locale), told, records, body, empty=say("none", locale))


def _of_bin(each: ReliabilityBin) -> Row:
    limits, came = each.observed.interval(), each.observed.value
    low, high = (None, None) if isinstance(limits, Undefined) else (limits.low, limits.high)
    return {
        "said": each.mean,
        "came": None if isinstance(came, Undefined) else float(came),
        "low": low,
        "high": high,
        "n": each.n,
    }
