"""Law: facts of one instant keep the order in which they arrived, whichever way they came in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import Record, StageEntered

START = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.lists(st.integers(0, 3), max_size=15))
def test_facts_of_one_instant_keep_their_order(days: list[int]) -> None:
    """Few instants, many facts, each named by when it came: within an instant the names count up."""
    arrived = [
        StageEntered(stage=str(number), outcome="open", at=START + timedelta(days=day))
        for number, day in enumerate(days)
    ]
    one_by_one = Record(id="R-1")
    for fact in arrived:
        one_by_one = one_by_one.record(fact)
    expected = [str(number) for day in range(4) for number, other in enumerate(days) if other == day]
    assert expected == [fact.stage for fact in one_by_one.log]
    assert one_by_one == Record(id="R-1", log=arrived)
