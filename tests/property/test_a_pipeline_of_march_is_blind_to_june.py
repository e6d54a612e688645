"""Law: a report as of an instant is the same whatever is recorded as happening later."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import CloseExpected, Deal, Money, Pipeline, ValueSet
from salescycle.presets import free_cycle

START = datetime(2026, 1, 1, tzinfo=UTC)
CYCLE = free_cycle(["a", "b"], won=["won"], lost=["lost"])


@st.composite
def facts(draw, first, last):
    """Draw a fact of a day between two."""
    at = START + timedelta(days=draw(st.integers(first, last)))
    entry = st.sampled_from([stage.key for stage in CYCLE.stages]).map(lambda stage: CYCLE.entry(stage, at=at))
    value = st.integers(0, 900).map(lambda amount: ValueSet(value=Money(amount, "EUR"), at=at))
    close = st.integers(0, 300).map(lambda day: CloseExpected(on=(START + timedelta(days=day)).date(), at=at))
    return draw(entry | value | close)


@given(st.lists(st.tuples(st.lists(facts(0, 90), max_size=8), st.lists(facts(91, 180), max_size=8)), max_size=5))
def test_later_facts_change_no_figure(logs):
    """The report of day 90 over whole logs is the report over the logs up to day 90."""
    as_of = START + timedelta(days=90)
    then = [Deal(id=number, log=before) for number, (before, _) in enumerate(logs)]
    whole = [deal.record(*after) for deal, (_, after) in zip(then, logs, strict=True)]
    blind = Pipeline(then, cycle=CYCLE, as_of=as_of).report()
    assert blind == Pipeline(whole, cycle=CYCLE, as_of=as_of).report()
