"""Money: exact amounts, and nothing but exact amounts."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from salescycle.errors import CurrencyMismatch, InvalidValue, LimitExceeded
from salescycle.values import Money, exact_decimal, money_from_0, unit_rate

TODAY = date(2026, 3, 31)
RANGE = "must have at most 28 digits and lie between 1e-12 and 1e16"
NUMERAL = "give digits and at most one point: '48000.00'"


class Numeral(str):
    """A text with a mind of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        return "999"


class Rate:
    """A provider of one rate, which remembers what it was asked."""

    def __init__(self, rate: object) -> None:
        self.constant = rate
        self.asked: list[tuple[str, str, date]] = []

    def rate(self, source: str, target: str, on: date) -> object:
        self.asked.append((source, target, on))
        return self.constant


def usd(amount: Decimal | int | str) -> Money:
    return Money(amount, "USD")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (-5, "-5"),
        (10**16 - 1, "9999999999999999"),
        ("48000.00", "48000.00"),
        ("+1", "1"),
        (" -0.50 ", "-0.50"),
        ("007", "7"),
        (Numeral("12"), "12"),
        ("0." + "0" * 11 + "1", "1E-12"),
        ("9" * 16 + "." + "9" * 12, "9999999999999999.999999999999"),
        (Decimal("1E+15"), "1E+15"),
        (Decimal("0.1"), "0.1"),
        ("-0", "0"),
        ("-0.00", "0.00"),
        (Decimal("-0"), "0"),
        (Decimal("0E+999"), "0"),
        (Decimal("0E-999999"), "0E-12"),
    ],
)
def test_an_exact_number_is_taken_digit_for_digit(value: Decimal | int | str, expected: str) -> None:
    """What was written is what is kept, decimals included; a signed zero is zero."""
    number = exact_decimal(value, "amount")
    assert (expected, Decimal) == (str(number), type(number))


@pytest.mark.parametrize(
    ("value", "rule", "came"),
    [
        (0.1, "must be exact", "0.1; give a Decimal, an int or text, never a float"),
        (True, "must be exact", "True; give a Decimal, an int or text, never a float"),
        (None, "must be exact", "None; give a Decimal, an int or text, never a float"),
        (Fraction(1, 2), "must be exact", "a Fraction; give a Decimal, an int or text, never a float"),
        (b"1", "must be exact", "a bytes; give a Decimal, an int or text, never a float"),
        ("", "must be a plain number", f"''; {NUMERAL}"),
        ("1e3", "must be a plain number", f"'1e3'; {NUMERAL}"),
        ("1,000", "must be a plain number", f"'1,000'; {NUMERAL}"),
        ("1_000", "must be a plain number", f"'1_000'; {NUMERAL}"),
        (".5", "must be a plain number", f"'.5'; {NUMERAL}"),
        ("5.", "must be a plain number", f"'5.'; {NUMERAL}"),
        ("1.2.3", "must be a plain number", f"'1.2.3'; {NUMERAL}"),
        ("٣", "must be a plain number", f"'٣'; {NUMERAL}"),
        ("NaN", "must be a plain number", f"'NaN'; {NUMERAL}"),
        ("Infinity", "must be a plain number", f"'Infinity'; {NUMERAL}"),
        ("$5", "must be a plain number", f"'$5'; {NUMERAL}"),
        ("1\n", "must be a plain number", f"'{'1' + ' ' * 78}…'; {NUMERAL}"),
        (Decimal("NaN"), "must be finite", "NaN"),
        (Decimal("sNaN"), "must be finite", "sNaN"),
        (Decimal("-Infinity"), "must be finite", "-Infinity"),
    ],
)
def test_what_is_not_exact_is_refused(value: object, rule: str, came: str) -> None:
    """Floats, booleans, other grammars and what is not finite are refused with the way out."""
    given = "1" + " " * 1000 if value == "1\n" else value
    with pytest.raises(InvalidValue) as refused:
        exact_decimal(given, "amount")
    assert f"amount {rule}, got {came}" == str(refused.value)


