"""Spans of a working day: from a time of day to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import attrs

from salescycle.errors import InvalidValue

from ._several import several

__all__ = ["DAY", "WorkSpan", "spans_of_a_day"]

DAY = timedelta(days=1)

_CLOCK = re.compile(r"([0-2][0-9]):([0-5][0-9])", re.ASCII)
_MINUTE = timedelta(minutes=1)
_WAY_OUT = "for example '09:00-17:30', or '22:00-06:00' over midnight"


def _time_of_day(value: timedelta) -> timedelta:
    if type(value) is not timedelta or not timedelta(0) <= value <= DAY or value % _MINUTE:
        raise InvalidValue("a time of day", "must be whole minutes from 00:00 to 24:00", value, _WAY_OUT)
    return value


@attrs.frozen(kw_only=True, repr=False)
class WorkSpan:
    """A stretch of a day that is worked, as the clock on the wall shows it; one that ends no later runs over midnight.

    ``start`` and ``end`` are times since the wall clock's midnight, in whole minutes. A span over midnight belongs to
    the day on which it begins. Times of day are written as text.

    >>> night = WorkSpan.parse("22:00-06:00")
    >>> print(night, night.ends_next_day, WorkSpan.parse("00:00-24:00").ends_next_day)
    22:00-06:00 True False
    """

    start: timedelta = attrs.field(converter=_time_of_day)
    end: timedelta = attrs.field(converter=_time_of_day)

    def __attrs_post_init__(self) -> None:
        if self.start in (DAY, self.end):
            raise InvalidValue("a working span", "must begin before 24:00 and have a length", str(self), _WAY_OUT)

    @classmethod
    def parse(cls, text: str | WorkSpan) -> WorkSpan:
        """Read a span from text such as ``"09:00-17:30"``; a span passes."""
        if isinstance(text, WorkSpan):
            return text
        start, dash, end = text.partition("-") if isinstance(text, str) else ("", "", "")
        clocks = [_CLOCK.fullmatch(part.strip()) for part in (start, end)]
        hours = [None if clock is None else (int(clock[1]), int(clock[2])) for clock in clocks]
        if not dash or hours[0] is None or hours[1] is None or max(hours[0], hours[1]) > (24, 0):
            raise InvalidValue("a working span", "must be two times of day with a dash between", text, _WAY_OUT)
        first, last = (timedelta(hours=hour, minutes=minute) for hour, minute in (hours[0], hours[1]))
        return cls(start=first, end=last)

    @property
    def ends_next_day(self) -> bool:
        """Whether it runs over midnight."""
        return self.end < self.start

    @property
    def until(self) -> timedelta:
        """Its end as a time since the midnight before its start: more than 24 hours where it runs over midnight."""
        return self.end + DAY if self.ends_next_day else self.end

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"

    def __repr__(self) -> str:
        return f"WorkSpan.parse({str(self)!r})"


def _clock(time: timedelta) -> str:
    hours, minutes = divmod(time // _MINUTE, 60)
    return f"{hours:02d}:{minutes:02d}"


def spans_of_a_day(values: Iterable[str | WorkSpan]) -> tuple[WorkSpan, ...]:
    """Convert the spans of one day, in any order; those of one day may not overlap.

    >>> spans_of_a_day(["13:00-17:00", "09:00-12:30"])
    (WorkSpan.parse('09:00-12:30'), WorkSpan.parse('13:00-17:00'))
    """
    given = several(values, object, "the spans of a day")
    spans = sorted((WorkSpan.parse(value) for value in given), key=lambda span: span.start)
    for before, after in pairwise(spans):
        if after.start < before.until:
            raise InvalidValue("the spans of a day", "must not overlap", f"{before} and {after}")
    return tuple(spans)
