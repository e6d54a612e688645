"""Fields are given by name, except where English fixes the order."""

import importlib
import inspect

import attrs
import pytest

BY_PLACE = {
    "Money": ["amount", "currency"],
    "Pipeline": ["deals"],
    "Stage": ["key"],
    "Undefined": ["reason"],
    "Wording": ["texts"],
}
ROOMS = ["values", "model", "qualification", "cycle", "metrics"]


def records(room):
    """Give the classes of a room that hold fields."""
    module = importlib.import_module(f"salescycle.{room}")
    things = {name: getattr(module, name) for name in module.__all__}
    return {name: thing for name, thing in things.items() if inspect.isclass(thing) and attrs.has(thing)}


@pytest.mark.parametrize("room", ROOMS)
def test_fields_are_given_by_name(room):
    """Only the classes of which the house style says so take an argument by its place."""
    by_place = {
        name: [field.name for field in attrs.fields(thing) if field.init and not field.kw_only]
        for name, thing in records(room).items()
    }
    expected = {name: fields for name, fields in BY_PLACE.items() if name in by_place}
    assert expected == {name: fields for name, fields in by_place.items() if fields}
