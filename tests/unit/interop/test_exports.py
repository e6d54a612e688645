"""Exports: rows become deals, and those that cannot are counted by reason."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from salescycle import (
    InvalidValue,
    Money,
    Opened,
    OwnerAssigned,
    Pipeline,
    StageEntered,
    StageSeen,
    UnknownName,
    ValueSet,
)
from salescycle.interop import Dates, EventColumns, SnapshotColumns, deals_from_history, deals_from_snapshot
from salescycle.presets import SEVEN_STAGE, free_cycle

CYCLE = free_cycle(["Lead", "Offer"], won=["Won"], lost=["Lost"])
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
HISTORY = EventColumns(deal="id", stage="stage", at="on", value="value", owner="owner")
SNAPSHOT = SnapshotColumns(deal="id", stage="stage", opened="from", closed="to", value="value", owner="owner")


def row(id="D-1", stage="Lead", on="2026-03-02", value="", owner="", **more):
    """Give a row of a history."""
    return {"id": id, "stage": stage, "on": on, "value": value, "owner": owner, **more}


def seen(id="D-1", stage="Lead", opened="2026-03-02", closed="", value="", owner=""):
    """Give a row of a snapshot."""
    return {"id": id, "stage": stage, "from": opened, "to": closed, "value": value, "owner": owner}


def history(*rows, **how):
    """Read rows of a history."""
    return deals_from_history(rows, columns=HISTORY, cycle=CYCLE, as_of=AS_OF, **how)


def snapshot(*rows, **how):
    """Read rows of a snapshot."""
    return deals_from_snapshot(rows, columns=SNAPSHOT, cycle=CYCLE, as_of=AS_OF, **how)


def test_a_history_in_any_order():
    """Rows find their deal and their place in time; those of one instant keep the order of the file."""
    found = history(row(stage="Won", on="2026-03-09"), row(), row(id="D-2"), row(id="D-2", stage="Offer"))
    assert ["D-1", "D-2"] == [deal.id for deal in found.deals]
    assert [["Lead", "Won"], ["Lead", "Offer"]] == [[visit.stage for visit in deal.visits] for deal in found.deals]
    assert (4, ()) == (found.rows_read, found.left_out)


def test_values_and_owners_are_facts_when_they_change():
    """An export repeats value and owner in each row; the log says only what changed."""
    found = history(
        row(value="1,000", owner="kim"),
        row(stage="Offer", on="2026-03-05", value="1000", owner="kim"),
        row(stage="Lead", on="2026-03-07", value="1200.50", owner="lee"),
        currency="EUR",
    )
    kinds = [type(fact) for fact in found.deals[0].log]
    assert [StageEntered, ValueSet, OwnerAssigned, StageEntered, StageEntered, ValueSet, OwnerAssigned] == kinds
    assert (Money("1200.5", "EUR"), "lee") == (found.deals[0].value, found.deals[0].owner)


def test_rows_that_cannot_be_used_are_counted_by_reason():
    """Each has one reason, and the usable rows beside them are read."""
    found = history(
        row(),
        row(id=" "),
        row(id="D\x00"),
        row(stage=""),
        row(stage="Leed"),
        row(on=""),
        row(on="2026-06-02"),
        row(value="a lot"),
        {**row(), None: ["one too many"]},
        {**row(), "owner": None},
    )
    assert 1 == len(found.deals)
    assert 10 == found.rows_read
    assert {
        "it names no deal": 1,
        "its deal id cannot be used": 1,
        "it names no stage": 1,
        "its stage is not one of those given": 1,
        "it has no date": 1,
        "it lies after the date of the report": 1,
        "its value is not an amount; the rest of it is used": 1,
        "it has more or fewer cells than the header": 2,
    } == dict(found.left_out)


def test_an_unreadable_date_stops_the_import():
    """One unreadable date most likely means that all are written another way: the row and the column are named."""
    with pytest.raises(InvalidValue) as caught:
        history(row(), row(on="31/12/2025"))
    assert str(caught.value).startswith("row 2, column 'on' must be a day that exists, with or without a time, got")


def test_a_wrong_column_stops_the_import():
    """The name that was meant is proposed."""
    columns = EventColumns(deal="id", stage="stag", at="on")
    with pytest.raises(UnknownName, match="no column 'stag' in the rows; did you mean 'stage'"):
        deals_from_history([row()], columns=columns, cycle=CYCLE, as_of=AS_OF)


def test_no_rows_no_deals():
    """An export without rows is an empty import."""
    assert ((), 0) == (history().deals, history().rows_read)
    assert ((), 0) == (snapshot().deals, snapshot().rows_read)


def test_a_snapshot_says_only_what_it_knows():
    """An open deal was seen in its stage; a closed one entered its close; the opening is a fact of its own."""
    found = snapshot(
        seen(),
        seen(id="D-2", stage="Won", closed="2026-03-30", value="500", owner="kim"),
        seen(id="D-3", stage="Offer", opened="", closed="2026-09-30"),
        seen(id="D-4", stage="Lost"),
    )
    kinds = [
        [type(fact) for fact in deal.log if type(fact) in (Opened, StageSeen, StageEntered)] for deal in found.deals
    ]
    assert [[Opened, StageSeen], [Opened, StageEntered], [StageSeen], [Opened, StageSeen]] == kinds
    assert (Money("500", "USD"), "kim") == (found.deals[1].value, found.deals[1].owner)
    assert date(2026, 9, 30) == found.deals[2].expected_close
    assert None is found.deals[3].spells[0].length


def test_a_snapshot_makes_up_no_dwell_time():
    """Nothing is measured of stages between the opening and the close."""
    found = snapshot(seen(), seen(id="D-2", stage="Won", closed="2026-03-30"))
    pipeline = Pipeline(found.deals, cycle=CYCLE, as_of=AS_OF)
    assert (0, 1) == (pipeline.dwell_time("Lead").n, pipeline.dwell_time("Lead").still_open)
    assert 0 == pipeline.conversion("Lead").entries
    assert [] == [finding for finding in pipeline.audit() if finding.code == "created_closed"]


def test_a_deal_closed_after_the_report_was_open_on_it():
    """The snapshot is newer than the question: the deal counts as open."""
    found = snapshot(seen(stage="Won", closed="2026-06-30"))
    assert "1 deal: 1 open, 0 won, 0 lost" == str(Pipeline(found.deals, cycle=CYCLE, as_of=AS_OF).standing)


def test_a_snapshot_lists_a_deal_once():
    """The first row counts; another of the same deal, and one opened after the report, are counted as left out."""
    found = snapshot(seen(), seen(stage="Offer"), seen(id="D-2", opened="2026-06-02"), seen(id=""))
    assert ["Lead"] == [deal.stage for deal in found.deals]
    assert {
        "its deal was listed before": 1,
        "it lies after the date of the report": 1,
        "it names no deal": 1,
    } == dict(found.left_out)


def test_dates_are_read_as_told():
    """Day first, and the zone of times without one, are the caller's to say."""
    found = history(row(on="03/04/2026"), dates=Dates(day_first=True))
    assert datetime(2026, 4, 3, tzinfo=UTC) == found.deals[0].log[0].at


