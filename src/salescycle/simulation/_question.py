"""The question of a forecast: which deals are open, for how long and for how much, and when it is asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import attrs

from salescycle.errors import InvalidValue
from salescycle.metrics import Pipeline
from salescycle.model import Deal
from salescycle.values import Money, RateProvider, Undefined, required, whole_number

from ._behaviour import Arrivals, Behaviour
from ._grid import steps_in, whole_steps
from ._spread import MoneySpread, Spread, mixed

__all__ = ["NO_VALUES", "Asked", "OpenDeal", "Question", "question_of"]

NO_VALUES = Undefined("no open deal has a value")
_NO_NEW_VALUES = Undefined("the deals that came before have no values in its currency")
_DRAW_LIMIT = 1_000_000
_UNKNOWN_ENTRY = "when it entered its stage is not known"
_NO_STAGE = "it is in no stage of the cycle"


@attrs.frozen(kw_only=True)
class Asked:
    """How far a forecast looks ahead, at how many points in time, how often it draws, and in which money."""

    horizon: timedelta
    draws: int
    points: int
    currency: str | None
    rates: RateProvider | None


@attrs.frozen(kw_only=True)
class OpenDeal:
    """An open deal on the grid: its stage, and its age in time and in steps."""

    deal: Deal
    stage: str
    age: timedelta
    steps: int
    amount: Money | None


@attrs.frozen(kw_only=True)
class Question:
    """What is asked of each round: the deals, when, and in which money."""

    pipeline: Pipeline
    points: tuple[int, ...]
    step: timedelta
    deals: tuple[OpenDeal, ...]
    left_out: tuple[tuple[str, int], ...]
    currency: str | None
    unit: Decimal
    draws: int

    def units(self, amount: Money) -> int:
        """Give an amount in whole units."""
        return int(amount.amount / self.unit)

    def money(self, rounds: Sequence[Spread]) -> MoneySpread | Undefined:
        """Mix spreads of units, and read them as money."""
        if not rounds or self.currency is None:
            return NO_VALUES
        return MoneySpread(spread=mixed(rounds), currency=self.currency, unit=self.unit)

    def worth(self, wins: float, arrivals: Arrivals) -> Money | Undefined:
        """Give what so many wins of deals to come are worth in the mean."""
        values = [value.amount for value in arrivals.values if value.currency == self.currency]
        if not values or self.currency is None or len(values) < len(arrivals.values):
            return _NO_NEW_VALUES
        return Money(Decimal(str(wins)) * (sum(values, Decimal(0)) / len(values)), self.currency).rounded()


def question_of(pipeline: Pipeline, behaviour: Behaviour, asked: Asked) -> Question:
    """Lay out what is asked of a pipeline on the grid of a behaviour."""
    required(pipeline, Pipeline, "a pipeline", "give Pipeline(deals, cycle=..., as_of=...)")
    if behaviour.cycle.key != pipeline.cycle.key:
        rule = f"must be one of the pipeline's cycle, {pipeline.cycle.key!r}"
        raise InvalidValue("a behaviour", rule, behaviour.cycle.key, "learn or declare it for that cycle")
    steps = whole_steps(asked.horizon, behaviour.step, "a horizon")
    number = min(whole_number(asked.points, "points", least=1, most=1_000), steps)
    deals, left_out, told = _open(pipeline, behaviour, asked)
    amounts = [each.amount.amount for each in deals if each.amount is not None]
    return Question(
        pipeline=pipeline,
        points=tuple(steps * each // number for each in range(1, number + 1)),
        step=behaviour.step,
        deals=deals,
        left_out=tuple(left_out.items()),
        currency=told,
        unit=min((Decimal(1).scaleb(int(amount.as_tuple().exponent)) for amount in amounts), default=Decimal(1)),
        draws=whole_number(asked.draws, "draws", least=1, most=_DRAW_LIMIT),
    )


def _open(
    pipeline: Pipeline, behaviour: Behaviour, asked: Asked
) -> tuple[tuple[OpenDeal, ...], Counter[str], str | None]:
    """Give the open deals on the grid, how many are left out, and the currency of their amounts."""
    found: list[OpenDeal] = []
    left_out: Counter[str] = Counter()
    table, currency = pipeline.table, asked.currency
    for place, deal in enumerate(pipeline.deals):
        if table.now[place].is_closed:
            continue
        row = table.first[place + 1] - 1
        if row < table.first[place] or table.stage[row] not in behaviour.cycle:
            left_out[_NO_STAGE] += 1
        elif not table.entry_known[row]:
            left_out[_UNKNOWN_ENTRY] += 1
        else:
            age, amount = pipeline.as_of - table.entered[row], table.value[place]
            if amount is not None:
                currency = currency or amount.currency
                amount = _converted(amount, currency, asked.rates, pipeline.as_of)
            steps = steps_in(age, behaviour.step)
            found.append(OpenDeal(deal=deal, stage=table.stage[row], age=age, steps=steps, amount=amount))
    return tuple(found), left_out, currency


def _converted(amount: Money, currency: str, rates: RateProvider | None, as_of: datetime) -> Money:
    if amount.currency == currency or rates is None:
        return amount + Money(0, currency)  # refuses another currency
    return amount.convert(currency, rates=rates, on=as_of.date())
