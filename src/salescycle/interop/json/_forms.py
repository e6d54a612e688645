"""How a field's value is written and read, by the type that its annotation names."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from types import NoneType
from typing import Any, TypeAlias, get_args, get_origin

import attrs

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.model import LOG_LIMIT, AttributeValue
from salescycle.values import Wording

from ._attributes import attribute_data, attribute_from
from ._reading import BAD, Reading, Where
from ._scalars import (
    date_from,
    instant_from,
    instant_text,
    length_from,
    length_text,
    number_from,
    number_text,
    zone_from,
    zone_text,
)

__all__ = ["FORMS", "Form", "form_of"]

_PLAIN = (str, int, bool, NoneType)

Write: TypeAlias = Callable[[Any, int], Any]
"""Writes a value that stands so many levels of facts set aside down."""

Read: TypeAlias = Callable[[Any, Reading, Where], Any]
"""Reads a value, or raises, or tells the problems and gives ``BAD``."""


@attrs.frozen
class Form:
    """How a value is written and read; ``None`` where it stands as it is, for the field's own door to check."""

    write: Write | None
    read: Read


def form_of(kind: Any) -> Form:
    """Give the form of the values of a type."""
    if kind in FORMS:
        return FORMS[kind]
    if NoneType in get_args(kind):
        return _optional(form_of(get_args(kind)[0]))
    if get_origin(kind) is tuple:
        return _several(form_of(get_args(kind)[0]))
    assert issubclass(kind, enum.StrEnum)  # noqa: S101 - of the types of our own fields, the last that is left
    return Form(lambda value, _: value.value, _plain)


def _plain(value: Any, _: Reading, __: Where) -> Any:
    """Let through what JSON has: the field's door refuses what is of another kind, and runs no foreign code."""
    if type(value) not in _PLAIN:
        raise InvalidValue("a value", "must be text, a whole number, true, false or null", value)
    return value


def _optional(form: Form) -> Form:
    write, read = form.write, form.read
    return Form(
        write and (lambda value, depth: None if value is None else write(value, depth)),
        lambda value, reading, where: None if value is None else read(value, reading, where),
    )


def _several(form: Form) -> Form:
    write = form.write or (lambda value, _: value)
    return Form(
        lambda values, depth: [write(value, depth) for value in values],
        lambda value, reading, where: _items(form.read, value, reading, where),
    )


def _items(read: Read, value: Any, reading: Reading, where: Where) -> Any:
    if type(value) is not list:
        raise InvalidValue("several values", "must be a list", value)
    if len(value) > LOG_LIMIT:
        raise LimitExceeded("several values", f"must be at most {LOG_LIMIT}", len(value))
    reading.enter(value, len(value))
    made = [reading.through(read, each, (where, place)) for place, each in enumerate(value)]
    return BAD if BAD in made else made


def _wording_from(value: Any, _: Reading, __: Where) -> Any:
    texts = [value] if type(value) is str else [*value, *value.values()] if type(value) is dict else [None]
    if any(type(text) is not str for text in texts):
        raise InvalidValue("a wording", "must be text, or a mapping of language to text", value)
    return value


def _attribute_from(value: Any, reading: Reading, _: Where) -> Any:
    if type(value) is list:
        reading.enter(value, len(value))
    return attribute_from(value)


FORMS: dict[Any, Form] = {
    str: Form(None, _plain),
    bool: Form(None, _plain),
    int: Form(None, _plain),
    datetime: Form(lambda value, _: instant_text(value), lambda value, _, __: instant_from(value)),
    date: Form(lambda value, _: value.isoformat(), lambda value, _, __: date_from(value)),
    timedelta: Form(lambda value, _: length_text(value), lambda value, _, __: length_from(value)),
    Decimal: Form(lambda value, _: number_text(value), lambda value, _, __: number_from(value)),
    tzinfo: Form(lambda value, _: zone_text(value), lambda value, reading, __: zone_from(value, reading.zones)),
    Wording: Form(lambda value, _: dict(value.texts), _wording_from),
    AttributeValue | None: _optional(Form(lambda value, _: attribute_data(value), _attribute_from)),
}
"""The forms of types that are not made of fields; shapes add theirs when this package is loaded."""
