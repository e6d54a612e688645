"""Law: what is written of a record, a fact or a value is read back to the same, through JSON text too."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salescycle import model
from salescycle.interop.json import from_data, to_data
from salescycle.model import Fact

QUICK = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60
)


@QUICK
@given(data=st.data())
def test_through_json_and_back(data: st.DataObject, storable) -> None:
    """Equal, the same to the last place of each number, and written again it is the same text."""
    record = data.draw(storable())
    text = json.dumps(to_data(record), allow_nan=False)
    again = from_data(json.loads(text), type(record), strict=False, zones=ZoneInfo)
    assert record == again
    assert str(getattr(record, "log", record)) == str(getattr(again, "log", again))
    assert text == json.dumps(to_data(again))


@settings(QUICK, max_examples=20)
@given(data=st.data())
def test_each_kind_of_fact(data: st.DataObject, facts_by_kind) -> None:
    """A kind that is new in the model is drawn here too: the law holds for it, or fails."""
    things = [getattr(model, name) for name in model.__all__]
    kinds = facts_by_kind()
    assert {thing for thing in things if isinstance(thing, type) and issubclass(thing, Fact)} == set(kinds)
    for kind, strategy in kinds.items():
        fact = data.draw(strategy)
        again = from_data(to_data(fact), kind, zones=ZoneInfo)
        assert fact == again
