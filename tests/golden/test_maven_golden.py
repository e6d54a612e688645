"""The figures of real opportunities that the report does not print, against those computed with independent tools.

Source: the CRM sales opportunities of Maven Analytics; the figures were computed outside this project.
"""

import csv
import os
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from salescycle import Durations, Money, Outcome, Period, Pipeline
from salescycle.interop import SnapshotColumns, deals_from_snapshot
from salescycle.presets import free_cycle
from salescycle.values import days

ROOT = Path(__file__).parents[2]


def rows_of(path):
    """Read the rows of a file of the data."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def folder():
    """Give the folder of the data, or skip."""
    found = Path(os.environ.get("SALESCYCLE_DATA", ROOT.parent / "shared" / "data")) / "maven"
    if not found.is_dir():
        pytest.skip("the real sales data is not here; SALESCYCLE_DATA may name its folder")
    return found


@pytest.fixture(scope="module")
def pipeline(folder):
    """Give the 8,800 opportunities as they stood at the end of 2017."""
    as_of = datetime(2017, 12, 31, tzinfo=UTC)
    cycle = free_cycle(["Prospecting", "Engaging"], won=["Won"], lost=["Lost"])
    columns = SnapshotColumns(
        deal="opportunity_id",
        stage="deal_stage",
        opened="engage_date",
        closed="close_date",
        value="close_value",
        owner="sales_agent",
    )
    found = deals_from_snapshot(rows_of(folder / "sales_pipeline.csv"), columns=columns, cycle=cycle, as_of=as_of)
    return Pipeline(found.deals, cycle=cycle, as_of=as_of)


@pytest.mark.parametrize(
    ("quarter", "won", "closed"), [(1, 531, 647), (2, 1254, 2032), (3, 1257, 2047), (4, 1196, 1985)]
)
def test_closed_win_rate_by_quarter(pipeline, quarter, won, closed):
    """Won of closed, by the quarter of the close."""
    rate = pipeline.win_rate(period=Period.quarter(2017, quarter))
    assert (won, closed) == (rate.part, rate.whole)


@pytest.mark.parametrize(
    ("region", "won", "closed"), [("Central", 1629, 2604), ("East", 1171, 1858), ("West", 1438, 2249)]
)
def test_closed_win_rate_by_region(pipeline, folder, region, won, closed):
    """Won of closed, by the regional office of the owner."""
    office = {row["sales_agent"]: row["regional_office"] for row in rows_of(folder / "sales_teams.csv")}
    rate = pipeline.by(lambda deal: office[deal.owner])[region].win_rate()
    assert (won, closed) == (rate.part, rate.whole)


def test_lengths_of_closed_deals(pipeline):
    """Opening to any close, over the closed: its mean, median and percentiles of type 7."""
    lengths = Durations.of([deal.spells[-1].length for deal in pipeline.deals if deal.outcome.is_closed])
    assert (6711, 47.985397) == (lengths.n, round(days(lengths.mean), 6))
    percentiles = {10: 4, 25: 8, 50: 45, 75: 85, 90: 104, 95: 114.5}
    assert percentiles == {percent: days(lengths.percentile(percent)) for percent in percentiles}


def test_mean_won_value(pipeline):
    """The won value over the number of won deals."""
    won = [deal.value for deal in pipeline.deals if deal.outcome is Outcome.WON]
    total = Money.total(won, "USD")
    assert Money("10005534", "USD") == total
    assert 2360.909391 == round(float(Fraction(total.amount) / len(won)), 6)


def test_velocity(pipeline):
    """All 2,089 open deals x closed win rate x mean won value / mean cycle length, in dollars a day."""
    velocity = pipeline.velocity()
    assert (2089, 4238, 6711, 4238) == (
        velocity.opportunities,
        velocity.win_rate.part,
        velocity.win_rate.whole,
        velocity.cycle_length.n,
    )
    assert Money("60146.85", "USD") == velocity.per_day


def test_quartiles_of_the_time_to_close(pipeline):
    """Of the 8,300 with an engage date a quarter had closed after 10 days, half after 69, three quarters after 107."""
    close = pipeline.time_to_close()
    assert (8300, [10, 69, 107]) == (close.n, [days(close.quantile(share)) for share in (0.25, 0.5, 0.75)])


@pytest.mark.parametrize(
    ("day", "won", "lost"),
    [
        (30, 0.218995, 0.162206),
        (60, 0.264733, 0.185501),
        (90, 0.397015, 0.252125),
        (120, 0.500042, 0.295500),
        (138, 0.519439, 0.301741),
    ],
)
def test_incidence(pipeline, day, won, lost):
    """Aalen-Johansen of won and lost; the win rate within a time is the same number."""
    reading = pipeline.incidence().at(timedelta(days=day))
    assert (won, lost) == (round(reading.of("won"), 6), round(reading.of("lost"), 6))
    assert reading.of("won") == pipeline.win_rate(within=timedelta(days=day)).value


@pytest.mark.parametrize(
    ("day", "share"), [(30, 0.618799), (60, 0.549766), (90, 0.350861), (120, 0.204459), (138, 0.178820)]
)
def test_survival(pipeline, day, share):
    """Kaplan-Meier to any close, over the 8,300 with an engage date."""
    assert share == round(pipeline.time_to_close().at(timedelta(days=day)), 6)


def test_ages_of_open_deals(pipeline, folder):
    """2,089 are open; of the 1,589 with an engage date, days from it to the end of 2017, added up row by row."""
    rows = [row for row in rows_of(folder / "sales_pipeline.csv") if not row["close_date"]]
    engaged = [datetime.fromisoformat(row["engage_date"]).replace(tzinfo=UTC) for row in rows if row["engage_date"]]
    ages = pipeline.ages()
    assert (2089, 1589) == (pipeline.open_deals().n, ages.n)
    assert (("its opening is not known", 500),) == ages.left_out
    exact = sum((pipeline.as_of - at for at in engaged), timedelta(0)) / len(engaged)
    assert exact == ages.mean
    assert (0, 2089) == (pipeline.idle_times().n, pipeline.idle_times().left_out[0][1])
