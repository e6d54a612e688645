"""Periods: half-open, and cut by the calendar of a zone."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.values import Period

BERLIN = ZoneInfo("Europe/Berlin")
MICROSECOND = timedelta(microseconds=1)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def between(start: datetime, end: datetime) -> Period:
    return Period(start=start, end=end)


def test_a_period_is_half_open() -> None:
    """Its start belongs to it; its end, to the microsecond, belongs to the next one."""
    march = Period.month(2026, 3)
    assert [True, True, False, False] == [
        at(2026, 3, 1) in march,
        at(2026, 4, 1) - MICROSECOND in march,
        at(2026, 4, 1) in march,
        at(2026, 3, 1) - MICROSECOND in march,
    ]


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period.month(2026, 1), at(2026, 1, 1), at(2026, 2, 1)),
        (Period.month(2026, 12), at(2026, 12, 1), at(2027, 1, 1)),
        (Period.quarter(2026, 1), at(2026, 1, 1), at(2026, 4, 1)),
        (Period.quarter(2026, 4), at(2026, 10, 1), at(2027, 1, 1)),
        (Period.year(2026), at(2026, 1, 1), at(2027, 1, 1)),
        (Period.year(1901), at(1901, 1, 1), at(1902, 1, 1)),
        (Period.year(2198), at(2198, 1, 1), at(2199, 1, 1)),
    ],
)
def test_months_quarters_and_years_meet_the_next(period: Period, start: datetime, end: datetime) -> None:
    """Each goes from its first midnight to the next one's."""
    assert between(start, end) == period


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period.month(2026, 3, zone=BERLIN), at(2026, 2, 28, 23), at(2026, 3, 31, 22)),
        (Period.month(2026, 10, zone=BERLIN), at(2026, 9, 30, 22), at(2026, 10, 31, 23)),
        (Period.quarter(2026, 2, zone=ZoneInfo("Asia/Seoul")), at(2026, 3, 31, 15), at(2026, 6, 30, 15)),
        (Period.year(2026, zone=timezone(timedelta(hours=-5))), at(2026, 1, 1, 5), at(2027, 1, 1, 5)),
        # America/Asuncion put its clocks from 00:00 to 01:00 on 1 October 2017: that day has no midnight
        (Period.month(2017, 10, zone=ZoneInfo("America/Asuncion")), at(2017, 10, 1, 4), at(2017, 11, 1, 3)),
        # Africa/Casablanca, likewise, on 1 June 2009
        (Period.month(2009, 6, zone=ZoneInfo("Africa/Casablanca")), at(2009, 6, 1), at(2009, 6, 30, 23)),
        # America/Havana puts them from 01:00 back to 00:00 on 1 November 2026: that day has two midnights
        (Period.month(2026, 11, zone=ZoneInfo("America/Havana")), at(2026, 11, 1, 4), at(2026, 12, 1, 5)),
    ],
    ids=["spring", "autumn", "Seoul", "fixed offset", "no midnight", "no midnight, east", "two midnights"],
)
def test_a_calendar_is_of_a_zone(period: Period, start: datetime, end: datetime) -> None:
    """A month begins at the first instant of its first day where the seller is."""
    assert between(start, end) == period


@pytest.mark.parametrize(
    ("zone", "month"),
    [("America/Asuncion", (2017, 10)), ("Africa/Casablanca", (2009, 6)), ("America/Havana", (2026, 11))],
)
def test_no_instant_falls_between_two_months(zone: str, month: tuple[int, int]) -> None:
    """Where clocks change at midnight, one month still ends at the instant at which the next begins."""
    year, number = month
    here = ZoneInfo(zone)
    start = Period.month(year, number, zone=here).start
    assert start == Period.month(year, number - 1, zone=here).end
    assert (number, number - 1) == (start.astimezone(here).month, (start - MICROSECOND).astimezone(here).month)


def test_a_month_of_changed_clocks_has_its_true_length() -> None:
    """March is an hour short in Berlin, and October an hour long."""
    spring, autumn = Period.month(2026, 3, zone=BERLIN), Period.month(2026, 10, zone=BERLIN)
    assert timedelta(days=31, hours=-1) == spring.end - spring.start
    assert timedelta(days=31, hours=1) == autumn.end - autumn.start


def test_instants_come_in_through_their_door() -> None:
    """Both ends become UTC; what is naive, or no instant, is refused."""
    period = between(datetime(2026, 3, 2, 10, tzinfo=BERLIN), datetime(2026, 3, 3, 10, tzinfo=BERLIN))
    assert (at(2026, 3, 2, 9), UTC) == (period.start, period.start.tzinfo)
    with pytest.raises(InvalidValue, match="^an instant must be a datetime, got 2026-03-02; "):
        between(date(2026, 3, 2), at(2026, 3, 3))


