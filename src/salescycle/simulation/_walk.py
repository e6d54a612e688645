"""Walks: going through the stages by chance, one deal at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate

import attrs

from salescycle.values import Dice

from ._behaviour import StageBehaviour
from ._passage import Passage

__all__ = ["Walker"]

_Atoms = tuple[list[float], list[tuple[int, str]], list[float]]
"""(chances so far, exits in the order of steps, the share gone after 0, 1, 2, ... steps)."""


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Walker:
    """Walks deals that behave alike, one ``rng.random()`` for each visit."""

    passage: Passage

    def won_after(self, stage: str, age: int, rng: Dice) -> int | None:
        """Walk one deal that has been in a stage for ``age`` steps: after how many it is won, or ``None``.

        ``None`` too where it is not won within the horizon of the passage.
        """
        taken = 0
        while stage in self._atoms:
            chances, exits, gone = self._atoms[stage]
            before = gone[min(age, len(gone) - 1)]
            # a number between what is gone already and 1: the visit lasts longer than it has
            place = bisect_right(chances, before + (1 - before) * rng.random())
            if place == len(exits):
                return None  # never seen to leave
            steps, to = exits[place]
            taken += steps - age
            if taken > self.passage.horizon:
                return None
            if to in self.passage.won:
                return taken
            stage, age = to, 0
        return None

    @cached_property
    def _atoms(self) -> Mapping[str, _Atoms]:
        return {key: _atoms_of(each) for key, each in self.passage.stages.items()}


def _atoms_of(stage: StageBehaviour) -> _Atoms:
    rows = [(k + 1, to, mass) for to, masses in stage.exits for k, mass in enumerate(masses) if mass]
    rows.sort(key=lambda row: row[0])
    chances = list(accumulate(mass for _, _, mass in rows))
    if chances and not stage.never:
        chances[-1] = 1.0  # what sums of floats miss
    gone = [0.0] * len(stage.left)
    for (steps, _, _), within in zip(rows, chances, strict=True):
        gone[steps] = within
    return chances, [(steps, to) for steps, to, _ in rows], list(accumulate(gone, max))
