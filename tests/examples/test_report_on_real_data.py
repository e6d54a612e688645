"""report.py on real exports, against figures computed with independent tools (the data's own README has them)."""

import csv
import json
from datetime import UTC, datetime

import pytest

from salescycle.interop import Dates, EventColumns, deals_from_history
from salescycle.presets import free_cycle

OPEN = ["Prospecting", "Qualification", "Value Proposition", "Negotiation/Review"]


def rows_of(path):
    """Read the rows of a file of the data."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def figures(example):
    """Give what runs report.py with --json and gives its figures."""

    def run(*options):
        lines = []
        module = example("report")
        module.print = lambda *parts, file=None: lines.append(" ".join(map(str, parts)))
        assert 0 == module.main([*map(str, options), "--json"])
        return json.loads("\n".join(lines))

    return run


@pytest.fixture(scope="module")
def maven(figures, shared_data):
    """Report on the snapshot of 8,800 opportunities."""
    return figures(
        shared_data / "maven" / "sales_pipeline.csv",
        *("--deal", "opportunity_id", "--stage", "deal_stage", "--opened", "engage_date", "--closed", "close_date"),
        *("--value", "close_value", "--owner", "sales_agent", "--stages", "Prospecting,Engaging"),
        *("--won", "Won", "--lost", "Lost", "--as-of", "2017-12-31"),
    )


@pytest.fixture(scope="module")
def history(figures, shared_data):
    """Report on the stage history of 219 opportunities."""
    return figures(
        shared_data / "salesforce_history" / "opportunity_history.csv",
        *("--deal", "OppID", "--stage", "StageName", "--at", "CreatedDate", "--day-first", "--as-of", "2022-12-31"),
        *("--stages", "Prospecting,Qualification,Value Proposition,Negotiation/Review"),
        *("--won", "Closed Won", "--lost", "Closed Lost"),
    )


def test_maven_standing(maven):
    """Every row is read, and the outcomes are those of the file."""
    assert {"read": 8800, "left_out": {}} == maven["rows"]
    assert (8800, 1589 + 500, 4238, 2473) == (maven["deals"], maven["open"], maven["won"], maven["lost"])
    assert (500, 1589) == tuple(stage["still_open"] for stage in maven["dwell_days"].values())


def test_maven_win_rates(maven):
    """Closed, created and by value, to the printed digits."""
    rates = maven["win_rate"]
    assert (0.631501, 0.481591) == (round(rates["closed"]["share"], 6), round(rates["created"]["share"], 6))
    assert (4238, 6711, 8800) == (rates["closed"]["part"], rates["closed"]["whole"], rates["created"]["whole"])
    assert 10_005_534 == rates["value"]["part"]


def test_maven_lengths(maven):
    """The cycle of won deals, and the quartiles of Kaplan-Meier over the 8,300 with an engage date."""
    length, close = maven["cycle_length_days"], maven["time_to_close_days"]
    assert (4238, 51.781973, 57) == (length["n"], round(length["mean"], 6), length["median"])
    assert {"n": 8300, "events": 6711, "p25": 10, "median": 69, "p75": 107} == close


def test_maven_incidence(maven):
    """Aalen-Johansen at four ages, to the printed digits; open is the Kaplan-Meier curve."""
    expected = {
        "30": (0.218995, 0.162206, 0.618799),
        "60": (0.264733, 0.185501, 0.549766),
        "90": (0.397015, 0.252125, 0.350861),
        "120": (0.500042, 0.295500, 0.204459),
        "180": (0.519439, 0.301741, 0.178820),  # no close after day 138, follow-up to day 423
    }
    for age, (won, lost, still_open) in expected.items():
        chances = maven["incidence"][age]
        assert won == pytest.approx(chances["won"], abs=6e-7)
        assert lost == pytest.approx(chances["lost"], abs=6e-7)
        assert still_open == pytest.approx(chances["open"], abs=6e-7)


def test_history_standing(history):
    """All 584 rows are read, and won and lost are the opportunities' own."""
    assert {"read": 584, "left_out": {}} == history["rows"]
    assert (219, 73, 89, 57) == (history["deals"], history["open"], history["won"], history["lost"])


def test_history_in_its_own_shape(figures, shared_data, history):
    """Read as Salesforce's, under the names it has here: the same lengths, and repeated stages are no entries."""
    found = figures(
        shared_data / "salesforce_history" / "opportunity_history.csv",
        *("--format", "salesforce-history", "--deal", "OppID", "--day-first", "--as-of", "2022-12-31"),
        *("--stages", ",".join(OPEN), "--won", "Closed Won", "--lost", "Closed Lost"),
    )
    assert {"read": 584, "left_out": {"it changes nothing": 107}} == found["rows"]
    assert ["when owners changed"] == found["cannot_tell"]
    same = ["deals", "open", "won", "lost", "win_rate", "cycle_length_days", "time_to_close_days", "dwell_days"]
    assert {name: history[name] for name in same} == {name: found[name] for name in same}
    assert history["audit"].keys() - {"repeated_stage"} == found["audit"].keys()


def test_history_ends_in_the_opportunities_own_stage_or_an_open_one(shared_data):
    """Where the history's end differs from the opportunity's stage, both are open: 21 of them."""
    folder = shared_data / "salesforce_history"
    own = {row["Id"]: row["StageName"] for row in rows_of(folder / "opportunity.csv")}
    cycle = free_cycle(OPEN, won=["Closed Won"], lost=["Closed Lost"])
    found = deals_from_history(
        rows_of(folder / "opportunity_history.csv"),
        columns=EventColumns(deal="OppID", stage="StageName", at="CreatedDate"),
        cycle=cycle,
        as_of=datetime(2022, 12, 31, tzinfo=UTC),
        dates=Dates(day_first=True),
    )
    differing = [(deal.stage, own[deal.id]) for deal in found.deals if deal.stage != own[deal.id]]
    assert 21 == len(differing)
    assert set(OPEN) >= {stage for pair in differing for stage in pair}


def test_history_audit(history):
    """The dirt that the data's README counts: moves back, repeats, and histories that begin closed."""
    audit = history["audit"]
    assert (72, 107, 47) == (audit["moved_back"], audit["repeated_stage"], audit["created_closed"])
    assert "reopened" not in audit


def test_history_conversion_adds_up(history):
    """The fates of each stage's entries add up to them."""
    for parts in history["conversion"].values():
        assert parts["entries"] == sum(parts.values()) - parts["entries"]


def test_opportunities_as_a_snapshot(figures, shared_data):
    """From creation to close over the 146 closed, and the Kaplan-Meier median, as the data's README has them."""
    snapshot = figures(
        shared_data / "salesforce_history" / "opportunity.csv",
        *("--deal", "Id", "--stage", "StageName", "--opened", "CreatedDate", "--closed", "CloseDate", "--day-first"),
        *("--stages", "Prospecting,Qualification,Value Proposition,Negotiation/Review", "--as-of", "2022-12-31"),
        *("--won", "Closed Won", "--lost", "Closed Lost"),
    )
    assert {"part": 89, "whole": 146} == {key: snapshot["win_rate"]["closed"][key] for key in ("part", "whole")}
    assert (219, 146, 51) == tuple(snapshot["time_to_close_days"][key] for key in ("n", "events", "median"))
