"""Law: what is written of a cross-walk is read back to the same one, given its frameworks, and written again alike."""

from __future__ import annotations

import json

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.qualification import FRAMEWORKS, CrossWalk, Reuse


@st.composite
def _walks(draw: st.DrawFn, frameworks) -> CrossWalk:
    """Draw a cross-walk between two frameworks, from any levels of its questions to any of others."""
    source, target = (attrs.evolve(draw(frameworks()), key=key) for key in ("one", "다른 것"))
    steps = []
    for informed in draw(st.lists(st.sampled_from(target.questions), min_size=1, unique=True)):
        question = draw(st.sampled_from(source.questions))
        levels = ([level.key for level in each.levels] for each in (question, informed))
        answers = draw(st.dictionaries(*map(st.sampled_from, levels)))
        steps.append(Reuse(question=question.key, informs=informed.key, answers=answers))
    return CrossWalk(source=source, target=target, steps=steps)


@settings(deadline=None)
@given(data=st.data())
def test_data_there_and_back(data: st.DataObject, frameworks) -> None:
    """Through JSON text and back, whatever else is given."""
    walk = data.draw(_walks(frameworks))
    written = walk.to_data()
    given = data.draw(st.permutations([*FRAMEWORKS, walk.source, walk.target]))
    again = CrossWalk.from_data(json.loads(json.dumps(written)), frameworks=given)
    assert walk == again
    assert written == again.to_data()
