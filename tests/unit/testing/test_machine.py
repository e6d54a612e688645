"""State machines for cycles, and what they cover."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from salescycle import SEVEN_STAGE, SHORT_CYCLE, Contacted
from salescycle.testing import LawBroken, WayCoverage, explore, facts, state_machine_for


def test_guided_walks_come_through_where_others_do_not():
    """In as many steps, guided walks take four fifths of the ways of the seven stages and win; others a few."""
    guided = explore(SEVEN_STAGE, least="0.8", max_examples=100)
    uniform = explore(SEVEN_STAGE, guided=False, max_examples=100)
    assert 46 == len(guided.ways) == len(uniform.ways)
    assert ("closing", "won") in guided.taken
    assert ("closing", "won") in uniform.left
    assert len(uniform.taken) * 4 < len(guided.taken)


def test_a_minimum_is_demanded():
    """Where fewer ways were taken than demanded, that is told with those that were not."""
    with pytest.raises(LawBroken, match=r"law broken: walks take at least 90% of the ways: .*never taken: .* to won"):
        explore(SHORT_CYCLE, meets={}, least="0.9", max_examples=5)


def test_a_criterion_that_is_not_known_is_given_up():
    """Without what meets its criteria, a cycle is walked only where nothing is asked."""
    happens = lambda at: facts(Contacted, at=st.just(at))  # noqa: E731
    assert explore(SHORT_CYCLE, meets={}, happens=happens, max_examples=5).left


def test_machines_count_apart():
    """Each machine has a coverage of its own, which begins with nothing."""
    one, other = state_machine_for(SHORT_CYCLE), state_machine_for(SHORT_CYCLE)
    one.taken.add(("interest", "lost"))
    assert (1, 0) == (one.coverage().share.part, other.coverage().share.part)


def test_a_whole_coverage_says_no_more():
    """Where each way was taken, none is listed."""
    ways = (("talk", "won"), ("talk", "lost"))
    assert "100.0% (2 of 2 ways)" == str(WayCoverage(taken=frozenset(ways), ways=ways))


TestShortCycle = state_machine_for(SHORT_CYCLE).TestCase
TestShortCycle.settings = settings(max_examples=10, stateful_step_count=10, deadline=None)
