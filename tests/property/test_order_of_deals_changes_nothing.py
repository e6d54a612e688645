"""Law: the order in which deals are counted changes nothing, bit for bit."""

from __future__ import annotations

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._comparison import compare
from salescycle.metrics._gray import gray
from salescycle.metrics._hazard import cumulative_hazard
from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import log_rank
from salescycle.metrics._occupation import Stay, occupation
from salescycle.metrics._survival import survival

CAUSES = st.sampled_from(["won", "lost", None])


@st.composite
def lifetimes(draw: st.DrawFn) -> Lifetime:
    entry = draw(st.none() | st.integers(0, 8))
    shortest = 0 if entry is None else entry + 1
    return Lifetime(
        duration=timedelta(hours=draw(st.integers(shortest, 12))),
        cause=draw(CAUSES),
        count=draw(st.integers(1, 3)),
        entry=None if entry is None else timedelta(hours=entry),
    )


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    state, to = draw(st.sampled_from([("a", "b"), ("a", None), ("b", "a"), ("b", "c"), ("b", None)]))
    entered = draw(st.integers(0, 8))
    left = draw(st.integers(entered + 1, 12))
    return Stay(state=state, entered=timedelta(hours=entered), left=timedelta(hours=left), to=to)


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[list[Lifetime], list[Lifetime]]:
    rows = draw(st.lists(lifetimes(), max_size=20))
    return rows, draw(st.permutations(rows))


@given(two_orders())
def test_order_leaves_no_trace_in_a_survival_curve(orders: tuple[list[Lifetime], list[Lifetime]]) -> None:
    """A survival curve of shuffled deals is the same curve, to the last bit and to the last digit shown."""
    rows, shuffled = orders
    assert repr(survival(rows).steps) == repr(survival(shuffled).steps)


@given(two_orders())
def test_order_leaves_no_trace_in_incidence(orders: tuple[list[Lifetime], list[Lifetime]]) -> None:
    """Incidence curves of shuffled deals are the same curves, to the last bit and to the last digit shown."""
    rows, shuffled = orders
    assert repr(incidence(rows).steps) == repr(incidence(shuffled).steps)


@given(two_orders())
def test_order_leaves_no_trace_in_a_cumulative_hazard(orders: tuple[list[Lifetime], list[Lifetime]]) -> None:
    """The cumulative hazard of shuffled deals is the same, to the last bit and to the last digit shown."""
    rows, shuffled = orders
    assert repr(cumulative_hazard(rows)) == repr(cumulative_hazard(shuffled))


@given(st.tuples(two_orders(), two_orders(), two_orders()))
def test_order_leaves_no_trace_in_tests_between_groups(
    orders: tuple[tuple[list[Lifetime], list[Lifetime]], ...],
) -> None:
    """Log-rank tests, Gray's test and comparisons of shuffled deals are the same, to the last digit shown."""
    one, other = ({str(place): pair[side] for place, pair in enumerate(orders)} for side in (0, 1))
    assert repr(log_rank(one)) == repr(log_rank(other))
    del one["2"], other["2"]
    assert repr(compare(one)) == repr(compare(other))
    seen, shuffled = (
        {key: [attrs.evolve(row, entry=None) for row in rows] for key, rows in groups.items()}
        for groups in (one, other)
    )
    assert repr(gray(seen, cause="won")) == repr(gray(shuffled, cause="won"))


@st.composite
def two_orders_of_stays(draw: st.DrawFn) -> tuple[list[Stay], list[Stay]]:
    rows = draw(st.lists(stays(), max_size=20))
    return rows, draw(st.permutations(rows))


@given(two_orders_of_stays())
def test_order_leaves_no_trace_in_occupation(orders: tuple[list[Stay], list[Stay]]) -> None:
    """Occupation of shuffled stays is the same, fraction by fraction."""
    rows, shuffled = orders
    expected = occupation(rows, states=["a", "b", "c"])
    assert repr(expected) == repr(occupation(shuffled, states=["a", "b", "c"]))
