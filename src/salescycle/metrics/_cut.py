"""Cutting lifetimes: what would have been seen if everybody had stopped looking at the same age."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import attrs

from salescycle.values import key_text

from ._lifetimes import Lifetime, age, of_lifetimes

__all__ = ["cut_at", "only_by", "open_after"]


def cut_at(lifetimes: Iterable[Lifetime], horizon: timedelta) -> tuple[Lifetime, ...]:
    """Stop watching every deal at ``horizon``: one that closed later is still open then (*administrative censoring*).

    Two cohorts compare only when both are cut at the same age: the younger one cannot have long deals yet. A close
    at ``horizon`` itself is seen; a deal first seen at ``horizon`` or later is not. Cohorts differ in how far they
    can be seen, so cut both at the follow-up of the one that is seen less far.

    >>> deals = [Lifetime(duration=timedelta(days=d), cause="won") for d in (3, 9)]
    >>> [(each.duration.days, each.cause) for each in cut_at(deals, timedelta(days=5))]
    [(3, 'won'), (5, None)]
    """
    end = age(horizon, "a horizon")
    seen = (life for life in of_lifetimes(lifetimes) if life.entry is None or life.entry < end)
    return tuple(life if life.duration <= end else attrs.evolve(life, duration=end, cause=None) for life in seen)


def only_by(lifetimes: Iterable[Lifetime], cause: str) -> tuple[Lifetime, ...]:
    """Count as closed only deals that one cause ended, and every other end as the last time the deal was seen.

    This is for *rates* of one cause: ``cumulative_hazard(only_by(deals, "won"))``, or a log-rank test of them. A
    Kaplan-Meier curve of such lifetimes is no chance of anything; ``incidence`` gives the chance.

    >>> deals = [Lifetime(duration=timedelta(days=3), cause=cause) for cause in ("won", "lost")]
    >>> [each.cause for each in only_by(deals, "won")]
    ['won', None]
    """
    key = key_text(cause)
    return tuple(
        life if life.cause in (key, None) else attrs.evolve(life, cause=None) for life in of_lifetimes(lifetimes)
    )


def open_after(lifetimes: Iterable[Lifetime], start: timedelta) -> tuple[Lifetime, ...]:
    """Keep only deals that are still open after ``start``, and only what is seen of them from there.

    An estimate of these is about deals that got so far: ``survival(open_after(deals, start))`` is
    ``survival(deals, start=start)``.

    >>> deals = [Lifetime(duration=timedelta(days=d), cause="won") for d in (3, 9)]
    >>> [(each.entry.days, each.duration.days) for each in open_after(deals, timedelta(days=5))]
    [(5, 9)]
    """
    begin = age(start, "a start")
    kept = (life for life in of_lifetimes(lifetimes) if life.duration > begin)
    return tuple(life if _seen_after(life, begin) else attrs.evolve(life, entry=begin) for life in kept)


def _seen_after(life: Lifetime, begin: timedelta) -> bool:
    return life.entry is not None and life.entry >= begin
