"""Law: the spans that work in progress is made of are the deals' own spells, each counted once or left out."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Deal, Opened, Period, Pipeline, StageEntered, StageSeen
from salescycle.metrics import tabulate
from salescycle.metrics._spans import spans_of
from salescycle.model import Migrated
from salescycle.presets import free_cycle

START = datetime(2026, 1, 1, tzinfo=UTC)
STAGES = [("a", "open"), ("b", "hold"), ("won", "won"), ("lost", "lost"), ("gone", "lost")]
CYCLE = free_cycle(["a"], won=["won"], lost=["lost", "gone"])


@st.composite
def facts(draw):
    """Draw a fact that tells a stage, or an opening."""
    at = START + timedelta(days=draw(st.integers(0, 12)))
    stage, outcome = draw(st.sampled_from(STAGES))
    kind = draw(st.sampled_from(["entered", "entered", "entered", "seen", "migrated", "opened"]))
    if kind == "opened":
        return Opened(at=at)
    if kind == "migrated":
        return Migrated(stage=stage, outcome=outcome, from_stage="x", at=at)
    return (StageEntered if kind == "entered" else StageSeen)(stage=stage, outcome=outcome, at=at)


@given(st.lists(st.lists(facts(), max_size=8), max_size=4))
def test_every_spell_is_a_span_or_is_left_out(logs):
    """A spell whose ends are known, in order, is a span; every other one is counted by its reason."""
    deals = [Deal(id=number, log=log) for number, log in enumerate(logs)]
    expected, odd = Counter(), 0
    for deal in deals:
        for spell in deal.spells or [None]:
            if (
                spell is None
                or spell.opened is None
                or not spell.close_known
                or (spell.closed is not None and spell.closed < spell.opened)
            ):
                odd += 1
            else:
                expected[spell.opened, spell.closed] += 1
    spans, left_out = spans_of(tabulate(deals))
    assert (expected, odd) == (spans, sum(dict(left_out).values()))


@given(st.lists(st.lists(facts(), max_size=8), max_size=4), st.integers(0, 12))
def test_what_came_and_went_balances(logs, day):
    """At the start, plus what came, less what went, is at the end, whatever the logs hold."""
    deals = [Deal(id=number, log=log) for number, log in enumerate(logs)]
    pipeline = Pipeline(deals, cycle=CYCLE, as_of=START + timedelta(days=20))
    work = pipeline.work_in_progress(Period(start=START + timedelta(days=day), end=START + timedelta(days=day + 4)))
    assert work.at_start + work.arrivals - work.departures == work.at_end
    assert work.left_out == pipeline.littles_law(work.period).work.left_out
