"""Pictures of curves: how many are still open by an age, and how deals end, with bands and numbers at risk."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from salescycle.errors import InvalidValue
from salescycle.metrics import Incidence, RiskTable, Survival
from salescycle.values import Cell, Row, a_mapping, days, required

from ._picture import ACCENT, BAD, GOOD, INK, MAIN, QUIET, Picture, Spec, axis, drawn, layer, names_apart, panel, tips
from ._words import left_out, say

__all__ = ["incidence", "survival"]

MOST_INSTANTS = 2_000
"""Most instants of a curve that are drawn: more than a screen has points."""

_COLOURS = (MAIN, ACCENT, GOOD, BAD, "#CC79A7", "#56B4E9", "#F0E442", INK)
_ENDINGS = {"won": GOOD, "lost": BAD}
_TICKS = 6


def survival(curves: Survival | Mapping[str, Survival], *, locale: str = "en") -> Picture:
    """Draw the share of deals still open at each age, with its band, and below it how many were at risk.

    One curve, or up to eight by name, such as of two quarters: bands that overlap do not say that these are alike, ask
    ``compare``. A curve ends where the last deal was seen, and its band where all at risk closed. Of more than 2,000
    instants it draws some.

    >>> from salescycle.metrics import Lifetime, survival as estimate
    >>> curve = estimate([Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4)])
    >>> [(row["age_days"], row["at_risk"], round(row["share"], 2)) for row in survival(curve).records]
    [(0.0, 3, 1.0), (1.0, 3, 0.67), (2.0, 2, 0.33), (4.0, 1, 0.0)]
    """
    given = {"": curves} if isinstance(curves, Survival) else dict(_named(curves))
    names = names_apart({key: key for key in given})
    records: list[Row] = []
    for key, curve in given.items():
        first: Row = {"age_days": _start(curve.start), "at_risk": curve.n, "open": 1.0, "low": 1.0, "high": 1.0}
        rows = _thinned([first, *curve.to_records()]) if curve.n else []
        records += [_point(names[key], row, row["open"]) for row in rows]
    told = [f"{names[key]}: {curve}" if key else str(curve) for key, curve in given.items()]
    told.append(_band({curve.level for curve in given.values()}, locale))
    told += [line for curve in given.values() for line in left_out(curve.left_out, locale)]
    tables = {names[key]: curve.table for key, curve in given.items()}
    colours = _coloured(dict.fromkeys(names.values()))
    body = _curves(records, "open_share", colours, tables, locale)
    return drawn(say("survival", locale), told, records, body, empty=say("none", locale))


def incidence(curves: Incidence, *, locale: str = "en") -> Picture:
    """Draw the share of deals that ended each way by each age, with its band, and below how many were at risk.

    What is missing to 100 % is still open. A band begins where the first deal ended that way.

    >>> from salescycle.metrics import Lifetime, incidence as estimate
    >>> ends = estimate([Lifetime(duration=timedelta(days=d), cause=c) for d, c in ((1, "won"), (2, "lost"))])
    >>> [(row["group"], row["age_days"], row["share"]) for row in incidence(ends).records][-2:]
    [('Won', 2.0, 0.5), ('Lost', 2.0, 0.5)]
    """
    required(curves, Incidence, "curves", "give pipeline.incidence()")
    names = names_apart({key: say(key, locale) if key in _ENDINGS else key for key in curves.causes})
    first: Row = {"age_days": _start(curves.start), "at_risk": curves.n, "share": 0.0, "low": None, "high": None}
    told_of = curves.to_records() if curves.n else []
    by_cause = [
        [_point(name, row, row["share"]) for row in _thinned([first, *(row for row in told_of if row["cause"] == key)])]
        for key, name in names.items()
    ]
    records = [row for rows in zip(*by_cause, strict=True) for row in rows]
    colours = _coloured({name: _ENDINGS.get(key) for key, name in names.items()})
    told = [str(curves), _band({curves.level}, locale), *left_out(curves.left_out, locale)]
    body = _curves(records, "ended", colours, {"": curves.table}, locale)
    return drawn(say("incidence", locale), told, records if curves.n else [], body, empty=say("none", locale))


def _named(curves: Mapping[str, Survival]) -> Mapping[str, Survival]:
    way_out = "give pipeline.time_to_close(), or several by name"
    for each in a_mapping(curves, "curves", way_out).values():
        required(each, Survival, "a curve", way_out)
    return curves


def _band(levels: Iterable[float], locale: str) -> str:
    return say("band", locale).format(level=" / ".join(f"{100 * level:g}%" for level in sorted(levels)))


def _start(start: timedelta | None) -> float:
    return 0.0 if start is None else days(start)


def _coloured(names: Mapping[str, str | None]) -> dict[str, str]:
    """Give each curve a colour, its own or one that no other has; there are no more than can be told apart."""
    spare = [colour for colour in _COLOURS if colour not in names.values()]
    without = sum(own is None for own in names.values())
    if without > len(spare):
        rule = f"must be {len(spare)} at most, as more cannot be told apart"
        raise InvalidValue("curves in one picture", rule, without, "draw some of them")
    left = iter(spare)
    return {name: own or next(left) for name, own in names.items()}


def _point(group: str, row: Row, share: Cell) -> Row:
    return {"group": group, "share": share} | {name: row[name] for name in ("age_days", "at_risk", "low", "high")}


def _thinned(rows: Sequence[Row]) -> list[Row]:
    apart = -(-len(rows) // MOST_INSTANTS)
    return [row for place, row in enumerate(rows) if place % apart == 0 or place == len(rows) - 1]


def _curves(
    records: Sequence[Row], word: str, colours: Mapping[str, str], tables: Mapping[str, RiskTable], locale: str
) -> Spec:
    """Give steps with bands, one colour a group, above the numbers at risk."""
    ages = _ticks(max((row["age_days"] for row in records if isinstance(row["age_days"], float)), default=0.0))
    wide = {"domain": [0, ages[-1]]}
    age = axis("age_days", say("age", locale), scale=wide, axis={"values": ages})
    title = say(word, locale)
    height = axis("share", title, scale={"domain": [0, 1]}, axis={"format": ".0%"})
    legend = {"orient": "top", "title": None, "symbolOpacity": 1, "symbolType": "stroke", "labelLimit": 320}
    group = axis(
        "group",
        None,
        kind="nominal",
        scale={"domain": list(colours), "range": list(colours.values())},
        legend=legend if len(colours) > 1 else None,
    )
    hover = tips(
        *([("group", say("group", locale))] if len(colours) > 1 else []),
        ("age_days", say("age", locale), ".1f"),
        ("share", say("share", locale), ".1%"),
        ("low", say("low", locale), ".1%"),
        ("high", say("high", locale), ".1%"),
        ("at_risk", say("at_risk", locale)),
    )
    step = {"interpolate": "step-after"}
    limits = axis("low", title)
    bands = layer({"type": "area", "opacity": 0.18, **step}, x=age, y=limits, y2={"field": "high"}, color=group)
    lines = layer({"type": "line", "strokeWidth": 2, **step}, x=age, y=height, color=group)
    # lines have no place to point at between two instants
    points = layer({"type": "point", "opacity": 0, "size": 80}, x=age, y=height, color=group, tooltip=hover)
    at_risk = _at_risk(tables, ages, wide, locale)
    return {"vconcat": [panel(records, [bands, lines, points]), at_risk], "bounds": "flush", "spacing": 60}


def _at_risk(tables: Mapping[str, RiskTable], ages: Sequence[float], wide: Spec, locale: str) -> Spec:
    """Give how many were followed, and had not ended, at some ages."""
    rows: list[Row] = []
    for name, table in tables.items():
        for age in ages:
            place = bisect_left(table.times, timedelta(days=age))
            count = table.at_risk[place] if place < len(table.times) else 0
            rows.append({"group": name or say("at_risk", locale), "age_days": age, "count": count})
    beside = {"domain": False, "ticks": False, "labelLimit": 320, "labelPadding": 18}
    where = axis("group", None, kind="nominal", sort=None, axis=beside)
    when = axis("age_days", None, scale=wide, axis=None)
    numbers = layer({"type": "text", "color": QUIET, "fontSize": 11}, x=when, y=where, text=axis("count", None))
    found = panel(rows, [numbers], height=18 * len(tables))
    if len(tables) > 1:
        found["title"] = {"text": say("at_risk", locale), "fontSize": 11, "fontWeight": "normal", "offset": 4}
    return found


def _ticks(longest: float) -> list[float]:
    """Give round ages from 0 to at least the longest, six or so."""
    size = 10.0**-3
    while True:
        for times in (1, 2, 5):
            apart = size * times
            if longest <= apart * _TICKS:
                return [round(apart * k, 6) for k in range(max(1, math.ceil(longest / apart)) + 1)]
        size *= 10
