"""Chances: the estimated share that comes to something by an age, with its limits."""

from __future__ import annotations

from datetime import timedelta

import attrs

from salescycle.values import Interval, Row, Undefined, days

from ._left_out import LeftOut

__all__ = ["Chance"]


@attrs.frozen(kw_only=True)
class Chance:
    """The estimated chance, from 0 to 1, to come to something by an age; with limits, and how many it rests on.

    >>> print(Chance(value=0.25, interval=Interval(low=0.2, high=0.31, level=0.95), age=timedelta(days=60), n=300))
    25.0% (20.0% to 31.0%) within 60 days (n=300)
    """

    value: float
    interval: Interval | Undefined
    age: timedelta
    n: int
    definition: str = attrs.field(default="", eq=False)
    left_out: LeftOut = ()

    def to_records(self) -> list[Row]:
        """Give it as one flat row: the chance (0 to 1), its limits, the age in days, and n."""
        low, high = (None, None) if isinstance(self.interval, Undefined) else (self.interval.low, self.interval.high)
        return [{"chance": self.value, "low": low, "high": high, "within_days": days(self.age), "n": self.n}]

    def __str__(self) -> str:
        limits = "" if isinstance(self.interval, Undefined) else f" ({self.interval})"
        return f"{self.value:.1%}{limits} within {days(self.age):.4g} days (n={self.n})"
