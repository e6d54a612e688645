"""Law: measured in another unit of time, groups differ by as much of it, and no test changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._comparison import compare
from salescycle.metrics._gray import gray
from salescycle.metrics._hazard import cumulative_hazard
from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import log_rank
from salescycle.values import Undefined

SPANS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["won", "lost", None])), min_size=1, max_size=20)
Spans = list[tuple[int, str | None]]


def lives(spans: Spans, factor: int) -> list[Lifetime]:
    return [Lifetime(duration=timedelta(days=day) * factor, cause=cause) for day, cause in spans]


@given(SPANS, SPANS, st.integers(1, 1000))
def test_the_unit_of_time_tells_no_groups_apart(one: Spans, two: Spans, factor: int) -> None:
    """Log-rank and Gray's tests of durations k times as long are the same, bit for bit."""
    small, large = ({"a": lives(one, unit), "b": lives(two, unit)} for unit in (1, factor))
    assert log_rank(small) == log_rank(large)
    assert gray(small, cause="won") == gray(large, cause="won")


@given(SPANS, SPANS, st.integers(1, 1000))
def test_differences_are_as_many_times_as_long(one: Spans, two: Spans, factor: int) -> None:
    """Difference and limits of durations k times as long are k times as long, to the k microseconds of rounding."""
    small, large = (compare({"a": lives(one, unit), "b": lives(two, unit)}) for unit in (1, factor))
    if isinstance(small.difference, Undefined) or isinstance(large.difference, Undefined):
        assert small.difference == large.difference
        return
    slack = timedelta(microseconds=4 * factor)
    assert abs(small.difference * factor - large.difference) <= slack
    if isinstance(small.limits, Undefined) or isinstance(large.limits, Undefined):
        assert small.limits == large.limits
    else:
        apart = [abs(low * factor - other) for low, other in zip(small.limits, large.limits, strict=True)]
        assert [] == [each for each in apart if each > slack]


@given(SPANS, st.integers(1, 1000))
def test_heights_do_not_know_the_unit_of_time(spans: Spans, factor: int) -> None:
    """Cumulative hazard and incidence have the same heights and errors at the corresponding ages, bit for bit."""
    small, large = lives(spans, 1), lives(spans, factor)
    for estimate in (cumulative_hazard, incidence):
        one, two = estimate(small).steps, estimate(large).steps
        assert [step.time * factor for step in one] == [step.time for step in two]
        assert repr([(step.std_error, step.low, step.high) for step in one]) == repr(
            [(step.std_error, step.low, step.high) for step in two]
        )
    assert pytest.approx(cumulative_hazard(small).steps[-1].hazard, rel=0) == cumulative_hazard(large).steps[-1].hazard
