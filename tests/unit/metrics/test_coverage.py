"""Coverage: what is open for what is missing, and a quota that is met."""

from __future__ import annotations

import pickle
from fractions import Fraction

import attrs
import pytest

from salescycle.errors import CurrencyMismatch, InvalidValue
from salescycle.metrics import Coverage
from salescycle.values import Money, Undefined


def usd(amount: str) -> Money:
    return Money(amount, "USD")


SOME = Coverage(open_value=usd("250000"), n=14, won=usd("325000"), quota=usd("400000"))


def test_open_over_missing() -> None:
    """250,000 for the 75,000 that are missing is ten thirds, exactly."""
    assert (Fraction(10, 3), usd("75000"), False) == (SOME.ratio, SOME.missing, SOME.is_met)
    assert "3.33 times: 250,000.00 USD open (n=14) for 75,000.00 USD missing of 400,000.00 USD" == str(SOME)


@pytest.mark.parametrize("won", ["400000", "400000.01", "900000"])
def test_a_quota_that_is_met_is_met(won: str) -> None:
    """There is nothing to divide by, and nothing infinite."""
    met = attrs.evolve(SOME, won=usd(won))
    assert (Undefined("the quota is met"), usd("0"), True) == (met.ratio, met.missing, met.is_met)
    assert f"met: {usd(won)} won of 400,000.00 USD; 250,000.00 USD open (n=14)" == str(met)


def test_nothing_open_covers_nothing() -> None:
    """A ratio of 0 is a number; a quota of 0 is met from the beginning."""
    nothing = attrs.evolve(SOME, open_value=usd("0"), n=0)
    assert (Fraction(0), True) == (nothing.ratio, attrs.evolve(SOME, won=usd("0"), quota=usd("0")).is_met)


def test_records_are_one_plain_row() -> None:
    """Ratio and amounts as numbers, None where the quota is met."""
    expected = {
        "ratio": float(Fraction(10, 3)),
        "is_met": False,
        "currency": "USD",
        "open_value": 250_000.0,
        "won": 325_000.0,
        "quota": 400_000.0,
        "missing": 75_000.0,
        "n": 14,
    }
    assert [expected] == SOME.to_records()
    assert attrs.evolve(SOME, won=usd("500000")).to_records()[0]["ratio"] is None


@pytest.mark.parametrize("name", ["open_value", "won", "quota"])
def test_amounts_are_of_one_currency(name: str) -> None:
    """Whichever differs is refused."""
    with pytest.raises(CurrencyMismatch):
        attrs.evolve(SOME, **{name: Money("100", "EUR")})


@pytest.mark.parametrize(
    ("less", "told"),
    [
        ({"open_value": usd("-1")}, "the open value must not be negative, got '-1.00 USD'"),
        ({"won": usd("-1")}, "the value won must not be negative, got '-1.00 USD'"),
        ({"quota": usd("-1")}, "a quota must not be negative, got '-1.00 USD'"),
        ({"quota": 400_000}, "a quota must be a Money, got 400000; give Money('48000', 'USD')"),
        ({"n": -1}, "a count must be a whole number, 0 or more, got -1"),
    ],
)
def test_amounts_are_money_from_0(less: dict[str, object], told: str) -> None:
    """Each slip has its own sentence."""
    with pytest.raises(InvalidValue) as refused:
        attrs.evolve(SOME, **less)
    assert told == str(refused.value)


def test_it_is_a_value() -> None:
    """Equal and hashable, and the same after pickling."""
    assert (SOME, hash(SOME)) == (pickle.loads(pickle.dumps(SOME)), hash(attrs.evolve(SOME)))
