"""Law: the order in which deals stand changes no forecast, bit for bit."""

from datetime import timedelta
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from salescycle.simulation import fitted, forecast


@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_of_deals_changes_no_forecast(behaviours, open_deals, on_monday, data, rng):
    """Nor wins, nor value, nor what was learned."""
    behaviour, deals = data.draw(behaviours()), data.draw(open_deals())
    one, other = on_monday(deals), on_monday(rng.sample(deals, k=len(deals)))
    first, second = (
        forecast(each, horizon=timedelta(days=5), behaviour=behaviour, rng=Random(1)) for each in (one, other)
    )
    assert (first.wins_by, first.value) == (second.wins_by, second.value)
    assert sorted(first.deals, key=lambda each: each.id) == sorted(second.deals, key=lambda each: each.id)
    assert attrs.evolve(fitted(one), arrivals=None) == attrs.evolve(fitted(other), arrivals=None)
