"""What if: the same pipeline with something changed, and which change gains most."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

import attrs

from salescycle.errors import InvalidValue
from salescycle.metrics import Pipeline, text_table
from salescycle.values import Dice, Money, RateProvider, Row, Undefined, several

from ._behaviour import Behaviour, StageBehaviour
from ._levers import Lever
from ._question import NO_VALUES, Asked, Question
from ._round import Round, new_wins, passages, run_of, worked_out
from ._spread import Spread, mixed, poisson, summed

__all__ = ["Effect", "WhatIf", "what_if"]


@attrs.frozen(kw_only=True)
class Effect:
    """What one lever changes by the horizon: ``wins`` more of the deals that are open, ``new_wins`` of those to come.

    ``value`` is what the former are worth more in the mean. A spread says what chance does: each deal goes its way by
    the same luck with and without the change, so that nothing changed is nothing gained.

    >>> none = Spread(values=(0,), weights=(1.0,), mean=0.0)
    >>> print(Effect(lever="10% more leads", wins=none, new_wins=None, value=Money("0", "EUR")).gain)
    0.0
    """

    lever: str
    wins: Spread
    new_wins: Spread | None
    value: Money | Undefined

    @property
    def gain(self) -> float:
        """How many more wins in the mean, of open deals and of those to come."""
        return self.wins.mean + (0.0 if self.new_wins is None else self.new_wins.mean)


@attrs.frozen(kw_only=True)
class WhatIf:
    """What each of several levers would change by a horizon, the one that gains most first. ``what_if`` makes one.

    ``wins`` is how many are won in the mean as things are, of open deals and of those to come.

    >>> print(WhatIf(effects=(), wins=7.5, horizon=timedelta(days=90)))
    7.5 wins in 90 days as things are
    """

    effects: tuple[Effect, ...]
    wins: float
    horizon: timedelta
    rounds: int = 1

    def to_records(self) -> list[Row]:
        """Give a flat row a lever: wins more in the mean, with the 80 % limits of the open deals', and value."""
        rows: list[Row] = []
        for each in self.effects:
            limits = each.wins.interval()
            low, high = (None, None) if isinstance(limits, Undefined) else limits
            row: Row = {
                "lever": each.lever,
                "more_wins": each.gain,
                "of_open": each.wins.mean,
                "low_80": low,
                "high_80": high,
            }
            row |= {"of_new": None if each.new_wins is None else each.new_wins.mean}
            row |= {"value": None if isinstance(each.value, Undefined) else f"{each.value.amount:f}"}
            rows.append(row)
        return rows

    def __str__(self) -> str:
        told = f"{self.wins:.3g} wins in {self.horizon / timedelta(days=1):.3g} days as things are"
        return f"{told}\n{text_table(self.to_records())}" if self.effects else told


def what_if(
    pipeline: Pipeline,
    levers: Iterable[Lever],
    *,
    horizon: timedelta,
    behaviour: Behaviour | None = None,
    rng: Dice | None = None,
    rounds: int = 1,
    currency: str | None = None,
    rates: RateProvider | None = None,
) -> WhatIf:
    """Say what each of several levers would change, by itself, about the wins of a pipeline by a horizon.

    Formula: each deal has its chance as things are, p, and with the change, p'. With the same luck (one number from 0
    to 1 for both) it is won by the change alone with a chance of p' - p where that is above 0, and lost by it alone
    with p - p' where it is below; the difference is a sum of these, and exact. With nothing changed it is 0, exactly.

    ``rounds`` above 1 learns the behaviour anew from deals drawn with replacement and mixes the differences, each with
    its own p and p': it takes ``rng``, one number for each deal and round. For other arguments see ``forecast``.

    What a lever costs, and whether it can be pulled at all, is not in it; nor that deals which come sooner may be other
    deals. Where it all leads in the long run depends on the horizon: look at two.

    >>> from datetime import UTC, datetime
    >>> from random import Random
    >>> from salescycle import SEVEN_STAGE, Period
    >>> from salescycle.simulation import FewerLost, MoreLeads, Shortened, sample_deals
    >>> deals = sample_deals(rng=Random(7), period=Period.year(2025), count=200)
    >>> pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=datetime(2025, 9, 1, tzinfo=UTC))
    >>> levers = [MoreLeads(by=0.2), Shortened(stage="proposal", by=0.5), FewerLost(stage="proposal", by=0.5)]
    >>> [effect.lever for effect in what_if(pipeline, levers, horizon=timedelta(days=60)).effects]
    ["'proposal' 50% shorter", "50% fewer lost in 'proposal'", '20% more leads']
    """
    pulled = _levers(levers)
    asked = Asked(horizon=horizon, draws=1, points=1, currency=currency, rates=rates)
    run = run_of(pipeline, asked, behaviour=behaviour, method="exact", rng=rng, rounds=rounds)
    question, behaviours = run.question, list(run.behaviours())
    before = [worked_out(question, each, None, 1) for each in behaviours]
    pairs = zip(before, behaviours, strict=True)
    effects = [_effect(question, lever, behaviours, before) for lever in pulled]
    return WhatIf(
        effects=tuple(sorted(effects, key=lambda each: -each.gain)),
        wins=math.fsum(told.wins_by[0].mean + new_wins(question, each) for told, each in pairs) / run.rounds,
        horizon=question.points[0] * question.step,
        rounds=run.rounds,
    )


