"""Law: the time that deals are open is the same added up by instant and by deal, and none come or go uncounted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from salescycle.metrics import littles_law, work_in_progress
from salescycle.values import Period, days

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
PERIOD = Period(start=START + 10 * HOUR, end=START + 40 * HOUR)


def spans(least: int = 0, most: int = 50) -> st.SearchStrategy[dict[tuple[datetime, datetime | None], int]]:
    """Draw openings and closes by the hour, some still open."""
    hours = st.tuples(st.integers(least, most), st.none() | st.integers(least, most))
    return st.dictionaries(
        hours.filter(lambda pair: pair[1] is None or pair[0] <= pair[1]).map(
            lambda pair: (START + pair[0] * HOUR, None if pair[1] is None else START + pair[1] * HOUR)
        ),
        st.integers(0, 4),
        max_size=12,
    )


@given(spans())
def test_open_time_is_conserved(drawn: dict[tuple[datetime, datetime | None], int]) -> None:
    """The integral of the open count is the sum of the times within the period: the sample path of Little's law."""
    work = work_in_progress(drawn, period=PERIOD)
    within = timedelta(0)
    for (opened, closed), count in drawn.items():
        until = PERIOD.end if closed is None else min(closed, PERIOD.end)
        within += count * max(until - max(opened, PERIOD.start), timedelta(0))
    assert Fraction(within / HOUR) / 24 == work.deal_days
    assert work.at_start + work.arrivals - work.departures == work.at_end
    for hour in range(10, 40):
        at = START + hour * HOUR
        held = sum(n for (opened, closed), n in drawn.items() if opened <= at and (closed is None or at < closed))
        assert held == work.at(at)


@given(spans(least=10, most=39))
def test_littles_law_is_exact_between_empty_ends(drawn: dict[tuple[datetime, datetime | None], int]) -> None:
    """Where all that is opened in the period is closed in it, implied and measured time are one, to the microsecond."""
    ended = {pair: count for pair, count in drawn.items() if pair[1] is not None and count}
    assume(ended)
    law = littles_law(ended, period=PERIOD, tolerance=0)
    assert (law.implied, True, True) == (law.measured, law.holds, law.agrees)


@given(spans())
def test_days_add_up_to_their_period(drawn: dict[tuple[datetime, datetime | None], int]) -> None:
    """Cut into days, the parts have the same arrivals, departures and open time as the whole."""
    work = work_in_progress(drawn, period=PERIOD)
    rows = work.daily().rows
    assert (work.arrivals, work.departures) == (sum(row.arrivals for row in rows), sum(row.departures for row in rows))
    assert work.deal_days == sum(row.deal_days for row in rows)
    assert [work_in_progress(drawn, period=row.period) for row in rows] == list(rows)
    assert days(PERIOD.end - PERIOD.start) == float(work.length)
