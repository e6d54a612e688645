"""Stops: what ends a cadence before its last step."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from salescycle.model import (
    Contacted,
    Deal,
    Direction,
    Enrolled,
    Fact,
    Lead,
    MeetingPlanned,
    Migrated,
    OptedIn,
    OptedOut,
    StageEntered,
    StageSeen,
    Withdrawn,
)
from salescycle.values import member, several

__all__ = ["Enrolment", "StopReason", "enrolment_of", "stop_reasons"]

_OF_THE_BUYER = (Contacted, OptedOut, OptedIn, MeetingPlanned)


class StopReason(enum.StrEnum):
    """What ends a cadence: the buyer answered, opted out or agreed to meet, the record moved on, or somebody said so.

    ``OPTED_OUT`` (of all contact) and ``WITHDRAWN`` end every cadence; the others end those that name them. A *reply*
    is a contact with a person, inbound or two-way; *closed* is a close after the enrolment.

    >>> StopReason("meeting_booked").told
    'meeting booked'
    """

    REPLIED = "replied"
    MEETING_BOOKED = "meeting_booked"
    STAGE_CHANGED = "stage_changed"
    CLOSED = "closed"
    OPTED_OUT = "opted_out"
    WITHDRAWN = "withdrawn"

    @property
    def told(self) -> str:
        """What people read."""
        return self.value.replace("_", " ")


_ALWAYS = (StopReason.OPTED_OUT, StopReason.WITHDRAWN)


def stop_reasons(values: Iterable[StopReason | str]) -> tuple[StopReason, ...]:
    """Convert to the reasons for which a cadence stops, with those for which every one does."""
    given = [member(StopReason, value, "a reason to stop") for value in several(values, str, "reasons to stop")]
    return tuple(reason for reason in StopReason if reason in given or reason in _ALWAYS)


@attrs.frozen(kw_only=True)
class Enrolment:
    """When a cadence began, what was recorded from there on, and what ended it; ``contacts`` go up to there."""

    at: datetime
    facts: tuple[Fact, ...]
    contacts: tuple[Contacted, ...]
    stop: StopReason | None
    stopped_at: datetime | None


def enrolment_of(record: Lead | Deal, cadence: str, stops: Sequence[StopReason]) -> Enrolment | None:
    """Read the last enrolment in a cadence off a record, or ``None`` where there is none."""
    if not any(isinstance(fact, Enrolled) and fact.cadence == cadence for fact in record.log):
        return None
    log = _told(record)
    began = [place for place, fact in enumerate(log) if isinstance(fact, Enrolled) and fact.cadence == cadence]
    before, since, at = log[: began[-1]], log[began[-1] + 1 :], log[began[-1]].at
    stages = [fact.stage for fact in before if isinstance(fact, (StageEntered, StageSeen))]
    watch = _Watch(cadence, stages[-1] if stages else None)
    told = [(place, reason) for place, fact in enumerate(since) for reason in watch.reasons(fact) if reason in stops]
    end, stop = (-1, StopReason.OPTED_OUT) if record.as_of(at).has_opted_out() else (*told, (len(since), None))[0]
    heard = tuple(fact for fact in since[: end + 1] if isinstance(fact, Contacted))
    stopped_at = None if stop is None else at if end < 0 else since[end].at
    return Enrolment(at=at, facts=tuple(since), contacts=heard, stop=stop, stopped_at=stopped_at)


def _told(record: Lead | Deal) -> list[Fact]:
    """Give the facts of a record in time order, and of its lead those of the buyer: its stages are its own."""
    lead = record.lead if isinstance(record, Deal) else None
    heard = () if lead is None else (fact for fact in lead.log if isinstance(fact, _OF_THE_BUYER))
    return sorted((*heard, *record.log), key=lambda fact: fact.at)


@attrs.define
class _Watch:
    """Reads facts one by one for what ends a cadence, and knows the stage that the record was in."""

    cadence: str
    stage: str | None

    def reasons(self, fact: Fact) -> tuple[StopReason, ...]:
        """Give the reasons to stop that a fact is."""
        if isinstance(fact, Contacted):
            is_reply = fact.human and fact.direction is not Direction.OUTBOUND
            return (StopReason.REPLIED,) if is_reply else ()
        if isinstance(fact, OptedOut):
            return (StopReason.OPTED_OUT,) if fact.channel is None else ()
        if isinstance(fact, MeetingPlanned):
            return (StopReason.MEETING_BOOKED,)
        if isinstance(fact, Withdrawn):
            return (StopReason.WITHDRAWN,) if fact.cadence == self.cadence else ()
        return self._moved(fact) if isinstance(fact, (StageEntered, StageSeen)) else ()

    def _moved(self, fact: StageEntered | StageSeen) -> tuple[StopReason, ...]:
        # what was taken over to another cycle went nowhere
        is_other = fact.stage != self.stage and not isinstance(fact, Migrated)
        self.stage = fact.stage
        closed = (StopReason.CLOSED,) if fact.outcome.is_closed and is_other else ()
        return (*closed, StopReason.STAGE_CHANGED) if is_other else ()
