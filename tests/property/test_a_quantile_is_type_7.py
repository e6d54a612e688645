"""Law: a quantile is type 7 of Hyndman and Fan, worked out over the sorted list of durations."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salescycle.values import Durations

LENGTHS = st.lists(st.integers(0, 5) | st.integers(0, 10**14), min_size=1, max_size=30)
SHARES = st.fractions(0, 1) | st.integers(0, 1) | st.floats(0, 1) | st.sampled_from([0.1, 0.25, 0.5, 0.9, 0.95])


def naive(lengths: list[int], share: Fraction) -> int:
    """Give x[j] + g (x[j + 1] - x[j]) with j + g = (n - 1) share, over the sorted list."""
    ordered = sorted(lengths)
    place = (len(ordered) - 1) * share
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return round(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


@given(LENGTHS, SHARES)
def test_a_quantile_is_type_7(lengths: list[int], share: float | Fraction) -> None:
    """Over microseconds, to the microsecond; a float means the decimal that was written."""
    group = Durations.of(timedelta(microseconds=length) for length in lengths)
    exact = share if isinstance(share, Fraction) else Fraction(str(share))
    assert timedelta(microseconds=naive(lengths, exact)) == group.quantile(share)
    assert timedelta(microseconds=naive(lengths, Fraction(1, 2))) == group.median


@given(LENGTHS, st.integers(0, 100))
def test_a_percentile_is_its_quantile(lengths: list[int], percent: int) -> None:
    """Percent are hundredths."""
    group = Durations.of(timedelta(microseconds=length) for length in lengths)
    assert group.quantile(Fraction(percent, 100)) == group.percentile(percent)
