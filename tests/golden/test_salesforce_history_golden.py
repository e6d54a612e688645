"""The adapters for Salesforce on a real stage history, against what others counted in it.

Source: the opportunities of a data-preparation challenge of 2022 in the shape of Salesforce, with their stage history;
what is odd in them was counted outside this project, row by row, with independent tools.
"""

import csv
import os
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import attrs
import pytest

from salescycle import Pipeline
from salescycle.interop import (
    SALESFORCE_HISTORY_COLUMNS,
    Dates,
    EventColumns,
    deals_from_history,
    deals_from_salesforce_fields,
    deals_from_salesforce_history,
    event_rows,
)
from salescycle.presets import free_cycle

ROOT = Path(__file__).parents[2]
STAGES = ["Prospecting", "Qualification", "Value Proposition", "Negotiation/Review"]
HOW = {
    "cycle": free_cycle(STAGES, won=["Closed Won"], lost=["Closed Lost"]),
    "as_of": datetime(2022, 12, 31, tzinfo=UTC),
    "dates": Dates(day_first=True),
}
COLUMNS = attrs.evolve(SALESFORCE_HISTORY_COLUMNS, deal="OppID")


@pytest.fixture(scope="module")
def folder():
    """Give the folder of the data, or skip."""
    found = Path(os.environ.get("SALESCYCLE_DATA", ROOT.parent / "shared" / "data")) / "salesforce_history"
    if not found.is_dir():
        pytest.skip("the real sales data is not here; SALESCYCLE_DATA may name its folder")
    return found


def rows_of(path):
    """Read the rows of a file of the data."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def history(folder):
    """Give the 584 rows of the history."""
    return rows_of(folder / "opportunity_history.csv")


@pytest.fixture(scope="module")
def opportunities(folder):
    """Give the 219 opportunities."""
    return rows_of(folder / "opportunity.csv")


@pytest.fixture(scope="module")
def found(history):
    """Read the history in its own shape."""
    return deals_from_salesforce_history(history, columns=COLUMNS, **HOW)


def test_a_repeated_stage_is_no_entry(found):
    """107 rows repeat the stage before them and change nothing else; the visits are those of 477 entries."""
    assert (219, 584, (("it changes nothing", 107),)) == (len(found.deals), found.rows_read, found.left_out)
    assert 584 - 107 == sum(len(deal.visits) for deal in found.deals)


def test_what_is_odd_in_it(found):
    """72 moves back in 55 opportunities, 47 that begin closed, and 89 won of 146 closed."""
    pipeline = Pipeline(found.deals, cycle=HOW["cycle"], as_of=HOW["as_of"])
    audit = pipeline.audit()
    assert [(72, 55), (47, 47)] == [
        (len(audit.of(code)), audit.of(code).affected.part) for code in ("moved_back", "created_closed")
    ]
    assert 0 == len(audit.of("repeated_stage"))
    assert (89, 146) == (pipeline.win_rate().part, pipeline.win_rate().whole)


def test_the_same_visits_as_a_row_an_entry(found, history):
    """Read as a history of entries, and out and in again as event rows, the visits are the same."""
    columns = EventColumns(deal="OppID", stage="StageName", at="CreatedDate")
    entries = deals_from_history(history, columns=columns, **HOW)
    again = deals_from_history(event_rows(entries.deals), cycle=HOW["cycle"], as_of=HOW["as_of"])
    assert [deal.visits for deal in found.deals] == [deal.visits for deal in entries.deals]
    assert [deal.log for deal in entries.deals] == [deal.log for deal in again.deals]


def test_as_a_field_history(found, history, opportunities):
    """With old and new values made of the rows: in 21 the present stage is another one, and some were created late."""
    dates = Dates(day_first=True)
    by_deal = {}
    for row in history:
        by_deal.setdefault(row["OppID"], []).append((dates.read(row["CreatedDate"]), row["StageName"]))
    rows, early = [], 0
    created = {row["Id"]: dates.read(row["CreatedDate"]) for row in opportunities}
    for deal, entries in by_deal.items():
        entries.sort(key=lambda entry: entry[0])
        moves = [(old, new, at) for (_, old), (at, new) in pairwise([(None, None), *entries]) if old != new]
        early += entries[0][0] < created[deal]
        told = {"OpportunityId": deal, "Field": "StageName"}
        rows += [told | {"OldValue": old, "NewValue": new, "CreatedDate": at.isoformat()} for old, new, at in moves]
    fields = deals_from_salesforce_fields(rows, deals=opportunities, **HOW)
    assert {
        "it was created after the first thing that happened to it; what happened is used": early,
        "its present stage is not the last one it entered; both are kept": 21,
    } == dict(fields.left_out)
    own = {row["Id"]: row["StageName"] for row in opportunities}
    assert [] == [deal.id for deal in fields.deals if deal.stage != own[deal.id]]
    visits = {deal.id: deal.visits for deal in found.deals}
    same = [deal.id for deal in fields.deals if deal.visits == visits[deal.id]]
    assert 219 - 21 == len(same)
