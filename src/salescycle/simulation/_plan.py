"""Planning a cycle: from what is believed of its stages to how long it takes, and how many leads a target asks for."""

from __future__ import annotations

import math
from bisect import bisect_left
from datetime import timedelta
from itertools import pairwise

import attrs

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.metrics import text_table
from salescycle.values import Row, Undefined, beta_quantile, days, required, share_number, whole_number

from ._behaviour import Behaviour
from ._grid import whole_steps
from ._levers import Removed
from ._passage import Passage

__all__ = ["CyclePlan", "plan_cycle"]

_MOST_LEADS = 10**9
_NEVER = Undefined("no deal is won within the time that is looked at")
_ROUNDING = 1e-12


@attrs.frozen(kw_only=True)
class CyclePlan:
    """What becomes of a deal that begins in a stage, within a time: ``plan_cycle`` makes one.

    ``curve`` has the chance to be won within 0, 1, 2, ... steps.

    >>> plan = CyclePlan(begin="talk", step=timedelta(days=1), curve=(0.0, 0.0, 0.1, 0.2), shorter_without=())
    >>> plan.win_chance, plan.mean_length, plan.length(0.5)
    (0.2, datetime.timedelta(days=2, seconds=43200), datetime.timedelta(days=2))
    """

    begin: str
    step: timedelta
    curve: tuple[float, ...]
    shorter_without: tuple[tuple[str, timedelta], ...]

    @property
    def win_chance(self) -> float:
        """The chance (0 to 1) to be won within the time."""
        return self.curve[-1]

    @property
    def mean_length(self) -> timedelta | Undefined:
        """The mean time from the beginning to the win, of deals that are won within the time."""
        if not self.win_chance:
            return _NEVER
        steps = math.fsum((k + 1) * (after - before) for k, (before, after) in enumerate(pairwise(self.curve)))
        return steps / self.win_chance * self.step

    def length(self, share: float) -> timedelta | Undefined:
        """Give the time within which a ``share`` (0 to 1) of the deals that are won, are won."""
        part = share_number(share)
        if not self.win_chance:
            return _NEVER
        return bisect_left(self.curve, part * self.win_chance - _ROUNDING) * self.step

    def leads_needed(self, wins: int, *, sure: float = 0.8) -> int | Undefined:
        """Give the fewest leads of which ``wins`` or more are won within the time, with a chance of ``sure`` at least.

        Formula: the least n with P(Binomial(n, p) >= wins) >= sure, where p is ``win_chance``: I_p(wins, n - wins + 1),
        the regularised incomplete beta function, is the former. ``wins`` / p would do for the mean only: about every
        other time it falls short.
        Raises ``LimitExceeded`` for more than a thousand million leads.

        >>> talk = CyclePlan(begin="talk", step=timedelta(days=1), curve=(0.0, 0.2), shorter_without=())
        >>> talk.leads_needed(10), talk.leads_needed(10, sure=0.5)
        (61, 49)
        """
        target = whole_number(wins, "wins", least=1, most=1_000_000)
        if type(sure) is not float or not 0 < sure < 1:
            raise InvalidValue("how sure", "must be a float between 0 and 1", sure, "for example 0.8")
        if not self.win_chance:
            return _NEVER
        enough = target
        while not self._is_enough(enough, target, sure):
            enough *= 2
            if enough > _MOST_LEADS:
                raise LimitExceeded("the leads that are needed", f"must be at most {_MOST_LEADS}", enough)
        few = max(target, enough // 2)
        return few + bisect_left(range(few, enough), True, key=lambda leads: self._is_enough(leads, target, sure))

    def _is_enough(self, leads: int, wins: int, sure: float) -> bool:
        return self.win_chance >= beta_quantile(sure, wins, leads - wins + 1)

    def __str__(self) -> str:
        mean = self.mean_length
        told = str(mean) if isinstance(mean, Undefined) else f"{days(mean):.3g} days in the mean"
        rows: list[Row] = [{"without": stage, "shorter by days": days(by)} for stage, by in self.shorter_without]
        table = f"\n{text_table(rows)}" if rows else ""
        return f"won {self.win_chance:.1%} of what begins in {self.begin!r}, {told}{table}"


def plan_cycle(behaviour: Behaviour, *, begin: str | None = None, within: timedelta = timedelta(days=730)) -> CyclePlan:
    """Say what becomes of a deal: how likely it is won within a time, how long that takes, and which stage costs most.

    ``begin`` is the stage in which it begins, the cycle's first unless you say otherwise. ``shorter_without`` has, for
    each stage that deals pass on the way, how much shorter the mean cycle of won deals would be if it took one step
    only, most first; a stage that also changes who is won within the time may make it longer.

    Raises ``UnknownName`` for a stage that the cycle does not have, ``InvalidValue`` for a time of less than a step.

    >>> from salescycle import SHORT_CYCLE
    >>> from salescycle.simulation import Dwell, Exit
    >>> day = timedelta(days=1)
    >>> behaviour = Behaviour.declared(
    ...     SHORT_CYCLE,
    ...     {
    ...         "interest": [Exit(to="offer", chance=0.5, dwell=Dwell.fixed(4 * day))],
    ...         "offer": [Exit(to="won", chance=0.4, dwell=Dwell.fixed(10 * day))],
    ...     },
    ... )
    >>> print(plan_cycle(behaviour))
    won 20.0% of what begins in 'interest', 14 days in the mean
    without   shorter by days
    offer              9.0000
    interest           3.0000
    """
    required(behaviour, Behaviour, "a behaviour", "give Behaviour.declared(...) or fitted(pipeline)")
    steps = whole_steps(within, behaviour.step, "a time")
    key = behaviour.cycle.initial.key if begin is None else behaviour.cycle.stage(begin).key
    plan = _plan(behaviour, key, steps)
    mean = plan.mean_length
    found: list[tuple[str, timedelta]] = []
    for stage in behaviour.stages:
        without = _plan(Removed(stage=stage.stage).applied(behaviour), key, steps).mean_length
        if not isinstance(mean, Undefined) and not isinstance(without, Undefined) and without != mean:
            found.append((stage.stage, mean - without))
    return attrs.evolve(plan, shorter_without=tuple(sorted(found, key=lambda row: -row[1])))


def _plan(behaviour: Behaviour, begin: str, steps: int) -> CyclePlan:
    fresh = Passage.of(behaviour, None, steps).fresh
    return CyclePlan(
        begin=begin,
        step=behaviour.step,
        curve=tuple(fresh.get(begin, [0.0] * (steps + 1))),
        shorter_without=(),
    )
