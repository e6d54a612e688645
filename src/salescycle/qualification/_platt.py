"""After-calibration: a logistic curve of two parameters through scores and outcomes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import several

from ._examples import EXAMPLE_LIMIT
from ._prediction import chance_of

__all__ = ["Platt", "logistic_curve", "pairs_with_outcome"]

LARGEST = 1e12
"""Largest score or parameter, so that no square of one overflows."""

STEADY = 1e-6
"""How firmly the slope is held at 1: it decides only where the scores do not."""

LAST_STEP = 1e-6
"""A step this small near the bottom is one of Newton's, not of rounding."""


def _finite(value: float) -> float:
    if type(value) is not float or not abs(value) < LARGEST:
        raise InvalidValue("log-odds, or a parameter of their curve", "must be a float below 10^12", value)
    return value


@attrs.frozen(kw_only=True)
class Platt:
    """A logistic curve from a scorer's log-odds to calibrated ones: ``intercept + slope x log-odds``.

    A slope below 1 means that the scorer was too sure of itself, as naive Bayes is where features repeat each other.

    >>> Platt(slope=0.5, intercept=0.1).log_odds(3.0)
    1.6
    """

    slope: float = attrs.field(converter=_finite)
    intercept: float = attrs.field(converter=_finite)

    @classmethod
    def fit(cls, scored: Iterable[tuple[float, bool]]) -> Platt:
        """Fit the curve to pairs of log-odds and whether it was won, which the scorer has not learned from.

        Formula: maximum likelihood by Newton's method, towards the targets (won + 1) / (won + 2) and
        1 / (lost + 2) in place of 1 and 0 (Platt 1999; Lin, Lin and Weng, Machine Learning 68, 2007): so much can
        so many outcomes say, and no chance becomes 0 or 1. With one class, or equal scores, the slope stays near 1.

        >>> curve = Platt.fit([(2.0, True), (2.0, True), (2.0, False), (-2.0, False), (-2.0, False), (-2.0, True)])
        >>> print(f"{curve.slope:.3f}", abs(curve.intercept) < 1e-9)
        0.203 True
        """
        pairs = [(_finite(score), won) for score, won in pairs_with_outcome(scored, "scores")]
        won = sum(won for _, won in pairs)
        yes, no = (won + 1) / (won + 2), 1 / (len(pairs) - won + 2)
        slope, intercept = logistic_curve(
            [score for score, _ in pairs], [yes if won else no for _, won in pairs], STEADY
        )
        return cls(slope=slope, intercept=intercept)

    def log_odds(self, score: float) -> float:
        """Give the calibrated log-odds of a scorer's log-odds."""
        return self.intercept + self.slope * score


_N = TypeVar("_N")


def pairs_with_outcome(value: Iterable[tuple[_N, bool]], what: str) -> tuple[tuple[_N, bool], ...]:
    """Check that these are pairs of a number and whether it was won, and at least one."""
    pairs = several(value, tuple, what, limit=EXAMPLE_LIMIT)
    for place, pair in enumerate(pairs):
        if len(pair) != 2 or type(pair[1]) is not bool:
            raise InvalidValue(f"{what}[{place}]", "must be a pair of a number and True or False", pair)
    if not pairs:
        raise InvalidValue(what, "must be one or more", "none")
    return pairs


def logistic_curve(scores: Sequence[float], targets: Sequence[float], steady: float) -> tuple[float, float]:
    """Give slope and intercept of the likeliest logistic curve, the slope held at 1 by a force of ``steady``.

    Newton's method, its steps halved until the loss falls. Sums are exact, so the order of the pairs changes nothing.
    """
    curve = (1.0, 0.0)
    while (better := _lower(scores, targets, curve, steady)) is not None:
        curve = better
    by_slope, by_intercept = _step(scores, targets, curve, steady)
    if abs(by_slope) + abs(by_intercept) > LAST_STEP:
        return curve  # where chances are as good as certain, a step is no longer to be trusted
    # the loss is too flat to see the last step, which doubles the digits
    return curve[0] - by_slope, curve[1] - by_intercept


def _lower(
    scores: Sequence[float], targets: Sequence[float], curve: tuple[float, float], steady: float
) -> tuple[float, float] | None:
    """Give a curve with a lower loss, or ``None`` at the bottom."""
    loss, (by_slope, by_intercept) = _loss(scores, targets, curve, steady), _step(scores, targets, curve, steady)
    for halvings in range(40):
        share = 0.5**halvings
        tried = curve[0] - share * by_slope, curve[1] - share * by_intercept
        if _loss(scores, targets, tried, steady) < loss:
            return tried
    return None


def _loss(scores: Sequence[float], targets: Sequence[float], curve: tuple[float, float], steady: float) -> float:
    slope, intercept = curve
    values = [intercept + slope * score for score in scores]
    # log(1 + e^z) - target x z, without overflow
    parts = [
        max(z, 0.0) + math.log1p(math.exp(-abs(z))) - target * z for z, target in zip(values, targets, strict=True)
    ]
    return math.fsum([*parts, steady * (slope - 1) ** 2 / 2])


def _step(
    scores: Sequence[float], targets: Sequence[float], curve: tuple[float, float], steady: float
) -> tuple[float, float]:
    slope, intercept = curve
    chances = [chance_of(intercept + slope * score) for score in scores]
    errors = [chance - target for chance, target in zip(chances, targets, strict=True)]
    weights = [chance * (1 - chance) for chance in chances]
    whole = math.fsum(weights)
    # seen from the weighted centre the two parameters do not disturb each other, and nothing cancels
    centre = math.fsum(weight * score for weight, score in zip(weights, scores, strict=True)) / whole
    away = [score - centre for score in scores]
    pull = math.fsum(error * each for error, each in zip(errors, away, strict=True)) + steady * (slope - 1)
    by_slope = pull / (math.fsum(weight * each * each for weight, each in zip(weights, away, strict=True)) + steady)
    return by_slope, math.fsum(errors) / whole - centre * by_slope
