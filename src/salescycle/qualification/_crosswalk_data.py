"""The data form of a cross-walk: its frameworks by their keys, its steps as they are."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from salescycle.errors import InvalidCrossWalk, InvalidValue, UnknownName, listed, shown
from salescycle.values import SEVERAL_LIMIT, DataReader, key_text, plain_data, schema_version, several

from ._framework import Framework
from ._question import Question
from ._reuse import Reuse

__all__ = ["CROSSWALK_SCHEMA_VERSION", "read_crosswalk", "written_crosswalk"]

CROSSWALK_SCHEMA_VERSION = 1
"""The version of the data form of a cross-walk."""

NODE_LIMIT = 2_000_000
"""Most values that the data of a cross-walk may hold: more than the largest one has."""

_HEAD = ("schema_version", "source", "target", "steps")
_STEP = ("question", "informs", "answers")


def written_crosswalk(source: Framework, target: Framework, steps: Iterable[Reuse]) -> dict[str, Any]:
    """Write what a cross-walk is made of as plain data."""
    if source.key == target.key and source != target:
        rule = "must be of different keys to be written as data"
        raise InvalidValue("the frameworks of a cross-walk", rule, source.key, "give one of them another key")
    return {
        "schema_version": CROSSWALK_SCHEMA_VERSION,
        "source": source.key,
        "target": target.key,
        "steps": [
            {"question": step.question, "informs": step.informs, "answers": dict(step.answers)} for step in steps
        ],
    }


def read_crosswalk(data: Any, frameworks: Iterable[Framework]) -> dict[str, Any]:
    """Read what a cross-walk is made of, or raise ``InvalidCrossWalk`` with every problem and its path."""
    door, reader = partial(_framework, _by_key(frameworks)), DataReader()
    copied = reader.through("crosswalk", _copied, data)
    fields = {} if copied is None else reader.fields("crosswalk", copied, _HEAD, _HEAD)
    if "schema_version" in fields:
        reader.through("schema_version", schema_version(CROSSWALK_SCHEMA_VERSION), fields["schema_version"])
    source, target = (
        reader.through(name, door, fields[name]) if name in fields else None for name in ("source", "target")
    )
    items = reader.items("steps", fields.get("steps", []), most=SEVERAL_LIMIT)
    steps = [_step(reader, where, each, source, target) for where, each in items]
    if fields.get("steps") == []:
        reader.problem("no_steps", "steps", "must have at least one")
    _told_twice(reader, steps)
    if reader.problems:
        keys = [framework.key if framework else "unknown" for framework in (source, target)]
        raise InvalidCrossWalk(" to ".join(keys), reader.problems)
    return {"source": source, "target": target, "steps": steps}


def _by_key(frameworks: Iterable[Framework]) -> dict[str, Framework]:
    given = several(frameworks, Framework, "frameworks", instead="give [*FRAMEWORKS, ...]")
    found = {framework.key: framework for framework in given}
    if len(found) < len(given):
        raise InvalidValue("frameworks", "must each be of another key", listed([each.key for each in given]))
    return found


def _framework(known: Mapping[str, Framework], value: Any) -> Framework:
    key = key_text(value)
    if key not in known:
        raise UnknownName("framework", key, "those given", known)
    return known[key]


def _copied(data: Any) -> Any:
    if type(data) is not dict:
        raise InvalidValue("a cross-walk", "must be a mapping", data, "give {'schema_version': 1, 'source': ..., ...}")
    return plain_data(data, "a cross-walk", nodes=NODE_LIMIT)


def _step(
    reader: DataReader, where: str, value: Any, source: Framework | None, target: Framework | None
) -> Reuse | None:
    """Read a step; whether its questions and levels exist is only asked of a framework that does."""
    fields = reader.fields(where, value, _STEP, _STEP)
    asked = {
        name: reader.through(f"{where}.{name}", partial(_question, framework), fields[name])
        for name, framework in (("question", source), ("informs", target))
        if name in fields
    }
    one, other = asked.get("question"), asked.get("informs")
    answers = reader.mapping(f"{where}.answers", fields.get("answers", {}))
    levels: list[str | None] = []
    for answer, becomes in answers.items():
        path = f"{where}.answers.{shown(answer)[1:-1]}"
        levels += [
            reader.through(path, partial(_level, one), answer),
            reader.through(path, partial(_level, other), becomes),
        ]
    if one is None or other is None or None in levels:
        return None
    return reader.through(
        f"{where}.answers", lambda each: Reuse(question=one[0], informs=other[0], answers=each), answers
    )


def _question(framework: Framework | None, value: Any) -> tuple[str, Question | None]:
    key = key_text(value)
    return key, None if framework is None else framework.question(key)


def _level(asked: tuple[str, Question | None] | None, value: Any) -> str:
    key = key_text(value)
    return key if asked is None or asked[1] is None else asked[1].level(key).key


def _told_twice(reader: DataReader, steps: Iterable[Reuse | None]) -> None:
    informed: set[str] = set()
    for place, step in enumerate(steps):
        if step is not None and step.informs in informed:
            told = f"must be another question in each step, and {shown(step.informs)} comes again"
            reader.problem("duplicate_question", f"steps[{place}].informs", told)
        elif step is not None:
            informed.add(step.informs)
