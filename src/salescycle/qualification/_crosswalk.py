"""Cross-walks: answers to one framework, reused in another where they honestly can be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import attrs

from salescycle.errors import InvalidValue, shown
from salescycle.model import Record
from salescycle.values import must_be, several

from ._crosswalk_data import read_crosswalk, written_crosswalk
from ._framework import Framework
from ._frameworks import FRAMEWORKS
from ._opinions import is_stale
from ._reuse import Reuse, same
from ._score import Reused

__all__ = ["CrossWalk"]


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

    @classmethod
    def from_data(cls, data: dict[str, Any], *, frameworks: Iterable[Framework] = FRAMEWORKS) -> Self:
        """Read a cross-walk from plain data, as JSON or TOML give it, or raise ``InvalidCrossWalk``.

        Its source and target are named by their keys and looked up in ``frameworks``, and nowhere else. Every
        problem is told at once, each with its path.

        >>> step = {"question": "need", "informs": "pain", "answers": {"no": "no", "yes": "partly"}}
        >>> data = {"schema_version": 1, "source": "bant", "target": "spiced", "steps": [step]}
        >>> CrossWalk.from_data(data).steps[0].answers
        (('no', 'no'), ('yes', 'partly'))
        """
        return cls(**read_crosswalk(data, frameworks))

    def to_data(self) -> dict[str, Any]:
        """Write the cross-walk as plain data, which ``from_data`` reads back to the same, given its frameworks.

        Raises ``InvalidValue`` where source and target are different frameworks of one key.

        >>> from salescycle.qualification import BANT_TO_CHAMP
        >>> CrossWalk.from_data(BANT_TO_CHAMP.to_data()) == BANT_TO_CHAMP
        True
        """
        return written_crosswalk(self.source, self.target, self.steps)

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
