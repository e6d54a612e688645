"""Clocks: elapsed or working time, and the one place where lengths of time are taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from operator import sub
from typing import Protocol, TypeVar

import attrs

from salescycle.values import WorkCalendar, required

__all__ = ["ELAPSED", "Clock", "clock_of"]


class _Defined(Protocol):
    @property
    def definition(self) -> str: ...


_D = TypeVar("_D", bound=_Defined)


@attrs.frozen(kw_only=True)
class Clock:
    """What lengths of time are measured by: ``less(end, start)`` gives how long it is from a start to an end.

    Every measure takes its lengths here, so that all of them count working time alike where a calendar is given.
    Clocks of one calendar are one: a calendar is told by which object it is, since a zone or a container of holidays
    need not have a hash.
    """

    calendar: WorkCalendar | None = attrs.field(eq=id)
    less: Callable[[datetime, datetime], timedelta] = attrs.field(eq=False)

    def told(self, definition: str) -> str:
        """Say by which clock something is defined; what says nothing is elapsed time."""
        return definition if self.calendar is None else f"{definition}, in working time"

    def measured(self, result: _D) -> _D:
        """Give a result whose definition says by which clock it was measured."""
        if self.calendar is None:
            return result
        return attrs.evolve(result, definition=self.told(result.definition))  # type: ignore[misc]


ELAPSED = Clock(calendar=None, less=sub)
"""The clock that never stands still."""


def clock_of(calendar: WorkCalendar | None) -> Clock:
    """Give the clock of a calendar, or the one of elapsed time where there is none.

    >>> from datetime import UTC
    >>> friday, monday = datetime(2026, 3, 6, 17, tzinfo=UTC), datetime(2026, 3, 9, 10, tzinfo=UTC)
    >>> office = WorkCalendar.weekdays("09:00-18:00", zone=UTC)
    >>> print(clock_of(None).less(monday, friday), "|", clock_of(office).less(monday, friday))
    2 days, 17:00:00 | 2:00:00
    """
    if calendar is None:
        return ELAPSED
    elapsed = required(calendar, WorkCalendar, "a calendar", "give WorkCalendar.weekdays(...)").elapsed
    return Clock(calendar=calendar, less=lambda end, start: elapsed(start, end))
