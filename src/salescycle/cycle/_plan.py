"""Plans: the fewest moves to a stage, and what is still missing on the way."""

from __future__ import annotations

from datetime import datetime

import attrs

from ._criterion import Unmet

__all__ = ["Plan", "PlanStep"]


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
        """Whether nothing is missing: every move could be made now."""
        return not self.missing

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps)) or f"already in {self.to}"
