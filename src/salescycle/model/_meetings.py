"""Meetings: planned, moved, held, missed and called off, read off their facts."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import key_text, name_text, name_texts, note_text, utc

from ._commitments import Side, side_of
from ._fact import Fact

__all__ = [
    "Meeting",
    "MeetingCancelled",
    "MeetingHeld",
    "MeetingMissed",
    "MeetingMoved",
    "MeetingPlanned",
    "MeetingState",
    "meetings_of",
    "next_of",
]

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(days=31)


def _length(value: timedelta) -> timedelta:
    if type(value) is not timedelta or not _MINUTE <= value <= _LONGEST or value % _MINUTE:
        rule = f"must be whole minutes, at least one and at most {_LONGEST.days} days"
        raise InvalidValue("the length of a meeting", rule, value, "give timedelta(minutes=30)")
    return value


def _optional_length(value: timedelta | None) -> timedelta | None:
    return None if value is None else _length(value)


@attrs.frozen(kw_only=True)
class MeetingPlanned(Fact):
    """A meeting with the buyer was agreed, under a key: when it starts, and how long it takes (an hour by default).

    ``at`` is when that was said. One planned again under its key is planned anew: it was moved.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 15, tzinfo=UTC)
    >>> demo = MeetingPlanned(meeting="demo", what="Demo for the CFO", starts=friday, at=monday)
    >>> print(demo.starts, demo.length)
    2026-03-06 15:00:00+00:00 1:00:00
    """

    kind: ClassVar[str] = "meeting_planned"

    meeting: str = attrs.field(converter=key_text)
    starts: datetime = attrs.field(converter=utc)
    length: timedelta = attrs.field(default=_HOUR, converter=_length)
    what: str = attrs.field(default="", converter=name_text)
    where: str = attrs.field(default="", converter=name_text)
    attendees: tuple[str, ...] = attrs.field(default=(), converter=name_texts, repr=False)


@attrs.frozen(kw_only=True)
class MeetingMoved(Fact):
    """A meeting was put to another time; ``length`` is ``None`` where it takes as long as before.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 15, tzinfo=UTC)
    >>> print(MeetingMoved(meeting="demo", starts=friday, at=monday).starts)
    2026-03-06 15:00:00+00:00
    """

    kind: ClassVar[str] = "meeting_moved"

    meeting: str = attrs.field(converter=key_text)
    starts: datetime = attrs.field(converter=utc)
    length: timedelta | None = attrs.field(default=None, converter=_optional_length)


@attrs.frozen(kw_only=True)
class MeetingHeld(Fact):
    """A meeting took place; it is no contact by itself: record ``Contacted`` too where it is one.

    >>> from datetime import UTC
    >>> print(MeetingHeld(meeting="demo", at=datetime(2026, 3, 6, 16, tzinfo=UTC)).meeting)
    demo
    """

    kind: ClassVar[str] = "meeting_held"

    meeting: str = attrs.field(converter=key_text)
    note: str = attrs.field(default="", converter=note_text, repr=False)


@attrs.frozen(kw_only=True)
class MeetingMissed(Fact):
    """A meeting did not take place, since one side did not come: the buyer (a no-show), or we.

    >>> from datetime import UTC
    >>> print(MeetingMissed(meeting="demo", at=datetime(2026, 3, 6, 15, 20, tzinfo=UTC)).side)
    buyer
    """

    kind: ClassVar[str] = "meeting_missed"

    meeting: str = attrs.field(converter=key_text)
    side: Side = attrs.field(default=Side.BUYER, converter=side_of)
    note: str = attrs.field(default="", converter=note_text, repr=False)


@attrs.frozen(kw_only=True)
class MeetingCancelled(Fact):
    """A meeting was called off before it began, and not put to another time.

    >>> from datetime import UTC
    >>> print(MeetingCancelled(meeting="demo", reason="on leave", at=datetime(2026, 3, 5, tzinfo=UTC)).reason)
    on leave
    """

    kind: ClassVar[str] = "meeting_cancelled"

    meeting: str = attrs.field(converter=key_text)
    reason: str = attrs.field(default="", converter=note_text, repr=False)


_Change = MeetingMoved | MeetingHeld | MeetingMissed | MeetingCancelled


class MeetingState(enum.StrEnum):
    """How a meeting stands: to come, held, missed by one side, or called off.

    >>> MeetingState("missed")
    <MeetingState.MISSED: 'missed'>
    """

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


@attrs.frozen(kw_only=True)
class Meeting:
    """A meeting as it stands: when it is, its state, and all that was recorded of it, in ``history``.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 15, tzinfo=UTC)
    >>> planned = MeetingPlanned(meeting="demo", starts=friday, at=monday)
    >>> meeting = Meeting(key="demo", starts=friday, length=planned.length, history=(planned,))
    >>> meeting.is_unsettled(as_of=friday), meeting.is_unsettled(as_of=datetime(2026, 3, 7, tzinfo=UTC))
    (False, True)
    """

    key: str
    starts: datetime
    length: timedelta
    history: tuple[Fact, ...]
    what: str = ""
    where: str = ""
    attendees: tuple[str, ...] = attrs.field(default=(), repr=False)
    state: MeetingState = MeetingState.PLANNED
    missed_by: Side | None = None

    @property
    def ends(self) -> datetime:
        """When it ends, by its length."""
        return self.starts + self.length

    @property
    def planned_at(self) -> datetime:
        """When it was first agreed."""
        return self.history[0].at

    @property
    def settled_at(self) -> datetime | None:
        """When it was said that it was held, missed or called off, or ``None`` where it is to come."""
        return None if self.state is MeetingState.PLANNED else self.history[-1].at

    @property
    def times_moved(self) -> int:
        """How often it was put to another time, also after it was missed or called off."""
        return sum(isinstance(fact, (MeetingPlanned, MeetingMoved)) for fact in self.history[1:])

    @property
    def times_missed(self) -> int:
        """How often one side did not come."""
        return sum(isinstance(fact, MeetingMissed) for fact in self.history)

    def is_unsettled(self, *, as_of: datetime) -> bool:
        """Whether its time has passed and nobody said whether it was held."""
        return self.state is MeetingState.PLANNED and utc(as_of) > self.ends


def meetings_of(log: Iterable[Fact]) -> tuple[Meeting, ...]:
    """Read the meetings off a log in time order; what is said of one that nobody planned is said of none."""
    found: dict[str, Meeting] = {}
    for fact in log:
        if isinstance(fact, MeetingPlanned):
            found[fact.meeting] = _planned(fact, found.get(fact.meeting))
        elif isinstance(fact, _Change) and fact.meeting in found:
            found[fact.meeting] = _changed(found[fact.meeting], fact)
    return tuple(found.values())


def _planned(fact: MeetingPlanned, before: Meeting | None) -> Meeting:
    history = (*(() if before is None else before.history), fact)
    return Meeting(
        key=fact.meeting,
        starts=fact.starts,
        length=fact.length,
        history=history,
        what=fact.what,
        where=fact.where,
        attendees=fact.attendees,
    )


def _changed(meeting: Meeting, fact: _Change) -> Meeting:
    history = (*meeting.history, fact)
    if isinstance(fact, MeetingMoved):
        return attrs.evolve(
            meeting,
            history=history,
            starts=fact.starts,
            length=fact.length or meeting.length,
            state=MeetingState.PLANNED,
            missed_by=None,
        )
    side = fact.side if isinstance(fact, MeetingMissed) else None
    return attrs.evolve(meeting, history=history, state=_SETTLES[type(fact)], missed_by=side)


_SETTLES: dict[type[Fact], MeetingState] = {
    MeetingHeld: MeetingState.HELD,
    MeetingMissed: MeetingState.MISSED,
    MeetingCancelled: MeetingState.CANCELLED,
}


def next_of(meetings: Iterable[Meeting], as_of: datetime) -> Meeting | None:
    """Give the planned meeting that starts first of those that are not over at an instant, or ``None``."""
    to_come = [each for each in meetings if each.state is MeetingState.PLANNED and each.ends > as_of]
    return min(to_come, key=lambda each: each.starts, default=None)
