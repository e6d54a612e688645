"""Law: on days that each month has, a recurrence gives what dateutil's rrule gives on the wall clock of any zone.

Where a month lacks the day, RFC 5545 skips the month and we take its last day, which the RFC can say as well: of the
days from the 28th on, the last (BYSETPOS=-1). So that is asked of rrule there.
"""

from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from salescycle import Recurrence

# an hour, half an hour, at midnight, in the other half of the year, and a whole day left out at its change of date
ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia")
]
FREQUENCIES = {"daily": rrule.DAILY, "weekly": rrule.WEEKLY, "monthly": rrule.MONTHLY, "yearly": rrule.YEARLY}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST = datetime(2010, 1, 1, tzinfo=UTC)
STARTS = st.integers(0, 18 * 366 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))
NAMED = st.lists(st.sampled_from(DAYS), max_size=3, unique=True)
NUMBERED = st.lists(
    st.tuples(st.sampled_from([1, 2, 4, 5, -1, -2]), st.sampled_from(DAYS)), min_size=1, max_size=2, unique=True
)
NUMBERS = st.integers(1, 28) | st.integers(-28, -1)
FEW = 40


@st.composite
def rules(draw):
    """Draw a rule, and the arguments of rrule that say the same."""
    frequency, interval = draw(st.sampled_from(sorted(FREQUENCIES))), draw(st.integers(1, 5))
    fields = {"frequency": frequency, "interval": interval}
    same = {"freq": FREQUENCIES[frequency], "interval": interval}
    if frequency == "monthly" and draw(st.booleans()):
        numbered = draw(NUMBERED)
        fields["by_day"] = [f"{n}{day}" for n, day in numbered]
        same["byweekday"] = [rrule.weekday(DAYS.index(day), n) for n, day in numbered]
    elif frequency != "yearly":
        if named := draw(NAMED):
            fields["by_day"] = named
            same["byweekday"] = [DAYS.index(day) for day in named]
        if frequency != "weekly" and draw(st.booleans()):
            fields["by_month_day"] = same["bymonthday"] = draw(st.lists(NUMBERS, min_size=1, max_size=3))
    fields |= draw(st.sampled_from([{}, {"count": draw(st.integers(1, FEW))}, {"until": draw(STARTS)}]))
    return fields, same


def truth(same, start, zone):
    """Give the instants of rrule, on the wall clock; none before the start."""
    first = start.astimezone(zone).replace(tzinfo=None)
    kind = same
    if same["freq"] in (rrule.MONTHLY, rrule.YEARLY) and not same.keys() & {"byweekday", "bymonthday"}:
        month = {} if same["freq"] == rrule.MONTHLY else {"bymonth": first.month}
        days = {"bymonthday": list(range(min(28, first.day), first.day + 1)), "bysetpos": -1}
        kind = same | month | days
    shown = rrule.rrule(dtstart=first, **kind)
    return takewhile(lambda at: at.year < 2200, (max(at.replace(tzinfo=zone).astimezone(UTC), start) for at in shown))


@given(rules(), STARTS, st.sampled_from(ZONES))
def test_a_recurrence_is_what_rrule_says(rule, start, zone):
    """The first forty, over changes of the clocks."""
    fields, same = rule
    ours = list(islice(Recurrence(**fields).occurrences(start=start, zone=zone), FEW))
    expected = islice(truth(same, start, zone), fields.get("count", FEW))
    until = fields.get("until")
    assert [at for at in expected if until is None or at <= until] == ours


@given(rules(), STARTS, st.sampled_from(ZONES), st.integers(0, 400), st.integers(0, 400))
def test_a_part_of_it_is_a_part_of_the_whole(rule, start, zone, after, length):
    """Asking for what is later than one day and up to another cuts the whole, and its text says the same."""
    made = Recurrence(**rule[0])
    first, last = start + timedelta(days=after), start + timedelta(days=after + length)
    part = list(made.occurrences(start=start, zone=zone, after=first, until=last))
    whole = list(Recurrence.parse(made.text).occurrences(start=start, zone=zone, until=last))
    assert part == [at for at in whole if at > first]
