"""The spread of an incidence curve: its variance, carried on from instant to instant."""

from __future__ import annotations

import math

from salescycle.values import Undefined

from ._readings import ALL_CLOSED, NOT_YET

__all__ = ["NO_SPREAD", "Spread", "limits_of", "spread_after"]

Spread = tuple[float, float, float]
"""Variance of the share ended by a cause, of the share ended by all others, and their covariance."""

NO_SPREAD: Spread = (0.0, 0.0, 0.0)


def spread_after(spread: Spread, left: float, ended: int, closed: int, at_risk: int) -> Spread:
    """Carry the variances over an instant at which a cause ended some of those at risk, and the others some more.

    Of the share ``left`` open, a part a goes to the cause and a part b to the others: F becomes F + a (1 - F - R),
    and the counts at the instant are multinomial. Summed up over instants this is the delta method's formula. Here
    the covariance is never above 0, so every term adds to its sum and none is taken away: no digit is lost.
    """
    own, rest, both = spread
    a, b = ended / at_risk, (closed - ended) / at_risk
    not_a, not_b = (at_risk - ended) / at_risk, (at_risk - closed + ended) / at_risk
    fresh = left * left / at_risk
    return (
        not_a * not_a * own + a * a * rest - 2 * a * not_a * both + fresh * a * not_a,
        not_b * not_b * rest + b * b * own - 2 * b * not_b * both + fresh * b * not_b,
        (not_a * not_b + a * b) * both - b * not_a * own - a * not_b * rest - fresh * a * b,
    )


def limits_of(
    share: float, std_error: float, z: float
) -> tuple[float | Undefined, float | Undefined, float | Undefined]:
    """Give the standard error and the limits on the log(-log) scale."""
    if not share:
        return 0.0, NOT_YET, NOT_YET
    if not std_error or share >= 1:
        return ALL_CLOSED, ALL_CLOSED, ALL_CLOSED
    power = math.exp(z * std_error / (share * -math.log(share)))
    return std_error, share**power, share ** (1 / power)
