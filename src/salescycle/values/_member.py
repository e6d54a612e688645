"""Members of a closed set of names."""

from __future__ import annotations

import enum
from typing import TypeVar

from salescycle.errors import InvalidValue

__all__ = ["member"]

_E = TypeVar("_E", bound=enum.StrEnum)


def member(kind: type[_E], value: str, what: str) -> _E:
    """Convert to a member of an enum, or say which there are.

    >>> from salescycle.model import Outcome
    >>> member(Outcome, "won", "an outcome") is Outcome.WON
    True
    """
    try:
        return kind(value)
    except ValueError:
        raise InvalidValue(what, f"must be one of {', '.join(kind)}", value) from None
