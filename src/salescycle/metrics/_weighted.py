"""Weighted value: what the open deals are worth, each by its chance to be won."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue
from salescycle.model import Deal, Outcome
from salescycle.values import Money, RateProvider, Row, Undefined, unit_rate

from ._amounts import NO_MONEY, Exchange, plain_amount
from ._exact import in_coins
from ._left_out import NO_CHANCE, NO_VALUE, LeftOut, counted, told_left_out

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["ChanceOf", "Weighted", "WeightedPart", "weighted", "win_chance"]

ChanceOf = Callable[[Deal], Decimal | Fraction | float | None]

_SOURCES = {"model": "by a model", "deal": "by their own chance", "stage": "by their stage's"}


@attrs.frozen(kw_only=True)
class WeightedPart:
    """The open deals whose chance comes from one source: how many, what they are worth, and that by their chances.

    ``source`` is ``"model"``, ``"deal"`` (somebody's word) or ``"stage"``; ``exact`` is not rounded.

    >>> part = WeightedPart(source="stage", deals=1, value=Money("0.25", "EUR"), exact=Fraction(1, 8))
    >>> print(part.weighted)
    0.12 EUR
    """

    source: str
    deals: int
    value: Money
    exact: Fraction

    @property
    def weighted(self) -> Money:
        """The sum of value x probability, rounded to the coin, half to even."""
        return in_coins(self.exact, self.value.currency)


@attrs.frozen(kw_only=True)
class Weighted:
    """What the open deals are worth, each by its chance to be won, and on whose word that rests.

    >>> part = WeightedPart(source="stage", deals=2, value=Money("300", "EUR"), exact=Fraction(90))
    >>> print(Weighted(parts=(part,), currency="EUR", left_out=(("it has no value", 1),)))
    90.00 EUR of 300.00 EUR open (n=2: 2 by their stage's); 1 left out: it has no value
    """

    parts: tuple[WeightedPart, ...]
    currency: str | None
    definition: str = attrs.field(default="value x probability over open deals", eq=False)
    left_out: LeftOut = ()

    @property
    def n(self) -> int:
        """How many deals are in it."""
        return sum(part.deals for part in self.parts)

    @property
    def value(self) -> Money | Undefined:
        """What these deals are worth if all are won."""
        if self.currency is None:
            return NO_MONEY
        return Money.total((part.value for part in self.parts), self.currency)

    @property
    def total(self) -> Money | Undefined:
        """The sum of value x probability, rounded once, to the coin, half to even.

        The parts are rounded each for itself, so that they may miss the total by a coin.
        """
        if self.currency is None:
            return NO_MONEY
        return in_coins(sum((part.exact for part in self.parts), Fraction(0)), self.currency)

    def of(self, source: str) -> WeightedPart | None:
        """Give the part that rests on a source, or ``None`` where no deal does."""
        return next((part for part in self.parts if part.source == source), None)

    def to_records(self) -> list[Row]:
        """Give a flat record a source, amounts as text."""
        return [
            {
                "source": part.source,
                "deals": part.deals,
                "value": plain_amount(part.value),
                "weighted": plain_amount(part.weighted),
                "currency": self.currency,
            }
            for part in self.parts
        ]

    def __str__(self) -> str:
        if self.currency is None:
            return f"{self.total}{told_left_out(self.left_out)}"
        by = ", ".join(f"{part.deals} {_SOURCES[part.source]}" for part in self.parts)
        rests = f"n={self.n}: {by}" if by else "n=0"
        return f"{self.total} of {self.value} open ({rests}){told_left_out(self.left_out)}"


def weighted(
    pipeline: Pipeline,
    *,
    chance: ChanceOf | None = None,
    currency: str | None = None,
    rates: RateProvider | None = None,
) -> Weighted:
    """Give what the open deals are worth, each by its chance to be won.

    Formula: sum of value x probability over deals that are open (not on hold), in exact fractions and rounded once,
    at the end. The probability is what ``chance`` gives for the deal (0 to 1; a float counts as the number it is
    written as), where it is given and does not give ``None``; else the deal's own (``Deal.win_probability``), else its
    stage's. To let somebody's word go before a model's, give ``None`` for the deals that have one.

    Amounts in several currencies need ``currency=`` and ``rates=``, which are asked for the UTC day of ``as_of``; each
    value is rounded to the coin when it is converted. Leaves out, and counts, deals without a value and without a
    probability. Only as good as the chances: compare what they gave before with what came.

    >>> from datetime import UTC, datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=monday), value=Money("500", "EUR"))
    >>> pipeline = Pipeline([deal], cycle=SHORT_CYCLE, as_of=monday)
    >>> print(pipeline.weighted())
    100.00 EUR of 500.00 EUR open (n=1: 1 by their stage's)
    >>> print(pipeline.weighted(chance=lambda deal: 0.35).total)
    175.00 EUR
    """
    if chance is not None and not callable(chance):
        raise InvalidValue("chance", "must be a function", chance, "give one that takes a deal")
    exchange = Exchange(currency, rates, pipeline.as_of.date())
    found: dict[str, list[tuple[Money, Fraction]]] = {source: [] for source in _SOURCES}
    left_out: Counter[str] = Counter()
    for deal, outcome in zip(pipeline.deals, pipeline.table.now, strict=True):
        if outcome is not Outcome.OPEN:
            continue
        if (value := deal.value) is None:
            left_out[NO_VALUE] += 1
        elif (given := _chance(deal, chance, pipeline.cycle)) is None:
            left_out[NO_CHANCE] += 1
        else:
            source, probability = given
            found[source].append((exchange(value), probability))
    parts = tuple(_part(source, each) for source, each in found.items() if each)
    return Weighted(parts=parts, currency=exchange.currency, left_out=counted(left_out))


def win_chance(deal: Deal, *, cycle: Cycle | None = None, model: ChanceOf | None = None) -> Fraction | None:
    """Give the chance of a deal to be won, from 0 to 1, as ``Pipeline.weighted`` takes it; ``None`` where nobody knows.

    What ``model`` gives, else the deal's own (``Deal.win_probability``), else that of its stage in ``cycle``.

    >>> from datetime import UTC, datetime
    >>> from salescycle.presets import SHORT_CYCLE
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=datetime(2026, 3, 2, tzinfo=UTC)))
    >>> win_chance(deal, cycle=SHORT_CYCLE), win_chance(deal), win_chance(deal, model=lambda deal: 0.35)
    (Fraction(1, 5), None, Fraction(7, 20))
    """
    given = _chance(deal, model, cycle)
    return None if given is None else given[1]


def _chance(deal: Deal, chance: ChanceOf | None, cycle: Cycle | None) -> tuple[str, Fraction] | None:
    """Give the chance of a deal, and where it comes from."""
    modelled = None if chance is None else chance(deal)
    if modelled is not None:
        return "model", _exact(modelled)
    if (own := deal.win_probability) is not None:
        return "deal", Fraction(own)
    stage = None if cycle is None else deal.stage
    of_stage = (
        cycle.stage(stage).win_probability if cycle is not None and stage is not None and stage in cycle else None
    )
    return None if of_stage is None else ("stage", Fraction(of_stage))


def _exact(chance: Decimal | Fraction | float) -> Fraction:
    if isinstance(chance, Decimal):
        return Fraction(unit_rate(chance))
    if isinstance(chance, bool) or not isinstance(chance, (int, float, Fraction)) or not 0 <= chance <= 1:
        raise InvalidValue("a chance", "must be a number from 0 to 1, or None", chance)
    # the decimal that was written, not the binary float nearest to it: 0.1 means a tenth
    return Fraction(str(float(chance))) if isinstance(chance, float) else Fraction(chance)


def _part(source: str, found: list[tuple[Money, Fraction]]) -> WeightedPart:
    return WeightedPart(
        source=source,
        deals=len(found),
        value=Money.total((value for value, _ in found), found[0][0].currency),
        exact=sum((Fraction(value.amount) * chance for value, chance in found), Fraction(0)),
    )
