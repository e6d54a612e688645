"""Comparison: did the cycle get shorter?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import timedelta
from statistics import NormalDist

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Row, Undefined, days

from ._cut import cut_at, open_after
from ._lifetimes import Lifetime
from ._log_rank import LogRank, log_rank
from ._pooled import named
from ._readings import NONE, PAST
from ._survival import Survival, survival
from ._tables import plain

__all__ = ["Cohort", "Comparison", "compare"]

_DEFINITION = "difference of restricted means, the second cohort less the first, both cut at the same age"
_MICROSECOND = timedelta(microseconds=1)

_COLLAPSED = Undefined("a cohort's curve collapsed before others of it were seen")
_HOLDS_ZERO = Undefined("the limits of the difference do not rule out 0")
_NO_SPREAD = Undefined("a cohort shows no spread")
_NO_TIME = Undefined("a cohort was followed for no time")


@attrs.frozen(kw_only=True)
class Cohort:
    """One side of a comparison: its curve, cut at the common horizon, and its mean within it.

    >>> one = survival([Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 6)])
    >>> print(Cohort(key="after", curve=one, mean=timedelta(days=3), std_error=timedelta(days=1)))
    after mean 3 days, median 2 days (n=3)
    """

    key: str
    curve: Survival
    mean: timedelta | Undefined
    std_error: timedelta | Undefined

    @property
    def n(self) -> int:
        """How many deals were seen before the horizon."""
        return self.curve.n

    @property
    def events(self) -> int:
        """How many of them closed by the horizon."""
        return self.curve.events

    @property
    def median(self) -> timedelta | Undefined:
        """The age by which half of the cohort had closed."""
        return self.curve.median

    @property
    def limits(self) -> tuple[timedelta | Undefined, timedelta | Undefined]:
        """The confidence limits of the median."""
        return self.curve.limits(0.5)

    def __str__(self) -> str:
        mean = str(self.mean) if isinstance(self.mean, Undefined) else f"mean {days(self.mean):.4g} days"
        return f"{self.key} {mean}, {self.curve}"


@attrs.frozen(kw_only=True)
class Comparison:
    """How two cohorts differ in the time to close: the difference of their means within a horizon, and a test.

    ``difference`` and its ``limits``, low and high, are the second cohort less the first: below 0 the second is
    shorter.
    ``test`` is the log-rank test of the same deals. ``compare`` makes one.

    >>> slow = [Lifetime(duration=timedelta(days=d), cause="won") for d in (6, 8, 9, 11, 12, 14)]
    >>> fast = [Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4, 5, 7, 14)]
    >>> change = compare({"before": slow, "after": fast})
    >>> change.difference, change.shorter
    (datetime.timedelta(days=-5, seconds=43200), 'after')
    """

    cohorts: tuple[Cohort, Cohort]
    horizon: timedelta | Undefined
    difference: timedelta | Undefined
    limits: tuple[timedelta, timedelta] | Undefined
    level: float
    test: LogRank
    definition: str = attrs.field(default=_DEFINITION, eq=False)

    @property
    def shorter(self) -> str | Undefined:
        """The key of the cohort with the smaller mean; undefined when the limits do not rule out that there is none."""
        if isinstance(self.limits, Undefined):
            return self.limits
        low, high = self.limits
        if low <= timedelta(0) <= high:
            return _HOLDS_ZERO
        return self.cohorts[0 if low > timedelta(0) else 1].key

    def to_records(self) -> list[Row]:
        """Give one row a cohort: deals, closes, mean within the horizon and median in days, and the test of both."""
        test = Row(
            horizon_days=plain(self.horizon), difference_days=plain(self.difference), p_value=plain(self.test.p_value)
        )
        return [
            Row(
                cohort=each.key,
                n=each.n,
                events=each.events,
                mean_days=plain(each.mean),
                median_days=plain(each.median),
            )
            | test
            for each in self.cohorts
        ]

    def __str__(self) -> str:
        sides = "; ".join(map(str, self.cohorts))
        if isinstance(self.horizon, Undefined) or isinstance(self.difference, Undefined):
            return f"{self.difference}: {sides}"
        shorter = self.shorter
        told = f"not told apart ({shorter.reason})" if isinstance(shorter, Undefined) else f"{shorter} is shorter"
        limits = "" if isinstance(self.limits, Undefined) else " ({:.4g} to {:.4g})".format(*map(days, self.limits))
        p_value = self.test.p_value
        p = f"log-rank {p_value}" if isinstance(p_value, Undefined) else f"log-rank p={p_value:.3g}"
        change = f"{days(self.difference):+.4g} days{limits} within {days(self.horizon):.4g} days"
        return f"{told}: {change}, {p}; {sides}"


def compare(
    cohorts: Mapping[str, Iterable[Lifetime]],
    *,
    horizon: timedelta | None = None,
    level: float = 0.95,
    start: timedelta | None = None,
) -> Comparison:
    """Compare how long two cohorts of deals take to close, as far as both could be followed.

    Both are cut at ``horizon`` (``cut_at``), by default the smaller of their largest follow-ups: else the older
    cohort, which can have long deals, looks slower for its age alone.
    Formula: the difference of the restricted means, the second less the first; its limits are +-z times the root of
    the sum of both squared standard errors, rounded to the microsecond; and the log-rank test.
    Leaves out what happens after the horizon, and with a ``start`` all time up to that age. It looks at closes of any
    kind: losing faster shortens it, too, so look at ``incidence`` and ``gray``; and deals of one account or one seller
    are taken to be independent. The limits are undefined where a cohort shows no spread (one deal, or no close), and
    all of it where a curve collapsed (``Survival.collapsed_at``): give a later ``start``.
    Raises ``InvalidValue`` for cohorts that are not two, and for a horizon of 0 or less or past the smaller follow-up.
    Source: Royston and Parmar, BMC Medical Research Methodology 13 (2013), 152.

    >>> slow = [Lifetime(duration=timedelta(days=d), cause="won") for d in (6, 8, 9, 11, 12, 14)]
    >>> fast = [Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4, 5, 7, 14)]
    >>> print(compare({"before": slow, "after": fast}, horizon=timedelta(days=10)))  # doctest: +NORMALIZE_WHITESPACE
    after is shorter: -4 days (-6.687 to -1.313) within 10 days, log-rank p=0.0607;
    before mean 8.833 days, median 9.5 days (n=6, 3 still open);
    after mean 4.833 days, median 4.5 days (n=6, 1 still open)
    """
    seen = named(cohorts, "cohorts")
    if len(seen) != 2:
        raise InvalidValue("cohorts", "must be two", len(seen), "log_rank takes more")
    end = _horizon([survival(lifetimes, level=level, start=start) for lifetimes in seen.values()], horizon, start)
    cut = seen if isinstance(end, Undefined) else {key: cut_at(lifetimes, end) for key, lifetimes in seen.items()}
    first, second = (_cohort(key, survival(lives, level=level, start=start), end) for key, lives in cut.items())
    difference, limits = _difference(first, second, level)
    return Comparison(
        cohorts=(first, second),
        horizon=end,
        difference=difference,
        limits=limits,
        level=level,
        test=log_rank(cut if start is None else {key: open_after(lives, start) for key, lives in cut.items()}),
    )


def _horizon(curves: list[Survival], horizon: timedelta | None, start: timedelta | None) -> timedelta | Undefined:
    """Give the horizon asked for, or the largest that both cohorts were followed to."""
    known = [curve.follow_up for curve in curves if not isinstance(curve.follow_up, Undefined)]
    most = min(known, default=timedelta(0))
    if horizon is None:
        if len(known) < len(curves):
            return NONE
        return most if most > timedelta(0) else _NO_TIME
    least = timedelta(0) if start is None else start
    if type(horizon) is not timedelta or horizon <= least:
        raise InvalidValue("a horizon", f"must be a timedelta above {least}", horizon)
    if known and horizon > most:
        way_out = f"give at most {most}, the smaller of both"
        raise InvalidValue("a horizon", "must not lie past the largest follow-up of either cohort", horizon, way_out)
    return horizon


def _cohort(key: str, curve: Survival, horizon: timedelta | Undefined) -> Cohort:
    mean, std_error = _mean(curve, horizon)
    return Cohort(key=key, curve=curve, mean=mean, std_error=std_error)


def _mean(curve: Survival, horizon: timedelta | Undefined) -> tuple[timedelta | Undefined, timedelta | Undefined]:
    if isinstance(horizon, Undefined):
        return horizon, horizon
    seen = curve.follow_up
    if isinstance(seen, Undefined):
        return seen, seen
    if seen < horizon:  # whoever would be seen at the horizon was first seen after it
        return PAST, PAST
    within = curve.restricted_mean(horizon)
    return within.mean, within.std_error


def _difference(
    first: Cohort, second: Cohort, level: float
) -> tuple[timedelta | Undefined, tuple[timedelta, timedelta] | Undefined]:
    for cohort in (first, second):
        if cohort.curve.collapsed_at is not None:
            return _COLLAPSED, _COLLAPSED
    if isinstance(first.mean, Undefined):
        return first.mean, first.mean
    if isinstance(second.mean, Undefined):
        return second.mean, second.mean
    difference, width = second.mean - first.mean, _half_width(first.std_error, second.std_error, level)
    return difference, width if isinstance(width, Undefined) else (difference - width, difference + width)


def _half_width(first: timedelta | Undefined, second: timedelta | Undefined, level: float) -> timedelta | Undefined:
    # one deal, or deals none of which closed, show no spread, which is not to say that they have none
    if isinstance(first, Undefined) or isinstance(second, Undefined) or not (first and second):
        return _NO_SPREAD
    z = -NormalDist().inv_cdf((1 - level) / 2)
    return timedelta(microseconds=round(z * math.hypot(first / _MICROSECOND, second / _MICROSECOND)))
