"""Recurrences: what a rule may say, how it is written, and on which days it falls."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from salescycle import InvalidValue, LimitExceeded, Recurrence
from salescycle.followup import OCCURRENCE_LIMIT

BERLIN = ZoneInfo("Europe/Berlin")
FOR_EVER = datetime(2199, 12, 31, 23, tzinfo=UTC)


def start(text="2026-01-31 09:00"):
    """Give an instant in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def days(rule, count, begin="2026-01-31 09:00"):
    """Give the first so many days of a rule."""
    found = Recurrence.parse(rule).occurrences(start=start(begin), zone=BERLIN)
    return [f"{at.astimezone(BERLIN):%d.%m.%y}" for at in islice(found, count)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=10", ["31.01.26", "10.02.26", "20.02.26"]),
        ("FREQ=DAILY;BYDAY=SA,SU", ["31.01.26", "01.02.26", "07.02.26"]),
        ("FREQ=DAILY;BYMONTHDAY=1", ["01.02.26", "01.03.26", "01.04.26"]),
        ("FREQ=WEEKLY", ["31.01.26", "07.02.26", "14.02.26"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO", ["09.02.26", "12.02.26", "23.02.26"]),
        ("FREQ=MONTHLY;COUNT=2", ["31.01.26", "28.02.26"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31,-1", ["31.01.26", "28.02.26", "31.03.26"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30,31", ["31.01.26", "28.02.26", "30.03.26"]),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", ["02.02.26", "27.02.26", "02.03.26"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", ["13.02.26", "13.03.26", "13.11.26"]),
        ("FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", []),
        ("FREQ=MONTHLY;INTERVAL=12", ["31.01.26", "31.01.27", "31.01.28"]),
        ("FREQ=YEARLY;INTERVAL=4", ["31.01.26", "31.01.30", "31.01.34"]),
    ],
)
def test_a_rule_falls_on_its_days(rule, expected) -> None:
    """By hand, from a calendar; a day that a month does not have is its last."""
    assert expected == days(rule, 3)


def test_the_29th_of_february_is_the_28th_in_other_years() -> None:
    """Each year, on the last day that is not later."""
    assert ["29.02.28", "28.02.29", "28.02.30", "28.02.31", "29.02.32"] == days("FREQ=YEARLY", 5, "2028-02-29 09:00")


def test_the_wall_clock_keeps_its_time() -> None:
    """At half past two each night: one that is skipped is an hour later, of one shown twice it is the first."""
    spring = Recurrence.parse("FREQ=DAILY;COUNT=3").occurrences(start=start("2026-03-28 02:30"), zone=BERLIN)
    assert ["01:30", "01:30", "00:30"] == [f"{at:%H:%M}" for at in spring]
    autumn = Recurrence.parse("FREQ=DAILY;COUNT=3").occurrences(start=start("2026-10-24 02:30"), zone=BERLIN)
    assert ["00:30", "00:30", "01:30"] == [f"{at:%H:%M}" for at in autumn]


def test_a_start_at_the_second_showing_is_not_left_out() -> None:
    """The second half past two of the night is where it starts, and the first one is before it."""
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    found = Recurrence.parse("FREQ=DAILY;COUNT=2").occurrences(start=second, zone=BERLIN)
    assert [second, second + timedelta(days=1)] == list(found)


def test_a_time_that_was_shown_twice_is_the_first_of_its_showings_later() -> None:
    """What begins at a second half past two is as much later as others where the clocks skip half past two."""
    second, night = datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, tzinfo=UTC)
    (skips,) = Recurrence.parse("FREQ=DAILY").occurrences(
        start=second, zone=BERLIN, after=night, until=night + timedelta(hours=9)
    )
    assert "03:30" == f"{skips.astimezone(BERLIN):%H:%M}"


