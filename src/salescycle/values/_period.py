"""Periods: from an instant up to, not including, another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

import attrs
from dateutil.relativedelta import relativedelta

from salescycle.errors import InvalidValue

from ._instant import FIRST_YEAR, LAST_YEAR, clock_zone, utc
from ._whole import whole_number

__all__ = ["Period"]


def _midnight(year: int, month: int, zone: tzinfo, *, day: int = 1) -> datetime:
    # Where clocks skip midnight, fold=0 reads it as the very instant of the change: the day's first.
    return datetime(year, month, day, tzinfo=clock_zone(zone))


@attrs.frozen(kw_only=True)
class Period:
    """A stretch of time, half-open: its start belongs to it, its end to the next one.

    A close at midnight between two quarters is counted once, in the later.

    >>> first = Period.quarter(2026, 1)
    >>> first.end == Period.quarter(2026, 2).start and first.end not in first
    True
    >>> [part.start.month for part in first.months()]
    [1, 2, 3]
    """

    start: datetime = attrs.field(converter=utc)
    end: datetime = attrs.field(converter=utc)

    def __attrs_post_init__(self) -> None:
        if not self.start < self.end:
            raise InvalidValue("the end of a period", f"must come after its start {self.start}", self.end)

    @classmethod
    def month(cls, year: int, month: int, *, zone: tzinfo = UTC) -> Period:
        """Give a calendar month of a zone."""
        return cls._from_month(year, whole_number(month, "a month", least=1, most=12), 1, zone)

    @classmethod
    def quarter(cls, year: int, quarter: int, *, zone: tzinfo = UTC) -> Period:
        """Give a calendar quarter of a zone, 1 to 4."""
        return cls._from_month(year, 3 * whole_number(quarter, "a quarter", least=1, most=4) - 2, 3, zone)

    @classmethod
    def year(cls, year: int, *, zone: tzinfo = UTC) -> Period:
        """Give a calendar year of a zone."""
        return cls._from_month(year, 1, 12, zone)

    @classmethod
    def _from_month(cls, year: int, month: int, count: int, zone: tzinfo) -> Period:
        start = _midnight(whole_number(year, "a year", least=FIRST_YEAR + 1, most=LAST_YEAR - 1), month, zone)
        end = start + relativedelta(months=count)
        return cls(start=start, end=_midnight(end.year, end.month, zone))

    def days(self, *, zone: tzinfo = UTC) -> tuple[Period, ...]:
        """Cut at each midnight in a zone; the first and last part may be short, and a day of 23 hours is one."""
        local = self.start.astimezone(clock_zone(zone))
        return self._cut(_midnight(local.year, local.month, zone, day=local.day), relativedelta(days=1))

    def weeks(self, *, zone: tzinfo = UTC) -> tuple[Period, ...]:
        """Cut at each midnight in a zone that begins a Monday; the first and last part may be short."""
        local = self.start.astimezone(clock_zone(zone))
        monday = local.date() - timedelta(days=local.weekday())
        return self._cut(_midnight(monday.year, monday.month, zone, day=monday.day), relativedelta(weeks=1))

    def months(self, *, zone: tzinfo = UTC) -> tuple[Period, ...]:
        """Cut at each turn of the month in a zone; the first and last part may be short."""
        return self._cut_months(1, zone)

    def quarters(self, *, zone: tzinfo = UTC) -> tuple[Period, ...]:
        """Cut at each turn of the quarter in a zone; the first and last part may be short."""
        return self._cut_months(3, zone)

    def _cut_months(self, step: int, zone: tzinfo) -> tuple[Period, ...]:
        local = self.start.astimezone(clock_zone(zone))
        anchor = _midnight(local.year, local.month - (local.month - 1) % step, zone)
        return self._cut(anchor, relativedelta(months=step))

    def _cut(self, anchor: datetime, step: relativedelta) -> tuple[Period, ...]:
        turns, count = [self.start], 0
        while (turn := (anchor + step * count).astimezone(UTC)) < self.end:
            if turn > turns[-1]:  # where a zone skips a day, two midnights are one instant
                turns.append(turn)
            count += 1
        return tuple(Period(start=start, end=end) for start, end in pairwise([*turns, self.end]))

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= utc(instant) < self.end

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} UTC"
