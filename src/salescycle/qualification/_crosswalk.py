"""Cross-walks: answers to one framework, reused in another where they honestly can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

import attrs

from salescycle.errors import InvalidValue, shown
from salescycle.model import Record
from salescycle.values import key_text, must_be, pairs_of, several

from ._framework import Framework
from ._opinions import is_stale
from ._question import Question
from ._score import Reused

__all__ = ["CrossWalk", "Reuse"]

_Answers = tuple[tuple[str, str], ...]


def _answers(value: Mapping[str, str] | _Answers) -> _Answers:
    return tuple((key_text(key), key_text(answer)) for key, answer in pairs_of(value, "the answers of a cross-walk"))


@attrs.frozen(kw_only=True)
class Reuse:
    """What the answers to one question say about another: level to level; a level that says nothing is left out.

    >>> Reuse(question="timing", informs="critical_event", answers={"no": "no", "yes": "partly"}).informs
    'critical_event'
    """

    question: str = attrs.field(converter=key_text)
    informs: str = attrs.field(converter=key_text)
    answers: tuple[tuple[str, str], ...] = attrs.field(converter=_answers)


def _steps(value: Iterable[Reuse]) -> tuple[Reuse, ...]:
    steps = several(value, Reuse, "the steps of a cross-walk")
    if not steps or len({step.informs for step in steps}) < len(steps):
        informed = ", ".join(step.informs for step in steps)
        raise InvalidValue(
            "the steps of a cross-walk", "must be one or more, each informing another question", informed
        )
    return steps


@attrs.frozen(kw_only=True)
class CrossWalk:
    """How answers to the framework ``source`` are reused in the framework ``target``.

    The answer that counts in the source is reused where the target has none of its own, unless it has gone stale by
    the rubric of either. What was answered in the target itself is never overridden, nor what was taken back there.

    >>> from datetime import UTC
    >>> from salescycle.qualification import BANT, BANT_TO_MEDDPICC, MEDDPICC
    >>> record = Record(id="D-1", log=[BANT.answer("need", "yes", at=datetime(2026, 3, 2, tzinfo=UTC))])
    >>> score = MEDDPICC.score(record, reuse=[BANT_TO_MEDDPICC])
    >>> print(score.range, "|", score.reused[0])
    12.5 to 100 | 'identified_pain' is 'yes', from 'need' of 'bant'
    """

    source: Framework = attrs.field(validator=must_be(Framework, "the source of a cross-walk"))
    target: Framework = attrs.field(validator=must_be(Framework, "the target of a cross-walk"))
    steps: tuple[Reuse, ...] = attrs.field(converter=_steps)

    def __attrs_post_init__(self) -> None:
        for step in self.steps:
            for answer, becomes in step.answers:
                self.source.question(step.question).level(answer)
                self.target.question(step.informs).level(becomes)

    @classmethod
    def of_shared(cls, source: Framework, target: Framework) -> Self:
        """Give the cross-walk between the questions that two frameworks share: the same key and the same levels.

        >>> from salescycle.qualification import MEDDICC, MEDDPICC
        >>> len(CrossWalk.of_shared(MEDDICC, MEDDPICC).steps)
        7
        """
        must_be(Framework, "the source of a cross-walk")(None, attrs.fields(cls).source, source)
        must_be(Framework, "the target of a cross-walk")(None, attrs.fields(cls).target, target)
        theirs = {question.key: question for question in target.questions}
        shared = [question for question in source.questions if theirs.get(question.key) == question]
        return cls(source=source, target=target, steps=[same(question, question.key) for question in shared])

    def reused(self, record: Record, *, target: Framework, as_of: datetime | None) -> dict[str, Reused]:
        """Give what a record's answers to the source say in the target, or the target with another rubric."""
        if (target.key, target.questions) != (self.target.key, self.target.questions):
            leads = f"must lead to the questions of {shown(target.key)}"
            raise InvalidValue("a cross-walk", leads, self.target.key, "give one whose target is this framework")
        answers = self.source.answers(record, as_of=as_of)
        found: dict[str, Reused] = {}
        for step in self.steps:
            fact = answers.get(step.question)
            becomes = None if fact is None else dict(step.answers).get(fact.answer)
            if fact and becomes and not is_stale(fact, target.rubric, step.informs, as_of):
                found[step.informs] = Reused(question=step.informs, answer=becomes, fact=fact)
        return found


def same(question: Question, informs: str) -> Reuse:
    """Give the step between two questions with the same levels."""
    return Reuse(question=question.key, informs=informs, answers={level.key: level.key for level in question.levels})
