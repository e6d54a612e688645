"""Pictures of stages: how many enter and go on, how long they stay, and where they go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from salescycle.cycle import Cycle
from salescycle.metrics import Conversion
from salescycle.values import Durations, Row, Undefined, a_mapping, several

from ._picture import BESIDE, MAIN, PALE, QUIET, TOLD, Picture, axis, drawn, layer, panel, place, shades, tips
from ._words import in_order, labels_of, of_how_many, reason_of, say

__all__ = ["dwell", "funnel", "moves"]

_ROW = 36


def funnel(conversions: Iterable[Conversion], *, cycle: Cycle | None = None, locale: str = "en") -> Picture:
    """Draw how many visits each stage saw, and how many of them went on to a later stage or a win.

    Bars begin at 0 and count visits, not deals: who comes back counts again. ``cycle`` gives stages their labels.

    >>> picture = funnel([Conversion(stage="talk", advanced=6, lost=4), Conversion(stage="offer", won=3, lost=3)])
    >>> [(row["stage"], row["entries"], row["went_on"]) for row in picture.records]
    [('talk', 10, 6), ('offer', 6, 3)]
    """
    found = several(conversions, Conversion, "conversions", instead="give pipeline.conversion(stage) of each stage")
    names = labels_of(cycle, locale, [each.stage for each in found])
    records = [_of_conversion(each, names[each.stage]) for each in found]
    across = place("label", None, names.values())
    hover = tips(("label", say("stage", locale)), ("entries", say("entries", locale)), ("told", say("on", locale)))
    count = axis("entries", say("entries", locale), scale={"zero": True}, axis={"tickMinStep": 1})
    went_on = axis("went_on", say("entries", locale))
    layers = [
        layer({"type": "bar", "color": PALE}, y=across, x=count, tooltip=hover),
        layer({"type": "bar", "color": MAIN, "height": {"band": 0.5}}, y=across, x=went_on, tooltip=hover),
        layer(BESIDE, y=across, x=count, text=TOLD),
    ]
    return drawn(
        say("funnel", locale),
        [of_how_many(sum(each.entries for each in found))],
        records,
        panel(records, layers, height=_ROW * len(records)),
        empty=say("none", locale),
    )


def _of_conversion(each: Conversion, label: str) -> Row:
    on = each.any_later
    share = None if isinstance(on.value, Undefined) else float(on.value)
    found: Row = {"stage": each.stage, "label": label, "entries": each.entries, "went_on": on.part}
    return found | {"share": share, "told": str(on)}


def dwell(durations: Mapping[str, Durations], *, cycle: Cycle | None = None, locale: str = "en") -> Picture:
    """Draw how long visits to each stage lasted: from the 10th percentile to the 90th, the middle half, the median.

    Only visits that ended are in it, and the longest end last: how many still last stands beside each. ``durations``
    are by stage, such as ``{key: pipeline.dwell_time(key)}``, or by any other name.

    >>> from datetime import timedelta
    >>> picture = dwell({"talk": Durations.of([timedelta(days=n) for n in (1, 2, 9)], still_open=2)})
    >>> picture.records[0]["median_days"], picture.records[0]["told"]
    (2.0, 'n = 3, 2 still open')
    """
    given = a_mapping(durations, "durations", "give {'talk': pipeline.dwell_time('talk')}")
    names = labels_of(cycle, locale, given)
    records = [_of_durations(key, names[key], each, locale) for key, each in given.items()]
    across = place("label", None, names.values())
    hover = tips(
        ("label", say("stage", locale)),
        *((f"{name}_days", say(name, locale), ".1f") for name in ("p10", "p25", "median", "p75", "p90")),
        ("told", ""),
    )
    whole = axis("p10_days", say("days", locale), scale={"zero": True})
    half, middle = axis("p25_days", say("days", locale)), axis("median_days", say("days", locale))
    layers = [
        layer({"type": "rule", "color": QUIET}, y=across, x=whole, x2={"field": "p90_days"}, tooltip=hover),
        layer(
            {"type": "bar", "color": MAIN, "height": {"band": 0.5}, "minBandSize": 3},
            y=across,
            x=half,
            x2={"field": "p75_days"},
            tooltip=hover,
        ),
        layer({"type": "tick", "color": "white", "thickness": 3, "size": _ROW / 2}, y=across, x=middle),
        layer(BESIDE, y=across, x=axis("text_at", say("days", locale)), text=TOLD),
    ]
    return drawn(
        say("dwell", locale),
        [of_how_many(sum(each.n for each in given.values())), say("dwell_how", locale)],
        records,
        panel(records, layers, height=_ROW * len(records)),
        empty=say("none", locale),
    )


def _of_durations(key: str, label: str, each: Durations, locale: str) -> Row:
    row = each.to_records()[0]
    still = f"{each.still_open} {say('open', locale).lower()}" if each.still_open else ""
    told = ", ".join(part for part in (of_how_many(each.n), still, reason_of(each.median)) if part)
    found: Row = {"stage": key, "label": label, "n": each.n, "still_open": each.still_open}
    found |= {name: row[name] for name in ("p10_days", "p25_days", "median_days", "p75_days", "p90_days")}
    return found | {"told": told, "text_at": row["p90_days"] or 0.0}


def moves(counts: Mapping[tuple[str, str], int], *, cycle: Cycle | None = None, locale: str = "en") -> Picture:
    """Draw how many deals went from each stage to each other, as a map: from the left, to the top.

    ``counts`` is what ``pipeline.moves()`` gives. The shade is the share of what left a stage; a pair without a move
    is empty, not pale. ``interop.cycle_mermaid`` draws the same as a diagram.

    >>> moves({("talk", "offer"): 6, ("talk", "lost"): 4}).records[0]
    {'from': 'talk', 'to': 'offer', 'moves': 6, 'share': 0.6}
    """
    given = {pair: count for pair, count in a_mapping(counts, "moves", "give pipeline.moves()").items() if count}
    keys = in_order(cycle, [key for pair in given for key in pair])
    names = labels_of(cycle, locale, keys)
    totals: Counter[str] = Counter()
    for (source, _), count in given.items():
        totals[source] += count
    records: list[Row] = [
        {"from": names[source], "to": names[to], "moves": count, "share": count / totals[source]}
        for (source, to), count in given.items()
    ]
    down = place("from", say("from", locale), [names[key] for key in keys if key in totals])
    over = place("to", say("to", locale), [names[key] for key in keys if any(key == to for _, to in given)])
    over["axis"] = {"orient": "top", "labelAngle": -35, "labelLimit": 140}
    hover = tips(
        ("from", say("from", locale)),
        ("to", say("to", locale)),
        ("moves", say("moves", locale)),
        ("share", say("share", locale), ".0%"),
    )
    shade, ink = shades(say("share", locale), 1.0)
    layers = [
        layer({"type": "rect"}, y=down, x=over, color=shade, tooltip=hover),
        layer({"type": "text"}, y=down, x=over, text=axis("moves", None), color=ink),
    ]
    return drawn(
        say("moves_title", locale),
        [of_how_many(sum(given.values()))],
        records,
        panel(records, layers, height=_ROW * len(totals)),
        empty=say("none", locale),
    )
