"""Law: a flow is what one move and the flows after it make, exactly, and what walking long enough comes to."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from salescycle.errors import InvalidValue

STEPS = 3000


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_flow_solves_its_equations(data: st.DataObject, cycles) -> None:
    """Chance and moves of each stage are the shares' mean of those after it; a float walk comes to the same chance."""
    cycle = data.draw(cycles())
    weights = {(stage.key, to): data.draw(st.integers(0, 5)) for stage in cycle.stages for to in cycle.ways(stage.key)}
    try:
        flow = cycle.flow(weights)
    except InvalidValue:
        assume(condition=False)
        raise
    win = {stage.key: Fraction(stage.outcome == "won") for stage in cycle.stages}
    moves = {stage.key: Fraction(0) for stage in cycle.stages}
    win |= {each.stage: each.win_probability for each in flow.stages}
    moves |= {each.stage: each.moves for each in flow.stages}
    closes = {stage.key for stage in cycle.stages if stage.outcome.is_closed}
    for each in flow.stages:
        row = {to: n for (source, to), n in weights.items() if source == each.stage and n}
        whole = sum(row.values())
        assert each.win_probability == sum(Fraction(n, whole) * win[to] for to, n in row.items())
        assert each.moves == 1 + sum(Fraction(n, whole) * moves[to] for to, n in row.items())
    start = flow.stages[0].stage
    walk, won = {start: 1.0}, 0.0
    for _ in range(STEPS):
        ahead: dict[str, float] = {}
        for key, mass in walk.items():
            row = {to: n for (source, to), n in weights.items() if source == key and n}
            for to, n in row.items():
                ahead[to] = ahead.get(to, 0.0) + mass * n / sum(row.values())
        won += sum(mass for key, mass in ahead.items() if cycle.stage(key).outcome == "won")
        walk = {key: mass for key, mass in ahead.items() if key not in closes and mass > 1e-12}
        if not walk:
            break
    assert abs(won - float(win[start])) < 1e-6
