"""Law: of deals that just came, what a lever gains is the forecast with it less the forecast without."""

import math
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.simulation import FewerLost, Removed, Shortened, SlaMet, forecast, what_if

DAY = timedelta(days=1)
STAGES, PARTS = st.sampled_from(("a", "b", "c")), st.sampled_from([0, 0.25, 0.5, 1])
LEVERS = st.one_of(
    st.builds(Shortened, stage=STAGES, by=PARTS),
    st.builds(FewerLost, stage=STAGES, by=PARTS),
    st.builds(SlaMet, stage=STAGES, within=st.integers(1, 6).map(lambda days: days * DAY)),
    st.builds(Removed, stage=STAGES),
)


@given(st.data(), LEVERS, st.integers(1, 9))
def test_a_gain_is_the_difference_of_two_forecasts(behaviours, open_deals, on_monday, data, lever, days):
    """In the mean, and within what all deals together could gain or lose."""
    behaviour, deals = data.draw(behaviours()), data.draw(open_deals(oldest=0))
    pipeline, horizon = on_monday(deals), days * DAY
    (effect,) = what_if(pipeline, [lever], horizon=horizon, behaviour=behaviour).effects
    with_it, without = (
        forecast(pipeline, horizon=horizon, behaviour=each, points=1).wins.mean
        for each in (lever.applied(behaviour), behaviour)
    )
    assert math.isclose(with_it - without, effect.wins.mean, abs_tol=1e-9)
    assert -len(deals) <= effect.wins.values[0] <= effect.wins.values[-1] <= len(deals)
    assert math.isclose(math.fsum(effect.wins.weights), 1, abs_tol=1e-9)
