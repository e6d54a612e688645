"""Event logs: what each engine counts is what a pipeline of the same deals measures."""

from datetime import UTC, datetime, timedelta
from random import Random

import duckdb
import pandas as pd
import polars as pl
import pytest

from salescycle import SEVEN_STAGE, SHORT_CYCLE, InvalidValue, Period, Pipeline, UnknownName
from salescycle.frames import EventLog
from salescycle.interop import PROCESS_MINING_COLUMNS, EventColumns, deals_from_history
from salescycle.simulation import sample_deals

COLUMNS = EventColumns(deal="deal", stage="stage", at="at", seq="seq")
AS_OF = datetime(2026, 4, 15, tzinfo=UTC)
EXACT = timedelta(microseconds=1)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
OPEN = [stage.key for stage in SEVEN_STAGE.stages if not stage.outcome.is_closed]


def drawn(seed, deals=25):
    """Draw rows that nobody would like: ties, moves anywhere, stages entered twice, odd microseconds, in no order."""
    rng = Random(seed)
    rows = []
    for number in range(deals):
        at = MARCH + timedelta(microseconds=rng.randrange(30 * 86_400_000_000))
        for seq in range(1, rng.randint(2, 8)):
            stage = rng.choice(SEVEN_STAGE.stages).key
            rows.append((f"D-{number}", stage, at, seq, rng.choice(["north", "south", None])))
            at += rng.choice([timedelta(0), timedelta(microseconds=rng.randrange(9 * 86_400_000_000))])
    rng.shuffle(rows)
    return rows


def pipeline_of(rows, cycle=SEVEN_STAGE):
    """Give the pipeline of the same deals, read by the reader of exports."""
    cells = [{"deal": deal, "stage": stage, "at": at.isoformat(), "seq": seq} for deal, stage, at, seq, _ in rows]
    return Pipeline(
        deals_from_history(cells, columns=COLUMNS, cycle=cycle, as_of=AS_OF).deals, cycle=cycle, as_of=AS_OF
    )


def log_of(frame, **fields):
    """Give the log of a frame, exact to the microsecond."""
    return EventLog(frame, **{"cycle": SEVEN_STAGE, "as_of": AS_OF, "columns": COLUMNS, "resolution": EXACT, **fields})


def measures(given):
    """Ask for everything that both can tell."""
    for stage in SEVEN_STAGE.stages:
        yield given.conversion(stage.key)
        yield given.exits_from(stage.key)
    for key in OPEN:
        yield given.dwell_time(key)
        yield given.time_in_stage(key)
    yield from (given.win_rate(of) for of in ("closed", "created", "broad"))
    yield from (given.standing, given.moves(), given.cycle_length(), given.time_to_close(), given.incidence())


@pytest.mark.parametrize("seed", range(3))
def test_every_engine_gives_the_very_numbers(frame_of, seed) -> None:
    """All measures, of all deals, of cohorts, and of those that closed in a month."""
    rows = drawn(seed)
    pipeline, log = pipeline_of(rows), log_of(frame_of(rows))
    assert list(measures(pipeline)) == list(measures(log.counts))
    march = Period.month(2026, 3)
    assert list(measures(pipeline.opened_in(march))) == list(measures(log.opened_in(march).counts))
    assert list(measures(pipeline.closed_in(march))) == list(measures(log.closed_in(march).counts))


def test_segments_are_those_of_the_last_row(frame_of) -> None:
    """The biggest first; together they are all deals."""
    rows = [
        ("D-1", "pitch", MARCH, 1, "north"),
        ("D-1", "won", MARCH + timedelta(days=1), 2, "south"),
        ("D-2", "pitch", MARCH, 1, "south"),
        ("D-3", "pitch", MARCH, 1, "north"),
        ("D-3", "lost", MARCH + timedelta(days=1), 2, None),
    ]
    parts = log_of(frame_of(rows), segments=["region"]).by("region")
    assert {"south": (2, 1), None: (1, 0)} == {
        name: (each.standing.deals, each.standing.won) for name, each in parts.items()
    }
    assert ["south", None] == list(parts)
    assert timedelta(days=1) == parts["south"].dwell_time("pitch").median


