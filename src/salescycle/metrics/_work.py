"""Work in progress: how many deals are open over time, and how many come and go."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from operator import attrgetter
from typing import Any

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Period, Row, Undefined, a_mapping, required, several, utc, whole_number

from ._exact import DAY, microseconds
from ._tables import plain, table

__all__ = ["Spans", "WorkInProgress", "WorkStep", "WorkTable", "spans_of", "work_in_progress"]

SPAN_LIMIT = 10_000_000
"""Most different pairs of opening and close."""

_DEFINITION = "open from its opening up to, not including, its close"
_OUTSIDE = Undefined("outside the period")
_WAY = "give {(opened, closed): count}"

Spans = Mapping[tuple[datetime, datetime | None], int]
"""How many deals were open from one instant up to another; ``None`` where they still are."""

_at = attrgetter("at")


@attrs.frozen(kw_only=True)
class WorkStep:
    """An instant at which deals came or went, and how many are open from then on.

    >>> from datetime import timedelta
    >>> period = Period.month(2026, 3)
    >>> work_in_progress({(period.start, None): 2}, period=period).steps[0].open
    2
    """

    at: datetime
    open: int
    arrivals: int
    departures: int


@attrs.frozen(kw_only=True)
class WorkInProgress:
    """How many deals are open at each instant of a period. ``work_in_progress`` makes one.

    ``at_start`` were open just before the period; ``steps`` has one row for each instant in it at which any was
    opened or closed. A deal that opens and closes in one instant comes and goes without ever being open.
    ``at_start + arrivals - departures`` is ``at_end``, always.

    >>> march = Period.month(2026, 3)
    >>> second, tenth = (datetime(2026, 3, day, tzinfo=UTC) for day in (2, 10))
    >>> work = work_in_progress({(second, tenth): 3, (tenth, None): 1}, period=march)
    >>> print(work)
    1.484 open on average; 0 at the start, 4 came, 3 went, 1 at the end
    >>> work.at(second), work.at(tenth)
    (3, 1)
    """

    period: Period
    at_start: int
    steps: tuple[WorkStep, ...]
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def n(self) -> int:
        """How many deals were open, or opened, in the period; one that was reopened counts again."""
        return self.at_start + self.arrivals

    @property
    def arrivals(self) -> int:
        """How many were opened in the period."""
        return sum(step.arrivals for step in self.steps)

    @property
    def departures(self) -> int:
        """How many were closed in the period."""
        return sum(step.departures for step in self.steps)

    @property
    def at_end(self) -> int:
        """How many were open just before the period's end."""
        return self.steps[-1].open if self.steps else self.at_start

    @property
    def most(self) -> int:
        """The largest number open at once."""
        return max([self.at_start, *(step.open for step in self.steps)])

    @property
    def deal_days(self) -> Fraction:
        """The time that deals were open within the period, added up, in days; exact.

        Formula: the integral of the open count over the period.
        """
        count, since, whole = self.at_start, self.period.start, 0
        for step in self.steps:
            whole += count * microseconds(step.at - since)
            count, since = step.open, step.at
        return Fraction(whole + count * microseconds(self.period.end - since), DAY)

    @property
    def length(self) -> Fraction:
        """The length of the period in days; exact."""
        return Fraction(microseconds(self.period.end - self.period.start), DAY)

    @property
    def mean(self) -> Fraction:
        """How many were open on average over time; exact.

        Formula: ``deal_days`` / ``length``.
        """
        return self.deal_days / self.length

    def at(self, instant: datetime) -> int | Undefined:
        """Give how many were open at an instant of the period, after what happened at it; Undefined outside."""
        instant = utc(instant)
        if instant not in self.period:
            return _OUTSIDE
        place = bisect_right(self.steps, instant, key=_at)
        return self.steps[place - 1].open if place else self.at_start

    def over(self, period: Period) -> WorkInProgress:
        """Give the same for a period within this one.

        Raises ``InvalidValue`` for a period that reaches outside.
        """
        required(period, Period, "a period", "give Period(start=..., end=...)")
        if not (self.period.start <= period.start and period.end <= self.period.end):
            raise InvalidValue("a period", f"must lie within {self.period}", str(period))
        first, last = (bisect_left(self.steps, end, key=_at) for end in (period.start, period.end))
        at_start = self.steps[first - 1].open if first else self.at_start
        return attrs.evolve(self, period=period, at_start=at_start, steps=self.steps[first:last])

    def daily(self, *, zone: tzinfo = UTC) -> WorkTable:
        """Cut into the days of a zone."""
        return WorkTable(rows=tuple(map(self.over, self.period.days(zone=zone))))

    def weekly(self, *, zone: tzinfo = UTC) -> WorkTable:
        """Cut into the weeks of a zone, which begin on Mondays."""
        return WorkTable(rows=tuple(map(self.over, self.period.weeks(zone=zone))))

    def to_records(self) -> list[Row]:
        """Give one row for the start of the period and one for each instant at which the count changes after it."""
        rows: list[Row] = [attrs.asdict(step) | {"at": step.at.isoformat()} for step in self.steps]
        if self.steps and self.steps[0].at == self.period.start:
            return rows
        return [Row(at=self.period.start.isoformat(), open=self.at_start, arrivals=0, departures=0), *rows]

    def __str__(self) -> str:
        flow = f"{self.at_start} at the start, {self.arrivals} came, {self.departures} went, {self.at_end} at the end"
        return f"{float(self.mean):.4g} open on average; {flow}"


