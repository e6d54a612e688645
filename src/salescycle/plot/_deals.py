"""Pictures of deals: how old they are for their stage, and what became of their value."""

from __future__ import annotations

from collections import Counter

from salescycle.cycle import Cycle
from salescycle.metrics import Ageing, AgeingDeal, Walk, WalkLine
from salescycle.values import Money, Row, Undefined, days, required

from ._picture import (
    BAD,
    BESIDE,
    DASHED,
    GOOD,
    INK,
    MAIN,
    TOLD,
    Picture,
    at,
    axis,
    drawn,
    layer,
    panel,
    place,
    share_axis,
    tips,
)
from ._words import in_order, labels_of, left_out, of_how_many, reason_of, say

__all__ = ["ageing", "walk"]

_LANES = 5
_OLD = 0.9


def ageing(found: Ageing, *, cycle: Cycle | None = None, locale: str = "en") -> Picture:
    """Draw each open deal by how its time in its stage compares with all visits there: right is old for its stage.

    A share of visits, not a number of days: thirty days are much in one stage and little in another. Deals beyond nine
    in ten visits are in another colour. Those whose share is not defined are counted above, with the reason. Where in
    its row a point stands means nothing: it only keeps points apart.

    >>> from datetime import UTC, datetime, timedelta
    >>> from salescycle import SHORT_CYCLE, Deal, Pipeline
    >>> may = datetime(2026, 5, 4, tzinfo=UTC)
    >>> deals = [Deal.open(id="D-1", start=SHORT_CYCLE.start(at=may))]
    >>> pipeline = Pipeline(deals, cycle=SHORT_CYCLE, as_of=may + timedelta(days=9))
    >>> [(row["deal"], row["stage_age_days"], row["percentile"]) for row in ageing(pipeline.ageing()).records]
    [('D-1', 9.0, 0.0)]
    """
    deals = required(found, Ageing, "ageing", "give pipeline.ageing()").deals
    names = labels_of(cycle, locale, in_order(cycle, [each.stage for each in deals]))
    lanes: Counter[str] = Counter()
    records: list[Row] = []
    for each in deals:
        records.append(_of_deal(each, names[each.stage], lanes[each.stage] % _LANES))
        lanes[each.stage] += 1
    unplaced = Counter(reason_of(each.percentile) for each in deals if isinstance(each.percentile, Undefined))
    told = [of_how_many(found.n), *(f"{n} {say('cannot', locale)}: {reason}" for reason, n in unplaced.items())]
    across = place("label", None, names.values())
    lane = axis("lane", None, scale={"domain": [-1, _LANES]})
    hover = tips(
        ("deal", say("deal", locale)),
        ("label", say("stage", locale)),
        ("stage_age_days", say("days_in", locale), ".1f"),
        ("percentile", say("percentile", locale), ".0%"),
        ("chance", say("chance", locale), ".0%"),
    )
    colour = {"condition": {"test": f"datum.percentile >= {_OLD}", "value": BAD}, "value": MAIN}
    share = share_axis("percentile", say("percentile", locale))
    mark = {"type": "point", "filled": True, "opacity": 0.75, "size": 60}
    layers = [
        layer(mark, y=across, x=share, yOffset=lane, color=colour, tooltip=hover),
        layer(DASHED, x=at(_OLD, say("percentile", locale))),
    ]
    body = panel(records, layers, height=44 * len(names))
    return drawn(
        say("ageing", locale), [*told, *left_out(found.left_out, locale)], records, body, empty=say("none", locale)
    )


def _of_deal(each: AgeingDeal, label: str, lane: int) -> Row:
    share, chance = (None if isinstance(value, Undefined) else value for value in (each.percentile, each.chance))
    found: Row = {"deal": each.deal, "stage": each.stage, "label": label}
    return found | {"stage_age_days": days(each.stage_age), "percentile": share, "chance": chance, "lane": lane}


def walk(found: Walk, *, locale: str = "en") -> Picture:
    """Draw how the open value at the start of a period became that at its end: what came to it, and what it lost.

    Each bar begins where the one above it ends, the first and the last at 0. Lines that moved nothing are left out.
    Amounts in the records are exact, as text; the bars are drawn by floats.

    >>> from datetime import UTC, datetime
    >>> from salescycle import SHORT_CYCLE, Deal, Period, Pipeline
    >>> may = datetime(2026, 5, 4, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", value=Money("300.10", "EUR"), start=SHORT_CYCLE.start(at=may))
    >>> pipeline = Pipeline([deal], cycle=SHORT_CYCLE, as_of=datetime(2027, 1, 1, tzinfo=UTC))
    >>> [(row["line"], row["amount"]) for row in walk(pipeline.walk(Period.year(2026))).records]
    [('at_start', '0'), ('created', '300.10'), ('at_end', '300.10')]
    """
    whole = required(found, Walk, "a walk", "give pipeline.walk(period)")
    records = _lines(whole, locale)
    order = [str(row["label"]) for row in records]
    across = place("label", None, order)
    unit = f"{say('value', locale)} ({whole.currency})"
    hover = tips(("label", say("line", locale)), ("told", say("value", locale)), ("deals", say("deals", locale)))
    amount = axis("begins", unit, scale={"zero": True}, axis={"format": "~s"})
    colour = axis("way", None, kind="nominal", legend=None)
    colour["scale"] = {"domain": ["total", "more", "won", "less"], "range": [INK, GOOD, MAIN, BAD]}
    layers = [
        layer({"type": "bar"}, y=across, x=amount, x2={"field": "ends"}, color=colour, tooltip=hover),
        layer(BESIDE, y=across, x=axis("right", unit), text=TOLD),
    ]
    until = f"{whole.period.start:%Y-%m-%d} to {whole.until:%Y-%m-%d}"
    told = [f"{of_how_many(whole.n)}, {until}", *left_out(whole.left_out, locale)]
    empty = reason_of(whole.at_start) or say("none", locale)
    return drawn(say("walk", locale), told, records, panel(records, layers, height=30 * len(records)), empty=empty)


def _lines(found: Walk, locale: str) -> list[Row]:
    start, end = found.at_start, found.at_end
    if isinstance(start, Undefined) or isinstance(end, Undefined):
        return []
    zero, level = Money(0, start.currency), start
    bars = [("at_start", "total", zero, start, sum(bool(row.at_start) for row in found.rows))]
    for each in found.lines:
        if each.deals:
            way = "more" if each.change.amount >= 0 else "won" if each.line is WalkLine.WON else "less"
            bars.append((each.line.value, way, level, level + each.change, each.deals))
            level += each.change
    bars.append(("at_end", "total", zero, end, sum(bool(row.at_end) for row in found.rows)))
    return [_of_bar(*bar) | {"label": say(bar[0], locale)} for bar in bars]


def _of_bar(line: str, way: str, begins: Money, ends: Money, deals: int) -> Row:
    change, low, high = ends - begins, float(begins.amount), float(ends.amount)
    found: Row = {"line": line, "amount": f"{change.amount:f}", "deals": deals, "way": way}
    told = f"+{change}" if way == "more" else str(change)
    return found | {"begins": low, "ends": high, "right": max(low, high), "told": told}
