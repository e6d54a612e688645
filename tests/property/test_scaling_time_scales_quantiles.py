"""Law: measuring time in another unit scales the quantiles and nothing else."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._survival import survival
from salescycle.values import Undefined

SPANS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["won", "lost", None])), min_size=1, max_size=25)


def scaled(value: timedelta | Undefined, factor: int) -> timedelta | Undefined:
    return value if isinstance(value, Undefined) else value * factor


@given(SPANS, st.integers(1, 1000), st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9, 1.0]))
def test_scaling_time_scales_quantiles(spans: list[tuple[int, str | None]], factor: int, share: float) -> None:
    """A quantile and its limits of durations k times as long are k times as long."""
    # whole days: half of a day, the middle of a level stretch, is exact in either unit
    once = survival(Lifetime(duration=timedelta(days=d), cause=cause) for d, cause in spans)
    more = survival(Lifetime(duration=timedelta(days=d) * factor, cause=cause) for d, cause in spans)
    expected = [scaled(value, factor) for value in (once.quantile(share), *once.limits(share))]
    assert expected == [more.quantile(share), *more.limits(share)]
