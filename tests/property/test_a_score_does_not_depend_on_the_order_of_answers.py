"""Law: a score does not depend on the order in which questions were answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.model import Contacted, Deal, Lead

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@settings(deadline=None)
@given(data=st.data())
def test_a_score_does_not_depend_on_the_order_of_answers(data: st.DataObject, frameworks) -> None:
    """The same answers, given in any order, of the deal or of its lead, are worth the same."""
    framework = data.draw(frameworks())
    given_answers = {
        question.key: data.draw(st.sampled_from(question.levels)).key
        for question in framework.questions
        if data.draw(st.booleans())
    }
    scores = []
    for _ in range(2):
        order = data.draw(st.permutations(list(given_answers.items())))
        facts = [
            framework.answer(question, answer, at=MONDAY + timedelta(hours=hour))
            for hour, (question, answer) in enumerate(order)
        ]
        of_the_lead = [fact for fact in facts if data.draw(st.booleans())]
        of_the_deal = [fact for fact in facts if fact not in of_the_lead]
        lead = Lead(id="L-1", name="Ada", log=of_the_lead)
        called = Contacted(channel="call", at=MONDAY)
        scores.append(framework.score(Deal(id="D-1", lead=lead, log=[called, *of_the_deal])))
    one, two = scores
    assert (one.low, one.high, one.verdict, one.missing) == (two.low, two.high, two.verdict, two.missing)
    told = [[(fact.question, fact.answer) for fact in score.answers] for score in scores]
    assert (
        told[0]
        == told[1]
        == [(each.key, given_answers[each.key]) for each in framework.questions if each.key in given_answers]
    )
