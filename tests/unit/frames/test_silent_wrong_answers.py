"""What engines answer wrongly without a word: each was reproduced once, and none of it reaches a number here.

Null ids, instants of one time and zones with an underscore are in ``test_event_log.py``; a session of Spark in another
zone than UTC is the one that all tests of frames run in.
"""

from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest

from salescycle import SEVEN_STAGE
from salescycle.frames import EventLog
from salescycle.interop import EventColumns

COLUMNS = EventColumns(deal="deal", stage="stage", at="at", seq="seq")
AS_OF = datetime(2026, 12, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def counts_of(frame, **fields):
    """Give the counts of a log, exact to the microsecond."""
    given = {"cycle": SEVEN_STAGE, "as_of": AS_OF, "columns": COLUMNS, "resolution": timedelta(microseconds=1)}
    return EventLog(frame, **{**given, **fields}).counts


def stays(lengths, start=datetime(2026, 3, 2, tzinfo=UTC)):
    """Give rows of deals that were in the pitch so long, and then were won."""
    rows = []
    for number, length in enumerate(lengths):
        rows.append((f"D-{number}", "pitch", start, 1, None))
        rows.append((f"D-{number}", "won", start + length, 2, None))
    return rows


def test_a_median_is_no_estimate(frame_of) -> None:
    """That of groups in pyarrow is one: 43,707 seconds where a day is right."""
    lengths = [timedelta(seconds=seconds) for seconds in (1, 86_400, 86_400, 200_000, 3)]
    assert timedelta(days=1) == median(lengths) == counts_of(frame_of(stays(lengths))).dwell_time("pitch").median


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25)])
def test_a_day_on_which_clocks_change_is_as_long_as_it_was(frame_of, day, hours) -> None:
    """Not one of the calendar, as DuckDB subtracts instants in a zone."""
    midnight = datetime(*day, tzinfo=BERLIN)
    begin, end = (each.astimezone(UTC) for each in (midnight, midnight + timedelta(days=1)))
    frame = frame_of(stays([end - begin], start=begin))
    assert timedelta(hours=hours) == counts_of(frame).dwell_time("pitch").median


def test_so_it_is_in_a_database_that_lives_in_a_zone() -> None:
    """Whose session reads and writes instants by its own clock."""
    database = duckdb.connect()
    database.execute("SET TimeZone = 'Europe/Berlin'")
    history = database.sql("""
        SELECT * FROM (VALUES
            ('D-1', 'pitch', TIMESTAMPTZ '2026-03-29 00:00', 1),
            ('D-1', 'won', TIMESTAMPTZ '2026-03-30 00:00', 2)
        ) AS t(deal, stage, "at", seq)
    """)
    assert timedelta(hours=23) == counts_of(history).dwell_time("pitch").median


def test_no_microsecond_is_lost(frame_of) -> None:
    """Of lengths of which no float of seconds is exact; pandas and dask are off by one in some."""
    lengths = [timedelta(days=number, microseconds=7_919 * number + 1) for number in range(60)]
    counts = counts_of(frame_of(stays(lengths)))
    assert dict.fromkeys(lengths, 1) == dict(counts.dwell_time("pitch").table)


def test_sums_are_exact_however_large(frame_of) -> None:
    """They come as decimals, as floats, or as whole numbers; a thousand lengths of decades keep their microseconds."""
    lengths = [timedelta(days=9_000, microseconds=number) for number in range(300)]
    start = datetime(2001, 3, 2, tzinfo=UTC)
    found = counts_of(frame_of(stays(lengths, start)), resolution=timedelta(days=1)).dwell_time("pitch")
    assert sum(lengths, timedelta(0)) == sum((length * count for length, count in found.table), timedelta(0))


def test_instants_finer_than_a_microsecond_are_cut() -> None:
    """As Python's are."""
    frame = pl.DataFrame({"deal": ["D-1", "D-1"], "stage": ["pitch", "won"], "seq": [1, 2]})
    nanoseconds = pl.Series([1_000_000_000, 1_000_001_999]).cast(pl.Datetime("ns", "UTC"))
    frame = frame.with_columns(nanoseconds.alias("at"))
    for each in (frame, frame.to_pandas(), frame.to_arrow()):
        assert timedelta(microseconds=1) == counts_of(each).dwell_time("pitch").median
