"""Work in progress: who counts as open when, and what a table of openings and closes may hold."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics import WorkInProgress, WorkStep, work_in_progress
from salescycle.values import Period, Undefined

MARCH = Period.month(2026, 3)
MICROSECOND = timedelta(microseconds=1)
WAY = "give {(opened, closed): count}"


def on(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day - 1, hours=hour)


def work(spans: Mapping[tuple[datetime, datetime | None], int]) -> WorkInProgress:
    return work_in_progress(spans, period=MARCH)


def test_counts_and_steps_by_hand() -> None:
    """Two from February of which one is closed, three that come, one that comes and goes, one never seen."""
    found = work(
        {
            (on(-9), None): 1,
            (on(-9), on(11)): 1,
            (on(6), None): 3,
            (on(6), on(11)): 1,
            (on(-9), on(-1)): 5,
            (on(40), None): 7,
        }
    )
    steps = (
        WorkStep(at=on(6), open=6, arrivals=4, departures=0),
        WorkStep(at=on(11), open=4, arrivals=0, departures=2),
    )
    assert (2, steps, 4) == (found.at_start, found.steps, found.at_end)
    assert (4, 2, 6, 6) == (found.arrivals, found.departures, found.n, found.most)
    # 5 days of 2, 5 of 6, 21 of 4
    assert (Fraction(124), Fraction(124, 31)) == (found.deal_days, found.mean)
    assert "4 open on average; 2 at the start, 4 came, 2 went, 4 at the end" == str(found)


def test_a_period_has_its_start_and_not_its_end() -> None:
    """What happens at the start is in it, what happens at the end belongs to the next."""
    found = work({(MARCH.start, MARCH.end): 1, (on(-9), MARCH.start): 2, (MARCH.end, None): 4})
    assert (2, 1, 2, 1) == (found.at_start, found.arrivals, found.departures, found.at_end)
    assert Fraction(1) == found.mean


def test_a_deal_of_one_instant_comes_and_goes() -> None:
    """It is never open, but counted both ways."""
    found = work({(on(6), on(6)): 2})
    assert ((2, 2, 0), Fraction(0)) == ((found.arrivals, found.departures, found.most), found.mean)


def test_the_count_at_an_instant() -> None:
    """After what happened at it; outside of the period nothing is said."""
    found = work({(on(-9), on(6)): 2, (on(11), None): 3})
    assert [2, 2, 0, 0, 3, 3] == [
        found.at(each)
        for each in (MARCH.start, on(6) - MICROSECOND, on(6), on(11) - MICROSECOND, on(11), MARCH.end - MICROSECOND)
    ]
    assert [Undefined("outside the period")] * 2 == [found.at(MARCH.start - MICROSECOND), found.at(MARCH.end)]


def test_nothing_at_all_is_nothing_open() -> None:
    """An empty table makes a period of zeros."""
    found = work({})
    assert (0, 0, 0, 0, Fraction(0)) == (found.n, found.at_start, found.at_end, found.most, found.mean)


def test_a_part_goes_on_from_what_was_before() -> None:
    """A period within is counted as if asked for by itself."""
    spans = {(on(-9), on(6)): 2, (on(6), None): 3, (on(11), on(21, 7)): 1}
    for start, end in ((1, 6), (6, 11), (7, 9), (11, 32), (1, 32), (22, 23)):
        part = Period(start=on(start), end=on(end))
        assert work_in_progress(spans, period=part) == work(spans).over(part)


def test_a_part_lies_within() -> None:
    """Of what was not counted nothing is known."""
    for outside in (Period(start=on(-1), end=on(6)), Period(start=on(6), end=on(33))):
        with pytest.raises(InvalidValue) as refused:
            work({}).over(outside)
        assert f"a period must lie within {MARCH}, got '{outside}'" == str(refused.value)


def test_days_and_weeks_are_those_of_a_zone() -> None:
    """The table has one row a day, or a week from Monday on, and each goes on from the one before."""
    found = work({(on(-9), on(6, 12)): 2, (on(11), None): 3})
    days = found.daily()
    assert (31, 5) == (len(days.rows), days.n)
    assert [2, Fraction(1), 0] == [row.mean for row in days.rows[4:7]]
    weeks = found.weekly(zone=ZoneInfo("Europe/Berlin"))
    monday = datetime(2026, 3, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert monday.astimezone(UTC) in [row.period.start for row in weeks.rows]
    for table in (days, weeks):
        assert [row.at_end for row in table.rows[:-1]] == [row.at_start for row in table.rows[1:]]
        assert found.deal_days == sum(row.deal_days for row in table.rows)


def test_a_table_reads_as_columns() -> None:
    """One line a part, with counts and the mean."""
    text = str(work({(on(6), None): 3}).weekly()).splitlines()
    assert ["from", "at", "start", "came", "went", "at", "end", "mean"] == text[0].split()
    assert ["2026-03-02", "00:00", "0", "3", "0", "3", "1.29"] == text[2].split()


def test_records_begin_with_the_start() -> None:
    """The first row is the start of the period, whether or not anything happened then."""
    first = {"at": "2026-03-01T00:00:00+00:00", "open": 2, "arrivals": 0, "departures": 0}
    second = {"at": "2026-03-06T00:00:00+00:00", "open": 3, "arrivals": 1, "departures": 0}
    assert [first, second] == work({(on(-9), None): 2, (on(6), None): 1}).to_records()
    assert [first | {"arrivals": 2}] == work({(on(1), None): 2}).to_records()
    assert [first | {"open": 0}] == work({}).to_records()


def test_records_of_a_table() -> None:
    """One row a part, with its ends."""
    expected = {
        "start": "2026-03-02T00:00:00+00:00",
        "end": "2026-03-09T00:00:00+00:00",
        "at_start": 0,
        "arrivals": 7,
        "departures": 0,
        "at_end": 7,
        "mean": 3.0,
    }
    assert expected == work({(on(6), None): 7}).weekly().to_records()[1]


def test_instants_of_any_zone_are_the_same() -> None:
    """The table is read in UTC, and rows of nobody are left out."""
    berlin = ZoneInfo("Europe/Berlin")
    assert work({(on(6), None): 1}) == work({(on(6).astimezone(berlin), None): 1, (on(7), on(8)): 0})


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        ([on(6)], "spans must be a mapping, got a list; " + WAY),
        ({on(6): 1}, "a span must be of an opening and a close, got 2026-03-06 00:00:00+00:00; " + WAY),
        ({(on(6),): 1}, "a span must be of an opening and a close, got a tuple; " + WAY),
        (
            {(on(6), on(5)): 1},
            (
                "a close must not come before its opening at 2026-03-06 00:00:00+00:00, "
                "got 2026-03-05 00:00:00+00:00; leave data errors out and count them"
            ),
        ),
        ({(on(6), None): -1}, "a count must be a whole number, 0 or more, got -1"),
        ({(None, None): 1}, "an instant must be a datetime, got None; give a datetime with a time zone"),
    ],
)
def test_what_are_no_spans_is_refused(spans: object, told: str) -> None:
    """Each slip has its own sentence."""
    with pytest.raises(InvalidValue) as refused:
        work(spans)  # type: ignore[arg-type]
    assert told == str(refused.value)


def test_a_period_is_a_period() -> None:
    """Two instants are none."""
    for ask in (lambda period: work_in_progress({}, period=period), work({}).over):
        with pytest.raises(InvalidValue, match="a period must be a Period, got a tuple; give Period"):
            ask((on(1), on(6)))


def test_it_is_a_value() -> None:
    """Equal and hashable, and the same after pickling."""
    found = work({(on(6), None): 3})
    assert (found, hash(found)) == (pickle.loads(pickle.dumps(found)), hash(work({(on(6), None): 3})))
    assert found.daily() == pickle.loads(pickle.dumps(found.daily()))
