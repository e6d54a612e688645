"""Durations of a group: how many, how many still open, and what lies in the middle."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, repeat

import attrs

from salescycle.errors import InvalidValue

from ._row import Row
from ._several import several
from ._undefined import Undefined
from ._whole import count_number

__all__ = ["Durations", "days"]

MOST_ROWS = 100_000_000
"""Most durations that one group may hold."""

_MICROSECOND = timedelta(microseconds=1)
_NO_TIME = timedelta(0)
_NEVER_NEGATIVE = "must not be negative"

Table = tuple[tuple[timedelta, int], ...]


def days(duration: timedelta) -> float:
    """Give a duration in days.

    >>> days(timedelta(hours=36))
    1.5
    """
    return duration / timedelta(days=1)


def _in_days(duration: timedelta | Undefined) -> float | None:
    return None if isinstance(duration, Undefined) else days(duration)


@attrs.frozen
class _Tally:
    """Durations in ascending order, and how many there are of each; without counts, each stands for itself.

    Columns rather than pairs: half a million pairs are half a million objects for the garbage collector to visit.
    """

    lengths: tuple[timedelta, ...]
    counts: tuple[int, ...] | None = None

    def rows(self) -> Table:
        """Give each duration once, with how many there are of it."""
        if self.counts is None:
            return tuple(Counter(self.lengths).items())  # keeps the order in which it met them
        return tuple(zip(self.lengths, self.counts, strict=True))


def _tally(rows: Iterable[tuple[timedelta, int]] | _Tally) -> _Tally:
    if isinstance(rows, _Tally):
        return rows
    pairs = several(rows, tuple, "durations", limit=MOST_ROWS)
    _refuse_others([duration for duration, _ in pairs])
    counts = _added_up(pairs)
    ordered = sorted(counts)
    _refuse_negative(ordered)
    return _Tally(tuple(ordered), tuple([counts[duration] for duration in ordered]))


def _one_by_one(durations: tuple[timedelta, ...]) -> _Tally:
    # there may be millions: types are looked at all together, and signs once they are in order
    _refuse_others(durations)
    ordered = sorted(durations)
    _refuse_negative(ordered)
    return _Tally(tuple(ordered))


def _refuse_others(durations: Collection[timedelta]) -> None:
    if set(map(type, durations)) - {timedelta}:
        wrong = next(duration for duration in durations if type(duration) is not timedelta)
        raise InvalidValue("a duration", _NEVER_NEGATIVE, wrong, "leave data errors out and count them")


def _refuse_negative(ordered: Sequence[timedelta]) -> None:
    if ordered and ordered[0] < _NO_TIME:
        raise InvalidValue("a duration", _NEVER_NEGATIVE, ordered[0], "leave data errors out and count them")


def _added_up(pairs: Iterable[tuple[timedelta, int]]) -> dict[timedelta, int]:
    counts: dict[timedelta, int] = {}
    for duration, count in pairs:
        counts[duration] = counts.get(duration, 0) + count_number(count)
    return {duration: count for duration, count in counts.items() if count}


def _share(value: float | Fraction, what: str, top: int) -> Fraction:
    # the decimal that was written, not the binary float nearest to it: 0.9 means nine tenths
    exact = value if isinstance(value, Fraction) else None
    if exact is None and type(value) in (int, float) and 0 <= value <= top:
        exact = Fraction(str(value))
    if exact is None or not 0 <= exact <= top:
        raise InvalidValue(what, f"must be a number from 0 to {top}", value)
    return exact


@attrs.frozen(kw_only=True, repr=False)
class Durations:
    """Lengths of time of a group, as a table of (duration, count), and how many are still running.

    Durations that have not ended are counted in ``still_open`` and take no part in the mean or the quantiles;
    ``Pipeline.time_to_close`` is the measure that uses them.

    >>> some = Durations.of([timedelta(days=d) for d in (1, 2, 3, 10)], still_open=2)
    >>> print(some)
    median 2.5 days (n=4, 2 still open)
    >>> some.mean, some.percentile(90)
    (datetime.timedelta(days=4), datetime.timedelta(days=7, seconds=77760))
    """

    _tally: _Tally = attrs.field(converter=_tally, alias="table", eq=_Tally.rows)
    still_open: int = attrs.field(default=0, converter=count_number)
    definition: str = attrs.field(default="", eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(
        cls,
        durations: Iterable[timedelta],
        *,
        still_open: int = 0,
        definition: str = "",
        left_out: tuple[tuple[str, int], ...] = (),
    ) -> Durations:
        """Count the durations of an iterable."""
        tally = _one_by_one(several(durations, timedelta, "durations", limit=MOST_ROWS))
        return cls(table=tally, still_open=still_open, definition=definition, left_out=left_out)

    @property
    def table(self) -> Table:
        """The durations in ascending order, each once, with how many there are of each."""
        return self._tally.rows()

    @cached_property
    def n(self) -> int:
        """How many ended."""
        return self._ends[-1] if self._ends else 0

    @cached_property
    def _ends(self) -> Sequence[int]:
        """How many lasted at most as long as each length that is held."""
        lengths, counts = self._tally.lengths, self._tally.counts
        return range(1, len(lengths) + 1) if counts is None else list(accumulate(counts))

    def _in_order(self, place: int) -> int:
        """Give the one at a place of all in ascending order, in microseconds."""
        return self._tally.lengths[bisect_right(self._ends, place)] // _MICROSECOND

    @property
    def mean(self) -> timedelta | Undefined:
        """The arithmetic mean, rounded to the microsecond.

        Formula: sum of durations / n. Leaves out what is still open.
        """
        if not self.n:
            return self._nothing
        pairs = zip(self._tally.lengths, self._tally.counts or repeat(1), strict=False)
        whole = sum((duration // _MICROSECOND) * count for duration, count in pairs)
        return timedelta(microseconds=round(Fraction(whole, self.n)))

    @property
    def median(self) -> timedelta | Undefined:
        """The middle one: ``quantile(0.5)``."""
        return self.quantile(Fraction(1, 2))

    def percentile(self, percent: float) -> timedelta | Undefined:
        """Give the duration that ``percent`` of the group do not exceed: 90, not 0.9, for nine in ten."""
        return self.quantile(_share(percent, "a percentile", 100) / 100)

    def quantile(self, share: float | Fraction) -> timedelta | Undefined:
        """Give the duration that a ``share`` (0 to 1) of the group do not exceed.

        Formula: linear interpolation between order statistics at (n - 1) x share: type 7 of Hyndman and Fan
        (The American Statistician 50, 1996), the default of numpy and pandas. Leaves out what is still open.
        """
        exact = _share(share, "a quantile", 1)
        if not self.n:
            return self._nothing
        whole, rest = divmod((self.n - 1) * exact, 1)
        low, high = self._in_order(int(whole)), self._in_order(min(int(whole) + 1, self.n - 1))
        return timedelta(microseconds=round(low + (high - low) * rest))

    def to_records(self) -> list[Row]:
        """Give it as one flat row: n, still open, mean, median and percentiles in days, or ``None``."""
        row: Row = {"n": self.n, "still_open": self.still_open}
        row |= {"mean_days": _in_days(self.mean), "median_days": _in_days(self.median)}
        return [row | {f"p{percent}_days": _in_days(self.percentile(percent)) for percent in (10, 25, 75, 90)}]

    @property
    def _nothing(self) -> Undefined:
        return Undefined("none has ended" if self.still_open else "there are none")

    def __repr__(self) -> str:
        return f"<Durations of {self.n}, {self.still_open} still open>"

    def __str__(self) -> str:
        counted = f"n={self.n}, {self.still_open} still open" if self.still_open else f"n={self.n}"
        middle = self.median
        if isinstance(middle, Undefined):
            return f"{middle} ({counted})"
        return f"median {days(middle):.4g} days ({counted})"
