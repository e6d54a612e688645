"""Law: rows of any kind, read in any shape, make an import or an error of ours; and each row is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salescycle import SalesCycleError
from salescycle.interop import (
    EVENT_COLUMNS,
    Imported,
    SnapshotColumns,
    deals_from_history,
    deals_from_hubspot,
    deals_from_pipedrive,
    deals_from_pipedrive_flow,
    deals_from_salesforce_fields,
    deals_from_salesforce_history,
    deals_from_snapshot,
)
from salescycle.presets import free_cycle

CYCLE = free_cycle(["Lead", "Offer"], won=["Won"], lost=["Lost"])
HOW = {"cycle": CYCLE, "as_of": datetime(2026, 3, 20, tzinfo=UTC), "stages": {1: "Lead", "2": "Offer"}}
SNAPSHOT = SnapshotColumns(deal="id", stage="stage_id", opened="add_time", closed="won_time", value="value")
PROPERTIES = ["hs_v2_date_entered_1", "hs_date_entered_2", "hs_v2_date_exited_1", "hs_date_exited_9", "dealstage"]
COLUMNS = {
    "history": list(attrs.asdict(EVENT_COLUMNS)),
    "snapshot": ["id", "stage_id", "add_time", "won_time", "value"],
    "salesforce": [
        "OpportunityId",
        "StageName",
        "CreatedDate",
        "Amount",
        "CloseDate",
        "Probability",
        "ForecastCategory",
    ],
    "fields": ["OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate", "CreatedById"],
    "opportunities": ["Id", "StageName", "CreatedDate", "Amount", "CloseDate", "OwnerId", "CurrencyIsoCode"],
    "hubspot": ["id", "properties", "createdate", "closedate", "amount", "hubspot_owner_id", *PROPERTIES],
    "pipedrive": ["id", "stage_id", "status", "add_time", "won_time", "stage_change_time", "value", "user_id"],
    "flow": ["object", "data"],
}
DATA = ["item_id", "user_id", "field_key", "old_value", "new_value", "log_time"]

DAYS = st.integers(1, 28).map(lambda day: f"2026-03-{day:02}")
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=-3, minutes=-30, seconds=-5))])
USUAL = st.one_of(
    st.sampled_from(["A", "B", "", "Lead", "Offer", "Won", "1", "2", 1, 2, "open", "won", "lost", None, "kim", "true"]),
    st.sampled_from(
        ["StageName", "Amount", "CloseDate", "Owner", "created", "stage_id", "status", "value", "add_time"]
    ),
    st.sampled_from(["dealChange", "100", "48,000.50", 12.5, Decimal(7), date(2026, 3, 9), "1772442000000"]),
    DAYS,
)
ODD = st.one_of(
    st.text(max_size=6),
    st.floats(),
    st.integers(),
    st.decimals(),
    st.dates(),
    st.datetimes(timezones=ZONES),
    st.sampled_from(["=cmd|' /C calc'!A0", "x" * 100_000, 10**5000, b"no", object(), int, "2026-03-09T10:00+99:00"]),
)
FLAT = st.integers(0, 19).flatmap(lambda dice: ODD if dice == 19 else USUAL)
# a date that cannot be read stops an import, so most are fine
DATE = st.integers(0, 99).flatmap(lambda dice: FLAT if dice == 99 else DAYS)
STAGE = st.integers(0, 9).flatmap(lambda dice: FLAT if dice == 9 else st.sampled_from(["Lead", "Offer", "Won", 1, "2"]))
NESTED = st.one_of(
    st.fixed_dictionaries(
        {}, optional={name: DATE if name.startswith("hs_") else FLAT for name in [*PROPERTIES, "id"]}
    ),
    st.lists(FLAT, max_size=2),
    st.dictionaries(st.sampled_from(["times_in_stages", 3]), st.dictionaries(USUAL, FLAT, max_size=4)),
)
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def cell_of(name: str) -> st.SearchStrategy:
    """Draw what stands in a column, or something else."""
    if name in ("at", "recorded_at", "createdate", "closedate", "log_time") or name.endswith(("Date", "_time")):
        return DATE
    if name.startswith("hs_"):
        return DATE
    if name in ("properties", "data", "stay_in_pipeline_stages", "user_id"):
        return FLAT | NESTED
    return STAGE if name in ("stage", "StageName", "stage_id") else FLAT


def rows_of(shape: str) -> st.SearchStrategy[list]:
    """Draw rows that have the columns of a shape, most of them, and now and then no row at all."""
    columns = [*COLUMNS[shape], *(["stay_in_pipeline_stages"] if shape == "pipedrive" else [])]
    cells = {name: cell_of(name) for name in columns}
    if shape == "flow":
        cells = {
            "object": st.just("dealChange") | FLAT,
            "data": st.fixed_dictionaries({name: cell_of(name) for name in DATA}) | FLAT,
        }
    whole = st.fixed_dictionaries(cells)
    parts = st.fixed_dictionaries({}, optional=cells)
    return st.lists(st.one_of(whole, whole, whole, parts, FLAT, NESTED), max_size=6)


READERS = {
    "history": lambda draw: deals_from_history(draw(rows_of("history")), columns=EVENT_COLUMNS, **HOW),
    "snapshot": lambda draw: deals_from_snapshot(draw(rows_of("snapshot")), columns=SNAPSHOT, **HOW),
    "salesforce": lambda draw: deals_from_salesforce_history(draw(rows_of("salesforce")), **HOW),
    "fields": lambda draw: deals_from_salesforce_fields(
        draw(rows_of("fields")), deals=draw(rows_of("opportunities")), **HOW
    ),
    "hubspot": lambda draw: deals_from_hubspot(draw(rows_of("hubspot")), **HOW),
    "pipedrive": lambda draw: deals_from_pipedrive(draw(rows_of("pipedrive")), **HOW),
    "flow": lambda draw: deals_from_pipedrive_flow(draw(rows_of("flow")), deals=draw(rows_of("pipedrive")), **HOW),
}


@settings(SETTINGS, max_examples=700)
@given(shape=st.sampled_from(sorted(READERS)), data=st.data())
def test_any_rows_in_any_shape(shape: str, data: st.DataObject) -> None:
    """Nothing but an import, or an error of ours that fits on a page."""
    told = ""
    try:
        found = READERS[shape](data.draw)
    except SalesCycleError as error:
        told = str(error)
    else:
        assert isinstance(found, Imported)
        assert all(count > 0 for _, count in found.left_out)
        assert all(deal.visits is not None and deal.spells is not None for deal in found.deals)
    assert len(told) <= 2000
