"""Histories: deals with their stays read once, and the lengths they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from salescycle.model import Deal, Outcome, Spell, Visit
from salescycle.values import Period

__all__ = [
    "CLOSE_UNKNOWN",
    "OPENING_UNKNOWN",
    "History",
    "LeftOut",
    "Standing",
    "counted",
    "lengths_of",
    "read",
    "won_of",
]

LeftOut = tuple[tuple[str, int], ...]
"""How many were left out, by reason."""

OPENING_UNKNOWN = "its opening is not known"
CLOSE_UNKNOWN = "when it closed is not known"
_NEGATIVE = "closed before it opened"


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
    def deals(self) -> int:
        """All of them."""
        return self.open + self.won + self.lost + self.held

    def __str__(self) -> str:
        held = f", {self.held} on hold" if self.held else ""
        deals = "1 deal" if self.deals == 1 else f"{self.deals} deals"
        return f"{deals}: {self.open} open, {self.won} won, {self.lost} lost{held}"


@attrs.frozen(kw_only=True)
class History:
    """A deal with its stays, read once."""

    deal: Deal
    visits: tuple[Visit, ...]
    spells: tuple[Spell, ...]

    @property
    def outcome(self) -> Outcome:
        return self.visits[-1].outcome if self.visits else Outcome.OPEN

    @property
    def opened(self) -> datetime | None:
        return self.spells[0].opened

    @property
    def closed(self) -> datetime | None:
        last = self.spells[-1]
        return last.closed if last.close_known else None

    def was_opened_in(self, period: Period | None) -> bool:
        return period is None or (self.opened is not None and self.opened in period)

    def was_closed_in(self, period: Period | None) -> bool:
        return self.outcome.is_closed and (period is None or (self.closed is not None and self.closed in period))


def read(deal: Deal) -> History:
    # a deal of which no stage is known is open since nobody knows when
    return History(deal=deal, visits=deal.visits, spells=deal.spells or (Spell(opened=None),))


def won_of(histories: Iterable[History]) -> int:
    return sum(history.outcome is Outcome.WON for history in histories)


def counted(counts: dict[str, int]) -> LeftOut:
    return tuple((reason, count) for reason, count in counts.items() if count)


def lengths_of(histories: Iterable[History], as_of: datetime) -> tuple[list[tuple[timedelta, str | None]], LeftOut]:
    """Give each deal's time from opening to the close that stands, or to ``as_of``, and what ended it."""
    lengths: list[tuple[timedelta, str | None]] = []
    left_out: Counter[str] = Counter()
    for history in histories:
        cause = history.outcome.value if history.outcome.is_closed else None
        end = as_of if cause is None else history.closed
        if history.opened is None:
            left_out[OPENING_UNKNOWN] += 1
        elif end is None:
            left_out[CLOSE_UNKNOWN] += 1
        elif end < history.opened:
            left_out[_NEGATIVE] += 1
        else:
            lengths.append((end - history.opened, cause))
    return lengths, tuple(left_out.items())
