"""Velocity: its inputs carried along, and when the formula says nothing."""

from __future__ import annotations

import pickle
from datetime import timedelta
from fractions import Fraction

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics import Velocity
from salescycle.values import Durations, Money, Period, Share, Undefined

FEW = Undefined("an average of fewer than 5 won deals says nothing")
QUARTER = Period.quarter(2026, 1)


def lengths(*days: int) -> Durations:
    return Durations.of([timedelta(days=day) for day in days])


ONE = Velocity(
    opportunities=40,
    win_rate=Share(part=6, whole=20),
    won_value=Money("45000", "USD"),
    valued=5,
    cycle_length=lengths(20, 30, 40, 50, 61),
    period=QUARTER,
)


def test_the_formula_and_its_inputs() -> None:
    """40 opportunities, 3 of 10 won, 9,000 on average, 40.2 days: exact, and as money to the coin."""
    assert (Fraction(9000), Fraction(201, 5), 5) == (ONE.mean_value, ONE.mean_cycle, ONE.n)
    assert (Fraction(3, 10), Fraction(9000), Fraction(201, 5)) == ONE.averages
    assert 40 * Fraction(3, 10) * 9000 / Fraction(201, 5) == ONE.value
    assert Money("2686.57", "USD") == ONE.per_day


def test_what_came_in_stands_beside_it() -> None:
    """The value won in the quarter, over its 90 days; unknown without a period."""
    assert Fraction(500) == ONE.throughput
    without = attrs.evolve(ONE, period=None)
    assert Undefined("no period was given") == without.throughput
    assert "2,686.57 USD a day: 40 x 30.0% x 9,000.00 / 40.2 days (n=5)" == str(without)
    assert str(without) + "; 500.00 USD a day came in" == str(ONE)


@pytest.mark.parametrize(
    "less",
    [
        {"valued": 4},
        {"valued": 0, "won_value": Money(0, "USD")},
        {"cycle_length": lengths(20, 30, 40, 50)},
        {"cycle_length": lengths()},
        {"win_rate": Share(part=0, whole=0), "valued": 0, "cycle_length": lengths()},
    ],
)
def test_averages_of_a_few_say_nothing(less: dict[str, object]) -> None:
    """With fewer than five values or lengths there is no velocity, whatever the formula would give."""
    found = attrs.evolve(ONE, **less)
    assert [FEW] * 3 == [found.averages, found.value, found.per_day]
    assert str(found).startswith("undefined: an average of fewer than 5 won deals says nothing: 40 x ")


def test_missing_averages_say_which() -> None:
    """No values, no lengths."""
    found = attrs.evolve(ONE, valued=0, cycle_length=lengths())
    assert Undefined("no won deal has a value") == found.mean_value
    assert Undefined("no won deal has a known length") == found.mean_cycle


def test_a_cycle_of_no_time_has_no_velocity() -> None:
    """Nothing is divided by 0."""
    found = attrs.evolve(ONE, cycle_length=lengths(0, 0, 0, 0, 0))
    assert Undefined("the mean cycle length is 0") == found.value == found.per_day


def test_no_opportunities_turn_out_nothing() -> None:
    """A velocity of 0 is a number."""
    assert (Fraction(0), Money(0, "USD")) == ((nothing := attrs.evolve(ONE, opportunities=0)).value, nothing.per_day)


def test_more_money_than_there_is_stays_a_number() -> None:
    """The exact value is there; as money it is out of range, and says so."""
    found = attrs.evolve(ONE, opportunities=2**62, won_value=Money(10**15, "USD"))
    assert isinstance(found.value, Fraction)
    assert Undefined("more money than there is") == found.per_day
    assert str(found).startswith("undefined: more money than there is: 4611686018427387904 x ")


def test_a_currency_has_its_own_coins() -> None:
    """Yen have no decimals."""
    assert Money("2687", "JPY") == attrs.evolve(ONE, won_value=Money("45000", "JPY")).per_day


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {"valued": 7},
            "won deals with a value must be no more than the 6 deals won, got 7; take all from the same deals",
        ),
        (
            {"cycle_length": lengths(1, 2, 3, 4, 5, 6, 7)},
            "cycle lengths must be no more than the 6 deals won, got 7; take all from the same deals",
        ),
        ({"won_value": Money("-1", "USD")}, "the won value must not be negative, got '-1.00 USD'"),
        ({"win_rate": 0.3}, "a win rate must be a Share, got 0.3"),
        ({"cycle_length": timedelta(days=40)}, "a cycle length must be a Durations, got 40 days, 0:00:00"),
        ({"opportunities": -1}, "a count must be a whole number, 0 or more, got -1"),
        ({"period": 90}, "a period must be a Period, got 90; give Period(start=..., end=...)"),
    ],
)
def test_inputs_are_of_one_cohort(more: dict[str, object], told: str) -> None:
    """What does not come from the same deals, or is no such number, is refused."""
    with pytest.raises(InvalidValue) as refused:
        attrs.evolve(ONE, **more)
    assert told == str(refused.value)


def test_records_are_one_plain_row() -> None:
    """Velocity, inputs and throughput as numbers."""
    expected = {
        "per_day": float(Fraction(108_000 * 5, 201)),
        "currency": "USD",
        "opportunities": 40,
        "win_rate": 0.3,
        "mean_value": 9000.0,
        "mean_cycle_days": 40.2,
        "n": 5,
        "throughput": 500.0,
    }
    assert [expected] == ONE.to_records()
    (row,) = attrs.evolve(ONE, valued=0, period=None).to_records()
    assert [None] * 3 == [row["per_day"], row["mean_value"], row["throughput"]]


def test_it_is_a_value() -> None:
    """Equal and hashable, and the same after pickling."""
    assert (ONE, hash(ONE)) == (pickle.loads(pickle.dumps(ONE)), hash(attrs.evolve(ONE)))
