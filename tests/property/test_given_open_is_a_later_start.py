"""Law: what a curve says of deals still open at an age is what those deals say by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._survival import survival
from salescycle.values import Undefined

DAY = timedelta(days=1)


@st.composite
def lifetimes(draw: st.DrawFn) -> Lifetime:
    entry = draw(st.none() | st.integers(0, 8))
    shortest = 0 if entry is None else entry + 1
    return Lifetime(
        duration=draw(st.integers(shortest, 12)) * DAY,
        cause=draw(st.sampled_from(["won", "lost", None])),
        count=draw(st.integers(1, 3)),
        entry=None if entry is None else entry * DAY,
    )


@given(st.lists(lifetimes(), max_size=15), st.integers(0, 12), st.integers(0, 12))
def test_given_open_is_a_later_start(rows: list[Lifetime], age: int, more: int) -> None:
    """The share that each cause ends, of the deals open at an age, is that of an estimate that starts there."""
    given_open = incidence(rows).given_open(age * DAY, until=(age + more) * DAY)
    if isinstance(given_open, Undefined):
        return
    started = incidence(rows, start=age * DAY).at((age + more) * DAY)
    if isinstance(started, Undefined):
        # nobody was seen after the age, so nothing can have happened by it
        assert (0, 1.0) == (more, given_open.open)
        return
    expected = [started.open, *(share for _, share in started.shares)]
    assert [pytest.approx(each, abs=1e-12) for each in expected] == [
        given_open.open,
        *(share for _, share in given_open.shares),
    ]


@given(st.lists(lifetimes(), max_size=15), st.integers(0, 12))
def test_a_residual_median_is_the_median_of_a_later_start(rows: list[Lifetime], age: int) -> None:
    """Half of the deals open at an age have closed when half of them by themselves have."""
    residual, started = survival(rows).residual_median(age * DAY), survival(rows, start=age * DAY).median
    if isinstance(residual, timedelta):
        assert started == age * DAY + residual
    elif residual == Undefined("not reached"):
        assert isinstance(started, Undefined)


@given(st.lists(lifetimes(), max_size=15), st.integers(0, 12), st.integers(0, 12))
def test_shares_open_multiply(rows: list[Lifetime], age: int, more: int) -> None:
    """Open at the age, times open later given that, is open later."""
    curve = survival(rows)
    first, both = curve.at(age * DAY), curve.at((age + more) * DAY)
    second = survival(rows, start=age * DAY).at((age + more) * DAY)
    if isinstance(first, float) and isinstance(both, float) and isinstance(second, float):
        assert pytest.approx(both, abs=1e-12) == first * second
