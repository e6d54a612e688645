"""The steps of a cadence: through which channel, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo
from typing import NamedTuple

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import NO_WORDING, Wording, WorkCalendar, clock_zone, key_text, utc, whole_number, wording

from ._recurrence import Recurrence, on_the_wall, rule_of

__all__ = ["CadenceStep", "Occurrence"]

_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}", re.ASCII)
_WAY_OUT = "for example '09:30'"


def _day(value: int) -> int:
    return whole_number(value, "the working day of a step", most=1000)


def _optional_zone(value: tzinfo | None) -> tzinfo | None:
    return None if value is None else clock_zone(value)


def _time_of_day(value: time | str | None) -> time | None:
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        try:
            return time.fromisoformat(value)
        except ValueError:
            pass
    if value is None or (type(value) is time and value.tzinfo is None):
        return value
    raise InvalidValue("the time of day of a step", "must be a time without a zone", value, _WAY_OUT)


@attrs.frozen(kw_only=True)
class CadenceStep:
    """A step of a cadence: something to do through a channel, once or again and again.

    It is due on the working day that lies ``day`` working days after the enrolment (0 is that day, or the next one
    that is worked), at ``time_of_day`` on the wall clock of ``zone`` (that of the calendar, unless you say otherwise),
    or else when that day's work begins. With a ``rule``, a ``Recurrence`` or its text, that is its start, and it recurs
    from there on at the same time of day, on the days of the rule whether or not they are worked.

    ``channel`` is the key of a channel, as that of ``Contacted``. ``key`` tells the steps of a cadence apart; unless
    you give one it is made of the channel and the day, or of the channel and the rule's frequency.

    >>> from datetime import UTC
    >>> office = WorkCalendar.weekdays("09:00-17:00", zone=UTC)
    >>> friday = datetime(2026, 3, 6, 16, tzinfo=UTC)
    >>> step = CadenceStep(channel="email", day=2, time_of_day="14:00")
    >>> print(step.key, *step.occurrences(enrolled=friday, calendar=office))
    email_2 2026-03-10 14:00:00+00:00
    """

    channel: str = attrs.field(converter=key_text)
    day: int = attrs.field(default=0, converter=_day)
    key: str = attrs.field(default="")
    label: Wording = attrs.field(default=NO_WORDING, converter=wording)
    time_of_day: time | None = attrs.field(default=None, converter=_time_of_day)
    rule: Recurrence | None = attrs.field(default=None, converter=rule_of)
    zone: tzinfo | None = attrs.field(default=None, converter=_optional_zone)

    def __attrs_post_init__(self) -> None:
        made = f"{self.channel}_{self.day if self.rule is None else self.rule.frequency}"
        object.__setattr__(self, "key", key_text(self.key or made))
        if not self.label:
            object.__setattr__(self, "label", wording(self.channel.replace("_", " ").capitalize()))

    def occurrences(self, *, enrolled: datetime, calendar: WorkCalendar) -> Iterator[datetime]:
        """Give the instants at which it is due, in UTC, one by one; none is before work goes on after the enrolment.

        A step without a rule has one. Raises ``LimitExceeded`` where nothing is worked for 5 years, and when more than
        ``OCCURRENCE_LIMIT`` are asked for.
        """
        opens = calendar.next_open(utc(enrolled))
        day = calendar.work_day(opens.astimezone(calendar.zone).date(), after=self.day)
        zone = self.zone or calendar.zone
        start = _opening(calendar, day) if self.time_of_day is None else on_the_wall(day, self.time_of_day, zone)
        found = iter([start]) if self.rule is None else self.rule.occurrences(start=start, zone=zone)
        return (max(at, opens) for at in found)

    def numbered(self, *, enrolled: datetime, calendar: WorkCalendar) -> Iterator[Occurrence]:
        """Give the same with the step, and a number from 1 on."""
        for number, due in enumerate(self.occurrences(enrolled=enrolled, calendar=calendar), 1):
            yield Occurrence(due, self, number)


class Occurrence(NamedTuple):
    """When a step of a cadence is due: the instant, the step, and which of its occurrences it is, from 1 on.

    >>> from datetime import UTC
    >>> Occurrence(datetime(2026, 3, 2, 9, tzinfo=UTC), CadenceStep(channel="call"), 1).step.key
    'call_0'
    """

    due: datetime
    step: CadenceStep
    number: int


def _opening(calendar: WorkCalendar, day: date) -> datetime:
    worked = calendar.day(day)
    # clocks that are put forward may skip all that is worked of a day
    return worked[0].start if worked else calendar.next_open(on_the_wall(day, time(), calendar.zone))
