"""Cadences: steps that follow an enrolment, on working days or again and again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import merge

import attrs

from salescycle.errors import InvalidValue, listed
from salescycle.model import Deal, Lead
from salescycle.values import NO_WORDING, Wording, WorkCalendar, key_text, optional_utc, required, several, utc, wording

from ._cadence_run import CadenceRun
from ._cadence_step import CadenceStep, Occurrence
from ._step_states import StepStates
from ._stops import StopReason, enrolment_of, stop_reasons

__all__ = ["Cadence"]

_STOPS = (StopReason.REPLIED, StopReason.MEETING_BOOKED, StopReason.CLOSED)


def _steps(values: Iterable[CadenceStep]) -> tuple[CadenceStep, ...]:
    instead = "give CadenceStep(day=..., channel=...)"
    steps = several(values, CadenceStep, "the steps of a cadence", limit=100, instead=instead)
    keys = [step.key for step in steps]
    if not steps or len(set(keys)) < len(keys):
        rule = "must have different keys" if steps else "must be one or more"
        raise InvalidValue("the steps of a cadence", rule, listed(keys) or "none", instead)
    return steps


@attrs.frozen(kw_only=True)
class Cadence:
    """Steps that follow an enrolment: on working days after it, or again and again, until something stops them.

    ``stops`` are the reasons for which it ends before its last step: unless you say otherwise a reply, a meeting that
    was planned, and a close. Opting out of all contact and a ``Withdrawn`` fact end every cadence.

    A record is in it from an ``Enrolled`` fact with its key on; another one begins it anew. All else is read off facts
    too: a step is done by a ``Contacted`` on its channel, outbound or two-way, at its due time or later, so one call
    does all calls that were due by then; or by a ``StepDone``. ``StepSkipped`` leaves a step out, ``StepMoved`` puts it
    to another time and asks for it again; the last of these words counts. Nobody is owed the steps of a channel that
    they opted out of. Of a record that was snoozed, what is not settled is due when that ends.

    >>> from datetime import UTC
    >>> from salescycle.model import Contacted, Enrolled
    >>> office = WorkCalendar.weekdays("09:00-17:00", zone=UTC)
    >>> steps = [CadenceStep(day=0, channel="call"), CadenceStep(day=2, channel="email")]
    >>> cadence = Cadence(key="outreach", steps=steps)
    >>> friday, monday = datetime(2026, 3, 6, 16, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC)
    >>> lead = Lead(id="L-1", name="Ada", log=[Enrolled(cadence="outreach", at=friday)])
    >>> lead = lead.record(Contacted(channel="call", at=friday.replace(minute=20)))
    >>> run = cadence.due(lead, as_of=monday, calendar=office)
    >>> print(run)
    L-1 in 'outreach': email_2: upcoming 2026-03-10 09:00 UTC
    >>> print(run.steps[0])
    call_0: done 2026-03-06 16:20 UTC
    """

    key: str = attrs.field(converter=key_text)
    steps: tuple[CadenceStep, ...] = attrs.field(converter=_steps)
    label: Wording = attrs.field(default=NO_WORDING, converter=wording)
    stops: tuple[StopReason, ...] = attrs.field(default=_STOPS, converter=stop_reasons)

    def __attrs_post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", wording(self.key.replace("_", " ").strip().capitalize() or self.key))

    def occurrences(
        self,
        *,
        enrolled: datetime,
        calendar: WorkCalendar,
        after: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Occurrence]:
        """Give what is due by the cadence alone, in order and one by one: later than ``after``, up to ``until``.

        Nothing that was recorded of a record changes it: ``due`` looks at that. Raises ``LimitExceeded`` as
        ``CadenceStep.occurrences`` does.
        """
        first, earliest, last = utc(enrolled), optional_utc(after), optional_utc(until)
        each_step = (step.numbered(enrolled=first, calendar=calendar) for step in self.steps)
        found = merge(*each_step, key=lambda each: each.due)
        return _between(found, earliest, last)

    def due(self, record: Lead | Deal, *, as_of: datetime, calendar: WorkCalendar) -> CadenceRun:
        """Say how a lead or a deal stands in the cadence at an instant: what is due, done, left out and to come.

        A deal hears the contacts and the opting out of its lead; its enrolment and its stages are its own. What was
        done after ``as_of`` is not seen.
        """
        instant = utc(as_of)
        if not isinstance(record, (Lead, Deal)):
            raise InvalidValue("what is in a cadence", "must be a Lead or a Deal", record)
        then = record.as_of(instant)
        enrolment = enrolment_of(then, self.key, self.stops)
        if enrolment is None:
            return CadenceRun(id=record.id, cadence=self.key, as_of=instant)
        states = StepStates(
            cadence=self.key,
            enrolment=enrolment,
            record=then,
            as_of=instant,
            calendar=required(calendar, WorkCalendar, "a calendar"),
        )
        steps = [each for step in self.steps for each in states.of(step)]
        return CadenceRun(
            id=record.id,
            cadence=self.key,
            as_of=instant,
            enrolled_at=enrolment.at,
            stop=enrolment.stop,
            stopped_at=enrolment.stopped_at,
            steps=tuple(sorted(steps, key=lambda each: each.due)),
        )


def _between(found: Iterator[Occurrence], after: datetime | None, until: datetime | None) -> Iterator[Occurrence]:
    for each in found:
        if until is not None and each.due > until:
            return
        if after is None or each.due > after:
            yield each