def test_rows_that_cannot_be_used_are_counted(frame_of) -> None:
    """Without a date, of a strange stage, from after the report; each once."""
    rows = [
        ("D-1", "pitch", MARCH, 1, None),
        ("D-1", "demo", MARCH + timedelta(days=1), 2, None),
        ("D-1", None, MARCH + timedelta(days=1), 3, None),
        ("D-1", "closing", None, 4, None),
        ("D-1", "won", AS_OF + timedelta(microseconds=1), 5, None),
        ("D-2", "pitch", AS_OF, 1, None),
    ]
    log = log_of(frame_of(rows))
    assert {
        "it has no date": 1,
        "its stage is not one of those given": 2,
        "it lies after the date of the report": 1,
    } == dict(log.left_out)
    assert log.left_out == log.counts.left_out
    assert (2, 2) == (log.counts.standing.open, log.counts.dwell_time("pitch").still_open)


def test_a_row_of_no_deal_is_refused(frame_of) -> None:
    """No engine agrees with the next one on what to do with it."""
    log = log_of(frame_of([("D-1", "pitch", MARCH, 1, None), (None, "pitch", MARCH, 1, None)]))
    with pytest.raises(InvalidValue, match="must have a deal in each of its rows, got '1 without'"):
        _ = log.counts


def test_a_deal_that_begins_with_a_close_is_in_no_duration(frame_of) -> None:
    """And in the rates."""
    rows = [("D-1", "won", MARCH, 1, None), ("D-2", "pitch", MARCH, 1, None)]
    counts = log_of(frame_of(rows)).counts
    assert (1, (("its opening is not known", 1),)) == (counts.win_rate().part, counts.cycle_length().left_out)


def test_rows_of_one_instant_go_by_the_stages_where_nothing_else_says(frame_of) -> None:
    """In the order of the cycle."""
    rows = [("D-1", stage, MARCH, 0, None) for stage in ("won", "pitch", "proposal")]
    counts = log_of(frame_of(rows), columns=EventColumns(deal="deal", stage="stage", at="at")).counts
    assert {("pitch", "proposal"): 1, ("proposal", "won"): 1} == counts.moves()


def test_steps_are_told(frame_of) -> None:
    """Counts and means are exact; quantiles within the step."""
    rows = drawn(7)
    exact, coarse = log_of(frame_of(rows)).counts, log_of(frame_of(rows), resolution=timedelta(days=1)).counts
    for key in OPEN:
        one, other = exact.dwell_time(key), coarse.dwell_time(key)
        assert (one.n, one.mean, one.still_open) == (other.n, other.mean, other.still_open)
        assert other.definition.endswith("in steps of 1 day, 0:00:00")
    assert abs(exact.cycle_length().median - coarse.cycle_length().median) < timedelta(days=1)


def test_visits_that_are_not_kept_are_the_same(frame_of) -> None:
    """Only worked out more often."""
    rows = drawn(5)
    assert list(measures(pipeline_of(rows))) == list(measures(log_of(frame_of(rows), keep=False).counts))


def test_nobody_is_in_an_empty_log(frame_of) -> None:
    """It has counts, of nothing."""
    rows = [("D-1", "pitch", AS_OF + timedelta(days=1), 1, None)]
    log = log_of(frame_of(rows), segments=["region"])
    assert (0, {}) == (log.counts.standing.deals, log.by("region"))


NAIVE = datetime(2026, 3, 1)  # noqa: DTZ001  what is refused


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"deal": ["D-1"], "stage": ["pitch"], "at": [NAIVE]}),
        pl.DataFrame({"deal": ["D-1"], "stage": ["pitch"], "at": ["2026-03-01"]}),
        pd.DataFrame({"deal": ["D-1"], "stage": ["pitch"], "at": [NAIVE]}),
        pd.DataFrame({"deal": ["D-1", "D-1"], "stage": ["pitch", "won"], "at": [NAIVE, MARCH]}),
        duckdb.sql("select 'D-1' as deal, 'pitch' as stage, timestamp '2026-03-01' as at"),
    ],
)
def test_instants_without_a_zone_are_refused(frame) -> None:
    """Also mixed with others; the way out is to say which zone they are in."""
    log = EventLog(frame, cycle=SEVEN_STAGE, as_of=AS_OF)
    with pytest.raises(InvalidValue, match="the column 'at' must be instants with a time zone"):
        _ = log.counts


@pytest.mark.parametrize("kind", ["timestamp_ntz", "date", "string"])
def test_spark_reads_no_instant_by_the_zone_of_its_session(spark, kind) -> None:
    """One without a zone is refused; a cast would take it for one of the session's own."""
    frame = spark.sql(f"SELECT 'D-1' AS deal, 'pitch' AS stage, CAST('2026-03-01' AS {kind}) AS at")
    with pytest.raises(InvalidValue, match=f"must be instants with a time zone, got '{kind}'"):
        _ = EventLog(frame, cycle=SEVEN_STAGE, as_of=AS_OF).counts


