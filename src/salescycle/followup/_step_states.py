"""The states of steps: what was done of a cadence, what was left out, and what is owed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

import attrs

from salescycle.model import Deal, Direction, Lead, StepDone, StepMoved, StepSkipped
from salescycle.values import WorkCalendar

from ._cadence_run import StepRun, StepState
from ._cadence_step import CadenceStep, Occurrence
from ._stops import Enrolment

__all__ = ["StepStates"]

_Decision = StepDone | StepSkipped | StepMoved


@attrs.frozen(kw_only=True, slots=False)
class StepStates:
    """Says how each occurrence of a step stands, by the facts of an enrolment up to an instant."""

    cadence: str
    enrolment: Enrolment
    record: Lead | Deal
    as_of: datetime
    calendar: WorkCalendar

    def of(self, step: CadenceStep) -> Iterator[StepRun]:
        """Give the occurrences of a step up to the instant, or to the stop, and the next one that is to come."""
        horizon, contacts = self.enrolment.stopped_at or self.as_of, self._contacts(step.channel)
        is_over = self.enrolment.stop is not None or self.record.has_opted_out(step.channel)
        for each in step.numbered(enrolled=self.enrolment.at, calendar=self.calendar):
            is_to_come = each.due > horizon
            if is_to_come and is_over and step.rule is not None:
                return
            stands = self._stands(each, contacts, is_over=is_over)
            yield stands
            if is_to_come and stands.state is StepState.UPCOMING:
                return

    def _contacts(self, channel: str) -> list[datetime]:
        """Give when we reached out through a channel, in order."""
        ours = (each for each in self.enrolment.contacts if each.direction is not Direction.INBOUND)
        return [each.at for each in ours if each.channel == channel]

    def _stands(self, planned: Occurrence, contacts: list[datetime], *, is_over: bool) -> StepRun:
        decisions = self._decisions.get((planned.step.key, planned.number), [])
        moves = [each.to for each in decisions if isinstance(each, StepMoved)]
        due = moves[-1] if moves else planned.due
        settled = _settled(decisions[-1] if decisions else None, contacts, due)
        if settled is None and self._snoozed_until is not None:
            due = max(due, self._snoozed_until)
        late_after = end_of_day(self.calendar, due)
        state = StepState.UPCOMING
        if settled is None and is_over:
            state = StepState.STOPPED
        elif self.as_of >= due:
            state = StepState.OVERDUE if self.as_of > late_after else StepState.DUE
        return StepRun(
            step=planned.step,
            number=planned.number,
            planned=planned.due,
            due=due,
            late_after=late_after,
            state=state if settled is None else settled[0],
            settled_at=None if settled is None else settled[1],
            times_moved=len(moves),
        )

    @cached_property
    def _snoozed_until(self) -> datetime | None:
        return self.record.snoozed_until

    @cached_property
    def _decisions(self) -> dict[tuple[str, int], list[_Decision]]:
        found: dict[tuple[str, int], list[_Decision]] = {}
        for fact in self.enrolment.facts:
            if isinstance(fact, _Decision) and fact.cadence == self.cadence:
                found.setdefault((fact.step, fact.number), []).append(fact)
        return found


def _settled(last: _Decision | None, contacts: list[datetime], due: datetime) -> tuple[StepState, datetime] | None:
    """Say whether a step was done or left out, and when; ``last`` is the last word about it."""
    if isinstance(last, StepDone):
        return StepState.DONE, last.at
    if isinstance(last, StepSkipped):
        return StepState.SKIPPED, last.at
    place = bisect_left(contacts, due)
    return (StepState.DONE, contacts[place]) if place < len(contacts) else None


def end_of_day(calendar: WorkCalendar, at: datetime) -> datetime:
    """Give the end of the working day of an instant, or of the next one where nothing is worked any more then."""
    day = calendar.work_day(at.astimezone(calendar.zone).date())
    worked = calendar.day(day)
    while not worked or worked[-1].end <= at:
        day = calendar.work_day(day, after=1)
        worked = calendar.day(day)
    return worked[-1].end
