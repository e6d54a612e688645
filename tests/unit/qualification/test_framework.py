"""Frameworks: questions, answers, weights, scores and verdicts."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from salescycle.errors import InvalidValue, LimitExceeded, UnknownName
from salescycle.model import Assessed, Deal, Lead
from salescycle.qualification import UNKNOWN, Framework, Level, Question, Rubric, Score, Verdict

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEVELS = [
    Level(key="bad", points="0.1", anchor="bad"),
    Level(key="fair", points="0.4", anchor="fair"),
    Level(key="good", points="0.9", anchor="good"),
]


def question(key: str, *, levels: list[Level] | None = None) -> Question:
    return Question(key=key, label=key.capitalize(), asks=f"{key}?", levels=levels or LEVELS)


def framework(rubric: Rubric | None = None, questions: list[Question] | None = None) -> Framework:
    return Framework(
        key="fit", label="Fit", questions=questions or [question("size"), question("team")], rubric=rubric or Rubric()
    )


FIT = framework()
BLANK = Deal(id="D-1")


def answered(record: Deal | Lead = BLANK, at: datetime = MONDAY, **answers: str) -> Deal | Lead:
    return record.record(*(FIT.answer(key, answer, at=at) for key, answer in answers.items()))


def test_an_answer_is_a_fact() -> None:
    """A checked answer is a fact of the framework, with who, when, what it rests on and where it came from."""
    fact = FIT.answer(
        "size", "good", at=MONDAY, by="kim", evidence="200 desks", source="call", recorded_at=MONDAY + HOUR
    )
    expected = Assessed(
        framework="fit",
        question="size",
        answer="good",
        at=MONDAY,
        recorded_at=MONDAY + HOUR,
        by="kim",
        evidence="200 desks",
        source="call",
    )
    assert expected == fact
    assert MONDAY == FIT.answer("size", "good", at=MONDAY).recorded_at


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("sise", "good"), "no question 'sise' in framework 'fit'; did you mean 'size'?"),
        (("sise", UNKNOWN), "no question 'sise' in framework 'fit'; did you mean 'size'?"),
        (("size", "goood"), "no answer 'goood' in question 'size'; did you mean 'good'?"),
        (("size", "9"), "no answer '9' in question 'size'; there are bad, fair, good, unknown"),
        (("size", None), "no answer None in question 'size'; there are bad, fair, good, unknown"),
    ],
)
def test_answers_are_checked(asked: tuple[str, str], told: str) -> None:
    """A question or answer that the framework does not have is told with those it has."""
    with pytest.raises(UnknownName) as caught:
        FIT.answer(*asked, at=MONDAY)
    assert told == str(caught.value)


def test_questions_and_levels_are_found_by_key() -> None:
    """A framework gives its questions, and a question its levels, by key."""
    assert FIT.questions[1] is FIT.question("team")
    assert Decimal("0.4") == FIT.question("team").level("fair").points
    with pytest.raises(UnknownName) as caught:
        FIT.question("teem")
    assert "no question 'teem' in framework 'fit'; did you mean 'team'?" == str(caught.value)


def test_unknown_is_not_no() -> None:
    """An unanswered question counts from its worst answer to its best."""
    score = FIT.score(BLANK)
    assert (Fraction(10), Fraction(90)) == (score.low, score.high)
    assert ("fit", FIT.rubric, (), FIT.questions) == (score.framework, score.rubric, score.answers, score.missing)


def test_a_score_adds_up_what_was_answered() -> None:
    """Answers count with their points, the rest with their range, and the facts are given."""
    record = answered(size="fair")
    score = FIT.score(record)
    assert (Fraction(25), Fraction(65)) == (score.low, score.high)
    assert (record.log, (FIT.question("team"),)) == (score.answers, score.missing)
    whole = FIT.score(answered(record, team="good"))
    assert (Fraction(65), Fraction(65), ()) == (whole.low, whole.high, whole.missing)


def test_a_later_answer_replaces_an_earlier_one() -> None:
    """The latest answer counts, and unknown takes an answer back."""
    record = answered(answered(size="bad"), MONDAY + HOUR, size="good")
    assert ["good"] == [fact.answer for fact in FIT.answers(record).values()]
    back = answered(record, MONDAY + 2 * HOUR, size=UNKNOWN)
    assert ({}, FIT.score(BLANK)) == (FIT.answers(back), FIT.score(back))
    assert "bad" == FIT.answers(back.as_of(MONDAY))["size"].answer


def test_a_deals_answer_comes_before_its_leads() -> None:
    """What the deal knows counts, else what its lead knew, whenever either was learned."""
    lead = answered(Lead(id="L-1", name="Ada"), MONDAY + HOUR, size="bad", team="fair")
    deal = answered(Deal(id="D-1", lead=lead), MONDAY, size="good")
    assert {"size": "good", "team": "fair"} == {key: fact.answer for key, fact in FIT.answers(deal).items()}
    assert {"size": "bad", "team": "fair"} == {key: fact.answer for key, fact in FIT.answers(lead).items()}
    assert {"team": "fair"} == {
        key: fact.answer for key, fact in FIT.answers(answered(deal, MONDAY + HOUR, size=UNKNOWN)).items()
    }


def test_answers_that_are_not_its_own_are_none() -> None:
    """Answers to other frameworks, to questions it does not ask, or with no level of them, are as good as none."""
    imported = [
        Assessed(framework="other", question="size", answer="good", at=MONDAY),
        Assessed(framework="fit", question="budget", answer="good", at=MONDAY),
        Assessed(framework="fit", question="team", answer="perfect", at=MONDAY),
    ]
    record = BLANK.record(*imported)
    assert ({}, FIT.score(BLANK)) == (FIT.answers(record), FIT.score(record))


def test_answers_come_in_the_order_of_the_questions() -> None:
    """However they were asked, answers are given in the framework's order."""
    assert ["size", "team"] == list(FIT.answers(answered(answered(team="bad"), MONDAY + HOUR, size="bad")))


