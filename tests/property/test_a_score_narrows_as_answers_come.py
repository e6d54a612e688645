"""Law: a score lies within its range, which narrows as answers come and never leaves the former range."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
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


@settings(deadline=None)
@given(data=st.data())
def test_gates_keep_the_range_and_settle_for_good(data: st.DataObject, frameworks) -> None:
    """With gates the range is the same, a settled verdict stays, and what is asked next can change it."""
    plain = data.draw(frameworks())
    gates = {
        question.key: data.draw(st.sampled_from(question.levels)).key
        for question in plain.questions
        if data.draw(st.booleans())
    }
    gated = attrs.evolve(plain, rubric=attrs.evolve(plain.rubric, gates=gates))
    deal = Deal(id="D-1")
    score = gated.score(deal)
    while score.missing:
        asked = score.ask_next or score.missing[-1]
        told = [deal.record(gated.answer(asked.key, level.key, at=MONDAY)) for level in asked.levels]
        later = [gated.score(each) for each in told]
        if score.ask_next is None:
            assert {score.verdict} == {each.verdict for each in later}
        else:
            assert any(
                (each.low, each.high, each.verdict, each.gates_open)
                != (score.low, score.high, score.verdict, score.gates_open)
                for each in later
            )
            # whatever is still answered, one question that settles comes before all that do not
            settles = [_settles(gated, deal, question) for question in score.missing]
            assert sorted(settles, reverse=True) == settles
        deal = data.draw(st.sampled_from(told))
        last, score = score, gated.score(deal)
        assert last.low <= score.low <= score.high <= last.high
        assert (score.low, score.high) == (plain.score(deal).low, plain.score(deal).high)
    met = all(
        gated.question(key).level(fact.answer).points >= gated.question(key).level(gates[key]).points
        for key, fact in gated.answers(deal).items()
        if key in gates
    )
    good = met and score.low >= gated.rubric.qualified_at
    assert score.verdict is (Verdict.QUALIFIED if good else Verdict.NOT_QUALIFIED)


def _settles(framework, deal, question) -> bool:
    answered = [deal.record(framework.answer(question.key, level.key, at=MONDAY)) for level in question.levels]
    return any(framework.score(each).verdict is not Verdict.ASK_NEXT for each in answered)


@settings(deadline=None)
@given(data=st.data())
def test_a_score_widens_as_answers_go_stale(data: st.DataObject, frameworks) -> None:
    """As time passes without answers the range only widens, from the score without an instant to that of no answers."""
    plain = data.draw(frameworks())
    lengths = st.none() | st.timedeltas(timedelta(hours=1), timedelta(days=9))
    stale_after_for = {question.key: data.draw(lengths) for question in plain.questions if data.draw(st.booleans())}
    rubric = attrs.evolve(plain.rubric, stale_after=data.draw(lengths), stale_after_for=stale_after_for)
    framework = attrs.evolve(plain, rubric=rubric)
    answered = {
        question.key: framework.answer(question.key, data.draw(st.sampled_from(question.levels)).key, at=MONDAY)
        for question in framework.questions
        if data.draw(st.booleans())
    }
    deal = Deal(id="D-1", log=answered.values())
    last = framework.score(deal)
    assert last == framework.score(deal, as_of=MONDAY)
    for hours in sorted(data.draw(st.lists(st.integers(0, 240), max_size=5))):
        score = framework.score(deal, as_of=MONDAY + timedelta(hours=hours))
        assert score.low <= last.low <= last.high <= score.high
        assert set(answered.values()) == {*score.answers, *score.stale}
        assert {fact.question for fact in score.stale} <= {question.key for question in score.missing}
        last = score


@settings(deadline=None)
@given(data=st.data())
def test_scaled_weights_change_nothing(data: st.DataObject, frameworks) -> None:
    """Weights matter only beside each other: all of them times a number give the same score and verdict."""
    plain = data.draw(frameworks())
    times = data.draw(st.integers(1, 1000))
    weights = {each.key: plain.rubric.weight(each.key) for each in plain.questions}
    scaled = {key: Decimal(weight.numerator * times) / weight.denominator for key, weight in weights.items()}
    framework = attrs.evolve(plain, rubric=attrs.evolve(plain.rubric, weights=scaled))
    deal = Deal(id="D-1")
    for question in data.draw(st.permutations(plain.questions)):
        deal = deal.record(plain.answer(question.key, data.draw(st.sampled_from(question.levels)).key, at=MONDAY))
        one, two = plain.score(deal), framework.score(deal)
        assert (one.low, one.high, one.verdict, one.missing) == (two.low, two.high, two.verdict, two.missing)


def _span(question, framework) -> Fraction:
    points = [Fraction(level.points) for level in question.levels]
    return framework.rubric.weight(question.key) * (max(points) - min(points))
