"""Law: what logic says of gates is what asking them in every world shows."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.cycle import Criterion, all_of, any_of, negate
from salescycle.cycle._logic import Change, can_hold, change_of, implies, redundant

SWITCHES, LEVELS = ("a", "b", "c"), (1, 2, 3)


def _on(world, at, *, name):
    return world[name]


def _reached(world, at, *, level):
    return world["level"] >= level


ATOMS = [Criterion(key="on", asks="on", test=_on, params={"name": name}) for name in SWITCHES]
ATOMS += [Criterion(key="level", asks="l", test=_reached, params={"level": n}, rising=["level"]) for n in LEVELS]
WORLDS = [
    {"level": level} | dict(zip(SWITCHES, switches, strict=True))
    for level, *switches in product(range(4), *[[False, True]] * len(SWITCHES))
]
criteria = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: all_of(*parts)),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: any_of(*parts)),
        inner.map(negate),
    ),
    max_leaves=6,
)
gates = st.lists(criteria, max_size=3)


def met(gate) -> list[bool]:
    """Ask a gate in every world."""
    return [all(criterion.holds(world, None) for criterion in gate) for world in WORLDS]


@settings(max_examples=300, deadline=None)
@given(one=gates, other=gates)
def test_implication_and_change(one, other) -> None:
    """A gate implies another if it is met nowhere that the other is not; four words say how one became the other."""
    meets_one, meets_other = met(one), met(other)
    forward = all(b for a, b in zip(meets_one, meets_other, strict=True) if a)
    backward = all(a for a, b in zip(meets_one, meets_other, strict=True) if b)
    assert (forward, backward) == (implies(one, other), implies(other, one))
    expected = {
        (True, True): Change.SAME,
        (False, True): Change.TIGHTENED,
        (True, False): Change.LOOSENED,
        (False, False): Change.CHANGED,
    }
    assert expected[forward, backward] is change_of(one, other)


@settings(max_examples=300, deadline=None)
@given(gate=gates)
def test_whether_a_gate_can_be_met(gate) -> None:
    """A gate can be met if some world meets it."""
    assert any(met(gate)) is can_hold(gate)


@settings(max_examples=300, deadline=None)
@given(gate=gates)
def test_what_is_redundant_can_be_left_out(gate) -> None:
    """Without its redundant criteria a gate is met in the same worlds, and without any more it is not."""
    places = set(redundant(gate))
    kept = [criterion for place, criterion in enumerate(gate) if place not in places]
    assert met(gate) == met(kept)
    if any(met(kept)):
        assert all(met(kept[:n] + kept[n + 1 :]) != met(kept) for n in range(len(kept)) if len(kept) > 1)
