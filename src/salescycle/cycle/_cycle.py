"""Cycles: stages in order, and the verbs that keep records to their rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import Any, Self, TypeVar

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
from ._criteria import CRITERIA, Registry
from ._criterion import Criterion, Unmet
from ._decision import Decision
from ._definition import problems
from ._engine import Cursor, Engine
from ._from_data import read_definition
from ._plan import Plan, PlanStep, fewest_moves
from ._schema import definition_schema
from ._stage import Stage
from ._to_data import written_definition

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
        put("_engine", Engine(self._entries, self._ways()))

    @classmethod
    def from_data(cls, data: Any, *, criteria: Registry = CRITERIA) -> Self:
        """Read a cycle from plain data, as JSON or TOML give it.

        Criteria are named, and looked up in ``criteria`` and nowhere else: nothing is imported, evaluated or read off
        an object. Every problem comes in one ``InvalidCycle``, each with its path such as ``stages[3].leads_to[1]``.

        >>> talk = {"key": "talk", "leads_to": ["won", "lost"], "exit_criteria": [{"criterion": "value_known"}]}
        >>> ends = [{"key": "won", "outcome": "won"}, {"key": "lost", "outcome": "lost"}]
        >>> Cycle.from_data({"key": "simple", "version": 1, "stages": [talk, *ends]}).name
        'simple/1'
        """
        return cls(**read_definition(data, criteria))

    def to_data(self) -> dict[str, Any]:
        """Write the cycle as plain data; ``Cycle.from_data`` reads it back to an equal cycle.

        What is as by default is left out. Raises ``InvalidValue`` for a criterion with a parameter that is no plain
        data.
        """
        return written_definition(self.key, self.version, self.label, self.stages)

    @staticmethod
    def json_schema(*, criteria: Registry = CRITERIA) -> dict[str, Any]:
        """Give a JSON Schema (draft 2020-12) of the data that ``from_data`` reads, for editors and forms.

        What it cannot say, such as that each stage leads to one that exists, only ``from_data`` checks.
        """
        return definition_schema(criteria)

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
            raise self._unknown(key) from None

    def _unknown(self, key: object) -> UnknownName:
        return UnknownName("stage", key, f"cycle {shown(self.key)}", self._by_key)

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
        return self._decide(Cursor(record, self.entry(to, at=at)))

    def options(self, record: Record, *, at: datetime) -> tuple[Decision, ...]:
        """Give the decision for each way out of the stage the record is in."""
        stage = Cursor(record, self.start(at=at)).stage
        ways = () if stage is None else self.stage(stage).ways
        return tuple(self.check(record, to=to, at=at) for to in ways)

    def plan(self, record: Record, *, to: str, at: datetime) -> Plan:
        """Give the fewest moves to a stage, with every criterion that does not hold yet on the way; nothing changes.

        A plan goes through open stages: putting on hold, or losing and reopening, is no way to get anywhere.

        Raises ``InvalidValue`` where the stage of the record is not known, or no way leads from it to ``to``.
        """
        cursor = Cursor(record, self.entry(to, at=at))
        here, target, at = cursor.stage, cursor.entry.stage, cursor.entry.at
        path = None if here is None else fewest_moves(here, target, lambda key: self._onward(key, here))
        if here is None or path is None:
            raise InvalidValue("a plan", f"must have a way to {shown(target)} from the stage the record is in", here)
        steps: list[PlanStep] = []
        then = record.as_of(at)
        for stage, following in pairwise([here, *path]):
            steps.append(PlanStep(stage=stage, to=following, unmet=self._unmet(then, stage, following, at)))
            # as if the move were made, so that the next stage is asked about as one that was just entered
            then = then.record(self.entry(following, at=at))
        return Plan(record=record.id, to=target, at=at, steps=tuple(steps))

    def _onward(self, key: str, here: str) -> tuple[str, ...]:
        stage = self.stage(key)
        return stage.ways if key == here or stage.outcome is Outcome.OPEN else ()

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
        entry = self._entries.get(to) if isinstance(to, str) else None
        if entry is None:
            raise self._unknown(to)
        cursor = Cursor(record, entry.again(at=at, by=by, reason=reason, recorded_at=recorded_at))
        entering = self._engine.events.get(to)
        if entering is not None and entering.trigger(cursor):
            return cursor.record  # type: ignore[return-value]
        raise MoveRefused(self._decide(cursor))

    def audit(self, record: Record, *, as_of: datetime | None = None) -> tuple[Finding, ...]:
        """List what is wrong or odd in a record's log, by the rules of this cycle.

        Findings about the present (idle, expected close passed) need ``as_of``. Facts are judged as they came:
        nothing is repaired or left out.
        """
        if not isinstance(record, Record):
            raise InvalidValue("a record", "must be a Deal, a Lead or a Proposal", record)
        return audit(self, record, as_of=None if as_of is None else utc(as_of))

    def _decide(self, cursor: Cursor) -> Decision:
        to, at = cursor.entry.stage, cursor.entry.at
        refusals = tuple(self._refusals(cursor))
        unmet = () if refusals else self._unmet(cursor.record, str(cursor.stage), to, at)
        return Decision(record=cursor.record.id, stage=cursor.stage, to=to, at=at, refusals=refusals, unmet=unmet)

    def _unmet(self, record: Record, stage: str, to: str, at: datetime) -> tuple[Unmet, ...]:
        criteria, then = self.guards(stage, to), record.as_of(at)
        return tuple([criterion.unmet(then, at) for criterion in criteria if not criterion.holds(then, at)])

    def _refusals(self, cursor: Cursor) -> Iterator[Finding]:
        here, entry, where = cursor.here, cursor.entry, cursor.record.id
        if here is None:
            message = "the stage it is in is not known; record it with cycle.entry(...)"
            yield Finding(code="no_stage", where=where, message=message)
            return
        if entry.stage not in self.stage(here.stage).ways:
            yield Finding(code="no_way", where=where, message=self._leads(here.stage))
        if entry.at < here.at:
            came = "entered" if isinstance(here, StageEntered) else "was seen in"
            message = f"it {came} {here.stage!r} only at {here.at}, after {entry.at}"
            yield Finding(code="too_early", where=where, message=message)

    def _leads(self, stage: str) -> str:
        ways = self.stage(stage).ways
        if not ways:
            return f"{stage!r} is closed and reopens to nothing"
        return f"{stage!r} {'leads' if self.stage(stage).leads_to else 'reopens'} to {listed(ways)}"


def _rebuilt(key: str, version: int, stages: tuple[Stage, ...], label: Wording) -> Cycle:
    return Cycle(key=key, version=version, stages=stages, label=label)
