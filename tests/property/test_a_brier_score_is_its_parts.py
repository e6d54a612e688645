"""Law: the Brier score is reliability - resolution + uncertainty + what the bins hide."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from salescycle.qualification import reliability

CHANCES = st.floats(0, 1) | st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])
JUDGED = st.lists(st.tuples(CHANCES, st.booleans()), min_size=1, max_size=60)


@given(JUDGED, st.integers(1, 30), st.randoms(use_true_random=False))
def test_a_brier_score_is_its_parts(judged, bins, rng) -> None:
    """The parts add up; each is in its range; where a bin holds one chance it hides nothing; no order matters."""
    found = reliability(judged, bins=bins)
    parts = found.reliability - found.resolution + found.uncertainty + found.within_bins
    assert math.isclose(found.brier, parts, abs_tol=1e-12)
    assert 0 <= found.resolution <= found.uncertainty + 1e-12
    assert 0 <= found.reliability <= 1
    assert found.expected_error <= math.sqrt(found.reliability) + 1e-9
    assert len(judged) == sum(row.n for row in found.bins)
    level = reliability([((math.floor(chance * 8) + 0.5) / 9, won) for chance, won in judged], bins=9)
    assert abs(level.within_bins) < 1e-12
    turned = list(judged)
    rng.shuffle(turned)
    assert found == reliability(turned, bins=bins)
