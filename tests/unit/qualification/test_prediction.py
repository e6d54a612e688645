"""Predictions and contributions: what they say, in two languages."""

from __future__ import annotations

import math

import pytest

from salescycle.qualification import Contribution, Prediction
from salescycle.values import Share, wording

SEEN, NEW = Share(part=3, whole=4), Share(part=0, whole=0)


def told(log_odds: float, seen: Share = SEEN) -> tuple[str, str]:
    """Give what a contribution says, in English and Korean."""
    found = Contribution(feature="budget", value="yes", log_odds=log_odds, seen=seen)
    return str(found), found.text("ko")


@pytest.mark.parametrize(
    ("log_odds", "seen", "english", "korean"),
    [
        (
            math.log(2.1),
            SEEN,
            "budget = yes raises the odds by a factor of 2.1",
            "budget = yes: 승산을 2.1배로 높인다",
        ),
        (
            -math.log(3),
            SEEN,
            "budget = yes lowers the odds by a factor of 3.0",
            "budget = yes: 승산을 3.0분의 1로 낮춘다",
        ),
        (0.04, SEEN, "budget = yes hardly changes the odds", "budget = yes: 승산을 거의 바꾸지 않는다"),
        (-0.04, SEEN, "budget = yes hardly changes the odds", "budget = yes: 승산을 거의 바꾸지 않는다"),
        (0.0, NEW, "budget = yes was never seen, and says nothing", "budget = yes: 본 적이 없어 알 수 없다"),
    ],
)
def test_what_a_contribution_says(log_odds: float, seen: Share, english: str, korean: str) -> None:
    """Raised, lowered, hardly changed or never seen: with its factor, in both languages."""
    assert (english, korean) == told(log_odds, seen)


def test_the_factor_of_a_contribution_never_overflows() -> None:
    """However large the log-odds, the factor is a float."""
    huge = [Contribution(feature="f", value="v", log_odds=each, seen=SEEN).factor for each in (-5000.0, 5000.0)]
    assert 0 < huge[0] < 1e-15
    assert 1e15 < huge[1] < math.inf


def test_a_prediction_adds_up() -> None:
    """Log-odds are the start and all contributions; the chance follows, strictly between 0 and 1."""
    parts = tuple(Contribution(feature="f", value="v", log_odds=each, seen=SEEN) for each in (1.0, -0.5))
    prediction = Prediction(start=0.25, contributions=parts, rests_on=SEEN)
    assert (0.75, 1 / (1 + math.exp(-0.75))) == (prediction.log_odds, prediction.probability)
    assert "67.9% (from 56.2%, by 2 features)" == str(prediction)
    assert not prediction.is_base_rate
    assert [True, True] == [0 < Prediction(start=far, rests_on=SEEN).probability < 1 for far in (-1e9, 1e9)]


def test_a_base_rate_says_why() -> None:
    """Where features were not used, the reason stands in place of them."""
    prediction = Prediction(start=0.0, rests_on=SEEN, limit=wording("the base rate: too few"))
    assert (True, "50.0% (the base rate: too few)") == (prediction.is_base_rate, str(prediction))
