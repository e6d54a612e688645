"""Law: fields and kinds of facts that this version does not know are written again where they were, unchanged."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salescycle.errors import InvalidData
from salescycle.interop.json import from_data, to_data

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda part: st.lists(part, max_size=2) | st.dictionaries(st.text(max_size=3), part, max_size=2),
    max_leaves=4,
)
# mappings that are no objects of fields
CLOSED = ("label",)


def objects(data: object, name: str = "") -> list[dict]:
    """Give the mappings in some data whose fields are known by name."""
    if isinstance(data, list):
        return [found for each in data for found in objects(each)]
    if (
        not isinstance(data, dict)
        or name in CLOSED
        or {"number"} == set(data)
        or {"date"} == set(data)
        or "money" in data
    ):
        return []
    return [data, *(found for key, each in data.items() for found in objects(each, key))]


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(data=st.data())
def test_unknown_fields_come_back(data: st.DataObject, storable, facts_by_kind) -> None:
    """Wherever they stand in a record or a fact; asked to be strict, each is a problem instead."""
    facts = st.one_of(*facts_by_kind().values())
    record = data.draw(storable().filter(lambda each: hasattr(each, "unread")) | facts)
    written = to_data(record)
    holders = data.draw(st.lists(st.sampled_from(range(len(objects(written)))), min_size=1, max_size=3))
    for holder in holders:
        objects(written)[holder][f"new_{data.draw(st.text(max_size=4))}"] = data.draw(ANYTHING)
    if "log" in written:
        written["log"].append({"kind": "newer", "at": "2199-12-31T00:00:00Z", "what": data.draw(ANYTHING)})
    again = from_data(json.loads(json.dumps(written)), type(record), zones=ZoneInfo)
    assert sorted_documents(written) == sorted_documents(to_data(again))
    assert again == from_data(to_data(again), zones=ZoneInfo)
    with pytest.raises(InvalidData):
        from_data(written, strict=True, zones=ZoneInfo)


def sorted_documents(data: object) -> object:
    """Give data in which the documents of paperwork stand in the order of their keys, at any depth."""
    if isinstance(data, list):
        return [sorted_documents(each) for each in data]
    if not isinstance(data, dict):
        return data
    ordered = {key: sorted_documents(each) for key, each in data.items()}
    if isinstance(ordered.get("documents"), list):
        ordered["documents"] = sorted(ordered["documents"], key=lambda each: each["key"])
    return ordered
