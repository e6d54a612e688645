"""Law: the parts of a change of velocity sum to it exactly, and are what all orders of changing come to on average."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import permutations
from math import prod

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.metrics import VELOCITY_FACTORS, Velocity, VelocityChange, velocity_change
from salescycle.values import Durations, Money, Share


@st.composite
def velocities(draw: st.DrawFn, least: int = 0) -> Velocity:
    """Draw a velocity that is defined."""
    won = draw(st.integers(5, 9))
    lengths = [timedelta(hours=draw(st.integers(1, 400))) for _ in range(won)]
    return Velocity(
        opportunities=draw(st.integers(least, 50)),
        win_rate=Share(part=won, whole=won + draw(st.integers(0, 20))),
        won_value=Money(draw(st.integers(0, 10**6)), "USD"),
        valued=draw(st.integers(5, won)),
        cycle_length=Durations.of(lengths),
    )


def segments(least: int = 0) -> st.SearchStrategy[dict[str, Velocity]]:
    return st.dictionaries(st.sampled_from("abcd"), velocities(least), max_size=4)


@settings(max_examples=50, deadline=None)
@given(segments(), segments())
def test_the_parts_of_a_change_sum_to_it(before: dict[str, Velocity], after: dict[str, Velocity]) -> None:
    """By segment and by factor, to the last digit; and the levels are the velocities themselves."""
    found = velocity_change(before, after)
    if not isinstance(found, VelocityChange):
        assert not before
        assert not after
        return
    assert found.change == sum(part for _, part in found.parts) == sum(each.change for each in found.segments)
    assert (found.before, found.after) == tuple(sum(each.value for each in side.values()) for side in (before, after))
    for each in found.segments:
        assert VELOCITY_FACTORS == tuple(factor for factor, _ in each.parts)
        assert each.change == sum(part for _, part in each.parts)


@settings(max_examples=30, deadline=None)
@given(segments(), segments())
def test_a_change_turned_round_has_parts_turned_round(before: dict[str, Velocity], after: dict[str, Velocity]) -> None:
    """What came in one direction goes in the other."""
    forth, back = velocity_change(before, after), velocity_change(after, before)
    if isinstance(forth, VelocityChange):
        assert isinstance(back, VelocityChange)
        assert [(factor, -part) for factor, part in forth.parts] == list(back.parts)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_parts_are_means_over_all_orders(data: st.DataObject) -> None:
    """Change the five factors one after the other, in each of the 120 orders, and take the mean of what each did."""
    names = data.draw(st.sets(st.sampled_from("abc"), min_size=1))
    before, after = ({name: data.draw(velocities(1)) for name in sorted(names)} for _ in range(2))
    found = velocity_change(before, after)
    assert isinstance(found, VelocityChange)
    totals = [sum(each.opportunities for each in side.values()) for side in (before, after)]
    did = dict.fromkeys(VELOCITY_FACTORS, Fraction(0))
    for name in names:
        levels = []
        for side, total in zip((before, after), totals, strict=True):
            rate, value, cycle = side[name].averages
            levels.append([Fraction(total), Fraction(side[name].opportunities, total), rate, value, 1 / cycle])
        for order in permutations(range(5)):
            now = list(levels[0])
            for place in order:
                was = prod(now)
                now[place] = levels[1][place]
                did[VELOCITY_FACTORS[place]] += (prod(now) - was) / 120
    assert did == dict(found.parts)