def test_zones_of_any_name_are_the_same_instants() -> None:
    """Also those with an underscore, which not every engine knows."""
    rows = drawn(3)
    frame = pl.DataFrame(
        [row[:4] for row in rows],
        schema={"deal": pl.String, "stage": pl.String, "at": pl.Datetime("us", "UTC"), "seq": pl.Int64},
        orient="row",
    ).to_pandas()
    frame["at"] = frame["at"].dt.tz_convert("America/New_York")
    assert list(measures(pipeline_of(rows))) == list(measures(log_of(frame).counts))


def test_names_of_stages_may_be_other_ones() -> None:
    """Each key by one name."""
    frame = pl.DataFrame({"case:concept:name": ["1", "1"], "concept:name": ["Lead", "Closed Won"]})
    frame = frame.with_columns(pl.Series("time:timestamp", [MARCH, AS_OF], dtype=pl.Datetime("us", "UTC")))
    fields = {"cycle": SHORT_CYCLE, "as_of": AS_OF, "columns": PROCESS_MINING_COLUMNS}
    log = EventLog(frame, stages={"Lead": "interest", "Closed Won": "won"}, **fields)
    assert {("interest", "won"): 1} == log.counts.moves()
    assert 2 == dict(EventLog(frame, **fields).left_out)["its stage is not one of those given"]
    with pytest.raises(InvalidValue, match="must be different ones of the cycle"):
        _ = EventLog(frame, stages={"Lead": "won", "Closed Won": "won"}, **fields).counts
    with pytest.raises(UnknownName):
        _ = EventLog(frame, stages={"Lead": "demo"}, **fields).counts


def test_odd_names_of_columns_are_names() -> None:
    """Whatever they hold."""
    frame = pl.DataFrame({'a"b': ["1"], "c`d": ["interest"], "e; drop": [MARCH]})
    frame = frame.with_columns(pl.col("e; drop").cast(pl.Datetime("us", "UTC")))
    columns = EventColumns(deal='a"b', stage="c`d", at="e; drop")
    for each in (frame, frame.to_pandas(), duckdb.connect().from_arrow(frame.to_arrow())):
        assert 1 == EventLog(each, cycle=SHORT_CYCLE, as_of=AS_OF, columns=columns).counts.standing.open


@pytest.mark.parametrize(
    "make",
    [
        lambda: log_of([("D-1", "pitch", MARCH)]).counts,
        lambda: log_of(pl.DataFrame(), resolution=timedelta(0)),
        lambda: log_of(pl.DataFrame(), resolution=5),
        lambda: log_of(pl.DataFrame(), keep="no"),
        lambda: log_of(pl.DataFrame(), columns="deal"),
        lambda: log_of(pl.DataFrame(), cycle="seven"),
        lambda: log_of(pl.DataFrame(), segments="region"),
        lambda: log_of(pl.DataFrame(), as_of=NAIVE),
        lambda: log_of(pl.DataFrame()).opened_in("2026"),
    ],
)
def test_what_is_no_log_is_refused(make) -> None:
    """By the door that it came to."""
    with pytest.raises(InvalidValue):
        make()


def test_columns_that_are_not_there_are_told() -> None:
    """With those that are."""
    frame = pl.DataFrame({"deal": ["D-1"], "stages": ["pitch"], "at": [MARCH]})
    with pytest.raises(UnknownName, match="no column 'stage' in the event log; did you mean 'stages'"):
        _ = EventLog(frame, cycle=SEVEN_STAGE, as_of=AS_OF).counts
    with pytest.raises(UnknownName, match="no segment 'owner' in this log"):
        log_of(frame).by("owner")


def test_a_log_is_told_in_a_line() -> None:
    """Of which kind of frame, and as of when."""
    assert "<EventLog of DataFrame, as of 2026-04-15 00:00 UTC>" == repr(log_of(pl.DataFrame()))


def test_a_sample_goes_through_a_frame_unchanged() -> None:
    """A cycle whose moves keep to the rules, too."""
    deals = sample_deals(rng=Random(5), period=Period.year(2025), count=120)
    rows = [
        (deal.id, visit.stage, visit.entered, place, None) for deal in deals for place, visit in enumerate(deal.visits)
    ]
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=AS_OF)
    frame = pl.DataFrame(
        [row[:4] for row in rows],
        schema={"deal": pl.String, "stage": pl.String, "at": pl.Datetime("us", "UTC"), "seq": pl.Int64},
        orient="row",
    )
    assert list(measures(pipeline)) == list(measures(log_of(frame).counts))
