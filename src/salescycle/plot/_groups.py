"""Pictures of groups side by side: rates with what is not known of them, and cohorts by age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from salescycle.metrics import Incidence, Shrinkage, ShrunkRate
from salescycle.values import Row, Undefined, a_mapping, days, required, several

from ._picture import (
    BESIDE,
    DASHED,
    DOT,
    INK,
    MAIN,
    TOLD,
    Picture,
    at,
    axis,
    drawn,
    layer,
    names_apart,
    panel,
    place,
    shades,
    share_axis,
    tips,
)
from ._words import of_how_many, reason_of, say

__all__ = ["cohorts", "rates"]

_ROW = 30


def rates(found: Shrinkage, *, locale: str = "en") -> Picture:
    """Draw the likely rate of each group with its limits, beside the rate as it was seen, and that of all together.

    What is compared is the likely rate: one win of one is no better than sixty of a hundred. Such as
    ``rates(pipeline.by("owner").shrunk(lambda part: part.win_rate("closed")))``.

    >>> from salescycle.metrics import shrink
    >>> from salescycle.values import Share
    >>> found = shrink({"kim": Share(part=9, whole=30), "lee": Share(part=1, whole=1), "ann": Share(part=52, whole=60)})
    >>> [(row["label"], row["told"]) for row in rates(found).records]
    [('ann', '52 of 60'), ('lee', '1 of 1'), ('kim', '9 of 30')]
    """
    groups = required(found, Shrinkage, "rates", "give segments.shrunk(...)").groups
    names = names_apart({each.group: each.group for each in groups})
    pooled = found.pooled.value
    records = [_of_rate(each, names[each.group]) for each in groups]
    across = place("label", None, names.values())
    hover = tips(
        ("label", say("group", locale)),
        ("rate", say("rate", locale), ".1%"),
        ("low", say("low", locale), ".1%"),
        ("high", say("high", locale), ".1%"),
        ("raw", say("raw", locale), ".1%"),
        ("told", ""),
    )
    word = say("rate", locale)
    limits = layer(
        {"type": "rule", "color": MAIN, "strokeWidth": 2}, y=across, x=axis("low", word), x2={"field": "high"}
    )
    seen = layer({"type": "point", "color": INK, "size": 55, "strokeWidth": 1.2}, y=across, x=axis("raw", word))
    counts = layer(BESIDE, y=across, x=at(1, word), text=TOLD)
    layers = [limits, seen, layer(DOT, y=across, x=share_axis("rate", word), tooltip=hover), counts]
    if not isinstance(pooled, Undefined):
        layers.insert(0, layer(DASHED, x=at(float(pooled), word)))
    told = [str(found.pooled), say("rates_how", locale), reason_of(found.prior)]
    body = panel(records, layers, height=_ROW * len(records))
    return drawn(say("rates", locale), told, records, body, empty=say("none", locale))


def _of_rate(each: ShrunkRate, label: str) -> Row:
    rate, raw = (None if isinstance(value, Undefined) else float(value) for value in (each.rate, each.share.value))
    limits = (None, None) if isinstance(each.interval, Undefined) else (each.interval.low, each.interval.high)
    told = f"{each.share.part} of {each.share.whole}"
    why = reason_of(each.rate) or reason_of(each.interval)
    found: Row = {"label": label, "rate": rate, "low": limits[0], "high": limits[1], "raw": raw}
    return found | {"told": f"{told}: {why}" if why else told}


def cohorts(
    curves: Mapping[str, Incidence], *, ages: Iterable[timedelta], cause: str = "won", locale: str = "en"
) -> Picture:
    """Draw the share of each cohort that had ended one way by each of some ages, as a map: a row a cohort.

    A cohort that was not followed for so long has a dash, with the reason where it is pointed at, and no shade: its
    share is not known, and not low. Such as ``{str(quarter): pipeline.opened_in(quarter).incidence() for ...}``.
    Raises ``UnknownName`` for a cause that a curve does not have.

    >>> from salescycle.metrics import Lifetime, incidence
    >>> young = incidence([Lifetime(duration=timedelta(days=30), cause="won"), Lifetime(duration=timedelta(days=40))])
    >>> picture = cohorts({"2026-Q1": young}, ages=[timedelta(days=30), timedelta(days=90)])
    >>> [(row["age_days"], row["share"], row["told"]) for row in picture.records]
    [(30.0, 0.5, '50%'), (90.0, None, '-')]
    """
    given = a_mapping(curves, "cohorts", "give {'2026-Q1': pipeline.opened_in(quarter).incidence()}")
    when = several(ages, timedelta, "ages", instead="give [timedelta(days=30), ...]")
    names = names_apart({key: f"{key} ({of_how_many(curve.n)})" for key, curve in given.items()})
    records = [_of_cell(names[key], curve, age, cause) for key, curve in given.items() for age in when]
    down = place("label", None, names.values())
    over = axis("age_days", say("age", locale), kind="ordinal", axis={"orient": "top", "labelAngle": 0})
    hover = tips(
        ("label", say("cohort", locale)),
        ("age_days", say("age", locale), ".0f"),
        ("share", say("share", locale), ".1%"),
        ("low", say("low", locale), ".1%"),
        ("high", say("high", locale), ".1%"),
        ("why", ""),
    )
    highest = max((row["share"] for row in records if isinstance(row["share"], float)), default=0.0) or 1.0
    shade, ink = shades(say("share", locale), highest)
    known = layer({"type": "rect"}, y=down, x=over, color=shade, tooltip=hover)
    known["transform"] = [{"filter": "datum.share !== null"}]
    layers = [known, layer({"type": "text"}, y=down, x=over, text=TOLD, color=ink, tooltip=hover)]
    title = say("cohorts", locale).format(cause=say(cause, locale).lower() if cause in ("won", "lost") else cause)
    told = [of_how_many(sum(curve.n for curve in given.values()))]
    return drawn(title, told, records, panel(records, layers, height=_ROW * len(names)), empty=say("none", locale))


def _of_cell(label: str, curve: Incidence, age: timedelta, cause: str) -> Row:
    limits, reading = curve.interval(cause, age), curve.at(age)
    found: Row = {"label": label, "age_days": days(age)}
    if isinstance(reading, Undefined):
        return found | {"share": None, "low": None, "high": None, "told": "-", "why": reading.reason}
    low, high = (None, None) if isinstance(limits, Undefined) else (limits.low, limits.high)
    share = reading.of(cause)
    return found | {"share": share, "low": low, "high": high, "told": f"{share:.0%}", "why": ""}
