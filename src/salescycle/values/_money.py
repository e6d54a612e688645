"""Money: an exact amount in a currency."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction
from functools import reduce
from operator import attrgetter
from typing import Any, Protocol

import attrs

from salescycle.errors import CurrencyMismatch, InvalidValue, LimitExceeded

from ._currency import MINOR_UNITS, currency_code
from ._several import must_be, several

__all__ = ["Money", "RateProvider", "exact_decimal", "money_from_0", "unit_rate"]

LARGEST, SMALLEST, DIGITS = 15, -12, 28

# Own context: the host's precision, traps and rounding must not change a total.
_AMOUNT: Callable[[Money], Decimal] = attrgetter("amount")
_EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
_NUMERAL = re.compile(r"[+-]?[0-9]{1,28}(\.[0-9]{1,28})?", re.ASCII)
_ROUNDINGS = {"half_even": ROUND_HALF_EVEN, "half_up": ROUND_HALF_UP}


class RateProvider(Protocol):
    """Whoever knows exchange rates: the host's table, service or constant.

    >>> class Fixed:
    ...     def rate(self, source: str, target: str, on: date) -> Decimal:
    ...         return Decimal("1.08")
    >>> print(Money("100", "EUR").convert("USD", rates=Fixed(), on=date(2026, 3, 31)))
    108.00 USD
    """

    def rate(self, source: str, target: str, on: date) -> Decimal:
        """Give how many units of ``target`` one unit of ``source`` is worth on a day."""
        ...


def exact_decimal(value: Decimal | int | str, what: str) -> Decimal:
    """Convert a Decimal, an int or plain numeral text; refuse floats and what is out of range.

    The range (at most 28 digits, size from 1e-12 below 1e16) is checked before any arithmetic: turning
    ``Decimal('1e999999')`` into an int takes half a minute, from eight characters of input.

    >>> exact_decimal("48000.00", "amount")
    Decimal('48000.00')
    """
    if type(value) is Decimal:
        return _in_range(value, what)
    if type(value) is int and abs(value) < 10 ** (LARGEST + 1):
        return Decimal(value)
    if isinstance(value, str):
        text = str.__str__(value)[: 2 * DIGITS + 3].strip()
        if not _NUMERAL.fullmatch(text) or len(value) > 2 * DIGITS + 2:
            raise InvalidValue(what, "must be a plain number", value, "give digits and at most one point: '48000.00'")
        return _in_range(Decimal(text), what)
    if type(value) is int:
        raise LimitExceeded(what, f"must be smaller than 1e{LARGEST + 1}", value)
    raise InvalidValue(what, "must be exact", value, "give a Decimal, an int or text, never a float")


def _in_range(value: Decimal, what: str) -> Decimal:
    if not value.is_finite():
        raise InvalidValue(what, "must be finite", value)
    if not value:
        # -0 and 0E+999 are 0, but keep the decimals that were written
        places = value.as_tuple().exponent
        return Decimal((0, (0,), max(min(0, int(places)), SMALLEST)))
    if not SMALLEST <= value.adjusted() <= LARGEST or len(value.as_tuple().digits) > DIGITS:
        rule = f"must have at most {DIGITS} digits and lie between 1e{SMALLEST} and 1e{LARGEST + 1}"
        raise LimitExceeded(what, rule, value)
    return value


def unit_rate(value: Decimal | int | str) -> Decimal:
    """Convert a rate from 0 to 1: a discount, a tax, a probability.

    >>> unit_rate("0.25")
    Decimal('0.25')
    """
    rate = exact_decimal(value, "a rate")
    if not 0 <= rate <= 1:
        raise InvalidValue("a rate", "must lie between 0 and 1", value, "a quarter is '0.25'")
    return rate


def _amount(value: Decimal | int | str) -> Decimal:
    return exact_decimal(value, "amount")


@attrs.frozen(repr=False, order=False)
class Money:
    """An exact amount in one currency; amounts of different currencies never mix.

    The amount is a Decimal, an int or plain numeral text, never a float. It may have more decimals than the
    currency's smallest coin (a unit price often does); ``rounded`` says where that ends.

    >>> price = Money("48000", "USD")
    >>> print(price + Money("99.90", "USD"))
    48,099.90 USD
    >>> [str(part) for part in Money("100", "USD").allocate([1, 1, 1])]
    ['33.34 USD', '33.33 USD', '33.33 USD']
    """

    amount: Decimal = attrs.field(converter=_amount)
    currency: str = attrs.field(converter=currency_code)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Add up amounts of one currency; none at all make zero."""
        currency, given = currency_code(currency), tuple(amounts)
        for money in given:
            if not isinstance(money, Money):
                raise InvalidValue("an amount of a total", "must be Money", money)
            if money.currency != currency:
                raise CurrencyMismatch(currency, money.currency)
        return cls(reduce(_EXACT.add, map(_AMOUNT, given), Decimal(0)), currency)

    @property
    def unit(self) -> Decimal:
        """The smallest coin, such as ``Decimal('0.01')``."""
        return Decimal((0, (1,), -MINOR_UNITS[self.currency]))

    def rounded(self, how: str = "half_even") -> Money:
        """Round to the smallest coin, ``"half_even"`` (to the even neighbour) or ``"half_up"`` (away from zero).

        >>> print(Money("2.125", "EUR").rounded(), Money("2.125", "EUR").rounded("half_up"))
        2.12 EUR 2.13 EUR
        """
        if how not in _ROUNDINGS:
            raise InvalidValue("rounding", "must be 'half_even' or 'half_up'", how)
        return Money(self.amount.quantize(self.unit, rounding=_ROUNDINGS[how], context=_EXACT), self.currency)

    def allocate(self, weights: Sequence[int | Decimal]) -> tuple[Money, ...]:
        """Split into parts in proportion to weights; the parts add up to the amount exactly.

        Each part is a whole number of coins; the coins left over go to the largest remainders, the first of
        equals first. The amount itself must be whole in coins.
        """
        shares = [
            Fraction(exact_decimal(weight, "a weight"))
            for weight in several(weights, object, "weights", limit=1_000_000)
        ]
        whole = sum(shares)
        if not whole or min(shares) < 0:
            raise InvalidValue("weights", "must be 0 or more and not all 0", f"{len(shares)} weights")
        coins = Fraction(self.amount) / Fraction(self.unit)
        if coins.denominator != 1:
            raise InvalidValue("amount", f"must be whole in {self.unit} {self.currency}", self.amount, "round it first")
        exact = [coins * share / whole for share in shares]
        parts = [share.__floor__() for share in exact]
        by_rest = sorted(range(len(exact)), key=lambda i: parts[i] - exact[i])
        for place in by_rest[: int(coins) - sum(parts)]:
            parts[place] += 1
        return tuple(Money(_EXACT.multiply(Decimal(part), self.unit), self.currency) for part in parts)

    def convert(self, currency: str, *, rates: RateProvider, on: date) -> Money:
        """Convert at the rate of a day, rounded to the smallest coin of the new currency."""
        if currency == self.currency:
            return self
        rate = exact_decimal(rates.rate(self.currency, currency_code(currency), on), "a rate")
        if rate <= 0:
            raise InvalidValue("a rate", "must be more than 0", rate)
        unit = Decimal((0, (1,), -MINOR_UNITS[currency]))
        return Money(_EXACT.multiply(self.amount, rate).quantize(unit, context=_EXACT), currency)

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        return Money(_EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return self + -other

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        if isinstance(factor, Money):
            return NotImplemented
        return Money(_EXACT.multiply(self.amount, exact_decimal(factor, "a factor")), self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self._compared(other) < 0 if isinstance(other, Money) else NotImplemented

    def __le__(self, other: Money) -> bool:
        return self._compared(other) <= 0 if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: Money) -> bool:
        return self._compared(other) > 0 if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: Money) -> bool:
        return self._compared(other) >= 0 if isinstance(other, Money) else NotImplemented

    def __bool__(self) -> bool:
        return bool(self.amount)

    def _compared(self, other: Money) -> int:
        self._same(other)
        return int(self.amount.compare(other.amount))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)

    def __str__(self) -> str:
        # not rounded(): 9999999999999999.999 rounds to an amount that is out of range
        shown = _EXACT.plus(self.amount.quantize(self.unit, context=_EXACT))
        return f"{shown:,f} {self.currency}"

    def __repr__(self) -> str:
        # never 1E+5, which Money itself refuses as text
        return f"Money('{self.amount:f}', {self.currency!r})"


def money_from_0(what: str) -> Callable[[Any, Any, Money], None]:
    """Give a validator that a field holds money of 0 or more.

    >>> money_from_0("a deal's value")(None, None, Money("-1", "EUR"))
    Traceback (most recent call last):
        ...
    salescycle.errors.InvalidValue: a deal's value must not be negative, got '-1.00 EUR'
    """
    is_money = must_be(Money, what, "give Money('48000', 'USD')")

    def check(holder: Any, attribute: Any, value: Money) -> None:
        is_money(holder, attribute, value)
        if value.amount < 0:
            raise InvalidValue(what, "must not be negative", str(value))

    return check
