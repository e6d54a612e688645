"""One instant of a survival curve, with its spread."""

from __future__ import annotations

import math
from datetime import timedelta

import attrs

from salescycle.values import Undefined

from ._readings import ALL_CLOSED

__all__ = ["SurvivalStep", "spread_of"]


@attrs.frozen(kw_only=True)
class SurvivalStep:
    """The curve from one instant on: who was at risk, who left, and the share that is still open.

    ``low`` and ``high`` are limits for this one instant (*pointwise*); they say nothing about the whole curve at once.

    >>> from salescycle.metrics import Lifetime, survival
    >>> step = survival([Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2)]).steps[0]
    >>> step.at_risk, step.events, step.survival
    (2, 1, 0.5)
    """

    time: timedelta
    at_risk: int
    events: int
    censored: int
    survival: float
    std_error: float | Undefined
    low: float | Undefined
    high: float | Undefined


def spread_of(share: float, root: float, z: float) -> tuple[float | Undefined, float | Undefined, float | Undefined]:
    """Give the standard error and the log-log limits of a height, from the root of Greenwood's sum."""
    if not share:
        return ALL_CLOSED, ALL_CLOSED, ALL_CLOSED
    if share == 1:
        return root, 1.0, 1.0
    power = math.exp(z * root / -math.log(share))
    return share * root, share**power, share ** (1 / power)
