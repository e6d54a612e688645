"""Event rows: deals as plain rows, by columns that reading takes as well."""

import json
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from salescycle import (
    CloseExpected,
    Contacted,
    Deal,
    InvalidValue,
    Lead,
    Migrated,
    Money,
    Opened,
    OwnerAssigned,
    StageEntered,
    StageSeen,
    ValueSet,
)
from salescycle.interop import (
    EVENT_COLUMNS,
    PROCESS_MINING_COLUMNS,
    EventColumns,
    deals_from_history,
    event_rows,
)
from salescycle.presets import free_cycle

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
CYCLE = free_cycle(["Lead", "Offer"], won=["Won"], lost=["Lost"])
LEAD = StageEntered(stage="Lead", outcome="open", at=MONDAY)
LOST = StageEntered(stage="Lost", outcome="lost", reason="price", by="kim", recorded_at=AS_OF, at=FRIDAY)


def read(rows, columns=EVENT_COLUMNS, **how):
    """Read rows back."""
    return deals_from_history(rows, columns=columns, cycle=CYCLE, as_of=AS_OF, **how)


def test_what_a_row_holds():
    """A row for each entry, with what held at its instant, as text that JSON and CSV take."""
    said = [ValueSet(value=Money("1200.50", "EUR"), at=MONDAY), CloseExpected(on=date(2026, 4, 1), at=FRIDAY)]
    deal = Deal(id="D-1", log=[LEAD, LOST, *said, Contacted(channel="call", at=MONDAY)])
    rows = list(event_rows([deal]))
    first = {"deal": "D-1", "stage": "Lead", "at": "2026-03-02T09:00:00+00:00", "seq": 1, "entry_known": "true"}
    first |= {"outcome": "open", "reason": "", "by": "", "recorded_at": "2026-03-02T09:00:00+00:00"}
    first |= {"value": "1200.50", "currency": "EUR", "owner": "", "expected_close": ""}
    last = first | {"stage": "Lost", "at": "2026-03-06T09:00:00+00:00", "seq": 2, "outcome": "lost", "reason": "price"}
    last |= {"by": "kim", "recorded_at": "2026-06-01T00:00:00+00:00", "expected_close": "2026-04-01"}
    assert [first, last] == json.loads(json.dumps(rows))


def test_the_owner_is_the_deals_else_its_leads():
    """As for the deal itself; and where nobody is responsible any more, there is nobody."""
    lead = Lead(id="L-1", name="Ada", log=[OwnerAssigned(owner="lee", at=MONDAY)])
    none = OwnerAssigned(owner=None, at=FRIDAY)
    deal = Deal(id="D-1", lead=lead, log=[LEAD, LOST, none, CloseExpected(on=None, at=FRIDAY)])
    assert [("lee", ""), ("", "")] == [(row["owner"], row["expected_close"]) for row in event_rows([deal])]


def test_a_deal_without_a_stage_has_no_row():
    """Nothing is made up for it."""
    assert [] == list(event_rows([Deal(id="D-1", log=[Opened(at=MONDAY)])]))


def test_rows_are_made_one_by_one():
    """Deals without an end are written as they come."""
    deals = (Deal(id=number, log=[LEAD]) for number in iter(int, 1))
    assert "0" == next(event_rows(deals))["deal"]


def test_names_of_ones_own():
    """Columns have the names that were given, in their order, and those that were not named are left out."""
    columns = EventColumns(deal="id", stage="to", at="on", owner="who")
    assert {"id": "D-1", "to": "Lead", "on": "2026-03-02T09:00:00+00:00", "who": ""} == next(
        event_rows([Deal(id="D-1", log=[LEAD])], columns=columns)
    )


def test_a_stage_that_was_only_seen_is_not_read_as_entered():
    """Where a column tells that the entry is not known it is read back so; else it is refused, not measured."""
    seen = [
        StageSeen(stage="Offer", outcome="open", at=MONDAY),
        Migrated(stage="Lead", outcome="open", from_stage="x", at=FRIDAY),
    ]
    deal = Deal(id="D-1", log=seen)
    assert deal.visits == read(event_rows([deal])).deals[0].visits
    told = attrs.evolve(PROCESS_MINING_COLUMNS, entry_known="entry_known")
    assert deal.visits == read(event_rows([deal], columns=told), told).deals[0].visits
    with pytest.raises(InvalidValue) as caught:
        next(event_rows([deal], columns=PROCESS_MINING_COLUMNS))
    assert (
        "the stage of 'D-1' must have an entry that is known, got 'Offer'; "
        "name a column for it: attrs.evolve(columns, entry_known='entry_known')"
    ) == str(caught.value)


