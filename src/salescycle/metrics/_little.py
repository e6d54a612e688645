"""Little's law: whether the number open, the rate of arrivals and the time deals take fit together."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs

from salescycle.values import Period, Row, Undefined, days, unit_rate

from ._exact import DAY, duration_of, microseconds
from ._tables import plain
from ._work import Spans, WorkInProgress, spans_of, work_in_progress

__all__ = ["LawCondition", "LittlesLaw", "littles_law"]

_DEFINITION = "mean open = arrivals a day x mean days open, where the conditions hold"
_NO_ARRIVAL = Undefined("nothing was opened")
_NO_DEPARTURE = Undefined("nothing was closed")
_NOBODY = Undefined("nobody is open")

_Rows = list[tuple[datetime, datetime | None, int]]


@attrs.frozen(kw_only=True)
class LawCondition:
    """One condition of Little's law: what it asks, whether it holds, and the numbers that say so.

    >>> print(LawCondition(name="arrivals match departures", holds=False, reason="40 came, 25 went"))
    arrivals match departures: no, 40 came, 25 went
    """

    name: str
    holds: bool
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {'yes' if self.holds else 'no'}, {self.reason}"


@attrs.frozen(kw_only=True)
class LittlesLaw:
    """Whether the number open in a period fits its arrivals and how long deals took. ``littles_law`` makes one.

    ``measured`` is the mean time from opening to close of the deals that were closed in the period; ``age_at_start``
    and ``age_at_end`` are the mean ages of the deals open just before its two ends.

    >>> march = Period.month(2026, 3)
    >>> law = littles_law({(march.start, None): 31}, period=march)
    >>> law.arrival_rate, law.holds
    (Fraction(1, 1), False)
    """

    work: WorkInProgress
    measured: timedelta | Undefined
    age_at_start: timedelta | Undefined
    age_at_end: timedelta | Undefined
    conditions: tuple[LawCondition, ...]
    tolerance: Decimal
    definition: str = attrs.field(default=_DEFINITION, eq=False)

    @property
    def n(self) -> int:
        """How many deals were closed in the period: those that ``measured`` rests on."""
        return self.work.departures

    @property
    def arrival_rate(self) -> Fraction:
        """How many deals were opened a day; exact."""
        return self.work.arrivals / self.work.length

    @property
    def departure_rate(self) -> Fraction:
        """How many deals were closed a day; exact."""
        return self.work.departures / self.work.length

    @property
    def implied(self) -> timedelta | Undefined:
        """The mean time that the law gives, true only where the conditions hold.

        Formula: mean number open / arrivals a day.
        """
        if not self.work.arrivals:
            return _NO_ARRIVAL
        return duration_of(self.work.deal_days * DAY / self.work.arrivals)

    @property
    def holds(self) -> bool:
        """Whether all conditions hold."""
        return all(each.holds for each in self.conditions)

    @property
    def agrees(self) -> bool | Undefined:
        """Whether implied and measured time differ by no more than the tolerance, of the longer one."""
        implied, measured = self.implied, self.measured
        if isinstance(implied, Undefined):
            return implied
        if isinstance(measured, Undefined):
            return measured
        return _near(Fraction(microseconds(implied)), Fraction(microseconds(measured)), self.tolerance)

    def to_records(self) -> list[Row]:
        """Give one row: rates, mean open, times in days, whether the law holds, and the names of what does not."""
        return [
            {
                "n": self.n,
                "arrivals_a_day": plain(self.arrival_rate),
                "departures_a_day": plain(self.departure_rate),
                "mean_open": plain(self.work.mean),
                "implied_days": plain(self.implied),
                "measured_days": plain(self.measured),
                "holds": self.holds,
                "fails": "; ".join(each.name for each in self.conditions if not each.holds),
            }
        ]

    def __str__(self) -> str:
        measured = f"measured {_told(self.measured)} (n={self.n})"
        if not self.holds:
            return "\n  ".join([f"Little's law does not apply; {measured}", *map(str, self._failed())])
        open_now = f"{float(self.work.mean):.4g} open on average, {float(self.arrival_rate):.4g} opened a day"
        return f"{open_now}: implied {_told(self.implied)}, {measured}"

    def _failed(self) -> list[LawCondition]:
        return [each for each in self.conditions if not each.holds]


def littles_law(spans: Spans, *, period: Period, tolerance: Decimal | int | str = "0.1") -> LittlesLaw:
    """Compare the time that deals took with the time that the number open implies, and say whether that is allowed.

    ``spans`` is the table of openings and closes that ``work_in_progress`` takes. ``tolerance`` (0 to 1) is how far
    two numbers may lie apart, as a part of the larger one, and count as alike.

    Formula: implied time = mean number open / arrivals a day (Little's L = lambda W). It is exact where nobody is
    open at either end of the period; else it needs these conditions, each of which is told with its numbers:

    - arrivals match departures;
    - as many are open at the end as at the start, measured by the number open on average;
    - ages do not drift: the deals open at the end are as old, on average, as those open at the start;
    - what is begun ends: of those open at the end no more than the tolerance are older than any that was closed.

    The fifth condition, one unit for all (deals are neither split nor joined), is for the caller to know. Where a
    condition fails the text gives it instead of the implied time: a pipeline that grows or silts up has no such mean.
    Source: Little, Operations Research 9 (1961), 383-387; Little and Graves, in Building Intuition (2008), 81-100.

    >>> march = Period.month(2026, 3)
    >>> days_of = [march.start + timedelta(days=day) for day in range(30)]
    >>> print(littles_law({(day, day + timedelta(days=1)): 4 for day in days_of}, period=march))
    3.871 open on average, 3.871 opened a day: implied 1 days, measured 1 days (n=120)
    >>> print(littles_law({(day, None): 4 for day in days_of}, period=march))
    Little's law does not apply; measured undefined: nothing was closed (n=0)
      arrivals match departures: no, 120 came, 0 went
      as many open at both ends: no, 0 at the start, 120 at the end, 63.87 on average
      ages do not drift: no, none was open at the start, 16.5 days at the end
      what is begun ends: no, 120 of 120 still open are older than any that was closed
    """
    rows, allowed = list(spans_of(spans)), unit_rate(tolerance)
    work = work_in_progress(spans, period=period)
    lengths = [
        (microseconds(closed - opened), count)
        for opened, closed, count in rows
        if closed is not None and closed in period
    ]
    first, last = (_ages(rows, end) for end in (period.start, period.end))
    start, end = _mean(first, _NOBODY), _mean(last, _NOBODY)
    conditions = (
        LawCondition(
            name="arrivals match departures",
            holds=_near(Fraction(work.arrivals), Fraction(work.departures), allowed),
            reason=f"{work.arrivals} came, {work.departures} went",
        ),
        _same_at_both_ends(work, allowed),
        _ages_still(start, end, allowed),
        _all_end(last, max((length for length, _ in lengths), default=-1), allowed),
    )
    return LittlesLaw(
        work=work,
        measured=_duration(_mean(lengths, _NO_DEPARTURE)),
        age_at_start=_duration(start),
        age_at_end=_duration(end),
        conditions=conditions,
        tolerance=allowed,
    )


_Lengths = list[tuple[int, int]]


def _ages(rows: _Rows, instant: datetime) -> _Lengths:
    """Give the ages of the deals open just before an instant, with how many have each."""
    return [
        (microseconds(instant - opened), count)
        for opened, closed, count in rows
        if opened < instant and (closed is None or closed >= instant)
    ]


def _mean(lengths: _Lengths, none: Undefined) -> Fraction | Undefined:
    n = sum(count for _, count in lengths)
    return Fraction(sum(length * count for length, count in lengths), n) if n else none


def _duration(length: Fraction | Undefined) -> timedelta | Undefined:
    return length if isinstance(length, Undefined) else duration_of(length)


def _near(one: Fraction, two: Fraction, tolerance: Decimal) -> bool:
    return abs(one - two) <= Fraction(tolerance) * max(one, two)


def _same_at_both_ends(work: WorkInProgress, tolerance: Decimal) -> LawCondition:
    return LawCondition(
        name="as many open at both ends",
        holds=abs(work.at_end - work.at_start) <= Fraction(tolerance) * work.mean,
        reason=f"{work.at_start} at the start, {work.at_end} at the end, {float(work.mean):.4g} on average",
    )


def _ages_still(start: Fraction | Undefined, end: Fraction | Undefined, tolerance: Decimal) -> LawCondition:
    one, two = (Fraction(0) if isinstance(age, Undefined) else age for age in (start, end))
    told = [
        f"none was open at the {name}" if isinstance(age, Undefined) else f"{_told(duration_of(age))} at the {name}"
        for name, age in (("start", start), ("end", end))
    ]
    return LawCondition(name="ages do not drift", holds=_near(one, two, tolerance), reason=", ".join(told))


def _all_end(ages: _Lengths, longest: int, tolerance: Decimal) -> LawCondition:
    still, old = sum(count for _, count in ages), sum(count for age, count in ages if age > longest)
    return LawCondition(
        name="what is begun ends",
        holds=old <= Fraction(tolerance) * still,
        reason=f"{old} of {still} still open are older than any that was closed",
    )


def _told(time: timedelta | Undefined) -> str:
    return str(time) if isinstance(time, Undefined) else f"{days(time):.4g} days"
