"""Law: what is written of a framework is read back to the same framework, and written again it is the same data."""

from __future__ import annotations

import json
from datetime import timedelta

import attrs
import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.qualification import Counting, Framework

lengths = st.none() | st.integers(1, 36_500 * 86_400_000_000).map(lambda each: timedelta(microseconds=each))
words = st.dictionaries(st.sampled_from(["en", "ko", "de-AT"]), st.sampled_from(["Need", "필요", "<b>"]), max_size=2)


@settings(deadline=None)
@given(data=st.data())
def test_data_there_and_back(data: st.DataObject, frameworks) -> None:
    """Through JSON text and back, whatever its words and its rubric, and JSON Schema accepts it on the way."""
    plain = data.draw(frameworks())
    keys = [question.key for question in plain.questions]
    rubric = attrs.evolve(
        plain.rubric,
        gates={
            each.key: data.draw(st.sampled_from(each.levels)).key
            for each in plain.questions[: data.draw(st.integers(0, 3))]
        },
        stale_after=data.draw(lengths),
        stale_after_for=data.draw(st.dictionaries(st.sampled_from(keys), lengths)),
        counting=data.draw(st.sampled_from(Counting)),
    )
    questions = [attrs.evolve(each, label=data.draw(words), asks=data.draw(words)) for each in plain.questions]
    framework = attrs.evolve(plain, rubric=rubric, questions=questions, label=data.draw(words))
    written = framework.to_data()
    again = Framework.from_data(json.loads(json.dumps(written)))
    assert framework == again
    assert written == again.to_data()
    jsonschema.validate(written, Framework.json_schema())
