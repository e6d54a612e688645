"""Answers that go stale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from salescycle.errors import InvalidValue, UnknownName
from salescycle.model import Deal, Lead
from salescycle.qualification import BANT, Rubric

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
RUBRIC = Rubric(stale_after=30 * DAY, stale_after_for={"timing": 7 * DAY, "need": None})
REVIEWED = attrs.evolve(BANT, rubric=RUBRIC)
ANSWERED = Deal(id="D-1", log=[REVIEWED.answer(key, "yes", at=MONDAY) for key in ("budget", "need", "timing")])


@pytest.mark.parametrize(
    ("later", "told", "stale"),
    [
        (timedelta(0), "75 to 100", []),
        (7 * DAY - timedelta(microseconds=1), "75 to 100", []),
        (7 * DAY, "50 to 100", ["timing"]),
        (30 * DAY, "25 to 100", ["budget", "timing"]),
        (9000 * DAY, "25 to 100", ["budget", "timing"]),
    ],
)
def test_an_answer_goes_stale(later: timedelta, told: str, stale: list[str]) -> None:
    """From its review date on an answer counts as unknown; a question's own date comes before the framework's."""
    score = REVIEWED.score(ANSWERED, as_of=MONDAY + later)
    assert (told, stale) == (score.range, [fact.question for fact in score.stale])


def test_stale_is_told_apart_from_never_answered() -> None:
    """Both are missing, and only one of them was answered."""
    score = REVIEWED.score(ANSWERED, as_of=MONDAY + 7 * DAY)
    assert {"authority", "timing"} == {question.key for question in score.missing}
    assert (ANSWERED.log[2],) == score.stale
    assert ["budget", "need"] == [fact.question for fact in score.answers]
    assert ["budget", "need"] == list(REVIEWED.answers(ANSWERED, as_of=MONDAY + 7 * DAY))


def test_an_answer_given_again_is_fresh() -> None:
    """The age of an answer is that of the one that counts."""
    again = ANSWERED.record(REVIEWED.answer("timing", "partly", at=MONDAY + 7 * DAY))
    score = REVIEWED.score(again, as_of=MONDAY + 8 * DAY)
    assert (("62.5 to 87.5"), ()) == (score.range, score.stale)


def test_without_an_instant_nothing_is_stale() -> None:
    """Who does not say when asks about everything there is."""
    assert ("75 to 100", ()) == (REVIEWED.score(ANSWERED).range, REVIEWED.score(ANSWERED).stale)


def test_a_question_about_march_cannot_see_june() -> None:
    """As of an instant, later answers of the deal and its lead are not there yet."""
    lead = Lead(id="L-1", name="Ada", log=[REVIEWED.answer("authority", "yes", at=MONDAY + DAY)])
    deal = attrs.evolve(ANSWERED, lead=lead)
    seen = [REVIEWED.score(deal, as_of=MONDAY + days).range for days in (-DAY, timedelta(0), DAY)]
    assert ["0 to 100", "75 to 100", "100"] == seen


def test_the_instant_may_be_of_any_zone() -> None:
    """An instant is one in every zone, and has one."""
    seoul = (MONDAY + 7 * DAY).astimezone(timezone(timedelta(hours=9)))
    assert REVIEWED.score(ANSWERED, as_of=seoul) == REVIEWED.score(ANSWERED, as_of=MONDAY + 7 * DAY)
    with pytest.raises(InvalidValue, match="an instant must have a time zone"):
        REVIEWED.score(ANSWERED, as_of=MONDAY.replace(tzinfo=None))


class Span(timedelta):
    """A length of time of another library."""


def test_a_length_becomes_an_exact_timedelta() -> None:
    """A subclass is normalised at the door."""
    rubric = Rubric(stale_after=Span(days=1, seconds=2, microseconds=3))
    assert (timedelta, DAY + timedelta(seconds=2, microseconds=3)) == (type(rubric.stale_after), rubric.stale_after)


@pytest.mark.parametrize("length", [timedelta(0), -DAY, timedelta(days=36_501), 30, "30 days"])
def test_an_answer_holds_for_some_time(length: object) -> None:
    """No time, less than none, centuries and bare numbers are refused, for all questions and for one."""
    for rubric in ({"stale_after": length}, {"stale_after_for": {"need": length}}):
        with pytest.raises(InvalidValue, match="how long an answer holds must be a timedelta of more than 0"):
            Rubric(**rubric)


def test_review_dates_are_of_questions_it_asks() -> None:
    """A review date for a question that the framework does not ask is a slip."""
    with pytest.raises(UnknownName, match="no question 'ned' in framework 'bant'; did you mean 'need'"):
        attrs.evolve(BANT, rubric=Rubric(stale_after_for={"ned": DAY}))
