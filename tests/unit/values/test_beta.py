"""The beta distribution against exact binomial sums."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from salescycle.values._beta import beta_quantile


def exact_cdf(x: float, a: int, b: int) -> Fraction:
    """P(Beta(a, b) <= x) is P(Binomial(a + b - 1, x) >= a), in fractions."""
    trials, chance = a + b - 1, Fraction(x)
    return sum(
        (comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(a, trials + 1)), start=Fraction(0)
    )


@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 9), (9, 1), (2, 3), (12, 18), (60, 5), (40, 41)])
@pytest.mark.parametrize("share", [0.001, 0.025, 0.5, 0.9, 0.975, 0.999])
def test_a_quantile_of_the_beta_distribution_inverts_its_sum(a: int, b: int, share: float) -> None:
    """Below the quantile lies the share that was asked, on both sides of the mean."""
    assert pytest.approx(share, abs=1e-12) == float(exact_cdf(beta_quantile(share, a, b), a, b))


def test_known_quantiles() -> None:
    """Of the uniform distribution it is the share, of the arc sine distribution a square of a sine."""
    assert pytest.approx(0.3, abs=1e-14) == beta_quantile(0.3, 1.0, 1.0)
    assert pytest.approx(0.25, abs=1e-13) == beta_quantile(1 / 3, 0.5, 0.5)
    assert pytest.approx(0.5, abs=1e-13) == beta_quantile(0.5, 7.5, 7.5)
