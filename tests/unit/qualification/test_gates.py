"""Gates, and the question to ask next while there are some."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from salescycle.errors import InvalidValue, UnknownName
from salescycle.model import Deal
from salescycle.qualification import BANT, Framework, Gate, Rubric, Score, Verdict

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEEDED = attrs.evolve(BANT, rubric=Rubric(gates={"need": "partly"}))


def scored(framework: Framework, **answers: str) -> Score:
    """Score a deal with these answers."""
    return framework.score(
        Deal(id="D-1", log=[framework.answer(key, each, at=MONDAY) for key, each in answers.items()])
    )


@pytest.mark.parametrize(
    ("answers", "told", "verdict"),
    [
        (
            {"budget": "yes", "authority": "yes", "timing": "yes", "need": "no"},
            "75 of 100: not qualified; needed: 'need' at least 'partly'",
            Verdict.NOT_QUALIFIED,
        ),
        (
            {"budget": "yes", "authority": "yes", "timing": "yes"},
            "75 to 100 of 100: ask next about Need",
            Verdict.ASK_NEXT,
        ),
        (
            {"budget": "yes", "authority": "yes", "timing": "yes", "need": "partly"},
            "87.5 of 100: qualified",
            Verdict.QUALIFIED,
        ),
        ({"need": "no"}, "0 to 75 of 100: not qualified; needed: 'need' at least 'partly'", Verdict.NOT_QUALIFIED),
        ({"budget": "no", "authority": "no"}, "0 to 50 of 100: not qualified", Verdict.NOT_QUALIFIED),
    ],
)
def test_a_gate_stands_before_the_score(answers: dict[str, str], told: str, verdict: Verdict) -> None:
    """A gate not met is not qualified whatever the score; one still open keeps a good score unsettled."""
    score = scored(NEEDED, **answers)
    assert (told, verdict) == (str(score), score.verdict)


def test_a_score_tells_failed_gates_from_open_ones() -> None:
    """A gate fails by an answer, and stays open while there is none."""
    two = attrs.evolve(BANT, rubric=Rubric(gates={"need": "partly", "authority": "yes"}))
    score = scored(two, authority="no")
    assert ((two.rubric.gates[1],), (two.rubric.gates[0],)) == (score.gates_failed, score.gates_open)


def test_a_gate_on_the_worst_answer_is_always_met() -> None:
    """An open question keeps nothing open that none of its answers can fail."""
    lax = attrs.evolve(BANT, rubric=Rubric(gates={"need": "no"}))
    score = scored(lax, budget="yes", authority="yes", timing="yes")
    assert (Verdict.QUALIFIED, (), ()) == (score.verdict, score.gates_open, score.gates_failed)


def test_what_can_settle_comes_first() -> None:
    """A gated question comes before a heavier one of which no answer settles the verdict."""
    rubric = Rubric(weights={"budget": 2}, gates={"timing": "partly"}, qualified_at=50)
    gated = attrs.evolve(BANT, rubric=rubric)
    assert ["timing", "budget", "authority", "need"] == [each.key for each in scored(gated).missing]
    plain = attrs.evolve(BANT, rubric=attrs.evolve(rubric, gates=()))
    assert ["budget", "authority", "need", "timing"] == [each.key for each in scored(plain).missing]


def test_once_settled_the_widest_comes_first() -> None:
    """Where a failed gate has settled the verdict, what is missing is in the order of what narrows most."""
    rubric = Rubric(weights={"budget": 2}, gates={"timing": "partly", "need": "partly"})
    score = scored(attrs.evolve(BANT, rubric=rubric), need="no")
    assert (["budget", "authority", "timing"], None) == ([each.key for each in score.missing], score.ask_next)


def test_a_question_without_weight_may_be_a_gate() -> None:
    """A gate is asked about even where its question adds nothing to the score."""
    gated = attrs.evolve(BANT, rubric=Rubric(weights={"timing": 0}, gates={"timing": "yes"}))
    score = scored(gated, budget="yes", authority="yes", need="yes")
    assert "100 of 100: ask next about Timing" == str(score)
    assert Verdict.QUALIFIED is scored(gated, budget="yes", authority="yes", need="yes", timing="yes").verdict


def test_gates_are_of_questions_and_answers_it_has() -> None:
    """A gate on a question or a level that the framework does not have is told with the nearest."""
    with pytest.raises(UnknownName) as caught:
        attrs.evolve(BANT, rubric=Rubric(gates={"ned": "partly"}))
    assert "no question 'ned' in framework 'bant'; did you mean 'need'?" == str(caught.value)
    with pytest.raises(UnknownName) as caught:
        attrs.evolve(BANT, rubric=Rubric(gates={"need": "party"}))
    assert "no answer 'party' in question 'need'; did you mean 'partly'?" == str(caught.value)


@pytest.mark.parametrize(
    ("gates", "told"),
    [
        ("need", "gates must be several, in a list or tuple, got 'need'; put it in a list"),
        (["need"], "gates[0] must be a Gate, got 'need'; give {'need': 'partly'}"),
        (
            [Gate(question="need", least="no"), Gate(question="need", least="yes")],
            "gates must name each question once, got ''need' at least 'no', 'need' at least 'yes''",
        ),
    ],
)
def test_malformed_gates_are_refused(gates: object, told: str) -> None:
    """Gates come as a mapping or several, one a question."""
    with pytest.raises(InvalidValue) as caught:
        Rubric(gates=gates)
    assert told == str(caught.value)


def test_gates_as_a_mapping_are_gates() -> None:
    """A mapping of question to level gives the same rubric."""
    assert Rubric(gates={"need": "partly"}) == Rubric(gates=[Gate(question="need", least="partly")])
