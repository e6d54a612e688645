"""Law: the columns that measures read say exactly what each deal's own visits and spells say."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Deal, Opened, Outcome, StageEntered, StageSeen
from salescycle.metrics import tabulate
from salescycle.model import Migrated, Visit

START = datetime(2026, 1, 1, tzinfo=UTC)
STAGES = [("a", "open"), ("b", "open"), ("b", "hold"), ("won", "won"), ("lost", "lost"), ("gone", "lost")]


@st.composite
def facts(draw):
    """Draw a fact that tells a stage, or an opening."""
    at = START + timedelta(days=draw(st.integers(0, 12)))
    stage, outcome = draw(st.sampled_from(STAGES))
    kind = draw(st.sampled_from(["entered", "entered", "seen", "migrated", "opened"]))
    if kind == "opened":
        return Opened(at=at)
    if kind == "migrated":
        return Migrated(stage=stage, outcome=outcome, from_stage="x", at=at)
    return (StageEntered if kind == "entered" else StageSeen)(stage=stage, outcome=outcome, at=at)


@given(st.lists(st.lists(facts(), max_size=8), max_size=4))
def test_columns_are_visits_and_spells(logs):
    """Row by row the visits, and for each deal its outcome, its first opening and the close that stands."""
    deals = [Deal(id=number, log=log) for number, log in enumerate(logs)]
    table = tabulate(deals)
    read = [
        (place, Visit(stage=s, outcome=o, entered=at, exited=until, entry_known=known, exit_known=left))
        for place, s, o, at, until, known, left in table.visits()
    ]
    assert [(place, visit) for place, deal in enumerate(deals) for visit in deal.visits] == read
    for place, deal in enumerate(deals):
        closed = deal.closed_at if deal.outcome in (Outcome.WON, Outcome.LOST) else None
        assert (deal.outcome, deal.opened_at, closed) == (table.now[place], table.opened[place], table.closed[place])
        assert [row for row, own in enumerate(table.deal) if own == place] == list(table.rows_of(place))
    assert {stage: [row for row, each in enumerate(table.stage) if each == stage] for stage, _ in STAGES} == {
        stage: table.rows_in(stage) for stage, _ in STAGES
    }
