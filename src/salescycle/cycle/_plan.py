"""Plans: the fewest moves to a stage, and what is still missing on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

import attrs

from ._criterion import Unmet

__all__ = ["Plan", "PlanStep", "fewest_moves"]


@attrs.frozen(kw_only=True)
class PlanStep:
    """One move of a plan, and the criteria that do not hold for it yet.

    >>> str(PlanStep(stage="talk", to="offer"))
    'talk to offer'
    """

    stage: str
    to: str
    unmet: tuple[Unmet, ...] = ()

    def __str__(self) -> str:
        needed = f": {', '.join(map(str, self.unmet))}" if self.unmet else ""
        return f"{self.stage} to {self.to}{needed}"


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
        """Whether nothing is missing: every move could be made now."""
        return not self.missing

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps)) or f"already in {self.to}"


def fewest_moves(source: str, to: str, ways: Callable[[str], Sequence[str]]) -> list[str] | None:
    """Give the stages of a shortest path after the first, or ``None`` where no way leads there.

    Of several as short, the one whose ways are declared first.
    """
    paths: dict[str, list[str]] = {source: []}
    waiting = deque([source])
    while waiting and to not in paths:
        here = waiting.popleft()
        for key in ways(here):
            if key not in paths:
                paths[key] = [*paths[here], key]
                waiting.append(key)
    return paths.get(to)
