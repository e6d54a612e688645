"""Showing foreign values and names in messages: bounded, on one line, harmless."""

from __future__ import annotations

import difflib
import enum
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import NoneType

__all__ = ["cut", "listed", "nearest", "shown"]

SHOWN_LIMIT = 80
"""Longest piece of foreign text that an error repeats, in characters."""

_SHOWN_WHOLE = (bool, float, complex)
_SHOWN_CUT = (Decimal, datetime, date, time, timedelta)


class _Shown(str):
    """Text that is already fit to be shown, so that showing it again changes nothing."""

    __slots__ = ()


def shown(value: object) -> str:
    """Show a foreign value in an error: bounded, one line, control characters escaped.

    The value's own ``__repr__`` is never called, so neither its size nor its code can hurt.

    >>> shown("x" * 1_000_000)[-4:]
    "xx…'"
    >>> shown([1, 2, 3])
    'a list'
    """
    if isinstance(value, _Shown):
        return value
    if isinstance(value, enum.Enum):
        return shown(value.value)
    if isinstance(value, str):
        return _Shown(_quoted(str.__str__(value)))
    return _Shown(_shown_object(value))


def _shown_object(value: object) -> str:
    if value is None or type(value) in _SHOWN_WHOLE:
        return str(value)
    if type(value) is int:
        return str(value) if value.bit_length() <= 128 else f"an int of {value.bit_length()} bits"
    if type(value) is datetime and type(value.tzinfo) not in (NoneType, timezone):
        return f"{value.replace(tzinfo=None)} of a zone"  # showing the offset would run the zone's own code
    if type(value) in _SHOWN_CUT:
        return cut(str(value))
    name = _escaped(type(value).__name__)
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {cut(name)}"


def _quoted(text: str) -> str:
    return f"'{cut(_escaped(text))}'"


def _escaped(text: str) -> str:
    return "".join(c if _is_plain(c) else ascii(c)[1:-1] for c in text[: SHOWN_LIMIT + 1])


def _is_plain(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def cut(text: str, limit: int = SHOWN_LIMIT) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def nearest(name: object, known: Iterable[str]) -> str:
    """Say which known name was probably meant, or list what there is.

    >>> nearest("propsal", ["pitch", "proposal"])
    "did you mean 'proposal'?"
    >>> nearest("x", ["pitch", "proposal"])
    'there are pitch, proposal'
    """
    names = sorted(known) if isinstance(known, (set, frozenset)) else list(known)
    if isinstance(name, str) and (close := difflib.get_close_matches(name[:SHOWN_LIMIT], names, n=1)):
        return f"did you mean {shown(close[0])}?"
    return f"there are {listed(names)}" if names else "there are none"


def listed(names: Sequence[str], most: int = 10) -> str:
    """List names for a message: the first few, and how many more.

    >>> listed(["pitch", "proposal", "closing"], most=2)
    'pitch, proposal and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(cut(name) for name in names[:most]) + more
