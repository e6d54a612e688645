"""Writing frameworks: questions and a rubric as plain mappings, as JSON or TOML take them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from salescycle.values import Wording

from ._from_data import NEVER, SCHEMA_VERSION
from ._question import Question
from ._rubric import Rubric

__all__ = ["written_framework"]

_SECOND = timedelta(seconds=1)
_PLAIN = Rubric()


def written_framework(key: str, label: Wording, questions: Iterable[Question], rubric: Rubric) -> dict[str, Any]:
    """Write what a framework is made of as plain data; of the rubric, what is as by default is left out."""
    return {
        "schema_version": SCHEMA_VERSION,
        "key": key,
        "label": dict(label.texts),
        "questions": [_written_question(question) for question in questions],
        "rubric": _written_rubric(rubric),
    }


def _written_question(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "label": dict(question.label.texts),
        "asks": dict(question.asks.texts),
        "levels": [
            {"key": level.key, "points": f"{level.points:f}", "anchor": dict(level.anchor.texts)}
            for level in question.levels
        ],
    }


def _written_rubric(rubric: Rubric) -> dict[str, Any]:
    stale_after_for = {key: NEVER if each is None else _written_length(each) for key, each in rubric.stale_after_for}
    fields: dict[str, Any] = {
        "version": rubric.version,
        "weights": {key: f"{weight:f}" for key, weight in rubric.weights},
        "qualified_at": f"{rubric.qualified_at:f}",
        "gates": {gate.question: gate.least for gate in rubric.gates},
        "stale_after": None if rubric.stale_after is None else _written_length(rubric.stale_after),
        "stale_after_for": stale_after_for,
        "counting": rubric.counting.value,
    }
    return {name: each for name, each in fields.items() if getattr(rubric, name) != getattr(_PLAIN, name)}


def _written_length(length: timedelta) -> dict[str, int | str]:
    rest = timedelta(seconds=length.seconds, microseconds=length.microseconds)
    seconds = f"{rest // _SECOND}.{length.microseconds:06}" if length.microseconds else rest // _SECOND
    parts: dict[str, int | str] = {"days": length.days, "seconds": seconds}
    return {name: each for name, each in parts.items() if each}
