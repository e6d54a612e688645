"""What working time costs, and gives, beside the packages that count it.

    python -m pip install -e ".[dev,benchmark]"
    python -m pytest tests/benchmarks/test_work_calendar.py -o addopts="" -s

The same intervals of an office from 9 to 17:30, Monday to Saturday, in UTC, in which all agree; then cases in which
they may not, each beside what is right.
"""

import datetime as dt
import warnings
from datetime import UTC, datetime, timedelta
from random import Random
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from salescycle.values import WEEKDAYS, WorkCalendar

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    reason = "the other side of this benchmark: install the extra benchmark"
    businesstimedelta = pytest.importorskip("businesstimedelta", reason=reason)
    pytz = pytest.importorskip("pytz", reason=reason)
    business_duration = pytest.importorskip("business_duration", reason=reason)

SPAN = (dt.time(9), dt.time(17, 30))
BERLIN = ZoneInfo("Europe/Berlin")


def intervals(count):
    """Draw intervals of up to sixty days."""
    rng = Random(11)
    start = datetime.fromisoformat("2025-01-01")
    begins = [start + timedelta(minutes=rng.randrange(500_000)) for _ in range(count)]
    return [(begin, begin + timedelta(minutes=rng.randrange(86_400))) for begin in begins]


def ours(zone=UTC, *spans):
    """Give what measures an interval by our calendar."""
    calendar = WorkCalendar(week={day: spans or ["09:00-17:30"] for day in WEEKDAYS[:6]}, zone=zone)
    return lambda start, end: calendar.elapsed(start.replace(tzinfo=zone), end.replace(tzinfo=zone))


def by_businesstimedelta(zone=UTC, start=SPAN[0], end=SPAN[1]):
    """Give what measures an interval by businesstimedelta, which takes zones of pytz only."""
    clock = pytz.timezone(str(zone))
    rules = businesstimedelta.Rules([businesstimedelta.WorkDayRule(start, end, [0, 1, 2, 3, 4, 5], tz=clock)])

    def measured(begin, stop):
        found = rules.difference(clock.localize(begin), clock.localize(stop))
        return timedelta(hours=found.hours, seconds=found.seconds)

    return measured


def by_business_duration(zone=None, start=SPAN[0], end=SPAN[1]):
    """Give what measures an interval by business-duration."""

    def measured(begin, stop):
        found = business_duration.businessDuration(
            begin.replace(tzinfo=zone), stop.replace(tzinfo=zone), start, end, [6], unit="min"
        )
        return timedelta(minutes=found)

    return measured


def seconds(work, given):
    """Give the least processor time of three runs for each interval."""
    spent = []
    for _ in range(3):
        begun = process_time()
        for start, end in given:
            work(start, end)
        spent.append((process_time() - begun) / len(given))
    return min(spent)


@pytest.mark.filterwarnings("ignore")
def test_ratios_of_an_interval():
    """Print what the working time of an interval costs, and in how many of them each agrees with ours."""
    given = intervals(3_000)
    mine = ours()
    aware = WorkCalendar(week={day: ["09:00-17:30"] for day in WEEKDAYS[:6]}, zone=UTC).elapsed
    instants = [(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)) for start, end in given]
    print(f"\nours {1e6 * seconds(aware, instants):.2f} us an interval")
    for name, other, some in (
        ("business-duration", by_business_duration(), given[:1_000]),
        ("businesstimedelta", by_businesstimedelta(), given[:200]),
    ):
        same = sum(abs(mine(*each) - other(*each)) < timedelta(seconds=1) for each in some)
        spent = seconds(other, some)
        ratio = spent / seconds(aware, instants)
        print(f"{name} {1e6 * spent:.0f} us, {ratio:.0f} times ours; the same in {same} of {len(some)}")


def at(text):
    """Read a wall clock."""
    return datetime.fromisoformat(text)


# (span, from, until, what is right); a span of all day is left out, since businesstimedelta searches it for ever
CASES = {
    "backwards": ("09:00-17:30", at("2026-05-06T09:00"), at("2026-05-05T09:00"), timedelta(hours=-8.5)),
    "a night": ("22:00-06:00", at("2026-05-04T12:00"), at("2026-05-05T12:00"), timedelta(hours=8)),
    "an hour skipped": ("22:00-06:00", at("2026-03-28T12:00"), at("2026-03-29T12:00"), timedelta(hours=7)),
    "an hour shown twice": ("22:00-06:00", at("2026-10-24T12:00"), at("2026-10-25T12:00"), timedelta(hours=9)),
    "over a Sunday of 25 hours": ("09:00-17:30", at("2026-10-24T12:00"), at("2026-10-26T12:00"), timedelta(hours=8.5)),
    "to the last minute": ("09:00-23:59", at("2026-05-04T09:00"), at("2026-05-05T00:00"), timedelta(minutes=899)),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CASES)
def test_cases_in_which_they_differ(name):
    """Print what each makes of a case, beside what is right; ours is held to it."""
    span, start, end, expected = CASES[name]
    clocks = [dt.time.fromisoformat(clock) for clock in span.split("-")]
    told = []
    for other in (by_business_duration, by_businesstimedelta):
        try:
            told.append(str(other(BERLIN, *clocks)(start, end)))
        except Exception as error:  # noqa: BLE001 - whatever it raises is what there is to tell
            told.append(f"{type(error).__name__}: {str(error)[:60]}")
    assert expected == ours(BERLIN, span)(start, end)
    print(f"\n{name}: {expected}; business-duration {told[0]}, businesstimedelta {told[1]}")
