"""A year of working time: its open stretches, and how much of it had been worked at any instant."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import attrs

__all__ = ["WorkYear", "work_year"]


@attrs.frozen(kw_only=True, eq=False)
class WorkYear:
    """The open stretches of a year (of UTC), in order and apart; with the working time before each, and of all.

    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> year = work_year(2026, [(monday, monday.replace(hour=17))])
    >>> print(year.worked(monday.replace(hour=12)), year.total)
    3:00:00 8:00:00
    """

    starts: list[datetime]
    ends: list[datetime]
    before: list[timedelta]

    @property
    def total(self) -> timedelta:
        """The working time of the whole year."""
        return self.before[-1]

    def worked(self, at: datetime) -> timedelta:
        """Give the working time of the year up to an instant of it."""
        row = bisect_right(self.starts, at) - 1
        if row < 0:
            return timedelta(0)
        end = self.ends[row]
        return self.before[row] + ((min(end, at)) - self.starts[row])

    def first_at(self, worked: timedelta) -> datetime:
        """Give the first instant at which so much of the year, more than 0, had been worked."""
        row = bisect_left(self.before, worked) - 1
        return self.starts[row] + (worked - self.before[row])

    def last_at(self, worked: timedelta) -> datetime:
        """Give the last instant at which no more of the year, less than all, had been worked."""
        row = bisect_right(self.before, worked) - 1
        return self.starts[row] + (worked - self.before[row])

    def next_open(self, at: datetime) -> datetime | None:
        """Give the first open instant from one on, or ``None`` where the year has none left."""
        row = bisect_right(self.ends, at)
        return None if row == len(self.starts) else max(at, self.starts[row])


def work_year(year: int, stretches: Iterable[tuple[datetime, datetime]]) -> WorkYear:
    """Lay out the open stretches of a year: those that meet or overlap become one, and other years are cut off."""
    begin, end = (datetime(each, 1, 1, tzinfo=UTC) for each in (year, year + 1))
    starts: list[datetime] = []
    ends: list[datetime] = []
    for start, stop in sorted((max(start, begin), min(stop, end)) for start, stop in stretches):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], stop)
        elif start < stop:
            starts.append(start)
            ends.append(stop)
    lengths = [stop - start for start, stop in zip(starts, ends, strict=True)]
    return WorkYear(starts=starts, ends=ends, before=list(accumulate(lengths, initial=timedelta(0))))
