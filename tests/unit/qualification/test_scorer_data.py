"""The data form of a scorer: exact both ways, and every refusal with its path."""

from __future__ import annotations

import copy
import json
from decimal import Decimal

import pytest

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.qualification import Example, NaiveBayes, Platt, Training

TABLE = Training(
    examples=[
        Example(features={"team": team, "stage": stage, "시장": "서울"}, outcome=outcome)
        for team, stage, outcome in [("a", "talk", "lost"), ("a", "offer", "won"), ("b", "offer", "lost")] * 20
    ]
)
FULL = NaiveBayes(
    tally=NaiveBayes.fit(TABLE).tally,
    segment="team",
    segments=NaiveBayes.fit_by("team", TABLE, cumulative={"stage": ["talk", "offer"]}).segments[:0],
    alpha="0.1",
    strength="12.50",
    floor=7,
    calibration=Platt(slope=0.1 + 0.2, intercept=-1e-17),
)
SCORERS = [
    NaiveBayes.fit(TABLE),
    NaiveBayes.fit(Training(examples=[])),
    NaiveBayes.fit_by("team", TABLE, cumulative={"stage": ["talk", "offer"]}).calibrated(TABLE),
    FULL,
]


@pytest.mark.parametrize("scorer", SCORERS, ids=["plain", "empty", "full", "odd"])
def test_a_scorer_survives_json(scorer: NaiveBayes) -> None:
    """Through JSON text it comes back equal, and says the very same."""
    again = NaiveBayes.from_data(json.loads(json.dumps(scorer.to_data())))
    assert (scorer, hash(scorer)) == (again, hash(again))
    asked = {"team": "a", "stage": "offer"}
    assert scorer.predict(asked) == again.predict(asked)
    assert scorer.to_data() == again.to_data()


def test_data_given_as_decimals_is_the_same() -> None:
    """JSON read with decimals gives the same curve; a whole number is a number too."""
    text = json.dumps(FULL.to_data())
    assert FULL == NaiveBayes.from_data(json.loads(text, parse_float=Decimal))
    data = FULL.to_data() | {"calibration": {"slope": 1, "intercept": 0}}
    assert Platt(slope=1.0, intercept=0.0) == NaiveBayes.from_data(data).calibration


def test_later_changes_of_the_data_change_nothing() -> None:
    """Data is copied at the door."""
    data = SCORERS[0].to_data()
    scorer = NaiveBayes.from_data(data)
    data["tally"]["won"] = 0
    assert SCORERS[0] == scorer


def changed(path: list, value: object) -> dict:
    """Give the data of the full scorer with one place changed."""
    data = copy.deepcopy(SCORERS[2].to_data())
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data


VALUE = ["tally", "features", 0, "values", 0]


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["schema_version"], 2, "schema_version: schema_version must be 1, got 2; read it with the version"),
        (["schema_version"], "1", "schema_version: a version must be a whole number, 1 or more, got '1'"),
        (["alpha"], 0, "alpha: a weight of prior knowledge must be more than 0, got 0; give 0.5 for Jeffreys"),
        (["strength"], None, "strength: a weight of prior knowledge must be"),
        (["floor"], -1, "floor: a count must be a whole number, 0 or more, got -1"),
        (["segment"], " ", "segment: key must not be blank, got ''"),
        (["segment"], None, "segment must name the feature that the segments are values of, got None"),
        (["flor"], 1, "a scorer must have no other fields than it knows, got 'flor'; did you mean 'floor'?"),
        (["tally"], [], "tally must be a mapping, got a list"),
        (["tally"], {"won": 1}, "tally must have the field 'lost', got '1 fields'"),
        (["tally", "won"], 1, "tally: feature 'stage' must not count more than the 1 won and 40 lost there are"),
        (["tally", "won"], -1, "tally: a count must be a whole number, 0 or more, got -1"),
        (["tally", "features"], {}, "tally.features must be a list, got a dict"),
        (["tally", "features", 1], "x", "tally.features[1] must be a mapping, got 'x'"),
        (["tally", "features", 1, "feature"], "stage", "tally: features must be all different, got 'stage, stage'"),
        (["tally", "features", 0, "feature"], "", "tally.features[0]: key must not be blank"),
        (
            ["tally", "features", 0, "cumulative"],
            1,
            "tally.features[0]: whether a feature is cumulative",
        ),
        (VALUE, {"value": "x"}, "tally.features[0].values[0] must have the field 'won', got '1 fields'"),
        ([*VALUE, "won"], True, "tally.features[0].values[0]: a count must be a whole number, 0 or more, got True"),
        (["segments"], 3, "segments must be a list, got 3"),
        (["segments", 0, "value"], None, "segments[0].value: name must be text, got None"),
        (["segments", 0, "value"], "b", "segments must name each key once"),
        (["segments", 0, "value"], "x\n", "segments[0].value: name must not hold the hidden character U+000A"),
        (["segments", 0, "tally", "lost"], 10**6, "segment 'a' must not count more than all segments together"),
        (["calibration"], 1, "calibration must be a mapping, got 1"),
        (["calibration", "slope"], "1", "calibration.slope must be a number, got '1'"),
        (["calibration", "slope"], True, "calibration.slope must be a number, got True"),
        (["calibration", "slope"], Decimal("NaN"), "calibration.slope must be finite, and below 10^12, got NaN"),
        (["calibration", "slope"], Decimal("1e999999"), "calibration.slope must be finite, and below 10^12"),
        (["calibration", "slope"], -(10**13), "calibration.slope must be finite, and below 10^12, got -10000000000000"),
        (["calibration", "intercept"], 10**12, "calibration: log-odds, or a parameter of their curve must be a float"),
        (["calibration", "slope"], float("inf"), "a scorer must be plain data, got inf"),
    ],
)
def test_what_is_wrong_is_told_with_its_path(path: list, value: object, told: str) -> None:
    """A refusal names the place in the data, the rule and what came."""
    with pytest.raises(InvalidValue) as refused:
        NaiveBayes.from_data(changed(path, value))
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize("data", [None, [], "x", 1, NaiveBayes.fit(TABLE)])
def test_data_is_a_mapping(data: object) -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidValue, match="a scorer must be a mapping, got .*; give what to_data gave"):
        NaiveBayes.from_data(data)


def test_data_that_holds_itself_is_refused() -> None:
    """Data is walked without recursion, and not for ever."""
    data: dict = {}
    data["tally"] = data
    with pytest.raises(LimitExceeded, match="a scorer must be at most 32 levels deep"):
        NaiveBayes.from_data(data)
