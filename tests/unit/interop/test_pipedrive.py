"""Pipedrive: the flow of updates gives whole histories, sums of time only what follows from them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from salescycle import InvalidValue, Money, UnknownName
from salescycle.interop import deals_from_pipedrive, deals_from_pipedrive_flow
from salescycle.presets import free_cycle

CYCLE = free_cycle(["Lead", "Demo", "Offer"], won=["Won"], lost=["Lost"])
IDS = {1: "Lead", 2: "Demo", 3: "Offer"}
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = 86_400
REST = "; the rest of it is used"


def at(days):
    """Write an instant some days after the Monday, as the interface does: in UTC, without saying so."""
    return (MONDAY + timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")


def update(days, key, old, new, deal=7):
    """Give an item of the flow."""
    data = {"item_id": deal, "user_id": 3, "field_key": key, "old_value": old, "new_value": new, "log_time": at(days)}
    return {"object": "dealChange", "timestamp": at(days), "data": data}


ADDED = update(0, "add_time", None, at(0))


def deal(stage=1, status="open", **more):
    """Give a row of a deal."""
    return {"id": 7, "stage_id": stage, "status": status, "add_time": at(0), **more}


def flow(*rows, deals=(), as_of=AS_OF, stages=IDS, cycle=CYCLE):
    """Read items of the flow."""
    return deals_from_pipedrive_flow(rows, deals=deals, cycle=cycle, as_of=as_of, stages=stages)


def summed(row, sums, *, stages=IDS, **more):
    """Read a deal with its sums, days by stage."""
    times = {"times_in_stages": {key: days * DAY for key, days in sums.items()}, "order_of_stages": [1, 2, 3]}
    row = row | {"stay_in_pipeline_stages": times} | more
    return deals_from_pipedrive([row], cycle=CYCLE, as_of=AS_OF, stages=stages)


def visits(found):
    """Give the visits of the first deal: stage, whole days since the Monday, and days it lasted if measured."""
    return [
        (visit.stage, (visit.entered - MONDAY).days, visit.dwell_time and visit.dwell_time.days)
        for visit in found.deals[0].visits
    ]


def test_a_flow_gives_every_visit():
    """Stage and status make one line: won, opened again where it was, lost; each with who did it."""
    rows = [
        ADDED,
        update(2, "stage_id", "1", "2"),
        update(4, "status", "open", "won"),
        update(6, "status", "won", "open"),
        update(7, "stage_id", "2", "3"),
        update(9, "status", "open", "lost"),
    ]
    found = flow(*rows[::-1])
    line = [("Lead", 0, 2), ("Demo", 2, 2), ("Won", 4, 2), ("Demo", 6, 1), ("Offer", 7, 2), ("Lost", 9, None)]
    assert line == visits(found)
    assert {"3", None} == {fact.by for fact in found.deals[0].log}
    assert (6, (), ("the currency of a value, where that changed",)) == (
        found.rows_read,
        found.left_out,
        found.cannot_tell,
    )


def test_what_else_a_flow_changes():
    """Value, expected close and owner, from the opening on."""
    rows = [
        ADDED,
        update(1, "value", "100", "80.5"),
        update(2, "expected_close_date", None, "2026-05-01"),
        update(3, "user_id", "3", "4"),
    ]
    opportunity = deal(value=80.5, currency="EUR", expected_close_date="2026-05-01", user_id={"id": 4, "name": "Lee"})
    found = flow(*rows, deals=[opportunity])
    read = found.deals[0]
    assert [("Lead", 0, None)] == visits(found)
    assert [Money(100, "EUR"), Money("80.5", "EUR")] == [
        read.as_of(MONDAY + timedelta(days=days)).value for days in (0, 1)
    ]
    assert [None, date(2026, 5, 1)] == [read.as_of(MONDAY + timedelta(days=days)).expected_close for days in (1, 2)]
    assert ["3", "4"] == [read.as_of(MONDAY + timedelta(days=days)).owner for days in (2, 3)]
    assert () == found.left_out


def test_a_deal_tells_what_never_changed():
    """A deal that was only closed was in its stage from the start; one without any update was seen."""
    closed = flow(update(5, "status", "open", "won"), deals=[deal(2, "won", won_time=at(5), owner_id=4)])
    assert [("Demo", 0, 5), ("Won", 5, None)] == visits(closed)
    assert "4" == closed.deals[0].owner
    nowhere = flow(update(5, "status", "open", "won"), deals=[deal(9, "won", won_time=at(5))])
    assert [("Won", 5, None)] == visits(nowhere)
    unknown = flow(deals=[deal(3, value=5)])
    assert [("Offer", 90, None)] == visits(unknown)
    assert (("no change of it is among the updates, so how it came to its stage is not known", 1),) == unknown.left_out


def test_why_a_deal_was_lost():
    """The reason goes to the close that stands; one that was only seen has no place for it."""
    lost = deal(1, "lost", lost_time=at(5), lost_reason="price")
    moved = flow(ADDED, update(5, "status", "open", "lost"), deals=[lost])
    assert ("price", "3") == (moved.deals[0].close_reason, moved.deals[0].stage_fact.by)
    assert "price" == summed(lost, {"1": 5}).deals[0].close_reason
    seen = summed(lost | {"lost_time": None}, {})
    assert (("why it closed has no place, since its close was only seen; the rest of it is used", 1),) == seen.left_out
    before = flow(ADDED, update(5, "status", "open", "lost"), deals=[lost], as_of=MONDAY + timedelta(days=1))
    assert ("Lead", "") == (before.deals[0].stage, before.deals[0].close_reason)
    assert "" == summed(deal(1, "won", won_time=at(5), lost_reason="price"), {"1": 5}).deals[0].close_reason


def test_a_flow_without_a_beginning():
    """The first stage was seen; a deal opened again from a stage nobody told of is nowhere."""
    assert [("Lead", 2, None), ("Demo", 2, None)] == visits(flow(update(2, "stage_id", 1, 2)))
    assert [("Won", 2, None)] == visits(flow(update(2, "status", "open", "won"), update(3, "status", "won", "open")))
    lost = flow(ADDED, update(2, "status", "won", "open"))
    assert (("it was opened again, and in which stage is not known", 1),) == lost.left_out
    won = flow(ADDED, update(2, "status", "won", "open"), deals=[deal(2)])
    assert [("Won", 0, 2), ("Demo", 2, None)] == visits(won)


def test_a_stage_changed_while_closed():
    """It shows only when the deal is opened again; a status that stays is no change."""
    rows = [
        ADDED,
        update(1, "status", None, "won"),
        update(2, "stage_id", "1", "3"),
        update(3, "status", "won", "won"),
        update(4, "status", "won", "open"),
    ]
    found = flow(*rows)
    assert [("Lead", 0, 1), ("Won", 1, 3), ("Offer", 4, None)] == visits(found)
    assert {"its stage was changed while it was won or lost": 1, "it changes nothing": 1} == dict(found.left_out)


def test_items_that_are_not_carried_over():
    """Other objects, other fields, deleted deals, unknown stages, no deal: each has its reason."""
    rows = [
        ADDED,
        {"object": "activity", "data": {"id": 1}},
        {"object": "dealChange", "data": None},
        {"object": "dealChange"},
        update(1, "lost_reason", None, "price"),
        update(2, "status", "open", "deleted"),
        update(3, "stage_id", "1", "9"),
        update(4, "value", "1", "-1"),
        update(5, "stage_id", "1", "2", deal=None),
        {"object": "dealChange", "data": {"item_id": 7, "field_key": "stage_id", "new_value": "2"}},
    ]
    assert {
        "it is no change of a deal": 3,
        "it changes a field that is not carried over": 1,
        "its status is not open, won or lost": 1,
        "its stage is not one of those given": 1,
        "its value is not an amount": 1,
        "it names no deal": 1,
        "it has no date": 1,
    } == dict(flow(*rows).left_out)


def test_which_stage_is_won():
    """The only one of that outcome, unless another is named; of several it must be."""
    two = free_cycle(["Lead"], won=["Won"], lost=["Lost", "Gone"])
    row = update(1, "status", "open", "lost")
    assert (("lost", 1),) == flow(row, cycle=two, stages={}).unknown_stages
    assert "Gone" == flow(row, cycle=two, stages={"lost": "Gone"}).deals[0].stage
    with pytest.raises(UnknownName, match="no stage 'Leed'"):
        flow(row, stages={1: "Leed"})
    with pytest.raises(InvalidValue, match="a cycle must be a Cycle, got None"):
        flow(row, cycle=None)


def test_the_only_stage_with_any_time():
    """It was entered when the deal was added."""
    found = summed(deal(), {"1": 10, "2": 0})
    assert [("Lead", 0, None)] == visits(found)
    assert (("7", "Lead", timedelta(days=10)),) == found.stage_times
    assert () == found.left_out
    closed = summed(deal(1, "won", won_time=at(10)), {"1": 10})
    assert [("Lead", 0, 10), ("Won", 10, None)] == visits(closed)
    assert (
        "when a deal entered the stages before the present one, and how often",
        "when value, owner and expected close changed",
    ) == closed.cannot_tell


def test_the_present_stage_and_the_only_other():
    """The last change of stage is an entry; the time before it was all in the other stage, or it is not known how."""
    assert [("Lead", 0, 4), ("Demo", 4, None)] == visits(summed(deal(2), {"1": 4, "2": 6}, stage_change_time=at(4)))
    back = summed(deal(2), {"1": 3, "2": 7}, stage_change_time=at(4))
    assert [("Demo", 4, None)] == visits(back)
    assert (
        ("its time in a stage is a sum, from which no entry follows; it stands in stage_times", 1),
    ) == back.left_out
    several = summed(deal(3), {"1": 2, "2": 2, "3": 1}, stage_change_time=at(4))
    assert [("Offer", 4, None)] == visits(several)
    assert 3 == len(several.stage_times)
    assert [("Demo", 4, None)] == visits(summed(deal(2, add_time=None), {"1": 4}, stage_change_time=at(4)))
    assert [("Lead", 0, None)] == visits(summed(deal(), {"1": 4, "2": 2}, stage_change_time=at(0)))


@pytest.mark.parametrize(
    ("row", "sums", "moved"),
    [
        (deal(1, "won", won_time=at(10)), {"1": 8}, None),  # closed for two days in between
        (deal(1, "won", won_time=at(10), add_time=None), {"1": 10}, None),
        (deal(2, "won", won_time=at(10)), {"1": 4, "2": 6}, at(11)),
        (deal(9, "won", won_time=at(10)), {"1": 10}, None),
        (deal(1, "won", won_time=at(10)), {"1": 4, "9": 6}, None),
    ],
)
def test_sums_that_leave_a_closed_deal_open(row, sums, moved):
    """Only the close is known: how the time before it went does not follow."""
    found = summed(row, sums, stage_change_time=moved)
    assert [("Won", 10, None)] == visits(found)
    assert len(found.stage_times) <= dict(found.left_out).get(
        "its time in a stage is a sum, from which no entry follows; it stands in stage_times", 0
    )


def test_a_close_without_a_time():
    """The deal was seen in it."""
    found = summed(deal(1, "lost"), {"1": 4})
    assert [("Lost", 90, None)] == visits(found)
    assert [("Won", 3, None)] == visits(summed(deal(1, "won", close_time=at(3)), {}))


@pytest.mark.parametrize("bad", ["x", -1, 10**11, [], "1" * 1000])
def test_sums_that_cannot_be_read(bad):
    """They are counted, and nothing follows from the others."""
    sums = {"times_in_stages": {"1": DAY, "2": bad, "": DAY}}
    found = deals_from_pipedrive([deal(stay_in_pipeline_stages=sums)], cycle=CYCLE, as_of=AS_OF, stages=IDS)
    assert [("Lead", 90, None)] == visits(found)
    assert 1 == dict(found.left_out)[f"its time in a stage is not a number of seconds{REST}"]


def test_deals_that_cannot_be_used():
    """A status that is none, a stage that is not given, a deal that was listed before."""
    rows = [deal(), deal(), deal(status="deleted"), deal(9), deal(stay_in_pipeline_stages="none", id=8)]
    found = deals_from_pipedrive(rows, cycle=CYCLE, as_of=AS_OF, stages=IDS)
    assert ["7", "8"] == [each.id for each in found.deals]
    assert {
        "its deal was listed before": 1,
        "its status is not open, won or lost": 1,
        "its stage is not one of those given": 1,
    } == dict(found.left_out)
