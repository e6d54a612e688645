"""Strategies of cycles, and of cycles with faults."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import Cycle, InvalidCycle
from salescycle.cycle import value_known
from salescycle.testing import broken_cycles, cycles
from salescycle.testing._cycles import _FAULTS


@settings(max_examples=60, deadline=None)
@given(cycles())
def test_cycles_are_sound(cycle):
    """A drawn cycle travels as data."""
    assert cycle == Cycle.from_data(cycle.to_data())


@settings(max_examples=200, deadline=None)
@given(broken_cycles())
def test_every_fault_is_told(broken):
    """Reading a broken cycle tells every fault that was put into it."""
    with pytest.raises(InvalidCycle) as refused:
        Cycle.from_data(broken.data)
    assert set() == broken.codes - {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize("code", [code for faults in _FAULTS for code in faults])
def test_each_fault_alone(code):
    """Each fault by itself is told, whatever the cycle."""
    damage = next(faults[code] for faults in _FAULTS if code in faults)

    @settings(max_examples=15, database=None, deadline=None)
    @given(cycles())
    def told(cycle):
        data = cycle.to_data()
        damage(data)
        with pytest.raises(InvalidCycle) as refused:
            Cycle.from_data(data)
        assert code in {problem.code for problem in refused.value.problems}

    told()


@settings(max_examples=20, deadline=None)
@given(cycles(criteria=st.just(value_known)))
def test_cycles_ask_what_they_are_given(cycle):
    """Criteria of one's own are the only ones asked."""
    assert {value_known} >= {each for stage in cycle.stages for each in stage.exit_criteria}
