"""Risk sets: from which age on they are read, and where they are too small to be believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from ._lifetimes import Lifetime, RiskRow, age, risk_table

__all__ = ["RiskSet", "collapsed_at", "rows_after", "rows_from", "thin_at"]

RiskSet = tuple[timedelta, int, int]
"""One instant: (time, at risk, closed)."""

_FEW = 5  # with fewer at risk, one close takes more than a fifth of a curve away

_ENDED_BEFORE = "it ended, or was last seen, by the start"


def rows_from(
    lifetimes: Iterable[Lifetime], start: timedelta | None
) -> tuple[list[RiskRow], tuple[tuple[str, int], ...]]:
    """Give the rows of the risk table after ``start``, and how many deals that leaves out."""
    return rows_after(risk_table(lifetimes), start)


def rows_after(rows: list[RiskRow], start: timedelta | None) -> tuple[list[RiskRow], tuple[tuple[str, int], ...]]:
    """Give the rows after ``start``, and how many deals that leaves out."""
    if start is None:
        return rows, ()
    begin = age(start, "a start")
    kept = [row for row in rows if row[0] > begin]
    gone = sum(sum(events.values()) + censored for _, _, events, censored in rows[: len(rows) - len(kept)])
    return kept, ((_ENDED_BEFORE, gone),) if gone else ()


def thin_at(sets: Sequence[RiskSet]) -> tuple[timedelta, ...]:
    """Give the ages of closes at which too few were at risk, or all of them closed, although more were seen later."""
    thin: list[timedelta] = []
    most_later = 0
    for time, at_risk, closed in reversed(sets):
        small = at_risk < _FEW <= most_later
        emptied = closed == at_risk and most_later > 0
        if closed and (small or emptied):
            thin.append(time)
        most_later = max(most_later, at_risk)
    return tuple(reversed(thin))


def collapsed_at(sets: Sequence[RiskSet]) -> timedelta | None:
    """Give the first age at which all at risk closed although others were seen later."""
    return next((time for time, at_risk, closed in sets[:-1] if closed == at_risk), None)