def _levers(values: Iterable[Lever]) -> tuple[Lever, ...]:
    found = several(values, object, "levers")
    for each in found:
        if not callable(getattr(each, "applied", None)):
            raise InvalidValue("a lever", "must change a behaviour", each, "give Shortened(stage=..., by=0.2)")
    return found


def _effect(question: Question, lever: Lever, behaviours: Sequence[Behaviour], before: Sequence[Round]) -> Effect:
    wins: list[Spread] = []
    values: list[float] = []
    new: list[Spread] = []
    for behaviour, told in zip(behaviours, before, strict=True):
        changed = lever.applied(behaviour)
        chances = _changed(question, lever, behaviour, changed)
        pairs = [
            (after - chance[0], each)
            for chance, after, each in zip(told.chances, chances, question.deals, strict=True)
            if chance is not None and after is not None
        ]
        wins.append(_difference([by for by, _ in pairs]))
        values.append(math.fsum(by * question.units(each.amount) for by, each in pairs if each.amount is not None))
        if told.new_wins is not None:
            more = new_wins(question, changed) - told.new_wins.mean
            new.append(_signed(poisson(abs(more)), less=more < 0))
    mean = Decimal(str(math.fsum(values) / len(values))) * question.unit
    return Effect(
        lever=str(lever),
        wins=mixed(wins),
        new_wins=mixed(new) if new else None,
        value=NO_VALUES if question.currency is None else Money(mean, question.currency).rounded(),
    )


def _changed(question: Question, lever: Lever, behaviour: Behaviour, changed: Behaviour) -> Iterator[float | None]:
    """Give the chance of each deal with a change: of what is left of its visit, and of all that comes after."""
    horizon = question.points[-1]
    pairs = zip(passages(question, behaviour), passages(question, changed), strict=True)
    for (each, as_is), (_, passage) in pairs:
        # a stage of which nothing is known keeps all that comes to it
        ahead = as_is.stages.get(each.stage, StageBehaviour(stage=each.stage, exits=())).after(each.steps)
        after = None if ahead is None else lever.on_the_way(ahead, age=each.steps, behaviour=behaviour)
        yield None if after is None else passage.chance_of(after, horizon)


def _difference(changes: Iterable[float]) -> Spread:
    """Give the spread of wins gained less wins lost."""
    by = list(changes)
    gained = summed((1, each) for each in by if each > 0)
    lost = summed((1, -each) for each in by if each < 0)
    return gained.plus(_signed(lost, less=True))


def _signed(spread: Spread, *, less: bool) -> Spread:
    if not less:
        return spread
    turned = zip(reversed(spread.values), reversed(spread.weights), strict=True)
    values, weights = zip(*((-value, weight) for value, weight in turned), strict=True)
    return Spread(values=values, weights=weights, mean=-spread.mean)
