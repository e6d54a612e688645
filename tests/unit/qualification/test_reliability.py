"""Reliability: scores, the table, and the null band of the calibration error."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import pytest

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.qualification import CLIP, NullBand, ece_null_band, reliability
from salescycle.values import Interval, Undefined


def test_bins_hold_their_lower_end_and_the_last_one_both() -> None:
    """Equal widths; a chance of 1 falls into the last bin; empty bins are left out."""
    table = reliability([(0.0, False), (0.25, True), (0.4999, False), (1.0, True), (0.75, True)], bins=4).bins
    assert [(0.0, 0.25, 1), (0.25, 0.5, 2), (0.75, 1.0, 2)] == [(row.low, row.high, row.n) for row in table]
    assert [0.0, 0.37495, 0.875] == [row.mean for row in table]
    assert ["0.0% (0 of 1)", "50.0% (1 of 2)", "100.0% (2 of 2)"] == [str(row.observed) for row in table]
    assert "9.5% to 90.5%" == str(table[1].observed.interval())
    assert "25% to 50%: said 37.5%, came 50.0% (1 of 2)" == str(table[1])


def test_the_scores_are_their_definitions() -> None:
    """Brier score and its parts, log loss and calibration error, by hand."""
    found = reliability([(0.2, False), (0.2, True), (0.8, True), (Fraction(4, 5), True)])
    n, base = 4, Fraction(3, 4)
    told = {
        "brier": Fraction(4 + 64 + 4 + 4, 100) / n,
        "reliability": 2 * (Fraction(3, 10) ** 2 + Fraction(2, 10) ** 2) / n,
        "resolution": 2 * ((Fraction(1, 2) - base) ** 2 + (1 - base) ** 2) / n,
        "uncertainty": base * (1 - base),
        "within_bins": 0,
        "expected_error": (2 * Fraction(3, 10) + 2 * Fraction(2, 10)) / n,
        "log_loss": -(3 * math.log(0.8) + math.log(0.2)) / n,
    }
    for name, expected in told.items():
        assert math.isclose(expected, getattr(found, name), abs_tol=1e-12), name
    assert "Brier score 0.1900 (base rate: 0.1875), n=4" == str(found)


def test_what_a_bin_hides_is_told() -> None:
    """Where a bin holds several chances, the three parts miss the Brier score by what lies within."""
    found = reliability([(0.1, False), (0.9, True), (0.4, False)], bins=1)
    assert math.isclose(found.brier, found.reliability - found.resolution + found.uncertainty + found.within_bins)
    assert found.within_bins < -0.1


def test_certainty_that_fails_costs_much_but_not_everything() -> None:
    """A chance of 0 that came true is clipped, so the log loss is finite."""
    assert math.isclose(-math.log(CLIP), reliability([(0.0, True)]).log_loss)
    assert 0 < reliability([(1.0, True)]).log_loss < 1e-14


def test_slope_and_intercept_are_those_of_the_likeliest_curve() -> None:
    """With two chances the curve goes through what came, in closed form; a perfect table has 1 and 0."""
    rows = [(0.9, True)] * 6 + [(0.9, False)] * 2 + [(0.1, False)] * 6 + [(0.1, True)] * 2
    found = reliability(rows)
    assert math.isclose(math.log(3) / math.log(9), found.slope, rel_tol=1e-9)
    assert math.isclose(0, found.intercept, abs_tol=1e-12)
    perfect = reliability([(0.75, True)] * 3 + [(0.75, False)] + [(0.25, False)] * 3 + [(0.25, True)])
    assert math.isclose(1, perfect.slope, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(0.3, True), (0.6, True)], "all ended in the same way"),
        ([(0.3, False), (0.6, False)], "all ended in the same way"),
        ([(0.3, False), (0.6, True)], "a threshold divides wins from losses"),
        ([(0.3, True), (0.6, False)], "a threshold divides wins from losses"),
        ([(0.5, True), (0.9, True), (0.5, False), (0.1, False)], "a threshold divides wins from losses"),
        ([(0.5, False), (0.9, False), (0.5, True), (0.1, True)], "a threshold divides wins from losses"),
        ([(0.5, True), (0.5, False)], "a threshold divides wins from losses"),
    ],
)
def test_a_slope_that_cannot_be_known_is_undefined(rows: list, reason: str) -> None:
    """With one outcome, one chance or a clean division no curve is the likeliest."""
    found = reliability(rows)
    assert (Undefined(reason), Undefined(reason)) == (found.slope, found.intercept)


@pytest.mark.parametrize(
    ("judged", "told"),
    [
        ([], "judged chances must be one or more, got 'none'"),
        (None, "judged chances must be several, in a list or tuple, got None; put it in a list"),
        ([(0.5, 1)], "judged chances[0] must be a pair of a number and True or False, got a tuple"),
        ([(1, True)], "a chance must be a float or Fraction from 0 to 1, got 1"),
        ([(1.1, True)], "a chance must be a float or Fraction from 0 to 1, got 1.1"),
        ([(math.nan, True)], "a chance must be a float or Fraction from 0 to 1, got nan"),
        ([(Fraction(-1, 2), True)], "a chance must be a float or Fraction from 0 to 1, got a Fraction"),
        ([("0.5", True)], "a chance must be a float or Fraction from 0 to 1, got '0.5'"),
    ],
)
def test_malformed_chances_are_refused(judged: object, told: str) -> None:
    """Chances are checked one by one."""
    with pytest.raises(InvalidValue) as refused:
        reliability(judged)
    assert told == str(refused.value)


@pytest.mark.parametrize("bins", [0, -1, 1001, 2.0, True])
def test_a_count_of_bins_is_checked(bins: object) -> None:
    """From 1 to 1000, in the table and in the band."""
    with pytest.raises(InvalidValue, match="a count of bins must be a whole number from 1 to 1000"):
        reliability([(0.5, True)], bins=bins)
    with pytest.raises(InvalidValue, match="a count of bins must be a whole number from 1 to 1000"):
        ece_null_band([0.5], rng=Random(1), bins=bins)


class Scripted:
    """Dice that give what was written down."""

    def __init__(self, *tosses: float) -> None:
        self.tosses = iter(tosses)

    def random(self) -> float:
        """Give the next toss."""
        return next(self.tosses)


def test_a_band_is_what_the_dice_say() -> None:
    """A toss below the chance is a win, in the order of the chances; mean and quantiles are those of the errors."""
    # wins: both, one, none; the errors are |2 x 0.25 - wins| / 2
    dice = Scripted(0.1, 0.24, 0.1, 0.25, 0.9, 0.9)
    found = ece_null_band([0.25, Fraction(1, 4)], rng=dice, draws=3, level=0.5)
    errors = [0.25, 0.25, 0.75]
    band = Interval(low=0.25, high=0.5, level=0.5)
    assert NullBand(n=2, draws=3, mean=sum(errors) / 3, band=band) == found
    assert "a perfect scorer shows 41.7% on average, 25.0% to 50.0% (n=2)" == str(found)


def test_one_draw_is_its_own_band() -> None:
    """The band of a single draw has no width."""
    assert Interval(low=0.5, high=0.5, level=0.95) == ece_null_band([0.5], rng=Random(1), draws=1).band


def test_the_same_seed_gives_the_same_band() -> None:
    """Chance comes from the caller alone."""
    one, other = (ece_null_band([0.3] * 50, rng=Random(9), draws=50) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"chances": []}, "chances must be one or more, got 'none'"),
        ({"chances": "0.5"}, "chances must be several, in a list or tuple, got '0.5'; put it in a list"),
        ({"chances": [2.0]}, "a chance must be a float or Fraction from 0 to 1, got 2.0"),
        ({"rng": 5}, "rng must have a random method, got 5; give random.Random(seed)"),
        ({"draws": 0}, "a count of draws must be a whole number from 1 to 1000000, got 0"),
        ({"level": 95}, "a confidence level must be a float between 0 and 1, got 95; for example 0.95"),
    ],
)
def test_a_malformed_band_is_refused(change: dict, told: str) -> None:
    """Chances, dice, draws and level pass their doors."""
    asked = {"chances": [0.5], "rng": Random(1)} | change
    with pytest.raises(InvalidValue) as refused:
        ece_null_band(asked.pop("chances"), **asked)
    assert told == str(refused.value)


def test_a_band_is_not_drawn_for_ever() -> None:
    """Chances times draws are limited."""
    with pytest.raises(LimitExceeded, match="chances times draws must be at most 100000000, got 101000000"):
        ece_null_band([0.5] * 101, rng=Random(1), draws=1_000_000)
