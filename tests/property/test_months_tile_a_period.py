"""Law: the months of a period tile it, and so do its quarters, weeks and days, in every zone."""

from __future__ import annotations

from collections.abc import Callable
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


# how a period is cut, and what of a local instant is the same within each part
CUTS = st.sampled_from(
    [
        (Period.days, lambda local: local.date()),
        (Period.weeks, lambda local: local.isocalendar()[:2]),
        (Period.months, lambda local: (local.year, local.month)),
        (Period.quarters, lambda local: (local.year, (local.month - 1) // 3)),
    ]
)


@given(INSTANTS, LENGTHS, ZONES, CUTS)
def test_months_tile_a_period(
    start: datetime,
    length: timedelta,
    zone: tzinfo,
    cut: tuple[Callable[..., tuple[Period, ...]], Callable[[datetime], object]],
) -> None:
    """The parts meet, begin and end where the period does, and each lies in one day, week, month or quarter there."""
    parts_of, turn_of = cut
    whole = Period(start=start, end=min(start + length, datetime(2199, 12, 31, 23, tzinfo=UTC)))
    parts = parts_of(whole, zone=zone)
    assert (whole.start, whole.end) == (parts[0].start, parts[-1].end)
    assert [] == [(one, two) for one, two in pairwise(parts) if one.end != two.start]
    turns = [turn_of(part.start.astimezone(zone)) for part in parts]
    assert turns == [turn_of((part.end - MICROSECOND).astimezone(zone)) for part in parts]
    assert sorted(set(turns)) == turns
