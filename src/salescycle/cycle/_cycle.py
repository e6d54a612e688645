"""Cycles: stages in order, and the verbs that keep records to their rules."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any, Self, TypeVar

import attrs

from salescycle.errors import Finding, InvalidValue, MoveRefused, UnknownName, shown
from salescycle.model import Outcome, Record, StageEntered
from salescycle.values import NO_WORDING, Wording, key_text, must_be, utc, version_number, wording

from ._audit import audit
from ._conformance import Conformance, conformance_of
from ._criteria import CRITERIA, Registry
from ._criterion import Criterion, unmet_of
from ._decision import Decision
from ._definition import refuse, several_stages, stage_problems, way_problems
from ._engine import Cursor, Engine, record_of
from ._findings import findings_of
from ._flow import Flow, Weights, flow_of
from ._from_data import read_definition
from ._override import Override, overridden
from ._paths import longest_way, needed_stages, shortest_way
from ._plan import Plan, planned
from ._policy import AS_DECLARED, Beginning, MoveKind, Policy
from ._refusals import refusals_of
from ._schema import definition_schema
from ._stage import Stage
from ._to_data import written_definition
from ._tour import tour_of
from ._ways import Order, Way, Ways, guards_of, ways_of

__all__ = ["Cycle"]

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_R = TypeVar("_R", bound=Record)


@attrs.frozen(kw_only=True)
class Cycle:
    """Stages in order, and what may happen between them.

    A cycle is checked when it is built, and all its problems come in one ``InvalidCycle``. Records start in the
    first stage, unless the ``policy``, which also says what the cycle makes of skipping, going back and reopening,
    lets them start later. A later version of the same process keeps the key and takes the next ``version``; ``name``
    joins the two as facts carry them.

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
    stages: tuple[Stage, ...] = attrs.field(converter=several_stages)
    label: Wording = attrs.field(default=NO_WORDING, converter=wording)
    policy: Policy = attrs.field(default=AS_DECLARED, validator=must_be(Policy, "a policy", "give Policy(...)"))
    name: str = attrs.field(init=False, eq=False, repr=False)
    _order: Order = attrs.field(init=False, eq=False, repr=False)
    _ways: Ways = attrs.field(init=False, eq=False, repr=False)
    _entries: dict[str, StageEntered] = attrs.field(init=False, eq=False, repr=False)
    _engine: Engine = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        refuse(self.key, stage_problems(self.stages))
        order = Order(self.stages)
        ways = ways_of(order, self.policy)
        refuse(self.key, way_problems(order, ways, self.policy))
        put = partial(object.__setattr__, self)
        put("name", f"{self.key}/{self.version}")
        put("_order", order)
        put("_ways", ways)
        put("_entries", {stage.key: self._entry(stage) for stage in self.stages})
        put("_engine", Engine(ways))

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
        return written_definition(self.key, self.version, self.label, self.stages, self.policy)

    @staticmethod
    def json_schema(*, criteria: Registry = CRITERIA) -> dict[str, Any]:
        """Give a JSON Schema (draft 2020-12) of the data that ``from_data`` reads, for editors and forms.

        What it cannot say, such as that each stage leads to one that exists, only ``from_data`` checks.
        """
        return definition_schema(criteria)

    def __reduce__(self) -> tuple[Any, ...]:
        # a cycle travels as its definition; what it was compiled to is made anew
        return _rebuilt, (self.key, self.version, self.stages, self.label, self.policy)

    def _entry(self, stage: Stage) -> StageEntered:
        return StageEntered(stage=stage.key, outcome=stage.outcome, cycle=self.name, at=_EPOCH)

    @property
    def initial(self) -> Stage:
        """The stage in which records start."""
        return self.stages[0]

    @property
    def open_stages(self) -> tuple[str, ...]:
        """The keys of the stages that are open, in order."""
        return self._order.open

    def stage(self, key: str) -> Stage:
        """Give a stage by its key, or raise ``UnknownName`` with the nearest one."""
        try:
            return self._order.stage[key]
        except (KeyError, TypeError):
            raise self._unknown(key) from None

    def _unknown(self, key: object) -> UnknownName:
        return UnknownName("stage", key, f"cycle {shown(self.key)}", self._order.stage)

    def rank(self, key: str) -> int:
        """Give a stage's place in the order of stages, from 0."""
        return self._order.rank[self.stage(key).key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._order.stage

    def ways(self, stage: str) -> dict[str, Way]:
        """Give the ways out of a stage by where they lead: those it declares, then those the policy adds."""
        return dict(self._ways[self.stage(stage).key])

    def kind(self, source: str, to: str) -> MoveKind:
        """Say what a move between two different stages is, whether or not a way leads there."""
        return self._order.kind(self.stage(source).key, self.stage(to).key)

    def guards(self, source: str, to: str) -> tuple[Criterion, ...]:
        """Give the criteria that guard a move, whether or not a way leads there.

        Exit criteria guard every way on: to a later stage, to a win, back from hold and out of a close.
        """
        way = self._ways[self.stage(source).key].get(self.stage(to).key)
        return guards_of(self._order, source, to) if way is None else way.criteria

    @property
    def mandatory_stages(self) -> tuple[str, ...]:
        """The stages that every way from the first stage to a win goes through, reopening aside; empty without one."""
        return self._needed

    @cached_property
    def _needed(self) -> tuple[str, ...]:
        return needed_stages(self._order, self._ways)

    @property
    def shortest_path(self) -> tuple[str, ...]:
        """The stages of a way to a win with the fewest moves, through open stages only; empty where there is none."""
        return shortest_way(self._order, self._ways)

    @property
    def longest_path(self) -> tuple[str, ...]:
        """The stages of a longest way to a win that only goes forward; empty without one."""
        return longest_way(self._order, self._ways)

    @property
    def tour(self) -> tuple[tuple[str, ...], ...]:
        """Walks from the first stage that together take every way: test cases for a host."""
        return tuple(tour_of(self._order, self._ways))

    def findings(self, *, criteria: Registry | None = None) -> tuple[Finding, ...]:
        """List what is odd about the cycle: warnings and notes, each with a stable code, its place and its evidence.

        What is wrong with a cycle keeps it from being built and is in ``InvalidCycle``. With a registry of
        ``criteria``, those that no stage uses are found too. The codes are listed in the reference.
        """
        return findings_of(self._order, self._ways, self.policy, criteria)

    def flow(self, weights: Weights) -> Flow:
        """Work out, in exact fractions, the chance to win and the moves to a close from each stage.

        ``weights`` say how often each way is taken, by source and target: counts, such as ``Pipeline.moves()``
        gives, or shares. Those of one stage are divided by their sum, and a close ends the walk.

        *Formula*: with P the shares between stages that last and w those into a win, win = w + P win, and
        moves = 1 + P moves (an absorbing chain; Kemeny and Snell, Finite Markov Chains, 1960).

        Raises ``UnknownName`` for an unknown stage, and ``InvalidValue`` for weights below 0 or with no way to a close.
        Exact fractions grow: where a hundred stages and more lead to each other all over, it takes seconds.
        """
        return flow_of(self._order, weights)

    def start(
        self, *, at: datetime, stage: str | None = None, by: str | None = None, recorded_at: datetime | None = None
    ) -> StageEntered:
        """Give the fact that begins a record: it enters the first stage, or a later one where the policy allows.

        A record that began elsewhere before it was imported is told by ``entry``, which asks no rules.
        """
        first = self.initial if stage is None else self.stage(stage)
        if first is not self.initial:
            if self.policy.begins_in is Beginning.FIRST:
                way_out = "give the cycle Policy(begins_in='any_open'), or record cycle.entry(...) for an import"
                raise InvalidValue("a start", f"must be in the first stage {shown(self.initial.key)}", stage, way_out)
            if first.outcome is not Outcome.OPEN:
                raise InvalidValue("a start", "must be in an open stage", stage, "open it, then move it")
        return self.entry(first.key, at=at, by=by, recorded_at=recorded_at)

    def entry(
        self, stage: str, *, at: datetime, by: str | None = None, reason: str = "", recorded_at: datetime | None = None
    ) -> StageEntered:
        """Give the fact that a record entered a stage, without asking whether it may: for imports."""
        return self._entries[self.stage(stage).key].again(at=at, by=by, reason=reason, recorded_at=recorded_at)

    def check(self, record: Record, *, to: str, at: datetime, reason: str = "") -> Decision:
        """Say whether a record may move to a stage at an instant, with every reason why not; nothing changes.

        Criteria see the record as it stood then. A record of another cycle, or in a stage this cycle does not
        have, is an error and no decision.
        """
        return self._decide(self._cursor(record, self.entry(to, at=at, reason=reason)))

    def options(self, record: Record, *, at: datetime, reason: str = "") -> tuple[Decision, ...]:
        """Give the decision for each way out of the stage the record is in; nothing changes."""
        stage = self._cursor(record, self.start(at=at)).stage
        ways = () if stage is None else self.ways(stage)
        return tuple(self.check(record, to=to, at=at, reason=reason) for to in ways)

    def plan(self, record: Record, *, to: str, at: datetime) -> Plan:
        """Give the fewest moves to a stage, with every criterion that does not hold yet on the way; nothing changes.

        A plan goes through open stages: putting on hold, or losing and reopening, is no way to get anywhere.

        Raises ``InvalidValue`` where the stage of the record is not known, or no way leads from it to ``to``.
        """
        return planned(self._cursor(record, self.entry(to, at=at)), self._order, self._ways, self.entry)

    def move(
        self,
        record: _R,
        *,
        to: str,
        at: datetime,
        by: str | None = None,
        reason: str = "",
        recorded_at: datetime | None = None,
        override: Override | None = None,
    ) -> _R:
        """Move a record to a stage and give the record with the move in its log.

        Refused with ``MoveRefused``, whose ``decision`` has every reason, where no way leads there, a criterion
        does not hold, a reason is missing, or it is too early or too late. The record itself never changes.

        With an ``override`` the move is made all the same, and the log says first, in a ``RuleOverridden``, who let
        it pass, why, and against which rules; where nothing stood against it, nothing was overridden. What is no
        rule cannot be overridden: an unknown stage, time that runs backwards, a criterion that fails to answer.
        """
        entry = self._entries.get(to) if isinstance(to, str) else None
        if entry is None:
            raise self._unknown(to)
        cursor = Cursor(record, entry.again(at=at, by=by, reason=reason, recorded_at=recorded_at))
        entering = self._engine.events.get(to)
        if entering is not None and entering.trigger(cursor):
            return cursor.record  # type: ignore[return-value]
        decision = self._decide(self._cursor(record, cursor.entry))
        if override is None or not decision.may_be_overridden:
            raise MoveRefused(decision)
        return record.record(overridden(override, decision, cursor.entry), cursor.entry)

    def audit(self, record: Record, *, as_of: datetime | None = None) -> tuple[Finding, ...]:
        """List what is wrong or odd in a record's log, by the rules of this cycle.

        Findings about the present (idle, expected close passed) need ``as_of``. Facts are judged as they came:
        nothing is repaired or left out.
        """
        return audit(self, record_of(record), as_of=None if as_of is None else utc(as_of))

    def conformance(self, record: Record) -> Conformance:
        """Compare the stages that a record entered with the nearest path this cycle allows, and find where it left.

        Only stages and ways are compared; what criteria said is in ``first_deviation`` and the audit. A move that
        somebody overrode a rule for counts as allowed. Raises ``LimitExceeded`` for more than 1,000 entries.
        """
        begins = self.open_stages if self.policy.begins_in is Beginning.ANY_OPEN else self.open_stages[:1]
        return conformance_of(self, record_of(record), begins)

    def _cursor(self, record: Record, entry: StageEntered) -> Cursor:
        """Put a record before a stage, and refuse one that is in a stage this cycle does not have."""
        cursor = Cursor(record, entry)
        if cursor.stage is not None:
            self.stage(cursor.stage)
        return cursor

    def _decide(self, cursor: Cursor) -> Decision:
        to, at = cursor.entry.stage, cursor.entry.at
        way = None if cursor.stage is None else self._ways[cursor.stage].get(to)
        refusals = tuple(refusals_of(cursor, self._order, self._ways))
        asked = () if way is None or any(refusal.is_firm for refusal in refusals) else way.criteria
        unmet = unmet_of(asked, cursor.record, at)
        return Decision(record=cursor.record.id, stage=cursor.stage, to=to, at=at, refusals=refusals, unmet=unmet)


def _rebuilt(key: str, version: int, stages: tuple[Stage, ...], label: Wording, policy: Policy) -> Cycle:
    return Cycle(key=key, version=version, stages=stages, label=label, policy=policy)
