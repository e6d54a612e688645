"""Instants, dates, numbers and zones as text, exact and in one form only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal

from salescycle.errors import InvalidValue, SalesCycleError

__all__ = [
    "date_from",
    "instant_from",
    "instant_text",
    "length_from",
    "length_text",
    "number_from",
    "number_text",
    "zone_from",
    "zone_text",
]

INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
NUMBER = r"[+-]?[0-9]{1,28}(\.[0-9]{1,40})?"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
LENGTH = r"PT[0-9]{1,7}M"
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{6}))?)?", re.ASCII)
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", re.ASCII)
_is_instant, _is_number = re.compile(INSTANT, re.ASCII).fullmatch, re.compile(NUMBER, re.ASCII).fullmatch
_is_date, _is_length = re.compile(DATE, re.ASCII).fullmatch, re.compile(LENGTH, re.ASCII).fullmatch
_LONGEST = 80


def instant_text(value: datetime) -> str:
    """Write an instant, which is in UTC."""
    return f"{value.isoformat()[:-6]}Z"


def instant_from(value: object) -> datetime:
    """Read an instant; its year and its place in UTC are the field's business."""
    if type(value) is str and len(value) < _LONGEST and _is_instant(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    rule = "must be text in ISO 8601 with seconds and an offset"
    raise InvalidValue("an instant", rule, value, "give one such as '2026-03-02T09:00:00Z'")


def date_from(value: object) -> date:
    """Read a date."""
    if type(value) is str and len(value) < _LONGEST and _is_date(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InvalidValue("a date", "must be text in ISO 8601", value, "give one such as '2026-03-31'")


def length_text(value: timedelta) -> str:
    """Write a length of time, which is in whole minutes: ISO 8601, in minutes only."""
    return f"PT{value // timedelta(minutes=1)}M"


def length_from(value: object) -> timedelta:
    """Read a length of time; its range is the field's business."""
    if type(value) is str and len(value) < _LONGEST and _is_length(value):
        return timedelta(minutes=int(value[2:-1]))
    rule = "must be text in ISO 8601, in minutes"
    raise InvalidValue("a length of time", rule, value, "give one such as 'PT90M'")


def number_text(value: Decimal) -> str:
    """Write a number with all its decimals and no exponent."""
    return f"{value:f}"


def number_from(value: object) -> Decimal:
    """Read a number; its range is the field's business."""
    if type(value) is str and len(value) < _LONGEST and _is_number(value):
        return Decimal(value)
    rule = "must be text with digits and at most one point"
    raise InvalidValue("a number", rule, value, "give it in quotes, such as '48000.00'")


def zone_text(value: tzinfo) -> str:
    """Write a zone: its name, or its offset where it has no other."""
    if type(value) is timezone:
        return _offset_text(value.utcoffset(None))
    name: object = getattr(value, "key", None)
    if type(name) is not str or not _is_name(name):
        raise InvalidValue("a zone", "must have a name to be written by", value, "take zoneinfo.ZoneInfo(name)")
    return name


def _offset_text(offset: timedelta) -> str:
    length = abs(offset)
    hours, rest = divmod(length, timedelta(hours=1))
    minutes, rest = divmod(rest, timedelta(minutes=1))
    text = f"{'-' if offset < timedelta(0) else '+'}{hours:02}:{minutes:02}"
    if rest:
        text += f":{rest.seconds:02}" + (f".{rest.microseconds:06}" if rest.microseconds else "")
    return text


def _is_name(text: str) -> bool:
    return len(text) < _LONGEST and _ZONE.fullmatch(text) is not None


def zone_from(value: object, zones: Callable[[str], tzinfo] | None) -> tzinfo:
    """Read a zone: an offset by itself, a name by what the host finds zones with."""
    if type(value) is str and len(value) < _LONGEST:
        if found := _OFFSET.fullmatch(value):
            return _offset_from(value, [int(part or 0) for part in found.groups()[1:]])
        if zones is None and value == "UTC":
            return UTC
        if _is_name(value):
            return _found(value, zones)
    raise InvalidValue("a zone", "must be a name such as 'Europe/Berlin', or an offset such as '+09:00'", value)


def _offset_from(text: str, parts: list[int]) -> tzinfo:
    hours, minutes, seconds, microseconds = parts
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=microseconds)
    if offset >= timedelta(days=1):
        raise InvalidValue("a zone", "must have an offset of less than a day", text)
    offset = -offset if text[0] == "-" else offset
    return timezone(offset) if offset else UTC


def _found(name: str, zones: Callable[[str], tzinfo] | None) -> tzinfo:
    if zones is None:
        rule, instead = "must be found by name, which reads files", "give zones=zoneinfo.ZoneInfo"
        raise InvalidValue("a zone", rule, name, instead)
    try:
        return zones(name)
    except SalesCycleError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it raises, there is no zone
        rule = f"must be one that the host knows, but finding it raised {type(error).__name__[:40]}"
        raise InvalidValue("a zone", rule, name) from None