@pytest.mark.parametrize(
    ("value", "rule", "came"),
    [
        (10**16, "must be smaller than 1e16", "10000000000000000"),
        (-(10**16), "must be smaller than 1e16", "-10000000000000000"),
        ("1" + "0" * 16, RANGE, "10000000000000000"),
        ("0." + "0" * 12 + "1", RANGE, "1E-13"),
        (Decimal("1E+16"), RANGE, "1E+16"),
        (Decimal("1e999999"), RANGE, "1E+999999"),
        (Decimal("1e-999999"), RANGE, "1E-999999"),
        ("1." + "1" * 28, RANGE, "1." + "1" * 28),
    ],
)
def test_what_is_out_of_range_is_refused(value: Decimal | int | str, rule: str, came: str) -> None:
    """What no amount is, is refused before any arithmetic."""
    with pytest.raises(LimitExceeded) as refused:
        exact_decimal(value, "amount")
    assert f"amount {rule}, got {came}" == str(refused.value)


def test_a_numeral_may_stand_among_blanks() -> None:
    """Text is read up to 58 characters, the length of the longest numeral; a longer one is refused unread."""
    assert Decimal(5) == exact_decimal("5".rjust(58), "amount")
    with pytest.raises(InvalidValue, match="^amount must be a plain number, got '"):
        exact_decimal("5".rjust(59), "amount")


def test_a_rate_lies_between_0_and_1() -> None:
    """Both ends belong to it; a percentage is refused."""
    assert [Decimal(0), Decimal("0.25"), Decimal(1)] == [unit_rate(0), unit_rate("0.25"), unit_rate(Decimal(1))]
    for value, came in ((25, "25"), ("-0.01", "'-0.01'"), (Decimal("1.01"), "1.01")):
        with pytest.raises(InvalidValue) as refused:
            unit_rate(value)
        assert f"a rate must lie between 0 and 1, got {came}; a quarter is '0.25'" == str(refused.value)


def test_money_is_an_amount_and_a_currency() -> None:
    """It reads in coins with thousands apart; its repr is code that makes it again."""
    price = usd("48000.005")
    assert (Decimal("48000.005"), "USD", Decimal("0.01")) == (price.amount, price.currency, price.unit)
    assert ("48,000.00 USD", "Money('48000.005', 'USD')") == (str(price), repr(price))


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("-1234567.899", "EUR", "-1,234,567.90 EUR"),
        ("1500.5", "JPY", "1,500 JPY"),
        ("1.0005", "KWD", "1.000 KWD"),
        (Decimal("1E+5"), "USD", "100,000.00 USD"),
        ("-0.001", "USD", "0.00 USD"),
        ("9999999999999999.999", "USD", "10,000,000,000,000,000.00 USD"),
    ],
)
def test_money_reads_in_whole_coins(amount: str, currency: str, expected: str) -> None:
    """Text shows as many decimals as the currency has coins, half to even, and never fails."""
    assert expected == str(Money(amount, currency))


@pytest.mark.parametrize("amount", [Decimal("1E+5"), Decimal("1E-7"), Decimal("0E-12"), "-0.10", 7])
def test_the_repr_of_money_makes_it_again(amount: Decimal | str | int) -> None:
    """No exponent stands in it, which money would refuse as text."""
    money = usd(amount)
    assert money == eval(repr(money))  # noqa: S307
    assert "E" not in repr(money).removesuffix("'USD')")


def test_money_is_equal_by_size() -> None:
    """Trailing zeros make no other amount; another currency does; a number is no money."""
    assert usd("1.50") == usd("1.5")
    assert hash(usd("1.50")) == hash(usd("1.5"))
    assert usd(1) != Money(1, "EUR")
    assert usd(1) != 1


