"""Law: time is conserved: visits tile the life of a record, from its first stage to its last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import Contacted, Fact, Record, StageEntered, StageSeen

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=500)
LATER = st.integers(0, 400).map(lambda days: timedelta(days=days)) | st.timedeltas(timedelta(0), timedelta(days=400))
INSTANTS = LATER.map(lambda later: START + later)
STAGES = st.sampled_from(["new", "pitch", "talks", "won", "lost"])
OUTCOMES = st.sampled_from(["open", "won", "lost", "hold"])
ENTRIES = st.builds(StageEntered, at=INSTANTS, stage=STAGES, outcome=OUTCOMES)
SIGHTINGS = st.builds(StageSeen, at=INSTANTS, stage=STAGES, outcome=OUTCOMES)
CALLS = st.builds(Contacted, at=INSTANTS, channel=st.just("call"))


@given(st.lists(ENTRIES | CALLS, max_size=15))
def test_time_is_conserved(log: list[Fact]) -> None:
    """The lengths of the visits and of the one still running add up to the age, to the microsecond."""
    visits = Record(id="R-1", log=log).visits
    if not visits:
        assert [] == [fact for fact in log if isinstance(fact, StageEntered)]
        return
    age = NOW - min(fact.at for fact in log if isinstance(fact, StageEntered))
    running = NOW - visits[-1].entered
    assert age == sum((visit.dwell_time for visit in visits[:-1]), running)


@given(st.lists(ENTRIES | SIGHTINGS | CALLS, max_size=15))
def test_visits_tile(log: list[Fact]) -> None:
    """Each visit ends where the next begins, in another stage, and only the last one lasts."""
    visits = Record(id="R-1", log=log).visits
    for one, two in pairwise(visits):
        assert one.exited == two.entered
        assert one.exit_known == two.entry_known
        assert (one.stage, one.outcome) != (two.stage, two.outcome)
        assert one.entered <= one.exited
    assert [None] * bool(visits) == [visit.exited for visit in visits[-1:]]
