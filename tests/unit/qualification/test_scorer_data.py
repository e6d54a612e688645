"""The data form of a scorer: exact both ways, and every problem at once with its path."""

from __future__ import annotations

import copy
import json
import pickle
from decimal import Decimal

import pytest

from salescycle.errors import InvalidScorer
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


def problems(data: object) -> list[str]:
    """Give the problems of some data, as `path: sentence`."""
    with pytest.raises(InvalidScorer) as refused:
        NaiveBayes.from_data(data)
    return [str(problem) for problem in refused.value.problems]


VALUE = ["tally", "features", 0, "values", 0]


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["schema_version"], 2, "schema_version: schema_version must be 1, got 2; read it with the version that wro"),
        (["schema_version"], "1", "schema_version: a version must be a whole number, 1 or more, got '1'"),
        (["alpha"], 0, "alpha: a weight of prior knowledge must be more than 0, got 0; give 0.5 for Jeffreys"),
        (["strength"], None, "strength: a weight of prior knowledge must be exact, got None"),
        (["floor"], -1, "floor: a count must be a whole number, 0 or more, got -1"),
        (["segment"], " ", "segment: key must not be blank, got ''"),
        (["segment"], None, "segment: must name the feature that the segments are values of"),
        (["flor"], 1, "scorer.flor: no such field; did you mean 'floor'?"),
        (["tally"], [], "tally: must be a mapping, got a list"),
        (["tally", "won"], -1, "tally.won: a count must be a whole number, 0 or more, got -1"),
        (["tally", "features"], {}, "tally.features: must be a list, got a dict"),
        (["tally", "features", 1], "x", "tally.features[1]: must be a mapping, got 'x'"),
        (
            ["tally", "features", 1, "feature"],
            "stage",
            "tally.features[1]: must have a name of its own, and 'stage' comes again",
        ),
        (["tally", "features", 0, "feature"], "", "tally.features[0].feature: key must not be blank"),
        (
            ["tally", "features", 0, "cumulative"],
            1,
            "tally.features[0].cumulative: whether a feature is cumulative must be a bool, got 1",
        ),
        (["tally", "features", 0, "lost"], 3, "tally.features[0]: feature 'stage' must count the examples that its"),
        (["tally", "features", 0, "values"], [], "tally.features[0]: the values of a feature must be one or more"),
        ([*VALUE, "won"], True, "tally.features[0].values[0].won: a count must be a whole number, 0 or more, got True"),
        ([*VALUE, "extra"], 1, "tally.features[0].values[0].extra: no such field; there are value, won, lost"),
        ([*VALUE, "value"], " ", "tally.features[0].values[0]: a value must have a name and have been seen, got ''"),
        (
            [*VALUE, "value"],
            "talk",
            "tally.features[0].values[1]: must have a name of its own, and 'talk' comes again",
        ),
        (["segments"], 3, "segments: must be a list, got 3"),
        (["segments", 0, "value"], None, "segments[0].value: name must be text, got None"),
        (["segments", 0, "value"], "b", "segments[1]: must have a name of its own, and 'b' comes again"),
        (["segments", 0, "value"], "x\n", "segments[0].value: name must not hold the hidden character U+000A"),
        (
            ["segments", 0, "tally", "lost"],
            10**6,
            "segments[0].tally: segment 'a' must not count more than all segments together, got '20 won, 1000000 lost'",
        ),
        (["calibration"], 1, "calibration: must be a mapping, got 1"),
        (["calibration", "slope"], "1", "calibration.slope: a parameter of the curve must be a number, got '1'"),
        (["calibration", "slope"], True, "calibration.slope: a parameter of the curve must be a number, got True"),
        (
            ["calibration", "slope"],
            Decimal("NaN"),
            "calibration.slope: a parameter of the curve must be finite, and be",
        ),
        (
            ["calibration", "slope"],
            Decimal("1e999999"),
            "calibration.slope: a parameter of the curve must be finite, a",
        ),
        (["calibration", "slope"], -(10**13), "calibration.slope: a parameter of the curve must be finite, and below"),
        (["calibration", "intercept"], 10**12, "calibration.intercept: a parameter of the curve must be finite, and"),
        (
            ["calibration", "intercept"],
            Decimal("999999999999.99999999"),
            "calibration.intercept: a parameter of the curve must be finite, and below 10^12",
        ),
        (["calibration", "slope"], float("inf"), "scorer: a scorer must be plain data, got inf"),
    ],
)
def test_what_is_wrong_is_told_with_its_path(path: list, value: object, told: str) -> None:
    """A problem names the place in the data, the rule and what came, and is the only one."""
    [problem] = problems(changed(path, value))
    assert problem.startswith(told)


