"""Working time is the sum of the minutes at which the wall clock shows a time within a span of its day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from salescycle.values import WEEKDAYS, WorkCalendar, WorkSpan

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

# a zone, and days about which its clocks change
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "America/St_Johns": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # by half an hour
    "America/Asuncion": (date(2024, 10, 6), date(2024, 3, 24)),  # at midnight
    "Pacific/Apia": (date(2011, 12, 30), date(2012, 4, 1)),  # skipped a day
    "Asia/Kathmandu": (date(2026, 1, 1),),  # never, and lies 5:45 ahead
    "UTC": (date(2026, 1, 1),),
}
MINUTES_OF_A_DAY = st.integers(0, 24 * 60).map(lambda minutes: minutes * MINUTE)


@st.composite
def days(draw):
    """Draw up to three spans that do not overlap; only the last may run over midnight."""
    times = sorted(draw(st.lists(MINUTES_OF_A_DAY, max_size=6, unique=True)))
    spans = [WorkSpan(start=start, end=end) for start, end in zip(times[::2], times[1::2], strict=False)]
    evening = times[-1] if len(times) % 2 and times[-1] < DAY else None
    night = draw(st.integers(0, 24 * 60)) * MINUTE
    if evening is not None and night < evening:
        spans.append(WorkSpan(start=evening, end=night))
    return spans


@st.composite
def calendars(draw):
    """Draw a calendar, and a day about which its clocks may change."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    about = draw(st.sampled_from(CHANGES[zone])) + draw(st.integers(-2, 2)) * DAY
    week = draw(st.dictionaries(st.sampled_from(WEEKDAYS), days(), min_size=1).filter(lambda week: any(week.values())))
    near = st.integers(-2, 2).map(lambda count: about + count * DAY)
    off, own = draw(st.sets(near, max_size=2)), draw(st.dictionaries(near, days(), max_size=2))
    return WorkCalendar(week=week, zone=ZoneInfo(zone), holidays=off, exceptions=own), about


def is_worked(calendar, instant):
    """Say by the words of its docstring whether an instant is working time."""
    shown = instant.astimezone(calendar.zone)
    today, clock = shown.date(), timedelta(hours=shown.hour, minutes=shown.minute)
    for day, time in ((today, clock), (today - DAY, clock + DAY)):
        if any(span.start <= time < span.until for span in spans_on(calendar, day)):
            return True
    return False


def spans_on(calendar, day):
    exceptions = dict(calendar.exceptions)
    if day in exceptions:
        return exceptions[day]
    return () if day in calendar.holidays else calendar.week[day.weekday()]


def minutes(about, draw, count):
    """Draw instants, in whole minutes, within two days of a day."""
    noon = datetime(about.year, about.month, about.day, 12, tzinfo=UTC)
    return [noon + draw(st.integers(-2 * 24 * 60, 2 * 24 * 60)) * MINUTE for _ in range(count)]


@given(calendars(), st.data())
def test_elapsed_counts_the_minutes_worked(drawn, data):
    """The working time between two instants is as many minutes as are worked; the other way round, less than none."""
    calendar, about = drawn
    first, last = sorted(minutes(about, data.draw, 2))
    worked = sum(is_worked(calendar, first + count * MINUTE) for count in range((last - first) // MINUTE))
    assert (worked * MINUTE, -worked * MINUTE) == (calendar.elapsed(first, last), calendar.elapsed(last, first))


@given(calendars(), st.data())
def test_open_is_worked_and_the_next_open_is_the_first(drawn, data):
    """An instant is open when it is worked, and the next open one is the first from it on that is."""
    calendar, about = drawn
    (instant,) = minutes(about, data.draw, 1)
    assert is_worked(calendar, instant) == calendar.is_open(instant)
    following = calendar.next_open(instant)
    assert is_worked(calendar, following)
    assert not any(is_worked(calendar, instant + n * MINUTE) for n in range(min((following - instant) // MINUTE, 3000)))


@given(calendars(), st.data())
def test_a_day_is_the_time_that_begins_on_it(drawn, data):
    """The periods of a day hold the minutes that its spans make worked, and it is a working day if it has spans."""
    calendar, about = drawn
    day = about + data.draw(st.integers(-2, 2)) * DAY
    assert bool(spans_on(calendar, day)) == calendar.is_work_day(day)
    for period in calendar.day(day):
        assert (period.end - period.start) == calendar.elapsed(period.start, period.end)
