"""Law: the shares of all causes and the share still open make one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._incidence import IncidenceAt, incidence
from salescycle.metrics._lifetimes import Lifetime

CAUSES = ("won", "lost", "stale", "merged")


@st.composite
def lifetimes(draw: st.DrawFn) -> Lifetime:
    entry = draw(st.none() | st.integers(0, 8))
    shortest = 0 if entry is None else entry + 1
    return Lifetime(
        duration=timedelta(days=draw(st.integers(shortest, 12))),
        cause=draw(st.sampled_from([*CAUSES, None])),
        count=draw(st.integers(1, 1000)),
        entry=None if entry is None else timedelta(days=entry),
    )


@given(st.lists(lifetimes(), min_size=1, max_size=25), st.integers(0, 15))
def test_causes_and_open_sum_to_one(rows: list[Lifetime], day: int) -> None:
    """Wherever the curves can be read, their shares sum to 1 within 1e-12 and none is below 0."""
    curves = incidence(rows, causes=CAUSES)
    for reading in (*(curves.at(step.time) for step in curves.steps), curves.at(timedelta(days=day))):
        if isinstance(reading, IncidenceAt):
            shares = [reading.open, *(reading.of(cause) for cause in CAUSES)]
            assert pytest.approx(1, abs=1e-12) == sum(shares)
            assert [] == [share for share in shares if share < 0]
