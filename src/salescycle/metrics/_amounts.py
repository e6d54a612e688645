"""Amounts: values brought into one currency, and exact sums that are rounded once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property

from salescycle.errors import CurrencyMismatch, InvalidValue
from salescycle.values import Money, RateProvider, Undefined, currency_code

__all__ = ["NO_MONEY", "Exchange", "plain_amount"]

NO_MONEY = Undefined("none of them has a value")


class Exchange:
    """Brings values into one currency at the rates of one day, each rounded to the coin.

    Without a currency it takes that of the first value, and any other is an error: which one came first must not
    decide what the rates are asked for. The host is asked for each rate once.
    """

    def __init__(self, currency: str | None, rates: RateProvider | None, on: date) -> None:
        if rates is not None and currency is None:
            raise InvalidValue("rates", "need a currency to convert into", rates, "give currency='EUR' too")
        if rates is not None and not callable(getattr(rates, "rate", None)):
            raise InvalidValue("rates", "must have a method rate(source, target, on)", rates)
        self.currency = None if currency is None else currency_code(currency)
        self._rates, self._on = rates, on
        self._asked: dict[str, Decimal] = {}

    def __call__(self, value: Money) -> Money:
        """Give a value in the currency."""
        if self.currency is None:
            self.currency = value.currency
        if value.currency == self.currency:
            return value
        if self._rates is None:
            raise CurrencyMismatch(self.currency, value.currency)
        return value.convert(self.currency, rates=self, on=self._on)

    def all(self, values: list[Money]) -> list[Money]:
        """Give values in the currency: mostly they are in it, and then nothing is done one by one."""
        if self.currency is None and values:
            self.currency = values[0].currency
        return values if {value.currency for value in values} <= {self.currency} else list(map(self, values))

    def rate(self, source: str, target: str, on: date) -> Decimal:
        """Give the host's rate, asked once."""
        if self._rates is not None and source not in self._asked:
            self._asked[source] = self._rates.rate(source, target, on)
        return self._asked[source]

    @cached_property
    def nothing(self) -> Money:
        """No money at all, once the currency is known."""
        return Money(0, str(self.currency))

    def total(self, amounts: list[Money]) -> Money | Undefined:
        """Add up amounts that were brought into the currency."""
        return NO_MONEY if self.currency is None else Money.total(amounts, self.currency)


def plain_amount(money: Money | Undefined | None) -> str | None:
    """Give an amount as the text of a number, or ``None`` where there is none."""
    return f"{money.amount:f}" if isinstance(money, Money) else None
