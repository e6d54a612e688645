"""Tables: the small ones that an engine counts, and what is made of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import repeat

import narwhals.stable.v2 as nw

from salescycle.metrics import DealCount, VisitCount

from ._engine import AT, STAGE, Cells, Frame, beside_of
from ._intervals import CLOSED, LEFT, OPENED, TO, UNKNOWN
from ._reading import Reading, instant_of, micros_of

__all__ = ["Key", "deal_counts", "deals_of", "span_counts", "spans_of", "visit_counts", "visits_of"]

Key = tuple[str, ...]
"""What each of the columns says by which a log is cut."""

_Lengths = dict[int, int]
_CLOSED = {"was": "was_closed", STAGE: "is_closed", TO: "to_closed"}
Span = tuple[datetime, datetime | None]


def visits_of(frame: Frame, reading: Reading, step: int, groups: Sequence[str]) -> Frame:
    """Count visits by stage, where they led, and length in steps, with the sum of lengths."""
    now = nw.lit(micros_of(reading.as_of))
    end = nw.when(nw.col(LEFT) == UNKNOWN).then(now).otherwise(nw.col(LEFT))
    return _by_length(frame.with_columns((end - nw.col(AT)).alias("length")), [STAGE, TO], step, groups)


def deals_of(frame: Frame, reading: Reading, step: int, groups: Sequence[str]) -> Frame:
    """Count deals by where they stand, whether their opening is known, and length, likewise."""
    now = nw.lit(micros_of(reading.as_of))
    end = nw.when(nw.col(CLOSED) == UNKNOWN).then(now).otherwise(nw.col(CLOSED))
    known = nw.col(OPENED) != UNKNOWN
    length = nw.when(known).then(end - nw.col(OPENED)).otherwise(nw.lit(0))
    frame = frame.filter(nw.col(TO).is_null()).with_columns(known.alias("known"), length.alias("length"))
    return _by_length(frame, [STAGE, "known"], step, groups)


def _by_length(frame: Frame, keys: Sequence[str], step: int, groups: Sequence[str]) -> Frame:
    length = nw.col("length")
    grouped = frame.with_columns((length - length % step).alias("step")).group_by(*keys, "step", *groups)
    found = grouped.agg(nw.len().alias("count"), length.sum().alias("total"))
    return found.select("count", "total", *keys, *groups)


def visit_counts(rows: Iterable[Cells], names: dict[str, str]) -> dict[Key, list[VisitCount]]:
    """Make counts of visits of the rows that came of ``visits_of``, by what they were cut by."""
    found: defaultdict[Key, list[VisitCount]] = defaultdict(list)
    for (stage, to, *key), lengths in _lengths(rows).items():
        led = None if to is None else names[to]
        found[tuple(key)].append(VisitCount(stage=names[stage], to=led, lengths=_timed(lengths)))
    return found


def deal_counts(rows: Iterable[Cells], names: dict[str, str]) -> dict[Key, list[DealCount]]:
    """Make counts of deals of the rows that came of ``deals_of``, by what they were cut by."""
    found: defaultdict[Key, list[DealCount]] = defaultdict(list)
    for (stage, known, *key), lengths in _lengths(rows).items():
        if known:
            row = DealCount(stage=names[stage], lengths=_timed(lengths))
        else:
            row = DealCount(stage=names[stage], lengths={}, unknown=sum(lengths.values()))
        found[tuple(key)].append(row)
    return found


def _lengths(rows: Iterable[Cells]) -> dict[Cells, _Lengths]:
    """Add up lengths in microseconds, by all that is not count and total: within a step as even as the sum allows."""
    found: defaultdict[Cells, _Lengths] = defaultdict(dict)
    for count, total, *key in rows:
        lengths = found[tuple(key)]
        if count == 1:
            lengths[total] = lengths.get(total, 0) + 1
            continue
        each, over = divmod(int(total), int(count))  # sums of DuckDB are decimals
        lengths[each] = lengths.get(each, 0) + int(count) - over
        if over:
            lengths[each + 1] = lengths.get(each + 1, 0) + over
    return found


def _timed(lengths: _Lengths) -> dict[timedelta, int]:
    # by the hundred thousand: a map makes them in a third of the time
    return dict(zip(map(timedelta, repeat(0), repeat(0), map(int, lengths)), lengths.values(), strict=True))


def spans_of(frame: Frame, reading: Reading, step: int) -> Frame:
    """Count the times that deals were open, by the steps in which these began and ended.

    One begins where a deal is opened, or leaves a close, and ends with the last of the closes that follow.
    """
    beside = beside_of(frame)
    frame = frame.with_columns(beside.before(STAGE).alias("was"))
    closed = {new: nw.col(old).is_in(reading.closed).fill_null(False) for old, new in _CLOSED.items()}
    frame = frame.with_columns(*(each.alias(name) for name, each in closed.items()))
    begins = ~nw.col("is_closed") & (nw.col("was").is_null() | nw.col("was_closed"))
    frame = frame.filter(begins | (nw.col("is_closed") & ~nw.col("to_closed")))
    frame = frame.with_columns(
        beside.after(AT).fill_null(UNKNOWN).alias("end"), beside.before(AT).is_null().alias("first")
    )
    frame = frame.filter(~nw.col("is_closed") | nw.col("first"))
    down = {name: (nw.col(name) - nw.col(name) % step).alias(f"{name}_step") for name in (AT, "end")}
    lasts = nw.col("end") == UNKNOWN
    frame = frame.with_columns(*down.values(), lasts.alias("lasts"))
    return frame.group_by("is_closed", f"{AT}_step", "end_step", "lasts").agg(nw.len().alias("count"))


def span_counts(rows: Iterable[Cells]) -> tuple[Counter[Span], int]:
    """Make counts of spans of the rows that came of ``spans_of``, and give how many have no known opening."""
    spans: Counter[Span] = Counter()
    unknown = 0
    for is_closed, begun, ended, lasts, count in rows:
        if is_closed:
            unknown += int(count)
        else:
            spans[instant_of(int(begun)), None if lasts else instant_of(int(ended))] += int(count)
    return spans, unknown
