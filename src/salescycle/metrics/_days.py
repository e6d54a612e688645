"""Days: which calendar days lie in a period, in a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from salescycle.values import Period, clock_zone, required

__all__ = ["JUST_BEFORE", "day_of", "days_in"]

JUST_BEFORE = timedelta(microseconds=1)
"""From an instant to the last one before it."""


def day_of(instant: datetime, zone: tzinfo) -> date:
    """Give the calendar day of an instant in a zone."""
    return instant.astimezone(clock_zone(zone)).date()


def days_in(period: Period, zone: tzinfo) -> tuple[date, date]:
    """Give the first day that begins in a period, and the first that begins after it."""
    period = required(period, Period, "a period", "for example Period.quarter(2026, 1)")
    return _first_day_from(period.start, zone), _first_day_from(period.end, zone)


def _first_day_from(instant: datetime, zone: tzinfo) -> date:
    day = day_of(instant, zone)
    begins = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    return day if begins >= instant else day + timedelta(days=1)