def test_weights_count() -> None:
    """A question counts with its weight, 1 unless given, exactly."""
    weighted = framework(Rubric(weights={"size": "0.3"}))
    assert [Fraction(3, 10), Fraction(1)] == [weighted.rubric.weight(key) for key in ("size", "team")]
    score = weighted.score(answered(size="good", team="bad"))
    exact = 100 * (Fraction(3, 10) * Fraction(9, 10) + Fraction(1, 10)) / Fraction(13, 10)
    assert (exact, exact) == (score.low, score.high)


def test_weights_may_come_as_pairs() -> None:
    """Weights given as pairs are the weights given as a mapping."""
    assert Rubric(weights={"size": 2, "team": "0"}) == Rubric(weights=(("size", Decimal(2)), ("team", Decimal(0))))


def test_ask_next_is_what_narrows_most() -> None:
    """The heaviest or widest open question is asked first; of equals, the first in order."""
    narrow = [Level(key="no", points="0.4", anchor="no"), Level(key="yes", points="0.6", anchor="yes")]
    questions = [question("a", levels=narrow), question("b"), question("c"), question("d")]
    plain, heavy = framework(questions=questions), framework(Rubric(weights={"a": 100}), questions)
    assert ["b", "c", "d", "a"] == [each.key for each in plain.score(BLANK).missing]
    assert ("b", "a") == (plain.score(BLANK).ask_next.key, heavy.score(BLANK).missing[0].key)


def score(low: Fraction | int, high: Fraction | int, *, at: str = "75", missing: tuple[Question, ...] = ()) -> Score:
    return Score(
        framework="fit", rubric=Rubric(qualified_at=at), low=Fraction(low), high=Fraction(high), missing=missing
    )


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (75, 100, Verdict.QUALIFIED),
        (Fraction(749, 10), 75, Verdict.ASK_NEXT),
        (0, Fraction(749, 10), Verdict.NOT_QUALIFIED),
        (75, 75, Verdict.QUALIFIED),
        (0, 100, Verdict.ASK_NEXT),
    ],
)
def test_a_verdict_is_settled_by_the_range(low: Fraction, high: Fraction, verdict: Verdict) -> None:
    """Qualified when the worst case is enough, not qualified when the best is not, else ask."""
    open_question = FIT.question("team")
    told = score(low, high, missing=(open_question,))
    assert verdict is told.verdict
    assert (open_question if verdict is Verdict.ASK_NEXT else None) is told.ask_next


@pytest.mark.parametrize(("at", "verdict"), [("0", "qualified"), (100, "ask_next"), (Decimal("50.5"), "ask_next")])
def test_where_qualified_begins_is_the_rubrics(at: str, verdict: str) -> None:
    """A rubric says from which score on a buyer is qualified."""
    assert verdict == score(50, 100, at=at).verdict


