"""Restricted mean: how long deals take within a horizon."""

from __future__ import annotations

import math
from bisect import bisect_left
from datetime import timedelta
from itertools import accumulate, pairwise

import attrs

from salescycle.values import Row, Undefined, days

from ._readings import so_many
from ._risk_table import RiskTable
from ._tables import plain

__all__ = ["RestrictedMean", "area_under"]

_MICROSECOND = timedelta(microseconds=1)


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

    def to_records(self) -> list[Row]:
        """Give it as one flat row: mean, its standard error and the horizon in days, n, and how many are still open."""
        return [
            {
                "mean_days": plain(self.mean),
                "std_error_days": plain(self.std_error),
                "horizon_days": days(self.horizon),
                "n": self.n,
                "still_open": self.still_open,
            }
        ]

    def __str__(self) -> str:
        counted = so_many(self.n, self.still_open)
        if isinstance(self.mean, Undefined):
            return f"{self.mean} {counted}"
        return f"mean {days(self.mean):.4g} days within {days(self.horizon):.4g} days {counted}"


def area_under(table: RiskTable, horizon: timedelta) -> tuple[timedelta, timedelta]:
    """Give the area under a curve from 0 to a horizon, and its standard error."""
    rows = bisect_left(table.times, horizon)
    knots = [timedelta(0), *table.times[:rows], horizon]
    stretches = zip([1.0, *table.left[:rows]], pairwise(knots), strict=True)
    pieces = [height * ((end - start) / _MICROSECOND) for height, (start, end) in stretches]
    rest = list(accumulate(reversed(pieces)))[::-1]  # area from each knot to the horizon
    columns = zip(rest[1:], table.at_risk, table.closed, strict=False)
    variance = math.fsum(
        [
            area**2 * (closed / (at_risk * (at_risk - closed)))
            for area, at_risk, closed in columns
            if closed < at_risk  # where all close, no area is left to vary
        ]
    )
    return timedelta(microseconds=round(rest[0])), timedelta(microseconds=round(math.sqrt(variance)))
