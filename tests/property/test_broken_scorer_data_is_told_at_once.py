"""Law: data of a scorer that was damaged anywhere gives a scorer or one of our errors, short and with paths."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.errors import InvalidScorer
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


ROOTS = ("scorer", *GOOD)

# places that do not hang together, each with what it cannot be
APART = {
    ("schema_version",): 2,
    ("alpha",): "0",
    ("floor",): -1,
    ("strength",): None,
    ("segment",): "",
    ("tally", "won"): True,
    ("tally", "features", 0, "values", 0, "won"): "1",
    ("tally", "features", 0, "values", 1, "value"): 7,
    ("tally", "features", 0, "cumulative"): None,
    ("segments", 0, "value"): [],
    ("segments", 0, "tally", "lost"): 0.5,
    ("segments", 1, "tally", "features", 0, "feature"): " ",
    ("calibration", "slope"): "1",
    ("calibration", "intercept"): 10**12,
}


def put(data: object, path: tuple, value: object) -> None:
    """Put a value at a path."""
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


def written(path: tuple) -> str:
    """Give a path as a problem names it."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


ODD = st.sampled_from(
    ["", " ", "x" * 300, "1e999999", "\0", 10**5000, -1, 0, 1, 2, Decimal("sNaN"), Decimal("1e-999999"), 1e308, -0.0]
)
ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=3)
    | st.dates()
    | ODD
)
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
    except InvalidScorer as error:
        refused = error
    if scorer is None:
        assert 1 <= len(refused.problems) <= 100
        assert all(problem.code and problem.where.startswith(ROOTS) for problem in refused.problems)
        assert len(refused.problems) == len(set(refused.problems))
        assert len(str(refused)) <= 2000
    else:
        assert 0 < scorer.predict({"team": "a", "stage": "offer"}).probability < 1
        assert scorer == NaiveBayes.from_data(scorer.to_data())


@given(st.sets(st.sampled_from(sorted(APART, key=written)), min_size=1))
def test_problems_in_several_places_are_told_in_their_places(paths: set[tuple]) -> None:
    """However many places are wrong, each is told once, by its path."""
    data = copy.deepcopy(GOOD)
    for path in paths:
        put(data, path, APART[path])
    with pytest.raises(InvalidScorer) as refused:
        NaiveBayes.from_data(data)
    assert sorted(map(written, paths)) == sorted(problem.where for problem in refused.value.problems)
