"""Records: an identity and a log of facts, from which everything else is read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Self, TypeVar

import attrs

from salescycle.errors import InvalidValue, shown
from salescycle.values import id_text, several, utc

from ._fact import Fact, unread_text
from ._facts import Contacted, OwnerAssigned
from ._meetings import Meeting, meetings_of, next_of
from ._stage_facts import Outcome, StageEntered, StageSeen
from ._stays import Spell, Visit, spells_of, visits_of

__all__ = ["LOG_LIMIT", "Record"]

LOG_LIMIT = 100_000
"""Most facts a log may hold."""

_AT = attrgetter("at")
_F = TypeVar("_F", bound=Fact)


def _in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    log = several(facts, Fact, "log", limit=LOG_LIMIT, instead="give facts such as Contacted(channel=..., at=...)")
    # sorting is stable: facts of one instant keep their order of arrival
    return tuple(sorted(log, key=_AT))


@attrs.frozen(kw_only=True, repr=False)
class Record:
    """An identity and its log: facts in the order in which they happened.

    Facts may arrive late and in any order; those of one instant keep their order of arrival. Nothing derived is
    stored: stage, owner, visits and all else are readings of the log, so the past can be asked like the present.
    ``unread`` is what a newer version wrote of it that this one does not know, as the edge that read it keeps it.

    >>> from datetime import UTC
    >>> monday, tuesday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
    >>> won = StageEntered(stage="won", outcome="won", at=tuesday)
    >>> record = Record(id="R-1", log=[won, StageEntered(stage="new", outcome="open", at=monday)])
    >>> record.stage, record.as_of(monday).stage
    ('won', 'new')
    >>> print([visit.stage for visit in record.visits], record.visits[0].dwell_time)
    ['new', 'won'] 1 day, 0:00:00
    """

    id: str = attrs.field(converter=id_text)
    log: tuple[Fact, ...] = attrs.field(default=(), converter=_in_order)
    unread: str = attrs.field(default="", validator=unread_text)

    def record(self, *facts: Fact) -> Self:
        """Add facts; each takes its place by the time it happened.

        A well-formed fact is always accepted: whether it should have happened is a question to a ``Cycle``.
        """
        log = (*self.log, *facts)
        return self._with_log(log if self._is_next(facts) else _in_order(log))

    def _is_next(self, facts: tuple[Fact, ...]) -> bool:
        """Whether there is one fact and its place is the last: most come so, and need no sorting."""
        log = self.log
        if len(facts) != 1 or not isinstance(facts[0], Fact) or len(log) >= LOG_LIMIT:
            return False
        return not log or log[-1].at <= facts[0].at

    def as_of(self, instant: datetime) -> Self:
        """Give the record as it stood at an instant: what had happened by then, whenever it was learned."""
        if type(instant) is not datetime or instant.tzinfo is not UTC:
            instant = utc(instant)
        if not self.log or self.log[-1].at <= instant:
            return self
        return self._with_log(self.log[: bisect_right(self.log, instant, key=_AT)])

    def as_known_at(self, instant: datetime) -> Self:
        """Give the record as it was known at an instant: what had been recorded by then."""
        instant = utc(instant)
        known = tuple(fact for fact in self.log if fact.recorded_at <= instant)
        return self if len(known) == len(self.log) else self._with_log(known)

    def before(self, fact: Fact) -> Self:
        """Give the record as it stood just before a fact of its log."""
        log = self.log
        place = bisect_right(log, fact.at, key=_AT) - 1 if isinstance(fact, Fact) else -1
        # it stands among the facts of its instant, of which that is the last one
        while place >= 0 and log[place].at == fact.at:
            if log[place] is fact:
                return self._with_log(log[:place]).as_of(fact.at)
            place -= 1
        raise InvalidValue("a fact", f"must be in the log of {shown(self.id)}", fact)

    def facts(self, kind: type[_F]) -> tuple[_F, ...]:
        """Give the facts of a kind, in the order in which they happened."""
        return tuple([fact for fact in self.log if isinstance(fact, kind)])

    def latest(self, kind: type[_F]) -> _F | None:
        """Give the last fact of a kind, or ``None``."""
        for fact in reversed(self.log):
            if isinstance(fact, kind):
                return fact
        return None

    @property
    def stage_fact(self) -> StageEntered | StageSeen | None:
        """The fact that says which stage the record is in, or ``None`` where nothing says so."""
        for fact in reversed(self.log):
            if fact._tells_stage:  # noqa: SLF001 - asked at every move, and faster than isinstance
                return fact  # type: ignore[return-value]
        return None

    @property
    def stage(self) -> str | None:
        """The key of the stage the record is in, or ``None`` where it is not known."""
        fact = self.stage_fact
        return None if fact is None else fact.stage

    @property
    def outcome(self) -> Outcome:
        """Whether it is open, won, lost or on hold; open where no stage is known."""
        fact = self.stage_fact
        return Outcome.OPEN if fact is None else fact.outcome

    @property
    def owner(self) -> str | None:
        """Who is responsible."""
        assigned = self.latest(OwnerAssigned)
        return None if assigned is None else assigned.owner

    @property
    def contacts(self) -> tuple[Contacted, ...]:
        """Every contact with the buyer."""
        return self.facts(Contacted)

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings with the buyer, in the order in which they were first planned."""
        return meetings_of(self.log)

    def next_meeting(self, *, as_of: datetime) -> Meeting | None:
        """Give the meeting that starts first of those planned and not over at an instant, or ``None``."""
        return next_of(self.as_of(as_of).meetings, utc(as_of))

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The stays in stages, in order; the last one lasts."""
        return visits_of(self.log)

    @property
    def spells(self) -> tuple[Spell, ...]:
        """The open periods, in order: more than one only where the record was reopened."""
        return spells_of(self.log)

    @property
    def opened_at(self) -> datetime | None:
        """When it was first opened, or ``None`` where that is not known."""
        spells = self.spells
        return spells[0].opened if spells else None

    @property
    def closed_at(self) -> datetime | None:
        """When it was closed, or ``None`` while it is not, or where that is not known."""
        if not self.outcome.is_closed:
            return None
        last = self.spells[-1]
        return last.closed if last.close_known else None

    @property
    def close_reason(self) -> str:
        """Why it was won or lost, as given with the close that stands; empty while open or where nobody said."""
        for fact in reversed(self.log):
            if fact._tells_stage:  # noqa: SLF001
                told: StageEntered | StageSeen = fact  # type: ignore[assignment]
                if isinstance(told, StageEntered) or not told.outcome.is_closed:
                    return told.reason if isinstance(told, StageEntered) and told.outcome.is_closed else ""
        return ""

    def _with_log(self, log: tuple[Fact, ...]) -> Self:
        """Copy with a log already in order. Everything was checked at the door: no converter runs again."""
        copied: Self = object.__new__(self.__class__)
        for field in attrs.fields(self.__class__):
            object.__setattr__(copied, field.name, getattr(self, field.name))
        object.__setattr__(copied, "log", log)
        return copied

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {shown(self.id)} in {shown(self.stage)}, {len(self.log)} facts>"
