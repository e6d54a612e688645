"""Working time adds up, never runs back, and what is added has elapsed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.values import WorkCalendar

CALENDARS = [
    WorkCalendar.weekdays("09:00-12:30", "13:30-18:00", zone=ZoneInfo("Europe/Berlin")),
    WorkCalendar.weekdays("22:00-06:00", zone=ZoneInfo("Australia/Lord_Howe")),
    WorkCalendar(week={"sat": ["00:00-24:00"], "sun": ["00:00-24:00"]}, zone=ZoneInfo("America/New_York")),
    WorkCalendar(week={"wed": ["09:00-09:01"]}, zone=UTC),
]
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=750)).map(lambda time: datetime(2024, 12, 20, tzinfo=UTC) + time)
TIMES = st.timedeltas(timedelta(0), timedelta(days=20))


@pytest.mark.parametrize("calendar", CALENDARS, ids=["office", "night", "weekend", "minute"])
class TestEveryCalendar:
    """The laws hold to the microsecond, across years, for calendars of every kind."""

    @given(st.tuples(INSTANTS, INSTANTS, INSTANTS))
    def test_parts_sum_to_the_whole(self, calendar, instants):
        """From a to b and from b to c is from a to c, in whatever order they lie."""
        a, b, c = instants
        assert calendar.elapsed(a, c) == calendar.elapsed(a, b) + calendar.elapsed(b, c)

    @given(st.tuples(INSTANTS, INSTANTS))
    def test_it_never_runs_back_nor_faster_than_the_clock(self, calendar, instants):
        """Between two instants lies no less than no working time, and no more than time."""
        first, last = sorted(instants)
        assert timedelta(0) <= calendar.elapsed(first, last) <= last - first

    @given(INSTANTS, TIMES)
    def test_what_was_added_has_elapsed(self, calendar, start, working_time):
        """As much as was added lies between, and a microsecond earlier it did not yet."""
        time = working_time / (1 if calendar.elapsed(start, start + timedelta(days=8)) > timedelta(hours=1) else 10_000)
        due = calendar.add(start, time)
        assert time == calendar.elapsed(start, due)
        if time:
            assert time > calendar.elapsed(start, due - timedelta(microseconds=1))

    @given(INSTANTS, TIMES)
    def test_what_was_taken_off_has_elapsed(self, calendar, end, working_time):
        """As much as was taken off lies between, and from a microsecond later it does not."""
        time = working_time / (1 if calendar.elapsed(end - timedelta(days=8), end) > timedelta(hours=1) else 10_000)
        start = calendar.add(end, -time)
        assert time == calendar.elapsed(start, end)
        if time:
            assert time > calendar.elapsed(start + timedelta(microseconds=1), end)
