"""Quantiles of numbers in order."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["quantile_of"]


def quantile_of(ordered: Sequence[float], share: float) -> float:
    """Give the number that a ``share`` (0 to 1) of numbers in ascending order, one or more, do not exceed.

    Formula: type 7 of Hyndman and Fan (The American Statistician 50, 1996), as ``Durations.quantile`` has it.

    >>> quantile_of([1.0, 2.0, 4.0], 0.75)
    3.0
    """
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
