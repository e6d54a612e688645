"""Instants and dates: aware, in UTC, within a range that arithmetic survives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from salescycle.errors import InvalidValue

__all__ = ["calendar_date", "clock_zone", "optional_date", "optional_utc", "utc"]

FIRST_YEAR = 1900
LAST_YEAR = 2199


def utc(value: datetime) -> datetime:
    """Convert an aware datetime to UTC.

    Two aware datetimes of one zone subtract as wall clock (24 hours where a night of summer time lost one),
    so every instant that comes in becomes UTC at the door.

    >>> from datetime import timedelta, timezone
    >>> utc(datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=9))))
    datetime.datetime(2026, 3, 2, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if value.__class__ is datetime and value.tzinfo is UTC and FIRST_YEAR <= value.year <= LAST_YEAR:
        return value
    if not isinstance(value, datetime):
        raise InvalidValue("an instant", "must be a datetime", value, "give a datetime with a time zone")
    if _offset(value) is None:
        raise InvalidValue(
            "an instant", "must have a time zone", value, "add one, for example .replace(tzinfo=datetime.UTC)"
        )
    _check_year(value, value)
    # a subclass (pandas.Timestamp, a frozen clock) becomes an exact datetime
    moved = value.astimezone(UTC)
    _check_year(moved, value)
    clock = (moved.hour, moved.minute, moved.second, moved.microsecond)
    return datetime(moved.year, moved.month, moved.day, *clock, tzinfo=UTC)


def _offset(value: datetime) -> timedelta | None:
    try:
        return value.utcoffset()
    except ValueError:
        raise InvalidValue("an instant", "must have an offset of less than a day", value) from None


def clock_zone(value: tzinfo) -> tzinfo:
    """Check a zone: an object, which the host finds by its name; finding it would read files.

    >>> clock_zone(UTC)
    datetime.timezone.utc
    """
    if not isinstance(value, tzinfo):
        raise InvalidValue("a zone", "must be a tzinfo", value, "give zoneinfo.ZoneInfo('Europe/Berlin')")
    return value


def _check_year(value: date, came: object, what: str = "an instant") -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise InvalidValue(what, f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}", came)


def optional_utc(value: datetime | None) -> datetime | None:
    """Convert an aware datetime to UTC, or leave ``None``.

    >>> print(optional_utc(datetime(2026, 3, 2, 9, tzinfo=UTC)), optional_utc(None))
    2026-03-02 09:00:00+00:00 None
    """
    return None if value is None else utc(value)


def calendar_date(value: date) -> date:
    """Convert to a calendar date; a datetime is refused, because its date depends on a zone.

    >>> calendar_date(date(2026, 3, 31))
    datetime.date(2026, 3, 31)
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvalidValue("a date", "must be a date without a time", value, "give datetime.date(year, month, day)")
    _check_year(value, value, "a date")
    return date(value.year, value.month, value.day)


def optional_date(value: date | None) -> date | None:
    """Convert to a calendar date, or leave ``None``.

    >>> optional_date(date(2026, 3, 31)), optional_date(None)
    (datetime.date(2026, 3, 31), None)
    """
    return None if value is None else calendar_date(value)
