"""Law: the months of a period tile it, and so do its quarters, in every zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from salescycle.values import Period

MICROSECOND = timedelta(microseconds=1)
# clocks of some of these change at midnight, one skipped a whole day, two are as far from UTC as they go
ZONES = st.sampled_from(
    [
        UTC,
        timezone(timedelta(hours=14)),
        timezone(timedelta(hours=-12)),
        *map(
            ZoneInfo,
            [
                "Africa/Casablanca",
                "America/Asuncion",
                "America/Goose_Bay",
                "America/Havana",
                "America/Sao_Paulo",
                "Asia/Kathmandu",
                "Europe/Berlin",
                "Pacific/Apia",
            ],
        ),
    ]
)
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
LENGTHS = st.timedeltas(MICROSECOND, timedelta(days=1000))


@given(INSTANTS, LENGTHS, ZONES, st.booleans())
def test_months_tile_a_period(start: datetime, length: timedelta, zone: tzinfo, by_quarter: bool) -> None:
    """The parts meet, they begin and end where the period does, and each lies in one month or quarter of the zone."""
    whole = Period(start=start, end=min(start + length, datetime(2199, 12, 31, 23, tzinfo=UTC)))
    parts = whole.quarters(zone=zone) if by_quarter else whole.months(zone=zone)
    assert (whole.start, whole.end) == (parts[0].start, parts[-1].end)
    assert [] == [(one, two) for one, two in pairwise(parts) if one.end != two.start]

    def turn(instant: datetime) -> tuple[int, int]:
        local = instant.astimezone(zone)
        return local.year, (local.month - 1) // 3 if by_quarter else local.month

    turns = [turn(part.start) for part in parts]
    assert turns == [turn(part.end - MICROSECOND) for part in parts]
    assert sorted(set(turns)) == turns
