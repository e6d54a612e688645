"""The chi-square distribution against its closed forms."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from salescycle.errors import InvalidValue
from salescycle.values import chi_square_tail


def closed_form(value: float, freedom: int) -> float:
    """Add up the terms of a tail: of a Poisson count for even degrees of freedom, from erfc on for odd ones."""
    x = value / 2
    if freedom % 2 == 0:
        return math.fsum(math.exp(-x) * x**k / math.factorial(k) for k in range(freedom // 2))
    terms = (math.exp(-x) * x ** (k - 0.5) / math.gamma(k + 0.5) for k in range(1, (freedom + 1) // 2))
    return math.erfc(math.sqrt(x)) + math.fsum(terms)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 10, 25, 60])
@pytest.mark.parametrize("ratio", [0.01, 0.3, 0.9, 1.0, 1.1, 2.0, 6.0])
def test_a_tail_is_its_closed_form(freedom: int, ratio: float) -> None:
    """Below the mean and far above it, for even and odd degrees of freedom."""
    value = ratio * freedom
    assert pytest.approx(closed_form(value, freedom), rel=1e-12) == chi_square_tail(value, freedom)


@pytest.mark.parametrize(
    ("freedom", "critical"),
    [(1, 3.841459), (2, 5.991465), (3, 7.814728), (4, 9.487729), (5, 11.070498), (10, 18.307038), (100, 124.342113)],
)
def test_the_critical_values_of_every_table(freedom: int, critical: float) -> None:
    """Five in a hundred exceed the value that statistics texts print for 5 %."""
    assert pytest.approx(0.05, abs=2e-8) == chi_square_tail(critical, freedom)


def test_nothing_is_below_zero() -> None:
    """Every value of 0 or more is exceeded by all at 0, and by hardly any far out."""
    assert [1.0, 1.0, 0.0] == [chi_square_tail(0, 1), chi_square_tail(0.0, 7), chi_square_tail(1e6, 3)]


def test_a_million_degrees_of_freedom_are_nearly_normal() -> None:
    """The Wilson-Hilferty approximation (PNAS 17, 1931) agrees where there are many degrees of freedom."""
    freedom, value = 1_000_000, 1_002_000.0
    spread = 2 / (9 * freedom)
    z = ((value / freedom) ** (1 / 3) - 1 + spread) / math.sqrt(spread)
    assert pytest.approx(1 - NormalDist().cdf(z), rel=1e-5) == chi_square_tail(value, freedom)


@pytest.mark.parametrize(
    ("value", "came"),
    [(-1.0, "-1.0"), (float("nan"), "nan"), (float("inf"), "inf"), ("3", "'3'"), (True, "True")],
)
def test_a_value_out_of_range_is_refused(value: float, came: str) -> None:
    """A statistic is a finite number, 0 or more."""
    with pytest.raises(InvalidValue) as refused:
        chi_square_tail(value, 1)
    assert f"a chi-square value must be a finite number, 0 or more, got {came}" == str(refused.value)


@pytest.mark.parametrize("freedom", [0, -1, 1.0, True, 1_000_001])
def test_degrees_of_freedom_are_whole(freedom: int) -> None:
    """There is at least one degree of freedom, no half of one, and no more than a million."""
    with pytest.raises(InvalidValue, match="degrees of freedom must be a whole number from 1 to 1000000, got "):
        chi_square_tail(1.0, freedom)
