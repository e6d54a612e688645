"""Strategies of records: how far they come, and what they hold."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salescycle import (
    LEAD,
    LONG_CYCLE,
    PROPOSAL,
    SEVEN_STAGE,
    SHORT_CYCLE,
    Contacted,
    Cycle,
    OwnerAssigned,
    Record,
    Stage,
)
from salescycle.cycle import Criterion
from salescycle.testing import MEETS, deals, facts, histories, leads, proposals

SEEN = settings(
    max_examples=300, database=None, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HARMLESS = {"no_value", "ping_pong", "moved_back", "skipped", "reopened", "same_instant", "duplicate_fact"}


def drawn(strategy: st.SearchStrategy, run=SEEN) -> list:
    """Give what a strategy draws with a seed of its own."""
    seen = []

    @run
    @given(strategy)
    def draw(record):
        seen.append(record)

    draw()
    return seen


def test_deals_reach_every_stage_of_seven():
    """Of 300 deals each of the ten stages is entered by at least 10 and is the last of at least one; at least 5 win."""
    # Hypothesis draws what stands as constants in the code that is loaded, so the counts change with any of it
    seen = drawn(deals(cycle=SEVEN_STAGE))
    entered = Counter(key for deal in seen for key in {visit.stage for visit in deal.visits})
    last = Counter(deal.stage for deal in seen)
    assert [] == [stage.key for stage in SEVEN_STAGE.stages if entered[stage.key] < 10 or not last[stage.key]]
    assert last["won"] >= 5


@pytest.mark.parametrize(
    ("strategy", "cycle"),
    [
        (deals(cycle=SHORT_CYCLE), SHORT_CYCLE),
        (deals(cycle=LONG_CYCLE), LONG_CYCLE),
        (leads(), LEAD),
        (proposals(), PROPOSAL),
    ],
    ids=["short", "long", "lead", "proposal"],
)
def test_records_reach_every_stage_of_ready_made_cycles(strategy, cycle):
    """Whatever the cycle, each of its stages is entered in 300 records."""
    seen = drawn(strategy)
    assert {stage.key for stage in cycle.stages} == {visit.stage for record in seen for visit in record.visits}


@settings(max_examples=100, deadline=None)
@given(deals())
def test_deals_keep_the_rules(deal):
    """An audit of a drawn deal finds nothing that its cycle forbids, and its times are aware and in order."""
    forbidden = {"not_allowed", "no_reason", "criterion_unmet", "criterion_failed", "too_late", "skipped_mandatory"}
    assert set() == {finding.code for finding in SEVEN_STAGE.audit(deal)} & forbidden
    assert all(fact.at.tzinfo is UTC and fact.recorded_at >= fact.at for fact in deal.log)


def test_deals_hold_facts_of_many_kinds():
    """No deal is bare for long: most have something beside their moves, and all kinds of facts are drawn."""
    seen = drawn(deals())
    kinds = Counter(fact.kind for deal in seen for fact in deal.log)
    assert len(kinds) >= 20
    assert sum(len(deal.log) > len(deal.visits) for deal in seen) >= 200


def test_a_criterion_of_your_own_ends_the_walk_unless_it_is_known():
    """A deal goes through a gate of the host's own as soon as ``meets`` says what it takes."""
    approved = Criterion(key="approved", asks="somebody approved", test=lambda deal, at: deal.owner == "boss")
    cycle = Cycle(
        key="own",
        version=1,
        stages=[
            Stage("talk", leads_to=["won", "lost"], exit_criteria=[approved]),
            Stage("won", outcome="won"),
            Stage("lost", outcome="lost"),
        ],
    )
    assert {"talk", "lost"} == {deal.stage for deal in drawn(deals(cycle=cycle))}

    def approve(deal: Record, at: datetime) -> Record:
        return deal.record(OwnerAssigned(owner="boss", at=at))

    known = deals(cycle=cycle, meets=MEETS | {"approved": approve})
    assert {"talk", "won", "lost"} == {deal.stage for deal in drawn(known)}


def test_a_walk_gives_up_after_twice_the_stages():
    """Where a gate is never passed and there is a way back, the walk goes to and fro, and ends all the same."""
    never = Criterion(key="never", asks="what never holds", test=lambda deal, at: False)
    stages = [
        Stage("a", leads_to=["b", "lost"]),
        Stage("b", leads_to=["won", "a"], exit_criteria=[never]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ]
    cycle = Cycle(key="loop", version=1, stages=stages)
    assert 2 * len(stages) + 1 == max(len(deal.visits) for deal in drawn(deals(cycle=cycle)))


def test_what_happens_and_when_is_the_callers():
    """``at`` and ``happens`` say when a deal opens, and what else takes place."""
    strategy = deals(at=st.just(MONDAY), happens=lambda at: facts(Contacted, at=st.just(at)))
    seen = drawn(strategy)
    assert {MONDAY} == {deal.log[0].at for deal in seen}
    assert "forecast_set" not in {fact.kind for deal in seen for fact in deal.log}


def test_histories_are_odd():
    """Imports break rules in every manner, within the days asked for, and no audit fails on them."""
    seen = drawn(histories(days=30))
    codes = Counter(finding.code for deal in seen for finding in SEVEN_STAGE.audit(deal))
    odd = {"not_allowed", "repeated_stage", "criterion_unmet", "created_in_later_stage", "created_closed", "reopened"}
    assert odd <= set(codes)
    assert any(not deal.log for deal in seen)
    assert max(fact.at for deal in seen for fact in deal.log) <= datetime(2025, 1, 31, tzinfo=UTC) + timedelta(days=1)
