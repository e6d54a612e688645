"""Running time: when the time of a response ran, and when it stood still."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import attrs

from salescycle.errors import LimitExceeded
from salescycle.model import Deal, Fact, Lead, OptedIn, OptedOut, Outcome, Snoozed, StageEntered, StageSeen
from salescycle.values import WorkCalendar

from ._response_target import Pause

__all__ = ["RunningTime", "pause_at", "running_time", "whole_log"]

_TELLS = (StageEntered, StageSeen, OptedOut, OptedIn, Snoozed)


@attrs.frozen(kw_only=True)
class RunningTime:
    """The stretches in which a time ran, apart and in order, and the calendar by which they count.

    The last one has no end (``None``) where nothing is known to stop it.
    """

    stretches: tuple[tuple[datetime, datetime | None], ...]
    calendar: WorkCalendar

    def used(self, until: datetime) -> timedelta:
        """Give the working time that ran up to an instant."""
        whole = timedelta(0)
        for start, end in self.stretches:
            if start < until:
                whole += self.calendar.elapsed(start, until if end is None else min(end, until))
        return whole

    def reached(self, time: timedelta) -> datetime | None:
        """Give the first instant by which so much working time ran, or ``None`` where nobody can say.

        It stands still before without an end, or lies beyond the years that a calendar counts.
        """
        for start, end in self.stretches:
            length = None if end is None else self.calendar.elapsed(start, end)
            if length is None or time <= length:
                return self._added(start, time)
            time -= length
        return None

    def _added(self, start: datetime, time: timedelta) -> datetime | None:
        try:
            return self.calendar.add(start, time)
        except LimitExceeded:
            return None


def whole_log(record: Lead | Deal) -> list[Fact]:
    """Give the facts of a lead, or of a deal and its lead, in time order."""
    if not isinstance(record, Deal) or record.lead is None:
        return list(record.log)
    return sorted((*record.lead.log, *record.log), key=lambda fact: fact.at)


def running_time(
    record: Lead | Deal, start: datetime, pauses: Collection[Pause], calendar: WorkCalendar
) -> RunningTime:
    """Give when a time that began with ``start`` ran, as far as the record tells; what it says last goes on."""
    told = {fact.at for fact in whole_log(record) if isinstance(fact, _TELLS)}
    # with its first fact, whatever that tells, a deal stands for itself and no longer as its lead
    told.update(fact.at for fact in record.log[:1])
    turns = [start, *sorted(at for at in told if at > start)]
    stretches: list[tuple[datetime, datetime | None]] = []
    for begin, end in zip(turns, [*turns[1:], None], strict=True):
        pause, until = pause_at(record, begin, pauses)
        begins = begin if pause is None else until
        if begins is not None and (end is None or begins < end):
            stretches.append((begins, end))
    return RunningTime(stretches=tuple(stretches), calendar=calendar)


def pause_at(record: Lead | Deal, at: datetime, pauses: Collection[Pause]) -> tuple[Pause | None, datetime | None]:
    """Give why nothing runs at an instant, and until when that is known to last; nothing where it runs."""
    then: Lead | Deal = record.as_of(at)
    # before the deal began, its lead says how it stands
    standing = then.lead if isinstance(then, Deal) and not then.log and then.lead is not None else then
    snoozed = then.snoozed_until
    found = {
        Pause.CLOSED: standing.outcome.is_closed,
        Pause.OPTED_OUT: then.has_opted_out(),
        Pause.ON_HOLD: standing.outcome is Outcome.HOLD,
        Pause.SNOOZED: snoozed is not None and snoozed > at,
    }
    pause = next((each for each in pauses if found[each]), None)
    return pause, snoozed if pause is Pause.SNOOZED else None