def test_money_is_frozen_and_checked() -> None:
    """Nothing can be replaced but by a copy, which goes through the door again."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        usd(1).amount = Decimal(2)
    with pytest.raises(InvalidValue, match="amount must be exact"):
        attrs.evolve(usd(1), amount=0.5)


def test_money_adds_and_multiplies_exactly() -> None:
    """Sums, differences and products keep every digit."""
    assert usd("0.30") == usd("0.10") + usd("0.20")
    assert usd("-0.10") == usd("0.10") - usd("0.20")
    assert usd("-5") == -usd(5)
    assert usd(0) == -usd(0)
    assert usd("0.0000001") == usd("0.001") * Decimal("0.0001")
    assert usd("2.25") == "1.5" * usd("1.5")
    assert usd("9999999999999999.999999999998") == usd("4999999999999999.999999999999") * 2


def test_a_result_out_of_range_is_refused() -> None:
    """Arithmetic does not leave the range of amounts."""
    with pytest.raises(LimitExceeded, match="amount must have at most 28 digits"):
        usd("9999999999999999") + usd(1)
    with pytest.raises(LimitExceeded, match="amount must have at most 28 digits"):
        usd("0.000001") * Decimal("0.0000001")


@pytest.mark.parametrize(
    "work",
    [
        lambda: usd(1) + 1,
        lambda: usd(1) - 1,
        lambda: 1 + usd(1),
        lambda: usd(1) * usd(1),
        lambda: usd(1) / 2,
        lambda: sum([usd(1)]),
    ],
)
def test_money_does_not_mix_with_numbers(work: Callable[[], object]) -> None:
    """To add a number, to multiply two amounts or to divide is a slip of the programmer."""
    with pytest.raises(TypeError):
        work()


@pytest.mark.parametrize(
    ("factor", "message"),
    [(0.5, "a factor must be exact, got 0.5"), (None, "a factor must be exact, got None")],
)
def test_a_factor_is_exact(factor: object, message: str) -> None:
    """A float would make the product inexact."""
    with pytest.raises(InvalidValue, match=f"^{message}"):
        usd(1) * factor


def test_currencies_do_not_mix() -> None:
    """Sum, difference, comparison and total of two currencies are refused by name."""
    euro, dollar = Money(1, "EUR"), usd(1)
    for work in (
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro <= dollar,
        lambda: euro > dollar,
        lambda: euro >= dollar,
        lambda: Money.total([euro, dollar], "EUR"),
    ):
        with pytest.raises(CurrencyMismatch) as refused:
            work()
        expected = "amounts in EUR and USD do not add up; convert one with a RateProvider first"
        assert expected == str(refused.value)


def test_money_has_an_order() -> None:
    """Amounts of one currency compare by size, and only nothing is false."""
    small, large, same = usd(1), usd(2), usd("1.00")
    assert (True, True, False, False) == (small < large, small <= large, small > large, small >= large)
    assert (False, True, False, True) == (small < same, small <= same, small > same, small >= same)
    assert [small, large] == sorted([large, small])
    assert (True, False) == (bool(usd("0.001")), bool(usd("-0.00")))


def test_the_order_of_money_is_strict_where_it_says_so() -> None:
    """Of equal amounts neither is less; of 1 and 2, each of the four comparisons is as among numbers."""
    one, two = Money(1, "EUR"), Money(2, "EUR")
    works = (operator.lt, operator.le, operator.gt, operator.ge)
    assert [(True, True, False, False), (False, True, False, True), (False, False, True, True)] == [
        tuple(work(a, b) for work in works) for a, b in ((one, two), (one, one), (two, one))
    ]


@pytest.mark.parametrize(("one", "other"), [("EUR", "USD"), ("USD", "EUR")])
def test_currencies_mix_in_neither_direction(one: str, other: str) -> None:
    """Which of the two comes first in the alphabet does not matter."""
    with pytest.raises(CurrencyMismatch):
        Money(1, one) + Money(1, other)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("5", "a deal's value must be a Money, got '5'; give Money('48000', 'USD')"),
        (Money("-0.01", "EUR"), "a deal's value must not be negative, got '-0.01 EUR'"),
    ],
)
def test_a_field_may_be_held_to_money_from_0(value: object, message: str) -> None:
    """What is no money, and what is less than nothing, is refused by name; nothing at all is taken."""
    check = money_from_0("a deal's value")
    assert None is check(None, None, Money(0, "EUR"))
    with pytest.raises(InvalidValue) as refused:
        check(None, None, value)
    assert message == str(refused.value)


def test_a_total_of_none_is_zero() -> None:
    """Amounts add up in the currency that was named, also when there are none."""
    assert usd(0) == Money.total([], "USD")
    assert usd("0.60") == Money.total((usd(part) for part in ("0.10", "0.20", "0.30")), "USD")


@pytest.mark.parametrize(
    ("amount", "currency", "how", "expected"),
    [
        ("2.125", "EUR", "half_even", "2.12"),
        ("2.135", "EUR", "half_even", "2.14"),
        ("2.125", "EUR", "half_up", "2.13"),
        ("-2.125", "EUR", "half_up", "-2.13"),
        ("-2.125", "EUR", "half_even", "-2.12"),
        ("2.5", "JPY", "half_even", "2"),
        ("2.5", "JPY", "half_up", "3"),
        ("2.0005", "KWD", "half_up", "2.001"),
        ("0.00005", "CLF", "half_up", "0.0001"),
        ("2", "EUR", "half_up", "2.00"),
        ("-0.001", "EUR", "half_up", "0.00"),
    ],
)
def test_rounding_goes_to_the_coin(amount: str, currency: str, how: str, expected: str) -> None:
    """A half goes to the even neighbour, or away from zero, as asked; the coin is the currency's."""
    rounded = Money(amount, currency).rounded(how)
    assert expected == str(rounded.amount)
    assert rounded == rounded.rounded(how)


