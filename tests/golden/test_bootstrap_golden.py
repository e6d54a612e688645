"""The bootstrap against published intervals, and against another library on the very same resamples.

Sources: Efron and Tibshirani, An Introduction to the Bootstrap (1993): the spatial test data of chapter 14 (table 14.1)
with the variance and the limits at 90 % of table 14.2, from 2,000 resamples; the law school data of table 3.1 with
the correlation. The limits to many digits are those of ``scipy.stats.bootstrap`` (1.17), to which the resamples were
handed that the documented stream draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import correlation, pvariance
from typing import Literal

import pytest

from salescycle.metrics import Bootstrap, bootstrap
from salescycle.metrics._bootstrap import _acceleration

SPATIAL = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]
LAW_SCHOOL = [
    (576, 3.39),
    (635, 3.30),
    (558, 2.81),
    (578, 3.03),
    (666, 3.44),
    (580, 3.07),
    (555, 3.00),
    (661, 3.43),
    (651, 3.36),
    (605, 3.13),
    (653, 3.12),
    (575, 2.74),
    (545, 2.76),
    (572, 2.88),
    (594, 2.96),
]
Method = Literal["percentile", "bca"]


def pearson(rows: Sequence[tuple[int, float]]) -> float:
    return correlation([score for score, _ in rows], [grade for _, grade in rows])


def limits(found: Bootstrap) -> tuple[object, object]:
    return found.low, found.high


def test_estimate_and_acceleration_of_the_spatial_test_data() -> None:
    """The variance is 171.5, the acceleration .061."""
    assert (26, "171.5") == (len(SPATIAL), f"{pvariance(SPATIAL):.1f}")
    assert "0.061" == f"{_acceleration([(each,) for each in SPATIAL], pvariance):.3f}"


@pytest.mark.parametrize(("method", "expected"), [("percentile", (100.8, 233.9)), ("bca", (115.8, 259.6))])
def test_limits_of_the_spatial_test_data(method: Method, expected: tuple[float, float]) -> None:
    """Other dice fall otherwise: with 20,000 resamples the limits lie within 5 of those of the book's 2,000."""
    found = bootstrap(SPATIAL, pvariance, rng=Random(1993), times=20_000, level=0.9, method=method)
    assert pytest.approx(expected, abs=5) == limits(found)


def test_the_correlation_of_the_law_school_data() -> None:
    """It is .776."""
    assert "0.776" == f"{pearson(LAW_SCHOOL):.3f}"


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("bca", (0.44033657820515154, 0.9203733833598235)),
        ("percentile", (0.5419430541055502, 0.9427512554079039)),
    ],
)
def test_the_correlation_has_the_limits_of_another_library(method: Method, expected: tuple[float, float]) -> None:
    """On the same 1,000 resamples both come to the same limits."""
    found = bootstrap(LAW_SCHOOL, pearson, rng=Random(2026), times=1000, level=0.9, method=method)
    assert pytest.approx(expected, rel=1e-9) == limits(found)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("bca", (119.76067455511253, 262.94389019670086)),
        ("percentile", (99.91782544378698, 234.91124260355025)),
    ],
)
def test_the_variance_has_the_limits_of_another_library(method: Method, expected: tuple[float, float]) -> None:
    """On the same 1,000 resamples both come to the same limits."""
    found = bootstrap(SPATIAL, pvariance, rng=Random(2026), times=1000, level=0.9, method=method)
    assert pytest.approx(expected, rel=1e-9) == limits(found)
