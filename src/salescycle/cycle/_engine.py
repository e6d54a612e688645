"""The engine: the only file that knows ``transitions``.

One ``Machine`` a cycle, built once and shared; no record is ever registered with it. A move makes a small cursor,
and the machine's event, found by the target's key, moves the cursor. Its classes are subclasses of the stock ones
that leave out what no cycle uses: callback chains, logging, the queue. A test plays random cycles against the stock
classes.
"""

from __future__ import annotations

from datetime import datetime

from transitions import Event, Machine, Transition

from salescycle.errors import InvalidValue, WrongCycle
from salescycle.model import Record, StageEntered

from ._ways import Way, Ways

__all__ = ["Cursor", "Engine", "record_of"]


def record_of(value: Record) -> Record:
    """Give a record, or refuse what is none."""
    if not isinstance(value, Record):
        raise InvalidValue("a record", "must be a Deal, a Lead or a Proposal", value)
    return value


class Cursor:
    """A record on its way into a stage: what the machine moves in place of the frozen record."""

    __slots__ = ("entry", "here", "record")

    def __init__(self, record: Record, entry: StageEntered) -> None:
        self.record = record_of(record)
        self.entry = entry
        self.here = here = record.stage_fact
        # imported facts name no cycle: any that knows the stage will do
        if here is not None and here.cycle != entry.cycle and here.cycle:
            raise WrongCycle(record.id, here.cycle, entry.cycle)

    @property
    def stage(self) -> str | None:
        """The key of the stage it is in; setting it replaces the record by the next one, with the entry in its log."""
        return None if self.here is None else self.here.stage

    @stage.setter
    def stage(self, _: str) -> None:
        self.here = self.entry
        self.record = self.record.record(self.entry)

    @property
    def since(self) -> datetime:
        """Since when the close stands that the record is in, or, where that is not known, when it was first seen."""
        first = self.record.visits[-1].entered
        for visit in reversed(self.record.visits):
            if visit.outcome is not self.here.outcome:  # type: ignore[union-attr]
                break
            first = visit.entered
        return self.record.closed_at or first


class _Passage(Transition):
    """A way from a stage to another, as the machine holds it."""

    def __init__(self, source: str, dest: str, way: Way) -> None:
        super().__init__(source, dest)
        self.way = way
        self.criteria = way.criteria
        self.asks_more = way.needs_reason or way.within is not None

    def execute(self, cursor: Cursor) -> bool:  # type: ignore[override]
        """Replace the cursor's record by the next one if every criterion holds of it as it stood then."""
        if self.asks_more and not self._lets(cursor):
            return False
        if self.criteria:
            at = cursor.entry.at
            then = cursor.record.as_of(at)
            for criterion in self.criteria:
                if not criterion.holds(then, at):
                    return False
        cursor.stage = self.dest  # type: ignore[assignment]
        return True

    def _lets(self, cursor: Cursor) -> bool:
        way, entry = self.way, cursor.entry
        return bool(entry.reason or not way.needs_reason) and not (way.within and way.is_late(cursor.since, entry.at))


class _Entering(Event):
    """All ways into one stage."""

    def trigger(self, cursor: Cursor) -> bool:  # type: ignore[override]
        """Move the cursor along the way from its stage, if there is one and its criteria hold."""
        here = cursor.here
        # a record moves on after it came; .get, because the table is a defaultdict that grows when it is indexed
        ways = self.transitions.get(here.stage) if here is not None and here.at <= cursor.entry.at else None
        return ways is not None and ways[0].execute(cursor)  # type: ignore[arg-type]


class Engine(Machine):
    """A machine for one cycle."""

    def __init__(self, ways: Ways) -> None:
        keys = list(ways)
        super().__init__(
            model=None, states=keys, initial=keys[0], auto_transitions=False, send_event=True, model_attribute="stage"
        )
        # not by add_transition, which takes a stage that is named '*' for all of them, and no event named 'stage'
        for source, out in ways.items():
            for to, way in out.items():
                if to not in self.events:
                    self.events[to] = _Entering(to, self)
                self.events[to].add_transition(_Passage(source, to, way))
