"""Frameworks: questions about a buyer, graded answers, and what they add up to."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import attrs

from salescycle.errors import InvalidValue, UnknownName, listed, shown
from salescycle.model import Assessed, Deal, Record
from salescycle.values import (
    Wording,
    exact_decimal,
    key_text,
    must_be,
    pairs_of,
    several,
    unit_rate,
    version_number,
    wording,
)

__all__ = ["UNKNOWN", "Framework", "Level", "Question", "Rubric", "Score", "Verdict", "score_of"]

UNKNOWN = "unknown"
"""The answer that takes an earlier one back: not known is not no."""


@attrs.frozen(kw_only=True)
class Level:
    """A graded answer: what it is worth, from 0 to 1, and when to give it (its anchor).

    >>> Level(key="partly", points="0.5", anchor="A range is known.").points
    Decimal('0.5')
    """

    key: str = attrs.field(converter=key_text)
    points: Decimal = attrs.field(converter=unit_rate)
    anchor: Wording = attrs.field(converter=wording)


def _levels(value: Iterable[Level]) -> tuple[Level, ...]:
    levels = several(value, Level, "levels")
    keys = [level.key for level in levels]
    if len(levels) < 2 or len(set(keys)) < len(keys) or UNKNOWN in keys:
        raise InvalidValue(
            "the levels of a question", f"must be two or more, all different, none {UNKNOWN!r}", listed(keys)
        )
    return levels


@attrs.frozen(kw_only=True)
class Question:
    """Something to find out about a buyer, with the answers it can have, worst first.

    >>> levels = [Level(key="no", points=0, anchor="None."), Level(key="yes", points=1, anchor="There is.")]
    >>> Question(key="budget", label="Budget", asks="Is there money?", levels=levels).level("yes").points
    Decimal('1')
    """

    key: str = attrs.field(converter=key_text)
    label: Wording = attrs.field(converter=wording)
    asks: Wording = attrs.field(converter=wording)
    levels: tuple[Level, ...] = attrs.field(converter=_levels)

    def level(self, key: str) -> Level:
        """Give a level by its key, or raise ``UnknownName``."""
        for level in self.levels:
            if level.key == key:
                return level
        raise UnknownName("answer", key, f"question {shown(self.key)}", [*(each.key for each in self.levels), UNKNOWN])


_Weights = tuple[tuple[str, Decimal], ...]


def _weights(value: Mapping[str, Decimal | int | str] | _Weights) -> _Weights:
    pairs = pairs_of(value, "weights")
    weights = tuple((key_text(key), exact_decimal(weight, "a weight")) for key, weight in pairs)
    if any(weight < 0 for _, weight in weights):
        raise InvalidValue("weights", "must be 0 or more", ", ".join(f"{key}: {weight}" for key, weight in weights))
    return weights


def score_of(value: Decimal | int | str) -> Decimal:
    """Convert a score: an exact number from 0 to 100.

    >>> score_of("62.5")
    Decimal('62.5')
    """
    threshold = exact_decimal(value, "a score")
    if not 0 <= threshold <= 100:
        raise InvalidValue("a score", "must lie between 0 and 100", value)
    return threshold


@attrs.frozen(kw_only=True)
class Rubric:
    """How answers become a score: the weight of each question (1 unless given), and where *qualified* begins.

    Equal weights are hard to beat with little data (Dawes, American Psychologist 34, 1979), so they are the default.

    >>> Rubric(version=2, weights={"need": 2}).weight("need")
    Fraction(2, 1)
    """

    version: int = attrs.field(default=1, converter=version_number)
    weights: tuple[tuple[str, Decimal], ...] = attrs.field(default=(), converter=_weights)
    qualified_at: Decimal = attrs.field(default=Decimal(75), converter=score_of)

    def weight(self, question: str) -> Fraction:
        """Give the weight of a question."""
        return Fraction(dict(self.weights).get(question, Decimal(1)))


class Verdict(enum.StrEnum):
    """What a score says: good enough, never good enough whatever is still answered, or not settled yet.

    >>> Score(framework="bant", rubric=Rubric(), low=Fraction(80), high=Fraction(100)).verdict
    <Verdict.QUALIFIED: 'qualified'>
    """

    QUALIFIED = "qualified"
    NOT_QUALIFIED = "not_qualified"
    ASK_NEXT = "ask_next"


@attrs.frozen(kw_only=True)
class Score:
    """What the answers add up to, from 0 to 100: a range until every question is answered.

    ``low`` takes every open question at its worst answer, ``high`` at its best. ``answers`` are the facts it rests
    on; ``missing`` the questions still open, the one that narrows the range most first.

    >>> print(Score(framework="bant", rubric=Rubric(), low=Fraction(25), high=Fraction(50)))
    25 to 50 of 100: not qualified
    """

    framework: str
    rubric: Rubric
    low: Fraction
    high: Fraction
    answers: tuple[Assessed, ...] = ()
    missing: tuple[Question, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Qualified, not qualified, or ask next."""
        if self.low >= self.rubric.qualified_at:
            return Verdict.QUALIFIED
        return Verdict.NOT_QUALIFIED if self.high < self.rubric.qualified_at else Verdict.ASK_NEXT

    @property
    def ask_next(self) -> Question | None:
        """The question whose answer narrows the range most, while the verdict is not settled."""
        return self.missing[0] if self.missing and self.verdict is Verdict.ASK_NEXT else None

    @property
    def range(self) -> str:
        """The score as text: one figure, or two while questions are open."""
        return f"{float(self.low):g}" if self.low == self.high else f"{float(self.low):g} to {float(self.high):g}"

    def __str__(self) -> str:
        verdict = self.verdict.replace("_", " ")
        return f"{self.range} of 100: {verdict}{f' about {self.ask_next.label}' if self.ask_next else ''}"


