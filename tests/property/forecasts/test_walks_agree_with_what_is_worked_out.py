"""Law: what is walked agrees with what is worked out, but for chance."""

import math
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from salescycle.simulation import forecast


@given(st.data(), st.integers(0, 99))
def test_walks_agree_with_what_is_worked_out(behaviours, open_deals, on_monday, data, seed):
    """Of each deal, within five standard errors and a little, as for rare ones the error has a tail."""
    pipeline, horizon = on_monday(data.draw(open_deals())), timedelta(days=6)
    behaviour = data.draw(behaviours())
    exact = forecast(pipeline, horizon=horizon, behaviour=behaviour, points=2)
    walked = forecast(
        pipeline, horizon=horizon, behaviour=behaviour, points=2, method="walks", rng=Random(seed), draws=300
    )
    for one, other in zip(exact.deals, walked.deals, strict=True):
        for a, b in zip(one.chances, other.chances, strict=True):
            assert abs(a - b) <= 5 * math.sqrt(a * (1 - a) / 300) + 0.02
