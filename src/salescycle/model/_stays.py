"""Stays: visits to stages and spells of being open, read off a log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from ._fact import Fact
from ._stage_facts import Opened, Outcome, StageEntered, StageSeen

__all__ = ["Spell", "Visit", "spells_of", "visits_of"]


@attrs.frozen(kw_only=True)
class Visit:
    """One maximal stay in a stage, from ``entered`` up to, not including, ``exited`` (``None`` while it lasts).

    A stage that was only *seen* (a snapshot) has an entry that is not known: then ``entered`` is the instant at
    which it was first seen, and so is the exit of the stage before.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    >>> print(Visit(stage="pitch", outcome=Outcome.OPEN, entered=monday, exited=friday).dwell_time)
    4 days, 0:00:00
    """

    stage: str
    outcome: Outcome
    entered: datetime
    exited: datetime | None = None
    entry_known: bool = True
    exit_known: bool = True

    @property
    def dwell_time(self) -> timedelta | None:
        """How long it lasted, or ``None`` while it lasts or where an end is not known."""
        if self.exited is None or not (self.entry_known and self.exit_known):
            return None
        return self.exited - self.entered


@attrs.frozen(kw_only=True)
class Spell:
    """One open period: from opening, or reopening, to the close that ends it (``None`` while it lasts).

    ``opened`` is ``None`` where the beginning is not known, and ``close_known`` is false where the close was only
    seen later. Time on hold belongs to the spell. A close that is corrected without reopening (lost, then won)
    ends the spell at the correction.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    >>> print(Spell(opened=monday, closed=friday, outcome=Outcome.WON).length, Spell(opened=monday).length)
    4 days, 0:00:00 None
    """

    opened: datetime | None
    closed: datetime | None = None
    close_known: bool = True
    outcome: Outcome = Outcome.OPEN

    @property
    def length(self) -> timedelta | None:
        """Opened to closed; ``None`` while open or where an end is not known. Negative is a data error."""
        if self.opened is None or self.closed is None or not self.close_known:
            return None
        return self.closed - self.opened


def visits_of(log: Iterable[Fact]) -> tuple[Visit, ...]:
    """Read the visits off a log in time order; entering the stage one is already in continues the visit.

    The same key with another outcome, of a later version of the cycle, is another stage.
    """
    told: list[StageEntered | StageSeen] = []
    for fact in log:
        if isinstance(fact, (StageEntered, StageSeen)) and not (told and _goes_on(told[-1], fact)):
            told.append(fact)
    known = [isinstance(fact, StageEntered) for fact in told]
    exits = [*((fact.at, is_known) for fact, is_known in zip(told[1:], known[1:], strict=True)), (None, True)]
    return tuple(
        Visit(
            stage=fact.stage,
            outcome=fact.outcome,
            entered=fact.at,
            exited=exited,
            entry_known=entry_known,
            exit_known=exit_known,
        )
        for fact, entry_known, (exited, exit_known) in zip(told, known, exits, strict=False)
    )


def _goes_on(before: StageEntered | StageSeen, fact: StageEntered | StageSeen) -> bool:
    return before.stage == fact.stage and before.outcome is fact.outcome


def _closed(spell: Spell, visit: Visit) -> Spell:
    known = visit.entry_known
    return Spell(opened=spell.opened, closed=visit.entered, close_known=known, outcome=visit.outcome)


def spells_of(log: Iterable[Fact]) -> tuple[Spell, ...]:
    """Read the open periods off a log in time order.

    The first begins with ``Opened`` where there is one, else with the first stage entered if that stage was not
    closed; a record first seen closed has a spell whose opening is not known.
    """
    facts = tuple(log)
    spells: list[Spell] = []
    opened = next((fact.at for fact in facts if isinstance(fact, Opened)), None)
    if opened is not None:
        spells.append(Spell(opened=opened))
    for visit in visits_of(facts):
        if visit.outcome.is_closed:
            # a close that was only seen, or migrated, after one of the same outcome is that close
            if spells and spells[-1].outcome is visit.outcome and not visit.entry_known:
                continue
            last = spells.pop() if spells else Spell(opened=None)
            spells.append(_closed(last, visit))
        elif not spells or spells[-1].closed is not None:
            spells.append(Spell(opened=visit.entered if visit.entry_known else None))
    return tuple(spells)
