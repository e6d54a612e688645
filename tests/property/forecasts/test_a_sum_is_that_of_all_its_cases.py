"""Law: the spread of a sum is that of all ways in which its parts come or do not."""

import math
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from salescycle.simulation._spread import drawn, summed


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1)), max_size=7), st.integers(0, 99))
def test_a_sum_is_that_of_all_its_cases(parts, seed):
    """And drawing agrees."""
    table = {0: 1.0}
    for amount, chance in parts:
        after = {}
        for value, weight in table.items():
            after[value] = after.get(value, 0) + weight * (1 - chance)
            after[value + amount] = after.get(value + amount, 0) + weight * chance
        table = after
    spread = summed(parts)
    found = dict(zip(spread.values, spread.weights, strict=True))
    assert all(math.isclose(found.get(value, 0.0), weight, abs_tol=1e-12) for value, weight in table.items())
    assert math.isclose(spread.mean, sum(value * weight for value, weight in table.items()), abs_tol=1e-9)
    sample = drawn(parts, rng=Random(seed), draws=400)
    low = sum(weight for value, weight in table.items() if value <= 9)
    assert abs(1 - sample.at_least(10) - low) <= 5 * math.sqrt(max(low * (1 - low), 0) / 400) + 0.02
