"""Law: data of a framework that was damaged anywhere gives a framework or one of our errors, short and with paths."""

from __future__ import annotations

import copy
from datetime import timedelta

import attrs
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
SOUND = [attrs.evolve(BANT, rubric=RUBRIC).to_data(), SPICED.to_data()]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["need ", "unknown", "x" * 100_000, b"no", object(), int, {1: 2}, {}, []]),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)


def places(value, path=()):
    """Give the path of everything in some data but the whole."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield (*path, key)
        yield from places(each, (*path, key))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_damage_is_told(sound, data) -> None:
    """One to three places of sound data are dropped, replaced, renamed or said twice."""
    broken = copy.deepcopy(sound)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(list(places(broken))))
        holder = broken
        for key in way:
            holder = holder[key]
        how = data.draw(st.sampled_from(["put", "drop", "add"]))
        if how == "drop":
            del holder[last]
        elif how == "add":
            holder.append(holder[last]) if isinstance(holder, list) else holder.update({data.draw(st.text()): last})
        else:
            holder[last] = data.draw(JUNK)
    refused = None
    try:
        framework = Framework.from_data(broken)
    except InvalidFramework as error:
        refused = error
    if refused is None:
        assert framework == Framework.from_data(framework.to_data())
    else:
        assert 1 <= len(refused.problems) <= 100
        assert all(problem.where and problem.code for problem in refused.problems)
        assert len(str(refused)) <= 2000
