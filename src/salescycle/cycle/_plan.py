"""Plans: the fewest moves to a stage, and what is still missing on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import pairwise

import attrs

from salescycle.errors import InvalidValue, shown
from salescycle.model import Outcome, StageEntered

from ._criterion import Unmet, unmet_of
from ._engine import Cursor
from ._graph import fewest_moves
from ._ways import Order, Ways

__all__ = ["Plan", "PlanStep", "planned"]


@attrs.frozen(kw_only=True)
class PlanStep:
    """One move of a plan, the criteria that do not hold for it yet, and whether it needs a reason.

    >>> str(PlanStep(stage="talk", to="offer"))
    'talk to offer'
    """

    stage: str
    to: str
    unmet: tuple[Unmet, ...] = ()
    needs_reason: bool = False

    def __str__(self) -> str:
        needed = [*map(str, self.unmet), *(["a reason is needed"] if self.needs_reason else [])]
        return f"{self.stage} to {self.to}" + (f": {', '.join(needed)}" if needed else "")


@attrs.frozen(kw_only=True)
class Plan:
    """The fewest moves from where a record is to a stage, with everything still missing on the way.

    What has to happen in a stage, such as speaking with the buyer there, is missing until the record is in it.

    >>> from datetime import UTC
    >>> plan = Plan(record="D-1", to="won", at=datetime(2026, 3, 2, tzinfo=UTC), steps=())
    >>> plan.is_ready, plan.missing
    (True, ())
    """

    record: str
    to: str
    at: datetime
    steps: tuple[PlanStep, ...]

    @property
    def missing(self) -> tuple[Unmet, ...]:
        """What is still missing, each criterion once, in the order in which it is needed."""
        needed = {unmet.criterion: unmet for step in reversed(self.steps) for unmet in reversed(step.unmet)}
        return tuple(reversed(needed.values()))

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing: every move could be made now, without a reason even."""
        return not self.missing and not any(step.needs_reason for step in self.steps)

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps)) or f"already in {self.to}"


def planned(cursor: Cursor, order: Order, ways: Ways, entry: Callable[..., StageEntered]) -> Plan:
    """Plan a record's way into the stage that its cursor stands before; ``entry`` makes the fact of a move."""
    here, target, at = cursor.stage, cursor.entry.stage, cursor.entry.at
    if cursor.here is not None and at < cursor.here.at:
        raise InvalidValue("a plan", f"must be made at {cursor.here.at} or later, when it came to {shown(here)}", at)
    path = None if here is None else fewest_moves(here, target, partial(_onward, cursor, order, ways))
    if here is None or path is None:
        raise InvalidValue("a plan", f"must have a way to {shown(target)} from the stage the record is in", here)
    steps: list[PlanStep] = []
    then = cursor.record.as_of(at)
    for stage, following in pairwise([here, *path]):
        way = ways[stage][following]
        unmet = unmet_of(way.criteria, then, at)
        steps.append(PlanStep(stage=stage, to=following, unmet=unmet, needs_reason=way.needs_reason))
        # as if the move were made, so that the next stage is asked about as one that was just entered
        then = then.record(entry(following, at=at))
    return Plan(record=cursor.record.id, to=target, at=at, steps=tuple(steps))


def _onward(cursor: Cursor, order: Order, ways: Ways, key: str) -> Iterator[str]:
    if key == cursor.stage:
        yield from (to for to, way in ways[key].items() if not way.is_late(cursor.since, cursor.entry.at))
    elif order.stage[key].outcome is Outcome.OPEN:
        yield from ways[key]
