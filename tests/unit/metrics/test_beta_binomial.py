"""The beta-binomial fit: its sums in blocks, and the peaks of its likelihood."""

from __future__ import annotations

from fractions import Fraction
from math import comb, fsum, lgamma, log

import pytest

from salescycle.metrics._beta_binomial import LEAST_SPREAD, fitted_beta, nodes_of


def log_likelihood(groups: dict[tuple[int, int], int], mean: float, spread: float) -> float:
    """Give the textbook form, by log-gammas."""
    a, b = mean / spread, (1 - mean) / spread
    return fsum(
        count
        * (lgamma(won + a) - lgamma(a) + lgamma(lost + b) - lgamma(b) - lgamma(won + lost + a + b) + lgamma(a + b))
        for (won, lost), count in groups.items()
    )


@pytest.mark.parametrize("degree", range(6))
@pytest.mark.parametrize("n", [1, 2, 127, 128, 129, 131, 1000, 100_000])
def test_blocks_sum_polynomials_up_to_the_fifth_degree(n: int, degree: int) -> None:
    """The weighted nodes give the sum of 0^k + ... + (n - 1)^k, by Faulhaber's formula in fractions."""
    bernoulli = [Fraction(1), Fraction(-1, 2), Fraction(1, 6), Fraction(0), Fraction(-1, 30), Fraction(0)]
    exact = sum(comb(degree + 1, k) * bernoulli[k] * n ** (degree + 1 - k) for k in range(degree + 1)) / (degree + 1)
    assert pytest.approx(float(exact), rel=1e-12) == fsum(weight * j**degree for j, weight in nodes_of({n: 1}))


def test_up_to_128_there_are_no_blocks() -> None:
    """Short rows are summed place by place."""
    assert tuple((float(j), 1.0) for j in range(128)) == nodes_of({128: 1})


def test_weights_count_the_groups_that_reach_so_far() -> None:
    """Of two groups of one, one of three and some of none, three have a first deal and one a second and third."""
    assert ((0.0, 3.0), (1.0, 1.0), (2.0, 1.0)) == nodes_of({1: 2, 3: 1, 0: 9})


def test_many_deals_take_few_nodes() -> None:
    """The nodes grow with the logarithm of the number of deals."""
    assert 4000 > len(nodes_of({10**9: 1}))


@pytest.mark.parametrize(
    "groups",
    [
        {(9, 21): 1, (1, 0): 1, (52, 8): 1},
        {(1, 9): 4, (7, 3): 2, (0, 2): 5},
        {(300, 700): 1, (500, 500): 1, (420, 580): 1},
        {(1, 1): 1, (5, 0): 40, (0, 5): 60},
        {(0, 99_999): 1, (3, 10): 2, (1, 400): 7},
    ],
)
def test_no_other_prior_is_likelier(groups: dict[tuple[int, int], int]) -> None:
    """A grid of means and spreads around and far from the answer has nothing better, by the textbook form."""
    mean, spread = fitted_beta(groups)
    best = log_likelihood(groups, mean, spread)
    near = [(mean + dm * min(mean, 1 - mean), spread * s) for dm in (-0.1, -0.001, 0, 0.001, 0.1) for s in (0.99, 1.01)]
    far = [(m / 20, 10.0**s) for m in range(1, 20) for s in range(-5, 6)]
    assert best >= max(log_likelihood(groups, m, s) for m, s in near + far)


def test_two_peaks_are_told_apart() -> None:
    """One group of 20,000 at the common rate makes no spread a local peak, yet thirty small groups speak for some."""
    groups = {(6000, 14_000): 1, (5, 0): 9, (0, 5): 21}
    mean, spread = fitted_beta(groups)
    won, n = 6000 + 45, 20_000 + 150
    alike = won * log(won / n) + (n - won) * log(1 - won / n)
    # the slope at no spread is half of the sum of squares over m (1 - m) less n: below 0 here
    squares = sum(count * (w - (w + lost) * won / n) ** 2 for (w, lost), count in groups.items())
    assert squares / (won / n * (1 - won / n)) < n
    assert spread > 1
    assert log_likelihood(groups, mean, spread) > alike + 30


@pytest.mark.parametrize("groups", [{(3, 7): 2, (4, 6): 3}, {(30, 70): 9}, {(1, 2): 1, (2, 1): 1}])
def test_groups_alike_have_no_spread(groups: dict[tuple[int, int], int]) -> None:
    """Groups that differ less than chance would make them have the pooled mean and a spread of 0."""
    won = sum(count * won for (won, _), count in groups.items())
    n = sum(count * (won + lost) for (won, lost), count in groups.items())
    assert (pytest.approx(won / n, abs=1e-12), 0.0) == fitted_beta(groups)


def test_the_least_spread_that_is_told() -> None:
    """Groups of two million that differ a little more than chance have a spread, and not much more than the least."""
    half = 10**6
    _, spread = fitted_beta({(half + 900, half - 900): 1, (half - 900, half + 900): 1})
    assert LEAST_SPREAD < spread < 10 * LEAST_SPREAD
