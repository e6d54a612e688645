"""Answers of one framework reused in another."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle.errors import InvalidValue, UnknownName
from salescycle.model import Deal
from salescycle.qualification import (
    BANT,
    BANT_TO_ANUM,
    BANT_TO_CHAMP,
    BANT_TO_GPCTBA_CI,
    BANT_TO_MEDDICC,
    BANT_TO_MEDDPICC,
    BANT_TO_SPICED,
    CHAMP,
    MEDDICC,
    MEDDPICC,
    CrossWalk,
    Framework,
    Reuse,
    Reused,
    Rubric,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WALKS = [BANT_TO_ANUM, BANT_TO_CHAMP, BANT_TO_GPCTBA_CI, BANT_TO_MEDDICC, BANT_TO_MEDDPICC, BANT_TO_SPICED]
ALL_YES = Deal(id="D-1", log=[BANT.answer(question.key, "yes", at=MONDAY) for question in BANT.questions])


def told(walk: CrossWalk, deal: Deal = ALL_YES, as_of: datetime | None = None) -> dict[str, str]:
    """Give what is reused, by question."""
    return {each.question: each.answer for each in walk.target.score(deal, reuse=walk, as_of=as_of).reused}


def test_what_bant_says_elsewhere() -> None:
    """A yes stays a yes where the other question asks no more, and is partly where it asks more."""
    assert [
        {"authority": "yes", "need": "yes", "money": "yes"},
        {"challenges": "yes", "authority": "yes", "money": "yes", "prioritization": "partly"},
        {"challenges": "yes", "timeline": "yes", "budget": "yes", "authority": "yes"},
        {"economic_buyer": "partly", "decision_process": "partly", "identified_pain": "yes"},
        {"economic_buyer": "partly", "decision_process": "partly", "identified_pain": "yes"},
        {"pain": "yes", "critical_event": "partly", "decision": "partly"},
    ] == [told(walk) for walk in WALKS]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.target.key)
def test_an_answer_is_never_worth_more_elsewhere(walk: CrossWalk) -> None:
    """No level of BANT becomes a level of more points, and a better one never a worse one."""
    for step in walk.steps:
        source, target = walk.source.question(step.question), walk.target.question(step.informs)
        points = [(source.level(one).points, target.level(other).points) for one, other in step.answers]
        assert all(after <= before for before, after in points)
        assert sorted(after for _, after in points) == [after for _, after in sorted(points)]


def test_a_reused_answer_is_marked() -> None:
    """It narrows the range like any other, and tells the fact it comes from; it is none of the framework's answers."""
    deal = Deal(id="D-1", log=[BANT.answer("need", "partly", at=MONDAY)])
    score = CHAMP.score(deal, reuse=BANT_TO_CHAMP)
    assert ((Reused(question="challenges", answer="partly", fact=deal.log[0]),), ()) == (score.reused, score.answers)
    assert ("12.5 to 87.5", "0 to 100") == (score.range, CHAMP.score(deal).range)
    assert ["authority", "money", "prioritization"] == [question.key for question in score.missing]


def test_what_is_answered_here_is_not_overridden() -> None:
    """An answer of the framework itself counts whatever the other says, however late, and so does taking it back."""
    deal = ALL_YES.record(CHAMP.answer("challenges", "no", at=MONDAY - DAY), CHAMP.answer("money", "no", at=MONDAY))
    assert {"authority": "yes", "prioritization": "partly"} == told(BANT_TO_CHAMP, deal)
    back = deal.record(CHAMP.answer("money", "unknown", at=MONDAY))
    assert {"authority": "yes", "prioritization": "partly"} == told(BANT_TO_CHAMP, back)


def test_stale_answers_are_not_reused() -> None:
    """An answer too old by the rubric of either framework says nothing; a fresh one stands in for a stale one."""
    short = attrs.evolve(CHAMP, rubric=Rubric(stale_after_for={"money": 5 * DAY}))
    reviewed = attrs.evolve(BANT, rubric=Rubric(stale_after_for={"need": 5 * DAY}))
    walk = attrs.evolve(BANT_TO_CHAMP, source=reviewed, target=short)
    assert {"authority": "yes", "prioritization": "partly"} == told(walk, as_of=MONDAY + 5 * DAY)
    old = ALL_YES.record(CHAMP.answer("money", "no", at=MONDAY - DAY))
    score = short.score(old, reuse=walk, as_of=MONDAY + 4 * DAY)
    assert (["yes"], ()) == ([each.answer for each in score.reused if each.question == "money"], score.stale)
    assert ["money"] == [fact.question for fact in short.score(old, as_of=MONDAY + 4 * DAY).stale]


