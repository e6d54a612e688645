"""Law: whatever order the deals come in, the report is the same, to the last digit of every figure."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import CloseExpected, Contacted, Deal, Money, Opened, Pipeline, StageSeen, ValueSet
from salescycle.presets import free_cycle

START = datetime(2026, 1, 1, tzinfo=UTC)
CYCLE = free_cycle(["a", "b", "c"], won=["won"], lost=["lost"])
STAGES = [stage.key for stage in CYCLE.stages]


@st.composite
def facts(draw):
    """Draw a fact of any kind that a report looks at."""
    at = START + timedelta(hours=draw(st.integers(0, 24 * 40)))
    return draw(
        st.sampled_from(STAGES).map(lambda stage: CYCLE.entry(stage, at=at))
        | st.integers(0, 900).map(lambda amount: ValueSet(value=Money(amount, "EUR"), at=at))
        | st.integers(0, 60).map(lambda day: CloseExpected(on=(START + timedelta(days=day)).date(), at=at))
        | st.just(Contacted(channel="call", at=at))
        | st.just(Opened(at=at))
        | st.sampled_from(STAGES[:3]).map(lambda stage: StageSeen(stage=stage, outcome="open", at=at))
    )


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_shuffled_deals_give_the_same_page(data):
    """The page is the same text, and the rows of all figures are the same rows."""
    logs = data.draw(st.lists(st.lists(facts(), min_size=1, max_size=9), max_size=7))
    deals = [Deal(id=f"D-{number}", log=log) for number, log in enumerate(logs)]
    reports = [
        Pipeline(order, cycle=CYCLE, as_of=START + timedelta(days=45)).report()
        for order in (deals, data.draw(st.permutations(deals)))
    ]
    assert str(reports[0]) == str(reports[1])
    one, two = (sorted(map(repr, report.to_records())) for report in reports)
    assert one == two
