"""Law: counting every deal twice keeps the curve and halves its variance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._hazard import cumulative_hazard
from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._survival import Survival, survival
from salescycle.values import Undefined

SPANS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["won", "lost", None])), max_size=25)


def variances(curve: Survival) -> list[float]:
    return [step.std_error**2 for step in curve.steps if not isinstance(step.std_error, Undefined)]


def heights(curve: Survival) -> list[tuple[timedelta, float]]:
    return [(step.time, step.survival) for step in curve.steps]


@given(SPANS)
def test_doubling_every_deal_halves_the_variance(spans: list[tuple[int, str | None]]) -> None:
    """Each step keeps its height to the last bit, and half its Greenwood variance."""
    rows = [Lifetime(duration=timedelta(days=day), cause=cause) for day, cause in spans]
    once, twice = survival(rows), survival(rows + rows)
    assert heights(once) == heights(twice)
    assert [pytest.approx(variance / 2, rel=1e-12) for variance in variances(once)] == variances(twice)


@given(SPANS)
def test_doubling_every_deal_halves_the_variance_of_a_hazard(spans: list[tuple[int, str | None]]) -> None:
    """Each step of the cumulative hazard keeps its height, and half its variance."""
    rows = [Lifetime(duration=timedelta(days=day), cause=cause) for day, cause in spans]
    once, twice = cumulative_hazard(rows), cumulative_hazard(rows + rows)
    assert [(step.time, step.hazard) for step in once.steps] == [(step.time, step.hazard) for step in twice.steps]
    expected = [pytest.approx(step.std_error**2 / 2, rel=1e-12) for step in once.steps]
    assert expected == [step.std_error**2 for step in twice.steps]


@given(SPANS)
def test_doubling_every_deal_halves_the_variance_of_incidence(spans: list[tuple[int, str | None]]) -> None:
    """Each cause keeps its share to the last bit, and half its variance."""
    rows = [Lifetime(duration=timedelta(days=day), cause=cause) for day, cause in spans]
    once, twice = incidence(rows), incidence(rows + rows)
    assert [step.probability for step in once.steps] == [step.probability for step in twice.steps]
    for one, two in zip(once.steps, twice.steps, strict=True):
        for error, other in zip(one.std_error, two.std_error, strict=True):
            if isinstance(error, Undefined) or isinstance(other, Undefined):
                assert error == other
            else:
                assert pytest.approx(error**2 / 2, rel=1e-12) == other**2
