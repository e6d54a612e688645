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

from salescycle.errors import InvalidValue, WrongCycle
from salescycle.model import Record, StageEntered

from ._criterion import Criterion

__all__ = ["Cursor", "Engine"]


class Cursor:
    """A record on its way: what the machine moves in place of the frozen record."""

    __slots__ = ("at", "by", "fact", "reason", "record", "recorded_at")

    def __init__(  # noqa: PLR0917 - keywords would be a tenth of what a move costs
        self,
        cycle: str,
        record: Record,
        at: datetime,
        by: str | None = None,
        reason: str = "",
        recorded_at: datetime | None = None,
    ) -> None:
        if not isinstance(record, Record):
            raise InvalidValue("a record", "must be a Deal, a Lead or a Proposal", record)
        self.record = record
        self.at = at
        self.by = by
        self.reason = reason
        self.recorded_at = recorded_at
        self.fact = fact = record.stage_fact
        # imported facts name no cycle: any that knows the stage will do
        if fact is not None and fact.cycle != cycle and fact.cycle:
            raise WrongCycle(record.id, fact.cycle, cycle)

    @property
    def stage(self) -> str | None:
        """The key of the stage it is in."""
        return None if self.fact is None else self.fact.stage

    @property
    def is_early(self) -> bool:
        """Whether the record entered its stage only later."""
        return self.fact is not None and self.at < self.fact.at


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

    def execute(self, cursor: Cursor) -> bool:  # type: ignore[override]
        """Replace the cursor's record by the next one if every criterion holds of it as it stood then."""
        record, at = cursor.record, cursor.at
        if self.criteria:
            then = record.as_of(at)
            for criterion in self.criteria:
                if not criterion.holds(then, at):
                    return False
        entry = self.entry.again(at=at, by=cursor.by, reason=cursor.reason, recorded_at=cursor.recorded_at)
        cursor.record = record.record(entry)
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
