"""Law: in a stage chain ends sum to one, visits are conserved, and a walk that will be won is a chain of its own."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from salescycle.cycle import Cycle, Stage
from salescycle.errors import InvalidValue
from salescycle.metrics import StageChain, stage_chain
from salescycle.values import Undefined

STAGES = ("a", "b", "c", "d", "e")
ENDS = ("won", "lost")
PAIRS = [(one, two) for one in STAGES for two in (*STAGES, *ENDS) if one != two]
MOVES = st.dictionaries(st.sampled_from(PAIRS), st.integers(0, 9), min_size=4)


def drawn(moves: dict[tuple[str, str], int]) -> StageChain:
    """Give the chain, or draw others where these lead nowhere."""
    try:
        return stage_chain(moves, stages=STAGES, absorbing=ENDS)
    except InvalidValue:
        assume(condition=False)
        raise


def shares(moves: dict[tuple[str, str], int]) -> dict[tuple[str, str], Fraction]:
    whole: dict[str, int] = {}
    for (source, _), count in moves.items():
        whole[source] = whole.get(source, 0) + count
    return {pair: Fraction(count, whole[pair[0]]) for pair, count in moves.items() if count}


@settings(max_examples=150, deadline=None)
@given(MOVES)
def test_a_chain_conserves_visits(moves: dict[tuple[str, str], int]) -> None:
    """N (I - Q) = I, B = N R with rows that sum to 1, and each visit but the first is a move from another; exactly."""
    chain, share = drawn(moves), shares(moves)
    keys = [each.stage for each in chain.stages]
    for each in chain.stages:
        assert keys == [key for key, _ in each.visits]
        for to in keys:
            came = sum(count * share.get((source, to), 0) for source, count in each.visits)
            assert Fraction(each.stage == to) == each.visits_to(to) - came
        for end in ENDS:
            assert each.ends_in(end) == sum(count * share.get((source, end), 0) for source, count in each.visits)
        assert 1 == sum(chance for _, chance in each.ends)
        assert each.moves == sum(count for _, count in each.visits)
        assert each.moves_variance >= 0


@settings(max_examples=100, deadline=None)
@given(MOVES)
def test_variance_solves_its_equation(moves: dict[tuple[str, str], int]) -> None:
    """The mean square of the moves m2 is that of one move and those after it: m2 = 1 + sum of share (2 t + m2)."""
    chain, share = drawn(moves), shares(moves)
    square = {each.stage: each.moves_variance + each.moves**2 for each in chain.stages}
    for each in chain.stages:
        onward = sum(share.get((each.stage, to), 0) * (2 * chain.of(to).moves + square[to]) for to in square)
        assert square[each.stage] == 1 + onward


@settings(max_examples=100, deadline=None)
@given(MOVES)
def test_a_won_walk_is_a_chain_of_its_own(moves: dict[tuple[str, str], int]) -> None:
    """Visits of won deals solve the equations of the shares P[i, j] h[j] / h[i], in which nothing is lost."""
    chain, share = drawn(moves), shares(moves)
    chance = {each.stage: each.win_probability for each in chain.stages} | {"won": Fraction(1), "lost": Fraction(0)}
    for each in chain.stages:
        if isinstance(each.visits_if_won, Undefined):
            assert not each.win_probability
            continue
        visits = dict(each.visits_if_won)
        assert 1 == sum(share.get((each.stage, to), 0) * chance[to] for to in chance) / each.win_probability
        for to, count in visits.items():
            came = sum(
                visits[source] * share.get((source, to), 0) * chance[to] / chance[source]
                for source in visits
                if chance[source]
            )
            assert Fraction(each.stage == to) == count - came
        assert each.moves_if_won == sum(visits.values())


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_a_chain_agrees_with_the_flow_of_a_cycle(moves: dict[tuple[str, str], int]) -> None:
    """Chances and moves are those that a cycle gives for the same weights."""
    chain = drawn(moves)
    assume(chain.stages)
    stages = [Stage(key, leads_to=[*(other for other in STAGES if other != key), *ENDS]) for key in STAGES]
    cycle = Cycle(key="drawn", version=1, stages=[*stages, *(Stage(key, outcome=key) for key in ENDS)])
    expected = [(each.stage, each.win_probability, each.moves) for each in cycle.flow(moves).stages]
    assert expected == [(each.stage, each.win_probability, each.moves) for each in chain.stages]
