"""How many closes it takes, at the edges."""

from __future__ import annotations

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics._power import events_needed


def test_a_ratio_and_its_inverse_need_the_same() -> None:
    """Twice as fast and half as fast are as easy to see."""
    assert events_needed(2) == events_needed(0.5)


def test_more_certainty_takes_more_closes() -> None:
    """More power, and a higher level, need more."""
    assert events_needed(1.5) < events_needed(1.5, power=0.9) < events_needed(1.5, power=0.9, level=0.99)


@pytest.mark.parametrize("ratio", [0, 1, -2.0, float("inf"), float("nan"), "1.25", True])
def test_a_ratio_that_is_none_is_refused(ratio: float) -> None:
    """No difference can be seen by no number of closes."""
    with pytest.raises(InvalidValue, match="a ratio of rates must be a number above 0 other than 1, got "):
        events_needed(ratio)


@pytest.mark.parametrize("power", [0.0, 1.0, 80, "0.8"])
def test_a_power_outside_its_range_is_refused(power: float) -> None:
    """A power is a chance."""
    with pytest.raises(InvalidValue, match="a power must be a float between 0 and 1, got .*; for example 0.8"):
        events_needed(1.25, power=power)
