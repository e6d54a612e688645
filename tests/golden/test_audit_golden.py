"""The audit of a real stage history against the dirt that others counted in it.

Source: the opportunities of a data-preparation challenge of 2022 in the shape of Salesforce, with their stage history;
what is odd in them was counted outside this project, row by row, with independent tools.
"""

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from salescycle import Pipeline, Severity
from salescycle.interop import Dates, EventColumns, deals_from_history
from salescycle.presets import free_cycle

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report():
    """Give the audit of 219 opportunities at the end of 2022, or skip."""
    shared = Path(os.environ.get("SALESCYCLE_DATA", ROOT.parent / "shared" / "data"))
    path = shared / "salesforce_history" / "opportunity_history.csv"
    if not path.is_file():
        pytest.skip("the real sales data is not here; SALESCYCLE_DATA may name its folder")
    as_of = datetime(2022, 12, 31, tzinfo=UTC)
    stages = ["Prospecting", "Qualification", "Value Proposition", "Negotiation/Review"]
    cycle = free_cycle(stages, won=["Closed Won"], lost=["Closed Lost"])
    columns = EventColumns(deal="OppID", stage="StageName", at="CreatedDate")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = deals_from_history(rows, columns=columns, cycle=cycle, as_of=as_of, dates=Dates(day_first=True))
    return Pipeline(found.deals, cycle=cycle, as_of=as_of).audit()


@pytest.mark.parametrize(
    ("code", "findings", "deals"), [("moved_back", 72, 55), ("repeated_stage", 107, 72), ("created_closed", 47, 47)]
)
def test_what_is_odd_and_in_how_many(report, code, findings, deals):
    """72 moves back in 55 opportunities, 107 repeated stages in 72, and 47 that begin closed."""
    assert (findings, deals, 219) == (len(report.of(code)), report.of(code).affected.part, report.n)
    assert [(findings, deals)] == [(each.findings, each.deals) for each in report.counts if each.code == code]


def test_a_history_of_known_stages_has_no_error(report):
    """Every row names one of the six stages, so that nothing in it is simply wrong."""
    assert 0 == report.by_severity[Severity.ERROR]
