"""Ways: where one may go from each stage, and what each way asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import attrs

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.model import Outcome

from ._criterion import Criterion
from ._policy import GoingBack, MoveKind, Policy, Skipping
from ._stage import Stage

__all__ = ["WAY_LIMIT", "Order", "Way", "Ways", "added_ways", "guards_of", "ways_of"]

WAY_LIMIT = 2000
"""Most ways between stages that a cycle may have, those of its policy included."""

_GUARDED = (MoveKind.ADVANCED, MoveKind.SKIPPED, MoveKind.RESUMED, MoveKind.REOPENED)
_FROM_CLOSED = (MoveKind.REOPENED, MoveKind.CLOSE_CHANGED)
_INTO = {Outcome.WON: MoveKind.WON, Outcome.LOST: MoveKind.LOST, Outcome.HOLD: MoveKind.HELD}


class Order:
    """Stages by key, in their order; the keys must differ."""

    __slots__ = ("open", "rank", "stage", "stages")

    def __init__(self, stages: Iterable[Stage]) -> None:
        self.stages = tuple(stages)
        self.stage = {stage.key: stage for stage in self.stages}
        self.rank = {stage.key: rank for rank, stage in enumerate(self.stages)}
        self.open = tuple(stage.key for stage in self.stages if stage.outcome is Outcome.OPEN)

    def after(self, key: str) -> Iterator[Stage]:
        """Give the open stages after one, in order."""
        return (stage for stage in self.stages[self.rank[key] + 1 :] if stage.outcome is Outcome.OPEN)

    def kind(self, source: str, to: str) -> MoveKind:
        """Say what a move between two stages is."""
        if source == to:
            raise InvalidValue("a move", "must be between two different stages", source)
        here, there = self.stage[source].outcome, self.stage[to].outcome
        if here.is_closed:
            return MoveKind.CLOSE_CHANGED if there.is_closed else MoveKind.REOPENED
        if there is not Outcome.OPEN:
            return _INTO[there]
        if here is not Outcome.OPEN:
            return MoveKind.RESUMED
        if self.rank[to] < self.rank[source]:
            return MoveKind.MOVED_BACK
        return MoveKind.ADVANCED if next(self.after(source)).key == to else MoveKind.SKIPPED


@attrs.frozen(kw_only=True)
class Way:
    """A way from a stage to another: what a move along it is, the criteria that guard it, and what else it asks.

    ``within`` is how long after a close it stays open; ``declared`` is false where the cycle's policy adds it.

    >>> from salescycle.presets import SEVEN_STAGE
    >>> ways = SEVEN_STAGE.ways("closing")
    >>> print(ways["won"].kind, *ways["won"].criteria[0].asks.texts[0])
    won en a proposal was accepted
    """

    kind: MoveKind
    criteria: tuple[Criterion, ...] = ()
    needs_reason: bool = False
    within: timedelta | None = None
    declared: bool = True

    def is_late(self, since: datetime, at: datetime) -> bool:
        """Whether a close that stands since an instant can no longer be left this way at another."""
        return self.within is not None and at - since > self.within


Ways = dict[str, dict[str, Way]]
"""For each stage, by where they lead, the ways out of it: those it declares first."""


def ways_of(order: Order, policy: Policy) -> Ways:
    """Give every way between stages: those they declare, and those the policy adds."""
    ways: Ways = {}
    count = 0
    for stage in order.stages:
        ways[stage.key] = _ways_out(order, policy, stage)
        count += len(ways[stage.key])
        if count > WAY_LIMIT:
            raise LimitExceeded("the ways of a cycle", f"must be at most {WAY_LIMIT}", f"{count} or more")
    return ways


def guards_of(order: Order, source: str, to: str, passed: Sequence[Stage] = ()) -> tuple[Criterion, ...]:
    """Give the criteria that guard a move: exit criteria of its stage and of those passed over, each once."""
    if order.stage[to].outcome is not Outcome.WON and order.kind(source, to) not in _GUARDED:
        return ()
    asked = [order.stage[source], *(stage for stage in passed if not stage.optional)]
    return tuple(dict.fromkeys(criterion for stage in asked for criterion in stage.exit_criteria))


def added_ways(order: Order, policy: Policy, stage: Stage) -> dict[str, Way]:
    """Give the ways out of a stage that the policy would add, whether or not the stage declares its own there."""
    ways: dict[str, Way] = {}
    for to, passed in _added(order, policy, stage):
        if to not in ways:  # several stages may lead to a win: the first asks for no more than is needed
            ways[to] = attrs.evolve(_way(order, policy, stage.key, to, passed), declared=False)
    return ways


def _ways_out(order: Order, policy: Policy, stage: Stage) -> dict[str, Way]:
    declared = {to: _way(order, policy, stage.key, to) for to in (*stage.leads_to, *stage.reopens_to)}
    return declared | {to: way for to, way in added_ways(order, policy, stage).items() if to not in declared}


def _added(order: Order, policy: Policy, stage: Stage) -> Iterator[tuple[str, list[Stage]]]:
    """Give where the policy lets an open stage lead to, and which stages are passed over on the way."""
    if stage.outcome is not Outcome.OPEN:
        return
    if policy.skipping in (Skipping.OPTIONAL, Skipping.FREE):
        yield from _skips(order, policy, stage)
    if policy.going_back is GoingBack.FREE:
        earlier = order.stages[: order.rank[stage.key]]
        yield from ((each.key, []) for each in earlier if each.outcome is Outcome.OPEN)


def _skips(order: Order, policy: Policy, stage: Stage) -> Iterator[tuple[str, list[Stage]]]:
    passed: list[Stage] = []
    for later in order.after(stage.key):
        if passed or policy.skipping is Skipping.FREE:
            yield later.key, list(passed)
        if policy.skipping is Skipping.OPTIONAL and not later.optional:
            return
        passed.append(later)
        # a win lies behind the first stage that leads to it
        yield from ((to, list(passed)) for to in later.leads_to if order.stage[to].outcome is Outcome.WON)


def _way(order: Order, policy: Policy, source: str, to: str, passed: Sequence[Stage] = ()) -> Way:
    kind = order.kind(source, to)
    loses = order.stage[to].outcome is Outcome.LOST and MoveKind.LOST in policy.reasons_for
    return Way(
        kind=kind,
        criteria=guards_of(order, source, to, passed),
        needs_reason=loses or kind in policy.reasons_for,
        within=policy.reopen_within if kind in _FROM_CLOSED else None,
    )