def test_a_score_is_a_sentence() -> None:
    """A score says its range, its verdict and what to ask next."""
    assert "25 to 65 of 100: not qualified" == str(FIT.score(answered(size="fair")))
    assert "50 to 90 of 100: ask next about Team" == str(FIT.score(answered(size="good")))
    assert "90 of 100: qualified" == str(FIT.score(answered(size="good", team="good")))
    assert ("33.3333", "33.3333 to 50") == (
        score(Fraction(100, 3), Fraction(100, 3)).range,
        score(Fraction(100, 3), 50).range,
    )


@pytest.mark.parametrize(
    "levels",
    [[], LEVELS[:1], [LEVELS[0], LEVELS[0]], [*LEVELS, Level(key=UNKNOWN, points="0", anchor="unknown")]],
)
def test_a_question_has_several_answers(levels: list[Level]) -> None:
    """A question is answered one way or another, and not knowing is none of its answers."""
    with pytest.raises(InvalidValue) as caught:
        Question(key="a", label="A", asks="a?", levels=levels)
    came = ", ".join(level.key for level in levels)
    told = f"the levels of a question must be two or more, all different, none 'unknown', got '{came}'"
    assert told == str(caught.value)


@pytest.mark.parametrize(("questions", "count"), [([], 0), ([question("a"), question("a")], 2)])
def test_a_framework_has_different_questions(questions: list[Question], count: int) -> None:
    """A framework asks something, and nothing twice."""
    with pytest.raises(InvalidValue) as caught:
        Framework(key="fit", label="Fit", questions=questions)
    assert f"questions must be one or more, all different, got '{count} questions'" == str(caught.value)


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ("1.1", "a rate must lie between 0 and 1, got '1.1'; a quarter is '0.25'"),
        ("-0.1", "a rate must lie between 0 and 1, got '-0.1'; a quarter is '0.25'"),
        (0.5, "a rate must be exact, got 0.5; give a Decimal, an int or text, never a float"),
        (Decimal("NaN"), "a rate must be finite, got NaN"),
    ],
)
def test_points_lie_between_0_and_1(points: object, told: str) -> None:
    """An answer is worth between nothing and all."""
    with pytest.raises(InvalidValue) as caught:
        Level(key="a", points=points, anchor="a")
    assert told == str(caught.value)


def test_weights_are_of_questions_it_asks() -> None:
    """A weight for a question the framework does not ask is a slip."""
    with pytest.raises(UnknownName) as caught:
        framework(Rubric(weights={"teem": 1}))
    assert "no question 'teem' in framework 'fit'; did you mean 'team'?" == str(caught.value)


@pytest.mark.parametrize(("at", "told"), [(101, "101"), ("-1", "'-1'")])
def test_qualified_begins_between_0_and_100(at: object, told: str) -> None:
    """No score reaches 101."""
    with pytest.raises(InvalidValue) as caught:
        Rubric(qualified_at=at)
    assert f"a score must lie between 0 and 100, got {told}" == str(caught.value)


def test_a_weight_beyond_all_measure_is_refused() -> None:
    """A weight is a number that arithmetic survives."""
    with pytest.raises(LimitExceeded) as caught:
        Rubric(weights={"size": Decimal("1e999999")})
    assert "a weight must have at most 28 digits and lie between 1e-12 and 1e16, got 1E+999999" == str(caught.value)


def test_frameworks_are_values() -> None:
    """A framework and its scores travel, and are equal and hash alike where they say the same."""
    record = answered(size="good")
    for value in (FIT, FIT.rubric, FIT.score(record), FIT.questions[0], LEVELS[0]):
        for back in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert (value, hash(value)) == (back, hash(back))
    assert (framework(), framework().score(record)) == (FIT, FIT.score(record))
    assert framework(Rubric(version=2)) != FIT


def test_only_records_are_scored() -> None:
    """Anything else is an error that says what can be scored; a score without questions has none to ask next."""
    with pytest.raises(InvalidValue, match="a record must be a Deal, a Lead or a Proposal, got 'D-1'"):
        Framework(key="f", label="F", questions=[question("a")]).score("D-1")
    assert None is Score(framework="f", rubric=Rubric(), low=Fraction(0), high=Fraction(100)).ask_next
