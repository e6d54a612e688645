"""Days: which of them begin in a period, where midnight is elsewhere."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from salescycle import InvalidValue, Period
from salescycle.metrics._days import day_of, days_in

SEOUL, NEW_YORK, BEIRUT = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Beirut")


@pytest.mark.parametrize("zone", [UTC, SEOUL, NEW_YORK, BEIRUT])
def test_a_month_of_a_zone_has_its_days(zone):
    """All days of it and no other, also where clocks skip the midnight of one."""
    assert (date(2026, 3, 1), date(2026, 4, 1)) == days_in(Period.month(2026, 3, zone=zone), zone)
    assert (date(2026, 1, 1), date(2027, 1, 1)) == days_in(Period.year(2026, zone=zone), zone)


def test_a_day_counts_where_it_begins():
    """A period from noon to noon has the day that begins between."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert (date(2026, 3, 3), date(2026, 3, 4)) == days_in(Period(start=noon, end=noon + timedelta(days=1)), UTC)


def test_the_day_of_an_instant_depends_on_the_zone():
    """Late on Monday in New York is Tuesday in Seoul."""
    late = datetime(2026, 3, 2, 22, tzinfo=timezone(timedelta(hours=-5)))
    assert [2, 3, 3] == [day_of(late, zone).day for zone in (NEW_YORK, UTC, SEOUL)]
    with pytest.raises(InvalidValue, match="a zone must be a tzinfo"):
        day_of(late, "Asia/Seoul")


def test_a_period_is_a_period():
    """Anything else is refused with an example."""
    with pytest.raises(InvalidValue, match=r"a period must be a Period, got '2026-Q1'; for example Period.quarter"):
        days_in("2026-Q1", UTC)
