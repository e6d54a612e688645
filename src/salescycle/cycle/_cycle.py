"""Cycles: stages in order, and the verbs that keep records to their rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import attrs

from salescycle.errors import (
    Finding,
    InvalidCycle,
    InvalidValue,
    LimitExceeded,
    MoveRefused,
    UnknownName,
    listed,
    shown,
)
from salescycle.model import Outcome, Record, StageEntered
from salescycle.values import NO_WORDING, Wording, key_text, several, utc, version_number, wording

from ._audit import audit
from ._criterion import Criterion, Unmet
from ._decision import Decision
from ._definition import problems
from ._engine import Cursor, Engine
from ._stage import Stage

__all__ = ["STAGE_LIMIT", "WAY_LIMIT", "Cycle"]

STAGE_LIMIT = 200
"""Most stages a cycle may have."""

WAY_LIMIT = 2000
"""Most ways between stages that a cycle may have."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_R = TypeVar("_R", bound=Record)


def _stages(value: Iterable[Stage]) -> tuple[Stage, ...]:
    stages = several(value, Stage, "stages", limit=STAGE_LIMIT, instead="give Stage('key', leads_to=[...])")
    ways = sum(len(stage.ways) for stage in stages)
    if ways > WAY_LIMIT:
        raise LimitExceeded("the ways of a cycle", f"must be at most {WAY_LIMIT}", ways)
    return stages


