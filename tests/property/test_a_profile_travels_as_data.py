"""Law: what is written of a profile is read back to the same profile, and written again it is the same data."""

from __future__ import annotations

import json
import tomllib

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.qualification import Profile


def toml(value: object) -> str:
    """Write a value as TOML, which has no null."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {toml(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    assert type(value) in (str, bool, int)
    return json.dumps(value, ensure_ascii=False)


@settings(deadline=None)
@given(data=st.data())
def test_through_json_and_back(data: st.DataObject, profiles) -> None:
    """Equal, the same to the last place and kind of each value, and JSON Schema accepts it on the way."""
    profile = data.draw(profiles())
    written = profile.to_data()
    again = Profile.from_data(json.loads(json.dumps(written)))
    assert profile == again
    assert repr([rule.values for rule in profile.rules]) == repr([rule.values for rule in again.rules])
    assert written == again.to_data()
    jsonschema.validate(written, Profile.json_schema())


@settings(deadline=None)
@given(data=st.data())
def test_through_toml_and_back(data: st.DataObject, profiles) -> None:
    """The data fits into a file of either kind."""
    profile = data.draw(profiles())
    text = "\n".join(f"{name} = {toml(value)}" for name, value in profile.to_data().items())
    assert profile == Profile.from_data(tomllib.loads(text))
