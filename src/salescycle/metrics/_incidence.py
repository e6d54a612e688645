"""Incidence: how likely each way of ending is by an age, when ending one way rules out the others."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from operator import attrgetter

import attrs

from salescycle.errors import UnknownName
from salescycle.values import Undefined, days

from ._lifetimes import Lifetime, RiskRow, age, distinct_keys, risk_table

__all__ = ["Incidence", "IncidenceAt", "IncidenceStep", "incidence"]

_DEFINITION = "Aalen-Johansen: share of deals ended by each cause by an age; still open is censored"

_NONE = Undefined("there are none")
_PAST = Undefined("past the largest follow-up")


@attrs.frozen(kw_only=True)
class IncidenceStep:
    """The curves from one instant on: who was at risk, the share each cause has ended, the share still open.

    ``probability`` stands in the order of the curve's ``causes``.

    >>> incidence([Lifetime(duration=timedelta(days=1), cause="won", count=2)]).steps[0].probability
    (1.0, 0.0)
    """

    time: timedelta
    at_risk: int
    probability: tuple[float, ...]
    still_open: float


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
    """The share of deals that each cause has ended by each age, and how many it rests on.

    ``steps`` has one row for each instant at which a deal ended or was last seen open. ``n`` counts all deals,
    ``events`` those that each cause ended, ``still_open`` the rest. ``incidence`` makes one.

    >>> curves = incidence([Lifetime(duration=timedelta(days=1), cause="lost")], causes=["won", "lost"])
    >>> curves.at(timedelta(0)).open, curves.at(timedelta(days=1)).of("lost")
    (1.0, 1.0)
    """

    causes: tuple[str, ...]
    steps: tuple[IncidenceStep, ...]
    n: int
    events: tuple[tuple[str, int], ...]
    still_open: int
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def follow_up(self) -> timedelta | Undefined:
        """The largest follow-up: the greatest age at which any deal was seen."""
        return self.steps[-1].time if self.steps else _NONE

    def at(self, duration: timedelta) -> IncidenceAt | Undefined:
        """Give the shares after ``duration``; with the share still open they sum to 1.

        Undefined past the largest follow-up, unless nothing is left open.
        """
        place = bisect_right(self.steps, age(duration), key=attrgetter("time"))
        if not self.steps:
            return _NONE
        if not place:
            return IncidenceAt(open=1.0, shares=tuple((cause, 0.0) for cause in self.causes))
        step = self.steps[place - 1]
        if step.still_open and duration > self.steps[-1].time:
            return _PAST
        return IncidenceAt(open=step.still_open, shares=tuple(zip(self.causes, step.probability, strict=True)))

    def __str__(self) -> str:
        counted = f"(n={self.n}, {self.still_open} still open)" if self.still_open else f"(n={self.n})"
        if not self.steps:
            return f"{_NONE} {counted}"
        end = self.steps[-1].time
        return f"{self.at(end)} after {days(end):.4g} days {counted}"


def incidence(lifetimes: Iterable[Lifetime], *, causes: Sequence[str] = ("won", "lost")) -> Incidence:
    """Estimate the share of deals that each cause has ended by each age, the causes competing.

    Formula: the sum over instants up to t of S(t-) d / n, with d the deals ended by the cause, n those at risk, and
    S the Kaplan-Meier curve of all causes together (Aalen and Johansen, Scandinavian Journal of Statistics 5, 1978,
    141-150). One minus a Kaplan-Meier curve that treats the other causes as censored is larger, and wrong: it asks
    how many would be won if no deal could be lost. Leaves out a deal's time before its ``entry``.
    Raises ``UnknownName`` for a lifetime that ended by a cause not in ``causes``.

    >>> deals = [Lifetime(duration=timedelta(days=d), cause=c) for d, c in ((1, "won"), (2, "lost"), (3, "won"))]
    >>> curves = incidence([*deals, Lifetime(duration=timedelta(days=9))])
    >>> print(curves.at(timedelta(days=2)))
    won 25.0%, lost 25.0%, open 50.0%
    """
    names = distinct_keys(causes, "causes")
    rows = risk_table(lifetimes)
    totals = _totals(rows, names)
    steps: list[IncidenceStep] = []
    shares, left = [0.0] * len(names), 1.0
    for time, at_risk, events, _ in rows:
        shares = [share + left * (events.get(name, 0) / at_risk) for name, share in zip(names, shares, strict=True)]
        left *= (at_risk - sum(events.values())) / at_risk
        steps.append(IncidenceStep(time=time, at_risk=at_risk, probability=tuple(shares), still_open=left))
    counts = tuple((name, totals[name]) for name in names)
    still_open = sum(row[3] for row in rows)
    n = still_open + totals.total()
    return Incidence(causes=names, steps=tuple(steps), n=n, events=counts, still_open=still_open)


def _totals(rows: Iterable[RiskRow], causes: tuple[str, ...]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for _, _, events, _ in rows:
        totals.update(events)
    for cause in totals:
        if cause not in causes:
            raise UnknownName("cause", cause, "causes", causes)
    return totals
