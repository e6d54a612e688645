"""Pooled risk sets: several groups side by side, at each instant at which any of their deals closes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from itertools import accumulate

import attrs

from salescycle.values import Row, a_mapping

from ._lifetimes import Lifetime, distinct_keys, of_lifetimes

__all__ = ["Group", "GroupTally", "Moment", "groups_of", "moments_of", "named"]

Moment = tuple[list[int], list[dict[str, int]]]
"""One instant, group by group: how many were at risk, and how many closed of each cause."""


@attrs.frozen(kw_only=True)
class GroupTally:
    """One group of a test: how many ended, how many would have if all groups were alike, and the difference.

    ``score`` is the difference of both, weighted where the test has weights.

    >>> print(GroupTally(key="before", n=11, observed=7, expected=10.689, score=-3.689))
    before 7 of 10.69 expected (n=11)
    """

    key: str
    n: int
    observed: int
    expected: float
    score: float

    def to_record(self) -> Row:
        """Give it as a flat row: the group, its deals, those that ended, and those expected to."""
        return {"group": self.key, "n": self.n, "observed": self.observed, "expected": self.expected}

    def __str__(self) -> str:
        return f"{self.key} {self.observed} of {self.expected:.4g} expected (n={self.n})"


@attrs.frozen(kw_only=True)
class Group:
    """A named group: how many deals, what ended them when, and how many are at risk at any age."""

    key: str
    n: int
    ends: dict[timedelta, dict[str, int]]
    at_risk: Callable[[timedelta], int]

    @property
    def events(self) -> int:
        return sum(sum(ended.values()) for ended in self.ends.values())


def named(values: Mapping[str, Iterable[Lifetime]], what: str) -> dict[str, tuple[Lifetime, ...]]:
    """Check lifetimes by the name of their group: different names, and nothing but lifetimes."""
    pairs = list(a_mapping(values, what, "give {'before': [...], 'after': [...]}").items())
    keys = distinct_keys([key for key, _ in pairs], what) if pairs else ()
    return {key: tuple(of_lifetimes(lifetimes)) for key, (_, lifetimes) in zip(keys, pairs, strict=True)}


def groups_of(values: Mapping[str, Iterable[Lifetime]]) -> list[Group]:
    """Count the lifetimes of each group, in the order given."""
    return [_group(key, lifetimes) for key, lifetimes in values.items()]


def _group(key: str, lifetimes: Iterable[Lifetime]) -> Group:
    # plain dicts: a Counter calls Python code for each new key
    from_origin = 0
    entered_at: dict[timedelta, int] = {}
    left_at: dict[timedelta, int] = {}
    ends: dict[timedelta, dict[str, int]] = {}
    for life in lifetimes:
        if life.entry is None:
            from_origin += life.count
        else:
            entered_at[life.entry] = entered_at.get(life.entry, 0) + life.count
        left_at[life.duration] = left_at.get(life.duration, 0) + life.count
        if life.cause is not None:
            ended = ends.setdefault(life.duration, {})
            ended[life.cause] = ended.get(life.cause, 0) + life.count
    return Group(key=key, n=sum(left_at.values()), ends=ends, at_risk=_at_risk(from_origin, entered_at, left_at))


def _at_risk(
    from_origin: int, entered_at: Mapping[timedelta, int], left_at: Mapping[timedelta, int]
) -> Callable[[timedelta], int]:
    entered, left = _before(entered_at), _before(left_at)
    return lambda time: from_origin + entered(time) - left(time)


def _before(counts: Mapping[timedelta, int]) -> Callable[[timedelta], int]:
    """Give the function that counts what came before an instant."""
    times = sorted(counts)
    totals = [0, *accumulate(counts[time] for time in times)]
    return lambda time: totals[bisect_left(times, time)]


def moments_of(groups: Iterable[Group]) -> list[Moment]:
    """Set the groups side by side at each instant at which a deal of any of them closed, in the order of time."""
    every = list(groups)
    times = sorted({time for group in every for time in group.ends})
    nobody: dict[str, int] = {}
    return [
        ([group.at_risk(time) for group in every], [group.ends.get(time, nobody) for group in every]) for time in times
    ]
