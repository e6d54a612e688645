"""Law: the bootstrap of clusters with one unit each is that of the units, and moves with its statistic."""

from __future__ import annotations

from random import Random
from statistics import mean
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.metrics import bootstrap
from salescycle.values import Undefined

METHODS = st.sampled_from(["percentile", "bca"])
UNITS = st.lists(st.integers(-50, 50), min_size=2, max_size=12)


@settings(deadline=None)
@given(UNITS, METHODS, st.integers(0, 99))
def test_clusters_of_one_are_units(units: list[int], method: Literal["percentile", "bca"], seed: int) -> None:
    """With the same dice estimate and limits are the same to the last bit, and the interval is in order."""
    rows = list(enumerate(units))
    one = bootstrap(units, mean, rng=Random(seed), times=40, method=method)
    other = bootstrap(
        rows,
        lambda some: mean(unit for _, unit in some),
        rng=Random(seed),
        times=40,
        clusters=lambda row: row[0],
        method=method,
    )
    assert (one.estimate, one.low, one.high) == (other.estimate, other.low, other.high)
    assert len(units) == other.clusters
    if not isinstance(one.low, Undefined) and not isinstance(one.high, Undefined):
        assert min(units) <= one.low <= one.high <= max(units)


@settings(deadline=None)
@given(UNITS, METHODS, st.integers(0, 99))
def test_limits_move_with_the_statistic(units: list[int], method: Literal["percentile", "bca"], seed: int) -> None:
    """Of twice a number plus seven, estimate and limits are twice those of the number plus seven."""
    one = bootstrap(units, mean, rng=Random(seed), times=40, method=method)
    other = bootstrap(units, lambda some: 2 * mean(some) + 7, rng=Random(seed), times=40, method=method)
    for before, after in ((one.estimate, other.estimate), (one.low, other.low), (one.high, other.high)):
        if isinstance(before, Undefined):
            assert before == after
        else:
            assert pytest.approx(2 * before + 7, abs=1e-6) == after
