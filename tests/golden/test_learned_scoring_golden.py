"""Naive Bayes, Brier score and calibration error against published figures and exact arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import pytest

from salescycle.qualification import Example, NaiveBayes, Training, ece_null_band, reliability

# Quinlan's 14 days (Machine Learning 1, 1986), as in table 3.2 of Mitchell, Machine Learning, 1997.
PLAY_TENNIS = """
sunny hot high weak no
sunny hot high strong no
overcast hot high weak yes
rain mild high weak yes
rain cool normal weak yes
rain cool normal strong no
overcast cool normal strong yes
sunny mild high weak no
sunny cool normal weak yes
rain mild normal weak yes
sunny mild normal strong yes
overcast mild high strong yes
overcast hot normal weak yes
rain mild high strong no
"""
COLUMNS = ("outlook", "temperature", "humidity", "wind")
DAYS = [line.split() for line in PLAY_TENNIS.strip().splitlines()]
TABLE = Training(
    examples=[
        Example(features=dict(zip(COLUMNS, values, strict=True)), outcome="won" if play == "yes" else "lost")
        for *values, play in DAYS
    ]
)


def by_hand(values: list[str], alpha: Fraction) -> Fraction:
    """Apply Bayes' rule to counts of the lines above, in fractions: joint chances, then their share."""
    joint = {}
    for play in ("yes", "no"):
        days = [day for day in DAYS if day[-1] == play]
        chance = (len(days) + alpha) / (len(DAYS) + 2 * alpha)
        rate = Fraction(len(days), len(DAYS))
        for place, value in enumerate(values):
            kinds = len({day[place] for day in DAYS})
            count = sum(day[place] == value for day in days)
            chance *= (count + 2 * alpha * rate) / (len(days) + 2 * alpha * rate * kinds)
        joint[play] = chance
    return joint["yes"] / sum(joint.values())


def test_the_day_of_mitchells_example() -> None:
    """Sunny, cool, high, strong: 0.795 for no (.0206 against .0053) without smoothing; here in the limit of none."""
    day = dict(zip(COLUMNS, ["sunny", "cool", "high", "strong"], strict=True))
    chance = NaiveBayes.fit(TABLE, floor=0, alpha="0.000000001").predict(day).probability
    assert (0.2046, 0.7954) == (round(chance, 4), round(1 - chance, 4))
    yes, no = Fraction(9, 14) * Fraction(2 * 3 * 3 * 3, 9**4), Fraction(5, 14) * Fraction(3 * 1 * 4 * 3, 5**4)
    assert (0.0053, 0.0206) == (round(float(yes), 4), round(float(no), 4))
    assert yes / (yes + no) == by_hand(["sunny", "cool", "high", "strong"], Fraction(0))


@pytest.mark.parametrize("alpha", ["0.1", "0.5", "1", "3"])
def test_all_days_in_exact_fractions(alpha: str) -> None:
    """Each of the 14 days, smoothed, against Bayes' rule applied to the lines in exact fractions."""
    scorer = NaiveBayes.fit(TABLE, floor=0, alpha=alpha)
    for *values, _ in DAYS:
        expected = float(by_hand(values, Fraction(alpha)))
        actual = scorer.predict(dict(zip(COLUMNS, values, strict=True))).probability
        assert math.isclose(expected, actual, rel_tol=1e-12)


def test_the_brier_score_of_scikit_learns_example() -> None:
    """The example of sklearn.metrics.brier_score_loss: outcomes 0, 1, 1, 0 and chances .1, .9, .8, .3 give .0375."""
    found = reliability([(0.1, False), (0.9, True), (0.8, True), (0.3, False)])
    assert math.isclose(0.0375, found.brier, rel_tol=1e-12)


def test_the_log_loss_of_scikit_learns_example() -> None:
    """The example of sklearn.metrics.log_loss: spam, ham, ham, spam with .9, .1, .2, .65 for spam give 0.21616."""
    found = reliability([(0.9, True), (0.1, False), (0.2, False), (0.65, True)])
    assert 0.21616 == round(found.log_loss, 5)


def mean_deviation(n: int, p: Fraction) -> Fraction:
    """Give the exact mean of |wins - n p| of n outcomes with chance p, summed over the binomial law."""
    return sum((math.comb(n, k) * p**k * (1 - p) ** (n - k) * abs(k - n * p) for k in range(n + 1)), start=Fraction(0))


@pytest.mark.parametrize("n", [100, 1000])
def test_the_mean_of_a_band_is_that_of_the_binomial_law(n: int) -> None:
    """With one chance a bin, the mean error of a perfect scorer is known exactly; the band's mean comes near it."""
    chances = [Fraction(2 * place + 1, 20) for place in range(10)]
    exact = float(sum(mean_deviation(n // 10, chance) for chance in chances) / n)
    band = ece_null_band([chance for chance in chances for _ in range(n // 10)], rng=Random(8), draws=500)
    assert math.isclose(exact, band.mean, rel_tol=0.03)


@pytest.mark.parametrize(("n", "error", "sets"), [(100, 0.085, 300), (200, 0.060, 150), (1000, 0.027, 30)])
def test_a_perfect_scorer_shows_an_error(n: int, error: float, sets: int) -> None:
    """The bias of a perfect scorer's error in ten bins, as the design page gives it for 100, 200 and 1,000.

    The page does not say how its chances were spread. Beta(1, 3) was looked for among a dozen spreads because it comes
    to all three figures (evenly spread chances show about a sixth more), so this says that such a spread exists; the
    test before, against exact binomial deviations, is the independent one.
    """
    rng = Random(20)
    means = [ece_null_band([rng.betavariate(1, 3) for _ in range(n)], rng=rng, draws=5).mean for _ in range(sets)]
    assert abs(error - math.fsum(means) / sets) < 0.0015
