"""Survival: how long until a deal closes, counting the deals that are still open."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from statistics import NormalDist

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Interval, Row, Undefined, confidence_level, days

from ._lifetimes import Lifetime, age
from ._readings import ALL_CLOSED, NONE, NOT_REACHED, PAST, so_many
from ._restricted_mean import RestrictedMean, area_under
from ._risk_table import RiskTable, risk_table
from ._survival_step import SurvivalStep, spread_of
from ._tables import plain

__all__ = ["Survival", "survival", "survival_curve"]

_DEFINITION = "Kaplan-Meier: share of deals not closed by an age; still open is censored"
_TOLERANCE = 1e-9  # two heights of the curve that differ by less are the same height


def _left_open(share: float | Fraction) -> float:
    if type(share) not in (int, float, Fraction) or not 0 < share <= 1:
        raise InvalidValue("a quantile", "must be a share above 0, at most 1", share, "give 0.5 for the median")
    return float(1 - share)


@attrs.frozen(kw_only=True)
class Survival:
    """The share of deals not yet closed at each age, with its spread and how many it rests on.

    ``table`` has a row for each instant at which a deal closed or was last seen open. ``survival`` makes one. With a
    ``start`` it is about deals still open at that age, and so is every reading.

    >>> curve = survival([Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4)])
    >>> curve.at(timedelta(days=2)) < 0.34, curve.median
    (True, datetime.timedelta(days=2))
    """

    table: RiskTable
    level: float
    start: timedelta | None = None
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    @cached_property
    def n(self) -> int:
        """How many deals it rests on."""
        return self.events + self.still_open

    @cached_property
    def events(self) -> int:
        """How many of them closed."""
        return sum(self.table.closed)

    @cached_property
    def still_open(self) -> int:
        """How many of them were last seen open."""
        return sum(self.table.censored)

    @cached_property
    def steps(self) -> tuple[SurvivalStep, ...]:
        """The curve with its limits: one row for each instant at which a deal closed or was last seen open."""
        z = -NormalDist().inv_cdf((1 - self.level) / 2)
        steps: list[SurvivalStep] = []
        spread = 0.0
        table = self.table
        columns = (table.times, table.at_risk, table.closed, table.censored, self.table.left)
        for time, at_risk, closed, censored, share in zip(*columns, strict=True):
            spread += closed / (at_risk * (at_risk - closed)) if closed < at_risk else 0.0
            std_error, low, high = spread_of(share, math.sqrt(spread), z)
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
        return tuple(steps)

    # readings look at the heights alone: a report asks dozens of curves of many thousand instants for one number each
    @cached_property
    def _depths(self) -> list[float]:
        return [-height for height in self.table.left]  # bisection asks for what rises

    @property
    def follow_up(self) -> timedelta | Undefined:
        """The largest follow-up: the greatest age at which any deal was seen."""
        return self.table.times[-1] if self.table.times else NONE

    @property
    def thin_at(self) -> tuple[timedelta, ...]:
        """The ages of closes with too few at risk, although more were seen later: do not trust the curve from there.

        Too few is fewer than 5, or so many that all of them closed at once. It happens where deals were already
        running when the records begin (``Lifetime.entry``): few were seen young, and one close among them weighs as
        much as all later ones. The remedy is ``survival(lifetimes, start=curve.thin_at[-1])``, which asks about deals
        that got so far. A risk set that dwindles at the end is not meant; the limits show that.
        """
        return self.table.thin_at

    @property
    def collapsed_at(self) -> timedelta | None:
        """The first age at which all at risk closed although others were seen later, if there is one.

        From there on the curve is 0 for good, whatever those others did. See ``thin_at``.
        """
        return self.table.collapsed_at

    def at(self, duration: timedelta) -> float | Undefined:
        """Give the share (0 to 1) still open after ``duration``.

        Undefined past the largest follow-up, unless the curve has already come down to 0.
        """
        place = bisect_right(self.table.times, age(duration))
        if not self.table.times:
            return NONE
        share = self.table.left[place - 1] if place else 1.0
        return PAST if share and duration > self.table.times[-1] else share

    def interval(self, duration: timedelta) -> Interval | Undefined:
        """Give the confidence limits of the share still open after ``duration``, for this one age.

        Undefined where the share is, and where every deal at risk has closed.
        """
        share = self.at(duration)
        if isinstance(share, Undefined):
            return share
        place = bisect_right(self.table.times, duration)
        low, high = (self.steps[place - 1].low, self.steps[place - 1].high) if place else (1.0, 1.0)
        if isinstance(low, Undefined) or isinstance(high, Undefined):
            return ALL_CLOSED
        return Interval(low=low, high=high, level=self.level)

    def closed_by(self, duration: timedelta) -> float | Undefined:
        """Give the share (0 to 1) of deals that have closed after ``duration``: the percentile of an open deal so old.

        Formula: 1 - S(duration). An open deal at 0.9 has been open for longer than nine in ten ever are.
        """
        share = self.at(duration)
        return share if isinstance(share, Undefined) else 1 - share

    def residual_median(self, duration: timedelta) -> timedelta | Undefined:
        """Give how much longer half of the deals still open after ``duration`` stay open.

        Formula: the smallest t with S(t) <= S(duration) / 2, level stretches as in ``quantile``, less ``duration``.
        """
        share = self.at(duration)
        if isinstance(share, Undefined):
            return share
        end = self._come_down_to(share / 2, share * _TOLERANCE) if share else ALL_CLOSED
        return end if isinstance(end, Undefined) else end - duration

    def quantile(self, share: float | Fraction) -> timedelta | Undefined:
        """Give the age by which a ``share`` (above 0, at most 1) of the deals have closed.

        Formula: the smallest t with S(t) <= 1 - share. Where the curve runs level at that very height, the middle
        between this t and the next close (or the largest follow-up), as ``quantile.survfit`` of R's survival
        package does; heights within 1e-9 are the same. Undefined when the curve stays above.
        """
        return self._come_down_to(_left_open(share), _TOLERANCE)

    def _come_down_to(self, height: float, tolerance: float) -> timedelta | Undefined:
        if not self.table.times:
            return NONE
        place = bisect_left(self._depths, -height - tolerance)
        if place == len(self.table.times):
            return NOT_REACHED
        here, time = self.table.left[place], self.table.times[place]
        # at height 0 the level stretch has no end, so it has no middle
        if not here or here < height - tolerance:
            return time
        end = min(bisect_right(self._depths, -height + tolerance), len(self.table.times) - 1)
        return (time + self.table.times[end]) / 2

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
        if not self.table.times:
            return NONE, NONE
        low = (step.time for step in self.steps if not isinstance(step.low, Undefined) and step.low <= left)
        high = (step.time for step in self.steps if not isinstance(step.high, Undefined) and step.high <= left)
        return next(low, NOT_REACHED), next(high, NOT_REACHED)

    def restricted_mean(self, horizon: timedelta) -> RestrictedMean:
        """Give the mean time to close within ``horizon``, rounded to the microsecond.

        Formula: the area under S from 0 to the horizon; its variance is the sum over closes before the horizon of
        A^2 d / (n (n - d)), where A is the area from there to the horizon. Leaves out what happens after the horizon.
        Raises ``InvalidValue`` for a horizon of 0 or less, or past the largest follow-up.
        Source: Royston and Parmar, BMC Medical Research Methodology 13 (2013), 152.
        """
        mean: timedelta | Undefined = NONE
        std_error: timedelta | Undefined = NONE
        if self._allowed(horizon):
            mean, std_error = area_under(self.table, horizon)
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

    def to_records(self) -> list[Row]:
        """Give one row for each instant: age in days, at risk, closed, censored, the share open and its limits."""
        return [
            {
                "age_days": days(step.time),
                "at_risk": step.at_risk,
                "events": step.events,
                "censored": step.censored,
                "open": step.survival,
                "low": plain(step.low),
                "high": plain(step.high),
            }
            for step in self.steps
        ]

    def __str__(self) -> str:
        counted = so_many(self.n, self.still_open)
        if (collapse := self.collapsed_at) is not None:
            counted += f", but all seen by {days(collapse):.4g} days had closed then: give a later start"
        middle = self.median
        if isinstance(middle, Undefined):
            return f"median {middle.reason} {counted}" if self.n else f"{middle} {counted}"
        return f"median {days(middle):.4g} days {counted}"


def survival(lifetimes: Iterable[Lifetime], *, level: float = 0.95, start: timedelta | None = None) -> Survival:
    """Estimate the share of deals not yet closed at each age; a close of any cause counts.

    Formula: S(t) is the product of 1 - d / n over closes up to t (Kaplan and Meier, JASA 53, 1958, 457-481), its
    variance S^2 times the sum of d / (n (n - d)) (Greenwood, 1926), its limits S^exp(+-z sqrt(sum) / ln S), the
    log-log form, at ``level``. At S = 1 the limits are 1; at S = 0 they do not exist.
    Leaves out a deal's time before its ``entry``, and with a ``start`` all time up to that age: it then asks about
    deals still open at ``start``, and counts as left out those that were not. With late entries a small risk set
    early on can bring the curve down for good: read ``thin_at``, and give a later ``start``.

    >>> deals = [Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4)]
    >>> print(survival([*deals, Lifetime(duration=timedelta(days=9))]))
    median 3 days (n=4, 1 still open)
    """
    table, left_out = risk_table(lifetimes).after(start)
    return survival_curve(table, level=level, start=start, left_out=left_out)


def survival_curve(
    table: RiskTable, *, level: float, start: timedelta | None, left_out: tuple[tuple[str, int], ...]
) -> Survival:
    """Give the curve of a risk table."""
    return Survival(table=table, level=confidence_level(level), start=start, left_out=left_out)
