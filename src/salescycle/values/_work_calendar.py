"""Working time: when somebody is there, and how much of that lies between two instants."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Self

import attrs

from salescycle.errors import InvalidValue, LimitExceeded

from ._instant import FIRST_YEAR, LAST_YEAR, calendar_date, clock_zone, utc
from ._period import Period
from ._several import a_mapping
from ._wall_clock import shown_between
from ._whole import whole_number
from ._work_span import DAY, WorkSpan, spans_of_a_day
from ._work_year import WorkYear, work_year

__all__ = ["WEEKDAYS", "WorkCalendar"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a week, as a calendar names them."""

_NONE = timedelta(0)
_Spans = Iterable[str | WorkSpan]
_MOST_IDLE_YEARS = 5
_Week = tuple[tuple[WorkSpan, ...], ...]
_Exceptions = tuple[tuple[date, tuple[WorkSpan, ...]], ...]


def _week(value: Mapping[str, _Spans] | _Week) -> _Week:
    if type(value) is tuple:
        return value
    given = a_mapping(value, "a working week", "for example {'mon': ['09:00-17:00']}")  # type: ignore[arg-type]
    for day in given:
        if day not in WEEKDAYS:
            raise InvalidValue("a day of the week", f"must be one of {', '.join(WEEKDAYS)}", day)
    week = tuple(spans_of_a_day(given.get(day, ())) for day in WEEKDAYS)
    if not any(week):
        raise InvalidValue("a working week", "must have a span on some day", "none")
    return week


def _exceptions(value: Mapping[date, _Spans] | _Exceptions) -> _Exceptions:
    if type(value) is tuple:
        return value
    given = a_mapping(value, "exceptional days", "for example {date(2026, 12, 24): ['09:00-12:00']}")  # type: ignore[arg-type]
    return tuple(sorted((calendar_date(day), spans_of_a_day(spans)) for day, spans in given.items()))


def _holidays(value: Container[date]) -> Container[date]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Container):
        way_out = "give a set of dates, or holidays.country_holidays('KR')"
        raise InvalidValue("holidays", "must be something that contains dates", value, way_out)
    return value


