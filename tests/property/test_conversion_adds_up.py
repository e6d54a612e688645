"""Law: what became of the entries of a stage adds up to the entries, whatever order a deal went in."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Deal, Pipeline
from salescycle.presets import free_cycle

START = datetime(2026, 1, 1, tzinfo=UTC)
CYCLE = free_cycle(["a", "b", "c", "d"], won=["won"], lost=["lost"])
STAGES = [stage.key for stage in CYCLE.stages]

entries = st.lists(st.tuples(st.sampled_from(STAGES), st.integers(0, 40)), max_size=12)


def deal_of(number, rows):
    """Give a deal that entered stages on days."""
    return Deal(id=number, log=[CYCLE.entry(stage, at=START + timedelta(days=day)) for stage, day in rows])


@given(st.lists(entries, max_size=6), st.integers(0, 45))
def test_the_fates_of_all_stages_are_all_visits(logs, day):
    """Each visit to an open stage by the day of the question has exactly one fate."""
    as_of = START + timedelta(days=day)
    deals = [deal_of(number, rows) for number, rows in enumerate(logs)]
    pipeline = Pipeline(deals, cycle=CYCLE, as_of=as_of)
    visits = Counter(visit.stage for deal in deals for visit in deal.as_of(as_of).visits)
    for stage in STAGES[:4]:
        result = pipeline.conversion(stage)
        parts = (result.advanced, result.skipped, result.back, result.won, result.lost, result.held, result.still_there)
        assert visits[stage] == result.entries == sum(parts)
        dwell = pipeline.dwell_time(stage)
        assert visits[stage] == dwell.n + dwell.still_open
