"""What meets and breaks criteria, and near misses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import (
    BANT,
    SEVEN_STAGE,
    Criterion,
    Cycle,
    Deal,
    InvalidValue,
    MatchRule,
    Money,
    Outcome,
    Profile,
    Stage,
)
from salescycle.cycle import (
    CRITERIA,
    all_of,
    any_of,
    bant_at_least,
    concessions_within,
    contacted,
    fit_at_least,
    human_contact,
    journey_at_least,
    negate,
    qualified,
    value_known,
)
from salescycle.model import ConcessionGiven, Lead, Proposal, ValueSet
from salescycle.testing import MEETS, MISSES, deals, meet, near_misses

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPS = Profile(
    persona="ops",
    rules=[
        MatchRule(attribute="employees", match="range", values=[50, None]),
        MatchRule(attribute="founded", match="range", values=[1990, 2020]),
        MatchRule(attribute="branch", match="one_of", values=["retail"]),
        MatchRule(attribute="revenue", match="at_least", values=[Money("1.5", "EUR")], demand="must_have"),
        MatchRule(attribute="budget", match="range", values=[Money(1, "EUR"), None], demand="knock_out"),
        MatchRule(attribute="rival", match="contains", values=["yes"], demand="knock_out"),
    ],
)
MADE = [
    bant_at_least(100),
    concessions_within("0.05"),
    fit_at_least(OPS, "1"),
    journey_at_least("ready"),
    qualified(BANT),
    qualified("meddicc"),
    all_of(contacted, value_known),
    any_of(negate(contacted), value_known),
]
ALL = [*MADE, *(each for each in CRITERIA.values() if isinstance(each, Criterion))]


def test_all_ready_made_criteria_are_known():
    """What meets each criterion of the registry is known, and what breaks those that hold of nothing."""
    assert set(CRITERIA) == set(MEETS)
    start = Deal(id="D-1", log=[SEVEN_STAGE.start(at=MONDAY)])
    held = {each.key for each in ALL if each.key not in {"still_valid", "any_of"} and each.holds(start, MONDAY)}
    assert held == set(MISSES)


@pytest.mark.parametrize("criterion", ALL, ids=lambda each: each.key)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_meeting_meets(criterion, data):
    """Whatever a deal has been through, recording what a criterion asks for makes it hold."""
    record = Proposal(id="P-1") if criterion.key == "still_valid" else data.draw(deals())
    at = record.log[-1].at if record.log else MONDAY
    assert criterion.holds(meet(record, [criterion], at), at)


def test_an_offer_that_ran_out_is_extended():
    """An offer keeps its lines when it is made valid again."""
    offer = meet(Proposal(id="P-1"), [CRITERIA["still_valid"]], MONDAY)
    assert offer == meet(offer, [CRITERIA["still_valid"]], MONDAY)


def test_concessions_without_a_value_get_one():
    """A concession of a deal that nobody valued is made free, and the deal worth something."""
    usd = {"worth": Money("9", "USD"), "cost": Money("5", "USD")}
    deal = Deal(id="D-1", log=[ConcessionGiven(concession="a", at=MONDAY, **usd)])
    within = concessions_within("0.1")
    assert not within.holds(deal, MONDAY)
    assert within.holds(meet(deal, [within], MONDAY), MONDAY)
    valued = deal.record(ValueSet(value=Money("10", "USD"), at=MONDAY))
    assert valued.value == meet(valued, [within], MONDAY).value


def test_what_nothing_meets_stays():
    """A criterion that nothing is known to meet leaves the record as it is."""
    lead = Lead(id="L-1", name="Ada")
    assert lead == meet(lead, [negate(negate(contacted)), any_of(negate(negate(contacted)))], MONDAY)


@settings(max_examples=150, deadline=None)
@given(near_misses())
def test_near_misses_lack_one_thing(near):
    """Exactly one criterion stands against the move, and no rule."""
    decision = SEVEN_STAGE.check(near.deal, to=near.to, at=near.at, reason=near.reason)
    assert ((), [near.criterion]) == (decision.refusals, [unmet.criterion for unmet in decision.unmet])


def test_near_misses_lack_each_thing():
    """All criteria of the seven stages are missed alone but those that follow from another; met, the move passes."""
    seen = set()

    @settings(max_examples=600, database=None, deadline=None, derandomize=True)
    @given(near_misses())
    def drawn(near):
        seen.add((near.deal.stage, near.criterion.key))
        met = meet(near.deal, [near.criterion], near.at)
        assert SEVEN_STAGE.check(met, to=near.to, at=near.at, reason=near.reason)

    drawn()
    asked = {(stage.key, each.key) for stage in SEVEN_STAGE.stages for each in stage.exit_criteria}
    assert {("closing", "paperwork_complete"), ("lost", "contacted")} == asked - seen


def test_near_misses_of_a_cycle_that_asks_for_nothing():
    """Where there is nothing to miss, it is told at once."""
    stages = [
        Stage("talk", leads_to=["won", "lost"], exit_criteria=[negate(human_contact)]),
        Stage("won", outcome=Outcome.WON),
        Stage("lost", outcome=Outcome.LOST),
    ]
    with pytest.raises(InvalidValue, match="near misses must have a criterion"):
        near_misses(Cycle(key="free", version=1, stages=stages))
    with pytest.raises(InvalidValue, match="free/1"):
        near_misses(Cycle(key="free", version=1, stages=stages), misses={})


def test_strategies_are_shown_short():
    """A strategy is shown by the name of its cycle, and not by all that it is made of."""
    assert "_near_misses(known=seven-stage/1" in repr(near_misses())
    assert "_deals(seven-stage/1)" == repr(deals())