def test_an_import_names_no_cycle():
    """Its facts were made under none, so a cycle that knows the stages may go on from them."""
    found = history(row(), row(id="D-2", stage="Offer"))
    assert {""} == {deal.stage_fact.cycle for deal in found.deals}
    board = free_cycle(["Lead", "Offer", "Demo"], won=["Won"], lost=["Lost"], key="other")
    assert "Demo" == board.move(found.deals[0], to="Demo", at=AS_OF).stage


def test_stages_are_named_by_key_or_label():
    """An export writes what people read; the log has the key."""
    columns = EventColumns(deal="id", stage="stage", at="on")
    rows = [row(stage="Initial contact"), row(stage="피치", on="2026-03-09"), row(stage="won", on="2026-03-10")]
    found = deals_from_history(rows, columns=columns, cycle=SEVEN_STAGE, as_of=AS_OF)
    assert ["initial_contact", "pitch", "won"] == [visit.stage for visit in found.deals[0].visits]


def test_unknown_stages_are_named():
    """The stages that were not given are listed with their counts, the first twenty of them."""
    found = history(row(stage="won"), row(stage="won"), row(stage="Leed"), row(stage=""))
    assert (("won", 2), ("Leed", 1)) == found.unknown_stages
    assert 20 == len(history(*(row(stage=f"s{number}") for number in range(30))).unknown_stages)


def test_a_bad_value_or_owner_costs_only_itself():
    """The stage entry is used, and the cell that could not be is counted."""
    found = history(row(value="a lot", owner="kim"), row(id="D-2", value="-5", owner="k\u202eim"))
    assert ["Lead", "Lead"] == [deal.stage for deal in found.deals]
    assert ["kim", None] == [deal.owner for deal in found.deals]
    assert {
        "its value is not an amount; the rest of it is used": 2,
        "its owner is not a name; the rest of it is used": 1,
    } == dict(found.left_out)


def test_cells_of_a_data_frame_are_read():
    """Numbers, dates and times come as they are, NaN is empty, and anything else is no cell."""
    rows = [
        row(id=7, on=datetime(2026, 3, 2, 9, 30), value=1200.5),  # noqa: DTZ001
        row(id=7, stage="Won", on=date(2026, 3, 9), value=float("nan")),
        row(id=8, on=[]),
    ]
    found = history(*rows)
    assert ("7", Money("1200.5", "USD")) == (found.deals[0].id, found.deals[0].value)
    assert datetime(2026, 3, 2, 9, 30, tzinfo=UTC) == found.deals[0].opened_at
    assert {"it holds a cell that is neither text, a number nor a date": 1} == dict(found.left_out)


