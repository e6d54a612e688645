"""Instants and dates at the door: aware, in UTC, in range."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from salescycle.errors import InvalidValue, shown
from salescycle.values import Period, calendar_date, optional_date, optional_utc, utc

BERLIN = ZoneInfo("Europe/Berlin")
SEOUL = timezone(timedelta(hours=9))
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Clock(datetime):
    """A host's own kind of datetime, such as a frozen clock or a pandas.Timestamp."""


class Day(date):
    """A host's own kind of date."""


class Nowhere(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, dt: datetime | None) -> None:
        return None


@pytest.mark.parametrize("value", [MONDAY, datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)])
def test_an_instant_in_utc_is_taken_as_it_is(value: datetime) -> None:
    """The usual case costs nothing: the very object comes back."""
    assert value is utc(value)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of this machine cannot be set")
def test_the_zone_of_the_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """An instant is the same wherever the program runs, and so is a calendar."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert MONDAY == utc(datetime(2026, 3, 2, 18, tzinfo=SEOUL))
        week = Period(start=MONDAY, end=MONDAY + timedelta(days=7))
        assert datetime(2026, 3, 2, 15, tzinfo=UTC) == week.days(zone=SEOUL)[1].start
        assert datetime(2026, 3, 8, 15, tzinfo=UTC) == week.weeks(zone=SEOUL)[1].start
        assert datetime(2026, 3, 31, 15, tzinfo=UTC) == Period.quarter(2026, 1).months(zone=SEOUL)[3].start
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 3, 2, 18, tzinfo=SEOUL),
        datetime(2026, 3, 2, 10, tzinfo=BERLIN),
        datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(0))),
        datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("UTC")),
        Clock(2026, 3, 2, 9, tzinfo=UTC),
        Clock(2026, 3, 2, 18, tzinfo=SEOUL),
    ],
)
def test_an_instant_becomes_exactly_a_datetime_in_utc(value: datetime) -> None:
    """Whatever the zone and the class, the same instant comes out as a plain datetime in UTC."""
    assert MONDAY == utc(value)
    assert (datetime, UTC) == (type(utc(value)), utc(value).tzinfo)


def test_an_instant_keeps_its_microseconds() -> None:
    """Nothing is rounded on the way."""
    value = datetime(2026, 3, 2, 10, 11, 12, 345678, tzinfo=BERLIN)
    assert datetime(2026, 3, 2, 9, 11, 12, 345678, tzinfo=UTC) == utc(value)


@pytest.mark.parametrize(
    ("before", "after", "hours"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=BERLIN), datetime(2026, 3, 29, 12, tzinfo=BERLIN), 23),
        (datetime(2026, 10, 24, 12, tzinfo=BERLIN), datetime(2026, 10, 25, 12, tzinfo=BERLIN), 25),
    ],
    ids=["spring", "autumn"],
)
def test_a_night_of_changed_clocks_has_its_true_length(before: datetime, after: datetime, hours: int) -> None:
    """One zone subtracts as wall clock, 24 hours; what came through the door subtracts as time that passed."""
    assert timedelta(hours=24) == after - before
    assert timedelta(hours=hours) == utc(after) - utc(before)


def test_an_hour_that_comes_twice_is_told_by_its_fold() -> None:
    """Half past two of an autumn night is two instants, an hour apart."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    second = first.replace(fold=1)
    assert datetime(2026, 10, 25, 0, 30, tzinfo=UTC) == utc(first)
    assert datetime(2026, 10, 25, 1, 30, tzinfo=UTC) == utc(second)


