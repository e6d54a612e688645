"""Lifetimes: how long deals lasted, and what ended them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import key_texts, optional_key, whole_number

__all__ = [
    "Lifetime",
    "age",
    "distinct_keys",
    "of_lifetimes",
    "whole_count",
]


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


def of_lifetimes(values: Iterable[Lifetime]) -> Iterator[Lifetime]:
    for life in values:
        if type(life) is not Lifetime:
            raise InvalidValue("a lifetime", "must be a Lifetime", life, "give Lifetime(duration=..., cause=...)")
        yield life
