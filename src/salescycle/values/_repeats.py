"""Repeats: data that holds one part in many places is small in memory, and endless to walk."""

from __future__ import annotations

from collections.abc import Sized

from salescycle.errors import LimitExceeded

__all__ = ["Repeats"]

FREE = 10_000
"""Values met again that are of no account: walking so many takes no time."""


class Repeats:
    """Counts the values of data that is walked, and those among them that were met before.

    Ten lists, each of which holds the one before ten times, make ten thousand million values out of a hundred. So no
    more may be met again than was met first, beside 10,000: walking data then takes as long as it is large. The parts
    must live as long as this does, since they are known by their ``id``.

    >>> shared = [0] * 999
    >>> repeats = Repeats("data")
    >>> for _ in range(12):
    ...     repeats.meet(shared)
    >>> repeats.meet(shared)
    Traceback (most recent call last):
        ...
    salescycle.errors.LimitExceeded: data must hold at most 11000 values in more than one place, got 12000; give each
        place its own
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._met: set[int] = set()
        self._first = self._again = 0

    def meet(self, part: Sized) -> None:
        """Count a mapping or list and what it holds, or raise ``LimitExceeded``."""
        place, size = id(part), len(part) + 1
        if place not in self._met:
            self._met.add(place)
            self._first += size
            return
        self._again += size
        most = FREE + self._first
        if self._again > most:
            rule = f"must hold at most {most} values in more than one place"
            raise LimitExceeded(self._what, rule, self._again, "give each place its own")