def test_rounding_is_to_even_by_default() -> None:
    """A long column of halves then does not drift."""
    assert usd("2.12") == usd("2.125").rounded()


def test_an_unknown_rounding_is_refused() -> None:
    """There are two."""
    with pytest.raises(InvalidValue) as refused:
        usd(1).rounded("up")
    assert "rounding must be 'half_even' or 'half_up', got 'up'" == str(refused.value)


@pytest.mark.parametrize(
    ("amount", "currency", "weights", "expected"),
    [
        ("100", "USD", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.05", "USD", [3, 7], ["0.02", "0.03"]),
        ("0.02", "USD", [1, 1, 1], ["0.01", "0.01", "0.00"]),
        ("-100", "USD", [1, 1, 1], ["-33.33", "-33.33", "-33.34"]),
        ("0", "USD", [1, 2], ["0.00", "0.00"]),
        ("100", "JPY", [1, 2], ["33", "67"]),
        ("1", "KWD", [1, 1, 1], ["0.334", "0.333", "0.333"]),
        ("10", "USD", [0, Decimal("0.5"), "0.5"], ["0.00", "5.00", "5.00"]),
        ("10", "USD", [5], ["10.00"]),
    ],
)
def test_an_allocation_gives_left_over_coins_to_the_largest_remainders(
    amount: str, currency: str, weights: list[int | Decimal], expected: list[str]
) -> None:
    """Hand-counted splits; of equal remainders the first gets the coin."""
    assert expected == [str(part.amount) for part in Money(amount, currency).allocate(weights)]


@pytest.mark.parametrize(("weights", "count"), [([], 0), ([0], 1), ([0, 0], 2), ([2, -1], 2), ([1, -1], 2)], ids=str)
def test_weights_are_0_or_more_and_not_all_0(weights: list[int], count: int) -> None:
    """There must be something to divide by."""
    with pytest.raises(InvalidValue) as refused:
        usd(1).allocate(weights)
    assert f"weights must be 0 or more and not all 0, got '{count} weights'" == str(refused.value)


def test_weights_are_several() -> None:
    """A lone weight is told by the name of what it should be."""
    with pytest.raises(InvalidValue, match="^weights must be several, in a list or tuple, got 3;"):
        Money(10, "EUR").allocate(3)


def test_weights_are_at_most_a_million() -> None:
    """One more is refused before any is looked at."""
    with pytest.raises(LimitExceeded) as refused:
        Money(10, "EUR").allocate([1] * 1_000_001)
    assert "weights must be at most 1000000, got 1000001" == str(refused.value)


def test_a_weight_is_exact() -> None:
    """A float would make the split a matter of luck."""
    with pytest.raises(InvalidValue, match="a weight must be exact, got 0.5"):
        usd(1).allocate([0.5, 0.5])


def test_an_amount_that_is_not_whole_in_coins_is_not_split() -> None:
    """No split into coins adds up to half a cent."""
    with pytest.raises(InvalidValue) as refused:
        usd("0.005").allocate([1])
    assert "amount must be whole in 0.01 USD, got 0.005; round it first" == str(refused.value)


def test_ten_thousand_weights_are_no_burden() -> None:
    """The work grows with the number of weights, not with its square."""
    assert usd(100) == Money.total(usd(100).allocate([1] * 10_000), "USD")


def test_money_converts_at_the_rate_of_a_day() -> None:
    """The provider is asked once, with both codes and the day, and the result is in whole coins."""
    rates = Rate(Decimal("1.0855"))
    assert usd("108.55") == Money(100, "EUR").convert("USD", rates=rates, on=TODAY)
    assert [("EUR", "USD", TODAY)] == rates.asked
    assert Money(14936, "JPY") == usd(100).convert("JPY", rates=Rate("149.365"), on=TODAY)


def test_money_in_its_own_currency_needs_no_rate() -> None:
    """Nobody is asked, and the amount stays as it is."""
    rates = Rate(Decimal(2))
    assert usd("1.005") == usd("1.005").convert("USD", rates=rates, on=TODAY)
    assert [] == rates.asked


@pytest.mark.parametrize("rate", [1.08, None, Decimal("NaN"), "x"])
def test_a_rate_that_is_not_exact_is_refused(rate: object) -> None:
    """A provider that answers a float or nothing is told so."""
    with pytest.raises(InvalidValue, match="^a rate must be "):
        Money(100, "EUR").convert("USD", rates=Rate(rate), on=TODAY)


def test_an_unknown_currency_is_refused_before_the_provider_is_asked() -> None:
    """No foreign code sees a currency that does not exist."""
    rates = Rate(Decimal(1))
    with pytest.raises(InvalidValue, match="^currency must be an active ISO 4217 code"):
        usd(1).convert("usd", rates=rates, on=TODAY)
    assert [] == rates.asked


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_money_survives_a_round_trip(again: Callable[[Money], Money]) -> None:
    """A copied or pickled amount is the same, digit for digit."""
    price = usd("48000.10")
    assert price == again(price)
    assert repr(price) == repr(again(price))


def test_a_total_is_of_money() -> None:
    """What is no money is not added up, and the currency of nothing must exist."""
    with pytest.raises(InvalidValue, match="an amount of a total must be Money, got 1"):
        Money.total([1], "USD")
    with pytest.raises(InvalidValue, match="currency must be an active ISO 4217 code"):
        Money.total([], "US$")


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
def test_money_compares_with_money_only(compare: Callable[[object, object], bool]) -> None:
    """More or less than a number is a question without an answer, and Python says so."""
    with pytest.raises(TypeError, match="not supported between instances of 'Money' and 'int'"):
        compare(Money(1, "USD"), 5)


@pytest.mark.parametrize("rate", ["0", "-1.1"])
def test_a_rate_is_more_than_nothing(rate: str) -> None:
    """An exchange rate of nothing, or less, is a mistake of its provider."""

    class Wrong:
        def rate(self, source: str, target: str, on: date) -> Decimal:
            return Decimal(rate)

    with pytest.raises(InvalidValue, match=f"a rate must be more than 0, got {rate}"):
        Money(1, "USD").convert("EUR", rates=Wrong(), on=date(2026, 3, 2))


def test_a_conversion_rounds_once() -> None:
    """A tiny product is nothing in whole coins, and a half is not rounded towards itself before."""

    class Tiny:
        def rate(self, source: str, target: str, on: date) -> Decimal:
            return Decimal("0.000000000001")

    assert Money(0, "EUR") == Money("0.01", "USD").convert("EUR", rates=Tiny(), on=date(2026, 3, 2))
