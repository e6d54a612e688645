"""Law: an answer taken over from another framework never overrides one given in the framework itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.model import Deal
from salescycle.qualification import BANT, BANT_TO_GPCTBA_CI, BANT_TO_MEDDPICC, BANT_TO_SPICED

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEVELS = ["no", "partly", "yes", "unknown"]


@settings(deadline=None)
@given(walk=st.sampled_from([BANT_TO_GPCTBA_CI, BANT_TO_MEDDPICC, BANT_TO_SPICED]), data=st.data())
def test_reused_answers_never_override(walk, data: st.DataObject) -> None:
    """Own answers are the same with and without reuse; what is reused was open; the range only narrows."""
    asked = [(framework, question.key) for framework in (BANT, walk.target) for question in framework.questions]
    facts = [
        framework.answer(key, data.draw(st.sampled_from(LEVELS)), at=MONDAY + timedelta(hours=data.draw(hours)))
        for framework, key in data.draw(st.lists(st.sampled_from(asked), max_size=12))
    ]
    deal = Deal(id="D-1", log=facts)
    own, with_reuse = walk.target.score(deal), walk.target.score(deal, reuse=walk)
    assert own.answers == with_reuse.answers
    assert own.low <= with_reuse.low <= with_reuse.high <= own.high
    touched = {fact.question for fact in facts if fact.framework == walk.target.key}
    assert not touched & {each.question for each in with_reuse.reused}
    opened, reused = {question.key for question in own.missing}, {each.question for each in with_reuse.reused}
    assert opened - reused == {question.key for question in with_reuse.missing}


hours = st.integers(0, 100)
