"""Decisions: may this record move there, and if not, why not."""

from __future__ import annotations

from datetime import datetime

import attrs

from salescycle.errors import Finding

from ._criterion import Unmet

__all__ = ["Decision"]


@attrs.frozen(kw_only=True)
class Decision:
    """The answer of ``Cycle.check``: whether a move may happen at an instant, with every reason why not.

    True in a condition when the move is allowed. ``refusals`` are rules of the cycle that no work on the deal can
    meet; ``unmet`` are the exit criteria that do not hold yet.

    >>> from datetime import UTC
    >>> decision = Decision(record="D-1", stage="talk", to="offer", at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> bool(decision), str(decision)
    (True, "may move from 'talk' to 'offer'")
    """

    record: str
    stage: str | None
    to: str
    at: datetime
    refusals: tuple[Finding, ...] = ()
    unmet: tuple[Unmet, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether nothing stands against the move."""
        return not self.refusals and not self.unmet

    def __bool__(self) -> bool:
        return self.is_allowed

    def reasons(self, locale: str = "en") -> tuple[str, ...]:
        """Give every reason against the move, as sentences for people; none when it is allowed."""
        return (*(finding.message for finding in self.refusals), *(unmet.text(locale) for unmet in self.unmet))

    def __str__(self) -> str:
        move = f"move from {self.stage!r} to {self.to!r}"
        if self.is_allowed:
            return f"may {move}"
        still = [f"still needed: {', '.join(map(str, self.unmet))}"] if self.unmet else []
        return "; ".join([f"cannot {move}", *(finding.message for finding in self.refusals), *still])