def _questions(value: Iterable[Question]) -> tuple[Question, ...]:
    questions = several(value, Question, "questions")
    if not questions or len({question.key for question in questions}) < len(questions):
        raise InvalidValue("questions", "must be one or more, all different", f"{len(questions)} questions")
    return questions


@attrs.frozen(kw_only=True)
class Framework:
    """A set of questions that qualify a lead or deal.

    Answers are ``Assessed`` facts in the record's log, so a score can be read as of any instant:
    ``BANT.score(deal.as_of(friday))``.

    >>> levels = [Level(key="no", points=0, anchor="None."), Level(key="yes", points=1, anchor="There is.")]
    >>> money = Question(key="money", label="Money", asks="Is there money?", levels=levels)
    >>> print(Framework(key="short", label="Short", questions=[money]).score(Record(id="D-1")))
    0 to 100 of 100: ask next about Money
    """

    key: str = attrs.field(converter=key_text)
    label: Wording = attrs.field(converter=wording)
    questions: tuple[Question, ...] = attrs.field(converter=_questions)
    rubric: Rubric = attrs.field(factory=Rubric, validator=must_be(Rubric, "a rubric"))

    def __attrs_post_init__(self) -> None:
        for key, _ in self.rubric.weights:
            self.question(key)
        if not sum(self._weights().values()):
            raise InvalidValue("weights", "must not all be 0", dict(self.rubric.weights))

    def _weights(self) -> dict[str, Fraction]:
        return {question.key: self.rubric.weight(question.key) for question in self.questions}

    def question(self, key: str) -> Question:
        """Give a question by its key, or raise ``UnknownName``."""
        for question in self.questions:
            if question.key == key:
                return question
        keys = [question.key for question in self.questions]
        raise UnknownName("question", key, f"framework {shown(self.key)}", keys)

    def answer(
        self,
        question: str,
        answer: str,
        *,
        at: datetime,
        by: str | None = None,
        evidence: str = "",
        source: str = "",
        recorded_at: datetime | None = None,
    ) -> Assessed:
        """Give the fact that a question was answered, checked against its levels; ``"unknown"`` takes one back."""
        if answer != UNKNOWN:
            self.question(question).level(answer)
        return Assessed(
            framework=self.key,
            question=self.question(question).key,
            answer=answer,
            at=at,
            recorded_at=at if recorded_at is None else recorded_at,
            by=by,
            evidence=evidence,
            source=source,
        )

    def answers(self, record: Record) -> dict[str, Assessed]:
        """Give the present answer to each question that has one, the deal's before its lead's.

        An answer that is no level of its question (an import's) is as good as none.
        """
        if not isinstance(record, Record):
            raise InvalidValue("a record", "must be a Deal, a Lead or a Proposal", record)
        lead = record.lead if isinstance(record, Deal) else None
        trail = (() if lead is None else lead.facts(Assessed)) + record.facts(Assessed)
        latest = {fact.question: fact for fact in trail if fact.framework == self.key}
        known = {question.key: {level.key for level in question.levels} for question in self.questions}
        return {key: latest[key] for key in known if key in latest and latest[key].answer in known[key]}

    def score(self, record: Record) -> Score:
        """Add up the answers.

        Formula: 100 x sum of weight x points / sum of weights; questions without an answer count with the points
        of their worst level in ``low`` and of their best in ``high``.
        """
        answers, weights = self.answers(record), self._weights()
        low = high = Fraction(0)
        missing: list[tuple[Fraction, Question]] = []
        for question in self.questions:
            points = [Fraction(level.points) for level in question.levels]
            weight = weights[question.key]
            if question.key in answers:
                points = [Fraction(question.level(answers[question.key].answer).points)]
            else:
                missing.append((weight * (max(points) - min(points)), question))
            low, high = low + weight * min(points), high + weight * max(points)
        whole = sum(weights.values())
        return Score(
            framework=self.key,
            rubric=self.rubric,
            low=100 * low / whole,
            high=100 * high / whole,
            answers=tuple(answers.values()),
            missing=tuple(question for _, question in sorted(missing, key=lambda pair: -pair[0])),
        )
