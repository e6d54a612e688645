"""Law: pydantic reads, writes, refuses and describes what is ours just as plain data does."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from salescycle.errors import InvalidData
from salescycle.interop.json import from_data, to_data
from salescycle.interop.pydantic import PlainData

QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)


@cache
def adapter(kind: type) -> TypeAdapter[Any]:
    """Make the adapter of a class."""
    return TypeAdapter(Annotated[kind, PlainData(zones=ZoneInfo)])


@cache
def validator(kind: type) -> Draft202012Validator:
    """Make the validator of the schema that pydantic gives of a class."""
    return Draft202012Validator(TypeAdapter(kind).json_schema())


@QUICK
@given(data=st.data())
def test_what_is_written_is_read(data: st.DataObject, storable) -> None:
    """Through JSON, as the same plain data, which the schema accepts."""
    record = data.draw(storable())
    of_class = adapter(type(record))
    assert record == of_class.validate_json(of_class.dump_json(record))
    assert to_data(record) == of_class.dump_python(record)
    assert [] == [error.message for error in validator(type(record)).iter_errors(to_data(record))]


@QUICK
@given(data=st.data())
def test_the_same_problems_are_told(data: st.DataObject, storable, damaged) -> None:
    """In the same order, with the same codes and sentences."""
    record = data.draw(storable())
    broken = data.draw(damaged(to_data(record)))
    ours: list[tuple[str, str]] = []
    theirs: list[tuple[str, str]] = []
    try:
        from_data(broken, type(record), zones=ZoneInfo)
    except InvalidData as error:
        ours = [(problem.code, problem.message) for problem in error.problems]
    try:
        adapter(type(record)).validate_python(broken)
    except ValidationError as error:
        theirs = [(each["type"], each["msg"]) for each in error.errors()]
    assert ours == theirs
