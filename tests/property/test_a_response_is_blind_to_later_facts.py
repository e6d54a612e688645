"""Law: how long leads have waited, and how old deals are, does not depend on what is recorded as happening later."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Contacted, Deal, Lead, Opened, OwnerAssigned, Pipeline, StageEntered, StageSeen
from salescycle.metrics import response_times
from salescycle.presets import free_cycle

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(hours=24)
CYCLE = free_cycle(["a", "b"], won=["won"], lost=["lost"])
STAGES = [("a", "open"), ("b", "open"), ("wait", "hold"), ("won", "won"), ("lost", "lost")]


@st.composite
def facts(draw, first, last):
    """Draw a fact that bears on a response or on an age, at an hour between two."""
    at = START + timedelta(hours=draw(st.integers(first, last)))
    stage, outcome = draw(st.sampled_from(STAGES))
    direction, owner = draw(st.sampled_from(["inbound", "outbound", "two_way"])), draw(st.sampled_from([None, "kim"]))
    return draw(
        st.sampled_from(
            [
                StageEntered(stage=stage, outcome=outcome, at=at),
                StageSeen(stage=stage, outcome=outcome, at=at),
                Contacted(channel="call", direction=direction, human=draw(st.booleans()), at=at),
                OwnerAssigned(owner=owner, at=at),
                Opened(at=at),
            ]
        )
    )


THEN, LATER = st.lists(facts(0, 24), max_size=6), st.lists(facts(25, 48), max_size=6)
PARTS = st.tuples(THEN, LATER)


@given(st.lists(st.tuples(PARTS, st.none() | PARTS, st.booleans()), max_size=5))
def test_later_facts_change_no_wait_and_no_age(drawn):
    """The figures of hour 24 over whole logs are the figures over the logs up to hour 24."""
    then, whole = [], []
    for number, ((before, after), of_lead, is_lead) in enumerate(drawn):
        early = None if of_lead is None else Lead(id=f"L{number}", name="Ada", log=of_lead[0])
        late = None if of_lead is None else Lead(id=f"L{number}", name="Ada", log=[*of_lead[0], *of_lead[1]])
        if is_lead:
            then.append(Lead(id=f"N{number}", name="Ada", log=before))
            whole.append(Lead(id=f"N{number}", name="Ada", log=[*before, *after]))
        else:
            then.append(Deal(id=f"D{number}", lead=early, log=before))
            whole.append(Deal(id=f"D{number}", lead=late, log=[*before, *after]))
    assert response_times(then, as_of=NOW) == response_times(whole, as_of=NOW)
    blind, seeing = (
        Pipeline([each for each in records if isinstance(each, Deal)], cycle=CYCLE, as_of=NOW)
        for records in (then, whole)
    )
    assert blind.open_deals() == seeing.open_deals()
    assert blind.time_to_first_contact() == seeing.time_to_first_contact()
