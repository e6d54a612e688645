"""Money and movement of real opportunities, against figures worked out with pandas from the files themselves.

Sources: the CRM sales opportunities of Maven Analytics, and the opportunities of a data-preparation challenge of 2022
in the shape of Salesforce. The first says what a deal was worth only once it was won; until then the list price of
its product stands for that. Figures by pandas 3.1.1, outside this project: group-bys and sums over rows chosen by date.
"""

import csv
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from salescycle import Cycle, Deal, ForecastSet, Money, Period, Pipeline, Stage, StageSeen, ValueSet
from salescycle.interop import Dates, SnapshotColumns, deals_from_snapshot
from salescycle.presets import free_cycle

ROOT = Path(__file__).parents[2]
MAVEN_DAY, CHALLENGE_DAY = datetime(2017, 12, 31, tzinfo=UTC), datetime(2022, 12, 31, tzinfo=UTC)
CYCLE = Cycle(
    key="maven",
    version=1,
    stages=[
        Stage("Prospecting", leads_to=["Engaging"], win_probability="0.125"),
        Stage("Engaging", leads_to=["Won", "Lost"], win_probability="0.4115", forecast_category="best_case"),
        Stage("Won", outcome="won"),
        Stage("Lost", outcome="lost"),
    ],
)


def rows_of(path):
    """Read the rows of a file of the data."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder():
    """Give the folder of the data, or skip."""
    found = Path(os.environ.get("SALESCYCLE_DATA", ROOT.parent / "shared" / "data"))
    if not (found / "maven").is_dir() or not (found / "salesforce_history").is_dir():
        pytest.skip("the real sales data is not here; SALESCYCLE_DATA may name its folder")
    return found


def usd(amount):
    """Give an amount in dollars."""
    return Money(str(amount), "USD")


def instant(text):
    """Read a day as its first instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def maven_deal(row, price):
    """Give a deal that is worth its list price from its opening, and what was paid once it is won."""
    if not row["engage_date"]:
        seen = StageSeen(stage=row["deal_stage"], outcome="open", at=MAVEN_DAY)
        return Deal(id=row["opportunity_id"], log=[seen, ValueSet(value=price, at=MAVEN_DAY)])
    log = [
        CYCLE.entry("Engaging", at=instant(row["engage_date"])),
        ValueSet(value=price, at=instant(row["engage_date"])),
    ]
    if row["close_date"]:
        log.append(CYCLE.entry(row["deal_stage"], at=instant(row["close_date"])))
    if row["deal_stage"] == "Won":
        log.append(ValueSet(value=usd(row["close_value"]), at=instant(row["close_date"])))
    return Deal(id=row["opportunity_id"], log=log)


@pytest.fixture(scope="module")
def maven(folder):
    """Give the 8,800 opportunities of Maven at list price, as they stood at the end of 2017."""
    prices = {row["product"]: usd(row["sales_price"]) for row in rows_of(folder / "maven" / "products.csv")}
    prices["GTXPro"] = prices["GTX Pro"]
    rows = rows_of(folder / "maven" / "sales_pipeline.csv")
    return Pipeline([maven_deal(row, prices[row["product"]]) for row in rows], cycle=CYCLE, as_of=MAVEN_DAY)


@pytest.fixture(scope="module")
def challenge(folder):
    """Give the 219 opportunities of the challenge with what its columns say of a forecast, at the end of 2022."""
    rows = rows_of(folder / "salesforce_history" / "opportunity.csv")
    cycle = free_cycle(
        ["Prospecting", "Qualification", "Value Proposition", "Negotiation/Review"],
        won=["Closed Won"],
        lost=["Closed Lost"],
    )
    columns = SnapshotColumns(deal="Id", stage="StageName", opened="CreatedDate", closed="CloseDate", value="Amount")
    dates = Dates(day_first=True)
    found = deals_from_snapshot(rows, columns=columns, cycle=cycle, as_of=CHALLENGE_DAY, dates=dates)
    said = {
        row["Id"]: ForecastSet(
            category=row["ForecastCategory"].lower(),
            win_probability=Decimal(row["Probability"]) / 100,
            at=dates.read(row["CreatedDate"]),
        )
        for row in rows
    }
    return Pipeline([deal.record(said[deal.id]) for deal in found.deals], cycle=cycle, as_of=CHALLENGE_DAY)


