"""Closing: how long until deals close, and how, counting those that are still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Outcome
from salescycle.values import optional_utc

from ._clock import Clock, clock_of
from ._comparison import Comparison, compare
from ._incidence import Incidence, incidence_curves
from ._kept import kept
from ._left_out import CLOSE_UNKNOWN, NEGATIVE, OPENING_UNKNOWN, LeftOut, counted
from ._lifetimes import Lifetime, age
from ._occupation import Occupation, Stay, occupation
from ._risk_table import RiskTable, table_of_ends
from ._survival import Survival, survival_curve
from ._table import Table

if TYPE_CHECKING:
    from salescycle.values import WorkCalendar

    from ._pipeline import Pipeline

__all__ = ["CAUSES", "compare_closing", "incidence_of", "lifetimes", "occupation_of", "time_to_close"]

CAUSES = {Outcome.WON: "won", Outcome.LOST: "lost"}
_Ended = dict[str | None, list[timedelta]]
_Late = tuple[timedelta, str | None, timedelta]
_BEFORE = "closed before the records begin"
_NO_TIME = "it was seen for no working time"


def time_to_close(
    pipeline: Pipeline,
    *,
    level: float = 0.95,
    start: timedelta | None = None,
    observed_from: datetime | None = None,
    calendar: WorkCalendar | None = None,
) -> Survival:
    """Estimate how long deals stay open, all deals counted: Kaplan-Meier, a close of any kind the event.

    A deal's time runs from its opening to the close that stands, or, still open, to ``as_of`` (censored). Where the
    records begin only at ``observed_from`` (a migration that kept what was alive), give it: deals opened before count
    from their age on that day on, and those that had closed by then are left out. ``level`` and ``start`` are those
    of ``survival``. With a ``calendar`` all of it is working time: the ages at which deals were first seen, ``start``,
    and every age that the curve gives or is asked for. Leaves out, and counts, deals whose opening or close is not
    known, those that closed before they opened, and, of those seen late, those that were seen for no working time.
    """
    clock = clock_of(calendar)
    table, left_out = _table(pipeline, start, observed_from, clock)
    return clock.measured(survival_curve(table, level=level, start=start, left_out=left_out))


def incidence_of(
    pipeline: Pipeline,
    *,
    level: float = 0.95,
    start: timedelta | None = None,
    observed_from: datetime | None = None,
    calendar: WorkCalendar | None = None,
) -> Incidence:
    """Estimate the chance to be won and to be lost by each age: Aalen-Johansen, the two competing.

    Over the same deals as ``time_to_close``, and as there, all ages are working time with a ``calendar``. One minus
    Kaplan-Meier with losses censored would be larger, and wrong.
    """
    clock = clock_of(calendar)
    table, left_out = _table(pipeline, start, observed_from, clock)
    return clock.measured(incidence_curves(table, ("won", "lost"), level=level, start=start, left_out=left_out))


def lifetimes(
    pipeline: Pipeline, *, observed_from: datetime | None = None, calendar: WorkCalendar | None = None
) -> tuple[Lifetime, ...]:
    """Give the small table that the estimators of the time to close read: how many deals lasted how long.

    For ``cumulative_hazard``, ``log_rank``, ``gray`` and what else takes lifetimes; over the deals of
    ``time_to_close``. With a ``calendar`` durations and entries are working time.
    """
    ended, late, _ = _lives(pipeline.table, pipeline.as_of, optional_utc(observed_from), clock_of(calendar))
    early = ((time, cause, None) for cause, times in ended.items() for time in times)
    return tuple(
        Lifetime(duration=time, cause=cause, entry=entry, count=count)
        for (time, cause, entry), count in Counter(chain(early, late)).items()
    )


def compare_closing(
    pipeline: Pipeline,
    later: Pipeline,
    *,
    horizon: timedelta | None = None,
    level: float = 0.95,
    calendar: WorkCalendar | None = None,
) -> Comparison:
    """Compare how long the deals of two pipelines, such as two cohorts, take to close: did the cycle get shorter?

    ``q1.compare(q2)`` for ``q1 = pipeline.opened_in(...)``. Both are cut at the same age, the largest to which both
    were followed, or ``horizon``: deals of the later cohort cannot be old yet. The cohorts of the result are
    ``"before"`` and ``"after"``. With a ``calendar`` all ages are working time, ``horizon`` too. See ``compare`` for
    formulas, what it leaves out and errors.
    Raises ``InvalidValue`` for pipelines of different cycles: their closes are not defined alike.
    """
    if not isinstance(later, type(pipeline)) or later.cycle.key != pipeline.cycle.key:
        came = later.cycle.key if isinstance(later, type(pipeline)) else later
        raise InvalidValue("a pipeline to compare with", f"must be one of cycle {pipeline.cycle.key!r}", came)
    lives = {key: lifetimes(each, calendar=calendar) for key, each in (("before", pipeline), ("after", later))}
    return clock_of(calendar).measured(compare(lives, horizon=horizon, level=level))


def _table(
    pipeline: Pipeline, start: timedelta | None, observed_from: datetime | None, clock: Clock
) -> tuple[RiskTable, LeftOut]:
    observed_from = optional_utc(observed_from)

    def made() -> tuple[RiskTable, LeftOut]:
        ended, late, odd = _lives(pipeline.table, pipeline.as_of, observed_from, clock)
        ends = {cause: Counter(times) for cause, times in ended.items()}
        for time, cause, _ in late:
            ends[cause][time] += 1
        return table_of_ends(ends, Counter(entry for _, _, entry in late)), odd

    table, odd = kept(pipeline, ("closes", observed_from, clock), made)
    after, before = table.after(start)
    return after, (*odd, *before)


def _lives(
    table: Table, as_of: datetime, observed_from: datetime | None, clock: Clock
) -> tuple[_Ended, list[_Late], LeftOut]:
    """Give the time of deals from opening to the close that stands, or to ``as_of``, by what ended it.

    Those that were already open when the records begin stand apart, with their age then.
    """
    ended: _Ended = {None: [], "won": [], "lost": []}
    late: list[_Late] = []
    left_out: Counter[str] = Counter()
    less = clock.less
    for outcome, opened, closed in zip(table.now, table.opened, table.closed, strict=True):
        cause = CAUSES.get(outcome)
        end = as_of if cause is None else closed
        if opened is None:
            left_out[OPENING_UNKNOWN] += 1
        elif end is None:
            left_out[CLOSE_UNKNOWN] += 1
        elif end < opened:
            left_out[NEGATIVE] += 1
        elif observed_from is None or opened >= observed_from:
            ended[cause].append(less(end, opened))
        elif observed_from >= end:
            left_out[_BEFORE] += 1
        elif (entry := less(observed_from, opened)) < (whole := less(end, opened)):
            late.append((whole, cause, entry))
        else:
            left_out[_NO_TIME] += 1
    return ended, late, counted(left_out)


def occupation_of(
    pipeline: Pipeline, *, resolution: timedelta = timedelta(days=1), calendar: WorkCalendar | None = None
) -> Occupation:
    """Estimate the share of deals in each stage by the time since they were opened, coming back included.

    Aalen-Johansen over the stages of the cycle, open deals censored at ``as_of``; times are rounded down to whole
    steps of ``resolution``, and a stay that this leaves without length is passed over. With a ``calendar`` times are
    working time, ``resolution`` too. Leaves out, and counts, deals of which an entry is not known, and those that were
    in a stage that the cycle does not have.
    """
    if age(resolution, "a resolution") == timedelta(0):
        raise InvalidValue("a resolution", "must be more than 0", resolution)
    table, cycle, clock = pipeline.table, pipeline.cycle, clock_of(calendar)
    alike: Counter[tuple[str, int, int, str | None]] = Counter()
    left_out: Counter[str] = Counter()
    for place in range(len(table.deals)):
        rows = table.rows_of(place)
        if not rows or not all(table.entry_known[row] for row in rows):
            left_out["an entry of it is not known"] += 1
        elif not all(table.stage[row] in cycle for row in rows):
            left_out["it was in a stage the cycle does not have"] += 1
        else:
            alike.update(_stays(table, rows, pipeline.as_of, resolution, clock))
    stays = [
        Stay(state=state, entered=entered * resolution, left=left * resolution, to=to, count=count)
        for (state, entered, left, to), count in alike.items()
    ]
    shares = occupation(stays, states=[stage.key for stage in cycle.stages])
    return clock.measured(attrs.evolve(shares, left_out=counted(left_out)))


def _stays(
    table: Table, rows: range, as_of: datetime, resolution: timedelta, clock: Clock
) -> Iterator[tuple[str, int, int, str | None]]:
    """Give the stays of a deal in whole steps since it was opened, each with the stage it led to."""
    origin = table.entered[rows[0]]
    entries = {clock.less(table.entered[row], origin) // resolution: table.stage[row] for row in rows}
    path = list(entries.items())  # of stages entered within one step, the last one counts
    joined = [path[0], *(after for before, after in pairwise(path) if before[1] != after[1])]
    for (entered, state), (left, to) in pairwise(joined):
        yield state, entered, left, to
    entered, state = joined[-1]
    end = clock.less(as_of, origin) // resolution
    if not table.now[table.deal[rows[0]]].is_closed and entered < end:
        yield state, entered, end, None
