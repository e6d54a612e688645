"""Reading frameworks: questions and a rubric from plain mappings, as JSON or TOML give them."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from salescycle.errors import InvalidFramework, InvalidValue, nearest
from salescycle.values import (
    SEVERAL_LIMIT,
    DataReader,
    exact_decimal,
    key_text,
    member,
    plain_data,
    schema_version,
    unit_rate,
    version_number,
    wording,
)

from ._question import Level, Question
from ._rubric import Counting, Rubric, score_of

__all__ = ["NEVER", "PARTS", "SCHEMA_VERSION", "read_framework"]

SCHEMA_VERSION = 1
"""The version of the data form of a framework."""

NEVER = "never"
"""When the answer to a question goes stale that is excepted from the review date of the rest."""

PARTS = {"days": 86_400_000_000, "hours": 3_600_000_000, "seconds": 1_000_000}
"""The parts of a length of time in data, in microseconds."""

_LONGEST_IN_DAYS = 36_500


def read_framework(data: Any) -> dict[str, Any]:
    """Read what a framework is made of, or raise ``InvalidFramework`` with every problem and its path."""
    reader = DataReader()
    copied = reader.through("framework", _copied, data)
    required = ("schema_version", "key", "label", "questions")
    fields = {} if copied is None else reader.fields("framework", copied, (*required, "rubric"), required)
    made = {name: reader.through(name, door, fields[name]) for name, door in _DOORS.items() if name in fields}
    items = reader.items("questions", fields.get("questions", []), most=SEVERAL_LIMIT)
    found = [_question(reader, where, each) for where, each in items]
    questions = [question for question in found if question is not None]
    if fields.get("questions") == []:
        reader.problem("no_questions", "questions", "must have at least one")
    _told_twice(reader, questions)
    made["rubric"] = _rubric(reader, fields.get("rubric", {}), questions, whole=len(questions) == len(found))
    if reader.problems:
        raise InvalidFramework(str(made.get("key") or "without a key"), reader.problems)
    made.pop("schema_version")
    return made | {"questions": questions}


def _copied(data: Any) -> Any:
    if type(data) is not dict:
        raise InvalidValue("a framework", "must be a mapping", data, "give {'schema_version': 1, 'key': ..., ...}")
    return plain_data(data, "a framework")


def _told_twice(reader: DataReader, questions: list[Question]) -> None:
    keys = [question.key for question in questions]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            reader.problem("duplicate_key", "questions", f"must have different keys, and {key!r} comes again")


def _question(reader: DataReader, where: str, value: Any) -> Question | None:
    names = ("key", "label", "asks", "levels")
    fields = reader.fields(where, value, names, names)
    made: dict[str, Any] = {
        name: reader.through(f"{where}.{name}", door, fields[name])
        for name, door in (("key", key_text), ("label", wording), ("asks", wording))
        if name in fields
    }
    levels = [_level(reader, path, each) for path, each in reader.items(f"{where}.levels", fields.get("levels", []))]
    if len(fields) < len(names) or None in levels or None in made.values():
        return None
    return reader.through(f"{where}.levels", lambda each: Question(levels=each, **made), levels)


def _level(reader: DataReader, where: str, value: Any) -> Level | None:
    doors: dict[str, Callable[[Any], Any]] = {"key": key_text, "points": unit_rate, "anchor": wording}
    fields = reader.fields(where, value, doors, doors)
    made: dict[str, Any] = {name: reader.through(f"{where}.{name}", doors[name], each) for name, each in fields.items()}
    return None if len(made) < len(doors) or None in made.values() else Level(**made)


def _rubric(reader: DataReader, value: Any, questions: list[Question], *, whole: bool) -> Rubric | None:
    """Read a rubric; whether its questions exist is only worth asking once these are whole."""
    fields = reader.fields("rubric", value, [*_RUBRIC_DOORS, *_BY_QUESTION])
    made: dict[str, Any] = {
        name: reader.through(f"rubric.{name}", _RUBRIC_DOORS[name], each)
        for name, each in fields.items()
        if name in _RUBRIC_DOORS
    }
    asked = {question.key: question for question in questions}
    for name, door in _BY_QUESTION.items():
        pairs = reader.mapping(f"rubric.{name}", fields.get(name, {}))
        made[name] = {key: reader.through(f"rubric.{name}.{key}"[:100], door, each) for key, each in pairs.items()}
        for key in pairs if whole and questions else ():
            _known(reader, f"rubric.{name}.{key}", asked, key, made[name][key] if name == "gates" else None)
    if not whole or reader.problems:
        return None
    made["stale_after_for"] = {key: None if each == NEVER else each for key, each in made["stale_after_for"].items()}
    if not any(made["weights"].get(key, 1) for key in asked):
        reader.problem("invalid_value", "rubric.weights", "must not all be 0")
    return reader.through("rubric", lambda each: Rubric(**each), made)


def _known(reader: DataReader, where: str, asked: dict[str, Question], key: str, least: str | None) -> None:
    """Say where the rubric names a question, or a level of it, that there is not."""
    if key not in asked:
        reader.problem("unknown_question", where, f"no such question; {nearest(key, asked)}")
    elif least is not None:
        reader.through(where, asked[key].level, least)


def _weight(value: Any) -> Any:
    weight = exact_decimal(value, "a weight")
    if weight < 0:
        raise InvalidValue("a weight", "must be 0 or more", value)
    return weight


def _length(value: Any) -> timedelta:
    what = "a length of time"
    if type(value) is not dict or not value or any(name not in PARTS for name in value):
        raise InvalidValue(what, "must be a mapping of days, hours or seconds", value, "give {'days': 90}")
    exact = sum(Fraction(exact_decimal(each, name)) * PARTS[name] for name, each in value.items())
    if exact != int(exact) or not 0 < exact <= _LONGEST_IN_DAYS * PARTS["days"]:
        rule = f"must be whole in microseconds, more than 0 and at most {_LONGEST_IN_DAYS} days"
        raise InvalidValue(what, rule, value)
    return timedelta(microseconds=int(exact))


def _length_or_never(value: Any) -> timedelta | str:
    return NEVER if value == NEVER else _length(value)


def _counting(value: Any) -> Counting:
    return member(Counting, value, "counting")


_DOORS: dict[str, Callable[[Any], Any]] = {
    "schema_version": schema_version(SCHEMA_VERSION),
    "key": key_text,
    "label": wording,
}
_RUBRIC_DOORS: dict[str, Callable[[Any], Any]] = {
    "version": version_number,
    "qualified_at": score_of,
    "stale_after": _length,
    "counting": _counting,
}
_BY_QUESTION: dict[str, Callable[[Any], Any]] = {
    "weights": _weight,
    "gates": key_text,
    "stale_after_for": _length_or_never,
}
