"""Law: whatever is done to the data of a scorer, it is read or refused by an error of this library."""

from __future__ import annotations

import copy
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from salescycle.errors import SalesCycleError
from salescycle.qualification import Example, NaiveBayes, Platt, Training

TABLE = Training(
    examples=[
        Example(features={"team": team, "stage": stage}, outcome=outcome)
        for team, stage, outcome in [("a", "talk", "lost"), ("a", "offer", "won"), ("b", "offer", "lost")]
    ]
)
BY_TEAM = NaiveBayes.fit_by("team", TABLE, cumulative={"stage": ["talk", "offer"]}, floor=0)
GOOD = NaiveBayes(
    tally=BY_TEAM.tally, segment="team", segments=BY_TEAM.segments, floor=0, calibration=Platt(slope=0.5, intercept=0.0)
).to_data()


def places(data: object, path: tuple = ()) -> list[tuple]:
    """Give the path of every place in the data."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, each in pairs for found in [(*path, key), *places(each, (*path, key))]]


ODD = st.sampled_from(
    ["", " ", "x" * 300, "1e999999", "\0", 10**5000, -1, 0, 1, 2, Decimal("sNaN"), Decimal("1e-999999"), 1e308, -0.0]
)
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3) | ODD
BROKEN = ANYTHING | st.lists(ANYTHING, max_size=2) | st.dictionaries(st.text(max_size=5), ANYTHING, max_size=2)


@given(st.lists(st.tuples(st.sampled_from(places(GOOD)), BROKEN, st.booleans()), min_size=1, max_size=3))
def test_broken_scorer_data_is_told_at_once(changes: list[tuple[tuple, object, bool]]) -> None:
    """What is read still answers within bounds and survives another trip; what is refused has a short message."""
    data = copy.deepcopy(GOOD)
    for path, value, gone in changes:
        inside = data
        for key in path[:-1]:
            inside = inside[key] if isinstance(inside, dict) and key in inside else inside
            if isinstance(inside, list) and isinstance(key, int):
                inside = inside[key] if key < len(inside) else inside
        if isinstance(inside, dict) and path[-1] in inside:
            inside[path[-1]] = value
            if gone:
                del inside[path[-1]]
    scorer = refused = None
    try:
        scorer = NaiveBayes.from_data(data)
    except SalesCycleError as error:
        refused = error
    if scorer is None:
        assert 0 < len(str(refused)) <= 2000
    else:
        assert 0 < scorer.predict({"team": "a", "stage": "offer"}).probability < 1
        assert scorer == NaiveBayes.from_data(scorer.to_data())
