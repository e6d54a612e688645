"""JSON Schemas of the data of records, for editors, forms and other people's tools.

A schema says what a field looks like. It refuses nothing that ``from_data`` reads, and cannot see all that is wrong.
"""

from __future__ import annotations

import builtins
import enum
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from types import NoneType
from typing import Any, Final, get_args, get_origin

from salescycle.model import AttributeValue, Fact, UnknownFact
from salescycle.values import Wording, id_text, key_text, key_texts, note_text, optional_key

from ._data import DATA_SCHEMA_VERSION, SHAPES, type_named
from ._facts import KINDS, UNKNOWN
from ._scalars import DATE, INSTANT, LENGTH, NUMBER
from ._shapes import Field, Shape

__all__ = ["json_schema"]

_Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NULL: Final[_Schema] = {"type": "null"}
_KEY: Final[_Schema] = {"type": "string", "pattern": r"\S", "maxLength": 128}
_NAME: Final[_Schema] = {"type": "string", "maxLength": 256}
_ID: Final[_Schema] = {"anyOf": [_KEY, {"type": "integer"}]}
_NOTE: Final[_Schema] = {"type": "string", "maxLength": 10_000}
_DATE: Final[_Schema] = {"type": "string", "pattern": f"^{DATE}$"}
_NUMBER: Final[_Schema] = {"type": "string", "pattern": f"^{NUMBER}$"}


def _tagged(**fields: _Schema) -> _Schema:
    return {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}


_ATTRIBUTE: Final[_Schema] = {
    "anyOf": [
        *({"type": kind} for kind in ("null", "boolean", "integer")),
        _NAME,
        {"type": "array", "items": _NAME},
        _tagged(number=_NUMBER),
        _tagged(date=_DATE),
        _tagged(money=_NUMBER, currency=_NAME),
    ]
}
_BY_KIND: Final[dict[Any, _Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: _DATE,
    datetime: {"type": "string", "pattern": f"^{INSTANT}$"},
    timedelta: {"type": "string", "pattern": f"^{LENGTH}$"},
    Decimal: _NUMBER,
    tzinfo: {"type": "string", "maxLength": 79},
    Wording: {"anyOf": [_NOTE, {"type": "object", "additionalProperties": _NOTE}]},
    AttributeValue | None: _ATTRIBUTE,
}
_TEXTS: Final[dict[Any, _Schema]] = {
    key_text: _KEY,
    key_texts: _KEY,
    optional_key: _KEY,
    id_text: _ID,
    note_text: _NOTE,
}


def json_schema(type: builtins.type[Any] | str, *, inline_refs: bool = False) -> _Schema:  # noqa: A002
    """Give a JSON Schema (draft 2020-12) of what ``to_data`` writes of a type, given as its class or its name.

    Fields and kinds of facts that a newer version may add are allowed. Parts are named under ``$defs`` and referred
    to; with ``inline_refs`` each stands where it is used, for tools that know no references, and of facts set aside
    by a merger it says only that they are mappings.

    Raises ``InvalidValue`` for a type that has no data form.

    >>> from salescycle import Deal
    >>> schema = json_schema(Deal)
    >>> schema["required"], schema["properties"]["lead"]
    (['type', 'schema_version', 'id'], {'anyOf': [{'$ref': '#/$defs/lead'}, {'type': 'null'}]})
    """
    name = type_named(type)
    schemas = _Schemas(inline=inline_refs)
    body = schemas.fields(SHAPES[name]) if name in SHAPES else schemas.facts(Fact if isinstance(type, str) else type)
    head = {"type": {"const": name}, "schema_version": {"const": DATA_SCHEMA_VERSION}}
    whole = body | {"properties": head | body["properties"], "required": [*head, *body["required"]]}
    defs = {"$defs": dict(sorted(schemas.parts.items()))} if schemas.parts else {}
    return {"$schema": _DRAFT, "title": name} | whole | defs


class _Schemas:
    """The schemas of parts: named and referred to, or made anew where each is used."""

    def __init__(self, *, inline: bool) -> None:
        self.parts: dict[str, _Schema] = {}
        self._inline = inline
        self._within: list[str] = []

    def fields(self, shape: Shape) -> _Schema:
        """Give the schema of an object of a shape."""
        properties = {name: self._field(field) for name, field in shape.fields.items()}
        required = [name for name, field in shape.fields.items() if field.is_required]
        return {"type": "object", "properties": properties, "required": required}

    def facts(self, kind: builtins.type[Any]) -> _Schema:
        """Give the schema of facts of a class."""
        if kind is Fact:
            return self.any_fact()
        return self.newer_fact() if kind is UnknownFact else self.fact(kind.kind)

    def fact(self, kind: str) -> _Schema:
        """Give the schema of the facts of a kind."""
        schema = self.fields(KINDS[kind])
        properties = {"kind": {"const": kind}} | schema["properties"]
        return schema | {"properties": properties, "required": ["kind", *schema["required"]]}

    def any_fact(self) -> _Schema:
        """Give the schema of facts of every kind, those that are not known among them."""
        kinds = [self._part(f"fact_{kind}", lambda kind=kind: self.fact(kind)) for kind in sorted(KINDS)]  # type: ignore[misc]
        return {
            "type": "object",
            "properties": {"kind": _KEY},
            "required": ["kind", "at"],
            "anyOf": [*kinds, self.newer_fact()],
        }

    def newer_fact(self) -> _Schema:
        """Give the schema of facts of a kind that is not known."""
        newer = self.fields(UNKNOWN)
        newer["properties"]["kind"] = _KEY | {"not": {"enum": sorted(KINDS)}}
        return newer

    def _part(self, name: str, make: Callable[[], _Schema]) -> _Schema:
        if self._inline:
            if name in self._within:
                return {"type": "object"}
            self._within.append(name)
            made = make()
            self._within.pop()
            return made
        if name not in self.parts:
            self.parts[name] = {}  # it may refer to itself
            self.parts[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def _field(self, field: Field) -> _Schema:
        return self._of(field.kind, _TEXTS.get(field.attribute.converter, _NAME))

    def _of(self, kind: Any, text: _Schema) -> _Schema:
        if kind in _BY_KIND or kind is str:
            return _BY_KIND.get(kind, text)
        if NoneType in get_args(kind):
            return {"anyOf": [self._of(get_args(kind)[0], text), _NULL]}
        if get_origin(kind) is tuple:
            return {"type": "array", "items": self._of(get_args(kind)[0], text)}
        if issubclass(kind, enum.StrEnum):
            return {"enum": [member.value for member in kind]}
        if kind is Fact:
            return self._part("fact", self.any_fact)
        name = type_named(kind)
        return self._part(name, lambda: self.fields(SHAPES[name]))
