"""What laws of forecasts share: a small cycle that may go anywhere, how its deals behave, and deals in it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st

from salescycle import Cycle, Deal, Money, Pipeline, Stage, StageEntered, ValueSet
from salescycle.simulation import Behaviour, StageBehaviour

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
OPEN, ENDS = ("a", "b", "c"), ("won", "lost")
CYCLE = Cycle(
    key="laws",
    version=1,
    stages=[
        *(Stage(key, leads_to=[to for to in (*OPEN, *ENDS) if to != key]) for key in OPEN),
        *(Stage(key, outcome=key) for key in ENDS),
    ],
)


@st.composite
def _behaviours(draw: st.DrawFn) -> Behaviour:
    """Draw how each stage is left: any other one after up to five steps, all or some."""
    stages = []
    for key in OPEN:
        exits = {to: draw(st.lists(st.integers(0, 8), max_size=5)) for to in (*OPEN, *ENDS) if to != key}
        whole = sum(map(sum, exits.values())) + draw(st.sampled_from([0, 5])) or 1
        stages.append(StageBehaviour(stage=key, exits={to: [n / whole for n in row] for to, row in exits.items()}))
    return Behaviour(cycle=CYCLE, stages=stages)


@st.composite
def _deals(draw: st.DrawFn, oldest: int = 6) -> list[Deal]:
    """Draw deals in a stage for some days, some of them with a value."""
    deals = []
    for number in range(draw(st.integers(1, 6))):
        at = MONDAY - draw(st.integers(0, oldest)) * DAY
        log = [StageEntered(stage=draw(st.sampled_from(OPEN)), outcome="open", at=at)]
        if draw(st.booleans()):
            log.append(ValueSet(value=Money(draw(st.integers(0, 500)), "EUR"), at=at))
        deals.append(Deal(id=f"D-{number}", log=log))
    return deals


@pytest.fixture(scope="session")
def behaviours() -> Callable[[], st.SearchStrategy[Behaviour]]:
    """Give the strategy of behaviours in the small cycle."""
    return _behaviours


@pytest.fixture(scope="session")
def open_deals() -> Callable[..., st.SearchStrategy[list[Deal]]]:
    """Give the strategy of deals that are open in it on the Monday."""
    return _deals


@pytest.fixture(scope="session")
def on_monday() -> Callable[[list[Deal]], Pipeline]:
    """Give what makes a pipeline of them."""
    return lambda deals: Pipeline(deals, cycle=CYCLE, as_of=MONDAY)
