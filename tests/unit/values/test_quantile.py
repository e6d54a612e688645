"""Quantiles of numbers: those of type 7."""

from __future__ import annotations

import pytest

from salescycle.values import quantile_of


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.1, 1.3), (0.25, 1.75), (0.5, 2.5), (0.9, 7.9), (1.0, 10.0)]
)
def test_between_two_numbers_lies_the_line(share: float, expected: float) -> None:
    """Quantiles of 1, 2, 3, 10 are those that numpy and R give by default."""
    assert pytest.approx(expected, abs=1e-12) == quantile_of([1.0, 2.0, 3.0, 10.0], share)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_one_number_is_every_quantile(share: float) -> None:
    """Of one number there is no other."""
    assert 7.0 == quantile_of([7.0], share)
