"""In a stage: how long visits last, those that last counted, and where they lead."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue
from salescycle.values import Undefined, confidence_level

from ._clock import Clock, clock_of
from ._incidence import Incidence, incidence_curves
from ._kept import kept
from ._left_out import WAS_CLOSED, LeftOut, counted
from ._risk_table import Ends, table_of_ends
from ._survival import Survival, survival_curve
from ._table import Table

if TYPE_CHECKING:
    from salescycle.values import WorkCalendar

    from ._pipeline import Pipeline

__all__ = ["exits_from", "exits_of", "mean_stay", "stays_of", "time_in_stage"]

_Stays = dict[str | None, list[timedelta]]
_ENTRY_UNKNOWN = "its entry is not known"
_EXIT_UNKNOWN = "its exit is not known"
_STRANGE = "it led to a stage the cycle does not have"


def time_in_stage(
    pipeline: Pipeline, stage: str, *, level: float = 0.95, calendar: WorkCalendar | None = None
) -> Survival:
    """Estimate how long visits to a stage last, those that still last counted: Kaplan-Meier, leaving it the event.

    ``dwell_time`` is about finished visits only, and the long ones are the last to finish. Each visit counts, also a
    deal's second one. With a ``calendar`` it is working time, and so are all ages that the curve is asked for. Leaves
    out, and counts, visits whose entry or exit is not known.
    """
    if pipeline.cycle.stage(stage).outcome.is_closed:
        raise InvalidValue("time in a stage", "is of stages that are not closed", stage, "ask for time_to_close()")
    level, clock = confidence_level(level), clock_of(calendar)
    return kept(pipeline, ("time in stage", stage, level, clock), lambda: _time_in(pipeline, stage, level, clock))


def _time_in(pipeline: Pipeline, stage: str, level: float, clock: Clock) -> Survival:
    rows, was_closed = pipeline.table.open_rows_in(stage)
    stays, unknown = _stays(pipeline.table, rows, pipeline.as_of, clock)
    lasting = Counter(stays.pop(None, ()))
    ends: Ends = {"left": Counter(chain.from_iterable(stays.values())), None: lasting}
    left_out = counted({WAS_CLOSED: was_closed} | unknown)
    return clock.measured(stays_of(stage, ends, level=level, left_out=left_out))


def stays_of(stage: str, ends: Ends, *, level: float, left_out: LeftOut) -> Survival:
    """Estimate how long visits to a stage last from their counted ends."""
    curve = survival_curve(table_of_ends(ends), level=level, start=None, left_out=left_out)
    return attrs.evolve(curve, definition=f"Kaplan-Meier: share of visits to {stage!r} not left by an age")


def _stays(table: Table, rows: list[int], as_of: datetime, clock: Clock) -> tuple[_Stays, dict[str, int]]:
    """Give how long visits lasted by the stage that followed, and count those of which an end is not known."""
    stays: _Stays = defaultdict(list)
    unknown: Counter[str] = Counter()
    lasted, following = table.lengths(clock.calendar), table.following
    for row in rows:
        length = lasted[row]
        if length is not None:
            stays[following[row]].append(length)
        elif not table.entry_known[row]:
            unknown[_ENTRY_UNKNOWN] += 1
        elif table.exited[row] is None:
            stays[None].append(clock.less(as_of, table.entered[row]))
        else:
            unknown[_EXIT_UNKNOWN] += 1
    return stays, unknown


def mean_stay(curve: Survival) -> timedelta | Undefined:
    """Give the mean length of visits, up to the longest that was seen."""
    end = curve.follow_up
    if isinstance(end, Undefined) or not end:
        return end
    return curve.restricted_mean(end).mean


def exits_from(
    pipeline: Pipeline, stage: str, *, level: float = 0.95, calendar: WorkCalendar | None = None
) -> Incidence:
    """Estimate how visits to a stage end by each age: Aalen-Johansen, the stages that deals go on to competing.

    The causes are the stages that were entered next, in the order of the cycle. Visits that last are censored at
    ``as_of``: what has not left at the longest visit seen stays open, and is not spread over the rest. With a
    ``calendar`` ages are working time. Leaves out, and counts, visits whose entry or exit is not known, and those that
    led to a stage the cycle does not have.
    """
    key = pipeline.cycle.stage(stage).key
    level, clock = confidence_level(level), clock_of(calendar)
    return kept(pipeline, ("exits", key, level, clock), lambda: _exits(pipeline, key, level, clock))


def _exits(pipeline: Pipeline, key: str, level: float, clock: Clock) -> Incidence:
    cycle, table = pipeline.cycle, pipeline.table
    stays, left_out = _stays(table, table.rows_in(key), pipeline.as_of, clock)
    ends = {to: Counter(lengths) for to, lengths in stays.items() if to is None or to in cycle}
    left_out[_STRANGE] = sum(len(lengths) for to, lengths in stays.items() if to not in ends)
    return clock.measured(exits_of(key, ends, cycle, level=level, left_out=counted(left_out)))


def exits_of(key: str, ends: Ends, cycle: Cycle, *, level: float, left_out: LeftOut) -> Incidence:
    """Estimate how visits to a stage end from their counted ends, by the stage that followed."""
    # a stage that nothing has left has no way out to tell of; the cycle's own stand for it
    causes = [each.key for each in cycle.stages if each.key in ends] or list(cycle.ways(key)) or [key]
    curves = incidence_curves(table_of_ends(ends), causes, level=level, start=None, left_out=left_out)
    return attrs.evolve(curves, definition=f"Aalen-Johansen: share of visits to {key!r} that led to each stage")