@attrs.frozen(kw_only=True)
class WorkTable:
    """Work in progress cut into parts of its period, such as days or weeks; each part goes on from the one before.

    >>> march = Period.month(2026, 3)
    >>> work = work_in_progress({(datetime(2026, 3, 4, 12, tzinfo=UTC), None): 3}, period=march)
    >>> print(work.weekly())
    from              at start  came  went  at end  mean
    2026-03-01 00:00         0     0     0       0  0.00
    2026-03-02 00:00         0     3     0       3  1.93
    2026-03-09 00:00         3     0     0       3  3.00
    2026-03-16 00:00         3     0     0       3  3.00
    2026-03-23 00:00         3     0     0       3  3.00
    2026-03-30 00:00         3     0     0       3  3.00
    """

    rows: tuple[WorkInProgress, ...]

    @property
    def n(self) -> int:
        """How many deals were open, or opened, in all of it."""
        return self.rows[0].at_start + sum(row.arrivals for row in self.rows)

    def to_records(self) -> list[Row]:
        """Give one row a part: start and end, how many at the start, came, went and were there at the end, the mean."""
        return [_record(row) for row in self.rows]

    def __str__(self) -> str:
        head = ("from", "at start", "came", "went", "at end", "mean")
        return table(head, [_row(row) for row in self.rows])


def work_in_progress(spans: Spans, *, period: Period) -> WorkInProgress:
    """Count the deals that are open over a period, out of a table of openings and closes.

    ``spans`` counts deals by the instant they were opened and the one they were closed, ``None`` for those still
    open: ``Counter((spell.opened, spell.closed) for ...)``. A deal that was reopened has one span for each time it
    was open. A deal whose opening nobody knows has no place in it: leave it out, and say so.

    Formula: open at t are those with opened <= t < closed. What happens at the period's start belongs to it, what
    happens at its end to the next.
    Raises ``InvalidValue`` for a close before its opening and counts that are none.

    >>> march = Period.month(2026, 3)
    >>> print(work_in_progress({(march.start, None): 2}, period=march))
    2 open on average; 0 at the start, 2 came, 0 went, 2 at the end
    """
    required(period, Period, "a period", "give Period(start=..., end=...)")
    at_start, arrivals, departures = 0, Counter[datetime](), Counter[datetime]()
    for opened, closed, count in spans_of(spans):
        at_start += count if opened < period.start and (closed is None or closed >= period.start) else 0
        if opened in period:
            arrivals[opened] += count
        if closed is not None and closed in period:
            departures[closed] += count
    steps: list[WorkStep] = []
    still = at_start
    for at in sorted(arrivals.keys() | departures.keys()):
        still += arrivals[at] - departures[at]
        steps.append(WorkStep(at=at, open=still, arrivals=arrivals[at], departures=departures[at]))
    return WorkInProgress(period=period, at_start=at_start, steps=tuple(steps))


def spans_of(spans: Spans) -> Iterable[tuple[datetime, datetime | None, int]]:
    """Check a table of openings and closes; rows of nobody are left out."""
    rows = several(a_mapping(spans, "spans", _WAY).items(), tuple, "spans", limit=SPAN_LIMIT)
    found: list[tuple[datetime, datetime | None, int]] = []
    for pair, number in rows:
        if type(pair) is not tuple or len(pair) != 2:
            raise InvalidValue("a span", "must be of an opening and a close", pair, _WAY)
        opened, closed = utc(pair[0]), None if pair[1] is None else utc(pair[1])
        if closed is not None and closed < opened:
            way_out = "leave data errors out and count them"
            raise InvalidValue("a close", f"must not come before its opening at {opened}", closed, way_out)
        if count := whole_number(number, "a count"):
            found.append((opened, closed, count))
    return found


def _row(row: WorkInProgress) -> tuple[str, ...]:
    counts = (row.at_start, row.arrivals, row.departures, row.at_end)
    return (f"{row.period.start:%Y-%m-%d %H:%M}", *map(str, counts), f"{float(row.mean):.2f}")


def _record(row: WorkInProgress) -> dict[str, Any]:
    return {
        "start": row.period.start.isoformat(),
        "end": row.period.end.isoformat(),
        "at_start": row.at_start,
        "arrivals": row.arrivals,
        "departures": row.departures,
        "at_end": row.at_end,
        "mean": plain(row.mean),
    }
