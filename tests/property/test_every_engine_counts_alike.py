"""Law: whatever a log looks like, every engine gives the very numbers of a pipeline of the same deals."""

import warnings
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import SHORT_CYCLE, Pipeline
from salescycle.frames import EventLog
from salescycle.interop import EventColumns, deals_from_history

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dask.dataframe as dd

COLUMNS = EventColumns(deal="deal", stage="stage", at="at", seq="seq")
SCHEMA = {"deal": pl.String, "stage": pl.String, "at": pl.Datetime("us", "UTC"), "seq": pl.Int64}
BERLIN = ZoneInfo("Europe/Berlin")
# the night in which Berlin has one hour twice, and instants of which no float of seconds is exact
NIGHT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
AS_OF = NIGHT + timedelta(days=9)
STEPS = st.sampled_from(
    [timedelta(0), timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1, microseconds=-1), timedelta(days=4)]
)
ROWS = st.lists(
    st.tuples(st.sampled_from(["D-1", "D-2", "ΔΗ-3"]), st.sampled_from([*(s.key for s in SHORT_CYCLE.stages)]), STEPS),
    min_size=1,
    max_size=14,
)
ENGINES = {
    "polars": lambda frame: frame,
    "polars lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": lambda frame: duckdb.connect().from_arrow(frame.to_arrow()),
    "dask": lambda frame: dd.from_pandas(frame.to_pandas(), npartitions=2),
}


def laid_out(drawn):
    """Give rows in the order of time for each deal, ties and all, with an order of their own."""
    now, rows = {}, []
    for seq, (deal, stage, step) in enumerate(drawn, start=1):
        now[deal] = now.get(deal, NIGHT) + step
        rows.append((deal, stage, now[deal], seq))
    return rows


def measures(given):
    """Ask for all that both can tell."""
    yield from (given.standing, given.moves(), given.cycle_length(), given.time_to_close(), given.incidence())
    yield from (given.win_rate(of) for of in ("closed", "created", "broad"))
    for stage in SHORT_CYCLE.stages:
        yield from (given.conversion(stage.key), given.exits_from(stage.key))
        if not stage.outcome.is_closed:
            yield given.dwell_time(stage.key)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=15, deadline=None)
@given(drawn=ROWS, rng=st.randoms(use_true_random=False), zone=st.sampled_from([UTC, BERLIN]))
def test_every_engine_counts_alike(engine, drawn, rng, zone):
    """To the microsecond at one microsecond; at coarser steps counts and means, and medians within one."""
    rows = laid_out(drawn)
    cells = [{"deal": deal, "stage": stage, "at": at.isoformat(), "seq": seq} for deal, stage, at, seq in rows]
    deals = deals_from_history(cells, columns=COLUMNS, cycle=SHORT_CYCLE, as_of=AS_OF).deals
    pipeline = Pipeline(deals, cycle=SHORT_CYCLE, as_of=AS_OF)
    frame = pl.DataFrame(rng.sample(rows, k=len(rows)), schema=SCHEMA, orient="row")
    native = ENGINES[engine](frame.with_columns(pl.col("at").dt.convert_time_zone(str(zone))))
    exact = EventLog(
        native, cycle=SHORT_CYCLE, as_of=AS_OF, columns=COLUMNS, resolution=timedelta(microseconds=1)
    ).counts
    assert list(measures(pipeline)) == list(measures(exact))
    coarse = EventLog(native, cycle=SHORT_CYCLE, as_of=AS_OF, columns=COLUMNS, resolution=timedelta(hours=7)).counts
    one, other = pipeline.dwell_time("interest"), coarse.dwell_time("interest")
    assert (one.n, one.still_open, one.mean) == (other.n, other.still_open, other.mean)
    if one.n:
        assert abs(one.median - other.median) < timedelta(hours=7)