def test_after_and_until_cut() -> None:
    """Later than the one, up to and with the other; the rule's own end holds too, and the count counts all."""
    rule = Recurrence.parse("FREQ=DAILY;COUNT=5")
    first, day = start(), timedelta(days=1)
    assert [first + 2 * day] == list(
        rule.occurrences(start=first, zone=BERLIN, after=first + day, until=first + 2 * day)
    )
    ends = Recurrence.parse("FREQ=DAILY;UNTIL=20260202T080000Z")
    assert 3 == len(list(ends.occurrences(start=first, zone=BERLIN)))
    assert 3 == len(list(ends.occurrences(start=first, zone=BERLIN, until=FOR_EVER)))


def test_there_is_an_end_to_all() -> None:
    """No more than the limit, and nothing after 2199; nothing is looked for before it is asked for."""
    found = Recurrence.parse("FREQ=DAILY").occurrences(start=start(), zone=BERLIN)
    assert OCCURRENCE_LIMIT == sum(1 for _ in islice(found, OCCURRENCE_LIMIT))
    with pytest.raises(LimitExceeded, match="occurrences of a recurrence must be at most 10000"):
        next(found)
    assert 174 == len(list(Recurrence.parse("FREQ=YEARLY").occurrences(start=start(), zone=BERLIN)))
    evening = datetime(2199, 12, 30, 3, tzinfo=UTC)
    west = Recurrence.parse("FREQ=DAILY").occurrences(start=evening, zone=ZoneInfo("America/New_York"))
    assert [evening, evening + timedelta(days=1)] == list(west)


def test_a_zone_and_aware_instants_are_asked_for_at_once() -> None:
    """Not only when the first occurrence is taken."""
    rule = Recurrence.parse("FREQ=DAILY")
    with pytest.raises(InvalidValue):
        rule.occurrences(start=datetime(2026, 1, 1), zone=BERLIN)  # noqa: DTZ001
    with pytest.raises(InvalidValue):
        rule.occurrences(start=start(), zone="Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYDAY=1MO,-1FR;BYMONTHDAY=1,-28;COUNT=10000",
        "FREQ=YEARLY;UNTIL=20261231T235959Z",
    ],
)
def test_a_rule_is_written_as_it_was_read(text) -> None:
    """Its text is the RFC's, and in one order."""
    assert text == Recurrence.parse(text).text
    assert Recurrence.parse(text) == Recurrence.parse(text.lower().replace("t2", "T2").replace("z", "Z"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ",
        "FREQ=",
        "FREQ=HOURLY",
        "FREQ=DAILY;",
        "INTERVAL=2",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1001",
        "FREQ=DAILY;INTERVAL=1e3",
        "FREQ=DAILY;INTERVAL=٣",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=10001",
        "FREQ=DAILY;COUNT=2;UNTIL=20261231T235959Z",
        "FREQ=DAILY;UNTIL=20261231",
        "FREQ=DAILY;UNTIL=20261331T000000Z",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;BYDAY=1MO",
        "FREQ=WEEKLY;BYDAY=-1MO",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=-29",
        "FREQ=YEARLY;BYDAY=MO",
        "FREQ=YEARLY;BYMONTHDAY=1",
        "FREQ=SECONDLY;BYSECOND=61",
        "FREQ=DAILY;BYSETPOS=1",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY;COUNT=" + "9" * 180,
        None,
        7,
    ],
)
def test_all_else_is_refused(text) -> None:
    """What is not in the small grammar, or has no sense there."""
    with pytest.raises(InvalidValue):
        Recurrence.parse(text)


def test_long_texts_are_not_read() -> None:
    """A limit on what is read at all, and on the days that are named."""
    with pytest.raises(LimitExceeded, match="at most 200 characters"):
        Recurrence.parse("FREQ=DAILY;" * 10_000)
    with pytest.raises(InvalidValue):
        Recurrence(frequency="weekly", by_day=["MO" * 1000])
    with pytest.raises(InvalidValue, match="whole second"):
        Recurrence(frequency="daily", until=datetime(2026, 1, 1, microsecond=1, tzinfo=UTC))
