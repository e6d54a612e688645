"""Amounts: one currency, one day's rates, and sums rounded once."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from salescycle import CurrencyMismatch, InvalidValue, Money
from salescycle.metrics._amounts import NO_MONEY, Exchange, plain_amount
from salescycle.metrics._exact import in_coins

DAY = date(2026, 3, 31)


class Rates:
    """A host's rates, which remember what they were asked for."""

    def __init__(self):
        self.asked = []

    def rate(self, source, target, on):
        self.asked.append((source, target, on))
        return Decimal("1.085")


def test_one_currency_needs_no_rates():
    """Without a currency that of the first value holds, and another is an error."""
    exchange = Exchange(None, None, DAY)
    assert NO_MONEY == exchange.total([])
    assert Money("1", "EUR") == exchange(Money("1", "EUR"))
    assert Money("0", "EUR") == exchange.nothing == exchange.total([])
    with pytest.raises(CurrencyMismatch, match="amounts in EUR and USD do not add up"):
        exchange(Money("1", "USD"))


def test_rates_are_asked_once_for_one_day():
    """Each value is rounded to the coin of the new currency, at the rate of the one day."""
    rates = Rates()
    exchange = Exchange("USD", rates, DAY)
    assert [Money("1.08", "USD"), Money("3.26", "USD")] == [exchange(Money(n, "EUR")) for n in ("1", "3")]
    assert Money("7.5", "USD") == exchange(Money("7.5", "USD"))
    assert [("EUR", "USD", DAY)] == rates.asked


def test_rates_come_with_a_currency():
    """Which value comes first must not decide what all are converted to."""
    with pytest.raises(InvalidValue, match="rates need a currency to convert into, got a Rates; give currency='EUR'"):
        Exchange(None, Rates(), DAY)
    with pytest.raises(InvalidValue, match="currency must be an active ISO 4217 code"):
        Exchange("eur", None, DAY)


@pytest.mark.parametrize(
    ("exact", "currency", "amount"),
    [
        (Fraction(1, 8), "EUR", "0.12"),
        (Fraction(27, 200), "EUR", "0.14"),
        (Fraction(-1, 200), "EUR", "0.00"),
        (Fraction(5, 2), "KRW", "2"),
        (Fraction(-22, 3), "KWD", "-7.333"),
        (Fraction(10**15) + Fraction(1, 3), "USD", "1000000000000000.33"),
    ],
)
def test_an_exact_amount_is_rounded_half_to_even(exact, currency, amount):
    """To the smallest coin of its currency, whatever its size."""
    assert Money(amount, currency) == in_coins(exact, currency)
    assert amount == plain_amount(in_coins(exact, currency))


def test_no_amount_is_none():
    """What has no value, or none that is defined, is nothing in a record."""
    assert (None, None) == (plain_amount(None), plain_amount(NO_MONEY))