def test_weighted_value_by_stage(maven):
    """1,589 engaging worth 3,892,229 at 41.15 %, 500 prospecting worth 1,073,986 at 12.5 %."""
    found = maven.weighted()
    assert (usd(4966215), usd("1735900.48"), 2089, ()) == (found.value, found.total, found.n, found.left_out)
    by_stage = maven.by(lambda deal: deal.stage)
    stages = [(usd(3892229), usd("1601652.23")), (usd(1073986), usd("134248.25"))]
    assert stages == [
        (by_stage[stage].weighted().value, by_stage[stage].weighted().total) for stage in ("Engaging", "Prospecting")
    ]


@pytest.mark.parametrize(
    ("quarter", "won", "value"), [(1, 531, 1134672), (2, 1254, 3086111), (3, 1257, 2982255), (4, 1196, 2802496)]
)
def test_what_closed_by_quarter(maven, quarter, won, value):
    """Won deals and what they paid, by the quarter of the close."""
    closed = maven.forecast_categories(period=Period.quarter(2017, quarter)).of("closed")
    assert (won, usd(value)) == (closed.deals, closed.value)


@pytest.mark.parametrize(
    ("quarter", "at_start", "created", "increased", "decreased", "won", "lost", "at_end"),
    [
        (1, 796684, (1619, 3887341), (254, 39421), (272, 46848), (531, 1134672), (116, 261741), 3280185),
        (2, 3280185, (2388, 5876842), (598, 123853), (632, 123134), (1254, 3086111), (778, 1854828), 4216807),
        (3, 4216807, (2770, 6495827), (618, 109841), (623, 125030), (1257, 2982255), (790, 1951700), 5763490),
        (4, 5763490, (1665, 3879471), (570, 116951), (606, 113002), (1196, 2802496), (789, 1878199), 4966215),
    ],
)
def test_the_walk_of_a_quarter(maven, quarter, at_start, created, increased, decreased, won, lost, at_end):
    """Every line of it: deals and dollars. The last ends at the day of the data, a day before its quarter does."""
    walk = maven.walk(Period.quarter(2017, quarter))
    assert (usd(at_start), usd(at_end)) == (walk.at_start, walk.at_end)
    gains, losses = {"created": created, "increased": increased}, {"decreased": decreased, "won": won, "lost": lost}
    expected = {line: (deals, usd(amount)) for line, (deals, amount) in gains.items()}
    expected |= {line: (deals, usd(-amount)) for line, (deals, amount) in losses.items()}
    assert expected == {total.line: (total.deals, total.change) for total in walk.lines if total.deals}


def test_what_slipped(challenge):
    """Of 73 open deals 72 are past their day, by 9,557 days in all, the longest by 288, worth 29,672,660."""
    found = challenge.slipped()
    assert (72, 73, usd(29672660), ()) == (len(found.deals), found.n, found.total, found.left_out)
    assert (9557, 288) == (sum(late.days for late in found.deals), found.deals[0].days)


def test_weighted_by_its_own_chances(challenge):
    """The probability of the file on each of the 73: 15,794,424 of 29,871,380."""
    found = challenge.weighted()
    assert (usd(15794424), usd(29871380)) == (found.total, found.value)
    assert ["deal"] == [part.source for part in found.parts]


@pytest.mark.parametrize(
    ("quarter", "closed", "expected"),
    [
        (1, (23, 8080000), (6, 2789860)),
        (2, (35, 14396260), (16, 6564040)),
        (3, (16, 7218880), (25, 10666240)),
        (4, (14, 6151940), (26, 9851240)),
    ],
)
def test_forecast_of_a_quarter(challenge, quarter, closed, expected):
    """What was won in it, and what was expected in it and is open; one that was won in the second has no value."""
    found = challenge.forecast_categories(period=Period.quarter(2022, quarter))
    assert (closed[0], usd(closed[1])) == (found.of("closed").deals, found.of("closed").value)
    assert ((("it has no value", 1),) if quarter == 2 else ()) == found.left_out
    rest = [found.of(category) for category in ("commit", "best_case", "pipeline", "omitted")]
    assert (expected[0], usd(expected[1])) == (
        sum(each.deals for each in rest),
        Money.total((each.value for each in rest), "USD"),
    )


def test_forecast_categories_of_open_deals(challenge):
    """Of the 73, 68 pipeline, one omitted, and the four that are called closed and are not count as committed."""
    found = challenge.forecast_categories()
    expected = {"commit": (4, 1278370), "best_case": (0, 0), "pipeline": (68, 28375110), "omitted": (1, 217900)}
    assert {category: (deals, usd(value)) for category, (deals, value) in expected.items()} == {
        category: (found.of(category).deals, found.of(category).value) for category in expected
    }
