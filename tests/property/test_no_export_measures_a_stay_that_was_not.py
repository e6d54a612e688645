"""Law: in whatever shape a deal's history is exported, what is measured of the import was so.

Full histories (Salesforce's two and Pipedrive's flow), in any order of rows, give the very visits; properties and sums
(HubSpot, Pipedrive's deals) give fewer, and each dwell time among them is that of a stay that was.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import Deal, Visit
from salescycle.interop import (
    deals_from_hubspot,
    deals_from_pipedrive,
    deals_from_pipedrive_flow,
    deals_from_salesforce_fields,
    deals_from_salesforce_history,
)
from salescycle.presets import free_cycle

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
CYCLE = free_cycle(["Lead", "Demo", "Offer"], won=["Won"], lost=["Lost"])
OPEN, CLOSED = ["Lead", "Demo", "Offer"], {"Won": "won", "Lost": "lost"}
IDS = {"1": "Lead", "2": "Demo", "3": "Offer", "4": "Won", "5": "Lost"}
ID_OF = {stage: number for number, stage in IDS.items()}
QUICK = settings(deadline=None, max_examples=150)


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[str, datetime]]:
    """Draw the stages that a deal was in, each from an instant on; it comes back from a close to where it was."""
    at, here = MONDAY, draw(st.sampled_from(OPEN))
    life = [(here, at)]
    for _ in range(draw(st.integers(0, 6))):
        at += timedelta(hours=draw(st.integers(1, 400)))
        present = life[-1][0]
        others = [stage for stage in [*OPEN, *CLOSED] if stage != present]
        life.append((draw(st.sampled_from(others)) if present in OPEN else here, at))
        here = life[-1][0] if life[-1][0] in OPEN else here
    return life


def visits(life: list[tuple[str, datetime]]) -> list[tuple[str, datetime, datetime | None]]:
    """Give the stays of a life."""
    exits = [at for _, at in life[1:]]
    return [(stage, at, exited) for (stage, at), exited in zip(life, [*exits, None], strict=True)]


def stays(deal: Deal) -> list[tuple[str, datetime, datetime | None]]:
    """Give the visits of a deal in the same form; each entry and exit must be known."""
    assert [] == [visit for visit in deal.visits if not (visit.entry_known and visit.exit_known)]
    return [(visit.stage, visit.entered, visit.exited) for visit in deal.visits]


def measured(found: list[Visit]) -> set[tuple[str, datetime, datetime | None]]:
    """Give the visits of which a dwell time is known."""
    return {(visit.stage, visit.entered, visit.exited) for visit in found if visit.dwell_time is not None}


def pairs(life: list[tuple[str, datetime]]) -> list[tuple[str, str, datetime]]:
    """Give the moves of a life."""
    return [(old, new, at) for (old, _), (new, at) in pairwise(life)]


@QUICK
@given(life=lives(), data=st.data())
def test_salesforce_history(life, data) -> None:
    """Rows that change no stage in between are no entries."""
    rows = [{"OpportunityId": "006A", "StageName": stage, "CreatedDate": at.isoformat()} for stage, at in life]
    between = [row | {"CreatedDate": f"{row['CreatedDate'][:14]}30:00+00:00", "Amount": 100} for row in rows]
    rows = data.draw(st.permutations([*rows, *between]))
    found = deals_from_salesforce_history(rows, cycle=CYCLE, as_of=LATER)
    assert visits(life) == stays(found.deals[0])
    assert () == found.left_out[1:]


@QUICK
@given(life=lives(), data=st.data())
def test_salesforce_fields(life, data) -> None:
    """The creation is among the changes; and as of any instant it is the deal as it stood then."""
    rows = [{"Field": "created", "OldValue": None, "NewValue": None, "CreatedDate": life[0][1].isoformat()}]
    rows += [
        {"Field": "StageName", "OldValue": old, "NewValue": new, "CreatedDate": at.isoformat()}
        for old, new, at in pairs(life)
    ]
    rows = [row | {"OpportunityId": "006A"} for row in data.draw(st.permutations(rows))]
    deals = [{"Id": "006A", "StageName": life[-1][0], "CreatedDate": life[0][1].isoformat()}]
    if len(rows) > 1:
        found = deals_from_salesforce_fields(rows, deals=deals, cycle=CYCLE, as_of=LATER)
        assert (visits(life), ()) == (stays(found.deals[0]), found.left_out)
        then = life[0][1] + timedelta(hours=data.draw(st.integers(0, 2500)))
        seen = deals_from_salesforce_fields(rows, deals=deals, cycle=CYCLE, as_of=then)
        assert found.deals[0].as_of(then).visits == seen.deals[0].visits


@QUICK
@given(life=lives(), data=st.data())
def test_pipedrive_flow(life, data) -> None:
    """Stage and status are two fields, of which one line of stages is made."""
    here = life[0][0]
    changes = [("add_time", None, life[0][1].isoformat(), life[0][1])]
    for old, new, at in pairs(life):
        if new in CLOSED or old in CLOSED:
            changes.append(("status", CLOSED.get(old, "open"), CLOSED.get(new, "open"), at))
        else:
            changes.append(("stage_id", ID_OF[old], ID_OF[new], at))
        here = new if new in OPEN else here
    rows = [
        {
            "object": "dealChange",
            "data": {"item_id": 7, "field_key": key, "old_value": old, "new_value": new, "log_time": str(at)},
        }
        for key, old, new, at in changes
    ]
    status = CLOSED.get(life[-1][0], "open")
    deals = [{"id": 7, "stage_id": ID_OF[here], "status": status, "add_time": str(life[0][1])}]
    found = deals_from_pipedrive_flow(
        data.draw(st.permutations(rows)), deals=deals, cycle=CYCLE, as_of=LATER, stages=IDS
    )
    assert (visits(life), ()) == (stays(found.deals[0]), found.left_out)


@QUICK
@given(life=lives(), keeps_last=st.booleans())
def test_hubspot(life, keeps_last) -> None:
    """One entry a stage is kept, the last or the first: where that loses a stay, no other is measured as longer."""
    kept = {stage: (at, exited) for stage, at, exited in (visits(life) if keeps_last else visits(life)[::-1])}
    row = {"id": 501, "createdate": MONDAY.isoformat(), "dealstage": ID_OF[life[-1][0]]}
    for stage, (at, exited) in kept.items():
        row |= {f"hs_v2_date_entered_{ID_OF[stage]}": at.isoformat()}
        row |= {f"hs_v2_date_exited_{ID_OF[stage]}": exited and exited.isoformat()}
    found = deals_from_hubspot([row], cycle=CYCLE, as_of=LATER, stages=IDS).deals[0]
    assert measured(found.visits) <= set(visits(life))
    assert life[-1][0] == found.stage
    if len(kept) == len(life):
        assert visits(life) == stays(found)


@QUICK
@given(life=lives())
def test_pipedrive_sums(life) -> None:
    """The time up to now is in the sums of open stages; what entries follow from them are those that were."""
    sums: dict[str, int] = {}
    here, moved = life[0][0], None
    for stage, at, exited in visits(life):
        if stage in OPEN:
            spent = (exited or LATER) - at
            sums[ID_OF[stage]] = sums.get(ID_OF[stage], 0) + int(spent.total_seconds())
            here, moved = stage, at if stage != here else moved
    status = CLOSED.get(life[-1][0], "open")
    row = {"id": 7, "stage_id": ID_OF[here], "status": status, "add_time": str(MONDAY)}
    row |= {f"{status}_time": str(life[-1][1])}
    row |= {"stage_change_time": moved and str(moved), "stay_in_pipeline_stages": {"times_in_stages": sums}}
    found = deals_from_pipedrive([row], cycle=CYCLE, as_of=LATER, stages=IDS)
    assert life[-1][0] == found.deals[0].stage
    assert {(IDS[key], timedelta(seconds=time)) for key, time in sums.items()} == {
        (stage, time) for _, stage, time in found.stage_times
    }
    assert measured(found.deals[0].visits) <= set(visits(life))