def test_every_problem_comes_at_once() -> None:
    """Slips in the head, the tally, a segment and the curve are told together, each with its path."""
    data = SCORERS[2].to_data()
    data["alfa"] = data.pop("alpha")
    data["tally"]["won"] = "21"
    del data["tally"]["features"][0]["values"][0]["lost"]
    data["tally"]["features"][0]["values"][1]["won"] = -1
    data["tally"]["features"][1]["feature"] = ""
    data["segments"][1]["tally"]["features"] = None
    data["segments"][0]["valu"] = data["segments"][0].pop("value")
    data["calibration"] = {"slope": "1", "intercept": None}
    assert [
        "scorer.alfa: no such field; did you mean 'alpha'?",
        "scorer: must have the field 'alpha'",
        "tally.won: a count must be a whole number, 0 or more, got '21'",
        "tally.features[0].values[0]: must have the field 'lost'",
        "tally.features[0].values[1].won: a count must be a whole number, 0 or more, got -1",
        "tally.features[1].feature: key must not be blank, got ''; give at least one character",
        "segments[0].valu: no such field; did you mean 'value'?",
        "segments[0]: must have the field 'value'",
        "segments[1].tally.features: must be a list, got None",
        "calibration.slope: a parameter of the curve must be a number, got '1'",
        "calibration.intercept: a parameter of the curve must be a number, got None",
    ] == problems(data)


def test_what_counts_more_than_there_is() -> None:
    """Once its parts are whole, every feature is held against its tally, and every segment against all of them."""
    few = SCORERS[2].to_data()
    few["tally"]["won"] = 1
    rule = "must not count more than the 1 won and 40 lost there are, got '20 won and 40 lost'"
    assert [
        f"tally.features[0]: feature 'stage' {rule}",
        f"tally.features[1]: feature '시장' {rule}",
    ] == problems(few)
    many = SCORERS[2].to_data()
    for segment in many["segments"]:
        segment["tally"]["lost"] = 10**6
    assert ["segments[0].tally", "segments[1].tally"] == [problem.partition(":")[0] for problem in problems(many)]


def test_there_are_at_most_a_thousand_segments() -> None:
    """As many as a scorer may have."""
    tally = {"won": 0, "lost": 0, "features": []}
    data = SCORERS[2].to_data() | {"segments": [{"value": f"v{place}", "tally": tally} for place in range(1001)]}
    assert ["segments: segments must be at most 1000, got 1001"] == problems(data)


def test_many_problems_are_cut() -> None:
    """At most a hundred problems are told, and the message stays short."""
    data = SCORERS[2].to_data()
    data["tally"]["features"] = [{"featur": place} for place in range(1000)]
    with pytest.raises(InvalidScorer) as refused:
        NaiveBayes.from_data(data)
    assert (100, True) == (len(refused.value.problems), len(str(refused.value)) <= 2000)
    assert str(refused.value) == str(pickle.loads(pickle.dumps(refused.value)))


@pytest.mark.parametrize("data", [None, [], "x", 1, NaiveBayes.fit(TABLE)])
def test_data_is_a_mapping(data: object) -> None:
    """Anything else is one problem."""
    [problem] = problems(data)
    assert problem.startswith("scorer: a scorer must be a mapping, got ")
    assert problem.endswith("; give what to_data gave")


def test_data_that_holds_itself_is_refused() -> None:
    """Data is walked without recursion, and not for ever."""
    data: dict = {}
    data["tally"] = data
    assert ["scorer: a scorer must be at most 32 levels deep, got 33"] == problems(data)
