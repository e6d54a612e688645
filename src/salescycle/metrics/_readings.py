"""What the estimators say alike: why a reading is undefined, and how many it rests on."""

from __future__ import annotations

from salescycle.values import Undefined

__all__ = ["ALL_CLOSED", "NONE", "NOT_REACHED", "NOT_YET", "PAST", "so_many"]

ALL_CLOSED = Undefined("every deal at risk has closed")
NONE = Undefined("there are none")
NOT_REACHED = Undefined("not reached")
NOT_YET = Undefined("nothing has ended so yet")
PAST = Undefined("past the largest follow-up")


def so_many(n: int, still_open: int) -> str:
    return f"(n={n}, {still_open} still open)" if still_open else f"(n={n})"
