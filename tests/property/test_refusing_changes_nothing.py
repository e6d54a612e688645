"""Law: refusing changes nothing."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.errors import MoveRefused

EXAMPLES = 60


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_refusing_changes_nothing(data: st.DataObject, cycles, deals, instants) -> None:
    """A record whose move was refused is the record that it was, to the last part of it."""
    cycle = data.draw(cycles())
    deal = data.draw(deals(cycle))
    at, keys = data.draw(instants(72)), [stage.key for stage in cycle.stages]
    before = copy.deepcopy(deal)
    parts = [deal.id, deal.name, deal.log, deal.lead, deal.proposals, *deal.log, *deal.proposals]
    refused = []
    for to in keys:
        try:
            cycle.move(deal, to=to, at=at)
        except MoveRefused as error:
            refused.append(error.decision)
        # what was allowed made another record, and left this one alone too
        assert before == deal
    assert refused == [decision for to in keys if not (decision := cycle.check(deal, to=to, at=at))]
    after = [deal.id, deal.name, deal.log, deal.lead, deal.proposals, *deal.log, *deal.proposals]
    assert [id(part) for part in parts] == [id(part) for part in after]
    assert len(refused) >= len(keys) - len(cycle.ways(deal.stage))
