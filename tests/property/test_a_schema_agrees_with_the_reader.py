"""Law: the JSON Schema of a type accepts what is written of it, and nothing that is read is refused by it."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from salescycle.errors import InvalidData
from salescycle.interop.json import from_data, json_schema, to_data

QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)


@cache
def validator(kind: type, *, inline_refs: bool = False) -> Draft202012Validator:
    """Make the validator of a type, whose schema is one itself."""
    schema = json_schema(kind, inline_refs=inline_refs)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@QUICK
@given(data=st.data(), inline_refs=st.booleans())
def test_what_is_written_is_accepted(data: st.DataObject, inline_refs: bool, storable) -> None:
    """With references and without, of a class and, for a fact, of its kind."""
    record = data.draw(storable())
    assert [] == [
        error.message for error in validator(type(record), inline_refs=inline_refs).iter_errors(to_data(record))
    ]


@QUICK
@given(data=st.data())
def test_what_is_refused_cannot_be_read(data: st.DataObject, storable, damaged) -> None:
    """Of damaged data, what the schema refuses is refused by the reader too."""
    record = data.draw(storable())
    broken = data.draw(damaged(to_data(record)))
    try:
        from_data(broken, type(record), zones=ZoneInfo)
    except InvalidData:
        return
    assert [] == [error.message for error in validator(type(record)).iter_errors(broken)]
