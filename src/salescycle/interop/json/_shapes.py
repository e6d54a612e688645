"""A shape: how an object of a class is written as a mapping, field by field, and read back."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

import attrs

from salescycle.errors import SalesCycleError
from salescycle.values import NO_WORDING

from ._forms import FORMS, Form, Read, Write, form_of
from ._reading import BAD, Reading, Where, mapping_in, put_back

__all__ = ["Field", "Shape", "shape_of"]

UNREAD = "unread"
_EMPTY = (None, "", (), NO_WORDING)


@attrs.frozen
class Field:
    """A field: its name and type, how it is written and read, and whether it must be there."""

    name: str
    kind: Any
    write: Write | None
    read: Read
    attribute: attrs.Attribute[Any] = attrs.field(repr=False)
    empty: Any = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        # only what says nothing is left out: what another default says might change
        is_empty = any(self.attribute.default is each for each in _EMPTY)
        object.__setattr__(self, "empty", self.attribute.default if is_empty else BAD)

    @property
    def is_required(self) -> bool:
        """Whether data must have it."""
        return self.attribute.default is attrs.NOTHING

    def check(self, value: Any) -> None:
        """Pass a value through the field's own doors."""
        door: Any = self.attribute.converter
        if door is not None:
            value = door(value)
        if self.attribute.validator is not None:
            self.attribute.validator(None, self.attribute, value)


@attrs.frozen(eq=False)
class Shape:
    """The fields of a class, by name. ``heads`` are names that stand in its data and are no fields of it."""

    of: type[Any]
    fields: Mapping[str, Field]
    heads: tuple[str, ...]
    keeps: bool

    def write(self, value: Any, depth: int = 0) -> dict[str, Any]:
        """Write an object; an optional field that is empty is left out."""
        data: dict[str, Any] = {}
        for name, field in self.fields.items():
            each = getattr(value, name)
            if each != field.empty:
                data[name] = each if field.write is None else field.write(each, depth)
        if self.keeps and value.unread:
            put_back(data, value.unread)
        return data

    def read(self, data: Any, reading: Reading, where: Where) -> Any:
        """Read an object, or tell every problem and give ``BAD``."""
        return self.read_fields(data, reading, where) if mapping_in(data, reading, where) else BAD

    def read_fields(self, data: dict[str, Any], reading: Reading, where: Where) -> Any:
        """Read an object from a mapping with text for names."""
        outer = reading.unknown
        if self.keeps:
            reading.unknown = []
        made: dict[str, Any] = {}
        for name, value in data.items():
            field = self.fields.get(name)
            if field is not None:
                made[name] = reading.through(field.read, value, (where, name))
            elif name not in self.heads:
                reading.keep(where, name, value, self.fields)
        value = self._made(made, reading, where)
        if self.keeps:
            value = self._kept(value, made, reading, where)
            reading.unknown = outer
        return value

    def _made(self, made: dict[str, Any], reading: Reading, where: Where) -> Any:
        missing = [name for name, field in self.fields.items() if field.is_required and name not in made]
        for name in missing:
            reading.problem("missing_field", where, f"must have the field {name!r}")
        whole = not missing and BAD not in made.values()
        refusal: SalesCycleError | None = None
        try:
            if whole:
                return self.of(**made)
        except SalesCycleError as error:
            refusal = error
        # the first refusal ends the making of an object, so each field is asked by itself
        told = len(reading.problems)
        for name, value in made.items():
            if value is not BAD:
                reading.through(self._checked, (name, value), (where, name))
        if refusal is not None and told == len(reading.problems):
            reading.refused(where, refusal)
        return BAD

    def _checked(self, pair: tuple[str, Any], _: Reading, __: Where) -> None:
        self.fields[pair[0]].check(pair[1])

    def _kept(self, value: Any, made: dict[str, Any], reading: Reading, where: Where) -> Any:
        if value is BAD or not reading.unknown:
            return value

        def moved(way: list[str | int]) -> list[str | int]:
            # documents are put in order when they are taken in, and what was not read of each moves along
            if len(way) > 2 and type(way[1]) is int:
                held = [id(each) for each in getattr(value, str(way[0]))]
                return [way[0], held.index(id(made[str(way[0])][way[1]])), *way[2:]]
            return way

        return attrs.evolve(value, unread=reading.unread(where, moved))


def shape_of(kind: type[Any], *heads: str, form: bool = True) -> Shape:
    """Make the shape of a class of attrs; with ``form``, fields that hold one are written and read by it."""
    hints = get_type_hints(kind)
    fields: dict[str, Field] = {}
    keeps = False
    for attribute in attrs.fields(kind):
        if attribute.name == UNREAD:
            keeps = True
            continue
        of = form_of(hints[attribute.name])
        fields[attribute.name] = Field(attribute.name, hints[attribute.name], of.write, of.read, attribute)
    shape = Shape(kind, fields, heads, keeps)
    if form:
        FORMS[kind] = Form(shape.write, shape.read)
    return shape
