"""Law: with every cause merged into one, incidence is one minus Kaplan-Meier."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._survival import survival
from salescycle.values import Undefined

SPANS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["won", "lost", None])), max_size=25)


@given(SPANS)
def test_merged_causes_are_one_minus_kaplan_meier(spans: list[tuple[int, str | None]]) -> None:
    """The share closed by one cause that stands for all is the share Kaplan-Meier has closed, at every instant."""
    split = [Lifetime(duration=timedelta(days=day), cause=cause) for day, cause in spans]
    merged = [Lifetime(duration=row.duration, cause=row.cause and "closed") for row in split]
    curve, once, apart = survival(split), incidence(merged, causes=["closed"]), incidence(split)
    expected = [pytest.approx(1 - step.survival, abs=1e-12) for step in curve.steps]
    assert expected == [step.probability[0] for step in once.steps]
    assert expected == [sum(step.probability) for step in apart.steps]
    assert [step.time for step in curve.steps] == [step.time for step in once.steps]


@given(SPANS)
def test_the_error_of_merged_causes_is_greenwoods(spans: list[tuple[int, str | None]]) -> None:
    """The share closed is as uncertain as the share open, at every instant."""
    merged = [Lifetime(duration=timedelta(days=day), cause=cause and "closed") for day, cause in spans]
    curve, once = survival(merged), incidence(merged, causes=["closed"])
    for greenwood, delta in zip(curve.steps, once.steps, strict=True):
        expected, (actual,) = greenwood.std_error, delta.std_error
        assert expected == actual if isinstance(expected, Undefined) else pytest.approx(expected, rel=1e-10) == actual
