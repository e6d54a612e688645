"""Chance, brought by the caller: no room but the simulation has any of its own."""

from __future__ import annotations

from typing import Protocol

from salescycle.errors import InvalidValue

__all__ = ["Dice", "dice"]


class Dice(Protocol):
    """Anything that gives chance: a ``random.Random``, or a stand-in with a ``random`` method.

    The caller brings it, with its seed, and so the same call gives the same numbers again.

    >>> from random import Random
    >>> dice(Random(7)).random() == Random(7).random()
    True
    """

    def random(self) -> float:
        """Give the next float, from 0 up to, not including, 1."""
        ...


def dice(value: Dice) -> Dice:
    """Check that something gives chance.

    >>> dice(7)
    Traceback (most recent call last):
        ...
    salescycle.errors.InvalidValue: rng must have a random method, got 7; give random.Random(seed)
    """
    if not callable(getattr(value, "random", None)):
        raise InvalidValue("rng", "must have a random method", value, "give random.Random(seed)")
    return value
