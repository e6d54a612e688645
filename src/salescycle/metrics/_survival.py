"""Survival: how long until a deal closes, counting the deals that are still open."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from itertools import accumulate, pairwise
from operator import attrgetter
from statistics import NormalDist

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Undefined, confidence_level, days

from ._lifetimes import Lifetime, age, risk_table

__all__ = ["RestrictedMean", "Survival", "SurvivalStep", "survival"]

_DEFINITION = "Kaplan-Meier: share of deals not closed by an age; still open is censored"
_MICROSECOND = timedelta(microseconds=1)
_TOLERANCE = 1e-9  # two heights of the curve that differ by less are the same height

_ALL_CLOSED = Undefined("every deal at risk has closed")
_NONE = Undefined("there are none")
_NOT_REACHED = Undefined("not reached")
_PAST = Undefined("past the largest follow-up")


def _counted(n: int, still_open: int) -> str:
    return f"(n={n}, {still_open} still open)" if still_open else f"(n={n})"


def _left_open(share: float | Fraction) -> float:
    if type(share) not in (int, float, Fraction) or not 0 < share <= 1:
        raise InvalidValue("a quantile", "must be a share above 0, at most 1", share, "give 0.5 for the median")
    return float(1 - share)


@attrs.frozen(kw_only=True)
class SurvivalStep:
    """The curve from one instant on: who was at risk, who left, and the share that is still open.

    ``low`` and ``high`` are limits for this one instant (*pointwise*); they say nothing about the whole curve at once.

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


@attrs.frozen(kw_only=True)
class RestrictedMean:
    """Mean time to close within a horizon: a deal open at the horizon counts as the horizon.

    >>> one = RestrictedMean(
    ...     mean=timedelta(days=24), std_error=timedelta(days=2), horizon=timedelta(days=30), n=11, still_open=4
    ... )
    >>> print(one)
    mean 24 days within 30 days (n=11, 4 still open)
    """

    mean: timedelta | Undefined
    std_error: timedelta | Undefined
    horizon: timedelta
    n: int
    still_open: int

    def __str__(self) -> str:
        counted = _counted(self.n, self.still_open)
        if isinstance(self.mean, Undefined):
            return f"{self.mean} {counted}"
        return f"mean {days(self.mean):.4g} days within {days(self.horizon):.4g} days {counted}"


