"""Waits: from when a buyer waited for us, and when a person responded."""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from salescycle.model import Contacted, Deal, Direction, Fact, Lead, OwnerAssigned
from salescycle.values import Undefined

from ._running_time import whole_log

__all__ = ["ResponseKind", "Wait", "assigned_in", "first_wait", "reply_waits"]

_ARRIVAL_UNKNOWN = Undefined("its arrival is not known")
_TOO_EARLY = Undefined("contacted before it arrived")


class ResponseKind(enum.StrEnum):
    """What a response answers: the arrival, or a message of the buyer later on.

    >>> ResponseKind("reply").told
    'reply'
    """

    FIRST = "first"
    REPLY = "reply"

    @property
    def told(self) -> str:
        """What people read."""
        return "first response" if self is ResponseKind.FIRST else "reply"


@attrs.frozen(kw_only=True)
class Wait:
    """From when a buyer waited, and when a person of ours responded; ``None`` while nobody has."""

    kind: ResponseKind
    since: datetime
    answered: datetime | None


def first_wait(record: Lead | Deal) -> Wait | Undefined:
    """Give the wait for the first response, from the arrival: the first opening of the lead, or of a deal without."""
    lead = record.lead if isinstance(record, Deal) else None
    arrived = (record if lead is None else lead).opened_at
    if arrived is None:
        return _ARRIVAL_UNKNOWN
    answered = next((each.at for each in _contacts(record) if each.is_response), None)
    if answered is not None and answered < arrived:
        return _TOO_EARLY
    return Wait(kind=ResponseKind.FIRST, since=arrived, answered=answered)


def reply_waits(record: Lead | Deal, *, after_first: bool) -> list[Wait]:
    """Give the waits for a reply: from the first message of the buyer that nobody has answered, to the response.

    ``after_first`` says that a first response is owed, which answers what the buyer sends before it.
    """
    waits: list[Wait] = []
    since: datetime | None = None
    begun = not after_first
    for contact in _contacts(record):
        if contact.is_response:
            if since is not None:
                waits.append(Wait(kind=ResponseKind.REPLY, since=since, answered=contact.at))
            begun, since = True, None
        elif begun and since is None and contact.human and contact.direction is Direction.INBOUND:
            since = contact.at
    if since is not None:
        waits.append(Wait(kind=ResponseKind.REPLY, since=since, answered=None))
    return waits


def _contacts(record: Lead | Deal) -> tuple[Contacted, ...]:
    return record.all_contacts if isinstance(record, Deal) else record.contacts


def assigned_in(record: Lead | Deal, since: datetime) -> datetime | None:
    """Give when somebody took it: at once where it had an owner, or with the first that it was given since."""
    log: list[Fact] = whole_log(record)
    owners = [fact for fact in log if isinstance(fact, OwnerAssigned)]
    before = [fact for fact in owners if fact.at <= since]
    if before and before[-1].owner is not None:
        return since
    return next((fact.at for fact in owners[len(before) :] if fact.owner is not None), None)
