"""Velocity: the money that a pipeline turns out in a day, by the usual formula, with all that goes into it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Durations, Money, Period, Row, Share, Undefined, count_number, money_from_0, must_be

from ._exact import DAY, microseconds, money_of
from ._tables import plain, short

__all__ = ["LEAST_N", "Velocity"]

LEAST_N = 5
"""Fewest won deals of which an average says anything."""

_DEFINITION = "opportunities x win rate x mean won value / mean cycle length"
_FEW = Undefined(f"an average of fewer than {LEAST_N} won deals says nothing")
_NO_CYCLE = Undefined("the mean cycle length is 0")
_NO_PERIOD = Undefined("no period was given")


def _optional_period(velocity: Velocity, attribute: Any, value: Period | None) -> None:
    if value is not None:
        must_be(Period, "a period", "give Period(start=..., end=...)")(velocity, attribute, value)


@attrs.frozen(kw_only=True)
class Velocity:
    """Money a day by the formula, its four inputs, and beside it the money a day that really came in.

    - ``opportunities``: how many deals there are to win.
    - ``win_rate``: won of closed.
    - ``won_value``: the value of the ``valued`` won deals that have one, together.
    - ``cycle_length``: how long won deals took.
    - ``period``: when they were won.

    All four are of one cohort: there are no more values and lengths than deals won. Whatever they are, the formula is
    a ratio of averages, and no sum of what happens: with ``bootstrap`` it gets an interval, and ``throughput`` needs
    no formula.

    Raises ``InvalidValue`` for more values or lengths than deals won.

    >>> from datetime import timedelta
    >>> lengths = Durations.of([timedelta(days=day) for day in (20, 30, 40, 50, 60)])
    >>> quarter = Period.quarter(2026, 1)
    >>> velocity = Velocity(
    ...     opportunities=40,
    ...     win_rate=Share(part=5, whole=20),
    ...     won_value=Money("45000", "USD"),
    ...     valued=5,
    ...     cycle_length=lengths,
    ...     period=quarter,
    ... )
    >>> print(velocity)
    2,250.00 USD a day: 40 x 25.0% x 9,000.00 / 40.0 days (n=5); 500.00 USD a day came in
    """

    opportunities: int = attrs.field(converter=count_number)
    win_rate: Share = attrs.field(validator=must_be(Share, "a win rate"))
    won_value: Money = attrs.field(validator=money_from_0("the won value"))
    valued: int = attrs.field(converter=count_number)
    cycle_length: Durations = attrs.field(validator=must_be(Durations, "a cycle length"))
    period: Period | None = attrs.field(default=None, validator=_optional_period)
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    def __attrs_post_init__(self) -> None:
        for what, count in (("won deals with a value", self.valued), ("cycle lengths", self.cycle_length.n)):
            if count > self.win_rate.part:
                rule = f"must be no more than the {self.win_rate.part} deals won"
                raise InvalidValue(what, rule, count, "take all from the same deals")

    @property
    def n(self) -> int:
        """How many won deals the averages rest on: the fewer of those with a value and those with a length."""
        return min(self.valued, self.cycle_length.n)

    @property
    def mean_value(self) -> Fraction | Undefined:
        """The mean value of won deals; exact. Leaves out those without a value."""
        return Fraction(self.won_value.amount) / self.valued if self.valued else Undefined("no won deal has a value")

    @property
    def mean_cycle(self) -> Fraction | Undefined:
        """The mean cycle length of won deals in days; exact."""
        n = self.cycle_length.n
        whole = sum(microseconds(length) * count for length, count in self.cycle_length.table)
        return Fraction(whole, n * DAY) if n else Undefined("no won deal has a known length")

    @property
    def averages(self) -> tuple[Fraction, Fraction, Fraction] | Undefined:
        """Win rate, mean won value and mean cycle length in days, or why they say nothing."""
        rate, value, cycle = self.win_rate.value, self.mean_value, self.mean_cycle
        if isinstance(rate, Undefined) or isinstance(value, Undefined) or isinstance(cycle, Undefined):
            return _FEW
        if self.n < LEAST_N:
            return _FEW
        return (rate, value, cycle) if cycle else _NO_CYCLE

    @property
    def value(self) -> Fraction | Undefined:
        """Money a day; exact.

        Formula: opportunities x win rate x mean won value / mean cycle length in days. Undefined where fewer than 5
        won deals have a value or a length, and where they took no time.
        """
        averages = self.averages
        if isinstance(averages, Undefined):
            return averages
        rate, value, cycle = averages
        return self.opportunities * rate * value / cycle

    @property
    def per_day(self) -> Money | Undefined:
        """The same as money, rounded to the smallest coin."""
        return self._money(self.value)

    @property
    def throughput(self) -> Fraction | Undefined:
        """The money a day that came in; exact.

        Formula: won value / days of the period.
        """
        if self.period is None:
            return _NO_PERIOD
        length = Fraction(microseconds(self.period.end - self.period.start), DAY)
        return Fraction(self.won_value.amount) / length

    def _money(self, amount: Fraction | Undefined) -> Money | Undefined:
        return amount if isinstance(amount, Undefined) else money_of(amount, self.won_value.currency)

    def to_records(self) -> list[Row]:
        """Give one row: money a day, currency, the four inputs, n and throughput, as plain numbers."""
        return [
            {
                "per_day": plain(self.value),
                "currency": self.won_value.currency,
                "opportunities": self.opportunities,
                "win_rate": plain(self.win_rate.value),
                "mean_value": plain(self.mean_value),
                "mean_cycle_days": plain(self.mean_cycle),
                "n": self.n,
                "throughput": plain(self.throughput),
            }
        ]

    def __str__(self) -> str:
        inputs = (
            f"{self.opportunities} x {short(self.win_rate.value, '.1%')} x {short(self.mean_value, ',.2f')}"
            f" / {short(self.mean_cycle, '.1f')} days (n={self.n})"
        )
        per_day, came_in = self.per_day, self._money(self.throughput)
        told = str(per_day) if isinstance(per_day, Undefined) else f"{per_day} a day"
        return f"{told}: {inputs}" + ("" if isinstance(came_in, Undefined) else f"; {came_in} a day came in")
