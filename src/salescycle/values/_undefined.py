"""What cannot be known, as a value that says why."""

from __future__ import annotations

import attrs

__all__ = ["Undefined"]


@attrs.frozen
class Undefined:
    """A number that does not exist, and the reason; false in a condition, never 0, NaN or infinity.

    >>> str(Undefined("nothing closed"))
    'undefined: nothing closed'
    >>> bool(Undefined("nothing closed"))
    False
    """

    reason: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"undefined: {self.reason}"
