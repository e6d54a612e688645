"""The ready-made frameworks: their questions, their wording, and what they share."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from salescycle.model import Deal
from salescycle.qualification import ANUM, BANT, CHAMP, GPCTBA_CI, MEDDICC, MEDDPICC, SPICED, Framework, Rubric

FRAMEWORKS = [ANUM, BANT, CHAMP, GPCTBA_CI, MEDDICC, MEDDPICC, SPICED]
ASKED = {
    "ANUM": "authority need urgency money",
    "BANT": "budget authority need timing",
    "CHAMP": "challenges authority money prioritization",
    "GPCTBA/C&I": "goals plans challenges timeline budget authority consequences implications",
    "MEDDICC": "metrics economic_buyer decision_criteria decision_process identified_pain champion competition",
    "MEDDPICC": "metrics economic_buyer decision_criteria decision_process paper_process identified_pain champion "
    "competition",
    "SPICED": "situation pain impact critical_event decision",
}


def test_each_asks_what_its_letters_stand_for() -> None:
    """The questions come in the order of the name."""
    asked = {str(each.label): " ".join(question.key for question in each.questions) for each in FRAMEWORKS}
    assert ASKED == asked


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda each: each.key)
def test_each_speaks_english_and_korean(framework: Framework) -> None:
    """Labels, questions and anchors are there in both languages, the Korean in Hangul, and no two anchors are alike."""
    for question in framework.questions:
        anchors = [level.anchor for level in question.levels]
        for wording in (question.label, question.asks, *anchors):
            assert ["en", "ko"] == [language for language, _ in wording.texts]
            assert (wording.text("en").isascii(), True) == (True, bool(re.search("[가-힣]", wording.text("ko"))))
        assert 6 == len({text for anchor in anchors for _, text in anchor.texts})


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda each: each.key)
def test_each_weighs_its_questions_alike(framework: Framework) -> None:
    """Each question is answered no, partly or yes, counts alike, and nothing but the threshold of 75 is asked."""
    assert [["no", "partly", "yes"]] * len(framework.questions) == [
        [level.key for level in question.levels] for question in framework.questions
    ]
    assert [(0, Fraction(1, 2), 1)] * len(framework.questions) == [question.points for question in framework.questions]
    assert Rubric() == framework.rubric
    assert "0 to 100" == framework.score(Deal(id="D-1")).range


def test_a_key_means_one_question() -> None:
    """Where two frameworks use one key, they ask the very same question."""
    asked: dict[str, object] = {}
    for framework in FRAMEWORKS:
        for question in framework.questions:
            assert question is asked.setdefault(question.key, question)


def test_questions_of_one_meaning_share_their_answers() -> None:
    """A question known by several names has the same levels and anchors under each."""
    for one, *others in (
        [BANT.question("budget"), CHAMP.question("money"), ANUM.question("money")],
        [
            BANT.question("need"),
            CHAMP.question("challenges"),
            MEDDICC.question("identified_pain"),
            SPICED.question("pain"),
        ],
        [BANT.question("timing"), GPCTBA_CI.question("timeline")],
    ):
        assert [one.levels] * len(others) == [other.levels for other in others]


def test_meddpicc_is_meddicc_with_the_papers() -> None:
    """The two differ in one question."""
    assert ["paper_process"] == [each.key for each in MEDDPICC.questions if each not in MEDDICC.questions]
    assert [] == [each.key for each in MEDDICC.questions if each not in MEDDPICC.questions]
