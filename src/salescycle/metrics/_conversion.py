"""Conversion: what became of the entries of a stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from salescycle.cycle import Cycle
from salescycle.model import Outcome
from salescycle.values import Row, Share

from ._left_out import WAS_CLOSED, counted
from ._table import Passage

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["Conversion", "conversion", "conversion_of"]

_UNKNOWN_ENTRY = "its entry is not known"
_UNKNOWN_NEXT = "moved to a stage the cycle does not have"


@attrs.frozen(kw_only=True)
class Conversion:
    """What became of the entries of a stage, each counted once; the parts add up to the entries.

    ``advanced`` to the next stage, ``skipped`` past it, went ``back`` to an earlier one, ``won``, ``lost``, were put
    on hold (``held``), or are ``still_there``. A stage on hold is left by advancing, wherever to.

    >>> print(Conversion(stage="pitch", advanced=6, lost=3, still_there=1))
    60.0% (6 of 10) advanced; 3 lost, 1 still there
    """

    stage: str
    advanced: int = 0
    skipped: int = 0
    back: int = 0
    won: int = 0
    lost: int = 0
    held: int = 0
    still_there: int = 0
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def entries(self) -> int:
        """How many visits to the stage began."""
        return sum(count for _, count in self._parts())

    @property
    def strict(self) -> Share:
        """The share of entries whose next stage was the next in order, or a win."""
        return Share(part=self.advanced + self.won, whole=self.entries, definition="next stage, or won, of entries")

    @property
    def any_later(self) -> Share:
        """The share of entries whose next stage was any later one, or a win."""
        forward = self.advanced + self.skipped + self.won
        return Share(part=forward, whole=self.entries, definition="any later stage, or won, of entries")

    @property
    def definition(self) -> str:
        """What was measured."""
        return f"what became of the entries of {self.stage!r}"

    def to_records(self) -> list[Row]:
        """Give it as one flat row: the stage, its entries and what became of them."""
        return [{"stage": self.stage, "entries": self.entries, **dict(self._parts())}]

    def _parts(self) -> list[tuple[str, int]]:
        names = ("advanced", "skipped", "back", "won", "lost", "held", "still_there")
        return [(name, getattr(self, name)) for name in names]

    def __str__(self) -> str:
        rest = [f"{count} {name.replace('_', ' ')}" for name, count in self._parts()[1:] if count]
        advanced = Share(part=self.advanced, whole=self.entries)
        return f"{advanced} advanced" + (f"; {', '.join(rest)}" if rest else "")


def conversion(pipeline: Pipeline, stage: str) -> Conversion:
    """Give what became of the entries of a stage; the parts add up to the entries.

    Leaves out, and counts, visits whose entry is not known, those that led to a stage the cycle does not have, and
    those to a stage that was a closed one when they were recorded.
    """
    return conversion_of(pipeline.cycle.stage(stage).key, pipeline.table.passages.items(), pipeline.cycle)


def conversion_of(key: str, passages: Iterable[tuple[Passage, int]], cycle: Cycle) -> Conversion:
    """Give what became of the entries of a stage from counted visits to any."""
    closed = cycle.stage(key).outcome.is_closed
    fates: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for (visited, meant, known, following, outcome), count in passages:
        if visited != key:
            continue
        if meant.is_closed and not closed:
            left_out[WAS_CLOSED] += count
        elif not known:
            left_out[_UNKNOWN_ENTRY] += count
        elif following is None or outcome is None:
            fates["still_there"] += count
        elif following not in cycle:
            left_out[_UNKNOWN_NEXT] += count
        else:
            fates[_fate(key, following, outcome, cycle)] += count
    return Conversion(stage=key, left_out=counted(left_out), **fates)


def _fate(stage: str, following: str, outcome: Outcome, cycle: Cycle) -> str:
    if outcome is not Outcome.OPEN:
        return {Outcome.WON: "won", Outcome.LOST: "lost", Outcome.HOLD: "held"}[outcome]
    if cycle.stage(stage).outcome is Outcome.HOLD:
        return "advanced"  # a stage on hold has no place in the order: going on from it is neither back nor a skip
    rise = cycle.rank(following) - cycle.rank(stage)
    return "back" if rise < 0 else "advanced" if rise == 1 else "skipped"
