"""Law: what is written of a cycle is read back to the same cycle, and written again it is the same data."""

import json
from datetime import timedelta

import attrs
import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import (
    CRITERIA,
    Criterion,
    Cycle,
    ForecastCategory,
    Outcome,
    all_of,
    any_of,
    bant_at_least,
    negate,
)
from salescycle.cycle import fit_at_least

named = st.sampled_from([each for each in CRITERIA.values() if isinstance(each, Criterion)])
scored = st.decimals(0, 100, places=2).map(bant_at_least)
shares = st.decimals(0, 1, places=2)


def composed(inner):
    """Give the strategy of criteria made of others."""
    several = st.lists(inner, min_size=1, max_size=3)
    return several.map(lambda parts: all_of(*parts)) | several.map(lambda parts: any_of(*parts)) | inner.map(negate)


words = st.dictionaries(st.sampled_from(["en", "ko", "de-AT"]), st.sampled_from(["Talk", "이야기", "<b>"]), max_size=2)
limits = st.none() | st.integers(1, 10**12).map(lambda microseconds: timedelta(microseconds=microseconds))
rates = st.none() | st.decimals(0, 1, places=4)
categories = st.none() | st.sampled_from([each for each in ForecastCategory if each != "closed"])
won_categories = categories | st.just("closed")
unique = {"unique_by": lambda each: (each.key, each.params)}


@settings(max_examples=60)
@given(data=st.data())
def test_data_there_and_back(data, cycles, profiles):
    """Through JSON text and back, and JSON Schema accepts it on the way."""
    fits = st.builds(fit_at_least, profiles(), shares)
    # a few criteria for all stages: one tree of them and one profile a stage would be more than a run can draw in time
    pool = data.draw(st.lists(st.recursive(named | scored | fits, composed, max_leaves=4), min_size=1, max_size=4))
    criteria = st.sampled_from(pool)
    drawn = data.draw(cycles())
    stages = [
        attrs.evolve(
            stage,
            exit_criteria=data.draw(st.lists(criteria, max_size=3, **unique)),
            label=data.draw(words),
            guidance=data.draw(words),
            idle_limit=data.draw(limits),
            win_probability=data.draw(rates),
            forecast_category=data.draw(categories if stage.outcome is not Outcome.WON else won_categories),
        )
        for stage in drawn.stages
    ]
    cycle = attrs.evolve(drawn, stages=stages, label=data.draw(words))
    written = cycle.to_data()
    again = Cycle.from_data(json.loads(json.dumps(written)))
    assert cycle == again
    assert written == again.to_data()
    jsonschema.validate(written, Cycle.json_schema())
