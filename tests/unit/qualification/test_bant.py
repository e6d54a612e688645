"""BANT: its questions, its wording, and its criterion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from salescycle.cycle import Cycle, Stage, bant_at_least
from salescycle.model import Deal, Lead
from salescycle.qualification import BANT, Verdict

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEYS = ["budget", "authority", "need", "timing"]


def answered(*answers: str | None) -> Deal:
    """Give a deal with answers to the first questions, in their order; None leaves one out."""
    pairs = zip(KEYS, answers, strict=False)
    return Deal(id="D-1", log=[BANT.answer(key, answer, at=MONDAY) for key, answer in pairs if answer is not None])


def test_bant_asks_about_budget_authority_need_and_timing() -> None:
    """The four questions come in the order of their name, each answered no, partly or yes."""
    assert KEYS == [question.key for question in BANT.questions]
    graded = [("no", Decimal(0)), ("partly", Decimal("0.5")), ("yes", Decimal(1))]
    assert [graded] * 4 == [[(level.key, level.points) for level in question.levels] for question in BANT.questions]
    assert (("bant", "BANT", Decimal(75), ())) == (
        BANT.key,
        str(BANT.label),
        BANT.rubric.qualified_at,
        BANT.rubric.weights,
    )


def test_bant_speaks_english_and_korean() -> None:
    """Every question, and every answer's anchor, is there in both languages."""
    assert ["Budget", "Authority", "Need", "Timing"] == [question.label.text("en") for question in BANT.questions]
    assert ["예산", "결정권", "필요", "시기"] == [question.label.text("ko") for question in BANT.questions]
    wordings = [
        wording
        for question in BANT.questions
        for wording in (question.label, question.asks, *(level.anchor for level in question.levels))
    ]
    assert [["en", "ko"]] * 20 == [[language for language, text in wording.texts if text] for wording in wordings]
    assert 40 == len({text for wording in wordings for _, text in wording.texts})


@pytest.mark.parametrize(
    ("answers", "told", "verdict"),
    [
        ([], "0 to 100 of 100: ask next about Budget", Verdict.ASK_NEXT),
        (["yes"], "25 to 100 of 100: ask next about Authority", Verdict.ASK_NEXT),
        ([None, "partly"], "12.5 to 87.5 of 100: ask next about Budget", Verdict.ASK_NEXT),
        (["yes", "yes", "yes"], "75 to 100 of 100: qualified", Verdict.QUALIFIED),
        (["no", "partly"], "12.5 to 62.5 of 100: not qualified", Verdict.NOT_QUALIFIED),
        (["no", "yes", "yes"], "50 to 75 of 100: ask next about Timing", Verdict.ASK_NEXT),
        (["yes", "yes", "partly", "partly"], "75 of 100: qualified", Verdict.QUALIFIED),
        (["yes", "partly", "partly", "partly"], "62.5 of 100: not qualified", Verdict.NOT_QUALIFIED),
    ],
)
def test_what_bant_says(answers: list[str | None], told: str, verdict: Verdict) -> None:
    """Answers add up to a range and a verdict, settled as soon as no answer can change it."""
    score = BANT.score(answered(*answers))
    assert (told, verdict) == (str(score), score.verdict)


@pytest.mark.parametrize(
    ("answers", "least", "holds"),
    [
        ([], 0, True),
        ([], 1, False),
        (["yes", "yes", "yes"], 75, True),
        (["yes", "yes", "yes"], 76, False),
        (["yes", "yes", "partly", "partly"], Decimal(75), True),
        (["yes", "yes", "partly"], Decimal("62.5"), True),
        (["yes", "yes", "partly"], Decimal("62.6"), False),
        (["yes"] * 4, 100, True),
    ],
)
def test_the_criterion_counts_on_the_worst(answers: list[str], least: int, holds: bool) -> None:
    """BANT is at least so much only when whatever is still unanswered cannot bring it below."""
    assert holds is bant_at_least(least).holds(answered(*answers), MONDAY)


@pytest.mark.parametrize(
    ("answers", "hint"),
    [
        ([], "it is 0 to 100; still open: Budget, Authority, Need, Timing"),
        (["yes", "no"], "it is 25 to 75; still open: Need, Timing"),
        (["no", "no"], "it is 0 to 50; still open: Need, Timing"),
        (["no"] * 4, "it is 0"),
    ],
)
def test_the_criterion_hints_at_what_is_missing(answers: list[str], hint: str) -> None:
    """An unmet score is told with where it stands and what is still open."""
    unmet = bant_at_least(75).unmet(answered(*answers), MONDAY)
    assert f"BANT comes to at least 75 ({hint})" == str(unmet)


def test_the_criterion_speaks_english_and_korean() -> None:
    """The least score is part of the wording and of the parameters."""
    asks = bant_at_least(60).asks
    assert ("BANT comes to at least 60", "BANT 점수가 60 이상이다") == (asks.text("en"), asks.text("ko"))
    assert (("score", 60),) == bant_at_least(60).params
    assert (bant_at_least(60), hash(bant_at_least(60))) == (bant_at_least(60), hash(bant_at_least(60)))
    assert bant_at_least(60) != bant_at_least(61)


def test_the_criterion_guards_a_stage() -> None:
    """A deal goes on when its answers, the lead's among them, are good enough, as they were then."""
    stages = [
        Stage("needs", leads_to=["won", "lost"], exit_criteria=[bant_at_least(75)]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ]
    cycle = Cycle(key="c", version=1, stages=stages)
    hour = timedelta(hours=1)
    lead = Lead(
        id="L-1", name="Ada", log=[BANT.answer("need", "yes", at=MONDAY), BANT.answer("budget", "yes", at=MONDAY)]
    )
    deal = Deal(id="D-1", lead=lead, log=[cycle.start(at=MONDAY), BANT.answer("timing", "yes", at=MONDAY + hour)])
    sentence = (
        "cannot move from 'needs' to 'won'; still needed: "
        "BANT comes to at least 75 (it is 50 to 100; still open: Authority, Timing)"
    )
    assert sentence == str(cycle.check(deal, to="won", at=MONDAY))
    assert "won" == cycle.move(deal, to="won", at=MONDAY + hour).stage
