"""The engine: the only file that knows ``transitions``.

One ``Machine`` a cycle, built once and shared; no record is ever registered with it. A move makes a small cursor,
and the machine's event, found by the target's key, moves the cursor. Its classes are subclasses of the stock ones
that leave out what no cycle uses (callback chains, logging, the queue) and can say what the stock ones throw away:
which criteria do not hold. A test plays random cycles against the stock classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from transitions import Event, Machine, State, Transition

from salescycle.model import Record, StageEntered, StageSeen

from ._criterion import Criterion

__all__ = ["Cursor", "Engine"]


class Cursor:
    """A record on its way: what the machine moves in place of the frozen record."""

    __slots__ = ("at", "by", "fact", "reason", "record", "recorded_at")

    def __init__(self, record: Record, at: datetime, by: str | None, reason: str, recorded_at: datetime | None) -> None:
        self.record = record
        self.at = at
        self.by = by
        self.reason = reason
        self.recorded_at = recorded_at
        self.fact: StageEntered | StageSeen | None = record.stage_fact

    @property
    def stage(self) -> str | None:
        """The key of the stage it is in."""
        return None if self.fact is None else self.fact.stage

    def then(self) -> Record:
        """Give the record as criteria may see it: nothing that happened after the move."""
        record = self.record
        # what a deal holds has logs of its own, which may go on after the deal's
        alone = not (getattr(record, "lead", None) or getattr(record, "proposals", ()))
        return record if alone and record.log[-1].at <= self.at else record.as_of(self.at)

    def enter(self, entry: StageEntered) -> None:
        """Replace the record by the next one."""
        fact = entry.again(at=self.at, by=self.by, reason=self.reason, recorded_at=self.recorded_at)
        self.record, self.fact = self.record.record(fact), fact


class _Station(State):
    """A stage, with the fact that entering it will repeat."""

    def __init__(self, entry: StageEntered) -> None:
        super().__init__(entry.stage)
        self.entry = entry


class _Way(Transition):
    """A way from a stage to another, with the criteria that guard it, ready to be asked."""

    entry: StageEntered

    def __init__(self, source: str, dest: str, conditions: Iterable[Criterion] = (), *stock: Any) -> None:
        super().__init__(source, dest, None, *stock)
        self.criteria = tuple(conditions or ())

    def unmet(self, record: Record, at: datetime) -> tuple[Criterion, ...]:
        """Ask every criterion, and give those that do not hold."""
        return tuple([criterion for criterion in self.criteria if not criterion.holds(record, at)])

    def execute(self, cursor: Cursor) -> bool:  # type: ignore[override]
        """Move the cursor if every criterion holds."""
        record, at = cursor.then(), cursor.at
        for criterion in self.criteria:
            if not criterion.holds(record, at):
                return False
        cursor.enter(self.entry)
        return True


class _Entering(Event):
    """All ways into one stage."""

    def add_transition(self, transition: Transition) -> None:
        transition.entry = self.machine.states[transition.dest].entry  # type: ignore[attr-defined, index]
        super().add_transition(transition)

    def trigger(self, cursor: Cursor) -> bool:  # type: ignore[override]
        """Move the cursor along the way from its stage, if there is one and its criteria hold."""
        # .get, because the table is a defaultdict that grows when it is indexed
        ways = self.transitions.get(cursor.fact.stage) if cursor.fact is not None else None
        return ways is not None and ways[0].execute(cursor)  # type: ignore[arg-type]


class Engine(Machine):
    """A machine for one cycle."""

    state_cls = _Station
    transition_cls = _Way
    event_cls = _Entering

    def __init__(self, entries: Iterable[StageEntered], ways: Iterable[tuple[str, str, tuple[Criterion, ...]]]) -> None:
        stations = [_Station(entry) for entry in entries]
        super().__init__(
            model=None,
            states=stations,
            initial=stations[0],
            auto_transitions=False,
            send_event=True,
            model_attribute="stage",
        )
        for source, to, criteria in ways:
            self.add_transition(to, source, to, conditions=criteria)  # type: ignore[arg-type]

    def way(self, source: str | None, to: str) -> _Way | None:
        """Give the way between two stages, or ``None`` where there is none."""
        event = self.events.get(to)
        ways = event.transitions.get(source) if event is not None else None  # type: ignore[arg-type]
        return ways[0] if ways else None  # type: ignore[return-value]
