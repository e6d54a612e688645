"""Questions about a buyer, and the graded answers they can have."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import attrs

from salescycle.errors import InvalidValue, UnknownName, listed, shown
from salescycle.values import Wording, key_text, several, unit_rate, wording

__all__ = ["UNKNOWN", "Level", "Question"]

UNKNOWN = "unknown"
"""The answer that takes an earlier one back: not known is not no."""


@attrs.frozen(kw_only=True)
class Level:
    """A graded answer: what it is worth, from 0 to 1, and when to give it (its anchor).

    >>> Level(key="partly", points="0.5", anchor="A range is known.").points
    Decimal('0.5')
    """

    key: str = attrs.field(converter=key_text)
    points: Decimal = attrs.field(converter=unit_rate)
    anchor: Wording = attrs.field(converter=wording)

    @cached_property
    def worth(self) -> Fraction:
        """What it is worth, as a fraction to reckon with."""
        return Fraction(self.points)


def _levels(value: Iterable[Level]) -> tuple[Level, ...]:
    levels = several(value, Level, "levels")
    keys = [level.key for level in levels]
    if len(levels) < 2 or len(set(keys)) < len(keys) or UNKNOWN in keys:
        raise InvalidValue(
            "the levels of a question", f"must be two or more, all different, none {UNKNOWN!r}", listed(keys)
        )
    return levels


@attrs.frozen(kw_only=True)
class Question:
    """Something to find out about a buyer, with the answers it can have, worst first.

    >>> levels = [Level(key="no", points=0, anchor="None."), Level(key="yes", points=1, anchor="There is.")]
    >>> Question(key="budget", label="Budget", asks="Is there money?", levels=levels).level("yes").points
    Decimal('1')
    """

    key: str = attrs.field(converter=key_text)
    label: Wording = attrs.field(converter=wording)
    asks: Wording = attrs.field(converter=wording)
    levels: tuple[Level, ...] = attrs.field(converter=_levels)

    def level(self, key: str) -> Level:
        """Give a level by its key, or raise ``UnknownName``."""
        for level in self.levels:
            if level.key == key:
                return level
        raise UnknownName("answer", key, f"question {shown(self.key)}", [*(each.key for each in self.levels), UNKNOWN])

    def has_level(self, key: str) -> bool:
        """Whether an answer is one of its levels."""
        return any(level.key == key for level in self.levels)

    @property
    def points(self) -> tuple[Fraction, ...]:
        """What its levels are worth, in their order."""
        return tuple(level.worth for level in self.levels)
