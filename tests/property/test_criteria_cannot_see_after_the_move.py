"""Law: criteria cannot see facts after the move's instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.errors import MoveRefused
from salescycle.model import Deal, Proposal, StageEntered, StageSeen

EXAMPLES = 60
LATER, FIRST = 12, datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
NEXT = st.sampled_from(["sent", "sent", "withdrawn", None])


def offer_entry(stage: str, at: datetime) -> StageEntered:
    """Give the entry of a proposal just after an instant."""
    return StageEntered(stage=stage, outcome="open", at=at + MOMENT)


def later(record, at):
    """Give the facts of a log after an instant that do not move the record."""
    return [fact for fact in record.log if fact.at > at and not isinstance(fact, (StageEntered, StageSeen))]


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_criteria_cannot_see_after_the_move(data: st.DataObject, cycles, deals, facts, proposals) -> None:
    """A move is decided the same whatever the deal, its lead and its proposals will have seen by then."""
    cycle = data.draw(cycles())
    drawn = data.draw(deals(cycle))
    # from a stage whose ways are guarded, if there is one: elsewhere nobody is asked
    guarded = [stage.key for stage in cycle.stages if any(cycle.guards(stage.key, to) for to in cycle.ways(stage.key))]
    at = drawn.stage_fact.at + data.draw(st.integers(0, 24)) * HOUR
    known: Deal = drawn.record(cycle.entry(data.draw(st.sampled_from(guarded or ["open0"])), at=at)).as_of(at)
    happens = facts(LATER).map(lambda fact: attrs.evolve(fact, at=at + (fact.at - FIRST) + MOMENT))
    # now and then the deal's own log ends here, and only what the deal holds goes on
    added = data.draw(st.lists(happens, max_size=4)) if data.draw(st.booleans()) else []
    lead = known.lead and known.lead.record(*data.draw(st.lists(happens, max_size=4)))
    more = [each.record(offer_entry(stage, at)) for each in known.proposals if (stage := data.draw(NEXT))]
    more += [each for each in known.proposals if each.id not in {other.id for other in more}]
    more.sort(key=lambda each: each.id)
    if data.draw(st.booleans()):
        fresh = data.draw(proposals("P-9"))
        more.append(Proposal(id="P-9", log=[attrs.evolve(fact, at=at + MOMENT) for fact in fresh.log]))
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
