"""The text of recurrences: the small part of RFC 5545 that is read, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from salescycle.errors import InvalidValue, LimitExceeded

__all__ = ["named_day", "rule_parts"]

_WHAT = "a recurrence rule"
_WAY_OUT = "for example 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH'"
_LONGEST = 200
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMED_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,6}", re.ASCII)
_INSTANT = re.compile(r"[0-9]{8}T[0-9]{6}Z", re.ASCII)


def named_day(value: str) -> tuple[int, int, str]:
    """Read a day such as ``MO`` or ``-1FR``: which one of a month (0 for each), the weekday from 0, and its text."""
    found = _NAMED_DAY.fullmatch(value.upper()) if isinstance(value, str) and len(value) < _LONGEST else None
    if found is None:
        rule = f"must be one of {', '.join(_WEEKDAYS)}, which may have a number from 1 to 5 before it"
        raise InvalidValue("a day of the week", rule, value, "for example 'MO', or '-1FR' for the last Friday")
    which = int(found[1] or 0)
    return which, _WEEKDAYS.index(found[2]), f"{which or ''}{found[2]}"


def _number(text: str) -> int:
    if _NUMBER.fullmatch(text) is None:
        raise InvalidValue(_WHAT, "must have whole numbers", text, _WAY_OUT)
    return int(text)


def _instant(text: str) -> datetime:
    if _INSTANT.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise InvalidValue(_WHAT, "must end at an instant in UTC", text, "for example 'UNTIL=20261231T235959Z'")


_PARTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "FREQ": ("frequency", str.lower),
    "INTERVAL": ("interval", _number),
    "BYDAY": ("by_day", lambda text: text.split(",")),
    "BYMONTHDAY": ("by_month_day", lambda text: [_number(each) for each in text.split(",")]),
    "COUNT": ("count", _number),
    "UNTIL": ("until", _instant),
}


def rule_parts(text: str) -> dict[str, Any]:
    """Read the parts of a rule, by the names of the fields of a ``Recurrence``, whose doors check them."""
    if not isinstance(text, str):
        raise InvalidValue(_WHAT, "must be text", text, _WAY_OUT)
    if len(text) > _LONGEST:
        raise LimitExceeded(_WHAT, f"must have at most {_LONGEST} characters", len(text))
    made: dict[str, Any] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        field, read = _PARTS.get(name.upper(), ("", str))
        if not field or not value:
            raise InvalidValue(_WHAT, f"must have parts of {', '.join(_PARTS)}, each with a value", part, _WAY_OUT)
        if field in made:
            raise InvalidValue(_WHAT, "must have each part once", text, _WAY_OUT)
        made[field] = read(value)
    if "frequency" not in made:
        raise InvalidValue(_WHAT, "must have the part FREQ", text, _WAY_OUT)
    return made
