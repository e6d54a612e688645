"""Law: data of a framework that was damaged anywhere gives a framework or one of our errors, short and with paths."""

from __future__ import annotations

from datetime import timedelta

import attrs
import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.errors import InvalidFramework
from salescycle.qualification import BANT, SPICED, Framework, Rubric

RUBRIC = Rubric(
    weights={"need": 2, "budget": "0.5"},
    gates={"need": "partly"},
    stale_after=timedelta(days=90),
    stale_after_for={"timing": timedelta(days=7), "need": None},
    counting="lowest",
)
SCHEMA = jsonschema.Draft202012Validator(Framework.json_schema())
SOUND = [attrs.evolve(BANT, rubric=RUBRIC).to_data(), SPICED.to_data()]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_damage_is_told(damaged, sound, data) -> None:
    """Dropped, replaced, renamed or said twice in one to three places; what is read, the schema accepts."""
    broken = data.draw(damaged(sound))
    refused = None
    try:
        framework = Framework.from_data(broken)
    except InvalidFramework as error:
        refused = error
    if refused is None:
        assert framework == Framework.from_data(framework.to_data())
        assert SCHEMA.is_valid(broken)
    else:
        assert 1 <= len(refused.problems) <= 100
        assert all(problem.where and problem.code for problem in refused.problems)
        assert len(str(refused)) <= 2000
