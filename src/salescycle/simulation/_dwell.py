"""Dwell laws: how long a visit to a stage lasts, said by hand where there is no history to learn it from."""

from __future__ import annotations

import enum
import math
from datetime import timedelta
from statistics import NormalDist

import attrs

from salescycle.errors import InvalidValue, LimitExceeded

from ._grid import STEP_LIMIT, positive_time

__all__ = ["Dwell"]

_TAIL = 1e-9  # what lasts longer than all but this share is put at the end
_SPREAD_MOST = 5.0
_NORMAL = NormalDist()


class _Law(enum.StrEnum):
    FIXED = "fixed"
    LOGNORMAL = "lognormal"
    WEIBULL = "weibull"
    BETWEEN = "between"


def _shape(value: float, what: str, least: float, most: float) -> float:
    if type(value) not in (int, float) or not least <= value <= most:
        raise InvalidValue(what, f"must be a number from {least:g} to {most:g}", value)
    return float(value)


@attrs.frozen
class Dwell:
    """How long a visit lasts: a law with a length of time that sets its scale. Make one by its class methods.

    >>> print(Dwell.lognormal(median=timedelta(days=5), spread=0.8).share_within(timedelta(days=5)))
    0.5
    """

    _law: _Law
    _scale: timedelta
    _shape: float = 0.0

    @classmethod
    def fixed(cls, length: timedelta) -> Dwell:
        """Give the law of a visit that always lasts as long.

        >>> Dwell.fixed(timedelta(days=5)).share_within(timedelta(days=4))
        0.0
        """
        return cls(_Law.FIXED, positive_time(length, "the length of a visit"))

    @classmethod
    def lognormal(cls, *, median: timedelta, spread: float = 0.8) -> Dwell:
        """Give the law that most stages keep to: many short visits, and a few that are very long.

        ``spread`` is the standard deviation of the logarithm of the length (0.8: one visit in six lasts longer than
        2.2 times the median).

        >>> round(Dwell.lognormal(median=timedelta(days=5)).share_within(timedelta(days=11)), 2)
        0.84
        """
        return cls(_Law.LOGNORMAL, positive_time(median, "a median"), _shape(spread, "a spread", 0.01, _SPREAD_MOST))

    @classmethod
    def weibull(cls, *, scale: timedelta, shape: float = 1.0) -> Dwell:
        """Give the law 1 - exp(-(t / scale) ** shape); with a ``shape`` of 1 age makes no difference.

        >>> round(Dwell.weibull(scale=timedelta(days=5)).share_within(timedelta(days=5)), 3)
        0.632
        """
        return cls(_Law.WEIBULL, positive_time(scale, "a scale"), _shape(shape, "a shape", 0.2, 20.0))

    @classmethod
    def between(cls, least: timedelta, most: timedelta) -> Dwell:
        """Give the law of a visit of any length between two, each as likely.

        >>> Dwell.between(timedelta(days=2), timedelta(days=6)).share_within(timedelta(days=3))
        0.25
        """
        longest = positive_time(most, "the most time")
        if type(least) is not timedelta or not timedelta(0) <= least < longest:
            raise InvalidValue("the least time", "must be a timedelta from 0 up to, not including, the most", least)
        return cls(_Law.BETWEEN, longest, least / longest)

    def share_within(self, time: timedelta) -> float:
        """Give the share (0 to 1) of visits that last no longer than a time."""
        ratio = time / self._scale
        if ratio <= 0:
            return 0.0
        if self._law is _Law.FIXED:
            return float(ratio >= 1)
        if self._law is _Law.LOGNORMAL:
            return _NORMAL.cdf(math.log(ratio) / self._shape)
        if self._law is _Law.WEIBULL:
            return -math.expm1(-(ratio**self._shape))
        return min(1.0, max(0.0, (ratio - self._shape) / (1 - self._shape)))

    def on_grid(self, step: timedelta) -> list[float]:
        """Give the chances that it lasts 1, 2, 3, ... steps: each length goes to the nearest, the shortest to 1.

        Raises ``LimitExceeded`` where more than ``STEP_LIMIT`` steps would be needed.

        >>> Dwell.fixed(timedelta(days=3)).on_grid(timedelta(days=1))
        [0.0, 0.0, 1.0]
        """
        masses: list[float] = []
        before = 0.0
        while before < 1 - _TAIL:
            if len(masses) == STEP_LIMIT:
                rule = f"must be at most {STEP_LIMIT} steps of {step}"
                raise LimitExceeded("the longest visit", rule, f"{self._law} of {self._scale}", "take a longer step")
            within = self.share_within((len(masses) + 1.5) * step)
            masses.append(within - before)
            before = within
        masses[-1] += 1 - before
        return masses
