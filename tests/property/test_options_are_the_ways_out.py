"""Law: the options are exactly the ways out, each with the decision of a check."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

EXAMPLES = 60


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_options_are_the_ways_out(data: st.DataObject, cycles, deals, instants) -> None:
    """Asking for the options is asking a check about each way out, in the order of the ways."""
    cycle = data.draw(cycles())
    deal = data.draw(deals(cycle))
    at = data.draw(instants(72))
    options = cycle.options(deal, at=at)
    assert tuple(cycle.ways(deal.stage)) == tuple(option.to for option in options)
    assert tuple(cycle.check(deal, to=option.to, at=at) for option in options) == options
    elsewhere = [stage.key for stage in cycle.stages if stage.key not in {option.to for option in options}]
    assert not any(cycle.check(deal, to=to, at=at) for to in elsewhere)
