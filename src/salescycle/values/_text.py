"""Names, ids and notes: what comes in as text is exact, normalised and free of hidden characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from salescycle.errors import InvalidValue, LimitExceeded

from ._several import several

__all__ = [
    "harmless",
    "id_text",
    "key_text",
    "key_texts",
    "look",
    "name_text",
    "name_texts",
    "note_text",
    "optional_key",
    "optional_name",
]

ID_LIMIT = 128
NAME_LIMIT = 256
NOTE_LIMIT = 10_000

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LINES = frozenset("\n\r\t")
_JOINERS = frozenset("\u200c\u200d")  # honest letters of Persian, Indic scripts and emoji


def _clean(value: object, what: str, limit: int, *, lines: bool = False) -> str:
    if type(value) is str and len(value) <= limit and value.isascii() and value.isprintable():
        return value.strip()  # what nearly always comes
    if not isinstance(value, str):
        raise InvalidValue(what, "must be text", value, "give a str")
    _refuse_long(value, what, limit)
    text = unicodedata.normalize("NFC", str.__str__(value))
    _refuse_long(text, what, limit)  # one character may become three
    _refuse_hidden(text, what, lines=lines)
    return text.strip()


def _refuse_long(text: str, what: str, limit: int) -> None:
    if len(text) > limit:
        raise LimitExceeded(what, f"must have at most {limit} characters", len(text))


def _refuse_hidden(text: str, what: str, *, lines: bool) -> None:
    allowed = _JOINERS | _LINES if lines else _JOINERS
    for place, char in enumerate(text):
        if unicodedata.category(char) in _HIDDEN and char not in allowed:
            rule = f"must not hold the hidden character U+{ord(char):04X} (at position {place})"
            raise InvalidValue(what, rule, text, "remove it")


def _filled(text: str, what: str) -> str:
    if not text.strip("".join(_JOINERS)):
        raise InvalidValue(what, "must not be blank", text, "give at least one character")
    return text


def key_text(value: str) -> str:
    """Convert to a key: a stable id in code and data, such as a stage's.

    A member of a ``StrEnum`` becomes its exact ``str``.

    >>> key_text(" proposal ")
    'proposal'
    """
    return _filled(_clean(value, "key", ID_LIMIT), "key")


def optional_key(value: str | None) -> str | None:
    """Convert to a key, or leave ``None``.

    >>> optional_key(" won "), optional_key(None)
    ('won', None)
    """
    return None if value is None else key_text(value)


def id_text(value: str | int | UUID) -> str:
    """Convert to an id: text, or an int or UUID that becomes its text.

    >>> id_text(42)
    '42'
    """
    if isinstance(value, UUID) or (type(value) is int and abs(value) < 2**63):
        return str(value)
    return _filled(_clean(value, "id", ID_LIMIT), "id")


def name_text(value: str) -> str:
    """Convert to a name of one line; it may be empty.

    >>> name_text(" Ada Park ")
    'Ada Park'
    """
    return _clean(value, "name", NAME_LIMIT)


def optional_name(value: str | None) -> str | None:
    """Convert to a name, or leave ``None``; a blank name is ``None`` too.

    >>> optional_name("kim"), optional_name(" "), optional_name(None)
    ('kim', None, None)
    """
    return None if value is None else name_text(value) or None


def note_text(value: str) -> str:
    """Convert to a note: text of any number of lines, which end in a line feed.

    >>> note_text(" rang twice, no answer ")
    'rang twice, no answer'
    """
    return _clean(value, "note", NOTE_LIMIT, lines=True).replace("\r\n", "\n").replace("\r", "\n")


def key_texts(values: Iterable[str]) -> tuple[str, ...]:
    """Convert several keys; a lone string is refused.

    >>> key_texts(["won", "lost"])
    ('won', 'lost')
    """
    return tuple(key_text(value) for value in several(values, str, "keys"))


def name_texts(values: Iterable[str]) -> tuple[str, ...]:
    """Convert several names; a lone string is refused.

    >>> name_texts(["Ada Park", "Kim Lee"])
    ('Ada Park', 'Kim Lee')
    """
    return tuple(name_text(value) for value in several(values, str, "names"))


def look(key: str) -> str:
    """Fold a key to what a reader sees, so that two keys that look the same can be told.

    >>> look("Won ") == look("won")
    True
    """
    folded = unicodedata.normalize("NFKC", key).casefold()
    return "".join(char for char in folded if unicodedata.category(char) != "Cf" and not char.isspace())


def harmless(text: str) -> str:
    r"""Escape what a terminal or a page would obey and no reader see, such as line ends and marks of direction.

    >>> print(harmless("won\x1b[2J\nlost"))
    won\x1b[2J\nlost
    """
    if text.isascii() and text.isprintable():
        return text
    hides = (unicodedata.category(char) in _HIDDEN and char not in _JOINERS for char in text)
    return "".join(ascii(char)[1:-1] if hidden else char for char, hidden in zip(text, hides, strict=True))