def test_an_hour_that_is_skipped_is_read_by_the_clock_before() -> None:
    """Half past two of a spring night does not exist, and is the instant that the old offset makes of it."""
    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == utc(datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 3, 2, 9), "must have a time zone, got 2026-03-02 09:00:00; "),  # noqa: DTZ001
        (datetime(2026, 3, 2, 9, tzinfo=Nowhere()), "must have a time zone, got 2026-03-02 09:00:00 of a zone; "),
    ],
)
def test_a_naive_instant_is_refused(value: datetime, expected: str) -> None:
    """An instant whose offset nobody knows is no instant; the way out is spelled."""
    with pytest.raises(InvalidValue) as refused:
        utc(value)
    assert f"an instant {expected}add one, for example .replace(tzinfo=datetime.UTC)" == str(refused.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "None"),
        (date(2026, 3, 2), "2026-03-02"),
        ("2026-03-02T09:00:00Z", "'2026-03-02T09:00:00Z'"),
        (1_772_442_000, "1772442000"),
        ([], "a list"),
    ],
)
def test_what_is_no_datetime_is_refused(value: object, expected: str) -> None:
    """A date, a text and a number are not instants."""
    with pytest.raises(InvalidValue) as refused:
        utc(value)
    assert f"an instant must be a datetime, got {expected}; give a datetime with a time zone" == str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        datetime(1900, 1, 1, tzinfo=UTC),
        datetime(2199, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=-1))),
        datetime(2199, 12, 31, 23, tzinfo=SEOUL),
    ],
)
def test_the_ends_of_the_range_belong_to_it(value: datetime) -> None:
    """The first instant of 1900 and the last of 2199 are accepted."""
    assert value == utc(value)


@pytest.mark.parametrize(
    "value",
    [
        datetime(1899, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2200, 1, 1, tzinfo=UTC),
        datetime(1900, 1, 1, tzinfo=SEOUL),
        datetime(2199, 12, 31, 23, tzinfo=timezone(timedelta(hours=-1))),
        datetime(2200, 1, 1, tzinfo=SEOUL),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-23, minutes=-59))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=23, minutes=59))),
        datetime.min.replace(tzinfo=BERLIN),
    ],
)
def test_an_instant_out_of_range_is_refused(value: datetime) -> None:
    """What lies outside the years, here or in UTC, is refused with what came, never by an overflow."""
    with pytest.raises(InvalidValue) as refused:
        utc(value)
    assert f"an instant must lie in the years 1900 to 2199, got {shown(value)}" == str(refused.value)


def test_an_optional_instant_may_be_none() -> None:
    """None stays None, anything else goes through the door."""
    assert None is optional_utc(None)
    assert MONDAY == optional_utc(datetime(2026, 3, 2, 18, tzinfo=SEOUL))


def test_a_date_becomes_exactly_a_date() -> None:
    """A host's own kind of date comes out as a plain one."""
    day = calendar_date(Day(2026, 3, 31))
    assert (date(2026, 3, 31), date) == (day, type(day))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (MONDAY, "2026-03-02 09:00:00+00:00"),
        (None, "None"),
        ("2026-03-31", "'2026-03-31'"),
        (20260331, "20260331"),
    ],
)
def test_what_is_no_date_is_refused(value: object, expected: str) -> None:
    """An instant has no date until a zone is named, and a text is no date either."""
    with pytest.raises(InvalidValue) as refused:
        calendar_date(value)
    message = f"a date must be a date without a time, got {expected}; give datetime.date(year, month, day)"
    assert message == str(refused.value)


@pytest.mark.parametrize("value", [date(1899, 12, 31), date(2200, 1, 1), date.min, date.max])
def test_a_date_out_of_range_is_refused(value: date) -> None:
    """Dates keep to the years of instants."""
    with pytest.raises(InvalidValue) as refused:
        calendar_date(value)
    assert f"a date must lie in the years 1900 to 2199, got {value}" == str(refused.value)


@pytest.mark.parametrize("value", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_last_date_belong_to_the_range(value: date) -> None:
    """The ends of the years are dates like others."""
    assert value == calendar_date(value)


def test_an_optional_date_may_be_none() -> None:
    """None stays None, anything else goes through the door."""
    assert None is optional_date(None)
    assert date(2026, 3, 31) == optional_date(date(2026, 3, 31))
