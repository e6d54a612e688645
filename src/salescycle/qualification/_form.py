"""Forms: the questions as plain data for a host's screen, and what came back as facts."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from salescycle.errors import InvalidForm, InvalidValue, nearest, shown
from salescycle.values import DataReader, plain_data

from ._question import UNKNOWN, Question
from ._rubric import Rubric

__all__ = ["answered_in", "form_of"]


def form_of(questions: Iterable[Question], rubric: Rubric, locale: str) -> list[dict[str, Any]]:
    """Give one field for each question; those with a gate are required."""
    return [_field(question, rubric, locale) for question in questions]


def _field(question: Question, rubric: Rubric, locale: str) -> dict[str, Any]:
    gate = rubric.gate(question.key)
    return {
        "key": question.key,
        "label": question.label.text(locale),
        "asks": question.asks.text(locale),
        "options": [{"key": level.key, "anchor": level.anchor.text(locale)} for level in question.levels],
        "required": gate is not None,
        "at_least": None if gate is None else gate.least,
    }


def answered_in(framework: str, questions: Iterable[Question], data: Any) -> list[tuple[str, str]]:
    """Give the questions that a form answers with their levels, or raise ``InvalidForm`` with every problem."""
    reader = DataReader()
    asked = {question.key: question for question in questions}
    copied = reader.through("form", _copied, data) or {}
    for name in copied:
        if name not in asked:
            reader.problem("unknown_field", shown(name)[1:-1], f"no question of this name; {nearest(name, asked)}")
    answers = [(key, _answer(reader, question, copied.get(key))) for key, question in asked.items()]
    if reader.problems:
        raise InvalidForm(framework, reader.problems)
    return [(key, answer) for key, answer in answers if answer]


def _copied(data: Any) -> dict[str, Any]:
    if type(data) is not dict:
        raise InvalidValue("a form", "must be a mapping of question to answer", data, "give {'need': 'yes'}")
    copied: dict[str, Any] = plain_data(data, "a form")
    return copied


def _answer(reader: DataReader, question: Question, value: Any) -> str:
    """Give the answer to a question; blank means not answered."""
    if value is None or (type(value) is str and not value.strip()):
        return ""
    if type(value) is not str:
        reader.problem("not_text", question.key, f"must be one answer as text, got {shown(value)}")
        return ""
    answer = value.strip()
    if answer != UNKNOWN:
        reader.through(question.key, question.level, answer)
    return answer
