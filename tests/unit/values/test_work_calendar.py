"""Working time: spans, days off, days of their own, and what is refused."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from salescycle import InvalidValue, LimitExceeded, Period
from salescycle.values import WEEKDAYS, WorkCalendar, WorkSpan

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkCalendar.weekdays(
    "13:30-18:00",
    "09:00-12:30",
    zone=BERLIN,
    holidays={date(2026, 5, 1)},
    exceptions={date(2026, 5, 2): ["10:00-14:00"], date(2026, 5, 4): []},
)


def at(day, hour=0, minute=0, *, month=5):
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(30, 9, month=4), at(30, 18, month=4), 8),
        (at(30, 12, month=4), at(30, 14, month=4), 1),
        (at(30, 17, month=4), at(2, 11), 2),
        (at(3), at(4, 23), 0),
        (at(1), at(6), 12),
        (at(6), at(1), -12),
    ],
    ids=["a day", "over lunch", "over a holiday", "a Sunday and a Monday off", "a Saturday worked", "backwards"],
)
def test_elapsed_is_what_was_worked(start: datetime, end: datetime, hours: int) -> None:
    """A holiday counts nothing, and a day of its own counts its own spans whatever weekday it is."""
    assert hours * HOUR == OFFICE.elapsed(start, end)


@pytest.mark.parametrize(
    ("start", "time", "expected"),
    [
        (at(30, 17, 30, month=4), HOUR, at(2, 10, 30)),
        (at(30, 17, month=4), HOUR, at(30, 18, month=4)),
        (at(3, 3), HOUR, at(5, 10)),
        (at(3, 3), timedelta(0), at(3, 3)),
        (at(5, 9, 30), -HOUR, at(2, 13, 30)),
    ],
    ids=["into the next day", "to the end of a span", "from outside", "none", "back"],
)
def test_add_gives_when_it_has_been_worked(start: datetime, time: timedelta, expected: datetime) -> None:
    """What is due at the end of a span is due then; from outside, the time runs from the next opening."""
    assert expected == OFFICE.add(start, time)


def test_it_opens_with_a_start_and_is_closed_at_an_end() -> None:
    """Spans are half-open."""
    assert (True, False, True) == (OFFICE.is_open(at(5, 9)), OFFICE.is_open(at(5, 12, 30)), OFFICE.is_open(at(5, 12)))
    assert (at(5, 13, 30), at(5, 10)) == (OFFICE.next_open(at(5, 12, 30)), OFFICE.next_open(at(5, 10)))


def test_days_are_told() -> None:
    """A day gives its stretches as periods, and whether it is one of work."""
    morning, afternoon = OFFICE.day(date(2026, 5, 5))
    assert (Period(start=at(5, 9), end=at(5, 12, 30)), at(5, 18)) == (morning, afternoon.end)
    days = [date(2026, 5, day) for day in range(1, 6)]
    assert [False, True, False, False, True] == [OFFICE.is_work_day(day) for day in days]


@pytest.mark.parametrize(("on", "after", "expected"), [(1, 0, 2), (2, 0, 2), (2, 1, 5), (3, 1, 6), (4, 5, 12)])
def test_working_days_are_counted_from_one(on: int, after: int, expected: int) -> None:
    """Counting begins with the day, or with the next one that is worked."""
    assert date(2026, 5, expected) == OFFICE.work_day(date(2026, 5, on), after=after)


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    """The night before a holiday is worked to its end, and the holiday's own is not begun."""
    night = WorkCalendar.weekdays("22:00-06:00", zone=BERLIN, holidays={date(2026, 5, 1)})
    assert 8 * HOUR == night.elapsed(at(30, 12, month=4), at(1, 12))
    assert timedelta(0) == night.elapsed(at(1, 12), at(3, 12))


def test_a_span_may_end_at_midnight() -> None:
    """To 00:00 is to 24:00: one stretch of the day, with nothing of the next, also where clocks skip midnight."""
    for zone in (UTC, BERLIN, ZoneInfo("America/Asuncion")):
        late, same = (WorkCalendar(week={"sat": [f"18:00-{end}"]}, zone=zone) for end in ("00:00", "24:00"))
        (period,) = late.day(date(2024, 10, 5))
        assert (6 * HOUR, (period,)) == (period.end - period.start, same.day(date(2024, 10, 5)))


def test_the_hour_that_clocks_skip_or_show_twice() -> None:
    """A night of summer time's beginning is an hour short, one of its end an hour long."""
    night = WorkCalendar(week={"sat": ["22:00-06:00"]}, zone=BERLIN)
    assert 7 * HOUR == night.elapsed(at(28, 12, month=3), at(29, 12, month=3))
    assert 9 * HOUR == night.elapsed(at(24, 12, month=10), at(25, 12, month=10))


def test_a_part_of_an_hour_shown_twice_is_worked_twice() -> None:
    """From 2:15 to 2:45 of the night on which 2 to 3 comes twice are two half hours."""
    twice = WorkCalendar(week={"sun": ["02:15-02:45"]}, zone=BERLIN)
    first, second = twice.day(date(2026, 10, 25))
    assert (HOUR / 2, HOUR / 2, HOUR / 2) == (
        first.end - first.start,
        second.start - first.end,
        second.end - second.start,
    )
    assert () == twice.day(date(2026, 3, 29))


