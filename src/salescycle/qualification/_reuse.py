"""One step of a cross-walk: what the answers to a question say about another."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from salescycle.values import key_text, pairs_of

from ._question import Question

__all__ = ["Reuse", "same"]

_Answers = tuple[tuple[str, str], ...]


def _answers(value: Mapping[str, str] | _Answers) -> _Answers:
    what = "the answers of a cross-walk"
    answers = tuple((key_text(key), key_text(answer)) for key, answer in pairs_of(value, what))
    return pairs_of(answers, what)  # " no" and "no" have become one


@attrs.frozen(kw_only=True)
class Reuse:
    """What the answers to one question say about another: level to level; a level that says nothing is left out.

    >>> Reuse(question="timing", informs="critical_event", answers={"no": "no", "yes": "partly"}).informs
    'critical_event'
    """

    question: str = attrs.field(converter=key_text)
    informs: str = attrs.field(converter=key_text)
    answers: tuple[tuple[str, str], ...] = attrs.field(converter=_answers)


def same(question: Question, informs: str) -> Reuse:
    """Give the step between two questions with the same levels."""
    return Reuse(question=question.key, informs=informs, answers={level.key: level.key for level in question.levels})
