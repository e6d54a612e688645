"""The bottleneck: which stage, shortened by so much, would shorten the way to a win the most."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from salescycle.model import Outcome
from salescycle.values import Row, Undefined, days, unit_rate

from ._chain import StageChain, stage_chain
from ._clock import Clock, clock_of
from ._in_stage import mean_stay, time_in_stage
from ._kept import kept
from ._left_out import LeftOut
from ._tables import plain, short, table

if TYPE_CHECKING:
    from salescycle.values import WorkCalendar

    from ._pipeline import Pipeline

__all__ = ["Bottleneck", "StageTime", "bottleneck", "chain_of"]

_NO_WAY = Undefined("no counted move leads from the first stage to a win")


@attrs.frozen(kw_only=True)
class StageTime:
    """What a stage takes of the way to a win: how often it is visited, how long, and what shortening it would gain.

    >>> time = StageTime(stage="offer", visits=Fraction(3, 2), stay=timedelta(days=10), gain=timedelta(days=3))
    >>> print(time, "|", time.time)
    offer: 1.5 visits of 10 days; 3 days gained | 15 days, 0:00:00
    """

    stage: str
    visits: Fraction
    stay: timedelta | Undefined
    gain: timedelta | Undefined

    @property
    def time(self) -> timedelta | Undefined:
        """What all visits of a deal to the stage take on its way to a win."""
        return self.stay if isinstance(self.stay, Undefined) else _times(self.stay, self.visits)

    def __str__(self) -> str:
        stay, gain = short(self.stay, ".4g"), short(self.gain, ".4g")
        return f"{self.stage}: {float(self.visits):.4g} visits of {stay} days; {gain} days gained"


@attrs.frozen(kw_only=True)
class Bottleneck:
    """What each stage takes of the way to a win, and what would be gained there; the most first.

    ``n`` is how many moves the chain was counted from.

    >>> first = StageTime(stage="offer", visits=Fraction(1), stay=timedelta(days=10), gain=timedelta(days=2))
    >>> print(Bottleneck(stages=(first,), shortened=Decimal("0.2"), n=40))
    offer, shortened by 20%, brings wins forward by 2 days (n=40)
    """

    stages: tuple[StageTime, ...]
    shortened: Decimal
    n: int
    definition: str = attrs.field(default="mean days gained on the way to a win, per stage shortened alone", eq=False)
    left_out: LeftOut = ()

    @property
    def first(self) -> StageTime | Undefined:
        """The stage in which the most is to be gained."""
        return self.stages[0] if self.stages else _NO_WAY

    def to_records(self) -> list[Row]:
        """Give one row a stage: visits and mean stay on the way to a win, their product, and the gain, in days."""
        return [
            {
                "stage": each.stage,
                "visits": float(each.visits),
                "stay_days": plain(each.stay),
                "time_days": plain(each.time),
                "gain_days": plain(each.gain),
            }
            for each in self.stages
        ]

    def table(self) -> str:
        """Write the stages as a table of text."""
        rows = [
            (each.stage, f"{float(each.visits):.2f}", *(short(d, ".1f") for d in (each.stay, each.time, each.gain)))
            for each in self.stages
        ]
        return table(("stage", "visits", "days a visit", "days in all", "days gained"), rows)

    def __str__(self) -> str:
        first = self.first
        if isinstance(first, Undefined):
            return str(first)
        gain = first.gain if isinstance(first.gain, Undefined) else f"{days(first.gain):.4g} days"
        return f"{first.stage}, shortened by {float(self.shortened):.0%}, brings wins forward by {gain} (n={self.n})"


def chain_of(pipeline: Pipeline, *, calendar: WorkCalendar | None = None) -> StageChain:
    """Give what is still to come from each stage: visits, moves, time and the chance to win, of all and of wins.

    See ``stage_chain`` for formulas and what it takes for granted; moves are counted as ``moves`` does, and a visit
    takes the mean of ``time_in_stage``, up to the longest visit seen: in working time with a ``calendar``. Leaves out
    stages that nothing has left yet, and moves into them, since what follows there is not known.
    """
    clock = clock_of(calendar)
    return kept(pipeline, ("chain", clock), lambda: _chain(pipeline, clock))


def _chain(pipeline: Pipeline, clock: Clock) -> StageChain:
    cycle, moves = pipeline.cycle, pipeline.moves()
    lasting = [stage.key for stage in cycle.stages if not stage.outcome.is_closed]
    closes = [stage.key for stage in cycle.stages if stage.outcome.is_closed]
    left = _that_end(moves, closes)
    known = {pair: count for pair, count in moves.items() if pair[1] in left or pair[1] in closes}
    chain = stage_chain(
        known,
        stages=lasting,
        absorbing=closes,
        won=[stage.key for stage in cycle.stages if stage.outcome is Outcome.WON],
        dwell={stage: mean_stay(time_in_stage(pipeline, stage, calendar=clock.calendar)) for stage in lasting},
    )
    lost = sum(moves.values()) - sum(known.values())
    told = (("moves into stages from which none has closed yet", lost),) if lost else ()
    return clock.measured(attrs.evolve(chain, left_out=(*chain.left_out, *told)))


def _that_end(moves: dict[tuple[str, str], int], closes: list[str]) -> set[str]:
    """Give the stages from which counted moves lead to a close, step by step backwards."""
    ending = set(closes)
    while grown := {one for one, two in moves if two in ending and one not in ending}:
        ending |= grown
    return ending - set(closes)


def bottleneck(
    pipeline: Pipeline, *, shortened: Decimal | int | str = "0.2", calendar: WorkCalendar | None = None
) -> Bottleneck:
    """Give which stage, if each visit to it were shorter by a share (0 to 1), would bring wins forward the most.

    Formula: visits to a stage on the way from the first stage to a win (``stage_chain``, over deals that will be won)
    x the mean stay there (``time_in_stage``, up to the longest seen) x ``shortened``. It takes all else to stay as it
    is: shortening a stage is taken to change neither where deals go next nor how long they stay elsewhere. With a
    ``calendar`` it is working time: what a weekend takes is nobody's to gain.
    Leaves out what ``stage_chain`` leaves out. Undefined where no counted moves lead to a win.
    """
    share = unit_rate(shortened)
    chain = chain_of(pipeline, calendar=calendar)
    visits = [each.visits_if_won for each in chain.stages if each.stage == pipeline.cycle.initial.key]
    found: list[StageTime] = []
    for stage, count in () if not visits or isinstance(visits[0], Undefined) else visits[0]:
        stay = mean_stay(time_in_stage(pipeline, stage, calendar=calendar))
        gain = stay if isinstance(stay, Undefined) else _times(stay, count * Fraction(share))
        found.append(StageTime(stage=stage, visits=count, stay=stay, gain=gain))
    order = sorted(found, key=lambda each: -(plain(each.gain) or 0.0))
    found_all = Bottleneck(stages=tuple(order), shortened=share, n=chain.n, left_out=chain.left_out)
    return clock_of(calendar).measured(found_all)


def _times(length: timedelta, factor: Fraction) -> timedelta:
    return timedelta(microseconds=round((length // timedelta(microseconds=1)) * factor))