def test_sums_run_over_years() -> None:
    """Ten years of one hour a week."""
    weekly = WorkCalendar(week={"mon": ["09:00-10:00"]}, zone=UTC)
    start, end = datetime(2016, 1, 4, 9, tzinfo=UTC), datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert 522 * HOUR == weekly.elapsed(start, end)
    assert end + HOUR == weekly.add(start, 523 * HOUR)
    assert start == weekly.add(end, -522 * HOUR)


def test_all_day_every_day_is_the_clock() -> None:
    """Without a break, working time is time."""
    always = WorkCalendar(week={day: ["00:00-24:00"] for day in WEEKDAYS}, zone=UTC)
    assert at(6) - at(1) == always.elapsed(at(1), at(6))


def test_calendars_are_values() -> None:
    """Equal ones are equal and hash alike; copies and pickles work on."""
    other = WorkCalendar.weekdays(
        "09:00-12:30", "13:30-18:00", zone=BERLIN, holidays={date(2026, 5, 1)}, exceptions=dict(OFFICE.exceptions)
    )
    assert (OFFICE, hash(OFFICE)) == (other, hash(other))
    for copied in (copy.deepcopy(OFFICE), pickle.loads(pickle.dumps(OFFICE))):
        assert (OFFICE, 8 * HOUR) == (copied, copied.elapsed(at(5), at(6)))


def test_holidays_may_be_anything_that_contains_dates() -> None:
    """A rule serves as well as a set."""

    class Fridays:
        def __contains__(self, day: object) -> bool:
            return isinstance(day, date) and day.weekday() == 4

    assert 32 * HOUR == WorkCalendar.weekdays("09:00-17:00", zone=UTC, holidays=Fridays()).elapsed(at(4), at(11))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("9-17", "must be two times of day with a dash between"),
        ("09:00", "must be two times of day with a dash between"),
        ("09:00-25:00", "must be two times of day with a dash between"),
        ("09:00-24:01", "must be two times of day with a dash between"),
        ("09:60-10:00", "must be two times of day with a dash between"),
        (None, "must be two times of day with a dash between"),
        ("24:00-06:00", "must begin before 24:00 and have a length"),
        ("09:00-09:00", "must begin before 24:00 and have a length"),
    ],
)
def test_a_span_that_is_none_is_refused(text: str, rule: str) -> None:
    """Text must be two times of a day that differ."""
    with pytest.raises(InvalidValue, match=rule):
        WorkSpan.parse(text)


@pytest.mark.parametrize("time", [timedelta(seconds=90), timedelta(-1), timedelta(hours=25), 9])
def test_a_time_of_day_is_whole_minutes_of_one(time: timedelta) -> None:
    """Seconds, negative times and more than a day are refused."""
    with pytest.raises(InvalidValue, match="a time of day must be whole minutes from 00:00 to 24:00"):
        WorkSpan(start=time, end=timedelta(hours=24))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"week": {}}, "a working week must have a span on some day"),
        ({"week": {"mon": []}}, "a working week must have a span on some day"),
        ({"week": ["09:00-17:00"]}, "a working week must be a mapping"),
        ({"week": {"monday": ["09:00-17:00"]}}, "a day of the week must be one of mon, tue"),
        ({"week": {"mon": "09:00-17:00"}}, "the spans of a day must be several"),
        ({"week": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "must not overlap, got '09:00-12:00 and 11:00-13:00'"),
        ({"zone": "Europe/Berlin"}, "a zone must be a tzinfo"),
        ({"holidays": "2026-05-01"}, "holidays must be something that contains dates"),
        ({"holidays": 3}, "holidays must be something that contains dates"),
        ({"exceptions": [date(2026, 5, 1)]}, "exceptional days must be a mapping"),
        ({"exceptions": {"2026-05-01": []}}, "a date must be a date"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(given: dict[str, object], message: str) -> None:
    """Each error names the thing, the rule and what came."""
    with pytest.raises(InvalidValue) as refused:
        WorkCalendar(**({"week": {"mon": ["09:00-17:00"]}, "zone": UTC} | given))
    assert message in str(refused.value)


class Always:
    """Contains every date."""

    def __contains__(self, day: object) -> bool:
        return True


def test_a_calendar_of_holidays_alone_has_an_end() -> None:
    """Where nothing is ever worked, no search runs on for ever."""
    idle = WorkCalendar.weekdays("09:00-17:00", zone=UTC, holidays=Always())
    assert timedelta(0) == idle.elapsed(at(1), at(6))
    for ask in (
        lambda: idle.next_open(at(1)),
        lambda: idle.add(at(1), HOUR),
        lambda: idle.add(at(1), -HOUR),
        lambda: idle.work_day(date(2026, 5, 1)),
    ):
        with pytest.raises(LimitExceeded, match="working time must be done again within 5 years"):
            ask()


def test_what_ends_past_the_last_year_is_refused() -> None:
    """Working time ends within the years that instants may have."""
    weekly = WorkCalendar(week={"mon": ["09:00-10:00"]}, zone=UTC)
    with pytest.raises(LimitExceeded, match="must end within the years 1900 to 2199"):
        weekly.add(datetime(2199, 12, 31, tzinfo=UTC), HOUR)
    with pytest.raises(InvalidValue, match="working time must be a timedelta"):
        weekly.add(at(1), 3)  # type: ignore[arg-type]


def test_a_changed_calendar_keeps_the_rest() -> None:
    """What passed the doors passes again."""
    assert 8 * HOUR == attrs.evolve(OFFICE, holidays=()).elapsed(at(1), at(2))