def test_a_close_after_the_report_without_an_opening_cannot_be_placed():
    """Nobody knows whether such a deal was there on the day of the report, so it is counted as left out."""
    found = snapshot(seen(stage="Won", opened="", closed="2026-06-30"))
    assert ((), (("it lies after the date of the report", 1),)) == (found.deals, found.left_out)


def test_value_and_owner_hold_from_the_opening():
    """A deal that closes after the report still has its value and owner on it."""
    found = snapshot(seen(stage="Won", closed="2026-06-30", value="500", owner="kim"))
    then = found.deals[0].as_of(AS_OF)
    assert (Money("500", "USD"), "kim") == (then.value, then.owner)


@pytest.mark.parametrize("rows", ["D-1,Lead", b"D-1", {"id": "D-1"}, 3, None])
def test_what_is_no_several_rows(rows):
    """A lone row, a text and a number are no rows, whoever reads them."""
    with pytest.raises(InvalidValue, match="rows must be several, got"):
        deals_from_history(rows, columns=HISTORY, cycle=CYCLE, as_of=AS_OF)
    with pytest.raises(InvalidValue, match="rows must be several, got"):
        deals_from_snapshot(rows, columns=SNAPSHOT, cycle=CYCLE, as_of=AS_OF)


def test_rows_that_are_no_mappings_or_lack_a_cell():
    """They are counted like other rows, wherever they stand."""
    found = history(["D-1"], row(), 3, {"id": "D-2", "stage": "Lead"})
    assert ["D-1"] == [deal.id for deal in found.deals]
    assert {"it is no mapping of columns to cells": 2, "it has no date": 1} == dict(found.left_out)
    found = snapshot(seen(), {"id": "D-2"})
    assert (("it names no stage", 1),) == found.left_out


def test_cells_of_many_kinds():
    """Whole, decimal and broken numbers, ids of any kind, times with a zone, and what is too large to be anything."""
    number = UUID(int=7)
    rows = [
        row(
            id=number, value=Decimal("1E+3"), on=datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=9, seconds=5)))
        ),
        row(id=number, stage="Offer", value=Decimal("1E+999"), on="2026-03-05"),
        row(id=10**50),
        row(id=True, value=float("inf")),
        row(id="x" * 1_000_000),
        row(stage="y" * 1_000_000),
    ]
    found = history(*rows)
    assert [str(number), "True"] == [deal.id for deal in found.deals]
    assert Money(1000, "USD") == found.deals[0].value
    assert datetime(2026, 3, 1, 23, 59, 55, tzinfo=UTC) == found.deals[0].opened_at
    assert {
        "its value is not an amount; the rest of it is used": 2,
        "it holds a cell that is neither text, a number nor a date": 1,
        "its deal id cannot be used": 1,
        "its stage is not one of those given": 1,
    } == dict(found.left_out)
    assert (("y" * 128, 1),) == found.unknown_stages


def test_a_number_that_shows_itself_otherwise():
    """The floats of numpy write their own name into their repr."""

    class Float64(float):
        def __repr__(self):
            return f"np.float64({float(self)})"

    assert Money("1200.5", "USD") == history(row(value=Float64(1200.5))).deals[0].value


def test_dates_are_days_already():
    """A date without a time is the day of an expected close, whatever the zone."""
    zone = Dates(zone=timezone(timedelta(hours=9)))
    columns = EventColumns(deal="id", stage="stage", at="on", expected_close="close")
    rows = [row(close=date(2026, 4, 1)), row(id="D-2", close=date(1, 1, 1)), row(id="D-3", close="2026-04-01T20:00Z")]
    found = deals_from_history(rows, columns=columns, cycle=CYCLE, as_of=AS_OF, dates=zone)
    assert [date(2026, 4, 1), None, date(2026, 4, 2)] == [deal.expected_close for deal in found.deals]
    assert (("its expected close is not a date; the rest of it is used", 1),) == found.left_out


def test_what_a_late_row_says_is_not_known_yet():
    """A row after the report is counted once, whatever it says, and tells nothing of before."""
    found = history(row(), row(stage="Offer", on="2026-06-02", value="5", owner="kim"))
    assert (None, None, 1) == (found.deals[0].value, found.deals[0].owner, len(found.deals[0].log))
    assert (("it lies after the date of the report", 1),) == found.left_out


def test_a_snapshot_says_what_it_cannot_tell():
    """Whatever the rows, the stages between are not in it."""
    assert ("when a deal entered the stages between its opening and its close",) == snapshot(seen()).cannot_tell
