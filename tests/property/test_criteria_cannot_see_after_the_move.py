"""Law: criteria cannot see facts after the move's instant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.errors import MoveRefused
from salescycle.model import Deal, Lead, Proposal, StageEntered, StageSeen

EXAMPLES = 60
MOMENT = timedelta(microseconds=1)


def later(record, at):
    """Give the facts of a log after an instant that do not move the record."""
    return [fact for fact in record.log if fact.at > at and not isinstance(fact, (StageEntered, StageSeen))]


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_criteria_cannot_see_after_the_move(data: st.DataObject, cycles, deals, facts, proposals) -> None:
    """A move is decided the same whatever the deal, its lead and its proposals will have seen by then."""
    cycle = data.draw(cycles())
    drawn = data.draw(deals(cycle))
    at = drawn.stage_fact.at + data.draw(st.integers(0, 24)) * timedelta(hours=1)
    known: Deal = drawn.as_of(at)
    added = [fact for fact in data.draw(st.lists(facts(96), max_size=6)) if fact.at > at]
    lead, more = known.lead, []
    if lead is not None:
        assert isinstance(lead, Lead)
        lead = lead.record(*[fact for fact in data.draw(st.lists(facts(96), max_size=4)) if fact.at > at])
    for proposal in known.proposals:
        assert isinstance(proposal, Proposal)
        after = at + MOMENT * data.draw(st.integers(1, 3))
        more.append(
            proposal.record(StageEntered(stage=data.draw(st.sampled_from(["sent", "draft"])), outcome="open", at=after))
        )
    fresh = data.draw(proposals("P-9"))
    more += [Proposal(id="P-9", log=[fact for fact in fresh.log if fact.at > at])] if data.draw(st.booleans()) else []
    full = Deal(id=known.id, name=known.name, lead=lead, proposals=more, log=[*known.log, *added])
    for stage in cycle.stages:
        decision = cycle.check(known, to=stage.key, at=at)
        assert decision == cycle.check(full, to=stage.key, at=at)
        if decision:
            moved = cycle.move(full, to=stage.key, at=at)
            assert later(full, at) == later(moved, at)
            assert (full.lead, full.proposals) == (moved.lead, moved.proposals)
        else:
            with pytest.raises(MoveRefused):
                cycle.move(full, to=stage.key, at=at)
    assert cycle.options(known, at=at) == cycle.options(full, at=at)
