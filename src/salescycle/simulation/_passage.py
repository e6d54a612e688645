"""Passage: the chance to be won within so many steps, from a stage that was just entered, or has lasted a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import accumulate
from operator import mul

import attrs

from salescycle.model import Outcome
from salescycle.values import Undefined

from ._behaviour import Behaviour, Masses, StageBehaviour

__all__ = ["OLDER", "Passage"]

OLDER = Undefined("it has been in its stage for longer than any visit there that was seen")


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Passage:
    """The chances to be won of deals that behave alike, up to a number of steps; each is worked out once.

    Formula: G_s(t) = sum over exits j and steps u <= t of q_sj(u) G_j(t - u), where q_sj(u) is the chance that a visit
    to s ends after u steps by going to j, and G is 1 of a stage that is won and 0 of one that is lost: the renewal
    equation of a semi-Markov process, solved step by step.

    >>> talk = StageBehaviour(stage="talk", exits={"won": [0.0, 0.5], "lost": [0.25]})
    >>> passage = Passage(stages={"talk": talk}, won=frozenset({"won"}), horizon=3)
    >>> passage.fresh["talk"], round(passage.chance("talk", 1, 2), 3)
    ([0.0, 0.0, 0.5, 0.5], 0.667)
    """

    stages: Mapping[str, StageBehaviour]
    won: frozenset[str]
    horizon: int

    @classmethod
    def of(cls, behaviour: Behaviour, segment: str | None, horizon: int) -> Passage:
        """Give the passage of a segment."""
        won = frozenset(stage.key for stage in behaviour.cycle.stages if stage.outcome is Outcome.WON)
        return cls(stages=behaviour.in_segment(segment), won=won, horizon=horizon)

    @cached_property
    def fresh(self) -> dict[str, list[float]]:
        """For each stage, the chance to be won within 0, 1, 2, ... steps of entering it."""
        curves = {stage: [0.0] for stage in self.stages}
        wins = {stage: self._won_within(each) for stage, each in self.stages.items()}
        onward = {
            stage: [(masses, curves[to]) for to, masses in each.exits if to in curves]
            for stage, each in self.stages.items()
        }
        for steps in range(1, self.horizon + 1):
            # what goes on after u steps has the others left; each way takes a step at least, so these are known
            found = {
                stage: wins[stage][steps] + sum(sum(map(mul, masses, curve[::-1])) for masses, curve in ways)
                for stage, ways in onward.items()
            }
            for stage, chance in found.items():
                curves[stage].append(chance)
        return curves

    def _won_within(self, stage: StageBehaviour) -> list[float]:
        """Give the chance to be won from a stage directly within 0, 1, 2, ... steps."""
        columns = [masses for to, masses in stage.exits if to in self.won]
        summed = [sum(column[k] for column in columns if k < len(column)) for k in range(self.horizon)]
        return list(accumulate(summed, initial=0.0))

    def chance(self, stage: str, age: int, steps: int) -> float | Undefined:
        """Give the chance to be won within so many steps, for a deal that has been in a stage for ``age`` steps.

        Formula: that of a visit that lasts longer than ``age``: sum over u > age of q(u) G(steps - (u - age)), over the
        share of visits that last that long. Undefined where none did.
        """
        if (stage, age, steps) not in self._told:
            self._told[stage, age, steps] = self._chance(stage, age, steps)
        return self._told[stage, age, steps]

    @cached_property
    def _told(self) -> dict[tuple[str, int, int], float | Undefined]:
        return {}

    def _chance(self, stage: str, age: int, steps: int) -> float | Undefined:
        if stage not in self.stages:
            return 0.0
        ahead = self.stages[stage].after(age)
        return OLDER if ahead is None else self.chance_of(ahead, steps)

    def chance_of(self, ahead: StageBehaviour, steps: int) -> float:
        """Give the chance to be won within so many steps, for a visit that ends as ``ahead`` says."""
        return min(1.0, sum(sum(self._by_exit(to, masses[:steps], steps)) for to, masses in ahead.exits))

    def _by_exit(self, to: str, masses: Masses, steps: int) -> Iterable[float]:
        """Give the chances to leave by one exit after each of the steps ahead, and then to be won."""
        if to in self.won:
            return masses
        return map(mul, masses, self.fresh[to][steps - 1 :: -1]) if to in self.fresh else ()
