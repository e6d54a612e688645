"""The JSON Schema of a definition, for editors and forms."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from salescycle.model import ForecastCategory, Outcome

from ._criteria import Registry
from ._from_data import PARTS, SCHEMA_VERSION
from ._policy import Beginning, GoingBack, MoveKind, Skipping
from ._stage import CRITERIA_LIMIT

__all__ = ["definition_schema"]


def definition_schema(criteria: Registry) -> dict[str, Any]:
    """Give a JSON Schema (draft 2020-12) of the data of a cycle, for editors and forms."""
    words = {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}
    keys = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
    rate = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string"}]}
    length = _closed({part: {"type": ["number", "string"]} for part in PARTS}, []) | {"minProperties": 1}
    nested = {"$ref": "#/$defs/criterion"}
    several = {"type": "array", "items": nested, "minItems": 1}
    composed = [_only("all_of", several), _only("any_of", several), _only("negate", nested)]
    named = {
        "type": "object",
        "required": ["criterion"],
        "properties": {"criterion": {"enum": sorted(criteria)}},
    }
    stage = {
        "key": {"type": "string", "minLength": 1, "maxLength": 128},
        "label": words,
        "outcome": _one_of(Outcome),
        "leads_to": keys,
        "reopens_to": keys,
        "exit_criteria": {"type": "array", "items": nested, "maxItems": CRITERIA_LIMIT},
        "win_probability": rate,
        "forecast_category": _one_of(ForecastCategory),
        "idle_limit": length,
        "optional": {"type": "boolean"},
        "guidance": words,
    }
    policy = {
        "skipping": _one_of(Skipping),
        "going_back": _one_of(GoingBack),
        "reasons_for": {"type": "array", "items": _one_of(MoveKind)},
        "reopen_within": length,
        "begins_in": _one_of(Beginning),
    }
    head = {
        "schema_version": {"const": SCHEMA_VERSION},
        "key": stage["key"],
        "version": {"type": "integer", "minimum": 1},
        "label": words,
        "policy": _closed(policy, []),
        "stages": {"type": "array", "items": _closed(stage, ["key"]), "minItems": 1},
    }
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A sales cycle"}
    return (
        schema | _closed(head, ["key", "version", "stages"]) | {"$defs": {"criterion": {"oneOf": [named, *composed]}}}
    )


def _closed(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _one_of(words: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [word.value for word in words]}


def _only(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return _closed({name: schema}, [name])
