"""JSON Schemas of the data of this room, for editors and forms.

A schema says what a field looks like. It refuses nothing that ``from_data`` reads, and cannot see all that is wrong.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from ._from_data import NEVER, PARTS, SCHEMA_VERSION
from ._profile_data import PROFILE_SCHEMA_VERSION
from ._question import UNKNOWN
from ._rubric import Counting
from ._rule import Demand, Match

__all__ = ["framework_schema", "profile_schema"]

_Schema = dict[str, Any]

_KEY: _Schema = {"type": "string", "pattern": r"\S", "maxLength": 128}
_VERSION: _Schema = {"type": "integer", "minimum": 1}
_WORDS: _Schema = {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}
_NUMERAL = r"^\s*[+-]?[0-9]{1,28}(\.[0-9]{1,28})?\s*$"
_FROM_0 = r"^\s*(\+?[0-9]{1,28}|-0{1,28})(\.[0-9]{1,28})?\s*$"
_ONE = r"^\s*\+?0*1(\.0+)?\s*$"


def framework_schema() -> _Schema:
    """Give a JSON Schema (draft 2020-12) of the data of a framework."""
    level = {
        "key": _KEY | {"not": {"const": UNKNOWN}},
        "points": _number(_FROM_0, minimum=0, maximum=1),
        "anchor": _WORDS,
    }
    question = {"key": _KEY, "label": _WORDS, "asks": _WORDS, "levels": _list(_closed(level, [*level]), least=2)}
    length = _closed({part: _number(_NUMERAL) for part in PARTS}, []) | {"minProperties": 1}
    rubric = {
        "version": _VERSION,
        "weights": _by_key(_number(_FROM_0, minimum=0)),
        "qualified_at": _number(_FROM_0, minimum=0, maximum=100),
        "gates": _by_key(_KEY),
        "stale_after": length,
        "stale_after_for": _by_key({"anyOf": [length, {"const": NEVER}]}),
        "counting": _one_of(Counting),
    }
    head = {
        "schema_version": {"const": SCHEMA_VERSION},
        "key": _KEY,
        "label": _WORDS,
        "questions": _list(_closed(question, [*question])),
        "rubric": _closed(rubric, []),
    }
    return _titled("A framework of questions") | _closed(head, ["schema_version", "key", "label", "questions"])


def profile_schema() -> _Schema:
    """Give a JSON Schema (draft 2020-12) of the data of a profile."""
    head = {
        "schema_version": {"const": PROFILE_SCHEMA_VERSION},
        "persona": _KEY,
        "version": _VERSION,
        "rules": _list(_rule()),
    }
    return _titled("The ideal customer profile of a persona") | _closed(head, ["schema_version", "persona", "rules"])


def _rule() -> _Schema:
    text = {"type": "string", "maxLength": 256}
    ordered = [
        {"type": "number"},
        _closed({"number": _number(_NUMERAL)}, ["number"]),
        _closed({"date": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}, ["date"]),
        _closed(
            {"money": _number(_NUMERAL), "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}, ["money", "currency"]
        ),
    ]
    opened = _closed({"open": {"const": True}}, ["open"])
    properties = {
        "attribute": _KEY,
        "match": _one_of(Match),
        "values": {"type": "array"},
        "weight": _number(_FROM_0, exclusiveMinimum=0),
        "demand": _one_of(Demand),
        "label": _WORDS,
    }
    values = {
        Match.ONE_OF: _list({"anyOf": [text, {"type": "boolean"}, *ordered]}),
        Match.CONTAINS: _list(text | {"pattern": r"\S"}),
        Match.AT_LEAST: _list({"anyOf": ordered}, most=1),
        Match.RANGE: _list({"anyOf": [*ordered, opened]}, least=2, most=2),
    }
    no_weight = {"anyOf": [{"const": 1}, {"type": "string", "pattern": _ONE}]}
    return _closed(properties, ["attribute", "match", "values"]) | {
        "allOf": [
            *(_where("match", match, {"values": each}) for match, each in values.items()),
            _where("demand", Demand.KNOCK_OUT, {"weight": no_weight}),
        ]
    }


def _where(name: str, word: StrEnum, properties: _Schema) -> _Schema:
    """Say what other fields are where one has a value."""
    condition = {"properties": {name: {"const": word.value}}, "required": [name]}
    return {"if": condition, "then": {"properties": properties}}


def _titled(title: str) -> _Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}


def _closed(properties: _Schema, required: list[str]) -> _Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _by_key(schema: _Schema) -> _Schema:
    return {"type": "object", "additionalProperties": schema}


def _list(schema: _Schema, *, least: int = 1, most: int = 1000) -> _Schema:
    return {"type": "array", "items": schema, "minItems": least, "maxItems": most}


def _number(pattern: str, **limits: int) -> _Schema:
    """Take a number within limits, or its text, which is exact."""
    return {"anyOf": [{"type": "number", **limits}, {"type": "string", "pattern": pattern}]}


def _one_of(words: type[StrEnum]) -> _Schema:
    return {"enum": [word.value for word in words]}