@attrs.frozen(kw_only=True)
class WorkCalendar:
    """When work is done: spans of each day of the week on the wall clock of a zone, less holidays.

    ``week`` names the days that are worked, with their spans; ``holidays`` is anything that contains dates (a set, or
    a calendar of the ``holidays`` package); ``exceptions`` gives single days spans of their own, none for a day off,
    and goes before both. An instant is open when the wall clock shows a time within a span of the day: an hour that
    clocks skip is no working time, and one that they show twice is worked twice. A span over midnight belongs to the
    day on which it begins, a holiday with all of it.

    Sums are exact, over any number of years. Each year is laid out when it is first asked about, and kept.

    >>> from datetime import UTC
    >>> office = WorkCalendar.weekdays("09:00-12:30", "13:30-18:00", zone=UTC, holidays={date(2026, 3, 3)})
    >>> friday, wednesday = datetime(2026, 2, 27, 17, tzinfo=UTC), datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    >>> print(office.elapsed(friday, wednesday))
    9:30:00
    >>> print(office.add(friday, timedelta(hours=2)), office.next_open(friday.replace(hour=20)))
    2026-03-02 10:00:00+00:00 2026-03-02 09:00:00+00:00
    """

    week: _Week = attrs.field(converter=_week)
    zone: tzinfo = attrs.field(converter=clock_zone)
    holidays: Container[date] = attrs.field(default=(), converter=_holidays, hash=False)
    exceptions: _Exceptions = attrs.field(default=(), converter=_exceptions)

    @classmethod
    def weekdays(
        cls,
        *spans: str | WorkSpan,
        zone: tzinfo,
        holidays: Container[date] = (),
        exceptions: Mapping[date, _Spans] | None = None,
    ) -> Self:
        """Give a calendar of the same spans from Monday to Friday."""
        week: dict[str, _Spans] = dict.fromkeys(WEEKDAYS[:5], spans)
        return cls(week=week, zone=zone, holidays=holidays, exceptions=exceptions or {})

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Give the working time from one instant to another; negative where the second comes first."""
        first, last = utc(start), utc(end)
        if first.year == last.year:
            worked = self._year(first.year).worked
            return worked(last) - worked(first)
        if first > last:
            return -self.elapsed(last, first)
        between = sum((self._year(year).total for year in range(first.year + 1, last.year)), _NONE)
        rest = self._year(first.year)
        return rest.total - rest.worked(first) + between + self._year(last.year).worked(last)

    def add(self, start: datetime, working_time: timedelta) -> datetime:
        """Give the first instant by which so much working time has passed since ``start``.

        What is due at the very end of a span is due then, not when the next one begins; no time at all gives ``start``.
        A negative time gives the last instant from which so much passes up to ``start``.
        Raises ``LimitExceeded`` where that lies outside the years 1900 to 2199, or nothing is worked for 5 years.
        """
        at = utc(start)
        if type(working_time) is not timedelta:
            raise InvalidValue("working time", "must be a timedelta", working_time, "give timedelta(hours=1)")
        if not working_time:
            return at
        aim = self._year(at.year).worked(at) + working_time
        years = self._years(at.year, 1 if working_time > _NONE else -1)
        year = next(years)
        if working_time > _NONE:
            while aim > year.total:
                aim -= year.total
                year = next(years)
            return year.first_at(aim)
        while aim < _NONE:
            year = next(years)
            aim += year.total
        return year.last_at(aim)

    def is_open(self, at: datetime) -> bool:
        """Whether an instant is working time; a span begins with its start and ends before its end."""
        instant = utc(at)
        return self._year(instant.year).next_open(instant) == instant

    def next_open(self, at: datetime) -> datetime:
        """Give the first instant of working time from one on: itself where it is open.

        Raises ``LimitExceeded`` where nothing is worked for 5 years.
        """
        instant = utc(at)
        found = (year.next_open(instant) for year in self._years(instant.year, 1))
        return next(at for at in found if at is not None)

    def day(self, on: date) -> tuple[Period, ...]:
        """Give the working time that begins on a day: what its spans are, in instants."""
        return tuple(Period(start=start, end=end) for start, end in self._stretches(calendar_date(on)))

    def is_work_day(self, on: date) -> bool:
        """Whether anything is worked on a day."""
        return any(self._spans(calendar_date(on)))

    def work_day(self, on: date, *, after: int = 0) -> date:
        """Give the working day that lies ``after`` working days behind a day.

        It counts from the day itself, or from the next working day where that is none: the first working day
        after a Saturday is the Tuesday, since what comes in on a Saturday comes in on Monday.
        Raises ``LimitExceeded`` where nothing is worked for 5 years.
        """
        day, left, idle = calendar_date(on), whole_number(after, "working days"), 0
        while not self.is_work_day(day) or left:
            worked = self.is_work_day(day)
            left, idle = left - worked, 0 if worked else idle + 1
            if idle > _MOST_IDLE_YEARS * 366:
                raise _too_long(day)
            day = calendar_date(day + DAY)
        return day

    def _years(self, first: int, step: int) -> Iterator[WorkYear]:
        """Give years from one on, in either direction, as long as there is work in some of them."""
        idle = 0
        for number in range(first, LAST_YEAR + 1) if step > 0 else range(first, FIRST_YEAR - 1, -1):
            year = self._year(number)
            idle = 0 if year.total else idle + 1
            if idle > _MOST_IDLE_YEARS:
                raise _too_long(number)
            yield year
        raise LimitExceeded("working time", f"must end within the years {FIRST_YEAR} to {LAST_YEAR}", first)

    def _year(self, number: int) -> WorkYear:
        year = self._laid_out.get(number)
        if year is None:
            # two threads may lay out one year: they lay out the same
            year = self._laid_out[number] = work_year(number, self._year_of_stretches(number))
        return year

    @cached_property
    def _laid_out(self) -> dict[int, WorkYear]:
        return {}

    @cached_property
    def _own(self) -> dict[date, tuple[WorkSpan, ...]]:
        return dict(self.exceptions)

    def _year_of_stretches(self, number: int) -> Iterator[tuple[datetime, datetime]]:
        # zones lie up to a day from UTC, and a span over midnight begins a day earlier
        day, last = date(number, 1, 1) - 2 * DAY, date(number + 1, 1, 1) + DAY
        while day <= last:
            yield from self._stretches(day)
            day += DAY

    def _spans(self, on: date) -> tuple[WorkSpan, ...]:
        own = self._own.get(on)
        if own is not None:
            return own
        return () if on in self.holidays else self.week[on.weekday()]

    def _stretches(self, on: date) -> Iterator[tuple[datetime, datetime]]:
        midnight = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - the clock on the wall
        for span in self._spans(on):
            yield from shown_between(self.zone, midnight + span.start, midnight + min(span.until, DAY))
            if span.until > DAY:
                yield from shown_between(self.zone, midnight + DAY, midnight + span.until)


def _too_long(when: object) -> LimitExceeded:
    return LimitExceeded("working time", f"must be done again within {_MOST_IDLE_YEARS} years", when)
