"""Passages: how the open value of one deal moved during a walk."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeVar

import attrs

from salescycle.model import CloseExpected, Deal, Fact, Outcome, StageEntered, StageSeen, ValueSet
from salescycle.values import Money

from ._amounts import Exchange

__all__ = ["Passage", "Scope", "WalkLine"]

_F = TypeVar("_F", bound=Fact)


class WalkLine(enum.StrEnum):
    """What moves the open value, in the order in which a walk tells it.

    >>> WalkLine("moved_out").told
    'moved out'
    """

    CREATED = "created"
    REOPENED = "reopened"
    RESUMED = "resumed"
    MOVED_IN = "moved_in"
    INCREASED = "increased"
    DECREASED = "decreased"
    MOVED_OUT = "moved_out"
    HELD = "held"
    WON = "won"
    LOST = "lost"

    @property
    def told(self) -> str:
        """What people read."""
        return "on hold" if self is WalkLine.HELD else self.value.replace("_", " ")


Reading = tuple[Outcome, date | None]
"""What decides whether a deal counts: its outcome, and when it is expected to close."""

_COMES = {
    Outcome.OPEN: WalkLine.MOVED_IN,
    Outcome.WON: WalkLine.REOPENED,
    Outcome.LOST: WalkLine.REOPENED,
    Outcome.HOLD: WalkLine.RESUMED,
}
_LEAVES = {
    Outcome.OPEN: WalkLine.MOVED_OUT,
    Outcome.WON: WalkLine.WON,
    Outcome.LOST: WalkLine.LOST,
    Outcome.HOLD: WalkLine.HELD,
}


@attrs.frozen(kw_only=True)
class Scope:
    """What a walk looks at: from when until when, and closing on which days."""

    start: datetime
    end: datetime
    days: tuple[date, date] | None
    exchange: Exchange

    def counts(self, reading: Reading) -> bool:
        """Whether a deal is in the walk as it stands."""
        outcome, expected = reading
        if outcome is not Outcome.OPEN or self.days is None:
            return outcome is Outcome.OPEN
        return expected is not None and self.days[0] <= expected < self.days[1]


class Passage:
    """One deal on its way through a walk: whether it counts, what it is worth, and what moved.

    While it is away, having counted before, its value is still followed: how it stands when it comes back, or at the
    end, says by which line and with how much it left.
    """

    __slots__ = ("at_start", "away", "changes", "counts", "deal", "edits", "scope", "stood", "value", "worth")

    def __init__(self, deal: Deal, scope: Scope) -> None:
        self.deal, self.scope = deal, scope
        self.stood: Reading | None = None
        self.value: Money | None = None
        self.worth: Money | None = None
        self.at_start: Money | None = None
        self.counts = self.away = False
        self.changes: dict[WalkLine, Money] = {}
        self.edits: list[Money] = []

    @property
    def was_there(self) -> bool:
        """Whether the deal counted at any time of the walk."""
        return self.counts or self.away

    def walk(self) -> None:
        """Follow the deal through its log."""
        facts = iter(self.deal.log)
        fact = self._begin(facts)
        while fact is not None and fact.at < self.scope.end:
            self._step(fact)
            fact = next(facts, None)
        if self.away and self.worth is not None and self.stood is not None:
            self._book(_LEAVES[self.stood[0]], -self.worth)

    def _begin(self, facts: Iterator[Fact]) -> Fact | None:
        """Read how it stood just before the start, and give the first fact from then on."""
        outcome, there = Outcome.OPEN, False
        expected: date | None = None
        fact: Fact | None = None
        for fact in facts:
            if fact.at >= self.scope.start:
                break
            there = True
            if fact._tells_stage:  # noqa: SLF001 - asked of every fact of every deal, and faster than isinstance
                outcome = _outcome(fact)
            elif isinstance(fact, ValueSet):
                self.value = fact.value
            elif isinstance(fact, CloseExpected):
                expected = fact.on
        else:
            fact = None
        if there:
            self.stood = (outcome, expected)
            self.counts = self.scope.counts(self.stood)
            if self.counts and self.value is not None:
                self.at_start = self.worth = self.scope.exchange(self.value)
        return fact

    def _step(self, fact: Fact) -> None:
        stood = (Outcome.OPEN, self._first_expected()) if self.stood is None else self.stood
        if fact._tells_stage:  # noqa: SLF001
            stood = (_outcome(fact), stood[1])
        elif isinstance(fact, CloseExpected):
            stood = (stood[0], fact.on)
        elif isinstance(fact, ValueSet) and fact.value is not self.value:
            self._revalue(fact.value)
        if stood != self.stood:
            self._move(stood)

    def _revalue(self, value: Money) -> None:
        self.value = value
        if self.was_there:
            before, self.worth = self.worth, self.scope.exchange(value)
            self.edits.append(self.worth if before is None else self.worth - before)

    def _move(self, stands: Reading) -> None:
        """Note that it came, or went away for now."""
        stood, counts = self.stood, self.scope.counts(stands)
        if counts and not self.counts:
            if self.away and self.worth is not None and stood is not None:
                self._book(_LEAVES[stood[0]], -self.worth)
            elif not self.away:
                self.worth = self._first_worth()
            if self.worth is not None:
                self._book(WalkLine.CREATED if stood is None else _COMES[stood[0]], self.worth)
        if counts is not self.counts:
            self.away = not counts
        self.stood, self.counts = stands, counts

    def _book(self, line: WalkLine, change: Money) -> None:
        self.changes[line] = self.changes[line] + change if line in self.changes else change

    def _first_expected(self) -> date | None:
        """Give the first expected close of a deal that comes to be: not said yet, it counts as if it had been."""
        first = self._first(CloseExpected)
        return None if first is None else first.on

    def _first_worth(self) -> Money | None:
        """Give what it is worth as it comes in: now, or else what it will be said to be worth first."""
        if self.value is None:
            first = self._first(ValueSet)
            self.value = None if first is None else first.value
        return None if self.value is None else self.scope.exchange(self.value)

    def _first(self, kind: type[_F]) -> _F | None:
        told = (fact for fact in self.deal.log if isinstance(fact, kind) and fact.at < self.scope.end)
        return next(told, None)


def _outcome(fact: Fact) -> Outcome:
    told: StageEntered | StageSeen = fact  # type: ignore[assignment]
    return told.outcome
