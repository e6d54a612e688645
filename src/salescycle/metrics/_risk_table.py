"""The risk table: how many were at risk, ended and were last seen, instant by instant."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cached_property
from itertools import accumulate, repeat
from operator import add, mul, sub

import attrs

from ._left_out import LeftOut, counted
from ._lifetimes import Lifetime, age, of_lifetimes

__all__ = ["Ends", "RiskTable", "risk_table", "table_of_ends"]

Ends = Mapping[str | None, Mapping[timedelta, int]]
"""How many lifetimes ended at each age, by what ended them; ``None`` for those last seen running."""

_FEW = 5  # with fewer at risk, one close takes more than a fifth of a curve away
_ENDED_BEFORE = "it ended, or was last seen, by the start"

_Column = tuple[int, ...]


@attrs.frozen(kw_only=True)
class RiskTable:
    """One row for each instant at which lifetimes end, in the order of time, as columns of one length.

    Row by row: ``times``, how many were ``at_risk`` then, how many each cause ``ended``, and how many were last seen
    running (``censored``). It is what every curve of survival and incidence is computed from. ``risk_table`` makes one.

    >>> table = risk_table([Lifetime(duration=timedelta(2)), Lifetime(duration=timedelta(2), cause="won", count=3)])
    >>> table.at_risk, table.ended, table.censored
    ((4,), (('won', (3,)),), (1,))
    """

    times: tuple[timedelta, ...]
    at_risk: _Column
    ended: tuple[tuple[str, _Column], ...]
    censored: _Column

    @cached_property
    def closed(self) -> _Column:
        """How many ended at each time, by whatever cause."""
        return _sums(len(self.times), (column for _, column in self.ended))

    @cached_property
    def left(self) -> list[float]:
        """The share that is still running from each time on: the product of (at risk - closed) / at risk so far."""
        falls = [(at_risk - closed) / at_risk for at_risk, closed in zip(self.at_risk, self.closed, strict=True)]
        return list(accumulate(falls, mul))

    def ended_by(self, cause: str) -> _Column:
        """Give how many a cause ended at each time; a cause that ended none counts too."""
        return next((column for name, column in self.ended if name == cause), (0,) * len(self.times))

    def after(self, start: timedelta | None) -> tuple[RiskTable, LeftOut]:
        """Give the rows after an age, and how many lifetimes that leaves out."""
        if start is None:
            return self, ()
        row = bisect_right(self.times, age(start, "a start"))
        kept = RiskTable(
            times=self.times[row:],
            at_risk=self.at_risk[row:],
            ended=tuple((cause, column[row:]) for cause, column in self.ended),
            censored=self.censored[row:],
        )
        return kept, counted({_ENDED_BEFORE: sum(self.closed[:row]) + sum(self.censored[:row])})

    @property
    def thin_at(self) -> tuple[timedelta, ...]:
        """The times of ends at which too few were at risk, or all of them ended, although more were seen later."""
        thin: list[timedelta] = []
        most_later = 0
        for time, at_risk, closed in zip(*map(reversed, (self.times, self.at_risk, self.closed)), strict=True):
            small = at_risk < _FEW <= most_later
            emptied = closed == at_risk and most_later > 0
            if closed and (small or emptied):
                thin.append(time)
            most_later = max(most_later, at_risk)
        return tuple(reversed(thin))

    @property
    def collapsed_at(self) -> timedelta | None:
        """The first time at which all at risk ended although others were seen later, if there is one."""
        rows = zip(self.times[:-1], self.at_risk, self.closed, strict=False)
        return next((time for time, at_risk, closed in rows if closed == at_risk), None)


def risk_table(lifetimes: Iterable[Lifetime]) -> RiskTable:
    """Turn lifetimes into one row for each instant at which some of them end, in the order of time.

    Formula: at risk at t is the number with entry < t <= duration, so an event comes before a censoring at the same
    instant. Sorts each distinct time once, and counts in whole numbers: the order of the input leaves no trace.
    Source: Klein and Moeschberger, Survival Analysis (2nd edition, 2003), sections 3.4 and 4.2.

    >>> risk_table([Lifetime(duration=timedelta(days=d)) for d in (1, 2, 4)]).at_risk
    (3, 2, 1)
    """
    ends: dict[str | None, dict[timedelta, int]] = {}
    entries: dict[timedelta, int] = {}
    for life in of_lifetimes(lifetimes):
        times = ends.setdefault(life.cause, {})
        times[life.duration] = times.get(life.duration, 0) + life.count
        if life.entry is not None:
            entries[life.entry] = entries.get(life.entry, 0) + life.count
    return table_of_ends(ends, entries)


def table_of_ends(ends: Ends, entries: Mapping[timedelta, int] | None = None) -> RiskTable:
    """Give the risk table of counted ends, and of the ages of those that were not seen from their origin."""
    # at risk are those who came less those who went: which of them went is all the same
    times = sorted(set[timedelta]().union(*ends.values()))
    columns = {cause: tuple(map(counts.get, times, repeat(0))) for cause, counts in ends.items()}
    gone = _sums(len(times), columns.values())
    came = _came(times, entries or {}, sum(gone))
    censored = columns.pop(None, (0,) * len(times))
    return RiskTable(
        times=tuple(times),
        at_risk=tuple(map(sub, came, accumulate(gone, initial=0))),
        ended=tuple(sorted((str(cause), column) for cause, column in columns.items())),
        censored=censored,
    )


def _came(times: list[timedelta], entries: Mapping[timedelta, int], total: int) -> list[int]:
    """Give how many had been seen before each time; those seen from their origin, before all of them."""
    if not entries:
        return [total] * len(times)
    late = sorted(entries)
    numbers = list(accumulate(map(entries.__getitem__, late), initial=total - sum(entries.values())))
    return [numbers[bisect_left(late, time)] for time in times]


def _sums(rows: int, columns: Iterable[_Column]) -> _Column:
    """Add columns up, row by row."""
    total: _Column = (0,) * rows
    for column in columns:
        total = tuple(map(add, total, column))
    return total
