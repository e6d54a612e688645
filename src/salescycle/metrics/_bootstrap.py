"""The bootstrap: how far any number would move, had other deals come that are as likely."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import chain
from statistics import NormalDist
from typing import Literal, TypeVar

import attrs

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.values import (
    Dice,
    Row,
    Share,
    Undefined,
    confidence_level,
    days,
    dice,
    quantile_of,
    several,
    whole_number,
)

from ._tables import plain

__all__ = ["Bootstrap", "bootstrap"]

UNIT_LIMIT = 1_000_000
"""Most units that are resampled."""

DRAW_LIMIT = 10**8
"""Most units, or clusters, that all resamples may draw together."""

_LARGEST = 1e100
_NORMAL = NormalDist()

_NONE = Undefined("there are none")
_NO_VALUE = Undefined("no resample has a value")
_JACKKNIFE = Undefined("without one of them there is no value, so the acceleration is not known")
_NO_SPREAD = Undefined("the value is the same whichever of them is left out, so the acceleration is not known")
_ONE_SIDE = Undefined("every resample lies on one side of the estimate")
_TOO_FAR = Undefined("the acceleration is too large for this level")

_UNDRAWN = Share(part=0, whole=0, definition="resamples without a value")

_T = TypeVar("_T")
Number = float | Fraction | Decimal | timedelta | Undefined


@attrs.frozen(kw_only=True)
class Bootstrap:
    """A number with the interval in which it plausibly lies, found by resampling. ``bootstrap`` makes one.

    ``n`` is how many units it rests on, ``clusters`` how many clusters they came in, if these were drawn.
    ``undefined`` is the share of resamples that had no value; the interval is that of the others, and where the share
    is not small it says little. Durations are in days.

    >>> print(Bootstrap(estimate=42.0, low=38.5, high=47.0, level=0.95, method="bca", n=120, clusters=9))
    42 (38.5 to 47 at 0.95; n=120 in 9 clusters)
    """

    estimate: float | Undefined
    low: float | Undefined
    high: float | Undefined
    level: float
    method: str
    n: int
    clusters: int | None = None
    undefined: Share = _UNDRAWN

    def to_records(self) -> list[Row]:
        """Give one row: estimate, low, high, level, method, n, clusters, resamples and how many had no value."""
        return [
            {
                "estimate": plain(self.estimate),
                "low": plain(self.low),
                "high": plain(self.high),
                "level": self.level,
                "method": self.method,
                "n": self.n,
                "clusters": self.clusters,
                "resamples": self.undefined.whole,
                "undefined": self.undefined.part,
            }
        ]

    def __str__(self) -> str:
        counted = f"n={self.n}" if self.clusters is None else f"n={self.n} in {self.clusters} clusters"
        if isinstance(self.estimate, Undefined):
            return f"{self.estimate} ({counted})"
        limits = f"interval {self.low}"
        if not isinstance(self.low, Undefined) and not isinstance(self.high, Undefined):
            limits = f"{self.low:.4g} to {self.high:.4g} at {self.level:g}"
        missing = f"; no value in {self.undefined}" if self.undefined.part else ""
        return f"{self.estimate:.4g} ({limits}; {counted}{missing})"


def bootstrap(
    units: Iterable[_T],
    statistic: Callable[[Sequence[_T]], Number],
    *,
    rng: Dice,
    times: int = 2000,
    level: float = 0.95,
    clusters: Callable[[_T], Hashable] | None = None,
    method: Literal["percentile", "bca"] = "percentile",
) -> Bootstrap:
    """Give a number with an interval, by drawing as many units as there are, with replacement, many times over.

    ``units`` are what is independent: rows read from deals, lifetimes, amounts. ``statistic`` makes a number of some of
    them: a float, int, Fraction, Decimal, a timedelta (read in days), or ``Undefined``. Deals of one account or one
    owner are not independent: with ``clusters``, a key of each unit, whole clusters are drawn. A ``Pipeline`` holds
    no deal twice, so resample what is read from deals, not the deals.

    Formula: the interval is that between two quantiles (type 7) of the resampled values. ``"percentile"`` takes those
    at (1 - level) / 2 from each end; ``"bca"`` moves them by bias z0 and acceleration a, to
    Phi(z0 + (z0 + z) / (1 - a (z0 + z))), with z0 from the share of values below the estimate (equal ones count half)
    and a from leaving out one unit, or cluster, at a time. The latter is the better one where the statistic is skewed
    and there are some dozens of units; of a few, neither is worth much.

    The random stream is part of the promise: each resample asks ``rng.random()`` once for each unit to draw, in order,
    and u draws the one numbered floor(u n), in the order in which units, or first units of clusters, came. So the
    same seed gives the same interval in later versions; to change it is a breaking change.

    Leaves resamples without a value out of the interval, and counts them. There is no interval of one unit, or where
    the estimate itself is undefined.
    Raises ``InvalidValue`` for a statistic that gives no finite number.
    Source: Efron, Journal of the American Statistical Association 82 (1987), 171-185; Efron and Tibshirani, An
    Introduction to the Bootstrap (1993), chapters 13 and 14.

    >>> from random import Random
    >>> from statistics import mean
    >>> print(bootstrap([12, 30, 31, 45, 47, 60, 61, 90], mean, rng=Random(7), times=500))
    47 (31.81 to 63.76 at 0.95; n=8)
    """
    if method not in ("percentile", "bca"):
        raise InvalidValue("method", "must be 'percentile' or 'bca'", method)
    level, times, rng = confidence_level(level), whole_number(times, "times", least=1, most=1_000_000), dice(rng)
    found: tuple[_T, ...] = several(units, object, "units", limit=UNIT_LIMIT)
    groups = _grouped(found, clusters)
    _refuse_endless(len(found), len(groups), times, method)
    estimate = _number(statistic(found)) if found else _NONE
    alone = Undefined(f"one {'unit' if clusters is None else 'cluster'} alone cannot be resampled")
    limits: tuple[float | Undefined, float | Undefined] = (alone, alone)
    undefined = _UNDRAWN
    if isinstance(estimate, Undefined):
        limits = (estimate, estimate)
    elif len(groups) > 1:
        drawn = (_number(statistic(_resample(groups, rng))) for _ in range(times))
        values = sorted(value for value in drawn if not isinstance(value, Undefined))
        jackknife = partial(_acceleration, groups, statistic) if method == "bca" else None
        limits = _limits(values, _tails(values, estimate, level, jackknife))
        undefined = attrs.evolve(_UNDRAWN, part=times - len(values), whole=times)
    return Bootstrap(
        estimate=estimate,
        low=limits[0],
        high=limits[1],
        level=level,
        method=method,
        n=len(found),
        clusters=None if clusters is None else len(groups),
        undefined=undefined,
    )


_Groups = list[tuple[_T, ...]]
_Tails = tuple[float, float] | Undefined


def _refuse_endless(units: int, groups: int, times: int, method: str) -> None:
    if groups * times > DRAW_LIMIT:
        raise LimitExceeded("units times resamples", f"must be at most {DRAW_LIMIT}", groups * times)
    if method == "bca" and units * groups > DRAW_LIMIT:
        way_out = "use the percentile method"
        raise LimitExceeded(
            "units times those left out by turns", f"must be at most {DRAW_LIMIT}", units * groups, way_out
        )


def _grouped(units: Iterable[_T], clusters: Callable[[_T], Hashable] | None) -> _Groups[_T]:
    groups: dict[Hashable, list[_T]] = {}
    for place, unit in enumerate(units):
        groups.setdefault(place if clusters is None else clusters(unit), []).append(unit)
    return [tuple(group) for group in groups.values()]


def _resample(groups: _Groups[_T], rng: Dice) -> tuple[_T, ...]:
    n = len(groups)
    return tuple(chain.from_iterable([groups[int(rng.random() * n)] for _ in range(n)]))


def _number(value: object) -> float | Undefined:
    if isinstance(value, Undefined):
        return value
    number = days(value) if isinstance(value, timedelta) else value
    if isinstance(number, bool) or not isinstance(number, (int, float, Fraction, Decimal)):
        raise InvalidValue("a statistic", "must give a number, a timedelta or Undefined", value)
    try:
        told = float(number)
    except (OverflowError, ValueError):  # too large, or a signalling NaN
        told = math.nan
    if not abs(told) < _LARGEST:
        raise InvalidValue("a statistic", f"must give a finite number, smaller than {_LARGEST:g}", value)
    return told


def _acceleration(groups: _Groups[_T], statistic: Callable[[Sequence[_T]], Number]) -> float | Undefined:
    """Give the sum of cubes over 6 times the sum of squares to the power 3/2, of what leaving out each one changes."""
    values: list[float] = []
    for place in range(len(groups)):
        rest = chain.from_iterable([*groups[:place], *groups[place + 1 :]])
        value = _number(statistic(tuple(rest)))
        if isinstance(value, Undefined):
            return _JACKKNIFE
        values.append(value)
    if min(values) == max(values):
        return _NO_SPREAD
    mean = math.fsum(values) / len(values)
    most = max(abs(mean - value) for value in values)
    changes = [(mean - value) / most for value in values]
    squares = math.fsum(each**2 for each in changes)
    return math.fsum(each**3 for each in changes) / (6 * squares * math.sqrt(squares))


def _tails(
    values: Sequence[float], estimate: float, level: float, jackknife: Callable[[], float | Undefined] | None
) -> _Tails:
    """Give the shares of the values at which the limits lie."""
    if not values:
        return _NO_VALUE
    if jackknife is None:
        return (1 - level) / 2, 1 - (1 - level) / 2
    acceleration = jackknife()
    return acceleration if isinstance(acceleration, Undefined) else _moved(values, estimate, acceleration, level)


def _limits(values: Sequence[float], tails: _Tails) -> tuple[float | Undefined, float | Undefined]:
    if isinstance(tails, Undefined):
        return tails, tails
    return quantile_of(values, tails[0]), quantile_of(values, tails[1])


def _moved(values: Sequence[float], estimate: float, acceleration: float, level: float) -> _Tails:
    """Give these shares once bias and skewness are taken out."""
    below = (bisect_left(values, estimate) + bisect_right(values, estimate)) / (2 * len(values))
    if not 0 < below < 1:
        return _ONE_SIDE
    bias, z = _NORMAL.inv_cdf(below), _NORMAL.inv_cdf((1 - level) / 2)
    moved = [bias + each for each in (z, -z)]
    if any(acceleration * each >= 1 for each in moved):
        return _TOO_FAR
    low, high = (_NORMAL.cdf(bias + each / (1 - acceleration * each)) for each in moved)
    return low, high
