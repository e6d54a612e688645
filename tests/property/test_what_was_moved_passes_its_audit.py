"""Law: a log that only moves made holds nothing that its cycle does not permit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.model import Deal

EXAMPLES = 60
HARMLESS = {"no_value", "ping_pong", "moved_back", "skipped", "reopened", "close_changed", "same_instant"}
HARMLESS |= {"duplicate_fact", "fact_after_close"}


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_what_was_moved_passes_its_audit(data: st.DataObject, cycles, facts, instants) -> None:
    """An audit of what a cycle moved finds neither a forbidden way nor an unmet criterion."""
    cycle = data.draw(cycles())
    drawn = sorted(data.draw(st.lists(facts(), max_size=8)), key=lambda fact: fact.at)
    at = min([data.draw(instants()), *(fact.at for fact in drawn)])
    deal = Deal(id="D-1", log=[cycle.start(at=at)])
    for fact in drawn:
        deal = deal.record(fact)
        for option in cycle.options(deal, at=fact.at):
            if option and data.draw(st.booleans()):
                deal = cycle.move(deal, to=option.to, at=fact.at, reason="price")
                break
    assert set() == {finding.code for finding in cycle.audit(deal)} - HARMLESS
