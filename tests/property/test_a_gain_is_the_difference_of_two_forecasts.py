"""Law: of deals that just came, what a lever gains is the forecast with it less the forecast without."""

import math
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Cycle, Deal, Pipeline, Stage, StageEntered
from salescycle.simulation import Behaviour, FewerLost, Removed, Shortened, SlaMet, StageBehaviour, forecast, what_if

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
OPEN, ENDS = ("a", "b"), ("won", "lost")
CYCLE = Cycle(
    key="laws",
    version=1,
    stages=[
        *(Stage(key, leads_to=[to for to in (*OPEN, *ENDS) if to != key]) for key in OPEN),
        *(Stage(key, outcome=key) for key in ENDS),
    ],
)
STAGES, PARTS = st.sampled_from(OPEN), st.sampled_from([0, 0.25, 0.5, 1])
LEVERS = st.one_of(
    st.builds(Shortened, stage=STAGES, by=PARTS),
    st.builds(FewerLost, stage=STAGES, by=PARTS),
    st.builds(SlaMet, stage=STAGES, within=st.integers(1, 6).map(lambda days: days * DAY)),
    st.builds(Removed, stage=STAGES),
)


@st.composite
def behaviours(draw):
    """Draw how each stage is left, all visits or some."""
    stages = []
    for key in OPEN:
        exits = {to: draw(st.lists(st.integers(0, 8), max_size=5)) for to in (*OPEN, *ENDS) if to != key}
        whole = sum(map(sum, exits.values())) + draw(st.sampled_from([0, 5])) or 1
        stages.append(StageBehaviour(stage=key, exits={to: [n / whole for n in row] for to, row in exits.items()}))
    return Behaviour(cycle=CYCLE, stages=stages)


@given(behaviours(), LEVERS, st.lists(STAGES, min_size=1, max_size=5), st.integers(1, 9))
def test_a_gain_is_the_difference_of_two_forecasts(behaviour, lever, stages, days):
    """In the mean, and within what all deals together could gain or lose."""
    deals = [
        Deal(id=f"D-{n}", log=[StageEntered(stage=stage, outcome="open", at=MONDAY)]) for n, stage in enumerate(stages)
    ]
    pipeline, horizon = Pipeline(deals, cycle=CYCLE, as_of=MONDAY), days * DAY
    (effect,) = what_if(pipeline, [lever], horizon=horizon, behaviour=behaviour).effects
    with_it, without = (
        forecast(pipeline, horizon=horizon, behaviour=each, points=1).wins.mean
        for each in (lever.applied(behaviour), behaviour)
    )
    assert math.isclose(with_it - without, effect.wins.mean, abs_tol=1e-9)
    assert -len(deals) <= effect.wins.values[0] <= effect.wins.values[-1] <= len(deals)
    assert math.isclose(math.fsum(effect.wins.weights), 1, abs_tol=1e-9)