def test_of_several_the_first_that_knows() -> None:
    """Cross-walks are asked in their order."""
    deal = ALL_YES.record(
        MEDDICC.answer("economic_buyer", "yes", at=MONDAY), MEDDICC.answer("metrics", "no", at=MONDAY)
    )
    shared = CrossWalk.of_shared(MEDDICC, MEDDPICC)
    found = [
        {each.question: each.answer for each in MEDDPICC.score(deal, reuse=walks).reused}
        for walks in ([shared, BANT_TO_MEDDPICC], [BANT_TO_MEDDPICC, shared])
    ]
    rest = {"metrics": "no", "decision_process": "partly", "identified_pain": "yes"}
    assert [rest | {"economic_buyer": "yes"}, rest | {"economic_buyer": "partly"}] == found


def test_it_leads_to_the_same_questions_with_any_rubric() -> None:
    """A target with another rubric is the same target; one with other questions is not."""
    strict = attrs.evolve(CHAMP, rubric=Rubric(gates={"challenges": "yes"}))
    assert 4 == len(strict.score(ALL_YES, reuse=BANT_TO_CHAMP).reused)
    for framework in (MEDDICC, attrs.evolve(CHAMP, questions=CHAMP.questions[:3])):
        with pytest.raises(InvalidValue, match="a cross-walk must lead to the questions of"):
            framework.score(ALL_YES, reuse=BANT_TO_CHAMP)


@pytest.mark.parametrize("reuse", ["champ", [BANT], None, {BANT_TO_CHAMP}])
def test_only_crosswalks_are_reused(reuse: object) -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidValue, match="reuse"):
        CHAMP.score(ALL_YES, reuse=reuse)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (("ned", "challenges", "yes", "yes"), "no question 'ned' in framework 'bant'; did you mean 'need'?"),
        (
            ("need", "challenge", "yes", "yes"),
            "no question 'challenge' in framework 'champ'; did you mean 'challenges'?",
        ),
        (("need", "challenges", "yess", "yes"), "no answer 'yess' in question 'need'; did you mean 'yes'?"),
        (("need", "challenges", "yes", "yess"), "no answer 'yess' in question 'challenges'; did you mean 'yes'?"),
    ],
)
def test_a_step_leads_from_answers_to_answers(step: tuple[str, str, str, str], told: str) -> None:
    """Questions and levels on both sides exist."""
    question, informs, answer, becomes = step
    with pytest.raises(UnknownName) as caught:
        CrossWalk(
            source=BANT,
            target=CHAMP,
            steps=[Reuse(question=question, informs=informs, answers={answer: becomes})],
        )
    assert told == str(caught.value)


def test_a_level_is_told_once() -> None:
    """Two names that are one level once they are trimmed would hide one of its answers."""
    with pytest.raises(InvalidValue, match="the answers of a cross-walk must name each key once"):
        Reuse(question="need", informs="challenges", answers={"yes": "yes", " yes": "no"})


def test_a_crosswalk_informs_each_question_once() -> None:
    """No steps, or two to one question, are refused; so is the walk of frameworks that share nothing."""
    step = Reuse(question="need", informs="challenges", answers={"yes": "yes"})
    for steps in ([], [step, step]):
        with pytest.raises(InvalidValue, match="the steps of a cross-walk must be one or more, each informing another"):
            CrossWalk(source=BANT, target=CHAMP, steps=steps)
    with pytest.raises(InvalidValue, match="the steps of a cross-walk must be one or more"):
        CrossWalk.of_shared(BANT, MEDDICC)


@pytest.mark.parametrize(("source", "target", "which"), [("bant", CHAMP, "source"), (BANT, "champ", "target")])
def test_a_crosswalk_is_between_frameworks(source: Framework, target: Framework, which: str) -> None:
    """Keys are not enough."""
    with pytest.raises(InvalidValue, match=f"the {which} of a cross-walk must be a Framework"):
        CrossWalk.of_shared(source, target)


def test_a_crosswalk_is_a_value() -> None:
    """It travels, and is equal and hashes alike."""
    again = pickle.loads(pickle.dumps(BANT_TO_CHAMP))
    assert (BANT_TO_CHAMP, hash(BANT_TO_CHAMP)) == (again, hash(again))
