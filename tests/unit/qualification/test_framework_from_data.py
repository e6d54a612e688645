"""Frameworks read from data, and every problem of it at once."""

from __future__ import annotations

import copy
import json
import pickle
import tomllib
from datetime import timedelta

import attrs
import pytest

from salescycle.errors import InvalidFramework
from salescycle.qualification import ANUM, BANT, CHAMP, GPCTBA_CI, MEDDICC, MEDDPICC, SPICED, Framework, Rubric

RUBRIC = Rubric(
    version=3,
    weights={"need": "2.5", "timing": 0},
    qualified_at="62.5",
    gates={"need": "partly", "budget": "yes"},
    stale_after=timedelta(days=90, seconds=1, microseconds=500),
    stale_after_for={"timing": timedelta(hours=36), "need": None},
    counting="lowest",
)
STRICT = attrs.evolve(BANT, rubric=RUBRIC)
TOML = """
schema_version = 1
key = "short"
label = "Short"
[[questions]]
key = "money"
label = { en = "Money", ko = "자금" }
asks = "Is there money?"
levels = [{ key = "no", points = 0, anchor = "None." }, { key = "yes", points = 1.0, anchor = "There is." }]
[rubric]
qualified_at = 50
stale_after = { days = 1.5 }
stale_after_for = { money = "never" }
"""


@pytest.mark.parametrize("framework", [ANUM, BANT, CHAMP, GPCTBA_CI, MEDDICC, MEDDPICC, SPICED, STRICT])
def test_there_and_back(framework: Framework) -> None:
    """A framework written as JSON is read to the same framework, and written again to the same data."""
    written = framework.to_data()
    again = Framework.from_data(json.loads(json.dumps(written)))
    assert (framework, written) == (again, again.to_data())


def test_what_is_written() -> None:
    """Numbers are exact text, lengths are days and seconds, and what is as by default is left out."""
    assert {
        "version": 3,
        "weights": {"need": "2.5", "timing": "0"},
        "qualified_at": "62.5",
        "gates": {"need": "partly", "budget": "yes"},
        "stale_after": {"days": 90, "seconds": "1.000500"},
        "stale_after_for": {"timing": {"days": 1, "seconds": 43_200}, "need": "never"},
        "counting": "lowest",
    } == STRICT.to_data()["rubric"]
    assert {} == BANT.to_data()["rubric"]
    assert {
        "key": "partly",
        "points": "0.5",
        "anchor": {
            "en": "They mean to decide within the year, without a date.",
            "ko": "올해 안에 결정할 생각이나 날짜는 없다.",
        },
    } == BANT.to_data()["questions"][3]["levels"][1]


def test_toml_is_read() -> None:
    """Plain text is English, a float is the number that was written, and a rubric may be short or absent."""
    data = tomllib.loads(TOML)
    framework = Framework.from_data(data)
    assert (50, timedelta(hours=36), None) == (
        framework.rubric.qualified_at,
        framework.rubric.stale_after,
        framework.rubric.holds_for("money"),
    )
    assert ("자금", [0, 1]) == (framework.questions[0].label.text("ko"), list(framework.questions[0].points))
    del data["rubric"]
    assert Rubric() == Framework.from_data(data).rubric


def problems(data: object) -> list[str]:
    """Give the problems of some data, as `code: path: sentence`."""
    with pytest.raises(InvalidFramework) as caught:
        Framework.from_data(data)
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))
    return [f"{problem.code}: {problem}" for problem in caught.value.problems]


def test_every_problem_comes_at_once() -> None:
    """Slips in the head, the questions and the rubric are told together, each with its path and the nearest name."""
    data = STRICT.to_data()
    data["schema_version"] = 2
    data["lable"] = data.pop("label")
    data["questions"][0]["levels"][1]["points"] = 1.5
    data["questions"][1]["asks"] = 7
    data["questions"][2]["levels"] = data["questions"][2]["levels"][:1]
    data["questions"][3]["levels"][0]["ancor"] = "x"
    data["rubric"] |= {"counting": "mean", "stale_after": {"months": 1}, "gates": ["need"]}
    data["rubric"]["weights"]["need"] = -1
    data["rubric"]["stale_after_for"]["need"] = "always"
    assert [
        "unknown_field: framework.lable: no such field; did you mean 'label'?",
        "missing_field: framework: must have the field 'label'",
        "invalid_value: schema_version: schema_version must be 1, got 2; read it with the version that wrote it",
        "invalid_value: questions[0].levels[1].points: a rate must lie between 0 and 1, got 1.5; a quarter is '0.25'",
        (
            "invalid_value: questions[1].asks: a wording must be text, or a mapping of language to text, got 7; "
            "for example {'en': 'Won'}"
        ),
        (
            "invalid_value: questions[2].levels: the levels of a question must be two or more, all different, "
            "none 'unknown', got 'no'"
        ),
        "unknown_field: questions[3].levels[0].ancor: no such field; did you mean 'anchor'?",
        (
            "invalid_value: rubric.stale_after: a length of time must be a mapping of days, hours or seconds, "
            "got a dict; give {'days': 90}"
        ),
        "invalid_value: rubric.counting: counting must be one of latest, lowest, got 'mean'",
        "invalid_value: rubric.weights.need: a weight must be 0 or more, got -1",
        "not_a_mapping: rubric.gates: must be a mapping, got a list",
        (
            "invalid_value: rubric.stale_after_for.need: a length of time must be a mapping of days, hours or seconds, "
            "got 'always'; give {'days': 90}"
        ),
    ] == problems(data)