@attrs.frozen(kw_only=True)
class Survival:
    """The share of deals not yet closed at each age, with its spread and how many it rests on.

    ``steps`` has one row for each instant at which a deal closed or was last seen open. ``n`` counts all deals,
    ``events`` those that closed, ``still_open`` the rest. ``survival`` makes one.

    >>> curve = survival([Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4)])
    >>> curve.at(timedelta(days=2)) < 0.34, curve.median
    (True, datetime.timedelta(days=2))
    """

    steps: tuple[SurvivalStep, ...]
    n: int
    events: int
    still_open: int
    level: float
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def follow_up(self) -> timedelta | Undefined:
        """The largest follow-up: the greatest age at which any deal was seen."""
        return self.steps[-1].time if self.steps else _NONE

    def at(self, duration: timedelta) -> float | Undefined:
        """Give the share (0 to 1) still open after ``duration``.

        Undefined past the largest follow-up, unless the curve has already come down to 0.
        """
        place = bisect_right(self.steps, age(duration), key=attrgetter("time"))
        if not self.steps:
            return _NONE
        share = self.steps[place - 1].survival if place else 1.0
        return _PAST if share and duration > self.steps[-1].time else share

    def quantile(self, share: float | Fraction) -> timedelta | Undefined:
        """Give the age by which a ``share`` (above 0, at most 1) of the deals have closed.

        Formula: the smallest t with S(t) <= 1 - share. Where the curve runs level at that very height, the middle
        between this t and the next close (or the largest follow-up), as ``quantile.survfit`` of R's survival
        package does; heights within 1e-9 are the same. Undefined when the curve stays above.
        """
        left = _left_open(share)
        if not self.steps:
            return _NONE
        reached = [step for step in self.steps if step.survival <= left + _TOLERANCE]
        if not reached:
            return _NOT_REACHED
        start = reached[0]
        # at height 0 the level stretch has no end, so it has no middle
        if not start.survival or start.survival < left - _TOLERANCE:
            return start.time
        end = next((step.time for step in reached if step.survival < left - _TOLERANCE), reached[-1].time)
        return (start.time + end) / 2

    @property
    def median(self) -> timedelta | Undefined:
        """The age by which half of the deals have closed: ``quantile(0.5)``."""
        return self.quantile(0.5)

    def limits(self, share: float | Fraction) -> tuple[timedelta | Undefined, timedelta | Undefined]:
        """Give the confidence limits of ``quantile(share)``, each undefined when it is not reached.

        Formula: the first t at which the lower band, and the first at which the upper band, is <= 1 - share.
        Leaves out instants without a band. Source: Brookmeyer and Crowley, Biometrics 38 (1982), 29-41.
        """
        left = _left_open(share) + _TOLERANCE
        if not self.steps:
            return _NONE, _NONE
        low = (step.time for step in self.steps if not isinstance(step.low, Undefined) and step.low <= left)
        high = (step.time for step in self.steps if not isinstance(step.high, Undefined) and step.high <= left)
        return next(low, _NOT_REACHED), next(high, _NOT_REACHED)

    def restricted_mean(self, horizon: timedelta) -> RestrictedMean:
        """Give the mean time to close within ``horizon``, rounded to the microsecond.

        Formula: the area under S from 0 to the horizon; its variance is the sum over closes before the horizon of
        A^2 d / (n (n - d)), where A is the area from there to the horizon. Leaves out what happens after the horizon.
        Raises ``InvalidValue`` for a horizon of 0 or less, or past the largest follow-up.
        Source: Royston and Parmar, BMC Medical Research Methodology 13 (2013), 152.
        """
        mean: timedelta | Undefined = _NONE
        std_error: timedelta | Undefined = _NONE
        if self._allowed(horizon):
            mean, std_error = self._area(horizon)
        return RestrictedMean(mean=mean, std_error=std_error, horizon=horizon, n=self.n, still_open=self.still_open)

    def _allowed(self, horizon: timedelta) -> bool:
        most = self.follow_up
        way_out = "" if isinstance(most, Undefined) else f"give at most {most}, the largest follow-up"
        if type(horizon) is not timedelta or horizon <= timedelta(0):
            raise InvalidValue("a horizon", "must be a timedelta above 0", horizon, way_out)
        if isinstance(most, Undefined):
            return False
        if horizon > most:
            raise InvalidValue("a horizon", "must not lie past the largest follow-up", horizon, way_out)
        return True

    def _area(self, horizon: timedelta) -> tuple[timedelta, timedelta]:
        before = [step for step in self.steps if step.time < horizon]
        heights = [1.0, *(step.survival for step in before)]
        knots = [timedelta(0), *(step.time for step in before), horizon]
        lengths = ((end - start) / _MICROSECOND for start, end in pairwise(knots))
        pieces = [height * length for height, length in zip(heights, lengths, strict=True)]
        rest = list(accumulate(reversed(pieces)))[::-1]  # area from each knot to the horizon
        variance = math.fsum(
            area**2 * (step.events / (step.at_risk * (step.at_risk - step.events)))
            for step, area in zip(before, rest[1:], strict=True)
            if step.events < step.at_risk  # where all close, no area is left to vary
        )
        return timedelta(microseconds=round(rest[0])), timedelta(microseconds=round(math.sqrt(variance)))

    def __str__(self) -> str:
        counted = _counted(self.n, self.still_open)
        middle = self.median
        if isinstance(middle, Undefined):
            return f"median {middle.reason} {counted}" if self.n else f"{middle} {counted}"
        return f"median {days(middle):.4g} days {counted}"


def survival(lifetimes: Iterable[Lifetime], *, level: float = 0.95) -> Survival:
    """Estimate the share of deals not yet closed at each age; a close of any cause counts.

    Formula: S(t) is the product of 1 - d / n over closes up to t (Kaplan and Meier, JASA 53, 1958, 457-481), its
    variance S^2 times the sum of d / (n (n - d)) (Greenwood, 1926), its limits S^exp(+-z sqrt(sum) / ln S), the
    log-log form, at ``level``. At S = 1 the limits are 1; at S = 0 they do not exist.
    Leaves out a deal's time before its ``entry``. With late entries a small risk set early on can bring the curve
    down for good: read ``at_risk`` of the first steps.

    >>> deals = [Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4)]
    >>> print(survival([*deals, Lifetime(duration=timedelta(days=9))]))
    median 3 days (n=4, 1 still open)
    """
    z = -NormalDist().inv_cdf((1 - confidence_level(level)) / 2)
    steps: list[SurvivalStep] = []
    share, spread = 1.0, 0.0
    for time, at_risk, events, censored in risk_table(lifetimes):
        closed = sum(events.values())
        share *= (at_risk - closed) / at_risk
        spread += closed / (at_risk * (at_risk - closed)) if closed < at_risk else 0.0
        std_error, low, high = _spread_of(share, math.sqrt(spread), z)
        step = SurvivalStep(
            time=time,
            at_risk=at_risk,
            events=closed,
            censored=censored,
            survival=share,
            std_error=std_error,
            low=low,
            high=high,
        )
        steps.append(step)
    closes, still_open = sum(step.events for step in steps), sum(step.censored for step in steps)
    return Survival(steps=tuple(steps), n=closes + still_open, events=closes, still_open=still_open, level=level)


def _spread_of(share: float, root: float, z: float) -> tuple[float | Undefined, float | Undefined, float | Undefined]:
    if not share:
        return _ALL_CLOSED, _ALL_CLOSED, _ALL_CLOSED
    if share == 1:
        return root, 1.0, 1.0
    power = math.exp(z * root / -math.log(share))
    return share * root, share**power, share ** (1 / power)
