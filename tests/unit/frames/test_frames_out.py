"""Frames out: visits, lifetimes and deals, in the kind of frame that came in."""

from datetime import UTC, datetime, timedelta
from random import Random

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from salescycle import SEVEN_STAGE, Deal, InvalidValue, Period, Pipeline
from salescycle.frames import EventLog, deals_from_frame, event_frame
from salescycle.interop import EventColumns, deals_from_history
from salescycle.model import StageSeen
from salescycle.simulation import sample_deals

COLUMNS = EventColumns(deal="deal", stage="stage", at="at", seq="seq")
AS_OF = datetime(2026, 4, 15, tzinfo=UTC)
MARCH = Period.month(2026, 3)
EXACT = timedelta(microseconds=1)


def drawn(seed):
    """Draw rows with ties, closes that are corrected, and reopenings, in no order."""
    rng = Random(seed)
    rows = []
    for number in range(20):
        at = MARCH.start + timedelta(microseconds=rng.randrange(-5 * 86_400_000_000, 25 * 86_400_000_000))
        for seq in range(1, rng.randint(2, 9)):
            stage = rng.choice(["pitch", "proposal", "won", "lost", "nurture"])
            rows.append((f"D-{number}", stage, at, seq, rng.choice(["north", None])))
            at += timedelta(microseconds=rng.randrange(6 * 86_400_000_000))
    rng.shuffle(rows)
    return rows


def pipeline_of(rows):
    """Give the pipeline of the same deals."""
    cells = [{"deal": deal, "stage": stage, "at": at.isoformat(), "seq": seq} for deal, stage, at, seq, _ in rows]
    deals = deals_from_history(cells, columns=COLUMNS, cycle=SEVEN_STAGE, as_of=AS_OF).deals
    return Pipeline(deals, cycle=SEVEN_STAGE, as_of=AS_OF)


def log_of(frame, **fields):
    """Give the log of a frame, exact to the microsecond."""
    return EventLog(frame, **{"cycle": SEVEN_STAGE, "as_of": AS_OF, "columns": COLUMNS, "resolution": EXACT, **fields})


def rows_of(frame):
    """Give the rows of a frame of any kind, in order."""
    if hasattr(frame, "compute"):
        frame = frame.compute().reset_index(drop=True)
    table = nw.from_native(frame)
    table = table.collect() if isinstance(table, nw.LazyFrame) else table
    rows = nw.from_native(table.to_arrow()).rows()
    return sorted(rows, key=str)


@pytest.mark.parametrize("seed", range(3))
def test_work_in_progress_is_that_of_a_pipeline(frame_of, seed) -> None:
    """Of a month in the middle: those that were open before, came, went, and came again."""
    rows = drawn(seed)
    one, other = pipeline_of(rows).work_in_progress(MARCH), log_of(frame_of(rows)).work_in_progress(MARCH)
    assert one == other
    assert one.left_out == other.left_out


def test_work_in_steps_is_rounded_down(frame_of) -> None:
    """To the beginning of the day."""
    rows = [("D-1", "pitch", MARCH.start + timedelta(hours=5), 1, None)]
    found = log_of(frame_of(rows), resolution=timedelta(days=1)).work_in_progress(MARCH)
    assert [(MARCH.start, 1)] == [(step.at, step.open) for step in found.steps]


def test_visits_are_those_of_the_deals(frame_of) -> None:
    """A row each, in the kind of frame that came in."""
    rows = drawn(4)
    frame = frame_of(rows)
    given = log_of(frame).visits()
    assert type(given) is type(frame)
    found = rows_of(given)
    pipeline = pipeline_of(rows)
    expected = []
    for deal in pipeline.deals:
        nexts = [*(visit for visit in deal.visits[1:]), None]
        for visit, to in zip(deal.visits, nexts, strict=True):
            days = ((to.entered if to else AS_OF) - visit.entered) / timedelta(days=1)
            expected.append((deal.id, visit.stage, to.stage if to else None, pytest.approx(days)))
    key = lambda row: (row[0], row[1], str(row[2]), float(getattr(row[3], "expected", row[3])))  # noqa: E731
    assert sorted(expected, key=key) == sorted(
        [(deal, stage, to, days) for deal, stage, _, _, to, days in found], key=key
    )


def test_lifetimes_are_what_survival_packages_read(frame_of) -> None:
    """Days, and 0, 1 or 2; with the segments; deals that begin with a close are not there."""
    day = timedelta(days=1)
    rows = [
        ("D-1", "pitch", MARCH.start, 1, "north"),
        ("D-1", "won", MARCH.start + 3 * day, 2, "north"),
        ("D-2", "pitch", MARCH.start, 1, None),
        ("D-2", "lost", MARCH.start + 1.5 * day, 2, None),
        ("D-3", "pitch", AS_OF - 2 * day, 1, None),
        ("D-4", "won", MARCH.start, 1, None),
    ]
    found = rows_of(log_of(frame_of(rows), segments=["region"]).lifetimes())
    assert [("D-1", 3.0, 1, "north"), ("D-2", 1.5, 2, ""), ("D-3", 2.0, 0, "")] == found


def test_what_is_lazy_stays_lazy() -> None:
    """Nothing is collected but small tables."""
    frame = pl.DataFrame([row[:4] for row in drawn(1)], schema=["deal", "stage", "at", "seq"], orient="row").lazy()
    log = log_of(frame)
    assert isinstance(log.visits(), pl.LazyFrame)
    assert isinstance(log.opened_in(MARCH).lifetimes(), pl.LazyFrame)


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_deals_go_there_and_back(backend) -> None:
    """With all their visits; and what an event log makes of them is what they are."""
    deals = sample_deals(rng=Random(3), period=Period.year(2025), count=40)
    frame = event_frame(deals, backend=backend)
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=AS_OF)
    assert pipeline.time_to_close() == log_of(frame).counts.time_to_close()
    back = deals_from_frame(frame, cycle=SEVEN_STAGE, as_of=AS_OF).deals
    assert [(deal.id, deal.visits) for deal in deals] == [(deal.id, deal.visits) for deal in back]


def test_of_a_lazy_frame_deals_are_made_too() -> None:
    """And of no deals, a frame without rows."""
    deals = sample_deals(rng=Random(3), period=Period.year(2025), count=5)
    found = deals_from_frame(event_frame(deals).lazy(), cycle=SEVEN_STAGE, as_of=AS_OF)
    assert len(found.deals) == 5
    assert 0 == log_of(event_frame([])).counts.standing.deals


def test_a_deal_that_was_only_seen_has_no_rows() -> None:
    """Nothing could be measured of it."""
    seen = Deal(id="D-1", log=[StageSeen(stage="pitch", outcome="open", at=AS_OF)])
    assert 0 == len(event_frame([seen]))
    with pytest.raises(InvalidValue, match="a backend must be one of pandas, polars, pyarrow"):
        event_frame([seen], backend="spark")
