"""Dwell: how long deals stay in a stage, and how long from one stage to another."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from salescycle.errors import InvalidValue
from salescycle.values import Durations

from ._clock import Clock, clock_of
from ._left_out import WAS_CLOSED, counted
from ._table import Table

if TYPE_CHECKING:
    from salescycle.values import WorkCalendar

    from ._pipeline import Pipeline

__all__ = ["dwell_time", "stage_to_stage", "told_dwell"]

Count = Literal["visit", "first", "latest", "cumulative"]

_NONE = timedelta(0)
_UNKNOWN = "its entry or exit is not known"
_COUNTS = {
    "visit": "per visit to",
    "first": "per deal, first visit to",
    "latest": "per deal, latest visit to",
    "cumulative": "per deal, all visits together, to",
}


def dwell_time(
    pipeline: Pipeline, stage: str, *, count: Count = "visit", calendar: WorkCalendar | None = None
) -> Durations:
    """Give how long stays in a stage lasted; those that last are ``still_open``.

    Formula: exited - entered. ``count`` says of what: each ``"visit"``, each deal's ``"first"`` or ``"latest"`` visit,
    or a deal's visits added up (``"cumulative"``, still open where the deal is still in the stage). With a
    ``calendar`` it is working time.
    A stage never entered is absent, not 0; a visit left in the instant it began is 0 and counts. Leaves out, and
    counts, visits whose beginning or end is not known, and deals with one of these where visits are added up; and
    visits to a stage that was a closed one when they were recorded.
    A closed stage has no dwell time: ``InvalidValue``.
    """
    if count not in _COUNTS:
        raise InvalidValue("a count of visits", "must be 'visit', 'first', 'latest' or 'cumulative'", count)
    if pipeline.cycle.stage(stage).outcome.is_closed:
        raise InvalidValue("dwell time", "is of stages that are not closed", stage, "ask for time_to_close()")
    table, clock = pipeline.table, clock_of(calendar)
    rows, was_closed = table.open_rows_in(stage)
    if count == "cumulative":
        lengths, still_open, unknown = _together(table, rows, clock)
    else:
        counted_rows = rows if count == "visit" else _one_a_deal(table, rows, count)
        lengths, still_open, unknown = _each(table, counted_rows, clock)
    return Durations.of(
        lengths,
        still_open=still_open,
        definition=clock.told(told_dwell(count, stage)),
        left_out=counted({_UNKNOWN: unknown, WAS_CLOSED: was_closed}),
    )


def told_dwell(count: Count, stage: str) -> str:
    """Give the definition of a dwell time."""
    return f"entered to exited, {_COUNTS[count]} {stage!r}"


def _one_a_deal(table: Table, rows: list[int], count: Count) -> list[int]:
    """Give the first or the latest of the visits of each deal."""
    of_deal = {table.deal[row]: row for row in (reversed(rows) if count == "first" else rows)}
    return list(of_deal.values())


def _each(table: Table, rows: list[int], clock: Clock) -> tuple[list[timedelta], int, int]:
    """Measure visits one by one: give their lengths, how many last, and how many have an end that is not known."""
    lengths = [length for length in map(table.lengths(clock.calendar).__getitem__, rows) if length is not None]
    lasting = list(map(table.following.__getitem__, rows)).count(None)
    return lengths, lasting, len(rows) - lasting - len(lengths)


def _together(table: Table, rows: list[int], clock: Clock) -> tuple[list[timedelta], int, int]:
    """Measure the visits of each deal together."""
    wholes: dict[int, timedelta] = {}
    lasting, unknown = set[int](), set[int]()
    lengths = table.lengths(clock.calendar)
    for row in rows:
        deal, length = table.deal[row], lengths[row]
        if table.exited[row] is None:
            lasting.add(deal)
        elif length is None:
            unknown.add(deal)
        else:
            wholes[deal] = wholes.get(deal, _NONE) + length
    unknown -= lasting
    return (
        [whole for deal, whole in wholes.items() if deal not in lasting and deal not in unknown],
        len(lasting),
        len(unknown),
    )


def stage_to_stage(pipeline: Pipeline, start: str, end: str, *, calendar: WorkCalendar | None = None) -> Durations:
    """Give how long deals took from first entering one stage to first entering another.

    Formula: first entry of ``end`` - first entry of ``start``, over deals that entered both in this order. Deals that
    entered only the first are ``still_open`` while they are not closed. With a ``calendar`` it is working time.
    Leaves out, and counts, deals that closed before they reached the second, that entered it first, and whose entry of
    either is not known.
    """
    if pipeline.cycle.stage(start).key == pipeline.cycle.stage(end).key:
        raise InvalidValue("two stages", "must be different", start, "ask for dwell_time(...)")
    table, clock = pipeline.table, clock_of(calendar)
    begun, reached = _first_rows(table, start), _first_rows(table, end)
    lengths: Counter[timedelta] = Counter()
    left_out: Counter[str] = Counter()
    still_open = 0
    for place, row in begun.items():
        other = reached.get(place)
        if other is None and not table.now[place].is_closed:
            still_open += 1
        elif other is None:
            left_out[f"closed before it reached {end!r}"] += 1
        elif other < row:
            left_out[f"entered {end!r} first"] += 1
        elif not (table.entry_known[row] and table.entry_known[other]):
            left_out["when it entered one of them is not known"] += 1
        else:
            lengths[clock.less(table.entered[other], table.entered[row])] += 1
    return Durations(
        table=tuple(lengths.items()),
        still_open=still_open,
        definition=clock.told(f"first entry of {start!r} to first entry of {end!r}"),
        left_out=counted(left_out),
    )


def _first_rows(table: Table, stage: str) -> dict[int, int]:
    first: dict[int, int] = {}
    for row in table.rows_in(stage):
        first.setdefault(table.deal[row], row)
    return first
