"""Law: a score lies within its range, which narrows as answers come and never leaves the former range."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.model import Deal
from salescycle.qualification import Verdict

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@settings(deadline=None)
@given(data=st.data())
def test_a_score_narrows_as_answers_come(data: st.DataObject, frameworks) -> None:
    """Each first answer keeps the range within the last one, until one figure is left; a verdict once settled stays."""
    framework = data.draw(frameworks())
    deal = Deal(id="D-1")
    score = framework.score(deal)
    assert 0 <= score.low <= score.high <= 100
    for hour, question in enumerate(data.draw(st.permutations(framework.questions))):
        level = data.draw(st.sampled_from(question.levels))
        deal = deal.record(framework.answer(question.key, level.key, at=MONDAY + timedelta(hours=hour)))
        last, score = score, framework.score(deal)
        assert last.low <= score.low <= score.high <= last.high
        assert hour + 1 == len(score.answers) == len(framework.questions) - len(score.missing)
        assert question not in score.missing
        assert last.verdict in (score.verdict, Verdict.ASK_NEXT)
        assert (score.ask_next is None) is (score.verdict is not Verdict.ASK_NEXT)
        # the question that comes first is the one that narrows the range most
        spans = [_span(each, framework) for each in score.missing]
        assert sorted(spans, reverse=True) == spans
    assert (score.low, ()) == (score.high, score.missing)
    weights = {each.key: framework.rubric.weight(each.key) for each in framework.questions}
    points = {fact.question: framework.question(fact.question).level(fact.answer).points for fact in score.answers}
    whole = sum(weight * Fraction(points[key]) for key, weight in weights.items())
    assert 100 * whole / sum(weights.values()) == score.low


def _span(question, framework) -> Fraction:
    points = [Fraction(level.points) for level in question.levels]
    return framework.rubric.weight(question.key) * (max(points) - min(points))
