"""What a measure leaves out, and why: counted by reason, never dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "CLOSE_UNKNOWN",
    "NEGATIVE",
    "NOT_EXPECTED",
    "NO_CHANCE",
    "NO_VALUE",
    "OPENING_UNKNOWN",
    "WAS_CLOSED",
    "LeftOut",
    "counted",
    "told_left_out",
]

LeftOut = tuple[tuple[str, int], ...]
"""How many were left out, by reason."""

OPENING_UNKNOWN = "its opening is not known"
CLOSE_UNKNOWN = "when it closed is not known"
NEGATIVE = "closed before it opened"
NO_VALUE = "it has no value"
WAS_CLOSED = "it was recorded as closed"
NO_CHANCE = "nothing says how likely it is won"
NOT_EXPECTED = "nobody said when it would close"


def counted(counts: Mapping[str, int]) -> LeftOut:
    """Give the reasons that left anything out, the most frequent first: in whatever order the deals came."""
    return tuple(sorted(((reason, n) for reason, n in counts.items() if n), key=lambda each: (-each[1], each[0])))


def told_left_out(left_out: LeftOut) -> str:
    """Say what was left out, to end a sentence with; nothing where nothing was."""
    return "".join(f"; {count} left out: {reason}" for reason, count in left_out)
