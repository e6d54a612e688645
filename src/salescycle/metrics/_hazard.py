"""Cumulative hazard: how many closes a deal that is always at risk would have met by an age."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from datetime import timedelta
from operator import attrgetter
from statistics import NormalDist

import attrs

from salescycle.values import Row, Undefined, confidence_level, days

from ._lifetimes import Lifetime, age
from ._readings import NONE, PAST, so_many
from ._risk_table import risk_table

__all__ = ["CumulativeHazard", "HazardStep", "cumulative_hazard"]

_DEFINITION = "Nelson-Aalen: closes per deal at risk, added up to an age; still open is censored"


@attrs.frozen(kw_only=True)
class HazardStep:
    """The cumulative hazard from one instant on: who was at risk, who left, and the sum so far.

    ``low`` and ``high`` are limits for this one instant (*pointwise*).

    >>> step = cumulative_hazard([Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2)]).steps[1]
    >>> step.at_risk, step.events, step.hazard
    (1, 1, 1.5)
    """

    time: timedelta
    at_risk: int
    events: int
    censored: int
    hazard: float
    std_error: float
    low: float
    high: float


@attrs.frozen(kw_only=True)
class CumulativeHazard:
    """The cumulative hazard at each age: its slope is the rate at which deals at risk close.

    A straight line says that an old deal closes as readily as a young one, one that levels off that old deals have
    gone stale. ``steps`` has one row for each instant at which a deal closed or was last seen open. ``n`` counts all
    deals, ``events`` those that closed, ``still_open`` the rest. ``cumulative_hazard`` makes one.

    >>> print(cumulative_hazard([Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4)]))
    cumulative hazard 1.833 after 4 days (n=3)
    """

    steps: tuple[HazardStep, ...]
    n: int
    events: int
    still_open: int
    level: float
    start: timedelta | None = None
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def follow_up(self) -> timedelta | Undefined:
        """The largest follow-up: the greatest age at which any deal was seen."""
        return self.steps[-1].time if self.steps else NONE

    def at(self, duration: timedelta) -> float | Undefined:
        """Give the cumulative hazard (0 or more, above 1 too) after ``duration``; undefined past the follow-up."""
        place = bisect_right(self.steps, age(duration), key=attrgetter("time"))
        if not self.steps:
            return NONE
        if duration > self.steps[-1].time:
            return PAST
        return self.steps[place - 1].hazard if place else 0.0

    def to_records(self) -> list[Row]:
        """Give one row for each instant: age in days, at risk, closed, the cumulative hazard and its limits."""
        return [
            {
                "age_days": days(step.time),
                "at_risk": step.at_risk,
                "events": step.events,
                "hazard": step.hazard,
                "low": step.low,
                "high": step.high,
            }
            for step in self.steps
        ]

    def __str__(self) -> str:
        counted = so_many(self.n, self.still_open)
        if not self.steps:
            return f"{NONE} {counted}"
        last = self.steps[-1]
        return f"cumulative hazard {last.hazard:.4g} after {days(last.time):.4g} days {counted}"


def cumulative_hazard(
    lifetimes: Iterable[Lifetime], *, level: float = 0.95, start: timedelta | None = None
) -> CumulativeHazard:
    """Estimate the cumulative hazard of closing at each age; a close of any cause counts.

    Formula: H(t) is the sum of d / n over closes up to t, its variance the sum of d / n^2, its limits
    H exp(+-z sqrt(variance) / H), on the log scale, at ``level``; before the first close they are 0. Closes of the
    same instant count together. Leaves out a deal's time before its ``entry``, and with a ``start`` all time up to
    that age, and counts as left out the deals that were not open then.
    Sources: Nelson, Technometrics 14 (1972), 945-966; Aalen, Annals of Statistics 6 (1978), 701-726.

    >>> deals = [Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4)]
    >>> cumulative_hazard([*deals, Lifetime(duration=timedelta(days=9))]).at(timedelta(days=1))
    0.25
    """
    z = -NormalDist().inv_cdf((1 - confidence_level(level)) / 2)
    table, left_out = risk_table(lifetimes).after(start)
    steps: list[HazardStep] = []
    hazard = variance = 0.0
    for time, at_risk, closed, censored in zip(table.times, table.at_risk, table.closed, table.censored, strict=True):
        hazard += closed / at_risk
        variance += closed / (at_risk * at_risk)
        std_error = math.sqrt(variance)
        factor = math.exp(z * std_error / hazard) if hazard else 1.0
        step = HazardStep(
            time=time,
            at_risk=at_risk,
            events=closed,
            censored=censored,
            hazard=hazard,
            std_error=std_error,
            low=hazard / factor,
            high=hazard * factor,
        )
        steps.append(step)
    closes, still_open = sum(step.events for step in steps), sum(step.censored for step in steps)
    return CumulativeHazard(
        steps=tuple(steps),
        n=closes + still_open,
        events=closes,
        still_open=still_open,
        level=level,
        start=start,
        left_out=left_out,
    )
