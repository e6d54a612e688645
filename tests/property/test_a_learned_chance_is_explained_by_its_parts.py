"""Law: a learned chance lies strictly between 0 and 1, is the sum of its parts, and rests on no order."""

from __future__ import annotations

import json
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.qualification import Example, NaiveBayes, Platt, Training

NAMES = ("budget", "source", "stage", "team")
FEATURES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from("abcd") | st.none())
ROWS = st.lists(st.builds(Example, features=FEATURES, outcome=st.sampled_from(["won", "lost"])), max_size=30)
WEIGHTS = st.decimals("0.001", 100, places=3)
CURVES = st.none() | st.builds(Platt, slope=st.floats(-3, 3), intercept=st.floats(-3, 3))


@settings(deadline=None)
@given(ROWS, FEATURES, WEIGHTS, WEIGHTS, CURVES, st.booleans(), st.randoms(use_true_random=False))
def test_a_learned_chance_is_explained_by_its_parts(rows, asked, alpha, strength, curve, segmented, rng) -> None:
    """Contributions add up; what is missing adds nothing; examples in another order, or JSON, give the same scorer."""
    order = {"stage": ["a", "b", "c"]}

    def fit(examples: list[Example]) -> NaiveBayes:
        table, options = Training(examples=examples), {"alpha": alpha, "floor": 0, "cumulative": order}
        if segmented:
            return NaiveBayes.fit_by("team", table, strength=strength, **options)
        return NaiveBayes.fit(table, **options)

    found = fit(rows)
    found = NaiveBayes(**{name: getattr(found, name) for name in NaiveBayes.__slots__[:6]}, calibration=curve)
    prediction = found.predict(asked)
    assert 0 < prediction.probability < 1
    parts = [prediction.start, *(each.log_odds for each in prediction.contributions)]
    assert math.isclose(prediction.log_odds, sum(parts), abs_tol=1e-9)
    sizes = [abs(each.log_odds) for each in prediction.contributions]
    assert sizes == sorted(sizes, reverse=True)
    known = {name: value for name, value in asked.items() if value is not None}
    assert prediction == found.predict(known)
    assert {each.feature for each in prediction.contributions} <= set(known)
    turned = list(rows)
    rng.shuffle(turned)
    assert fit(rows) == fit(turned)
    assert found == NaiveBayes.from_data(json.loads(json.dumps(found.to_data())))
