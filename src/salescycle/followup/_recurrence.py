"""Recurrences: rules of RFC 5545 as values, and the instants that they give on the wall clock of a zone."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, tzinfo

import attrs

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.values import clock_zone, member, optional_utc, several, utc, whole_number

from ._recurring_days import RecurringDays
from ._rule_text import named_day, rule_parts

__all__ = ["OCCURRENCE_LIMIT", "Frequency", "Recurrence", "on_the_wall", "rule_of"]

OCCURRENCE_LIMIT = 10_000
"""Most occurrences of a recurrence: those of 27 years, day by day."""

_END = datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)  # of the instants that there are, by the second
_ONCE_A_YEAR = "take frequency='monthly', interval=12"


class Frequency(enum.StrEnum):
    """How often something recurs: each day, week, month or year, or each of so many.

    >>> Frequency("monthly")
    <Frequency.MONTHLY: 'monthly'>
    """

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


def _frequency(value: Frequency | str) -> Frequency:
    return member(Frequency, value, "a frequency")


def _interval(value: int) -> int:
    return whole_number(value, "an interval", least=1, most=1000)


def _count(value: int | None) -> int | None:
    return None if value is None else whole_number(value, "a count", least=1, most=OCCURRENCE_LIMIT)


def _days(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(named_day(value)[2] for value in several(values, str, "days of the week")))


def _month_day(value: int) -> int:
    # the month's last days are counted back only as far as each month has them
    if type(value) is not int or not (1 <= value <= 31 or -28 <= value <= -1):
        raise InvalidValue("a day of the month", "must be from 1 to 31, or from -28 to -1 counted back", value)
    return value


def _month_days(values: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(map(_month_day, several(values, int, "days of the month"))))


def _until(value: datetime | None) -> datetime | None:
    last = optional_utc(value)
    if last is not None and last.microsecond:
        raise InvalidValue("the end of a recurrence", "must be at a whole second", last)
    return last


@attrs.frozen(kw_only=True)
class Recurrence:
    """A rule of RFC 5545: what recurs each day, week, month or year, on which days, and until when.

    ``by_day`` names days of the week (``MO`` to ``SU``), in a monthly rule with a number too (``1MO``, ``-1FR``: the
    first Monday, the last Friday); ``by_month_day`` days of the month, counted back where they are below 0. Where both
    are given, both have to hold. Without either, it recurs on the day of its start. Weeks begin on Monday. It ends
    after ``count`` times, or with the last one up to ``until``.

    A day that a month does not have is its last one: monthly on the 31st is on 30 April. Other software skips such
    months; there is no other difference. ``text`` is the rule as RFC 5545 writes it. It says nothing of the zone,
    so keep that beside it, as a ``CadenceStep`` does.

    >>> from zoneinfo import ZoneInfo
    >>> rule = Recurrence.parse("FREQ=MONTHLY;BYMONTHDAY=31")
    >>> january = datetime(2026, 1, 31, 8, tzinfo=UTC)
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> for at in rule.occurrences(start=january, zone=berlin, until=datetime(2026, 4, 30, 23, tzinfo=UTC)):
    ...     print(at, at.astimezone(berlin).time())
    2026-01-31 08:00:00+00:00 09:00:00
    2026-02-28 08:00:00+00:00 09:00:00
    2026-03-31 07:00:00+00:00 09:00:00
    2026-04-30 07:00:00+00:00 09:00:00
    """

    frequency: Frequency = attrs.field(converter=_frequency)
    interval: int = attrs.field(default=1, converter=_interval)
    by_day: tuple[str, ...] = attrs.field(default=(), converter=_days)
    by_month_day: tuple[int, ...] = attrs.field(default=(), converter=_month_days)
    count: int | None = attrs.field(default=None, converter=_count)
    until: datetime | None = attrs.field(default=None, converter=_until)

    def __attrs_post_init__(self) -> None:
        what = f"a {self.frequency} recurrence"
        if self.count is not None and self.until is not None:
            raise InvalidValue(what, "must end by a count or by an instant, not both", self.text)
        if self.frequency is Frequency.YEARLY and (self.by_day or self.by_month_day):
            raise InvalidValue(what, "must be on the day of its start", self.text, _ONCE_A_YEAR)
        if self.frequency is Frequency.WEEKLY and self.by_month_day:
            raise InvalidValue(what, "must name days of the week only", self.text)
        if self.frequency is not Frequency.MONTHLY and any(named_day(day)[0] for day in self.by_day):
            raise InvalidValue(what, "must name days of the week without a number", self.text)

    @classmethod
    def parse(cls, text: str) -> Recurrence:
        """Read a rule from text such as ``"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"``.

        It knows FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL (an instant in UTC,
        as ``20261231T235959Z``), each at most once, in any order. Raises ``InvalidValue`` for all else, in no time.
        """
        return cls(**rule_parts(text))

    @property
    def text(self) -> str:
        """The rule as RFC 5545 writes it, without a zone and a start."""
        parts = [f"FREQ={self.frequency.value.upper()}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval > 1 else []
        parts += [f"BYDAY={','.join(self.by_day)}"] if self.by_day else []
        parts += [f"BYMONTHDAY={','.join(map(str, self.by_month_day))}"] if self.by_month_day else []
        parts += [f"COUNT={self.count}"] if self.count is not None else []
        parts += [f"UNTIL={self.until:%Y%m%dT%H%M%SZ}"] if self.until is not None else []
        return ";".join(parts)

    def occurrences(
        self, *, start: datetime, zone: tzinfo, after: datetime | None = None, until: datetime | None = None
    ) -> Iterator[datetime]:
        """Give the instants at which it recurs, in UTC, one by one: later than ``after``, and up to ``until``.

        ``start`` gives the time of day, on the wall clock of ``zone``, and is the first one where the rule fits it.
        The time on the wall stays when clocks change. One that they skip is as much later as they are put forward; of
        one that they show twice it is the first.

        Raises ``LimitExceeded`` when more than ``OCCURRENCE_LIMIT`` are asked for. No instant lies after 2199.
        """
        first, last, earliest = utc(start), optional_utc(until), optional_utc(after)
        found = self._instants(first, clock_zone(zone), last)
        # a function that yields would look at nothing before the first one is asked for
        return (at for at in found if earliest is None or at > earliest)

    def _instants(self, start: datetime, zone: tzinfo, last: datetime | None) -> Iterator[datetime]:
        local = start.astimezone(zone)
        ends = min(each for each in (self.until, last, _END) if each is not None)
        for number, day in enumerate(self._days(local.date(), ends.astimezone(zone).date()), 1):
            # a start at the second showing of a time would else have its first showing before it
            at = max(on_the_wall(day, local.time(), zone), start)
            if at > ends:
                return
            if number > OCCURRENCE_LIMIT:
                raise LimitExceeded("the occurrences of a recurrence", f"must be at most {OCCURRENCE_LIMIT}", number)
            yield at
            if number == self.count:
                return

    def _days(self, first: date, last: date) -> Iterator[date]:
        named = tuple(named_day(day)[:2] for day in self.by_day)
        days = RecurringDays(first=first, last=last, interval=self.interval, named=named, numbers=self.by_month_day)
        every: Callable[[], Iterator[date]] = getattr(days, self.frequency.value)
        return every()


def rule_of(value: Recurrence | str | None) -> Recurrence | None:
    """Convert to a recurrence, from one or from its text, or leave ``None``."""
    return value if value is None or isinstance(value, Recurrence) else Recurrence.parse(value)


def on_the_wall(day: date, shown: time, zone: tzinfo) -> datetime:
    """Give the instant at which the clock on the wall shows a time; what it skips is as much later as it skips."""
    # a time that once was the second showing of its hour would be asked for with the wrong offset elsewhere
    return datetime.combine(day, shown.replace(fold=0), tzinfo=zone).astimezone(UTC)
