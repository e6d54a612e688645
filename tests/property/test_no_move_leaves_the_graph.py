"""Law: no move leaves the graph."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.errors import MoveRefused, UnknownName

EXAMPLES = 60
NOWHERE = ["nowhere", "", "to_won0", "__init__"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_no_move_leaves_the_graph(data: st.DataObject, cycles, deals, instants) -> None:
    """Every stage that a move enters is one that the stage before it leads or reopens to."""
    cycle = data.draw(cycles())
    deal = data.draw(deals(cycle))
    keys = [stage.key for stage in cycle.stages]
    for _ in range(data.draw(st.integers(1, 10))):
        ways = cycle.ways(deal.stage)
        to = data.draw(st.sampled_from([*ways, *ways, *keys, *NOWHERE]))
        at, before = data.draw(instants(72)), deal
        try:
            deal = cycle.move(before, to=to, at=at)
        except MoveRefused:
            continue
        except UnknownName:
            assert to in NOWHERE
            continue
        assert to in ways
        assert to == deal.stage
        assert [cycle.entry(to, at=at)] == [fact for fact in deal.log if not any(fact is each for each in before.log)]
        assert len(before.log) + 1 == len(deal.log)