def test_a_rubric_names_questions_that_there_are() -> None:
    """Once the questions are whole, every name in the rubric is looked up among them."""
    data = BANT.to_data()
    data["rubric"] = {
        "weights": {"ned": 2},
        "gates": {"need": "party", "budget": 3, "time": "yes"},
        "stale_after_for": {"budgt": {"days": 1}},
    }
    assert [
        "unknown_question: rubric.weights.ned: no such question; did you mean 'need'?",
        "invalid_value: rubric.gates.budget: key must be text, got 3; give a str",
        "unknown_name: rubric.gates.need: no answer 'party' in question 'need'; did you mean 'partly'?",
        "unknown_question: rubric.gates.time: no such question; did you mean 'timing'?",
        "unknown_question: rubric.stale_after_for.budgt: no such question; did you mean 'budget'?",
    ] == problems(data)
    data["rubric"] = {"weights": dict.fromkeys(("budget", "authority", "need", "timing"), 0)}
    assert ["invalid_value: rubric.weights: must not all be 0"] == problems(data)


@pytest.mark.parametrize(
    ("length", "rule"),
    [
        ({"days": 36_501}, "must be whole in microseconds, more than 0 and at most 36500 days, got a dict"),
        ({"seconds": "0.0000001"}, "must be whole in microseconds, more than 0 and at most 36500 days, got a dict"),
        ({"days": 0}, "must be whole in microseconds, more than 0 and at most 36500 days, got a dict"),
        ({}, "must be a mapping of days, hours or seconds, got a dict; give {'days': 90}"),
        ("90 days", "must be a mapping of days, hours or seconds, got '90 days'; give {'days': 90}"),
    ],
)
def test_lengths_are_days_hours_or_seconds(length: object, rule: str) -> None:
    """A length of time is exact and within bounds."""
    data = BANT.to_data() | {"rubric": {"stale_after": length}}
    assert [f"invalid_value: rubric.stale_after: a length of time {rule}"] == problems(data)


def test_questions_are_different_and_some() -> None:
    """No question, one asked twice, more than a thousand, and what is no list, are problems."""
    data = BANT.to_data()
    assert ["no_questions: questions: must have at least one"] == problems(data | {"questions": []})
    assert ["not_a_mapping: questions[0]: must be a mapping, got 'need'"] == problems(data | {"questions": ["need"]})
    assert ["not_a_list: questions: must be a list, got 'need'"] == problems(data | {"questions": "need"})[:1]
    twice = data | {"questions": [data["questions"][0], data["questions"][0]]}
    assert ["duplicate_key: questions: must have different keys, and 'budget' comes again"] == problems(twice)
    level = {"key": "no", "points": 0, "anchor": ""}
    small = {"key": "a", "label": "", "asks": "", "levels": [level, level | {"key": "yes"}]}
    wide = data | {"questions": [small | {"key": f"q{place}"} for place in range(1001)]}
    assert ["limit_exceeded: questions: questions must be at most 1000, got 1001"] == problems(wide)


@pytest.mark.parametrize("data", [None, [], "bant", 5, b"{}", {1: 2}, {"key": object()}, {"key": float("nan")}])
def test_what_is_no_data_is_refused(data: object) -> None:
    """Anything but plain data is one problem."""
    assert 1 == len(problems(data))


def test_data_is_copied() -> None:
    """What the caller does with the data afterwards changes nothing."""
    data = BANT.to_data()
    before = copy.deepcopy(data)
    framework = Framework.from_data(data)
    data["questions"].clear()
    assert (BANT, before) == (framework, BANT.to_data())


def test_many_problems_are_cut() -> None:
    """At most a hundred problems are told."""
    assert 100 == len(problems({f"x{place}": 1 for place in range(500)}))
