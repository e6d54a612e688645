"""Standing: how many deals there are, by outcome."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from salescycle.model import Outcome
from salescycle.values import Row

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["Standing", "standing", "standing_of"]


@attrs.frozen(kw_only=True)
class Standing:
    """How many deals there are, by outcome.

    >>> print(Standing(open=3, won=2, lost=1, held=0))
    6 deals: 3 open, 2 won, 1 lost
    """

    open: int
    won: int
    lost: int
    held: int

    @property
    def definition(self) -> str:
        """What was counted."""
        return "deals by outcome"

    @property
    def deals(self) -> int:
        """All of them."""
        return self.open + self.won + self.lost + self.held

    def to_records(self) -> list[Row]:
        """Give it as one flat row."""
        return [{"deals": self.deals, "open": self.open, "won": self.won, "lost": self.lost, "held": self.held}]

    def __str__(self) -> str:
        held = f", {self.held} on hold" if self.held else ""
        deals = "1 deal" if self.deals == 1 else f"{self.deals} deals"
        return f"{deals}: {self.open} open, {self.won} won, {self.lost} lost{held}"


def standing(pipeline: Pipeline) -> Standing:
    """Give how many deals are open, won, lost and on hold."""
    return standing_of(Counter(pipeline.table.now))


def standing_of(counts: Counter[Outcome]) -> Standing:
    """Give how many there are from counts by outcome."""
    return Standing(
        open=counts[Outcome.OPEN], won=counts[Outcome.WON], lost=counts[Outcome.LOST], held=counts[Outcome.HOLD]
    )