@attrs.frozen(kw_only=True)
class Cycle:
    """Stages in order, and what may happen between them.

    A cycle is checked when it is built, and all its problems come in one ``InvalidCycle``. Records start in the
    first stage. A later version of the same process keeps the key and takes the next ``version``; ``name`` joins
    the two as facts carry them.

    >>> simple = Cycle(key="simple", version=1, stages=[
    ...     Stage("talk", leads_to=["won", "lost"]),
    ...     Stage("won", outcome="won"),
    ...     Stage("lost", outcome="lost", reopens_to=["talk"]),
    ... ])
    >>> simple.name, simple.initial.key, simple.rank("lost")
    ('simple/1', 'talk', 2)
    """

    key: str = attrs.field(converter=key_text)
    version: int = attrs.field(converter=version_number)
    stages: tuple[Stage, ...] = attrs.field(converter=_stages)
    label: Wording = attrs.field(default=NO_WORDING, converter=wording)
    name: str = attrs.field(init=False, eq=False, repr=False)
    _by_key: dict[str, Stage] = attrs.field(init=False, eq=False, repr=False)
    _rank: dict[str, int] = attrs.field(init=False, eq=False, repr=False)
    _entries: dict[str, StageEntered] = attrs.field(init=False, eq=False, repr=False)
    _engine: Engine = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if found := problems(self.stages):
            raise InvalidCycle(self.key, found)
        put = partial(object.__setattr__, self)
        put("name", f"{self.key}/{self.version}")
        put("_by_key", {stage.key: stage for stage in self.stages})
        put("_rank", {stage.key: rank for rank, stage in enumerate(self.stages)})
        put("_entries", {stage.key: self._entry(stage) for stage in self.stages})
        put("_engine", Engine(self._entries.values(), self._ways()))

    def __reduce__(self) -> tuple[Any, ...]:
        # a cycle travels as its definition; what it was compiled to is made anew
        return _rebuilt, (self.key, self.version, self.stages, self.label)

    def _entry(self, stage: Stage) -> StageEntered:
        return StageEntered(stage=stage.key, outcome=stage.outcome, cycle=self.name, at=_EPOCH)

    def _ways(self) -> Iterator[tuple[str, str, tuple[Criterion, ...]]]:
        for stage in self.stages:
            for to in stage.ways:
                yield stage.key, to, self.guards(stage.key, to)

    @property
    def initial(self) -> Stage:
        """The stage in which records start."""
        return self.stages[0]

    def stage(self, key: str) -> Stage:
        """Give a stage by its key, or raise ``UnknownName`` with the nearest one."""
        try:
            return self._by_key[key]
        except (KeyError, TypeError):
            raise UnknownName("stage", key, f"cycle {shown(self.key)}", self._by_key) from None

    def rank(self, key: str) -> int:
        """Give a stage's place in the order of stages, from 0."""
        return self._rank[self.stage(key).key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._by_key

    def guards(self, source: str, to: str) -> tuple[Criterion, ...]:
        """Give the criteria that guard a move: the exit criteria when it goes forward, else none.

        Forward is to a win, or from a stage that is open to a later one that is open.
        """
        stage, target = self.stage(source), self.stage(to)
        onward = stage.outcome is target.outcome is Outcome.OPEN and self._rank[to] > self._rank[source]
        return stage.exit_criteria if onward or target.outcome is Outcome.WON else ()

    def start(self, *, at: datetime, by: str | None = None, recorded_at: datetime | None = None) -> StageEntered:
        """Give the fact that begins a record: it enters the first stage."""
        return self.entry(self.initial.key, at=at, by=by, recorded_at=recorded_at)

    def entry(
        self, stage: str, *, at: datetime, by: str | None = None, reason: str = "", recorded_at: datetime | None = None
    ) -> StageEntered:
        """Give the fact that a record entered a stage, without asking whether it may: for imports."""
        entry = self._entries[self.stage(stage).key]
        return entry.again(at=at, by=by, reason=reason, recorded_at=recorded_at)

    def check(self, record: Record, *, to: str, at: datetime) -> Decision:
        """Say whether a record may move to a stage at an instant, with every reason why not; nothing changes.

        Criteria see the record as it stood then. A record of another cycle, or in a stage this cycle does not
        have, is an error and no decision.
        """
        return self._decide(Cursor(self.name, record, utc(at)), self.stage(to).key)

    def options(self, record: Record, *, at: datetime) -> tuple[Decision, ...]:
        """Give the decision for each way out of the stage the record is in."""
        cursor = Cursor(self.name, record, utc(at))
        ways = () if cursor.stage is None else self.stage(cursor.stage).ways
        return tuple(self._decide(cursor, to) for to in ways)

    def move(
        self,
        record: _R,
        *,
        to: str,
        at: datetime,
        by: str | None = None,
        reason: str = "",
        recorded_at: datetime | None = None,
    ) -> _R:
        """Move a record to a stage and give the record with the move in its log.

        Refused with ``MoveRefused``, whose ``decision`` has every reason, where no way leads there, a criterion
        does not hold, or the record entered its stage only later. The record itself never changes.
        """
        cursor = Cursor(self.name, record, utc(at), by, reason, recorded_at)
        entering = self._engine.events.get(to) if isinstance(to, str) else None
        if entering is not None and not cursor.is_early and entering.trigger(cursor):
            return cursor.record  # type: ignore[return-value]
        raise MoveRefused(self._decide(cursor, self.stage(to).key))

    def audit(self, record: Record, *, as_of: datetime | None = None) -> tuple[Finding, ...]:
        """List what is wrong or odd in a record's log, by the rules of this cycle.

        Findings about the present (idle, expected close passed) need ``as_of``. Facts are judged as they came:
        nothing is repaired or left out.
        """
        if not isinstance(record, Record):
            raise InvalidValue("a record", "must be a Deal, a Lead or a Proposal", record)
        return audit(self, record, as_of=None if as_of is None else utc(as_of))

    def _decide(self, cursor: Cursor, to: str) -> Decision:
        refusals = tuple(self._refusals(cursor, to))
        unmet = () if refusals else self._unmet(cursor, to)
        record, stage = cursor.record.id, cursor.stage
        return Decision(record=record, stage=stage, to=to, at=cursor.at, refusals=refusals, unmet=unmet)

    def _unmet(self, cursor: Cursor, to: str) -> tuple[Unmet, ...]:
        way, at, then = self._engine.way(cursor.stage, to), cursor.at, cursor.record.as_of(cursor.at)
        criteria = () if way is None else way.criteria
        return tuple([criterion.unmet(then, at) for criterion in criteria if not criterion.holds(then, at)])

    def _refusals(self, cursor: Cursor, to: str) -> Iterator[Finding]:
        if cursor.stage is None or cursor.fact is None:
            message = "the stage it is in is not known; record it with cycle.entry(...)"
            yield Finding(code="no_stage", where=cursor.record.id, message=message)
            return
        if self._engine.way(cursor.stage, to) is None:
            yield Finding(code="no_way", where=cursor.record.id, message=self._leads(cursor.stage))
        if cursor.is_early:
            message = f"it entered {cursor.stage!r} only at {cursor.fact.at}, after {cursor.at}"
            yield Finding(code="too_early", where=cursor.record.id, message=message)

    def _leads(self, stage: str) -> str:
        ways = self.stage(stage).ways
        if not ways:
            return f"{stage!r} is closed and reopens to nothing"
        return f"{stage!r} {'leads' if self.stage(stage).leads_to else 'reopens'} to {listed(ways)}"


def _rebuilt(key: str, version: int, stages: tuple[Stage, ...], label: Wording) -> Cycle:
    return Cycle(key=key, version=version, stages=stages, label=label)
