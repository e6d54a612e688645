"""Salesforce: the stage history and the field history become deals, and what does not is counted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, getcontext, localcontext

import pytest

from salescycle import (
    CloseExpected,
    ForecastSet,
    InvalidValue,
    Money,
    Opened,
    OwnerAssigned,
    StageEntered,
    StageSeen,
    UnknownName,
    ValueSet,
)
from salescycle.interop import (
    EventColumns,
    deals_from_salesforce_fields,
    deals_from_salesforce_history,
)
from salescycle.presets import free_cycle

CYCLE = free_cycle(["Lead", "Offer"], won=["Won"], lost=["Lost"])
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
KIM, LEE = "0058d000002C3D2AAK", "0058d000002C3CyAAK"
REST = "; the rest of it is used"


def at(days):
    """Write an instant some days after the Monday."""
    return (MONDAY + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def row(days=0, stage="Lead", **more):
    """Give a row of OpportunityHistory."""
    return {"OpportunityId": "006A", "StageName": stage, "CreatedDate": at(days), **more}


def history(*rows, **how):
    """Read rows of OpportunityHistory."""
    return deals_from_salesforce_history(rows, cycle=CYCLE, as_of=AS_OF, **how)


def change(days, field, old, new, **more):
    """Give a row of OpportunityFieldHistory."""
    told = {"OpportunityId": "006A", "Field": field, "OldValue": old, "NewValue": new, "CreatedDate": at(days)}
    return told | more


CREATED = change(0, "created", None, None)


def deal(stage="Lead", **more):
    """Give a row of Opportunity."""
    return {"Id": "006A", "StageName": stage, **more}


def fields(*rows, deals=(), as_of=AS_OF, **how):
    """Read rows of OpportunityFieldHistory."""
    return deals_from_salesforce_fields(rows, deals=deals, cycle=CYCLE, as_of=as_of, **how)


def stays(found):
    """Give the visits of the first deal: stage, whole days since the Monday, and whether the entry is known."""
    return [(visit.stage, (visit.entered - MONDAY).days, visit.entry_known) for visit in found.deals[0].visits]


def test_a_row_of_the_history_is_a_change_of_anything():
    """Stage, amount, close date and forecast are facts where they change, and a stage that is repeated is no entry."""
    base = {"Amount": 100.0, "CloseDate": "2026-04-30", "Probability": 10, "ForecastCategory": "Pipeline"}
    rows = [
        row(0, CreatedById=KIM, **base),
        row(1, **base | {"Amount": 80}),
        row(2, "Offer", **base | {"Amount": 80, "Probability": "62.5%", "ForecastCategory": "Forecast"}),
        row(3, "Offer", Amount=80, CloseDate="2026-05-31", Probability=62.5, ForecastCategoryName="Commit"),
    ]
    found = history(*rows)
    assert [("Lead", 0, True), ("Offer", 2, True)] == stays(found)
    log = found.deals[0].log
    assert [Money(100, "USD"), Money(80, "USD")] == [fact.value for fact in log if isinstance(fact, ValueSet)]
    assert [date(2026, 4, 30), date(2026, 5, 31)] == [fact.on for fact in log if isinstance(fact, CloseExpected)]
    assert [("pipeline", Decimal("0.10")), ("commit", Decimal("0.625"))] == [
        (fact.category, fact.win_probability) for fact in log if isinstance(fact, ForecastSet)
    ]
    assert KIM == log[0].by
    assert (4, (), ("when owners changed",)) == (found.rows_read, found.left_out, found.cannot_tell)


def test_a_row_that_changes_nothing_is_counted():
    """It was read, and nothing of it is a fact."""
    assert (("it changes nothing", 1),) == history(row(0), row(1)).left_out


def test_a_history_under_other_names():
    """Only deal, stage and date must be there; an owner is read where a column is named for it."""
    columns = EventColumns(deal="OppID", stage="StageName", at="On", owner="Owner", value="Amount")
    rows = [{"OppID": 1, "StageName": "Lead", "On": at(0), "Owner": "kim"}]
    found = history(*rows, columns=columns)
    assert ("kim", None, ()) == (found.deals[0].owner, found.deals[0].value, found.cannot_tell)
    with pytest.raises(UnknownName, match="no column 'OppID' in the rows; there are OpportunityId, StageName"):
        history(row(), columns=columns)


def test_a_chance_does_not_depend_on_the_hosts_context():
    """Percent become a share by moving the point."""
    with localcontext() as context:
        context.prec = 2
        found = history(row(Probability="12.345"))
    assert Decimal("0.12345") == found.deals[0].win_probability
    assert 28 == getcontext().prec


def test_parts_of_a_history_row_that_cannot_be_read():
    """The entry is used all the same."""
    found = history(row(Probability="140", ForecastCategory="MostLikely", Amount="a lot", CloseDate="soon"))
    assert [("Lead", 0, True)] == stays(found)
    assert {
        f"its value is not an amount{REST}": 1,
        f"its expected close is not a date{REST}": 1,
        f"its forecast category is not one that is known here{REST}": 1,
        f"its probability is not a percentage{REST}": 1,
    } == dict(found.left_out)


def test_fields_from_the_creation_on():
    """The first stage is the old value of the first change, entered when the deal was created."""
    rows = [
        change(5, "StageName", "Offer", "Won", CreatedById=KIM),
        change(2, "StageName", "Lead", "Offer"),
        change(3, "Amount", "100.0", "80.0"),
        change(4, "CloseDate", "2026-04-30", "2026-05-31"),
        CREATED,
    ]
    opportunity = deal("Won", Amount=80, CurrencyIsoCode="EUR", CreatedDate=at(0), CloseDate="2026-05-31")
    found = fields(*rows, deals=[opportunity])
    assert [("Lead", 0, True), ("Offer", 2, True), ("Won", 5, True)] == stays(found)
    log = found.deals[0].log
    assert [(0, Money(100, "EUR")), (3, Money(80, "EUR"))] == [
        ((fact.at - MONDAY).days, fact.value) for fact in log if isinstance(fact, ValueSet)
    ]
    assert [(0, date(2026, 4, 30)), (4, date(2026, 5, 31))] == [
        ((fact.at - MONDAY).days, fact.on) for fact in log if isinstance(fact, CloseExpected)
    ]
    assert [KIM] == [fact.by for fact in log if fact.by]
    assert (6, ()) == (found.rows_read, found.left_out)


def test_a_history_that_does_not_reach_back():
    """Without its creation in it, nobody knows when the first stage was entered: it was seen."""
    rows, opportunity = [change(2, "StageName", "Lead", "Offer")], deal("Offer", CreatedDate=at(0))
    found = fields(*rows, deals=[opportunity])
    assert [("Lead", 2, False), ("Offer", 2, True)] == stays(found)
    assert MONDAY == found.deals[0].opened_at
    assert [("Lead", 0, True), ("Offer", 2, True)] == stays(fields(*rows, deals=[opportunity], tracked_since=MONDAY))
    late = MONDAY + timedelta(hours=1)
    assert [("Lead", 2, False), ("Offer", 2, True)] == stays(fields(*rows, deals=[opportunity], tracked_since=late))
    assert [("Lead", 2, False), ("Offer", 2, True)] == stays(fields(*rows))


def test_a_deal_that_came_of_a_lead():
    """Its creation has another name in the history."""
    rows = [change(0, "opportunityCreatedFromLead", None, None), change(2, "StageName", "Lead", "Offer")]
    assert [("Lead", 0, True), ("Offer", 2, True)] == stays(fields(*rows))


def test_a_deal_that_never_changed():
    """It has been in its stage since it was created, if stages are tracked at all; else it was seen in it."""
    other = change(1, "StageName", "Lead", "Offer", OpportunityId="006B")
    told = {"CreatedDate": at(0), "Amount": 5, "CloseDate": "2026-04-30", "OwnerId": KIM}
    found = fields(CREATED, other, deals=[deal(**told)])
    assert [("Lead", 0, True)] == stays(found)
    assert [AS_OF] == [fact.at for fact in found.deals[0].facts(CloseExpected)]
    assert [MONDAY] == [fact.at for fact in found.deals[0].facts(ValueSet)]
    closing = change(1, "CloseDate", "2026-04-30", "2026-05-30", OpportunityId="006B")
    tracked = fields(CREATED, closing, deals=[deal(**told)])
    assert [("Lead", 91 - 1, False)] == stays(tracked)
    assert [MONDAY] == [fact.at for fact in tracked.deals[0].facts(CloseExpected)]


def test_contradictions_are_told_and_not_smoothed():
    """A stage that comes out of nowhere was seen; a present value that nobody set holds from the report on."""
    rows = [
        CREATED,
        change(1, "StageName", "Lead", "Offer"),
        change(3, "StageName", "Lost", "Offer"),
        change(4, "Amount", "1", "2"),
        change(5, "Amount", "3", "4"),
        change(6, "Amount", None, "5"),
    ]
    found = fields(*rows, deals=[deal("Won", Amount=9, CloseDate="2026-03-20")])
    assert [("Lead", 0, True), ("Offer", 1, True), ("Lost", 3, False), ("Offer", 3, True), ("Won", 17, True)] == stays(
        found
    )
    assert None is found.deals[0].visits[1].dwell_time
    assert [1, 2, 4, 5, 9] == [fact.value.amount for fact in found.deals[0].facts(ValueSet)]
    assert {
        "what it changes is not what was there before; the rest of it is used": 3,
        "its present stage is not the last one it entered; both are kept": 1,
        "what it is now is not what it was changed to last; it is taken to be so since the date of the report": 1,
    } == dict(found.left_out)


@pytest.mark.parametrize("close", ["2026-03-02", ""])
def test_a_close_that_cannot_be_placed_was_seen(close):
    """A close date before the last change, or none, is not when it closed."""
    found = fields(CREATED, change(1, "StageName", "Lead", "Offer"), deals=[deal("Won", CloseDate=close)])
    assert [("Lead", 0, True), ("Offer", 1, True), ("Won", 90, False)] == stays(found)


def test_a_stage_out_of_nothing():
    """A first change without an old value leaves nothing to say of before; one in the middle contradicts."""
    found = fields(CREATED, change(1, "StageName", None, "Lead"), change(2, "StageName", "", "Offer"))
    assert [("Lead", 1, True), ("Offer", 2, True)] == stays(found)
    assert (("what it changes is not what was there before; the rest of it is used", 1),) == found.left_out


def test_changes_of_one_instant_follow_each_other():
    """Whatever order they come in, each begins with what the one before ended with; a repeat is counted."""
    rows = [
        change(1, "StageName", "Offer", "Won"),
        change(1, "StageName", "Lead", "Offer"),
        change(2, "StageName", "Won", "Lead"),
        change(2, "StageName", "Won", "Lead"),
        CREATED,
        CREATED,
    ]
    found = fields(*rows)
    assert [("Lead", 0, True), ("Offer", 1, True), ("Won", 1, True), ("Lead", 2, True)] == stays(found)
    assert (("it repeats a change of the same instant", 1),) == found.left_out


def test_changes_of_one_instant_in_a_ring():
    """Where none of them is the first by what it says, the first that came is; no row is lost."""
    rows = [change(1, "StageName", "Lead", "Offer"), change(1, "StageName", "Offer", "Lead")]
    assert [("Lead", 0, True), ("Offer", 1, True), ("Lead", 1, True)] == stays(fields(CREATED, *rows))
    more = [*rows, change(1, "StageName", "Won", "Lost")]
    assert ["Won", "Lost", "Lead", "Offer", "Lead"] == [visit.stage for visit in fields(*more).deals[0].visits]


def test_owners_are_told_twice():
    """By name and by id: the ids are used where there are any; else the names, and then not the present id."""
    by_id, by_name = change(1, "Owner", KIM, LEE), change(1, "Owner", "Kim", "Lee")
    found = fields(CREATED, by_name, by_id, deals=[deal(OwnerId=LEE)])
    assert [KIM, LEE] == [fact.owner for fact in found.deals[0].facts(OwnerAssigned)]
    assert (("its owner by name is what another row says by id", 1),) == found.left_out
    found = fields(CREATED, by_name, deals=[deal(OwnerId=LEE)])
    assert ["Kim", "Lee"] == [fact.owner for fact in found.deals[0].facts(OwnerAssigned)]
    assert (("its owner's id stands beside changes by name; the names are used", 1),) == found.left_out
    gone = fields(CREATED, change(1, "OwnerId", KIM, None))
    assert [KIM, None] == [fact.owner for fact in gone.deals[0].facts(OwnerAssigned)]


def test_what_is_not_carried_over_is_counted():
    """Fields of no fact, values taken away, and values that cannot be read."""
    rows = [
        CREATED,
        change(1, "Probability", "10", "20"),
        change(2, "Amount", "10", None),
        change(3, "Amount", None, "much"),
        change(4, "Amount", "USD 10", "11"),
        change(5, "StageName", "Idea", "Lead"),
        change(6, "StageName", "Lead", "Idea"),
        change(7, "StageName", "Lead", ""),
        change(8, "CloseDate", "2026-04-30", None),
        change(9, "OwnerId", "k\u202em", "l\u202ee"),
    ]
    found = fields(*rows)
    assert {
        "it changes a field that is not carried over": 1,
        "it takes a value away, which no fact says": 1,
        "its value is not an amount": 1,
        "what it was before cannot be read; the rest of it is used": 2,
        "its stage is not one of those given": 1,
        "it names no stage": 1,
        "its owner is not a name": 1,
    } == dict(found.left_out)
    assert (("Idea", 2),) == found.unknown_stages
    assert [date(2026, 4, 30), None] == [fact.on for fact in found.deals[0].facts(CloseExpected)]


def test_a_report_before_the_last_change():
    """It looks at the deal as it stood then: the first change after it tells what was before, and is counted."""
    rows = [CREATED, change(1, "StageName", "Lead", "Offer"), change(2, "StageName", "Offer", "Won")]
    rows += [change(3, "Amount", "1", "2"), change(4, "Amount", "2", "3")]
    opportunity = deal("Won", Amount=3, CreatedDate=at(0))
    found = fields(*rows, deals=[opportunity], as_of=MONDAY + timedelta(days=1, hours=1))
    assert [("Lead", 0, True), ("Offer", 1, True)] == stays(found)
    assert [Money(1, "USD")] == [fact.value for fact in found.deals[0].facts(ValueSet)]
    assert (("it lies after the date of the report", 3),) == found.left_out
    assert [("Lead", 0, True)] == stays(fields(*rows, deals=[opportunity], as_of=MONDAY))
    before = fields(*rows, deals=[opportunity], as_of=MONDAY - timedelta(days=1))
    assert ((), (("it lies after the date of the report", 4),)) == (before.deals, before.left_out)


def test_a_deal_created_after_what_happened():
    """The creation date is not used, and that is counted."""
    found = fields(change(1, "StageName", "Lead", "Offer"), deals=[deal("Offer", CreatedDate=at(3))])
    assert [] == [fact for fact in found.deals[0].log if isinstance(fact, Opened)]
    assert (("it was created after the first thing that happened to it; what happened is used", 1),) == found.left_out


def test_a_deal_is_listed_once():
    """Another row of it is counted."""
    assert (("its deal was listed before", 1),) == fields(deals=[deal(), deal("Won")]).left_out


def test_columns_that_must_be_there():
    """Those of the changes and those of the deals."""
    with pytest.raises(UnknownName, match="no column 'Field' in the rows"):
        fields({"OpportunityId": "006A"})
    with pytest.raises(UnknownName, match="no column 'Id' in the rows"):
        fields(deals=[{"StageName": "Lead"}])
    with pytest.raises(InvalidValue, match="row 2, column 'CreatedDate' must be a day that exists"):
        fields(CREATED, CREATED | {"CreatedDate": "yesterday"})


def test_ids_of_stages_are_mapped():
    """What an export calls a stage may be anything that a cell holds."""
    found = history(row(0, "Verhandlung"), row(1, 7), stages={"Verhandlung": "Lead", 7: "Won"})
    assert [StageEntered, StageEntered] == [type(fact) for fact in found.deals[0].log]
    assert ["Lead", "Won"] == [visit.stage for visit in found.deals[0].visits]
    with pytest.raises(UnknownName, match="no stage 'Leed' in cycle 'free'; did you mean 'Lead'"):
        history(stages={"x": "Leed"})
    with pytest.raises(UnknownName, match="no stage 3 in cycle 'free'; there are Lead, Offer, Won, Lost"):
        history(stages={"x": 3})
    with pytest.raises(InvalidValue, match="the id of a stage must be text or a number, got a tuple"):
        history(stages={(): "Lead"})
    with pytest.raises(InvalidValue, match="stages must be a mapping, got a list"):
        history(stages=["Lead"])


def test_a_stage_that_was_only_seen_stays_unmeasured():
    """StageSeen is what the present stage becomes where no change tells of it."""
    found = fields(deals=[deal("Offer")])
    assert [StageSeen] == [type(fact) for fact in found.deals[0].log]