@pytest.mark.parametrize(
    ("deals", "told"),
    [
        (Deal(id="D-1"), "deals must be several, got a Deal; put it in a list"),
        (3, "deals must be several, got 3; put it in a list"),
    ],
)
def test_what_is_no_several_deals(deals, told):
    """A lone deal is a slip, and told before the first row is asked for."""
    with pytest.raises(InvalidValue) as caught:
        event_rows(deals)
    assert told == str(caught.value)


def test_what_is_no_deal():
    """A lead is none."""
    with pytest.raises(InvalidValue, match="a deal must be a Deal, got a Lead"):
        next(event_rows([Lead(id="L-1", name="Ada")]))


def test_two_columns_of_one_name_cannot_be_written():
    """One would hide the other; they may be read, though: who made an entry may be who is responsible."""
    both = EventColumns(deal="id", stage="to", at="on", by="who", owner="who")
    with pytest.raises(
        InvalidValue, match="columns must have different names to be written, got 'id, to, on, who, who'"
    ):
        event_rows([], columns=both)
    found = read([{"id": "D-1", "to": "Lead", "on": "2026-03-02", "who": "kim"}], both)
    assert ("kim", "kim") == (found.deals[0].log[0].by, found.deals[0].owner)


def test_columns_are_checked():
    """A name is text, a currency belongs to a value, and columns are columns."""
    with pytest.raises(InvalidValue, match="the name of a column must be a str, got 3"):
        EventColumns(deal=3, stage="to", at="on")
    with pytest.raises(InvalidValue, match="the name of a column must be a str, got 3"):
        EventColumns(deal="id", stage="to", at="on", by=3)
    with pytest.raises(InvalidValue, match="columns must name the value where they name its currency, got 'cur'"):
        EventColumns(deal="id", stage="to", at="on", currency="cur")
    with pytest.raises(InvalidValue, match="columns must be an? EventColumns"):
        event_rows([], columns=None)
    with pytest.raises(InvalidValue, match="columns must be an? EventColumns"):
        read([], None)


def test_what_rows_say_of_an_entry_is_read():
    """Recorded later, by somebody, for a reason, with an outcome that the stage had then, and a currency."""
    now = free_cycle(["Lead"], won=["Won"], lost=["Lost"])
    row = next(event_rows([Deal(id="D-1", log=[attrs.evolve(LOST, outcome="hold")])]))
    found = deals_from_history([row | {"value": "7", "currency": "KRW"}], cycle=now, as_of=AS_OF)
    assert attrs.evolve(LOST, outcome="hold") == found.deals[0].log[0]
    assert Money(7, "KRW") == found.deals[0].value


def test_rows_of_one_instant_keep_their_place():
    """Whatever order a table was sorted in, ``seq`` says which came first."""
    deal = Deal(id="D-1", log=[LEAD, StageEntered(stage="Offer", outcome="open", at=MONDAY)])
    rows = list(event_rows([deal]))
    assert ["Lead", "Offer"] == [visit.stage for visit in read(rows[::-1]).deals[0].visits]


def test_parts_that_cannot_be_read_are_counted():
    """The entry is used, and what cannot be read of it is told; an entry of which nobody knows is not measured."""
    row = next(event_rows([Deal(id="D-1", log=[LEAD])]))
    bad = {
        "seq": "first",
        "outcome": "wonn",
        "entry_known": "perhaps",
        "by": "k\u202em",
        "reason": "\x00",
        "currency": "US$",
    }
    found = read([row | bad | {"value": "1", "expected_close": "soon", "owner": []}, row | {"seq": "9" * 99}])
    rest = "; the rest of it is used"
    assert {
        f"its place in the order is not a whole number{rest}": 2,
        f"its outcome is not one that a stage has{rest}": 1,
        "whether its entry is known is neither true nor false; it is taken to be not known": 1,
        f"who did it is not a name{rest}": 1,
        f"its reason is not a note{rest}": 1,
        f"its value is not an amount{rest}": 1,
        f"its expected close is not a date{rest}": 1,
        f"its owner is not a name{rest}": 1,
    } == dict(found.left_out)
    assert [StageSeen, StageEntered] == [type(fact) for fact in found.deals[0].log]
