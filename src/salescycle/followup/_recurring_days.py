"""Recurring days: on which days of the calendar a rule recurs, whatever the clocks show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, takewhile

import attrs

__all__ = ["RecurringDays"]

_DAY = timedelta(days=1)


@attrs.frozen(kw_only=True)
class RecurringDays:
    """The days of a rule from a first one to a last one: of each period, those that are named, or the first one's own.

    ``named`` are weekdays, from 0, each with which one of a month it is (0 for all of them); ``numbers`` are days of
    the month, counted back from its end where they are below 0.
    """

    first: date
    last: date
    interval: int
    named: tuple[tuple[int, int], ...]
    numbers: tuple[int, ...]

    def daily(self) -> Iterator[date]:
        """Give each day, or each of so many, of those named."""
        return self._of([self.first + place * _DAY] for place in count(0, self.interval))

    def weekly(self) -> Iterator[date]:
        """Give the named days of each week, or each of so many; weeks begin on Monday."""
        monday = self.first - self.first.weekday() * _DAY
        weekdays = sorted({weekday for _, weekday in self.named} or {self.first.weekday()})
        return self._of([monday + (7 * place + day) * _DAY for day in weekdays] for place in count(0, self.interval))

    def monthly(self) -> Iterator[date]:
        """Give the named days of each month, or each of so many."""
        is_named = bool(self.named or self.numbers)
        return self._of(
            _month(self.first, place) if is_named else [_same_day(self.first, place)]
            for place in count(0, self.interval)
        )

    def yearly(self) -> Iterator[date]:
        """Give the day of the year of the first one, each year, or each of so many."""
        return self._of([_same_day(self.first, 12 * place)] for place in count(0, self.interval))

    def _of(self, periods: Iterator[list[date]]) -> Iterator[date]:
        for days in takewhile(lambda days: days[0] <= self.last, periods):
            yield from (day for day in days if self.first <= day <= self.last and self._is_meant(day))

    def _is_meant(self, day: date) -> bool:
        if not self.numbers and not self.named:
            return True
        length = _length(day.year, day.month)
        # a day that the month does not have is its last one
        if self.numbers and day.day not in [min(n, length) if n > 0 else length + 1 + n for n in self.numbers]:
            return False
        which = (0, (day.day + 6) // 7, -((length - day.day) // 7) - 1)
        return not self.named or any(day.weekday() == weekday and n in which for n, weekday in self.named)


def _length(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - _DAY).day


def _later(first: date, months: int) -> tuple[int, int]:
    year, month = divmod(12 * first.year + first.month - 1 + months, 12)
    return year, month + 1


def _month(first: date, months: int) -> list[date]:
    year, month = _later(first, months)
    return [date(year, month, day) for day in range(1, _length(year, month) + 1)]


def _same_day(first: date, months: int) -> date:
    year, month = _later(first, months)
    return date(year, month, min(first.day, _length(year, month)))
