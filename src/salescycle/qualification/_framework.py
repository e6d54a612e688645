"""Frameworks: questions about a buyer, graded answers, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import attrs

from salescycle.errors import InvalidValue, UnknownName, shown
from salescycle.model import Assessed, Record
from salescycle.values import Wording, key_text, must_be, several, utc, wording

from ._form import answered_in, form_of
from ._from_data import read_framework
from ._opinions import Opinions, opinions_of, trail_of
from ._question import UNKNOWN, Question
from ._rubric import Rubric
from ._schema import framework_schema
from ._score import Reused, Score, added_up
from ._to_data import written_framework

if TYPE_CHECKING:
    from ._crosswalk import CrossWalk

__all__ = ["Framework"]


def _questions(value: Iterable[Question]) -> tuple[Question, ...]:
    questions = several(value, Question, "questions")
    if not questions or len({question.key for question in questions}) < len(questions):
        raise InvalidValue("questions", "must be one or more, all different", f"{len(questions)} questions")
    return questions


@attrs.frozen(kw_only=True)
class Framework:
    """A set of questions that qualify a lead or deal, and the rubric by which the answers count.

    Answers are ``Assessed`` facts in the record's log, so a score can be read as of any instant:
    ``BANT.score(deal, as_of=friday)``.

    >>> from salescycle.qualification import Level
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
        for key, _ in (*self.rubric.weights, *self.rubric.stale_after_for):
            self.question(key)
        for gate in self.rubric.gates:
            self.question(gate.question).level(gate.least)
        if not any(self.rubric.weight(question.key) for question in self.questions):
            raise InvalidValue("weights", "must not all be 0", dict(self.rubric.weights))

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

    def opinions(self, record: Record, *, as_of: datetime | None = None) -> dict[str, Opinions]:
        """Give who says what, for each question that has an answer, one gone stale, or one that was taken back.

        With ``as_of`` the record is asked as it stood then, and answers that were too old by then are stale.
        """
        trail = trail_of(record, self.key, as_of)
        if as_of is not None:
            as_of = utc(as_of)
        read = (opinions_of(question, trail, self.rubric, as_of) for question in self.questions)
        return {each.question.key: each for each in read if each.answers or each.stale or each.taken_back}

    def answers(self, record: Record, *, as_of: datetime | None = None) -> dict[str, Assessed]:
        """Give the answer that counts to each question that has one, the deal's before its lead's.

        An answer that is no level of its question (an import's) is as good as none.
        """
        opinions = self.opinions(record, as_of=as_of)
        return {key: each.counted for key, each in opinions.items() if each.counted is not None}

    def score(
        self, record: Record, *, as_of: datetime | None = None, reuse: CrossWalk | Iterable[CrossWalk] = ()
    ) -> Score:
        """Add up the answers.

        Formula: 100 x sum of weight x points / sum of weights; questions without an answer count with the points
        of their worst level in ``low`` and of their best in ``high``. With ``as_of`` the record is asked as it stood
        then, and an answer that had gone stale counts as none; without it no answer is too old. ``reuse`` are
        cross-walks from other frameworks: an open question takes what the first of them that knows says.
        """
        opinions = self.opinions(record, as_of=as_of)
        answers = {key: each.counted for key, each in opinions.items() if each.counted is not None}
        known = {*answers, *(key for key, each in opinions.items() if each.taken_back)}
        reused = {key: each for key, each in self._reused(record, as_of, reuse).items() if key not in known}
        levels = {key: fact.answer for key, fact in answers.items()} | {key: e.answer for key, e in reused.items()}
        stale = [each.stale for key, each in opinions.items() if each.stale is not None and key not in reused]
        score = added_up(self.key, self.questions, self.rubric, levels)
        return attrs.evolve(score, answers=tuple(answers.values()), stale=tuple(stale), reused=tuple(reused.values()))

    def form(self, *, locale: str = "en") -> list[dict[str, Any]]:
        """Give the questions as plain data for a host's screen: one field each, in their order.

        A field has ``key``, ``label``, ``asks`` and ``options`` (each a ``key`` and its ``anchor``); it is
        ``required`` where the rubric has a gate on it, which asks for ``at_least`` that option.

        >>> from salescycle.qualification import BANT
        >>> field = BANT.form(locale="ko")[2]
        >>> field["key"], field["label"], [option["key"] for option in field["options"]], field["required"]
        ('need', '필요', ['no', 'partly', 'yes'], False)
        """
        return form_of(self.questions, self.rubric, locale)

    def answers_from(
        self, form_data: dict[str, str | None], *, at: datetime, by: str | None = None, source: str = ""
    ) -> tuple[Assessed, ...]:
        """Give the facts that a form's answers are: a mapping of question to level; blank means not answered.

        Unknown fields and answers raise ``InvalidForm`` with every problem and the nearest name, so pass the fields
        of the questions alone, without a lead's name or address.

        >>> from datetime import UTC
        >>> from salescycle.qualification import BANT
        >>> came = {"budget": "", "need": "yes"}
        >>> [fact.question for fact in BANT.answers_from(came, at=datetime(2026, 3, 2, tzinfo=UTC), source="form")]
        ['need']
        """
        answered = answered_in(self.key, self.questions, form_data)
        return tuple(self.answer(key, answer, at=at, by=by, source=source) for key, answer in answered)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Read a framework from plain data, as JSON or TOML give it, or raise ``InvalidFramework``.

        Every problem is told at once, each with its path. Numbers may be text, which is exact.

        >>> from salescycle.qualification import BANT
        >>> Framework.from_data(BANT.to_data()) == BANT
        True
        """
        return cls(**read_framework(data))

    def to_data(self) -> dict[str, Any]:
        """Write the framework as plain data, which ``from_data`` reads back to the same framework.

        >>> from salescycle.qualification import BANT
        >>> list(BANT.to_data())
        ['schema_version', 'key', 'label', 'questions', 'rubric']
        """
        return written_framework(self.key, self.label, self.questions, self.rubric)

    @staticmethod
    def json_schema() -> dict[str, Any]:
        """Give a JSON Schema (draft 2020-12) of the data that ``from_data`` reads, for editors and forms.

        What it cannot say, such as that a gate names a question that there is, only ``from_data`` checks.

        >>> Framework.json_schema()["required"]
        ['schema_version', 'key', 'label', 'questions']
        """
        return framework_schema()

    def _reused(
        self, record: Record, as_of: datetime | None, reuse: CrossWalk | Iterable[CrossWalk]
    ) -> dict[str, Reused]:
        """Give what cross-walks say about questions, in their order; of several, the first that knows."""
        if reuse == ():
            return {}
        from ._crosswalk import CrossWalk  # noqa: PLC0415 - a cross-walk is made of frameworks

        walks = several([reuse] if isinstance(reuse, CrossWalk) else reuse, CrossWalk, "reuse")
        found: dict[str, Reused] = {}
        for walk in walks:
            found = walk.reused(record, target=self, as_of=as_of) | found
        return {question.key: found[question.key] for question in self.questions if question.key in found}
