"""Law: the chance of a deal never falls as the horizon grows, and is that of the ways out of its stage."""

import math

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Undefined
from salescycle.simulation import Passage

STAGES = st.sampled_from(("a", "b", "c"))


@given(st.data(), STAGES, st.integers(0, 6), st.integers(0, 12))
def test_a_chance_never_falls_with_time(behaviours, data, stage, age, steps):
    """And that of a deal that just came is the one from its entry."""
    behaviour = data.draw(behaviours())
    passage = Passage.of(behaviour, None, 13)
    now, later = passage.chance(stage, age, steps), passage.chance(stage, age, steps + 1)
    if isinstance(now, Undefined):
        assert behaviour.of(stage).lasting(age) == 0
        assert isinstance(later, Undefined)
        return
    assert 0 <= now <= later + 1e-12
    assert later <= 1
    assert math.isclose(passage.fresh[stage][steps], passage.chance(stage, 0, steps), abs_tol=1e-12)


@given(st.data(), STAGES)
def test_a_chance_is_that_of_its_exits(behaviours, data, stage):
    """One step on, by each exit: what is won now, what goes on, and what has lasted a step longer."""
    behaviour = data.draw(behaviours())
    passage, here = Passage.of(behaviour, None, 9), behaviour.of(stage)
    first = {to: masses[0] for to, masses in here.exits if masses}
    stays = here.lasting(1)
    later = passage.chance(stage, 1, 8) if stays else 0.0
    gone = sum(p * (to == "won" or passage.fresh.get(to, [0.0] * 9)[8]) for to, p in first.items())
    assert math.isclose(passage.fresh[stage][9], gone + stays * later, abs_tol=1e-9)
