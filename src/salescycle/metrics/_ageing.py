"""Ageing: open deals against the history of their own stage."""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from salescycle.model import Outcome
from salescycle.values import Row, Undefined, days, share_number

from ._bottleneck import chain_of
from ._chain import StageChain
from ._clock import clock_of
from ._in_stage import exits_from, time_in_stage
from ._incidence import Incidence
from ._left_out import LeftOut, counted
from ._survival import Survival
from ._tables import plain, short, table

if TYPE_CHECKING:
    from salescycle.values import WorkCalendar

    from ._pipeline import Pipeline

__all__ = ["Ageing", "AgeingDeal", "ageing"]

_NEVER_LEFT = Undefined("no visit to the stage was left at a greater age")


@attrs.frozen(kw_only=True)
class AgeingDeal:
    """An open deal against the history of its stage: how old it is there, and what that says.

    ``percentile`` is the share (0 to 1) of visits to the stage that were over by this age, ``remaining`` how much
    longer half of those still there stay, ``chance`` (0 to 1) the chance to be won of those that left later than that.

    >>> age, more = timedelta(days=40), timedelta(days=9)
    >>> print(AgeingDeal(deal="D-1", stage="offer", stage_age=age, percentile=0.93, remaining=more, chance=0.1))
    D-1: 40 days in offer, longer than 93% stay; 10% to be won
    """

    deal: str
    stage: str
    stage_age: timedelta
    percentile: float | Undefined
    remaining: timedelta | Undefined
    chance: float | Undefined

    def __str__(self) -> str:
        told = f"{self.deal}: {days(self.stage_age):.4g} days in {self.stage}"
        stays = short(self.percentile, ".0%")
        return f"{told}, longer than {stays} stay; {short(self.chance, '.0%')} to be won"


@attrs.frozen(kw_only=True)
class Ageing:
    """The open deals against the history of their stages, those first that have stayed longest for their stage.

    >>> print(Ageing(deals=(), n=0))
    0 open deals
    """

    deals: tuple[AgeingDeal, ...]
    n: int
    definition: str = attrs.field(default="age in stage of open deals, against all visits to the stage", eq=False)
    left_out: LeftOut = ()

    def beyond(self, share: float) -> tuple[AgeingDeal, ...]:
        """Give those that have stayed longer than a share (0 to 1) of visits to their stage ever do."""
        least = share_number(share)
        return tuple(
            each for each in self.deals if not isinstance(each.percentile, Undefined) and each.percentile >= least
        )

    def to_records(self) -> list[Row]:
        """Give one row a deal: its stage, age there in days, percentile, days remaining and chance to win."""
        return [
            {
                "deal": each.deal,
                "stage": each.stage,
                "stage_age_days": days(each.stage_age),
                "percentile": plain(each.percentile),
                "remaining_days": plain(each.remaining),
                "chance": plain(each.chance),
            }
            for each in self.deals
        ]

    def __str__(self) -> str:
        if not self.deals:
            return "0 open deals"
        head = ("deal", "stage", "days in it", "percentile", "days to come", "chance")
        return table(head, [_row(each) for each in self.deals], left=(0, 1))


def _row(each: AgeingDeal) -> tuple[str, ...]:
    figures = (short(each.percentile, ".0%"), short(each.remaining, ".1f"), short(each.chance, ".0%"))
    return (each.deal, each.stage, f"{days(each.stage_age):.1f}", *figures)


def ageing(pipeline: Pipeline, *, calendar: WorkCalendar | None = None) -> Ageing:
    """Give each open deal against the history of its own stage: is it older there than deals ever get?

    Formula: the percentile is 1 - S(age in stage), with S Kaplan-Meier over all visits to the stage
    (``time_in_stage``); the days to come are its residual median. The chance to win is the sum, over the stages that
    visits lead to, of F(end) - F(age) for each (``exits_from``) x the chance to win from there (``stage_chain``),
    over the sum of F(end) - F(age): of visits that were left at a greater age. It is undefined where none was. A fixed
    number of days, as most tools have it, calls a slow stage rotten and a quick one sound. With a ``calendar`` the
    ages, and the histories they are held against, are working time.
    Leaves out, and counts, open deals whose entry to the stage is not known, or whose stage is not known, or no
    open one of the cycle.
    The deal itself is in the history, as one that still lasts.
    """
    columns, clock = pipeline.table, clock_of(calendar)
    found: list[AgeingDeal] = []
    left_out: Counter[str] = Counter()
    histories: dict[str, _History] = {}
    chain: StageChain | None = None
    for place, outcome in enumerate(columns.now):
        if outcome is not Outcome.OPEN:
            continue
        rows = columns.rows_of(place)
        if not rows:
            left_out["its stage is not known"] += 1
            continue
        row = rows[-1]
        stage = columns.stage[row]
        if stage not in pipeline.cycle or pipeline.cycle.stage(stage).outcome.is_closed:
            left_out["its stage is no open one of the cycle"] += 1
        elif not columns.entry_known[row]:
            left_out["its entry is not known"] += 1
        else:
            chain = chain_of(pipeline, calendar=calendar) if chain is None else chain
            if stage not in histories:
                histories[stage] = _History.of(pipeline, stage, chain, calendar)
            stage_age = clock.less(pipeline.as_of, columns.entered[row])
            found.append(histories[stage].judge(columns.deals[place].id, stage_age))
    order = sorted(found, key=lambda each: (-(plain(each.percentile) or 0.0), each.deal))
    return clock.measured(Ageing(deals=tuple(order), n=len(order), left_out=counted(left_out)))


@attrs.frozen(kw_only=True)
class _History:
    """What is known of the visits to a stage: how long they last, where they lead, and how that ends."""

    stage: str
    stays: Survival
    exits: Incidence
    wins: dict[str, float | Undefined]

    @classmethod
    def of(cls, pipeline: Pipeline, stage: str, chain: StageChain, calendar: WorkCalendar | None) -> _History:
        exits = exits_from(pipeline, stage, calendar=calendar)
        known: dict[str, float | Undefined] = {each.stage: float(each.win_probability) for each in chain.stages}
        for each in pipeline.cycle.stages:
            if each.outcome.is_closed:
                known[each.key] = float(each.outcome is Outcome.WON)
        wins = {key: known.get(key, Undefined(f"what follows {key!r} is not known")) for key in exits.causes}
        stays = time_in_stage(pipeline, stage, calendar=calendar)
        return cls(stage=stage, stays=stays, exits=exits, wins=wins)

    def judge(self, deal: str, age: timedelta) -> AgeingDeal:
        return AgeingDeal(
            deal=deal,
            stage=self.stage,
            stage_age=age,
            percentile=self.stays.closed_by(age),
            remaining=self.stays.residual_median(age),
            chance=self._chance(age),
        )

    def _chance(self, age: timedelta) -> float | Undefined:
        ahead = self.exits.given_open(age)
        # the deal is at risk itself at its age, so there is a reading
        shares = () if isinstance(ahead, Undefined) else ahead.shares
        leaving = math.fsum(share for _, share in shares)
        if not leaving:
            return _NEVER_LEFT
        won = [(self.wins[key], share) for key, share in shares if share]
        unknown = next((each for each, _ in won if isinstance(each, Undefined)), None)
        if unknown is not None:
            return unknown
        return math.fsum(each * share for each, share in won if not isinstance(each, Undefined)) / leaving
