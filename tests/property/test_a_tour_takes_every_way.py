"""Law: the walks of a tour begin in the first stage, keep to the ways, and together take each of them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_tour_takes_every_way(data: st.DataObject, cycles) -> None:
    """No walk is idle: each takes at least one way that none before it took."""
    cycle = data.draw(cycles())
    taken: set[tuple[str, str]] = set()
    for walk in cycle.tour:
        steps = set(pairwise(walk))
        assert cycle.initial.key == walk[0]
        assert steps <= {(stage.key, to) for stage in cycle.stages for to in cycle.ways(stage.key)}
        assert steps - taken
        taken |= steps
    assert {(stage.key, to) for stage in cycle.stages for to in cycle.ways(stage.key)} == taken
