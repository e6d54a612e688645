"""Incidence: how likely each way of ending is by an age, when ending one way rules out the others."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cached_property
from itertools import accumulate
from statistics import NormalDist

import attrs

from salescycle.errors import InvalidValue, UnknownName
from salescycle.values import Interval, Row, Undefined, confidence_level, days

from ._incidence_spread import NO_SPREAD, limits_of, spread_after
from ._lifetimes import Lifetime, age, distinct_keys
from ._readings import ALL_CLOSED, NONE, NOT_YET, PAST, so_many
from ._risk_table import RiskTable, risk_table
from ._tables import plain

__all__ = ["Incidence", "IncidenceAt", "IncidenceStep", "incidence", "incidence_curves"]

_DEFINITION = "Aalen-Johansen: share of deals ended by each cause by an age; still open is censored"


@attrs.frozen(kw_only=True)
class IncidenceStep:
    """The curves from one instant on: who was at risk, the share each cause has ended, the share still open.

    ``events``, ``probability``, ``std_error``, ``low`` and ``high`` stand in the order of the curve's ``causes``.
    The limits are for this one instant (*pointwise*); they say nothing about the whole curve at once.

    >>> step = incidence([Lifetime(duration=timedelta(days=1), cause=c) for c in ("won", "lost")]).steps[0]
    >>> step.probability, step.still_open, [round(each, 3) for each in step.std_error]
    ((0.5, 0.5), 0.0, [0.354, 0.354])
    """

    time: timedelta
    at_risk: int
    events: tuple[int, ...]
    censored: int
    probability: tuple[float, ...]
    still_open: float
    std_error: tuple[float | Undefined, ...]
    low: tuple[float | Undefined, ...]
    high: tuple[float | Undefined, ...]


@attrs.frozen(kw_only=True)
class IncidenceAt:
    """The curves read at one age: the share still open, and the share that each cause has ended.

    >>> reading = IncidenceAt(open=0.5, shares=(("won", 0.2), ("lost", 0.3)))
    >>> reading.of("won")
    0.2
    >>> print(reading)
    won 20.0%, lost 30.0%, open 50.0%
    """

    open: float
    shares: tuple[tuple[str, float], ...]

    def of(self, cause: str) -> float:
        """Give the share (0 to 1) that one cause has ended.

        Raises ``UnknownName`` for a cause that was not counted.
        """
        for name, share in self.shares:
            if name == cause:
                return share
        raise UnknownName("cause", cause, "these curves", [name for name, _ in self.shares])

    def __str__(self) -> str:
        return ", ".join(f"{name} {share:.1%}" for name, share in (*self.shares, ("open", self.open)))


@attrs.frozen(kw_only=True)
class Incidence:
    """The share of deals that each cause has ended by each age, with its spread and how many it rests on.

    ``table`` has a row for each instant at which a deal ended or was last seen open. ``incidence`` makes one. With a
    ``start`` it is about deals still open at that age, and so is every reading.

    >>> curves = incidence([Lifetime(duration=timedelta(days=1), cause="lost")], causes=["won", "lost"])
    >>> curves.at(timedelta(0)).open, curves.at(timedelta(days=1)).of("lost")
    (1.0, 1.0)
    """

    causes: tuple[str, ...]
    table: RiskTable
    level: float
    start: timedelta | None = None
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    @cached_property
    def n(self) -> int:
        """How many deals it rests on."""
        return self.still_open + sum(count for _, count in self.events)

    @cached_property
    def events(self) -> tuple[tuple[str, int], ...]:
        """How many of them each cause ended."""
        return tuple((cause, sum(self.table.ended_by(cause))) for cause in self.causes)

    @cached_property
    def still_open(self) -> int:
        """How many of them were last seen open."""
        return sum(self.table.censored)

    @cached_property
    def _shares(self) -> list[list[float]]:
        """For each cause, the share that it has ended from each row on."""
        before, risks = [1.0, *self.table.left], self.table.at_risk
        return [
            list(accumulate([left * (ended / n) for left, ended, n in zip(before, column, risks, strict=False)]))
            for column in map(self.table.ended_by, self.causes)
        ]

    @cached_property
    def steps(self) -> tuple[IncidenceStep, ...]:
        """The curves with their limits: one row for each instant at which a deal ended or was last seen open."""
        z = -NormalDist().inv_cdf((1 - self.level) / 2)
        steps: list[IncidenceStep] = []
        before, spreads = 1.0, [NO_SPREAD] * len(self.causes)
        table = self.table
        ends = zip(*map(table.ended_by, self.causes), strict=True)
        columns = (table.times, table.at_risk, ends, table.censored, zip(*self._shares, strict=True), self.table.left)
        for time, at_risk, ended, censored, shares, left in zip(*columns, strict=True):
            pairs = zip(spreads, ended, strict=True)
            spreads = [spread_after(spread, before, each, sum(ended), at_risk) for spread, each in pairs]
            limits = [limits_of(share, math.sqrt(spread[0]), z) for share, spread in zip(shares, spreads, strict=True)]
            step = IncidenceStep(
                time=time,
                at_risk=at_risk,
                events=ended,
                censored=censored,
                probability=shares,
                still_open=left,
                std_error=tuple(each[0] for each in limits),
                low=tuple(each[1] for each in limits),
                high=tuple(each[2] for each in limits),
            )
            steps.append(step)
            before = left
        return tuple(steps)

    @property
    def follow_up(self) -> timedelta | Undefined:
        """The largest follow-up: the greatest age at which any deal was seen."""
        return self.table.times[-1] if self.table.times else NONE

    @property
    def thin_at(self) -> tuple[timedelta, ...]:
        """The ages of ends with too few at risk, although more were seen later: as for ``Survival.thin_at``."""
        return self.table.thin_at

    @property
    def collapsed_at(self) -> timedelta | None:
        """The first age at which all at risk ended although others were seen later, if there is one."""
        return self.table.collapsed_at

    def at(self, duration: timedelta) -> IncidenceAt | Undefined:
        """Give the shares after ``duration``; with the share still open they sum to 1.

        Undefined past the largest follow-up, unless nothing is left open.
        """
        place = bisect_right(self.table.times, age(duration))
        if not self.table.times:
            return NONE
        left = self.table.left[place - 1] if place else 1.0
        if left and duration > self.table.times[-1]:
            return PAST
        shares = [column[place - 1] if place else 0.0 for column in self._shares]
        return IncidenceAt(open=left, shares=tuple(zip(self.causes, shares, strict=True)))

    def interval(self, cause: str, duration: timedelta) -> Interval | Undefined:
        """Give the confidence limits of the share that a cause has ended after ``duration``, for this one age.

        Undefined where the share is, before anything has ended by the cause, and once all have.
        Raises ``UnknownName`` for a cause that was not counted.
        """
        if cause not in self.causes:
            raise UnknownName("cause", cause, "these curves", self.causes)
        reading = self.at(duration)
        if isinstance(reading, Undefined):
            return reading
        row, place = bisect_right(self.table.times, duration), self.causes.index(cause)
        low, high = (self.steps[row - 1].low[place], self.steps[row - 1].high[place]) if row else (NOT_YET, NOT_YET)
        if isinstance(low, Undefined) or isinstance(high, Undefined):
            return NOT_YET if not reading.of(cause) else ALL_CLOSED
        return Interval(low=low, high=high, level=self.level)

    def given_open(self, duration: timedelta, *, until: timedelta | None = None) -> IncidenceAt | Undefined:
        """Give the shares that each cause ends by ``until``, of the deals that are still open after ``duration``.

        Formula: (F(until) - F(duration)) / S(duration) for each cause, with F its curve and S the share still open;
        what stays open by then is S(until) / S(duration). ``until`` is an age; without it, the largest follow-up.
        For limits ask ``incidence`` with ``start=``.
        Undefined past the largest follow-up, and where every deal at risk has ended.
        Raises ``InvalidValue`` for an ``until`` before ``duration``.
        """
        now = self.at(duration)
        if isinstance(now, Undefined):
            return now
        if not now.open:
            return ALL_CLOSED
        if until is not None and until < duration:
            raise InvalidValue("until", f"must not come before {duration}", until, "give an age at which to look")
        then = self.at(self.table.times[-1] if until is None else until)
        if isinstance(then, Undefined):
            return then
        pairs = zip(then.shares, now.shares, strict=True)
        shares = tuple((cause, (share - before) / now.open) for (cause, share), (_, before) in pairs)
        return IncidenceAt(open=then.open / now.open, shares=shares)

    def to_records(self) -> list[Row]:
        """Give one row for each instant and cause: age in days, at risk, ended so, the share ended, and its limits."""
        return [
            {
                "age_days": days(step.time),
                "cause": cause,
                "at_risk": step.at_risk,
                "events": step.events[place],
                "share": step.probability[place],
                "low": plain(step.low[place]),
                "high": plain(step.high[place]),
                "open": step.still_open,
            }
            for step in self.steps
            for place, cause in enumerate(self.causes)
        ]

    def __str__(self) -> str:
        counted = so_many(self.n, self.still_open)
        if (collapse := self.collapsed_at) is not None:
            counted += f", but all seen by {days(collapse):.4g} days had ended then: give a later start"
        if not self.table.times:
            return f"{NONE} {counted}"
        end = self.table.times[-1]
        return f"{self.at(end)} after {days(end):.4g} days {counted}"


def incidence(
    lifetimes: Iterable[Lifetime],
    *,
    causes: Sequence[str] = ("won", "lost"),
    level: float = 0.95,
    start: timedelta | None = None,
) -> Incidence:
    """Estimate the share of deals that each cause has ended by each age, the causes competing.

    Formula: F(t) is the sum over instants up to t of S(t-) d / n, with d the deals ended by the cause, n those at
    risk, and S the Kaplan-Meier curve of all causes together (Aalen and Johansen, Scandinavian Journal of Statistics
    5, 1978, 141-150). One minus a Kaplan-Meier curve that treats the other causes as censored is larger, and wrong:
    it asks how many would be won if no deal could be lost.
    Its variance is that of the delta method, of Greenwood's type: the sum over instants of
    (F(t) - F(u))^2 d' / (n (n - d')) + S(u-)^2 d (n - d) / n^3 - 2 (F(t) - F(u)) S(u-) d / n^2, with d' those that any
    cause ended (Dinse and Larson, Biometrika 73, 1986, 379-386, equation 6; Andersen, Borgan, Gill and Keiding,
    Statistical Models Based on Counting Processes, 1993, 4.4.19). Without late entries it equals the infinitesimal
    jackknife that R's survival package prints. Its limits are F^exp(-+z se / (F ln F)), on the log(-log) scale, at
    ``level``. Before the first end by a cause, and once all have ended by it, they do not exist.
    Leaves out a deal's time before its ``entry``, and with a ``start`` all time up to that age: it then asks about
    deals still open at ``start``, and counts as left out those that were not.
    Raises ``UnknownName`` for a lifetime that ended by a cause not in ``causes``.

    >>> deals = [Lifetime(duration=timedelta(days=d), cause=c) for d, c in ((1, "won"), (2, "lost"), (3, "won"))]
    >>> curves = incidence([*deals, Lifetime(duration=timedelta(days=9))])
    >>> print(curves.at(timedelta(days=2)))
    won 25.0%, lost 25.0%, open 50.0%
    >>> print(curves.interval("won", timedelta(days=2)))
    0.9% to 66.5%
    """
    table, left_out = risk_table(lifetimes).after(start)
    return incidence_curves(table, causes, level=level, start=start, left_out=left_out)


def incidence_curves(
    table: RiskTable,
    causes: Sequence[str],
    *,
    level: float,
    start: timedelta | None,
    left_out: tuple[tuple[str, int], ...],
) -> Incidence:
    """Give the curves of a risk table."""
    names = distinct_keys(causes, "causes")
    for cause, column in table.ended:
        if cause not in names and any(column):
            raise UnknownName("cause", cause, "causes", names)
    return Incidence(causes=names, table=table, level=confidence_level(level), start=start, left_out=left_out)
