"""Cells: dates and amounts as exports write them."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from salescycle import InvalidValue, LimitExceeded
from salescycle.interop import Dates, amount_of


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2022-12-31", datetime(2022, 12, 31, tzinfo=UTC)),
        (" 2022-12-31 ", datetime(2022, 12, 31, tzinfo=UTC)),
        ("2022-12-31 23:59", datetime(2022, 12, 31, 23, 59, tzinfo=UTC)),
        ("2022-12-31T23:59:58", datetime(2022, 12, 31, 23, 59, 58, tzinfo=UTC)),
        ("2022-12-31T23:59:58.25Z", datetime(2022, 12, 31, 23, 59, 58, 250_000, tzinfo=UTC)),
        ("2022-12-31T23:59:58+09:00", datetime(2022, 12, 31, 14, 59, 58, tzinfo=UTC)),
        ("2022-12-31T23:59:58-0330", datetime(2023, 1, 1, 3, 29, 58, tzinfo=UTC)),
        ("03/04/2022", datetime(2022, 3, 4, tzinfo=UTC)),
        ("3.4.2022 9:05", datetime(2022, 3, 4, 9, 5, tzinfo=UTC)),
    ],
)
def test_dates_that_are_read(cell, instant):
    """ISO 8601 is always read, and month before day unless said otherwise."""
    assert instant == Dates().read(cell)


def test_day_first():
    """The same cell is another day when the day comes first; ISO is read all the same."""
    assert datetime(2022, 4, 3, tzinfo=UTC) == Dates(day_first=True).read("03/04/2022")
    assert datetime(2022, 4, 3, tzinfo=UTC) == Dates(day_first=True).read("2022-04-03")


def test_the_zone_of_times_without_one():
    """A date is its first instant in the zone; an offset in the cell wins."""
    seoul = Dates(zone=ZoneInfo("Asia/Seoul"))
    assert datetime(2022, 4, 2, 15, tzinfo=UTC) == seoul.read("2022-04-03")
    assert datetime(2022, 4, 3, tzinfo=UTC) == seoul.read("2022-04-03T00:00Z")
    east = Dates(zone=timezone(timedelta(hours=2)))
    assert datetime(2022, 4, 2, 22, tzinfo=UTC) == east.read("2022-04-03")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "soon",
        "2022-02-30",
        "2022-13-01",
        "2022-12-31T24:00",
        "2016-12-31T23:59:60Z",
        "2022-12-31T10:00+25:00",
        "31/12/2022",
        "2022-W01-1",
        "20221231",
        "0000-01-01",
        "1899-12-31",
        "9999-12-31",
        "٢٠٢٢-12-31",
        "2022-12-31" + "0" * 1_000_000,
        "1",
    ],
)
def test_dates_that_are_refused(cell):
    """What is no day, or could be two, is an error that says what would be right; nothing is guessed."""
    with pytest.raises(InvalidValue) as caught:
        Dates().read(cell)
    assert len(str(caught.value)) < 300


def test_the_way_out_of_an_unreadable_date():
    """The message names both ways of writing and the switch between them."""
    with pytest.raises(InvalidValue) as caught:
        Dates().read("31/12/2022")
    assert (
        "a date must be a day that exists, with or without a time, got '31/12/2022'; "
        "write 2022-12-31 or 12/31/2022; 31/12/2022 is read with day first on"
    ) == str(caught.value)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("48000", "48000"), ("48000.50", "48000.50"), ("48,000.50", "48000.50"), ("1,234,567", "1234567"), (" 7 ", "7")],
)
def test_amounts_that_are_read(cell, amount):
    """Plain numbers, with or without commas between thousands."""
    assert Decimal(amount) == amount_of(cell)


@pytest.mark.parametrize("cell", ["", "x", "4,80", "1,23,4", "$5", "1e5", "NaN", "1" * 40, "1," + "000," * 1000 + "0"])
def test_amounts_that_are_refused(cell):
    """Anything that could be read two ways, or is too long, is an error."""
    with pytest.raises((InvalidValue, LimitExceeded)):
        amount_of(cell)


def test_more_shapes_that_exports_write():
    """A lower-case z, and parts of a second beyond the microsecond, which are cut off."""
    assert datetime(2022, 12, 31, 1, 2, 3, 123456, tzinfo=UTC) == Dates().read("2022-12-31T01:02:03.123456789z")


def test_what_dates_are_read_by_is_checked():
    """Whether the day is first is yes or no, and a zone is an object."""
    with pytest.raises(InvalidValue, match="whether the day is first must be a bool, got 'no'"):
        Dates(day_first="no")
    with pytest.raises(InvalidValue, match="a zone must be a tzinfo, got 'UTC'"):
        Dates(zone="UTC")


@pytest.mark.parametrize("cell", [None, 5, b"2026-03-02", ["2026-03-02"], 1.5])
def test_a_cell_is_text(cell):
    """What is no text is refused by name, as a date and as an amount."""
    with pytest.raises(InvalidValue, match="a date must be a str"):
        Dates().read(cell)
    with pytest.raises(InvalidValue, match="an amount must be a str"):
        amount_of(cell)
