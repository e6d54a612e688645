"""Law: what a back-test says at an origin is not changed by anything that happened, or was entered, after it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Cycle, Deal, Pipeline, Stage, StageEntered
from salescycle.simulation import back_test

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
ORIGIN, HORIZON = MONDAY + 20 * DAY, 10 * DAY
CYCLE = Cycle(
    key="short",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"]),
        Stage("offer", leads_to=["won", "lost", "talk"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ],
)
STAGES = st.sampled_from([("talk", "open"), ("offer", "open"), ("won", "won"), ("lost", "lost")])


@st.composite
def entries(draw, earliest, latest):
    """Draw entries of stages on days, some entered into the system later."""
    rows = draw(st.lists(st.tuples(STAGES, st.integers(earliest, latest), st.integers(0, 9)), max_size=4))
    return [
        StageEntered(stage=stage, outcome=outcome, at=MONDAY + day * DAY, recorded_at=MONDAY + (day + late) * DAY)
        for (stage, outcome), day, late in rows
    ]


@given(st.lists(st.tuples(entries(0, 20), entries(21, 40)), min_size=1, max_size=6))
def test_a_back_test_is_blind_to_later_facts(logs):
    """Facts before the origin, with and without those of later."""

    def said(deals):
        pipeline = Pipeline(deals, cycle=CYCLE, as_of=MONDAY + 60 * DAY)
        (origin,) = back_test(pipeline, horizon=HORIZON, origins=[ORIGIN]).origins
        return origin.wins, [(id, chances) for id, chances, _ in origin.chances]

    opened = StageEntered(stage="talk", outcome="open", at=MONDAY)
    whole = [Deal(id=f"D-{n}", log=[opened, *before, *after]) for n, (before, after) in enumerate(logs)]
    known = [Deal(id=deal.id, log=[fact for fact in deal.log if fact.recorded_at <= ORIGIN]) for deal in whole]
    assert said(known) == said(whole)
