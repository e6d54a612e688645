"""Spreads: what a sum of things that may or may not come is likely to be."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, compress, repeat
from operator import add, gt, mul

import attrs

from salescycle.values import Dice, Money, Undefined, confidence_level, share_number

__all__ = ["MoneySpread", "Part", "Spread", "counted", "drawn", "is_exact", "mixed", "poisson", "summed"]

_TINY = 1e-15  # less likely than this, at either end, is left out
_EXACT_WORK = 20_000_000
_ROUNDING = 1e-9

_NO_TABLE = Undefined("give rng= to draw it")


@attrs.frozen(kw_only=True)
class Spread:
    """A number that is not known yet: what it may be, in ascending order, and how likely each is.

    ``mean`` is exact, also where the rest was drawn: then ``draws`` says how often. Without a table there is only that.

    >>> wins = summed([(1, 0.5), (1, 0.5)])
    >>> wins.weights, wins.mean, wins.quantile(0.9), wins.at_least(1)
    ((0.25, 0.5, 0.25), 1.0, 2, 0.75)
    """

    values: tuple[int, ...]
    weights: tuple[float, ...]
    mean: float
    draws: int | None = None

    @cached_property
    def _within(self) -> list[float]:
        return list(accumulate(self.weights))

    def quantile(self, share: float) -> int | Undefined:
        """Give the least number that it does not exceed with a chance of ``share``, from 0 to 1."""
        part = share_number(share, "a quantile")
        if not self.values:
            return _NO_TABLE
        # a sum of chances may miss the share by a rounding
        place = bisect_left(self._within, part * self._within[-1] - _ROUNDING)
        return self.values[min(place, len(self.values) - 1)]

    def interval(self, level: float = 0.8) -> tuple[int, int] | Undefined:
        """Give the limits between which it lies with a chance of ``level`` at least, as much left out at either end."""
        tail = (1 - confidence_level(level)) / 2
        low, high = self.quantile(tail), self.quantile(1 - tail)
        return low if isinstance(low, Undefined) else high if isinstance(high, Undefined) else (low, high)

    def at_least(self, number: float) -> float | Undefined:
        """Give the chance (0 to 1) that it is a number or more."""
        if not self.values:
            return _NO_TABLE
        place = bisect_left(self.values, number)
        return min(1.0, math.fsum(self.weights[place:]) / self._within[-1])

    def plus(self, other: Spread) -> Spread:
        """Give the spread of the sum of two numbers that have nothing to do with each other."""
        table: dict[int, float] = {}
        for value, weight in zip(self.values, self.weights, strict=True):
            for more, chance in zip(other.values, other.weights, strict=True):
                table[value + more] = table.get(value + more, 0.0) + weight * chance
        values = tuple(sorted(table))
        return Spread(values=values, weights=tuple(table[each] for each in values), mean=self.mean + other.mean)

    def __str__(self) -> str:
        limits = self.interval()
        told = "" if isinstance(limits, Undefined) else f" ({limits[0]} to {limits[1]} at 0.8)"
        return f"{self.mean:.3g}{told}"


@attrs.frozen(kw_only=True)
class MoneySpread:
    """An amount that is not known yet: a ``Spread`` in units of a currency, read as money.

    >>> value = MoneySpread(spread=summed([(500, 0.5)]), currency="EUR", unit=Decimal("0.01"))
    >>> print(value.mean, value.quantile(0.9))
    2.50 EUR 5.00 EUR
    """

    spread: Spread
    currency: str
    unit: Decimal

    @property
    def mean(self) -> Money:
        """The mean, rounded to the coin."""
        return Money(Decimal(str(self.spread.mean)) * self.unit, self.currency).rounded()

    def quantile(self, share: float) -> Money | Undefined:
        """Give the least amount that it does not exceed with a chance of ``share``, from 0 to 1."""
        found = self.spread.quantile(share)
        return found if isinstance(found, Undefined) else self._money(found)

    def interval(self, level: float = 0.8) -> tuple[Money, Money] | Undefined:
        """Give the limits between which it lies with a chance of ``level`` at least."""
        found = self.spread.interval(level)
        return found if isinstance(found, Undefined) else (self._money(found[0]), self._money(found[1]))

    def at_least(self, amount: Money) -> float | Undefined:
        """Give the chance (0 to 1) that it is an amount or more."""
        # as an amount of the same currency, or not at all
        return self.spread.at_least(float((amount - Money(0, self.currency)).amount / self.unit))

    def _money(self, units: int) -> Money:
        return Money(units * self.unit, self.currency)

    def __str__(self) -> str:
        limits = self.interval()
        told = "" if isinstance(limits, Undefined) else f" ({limits[0]} to {limits[1]} at 0.8)"
        return f"{self.mean}{told}"


Part = tuple[int, float]
"""(an amount of 0 or more, the chance that it comes)."""


def summed(parts: Iterable[Part]) -> Spread:
    """Give the spread of a sum of amounts of which each comes, or does not, by its own chance: exactly.

    Formula: one amount after the other, P(sum = k) = (1 - p) P(sum = k) + p P(sum = k - amount), in units of what all
    amounts have in common. Ends that are less likely than 1e-15 are left out.
    Source: for amounts of 1 this is the Poisson-binomial distribution (Chen and Liu, Statistica Sinica 7, 1997).
    """
    ordered = sorted(parts)
    unit = math.gcd(*(amount for amount, _ in ordered)) or 1
    weights, low = [1.0], 0
    for amount, chance in ordered:
        shift = amount // unit
        stays, comes = map(mul, weights, repeat(1 - chance)), map(mul, weights, repeat(chance))
        weights = list(map(add, [*stays, *[0.0] * shift], [*[0.0] * shift, *comes]))
        weights, low = _trimmed(weights, low)
    values = tuple(unit * (low + place) for place in range(len(weights)))
    kept = [place for place, weight in enumerate(weights) if weight]
    return Spread(
        values=tuple(values[place] for place in kept),
        weights=tuple(weights[place] for place in kept),
        mean=_mean(ordered),
    )


def is_exact(parts: Sequence[Part]) -> bool:
    """Whether ``summed`` is feasible: amounts that have much in common, or few of them."""
    unit = math.gcd(*(amount for amount, _ in parts)) or 1
    return len(parts) * (sum(amount for amount, _ in parts) // unit + 1) <= _EXACT_WORK


def _trimmed(weights: list[float], low: int) -> tuple[list[float], int]:
    start, end = 0, len(weights)
    while start < end - 1 and weights[start] < _TINY:
        start += 1
    while end - 1 > start and weights[end - 1] < _TINY:
        end -= 1
    return weights[start:end], low + start


def _mean(parts: Sequence[Part]) -> float:
    return math.fsum(amount * chance for amount, chance in parts)


def drawn(parts: Iterable[Part], *, rng: Dice | None, draws: int) -> Spread:
    """Give the spread of such a sum by drawing it: for each draw one ``rng.random()`` a part, in ascending order.

    An amount comes when its number is below its chance. Without dice there is only a mean.
    """
    ordered = sorted(parts)
    mean = _mean(ordered)
    if rng is None:
        return Spread(values=(), weights=(), mean=mean)
    amounts, chances = [amount for amount, _ in ordered], [chance for _, chance in ordered]
    numbers = iter(rng.random, None)
    # the numbers come last: a map stops at its first end, and one number too many would be thrown away
    sums = [sum(compress(amounts, map(gt, chances, numbers))) for _ in range(draws)]
    return counted(sums, mean, draws)


def counted(sums: Iterable[int], mean: float, draws: int) -> Spread:
    """Give the spread of numbers that were drawn."""
    table: dict[int, float] = {}
    for each in sums:
        table[each] = table.get(each, 0.0) + 1
    values = tuple(sorted(table))
    return Spread(values=values, weights=tuple(table[each] / draws for each in values), mean=mean, draws=draws)


def poisson(mean: float) -> Spread:
    """Give the spread of how many come, of what comes by chance, so many in the mean.

    >>> poisson(0.0).values, round(poisson(2.0).at_least(1), 4)
    ((0,), 0.8647)
    """
    if not mean:
        return Spread(values=(0,), weights=(1.0,), mean=mean)
    far = int(12 * math.sqrt(mean)) + 20
    near = range(max(0, int(mean) - far), int(mean) + far + 1)
    told = ((k, math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))) for k in near)
    values, weights = zip(*((k, weight) for k, weight in told if weight >= _TINY), strict=True)
    return Spread(values=values, weights=weights, mean=mean)


def mixed(spreads: Sequence[Spread]) -> Spread:
    """Give the spread of a number that has each of several spreads, each as likely."""
    if len(spreads) == 1:
        return spreads[0]
    table: dict[int, list[float]] = {}
    for spread in spreads:
        for value, weight in zip(spread.values, spread.weights, strict=True):
            table.setdefault(value, []).append(weight)
    values = tuple(sorted(table))
    draws = [spread.draws for spread in spreads if spread.draws is not None]
    return Spread(
        values=values,
        weights=tuple(math.fsum(table[each]) / len(spreads) for each in values),
        mean=math.fsum(spread.mean for spread in spreads) / len(spreads),
        draws=sum(draws) or None,
    )
