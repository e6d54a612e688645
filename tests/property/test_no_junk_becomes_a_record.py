"""Law: whatever is read as data, it becomes a record or one error of ours, and stays as it was."""

from __future__ import annotations

import copy
import pickle
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salescycle.errors import PROBLEM_LIMIT, InvalidData
from salescycle.interop.json import UPGRADES, from_data, to_data


def told(data: object, **how: object) -> InvalidData | None:
    """Read data, and give the error that came, if one did; what was read is written again."""
    try:
        to_data(from_data(data, zones=ZoneInfo, **how))
    except InvalidData as error:
        return error
    return None


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
@given(data=st.data(), strict=st.booleans())
def test_damaged_data_is_read_or_told(data: st.DataObject, strict: bool, storable, damaged) -> None:
    """Problems are at most as many as one error tells, each has its path, and the message is short and one error."""
    written = data.draw(damaged(to_data(data.draw(storable()))))
    before = copy.copy(written)
    error = told(written, strict=strict)
    assert before == written
    if error is not None:
        assert 0 < len(error.problems) <= PROBLEM_LIMIT
        assert all(problem.where.startswith("$") and problem.code for problem in error.problems)
        assert len(str(error)) <= 2000
        assert str(error) == str(pickle.loads(pickle.dumps(error)))


@given(data=st.data())
def test_junk_is_told(data: st.DataObject, junk) -> None:
    """What is no record at all is told, as the whole, as a field, as a fact and as the version."""
    thing = data.draw(junk)
    head = {"type": "deal", "schema_version": 1, "id": "D-1"}
    for each in (thing, head | {"log": thing}, head | {"log": [thing]}, head | {"lead": thing}, head | {"id": thing}):
        told(each)
    told(head | {"schema_version": thing}, upgrades={("deal", 0): lambda _: thing, **UPGRADES})
    told(head | {"type": thing})
