"""The wall clock of a zone: which instants show a time of day, where clocks are put forward and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

__all__ = ["shown_between"]

_SECOND = timedelta(seconds=1)


def shown_between(zone: tzinfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Give the stretches of time at which the wall clock shows ``start`` or later, and earlier than ``end``.

    ``start`` and ``end`` are naive, within a day or so of each other. Mostly it is one stretch. An hour that clocks
    skip is in none, and of an hour that they show twice both are in, with a gap between where it is not all of it.

    >>> morning = datetime(2026, 3, 2, 9)
    >>> [(first.hour, last.hour) for first, last in shown_between(UTC, morning, morning.replace(hour=17))]
    [(9, 17)]
    """
    # in a gap or a fold, fold=0 asks for the offset before the change, fold=1 for the one after it
    before, after = _offset(zone, start, fold=0), _offset(zone, end, fold=1)
    if before == after:
        yield _instant(start - before), _instant(end - before)
        return
    change = _change(zone, start - max(before, after), end - min(before, after), after)
    for first, last in (
        (start - before, min(end - before, change)),
        (max(start - after, change), end - after),
    ):
        if first < last:
            yield _instant(first), _instant(last)


def _offset(zone: tzinfo, shown: datetime, *, fold: int) -> timedelta:
    return shown.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0)


def _change(zone: tzinfo, early: datetime, late: datetime, after: timedelta) -> datetime:
    """Give the first second, in UTC, at which the zone has the later offset; clocks change at whole seconds."""
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0) if middle.replace(microsecond=0) > early else middle
        if _instant(middle).astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


def _instant(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC)