@pytest.mark.parametrize("end", [at(2026, 3, 2), at(2026, 3, 1)], ids=["empty", "backward"])
def test_a_period_ends_after_it_starts(end: datetime) -> None:
    """An empty period and one that runs backward are refused."""
    with pytest.raises(InvalidValue) as refused:
        between(at(2026, 3, 2), end)
    message = f"the end of a period must come after its start 2026-03-02 00:00:00+00:00, got {end}"
    assert message == str(refused.value)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Period.month(2026, 0), "a month must be a whole number from 1 to 12, got 0"),
        (lambda: Period.month(2026, 13), "a month must be a whole number from 1 to 12, got 13"),
        (lambda: Period.month(2026, "3"), "a month must be a whole number from 1 to 12, got '3'"),
        (lambda: Period.quarter(2026, 5), "a quarter must be a whole number from 1 to 4, got 5"),
        (lambda: Period.quarter(2026, True), "a quarter must be a whole number from 1 to 4, got True"),
        (lambda: Period.year(1900), "a year must be a whole number from 1901 to 2198, got 1900"),
        (lambda: Period.year(2199), "a year must be a whole number from 1901 to 2198, got 2199"),
        (lambda: Period.year(2026.0), "a year must be a whole number from 1901 to 2198, got 2026.0"),
    ],
)
def test_what_no_calendar_has_is_refused(make: Callable[[], Period], message: str) -> None:
    """Months, quarters and years are whole numbers in range."""
    with pytest.raises(InvalidValue) as refused:
        make()
    assert message == str(refused.value)


def test_a_year_cuts_into_its_months_and_quarters() -> None:
    """Twelve months, four quarters, each as the calendar gives it."""
    year = Period.year(2026, zone=BERLIN)
    assert tuple(Period.month(2026, month, zone=BERLIN) for month in range(1, 13)) == year.months(zone=BERLIN)
    assert tuple(Period.quarter(2026, quarter, zone=BERLIN) for quarter in range(1, 5)) == year.quarters(zone=BERLIN)


def test_a_month_cuts_into_its_days_and_weeks() -> None:
    """The day on which clocks change has 23 hours; weeks begin on Mondays."""
    march = Period.month(2026, 3, zone=BERLIN)
    lengths = [day.end - day.start for day in march.days(zone=BERLIN)]
    assert [timedelta(hours=23 if day == 29 else 24) for day in range(1, 32)] == lengths
    expected = [at(2026, 2, 28, 23), *(at(2026, 3, day, 23) for day in (1, 8, 15, 22)), at(2026, 3, 29, 22)]
    assert expected == [week.start for week in march.weeks(zone=BERLIN)]


def test_a_day_that_a_zone_skipped_is_no_part() -> None:
    """Samoa had no 30 December 2011: the 29th meets the 31st."""
    apia = ZoneInfo("Pacific/Apia")
    turns = [at(2011, 12, 29, 10), at(2011, 12, 30, 10), at(2011, 12, 31, 10)]
    days = between(turns[0], turns[2]).days(zone=apia)
    assert (between(turns[0], turns[1]), between(turns[1], turns[2])) == days
    assert [29, 31] == [day.start.astimezone(apia).day for day in days]


def test_the_first_and_last_part_may_be_short() -> None:
    """A stretch that begins and ends amid a month is cut at the turns inside it."""
    stretch = between(at(2026, 1, 15), at(2026, 3, 10))
    february = Period.month(2026, 2)
    first, last = between(at(2026, 1, 15), at(2026, 2, 1)), between(at(2026, 3, 1), at(2026, 3, 10))
    assert (first, february, last) == stretch.months()
    assert (stretch,) == stretch.quarters()
    over = between(at(2026, 3, 10), at(2026, 4, 10))
    assert (between(over.start, at(2026, 4, 1)), between(at(2026, 4, 1), over.end)) == over.quarters()


def test_the_zone_of_a_cut_is_the_one_asked() -> None:
    """A month of UTC touches two months of Seoul."""
    march = Period.month(2026, 3)
    turn = at(2026, 3, 31, 15)
    assert (between(march.start, turn), between(turn, march.end)) == march.months(zone=ZoneInfo("Asia/Seoul"))


def test_a_cut_reaches_the_ends_of_the_range() -> None:
    """The first and the last month that an instant can lie in are cut like any other."""
    first = between(at(1900, 1, 1), at(1900, 1, 2))
    turn = at(1900, 1, 1, 5)
    west = timezone(timedelta(hours=-5))
    assert (between(first.start, turn), between(turn, first.end)) == first.months(zone=west)
    last = between(at(2199, 12, 15), at(2199, 12, 31))
    assert ((last,), (last,)) == (last.months(), last.quarters())


def test_a_period_reads_as_its_ends() -> None:
    """In UTC, to the minute."""
    assert "2026-03-01 00:00 to 2026-04-01 00:00 UTC" == str(Period.month(2026, 3))


def test_a_period_is_a_value() -> None:
    """It is equal to its like, hashes, and cannot be changed."""
    assert 1 == len({Period.month(2026, 3), between(at(2026, 3, 1), at(2026, 4, 1))})
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Period.month(2026, 3).end = at(2027, 1, 1)


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_period_survives_a_round_trip(again: Callable[[Period], Period]) -> None:
    """A copied or pickled period is equal to the first."""
    period = Period.month(2026, 3, zone=BERLIN)
    assert period == again(period)
    assert UTC is again(period).start.tzinfo


def test_a_zone_is_an_object() -> None:
    """The name of a zone is refused: finding it would read files, which is the host's to do."""
    with pytest.raises(InvalidValue) as refused:
        Period.month(2026, 3, zone="Europe/Berlin")
    told = "a zone must be a tzinfo, got 'Europe/Berlin'; give zoneinfo.ZoneInfo('Europe/Berlin')"
    assert told == str(refused.value)
