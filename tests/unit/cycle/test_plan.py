"""Plans: the fewest moves, and what is missing on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import (
    BANT,
    SEVEN_STAGE,
    Contacted,
    Deal,
    InvalidValue,
    JourneySeen,
    Money,
    PersonaMatched,
    UnknownName,
    WrongCycle,
)
from salescycle.presets import SHORT_CYCLE

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEAL = Deal.open(id="D-1", start=SEVEN_STAGE.start(at=MONDAY), value=Money("100", "USD"))


def test_the_way_to_a_win():
    """Every stage in order, each with what its exit still needs, and each need once in the order of need."""
    plan = SEVEN_STAGE.plan(DEAL, to="won", at=MONDAY)
    assert [stage.key for stage in SEVEN_STAGE.stages[:7]] == [step.stage for step in plan.steps]
    assert "won" == plan.steps[-1].to
    assert [
        "contacted",
        "persona_matched",
        "human_contact",
        "journey_known",
        "qualified",
        "pitch_given",
        "proposal_sent",
        "proposal_accepted",
        "paperwork_complete",
        "signed",
    ] == [unmet.key for unmet in plan.missing]
    assert not plan.is_ready
    assert str(plan).startswith("initial_contact to qualification: a contact with the buyer was made (call or write")


def test_what_happened_is_not_missing():
    """A call and a persona count; a pitch is missing until one was made."""
    met = DEAL.record(
        Contacted(channel="call", direction="two_way", at=MONDAY),
        PersonaMatched(persona="p", at=MONDAY),
        JourneySeen(step="ready", at=MONDAY),
    ).record(*(BANT.answer(question.key, "yes", at=MONDAY) for question in BANT.questions))
    plan = SEVEN_STAGE.plan(met, to="proposal", at=MONDAY + timedelta(days=1))
    assert [(), (), (), ("pitch_given",)] == [tuple(unmet.key for unmet in step.unmet) for step in plan.steps]
    assert SEVEN_STAGE.plan(met, to="needs_analysis", at=MONDAY).is_ready


def test_the_fewest_moves():
    """Losing takes one move from anywhere, coming back from a loss takes two to the pitch, staying takes none."""
    lost = SEVEN_STAGE.move(DEAL, to="lost", at=MONDAY, reason="price")
    assert ["lost"] == [step.to for step in SEVEN_STAGE.plan(DEAL, to="lost", at=MONDAY).steps]
    assert ["needs_analysis", "pitch"] == [step.to for step in SEVEN_STAGE.plan(lost, to="pitch", at=MONDAY).steps]
    staying = SEVEN_STAGE.plan(DEAL, to="initial_contact", at=MONDAY)
    assert ((), True, "already in initial_contact") == (staying.steps, staying.is_ready, str(staying))


def test_planning_changes_nothing_and_sees_no_future():
    """The deal is what it was, and a call of tomorrow does not help today."""
    tomorrow = DEAL.record(Contacted(channel="call", at=MONDAY + timedelta(days=1)))
    before = tomorrow.log
    assert "contacted" in {unmet.key for unmet in SEVEN_STAGE.plan(tomorrow, to="pitch", at=MONDAY).missing}
    assert before == tomorrow.log


def test_where_there_is_no_way():
    """A won deal is not reopened, a deal in no stage has no way, and a wrong stage or cycle is told."""
    won = DEAL.record(SEVEN_STAGE.entry("won", at=MONDAY))
    told = "a plan must have a way to 'pitch' from the stage the record is in, got "
    for record, here in ((won, "'won'"), (Deal(id="D-2"), "None")):
        with pytest.raises(InvalidValue) as refused:
            SEVEN_STAGE.plan(record, to="pitch", at=MONDAY)
        assert told + here == str(refused.value)
    with pytest.raises(UnknownName):
        SEVEN_STAGE.plan(DEAL, to="pich", at=MONDAY)
    with pytest.raises(WrongCycle):
        SHORT_CYCLE.plan(DEAL, to="won", at=MONDAY)
