"""Lifetimes: the small table that every survival estimator reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import key_texts, optional_key, whole_number

__all__ = [
    "Alike",
    "Lifetime",
    "RiskRow",
    "age",
    "distinct_keys",
    "of_lifetimes",
    "risk_rows",
    "risk_table",
    "whole_count",
]

RiskRow = tuple[timedelta, int, dict[str, int], int]
"""One instant of a risk table: (time, at risk, events by cause, censored)."""


def age(value: timedelta, what: str = "a duration") -> timedelta:
    """Check a length of time since the origin: a timedelta, 0 or more."""
    if type(value) is not timedelta:
        raise InvalidValue(what, "must be a timedelta", value, "give datetime.timedelta(days=...)")
    if value < timedelta(0):
        raise InvalidValue(what, "must not be negative", value, "leave data errors out and count them")
    return value


def whole_count(value: int) -> int:
    """Check how many a row stands for: a whole number, 1 or more; rows of nobody are left out."""
    return whole_number(value, "a count", least=1)


def distinct_keys(values: Iterable[str], what: str) -> tuple[str, ...]:
    """Convert several keys: at least one, each once; a lone string is refused."""
    keys = key_texts(values)
    if not keys:
        raise InvalidValue(what, "must name at least one", "none", "list them in the order you want to read them")
    repeated = [key for key, times in Counter(keys).items() if times > 1]
    if repeated:
        raise InvalidValue(what, "must name each once", repeated[0], "remove the repetition")
    return keys


def _optional_entry(value: timedelta | None) -> timedelta | None:
    if value is not None and type(value) is not timedelta:
        raise InvalidValue("an entry", "must be a timedelta or None", value, "give datetime.timedelta(days=...)")
    return value


@attrs.frozen(kw_only=True)
class Lifetime:
    """How long one deal, or ``count`` deals alike, lasted from its origin, and what ended it.

    ``duration`` is the age at the end, or at the cut when it is still open; ``cause`` is what ended it, ``None``
    while it is still open (*censored*). ``entry`` is the age at which it was first observed, for a deal that was
    already running when the records begin; ``None`` says that it was seen from its origin. An entry of 0 is as
    good as ``None`` but for one instant: only deals seen from their origin are at risk at age 0, where a deal that
    closes as it opens has its whole life.

    Raises ``InvalidValue`` for a negative duration, a count below 1 and an entry that is not before the end.

    >>> Lifetime(duration=timedelta(days=9), cause="won").cause
    'won'
    """

    duration: timedelta = attrs.field(converter=age)
    cause: str | None = attrs.field(default=None, converter=optional_key)
    count: int = attrs.field(default=1, converter=whole_count)
    entry: timedelta | None = attrs.field(default=None, converter=_optional_entry)

    def __attrs_post_init__(self) -> None:
        if self.entry is not None and self.entry >= self.duration:
            raise InvalidValue(
                "an entry", f"must come before the end at {self.duration}", self.entry, "leave out what was never seen"
            )


def risk_table(lifetimes: Iterable[Lifetime]) -> list[RiskRow]:
    """Turn lifetimes into one row for each instant at which some of them end, in the order of time.

    Formula: at risk at t is the number with entry < t <= duration, so an event comes before a censoring at the same
    instant. Sorts each distinct time once, and counts in whole numbers: the order of the input leaves no trace.
    Source: Klein and Moeschberger, Survival Analysis (2nd edition, 2003), sections 3.4 and 4.2.

    >>> risk_table([Lifetime(duration=timedelta(2)), Lifetime(duration=timedelta(2), cause="won", count=3)])
    [(datetime.timedelta(days=2), 4, {'won': 3}, 1)]
    """
    return risk_rows(_counted(lifetimes))


Alike = Mapping[tuple[timedelta, str | None, timedelta | None], int]
"""How many lifetimes there are of each kind: (duration, cause, entry)."""


def risk_rows(alike: Alike) -> list[RiskRow]:
    """Give the rows of a risk table, from counts of lifetimes alike."""
    late, at_risk = _arrivals(alike)
    ended: dict[timedelta, dict[str, int]] = {}
    censored: dict[timedelta, int] = {}
    for (time, cause, _), count in alike.items():
        if cause is None:
            censored[time] = censored.get(time, 0) + count
        elif time in ended:
            ended[time][cause] = ended[time].get(cause, 0) + count
        else:
            ended[time] = {cause: count}
    rows: list[RiskRow] = []
    for time in sorted(ended.keys() | censored.keys()):
        while late and late[-1][0] < time:
            at_risk += late.pop()[1]
        events, seen = ended.get(time, {}), censored.get(time, 0)
        if len(events) > 1:
            events = {cause: events[cause] for cause in sorted(events)}
        rows.append((time, at_risk, events, seen))
        at_risk -= sum(events.values()) + seen
    return rows


def of_lifetimes(values: Iterable[Lifetime]) -> Iterator[Lifetime]:
    for life in values:
        if type(life) is not Lifetime:
            raise InvalidValue("a lifetime", "must be a Lifetime", life, "give Lifetime(duration=..., cause=...)")
        yield life


def _counted(lifetimes: Iterable[Lifetime]) -> Alike:
    alike: dict[tuple[timedelta, str | None, timedelta | None], int] = {}
    for life in of_lifetimes(lifetimes):
        kind = (life.duration, life.cause, life.entry)
        alike[kind] = alike.get(kind, 0) + life.count  # a Counter calls Python code for each new kind
    return alike


def _arrivals(alike: Alike) -> tuple[list[tuple[timedelta, int]], int]:
    """Give the late entries, latest first, and the number seen from their origin."""
    entries: Counter[timedelta] = Counter()
    from_origin = 0
    for (_, _, entry), count in alike.items():
        if entry is None:
            from_origin += count
        else:
            entries[entry] += count
    return sorted(entries.items(), reverse=True), from_origin
