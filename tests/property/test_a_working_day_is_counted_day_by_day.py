"""Law: a step is due on the working day that one reaches by counting days on the calendar one after the other."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from salescycle import CadenceStep, WorkCalendar
from salescycle.values import WEEKDAYS

DAY = timedelta(days=1)
ZONES = [ZoneInfo(name) for name in ("UTC", "Asia/Seoul", "America/St_Johns", "Australia/Lord_Howe")]
WORKED = st.sets(st.sampled_from(WEEKDAYS), min_size=1)
HOLIDAYS = st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=20)
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: JANUARY + timedelta(minutes=minutes))


@given(WORKED, HOLIDAYS, st.sampled_from(ZONES), MOMENTS, st.integers(0, 25))
def test_a_step_is_due_on_its_working_day(worked, holidays, zone, moment, day):
    """Nine to five on some days of the week: the first day is the one on which work goes on, at or after enrolment."""
    calendar = WorkCalendar(week={name: ["09:00-17:00"] for name in worked}, zone=zone, holidays=holidays)
    enrolled = moment.astimezone(zone)

    def is_worked(some):
        return WEEKDAYS[some.weekday()] in worked and some not in holidays

    some = enrolled.date()
    if enrolled.time() >= time(17):
        some += DAY
    while not is_worked(some):
        some += DAY
    for _ in range(day):
        some += DAY
        while not is_worked(some):
            some += DAY
    opening = datetime.combine(some, time(9), tzinfo=zone)
    # on the first day it is due at once where work has begun
    expected = max(opening, enrolled) if day == 0 else opening
    step = CadenceStep(channel="call", day=day)
    assert [expected.astimezone(UTC)] == list(step.occurrences(enrolled=enrolled, calendar=calendar))
