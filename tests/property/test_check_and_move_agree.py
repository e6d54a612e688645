"""Law: a check says what a move does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.errors import MoveRefused, UnknownName

EXAMPLES = 60


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_check_and_move_agree(data: st.DataObject, cycles, deals, instants) -> None:
    """A move happens exactly where the check allowed it, and is else refused with the check's decision."""
    cycle = data.draw(cycles())
    deal = data.draw(deals(cycle))
    at = data.draw(instants(72))

    def asked(to: str) -> object:
        try:
            decision = cycle.check(deal, to=to, at=at)
        except UnknownName as unknown:
            return str(unknown)
        assert bool(decision) is (not decision.reasons())
        assert decision.may_be_overridden or not decision.unmet
        return deal.record(cycle.entry(to, at=at)) if decision else decision

    def done(to: str) -> object:
        try:
            return cycle.move(deal, to=to, at=at)
        except MoveRefused as refused:
            return refused.decision
        except UnknownName as unknown:
            return str(unknown)

    for to in (*(stage.key for stage in cycle.stages), "nowhere"):
        assert asked(to) == done(to)
