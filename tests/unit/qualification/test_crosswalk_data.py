"""The data form of a cross-walk: its frameworks by their keys, and every problem at once with its path."""

from __future__ import annotations

import copy
import json
import pickle
import tomllib

import attrs
import pytest

from salescycle.errors import InvalidCrossWalk, InvalidValue
from salescycle.qualification import (
    BANT,
    BANT_TO_ANUM,
    BANT_TO_CHAMP,
    BANT_TO_GPCTBA_CI,
    BANT_TO_MEDDICC,
    BANT_TO_MEDDPICC,
    BANT_TO_SPICED,
    FRAMEWORKS,
    MEDDICC,
    MEDDPICC,
    CrossWalk,
    Framework,
    Level,
    Question,
    Reuse,
    Rubric,
)

WALKS = [BANT_TO_ANUM, BANT_TO_CHAMP, BANT_TO_GPCTBA_CI, BANT_TO_MEDDICC, BANT_TO_MEDDPICC, BANT_TO_SPICED]
SPICED_DATA = BANT_TO_SPICED.to_data()
TOML = """
schema_version = 1
source = "bant"
target = "spiced"

[[steps]]
question = "need"
informs = "pain"
answers = { no = "no", yes = "partly" }
"""


@pytest.mark.parametrize("walk", [*WALKS, CrossWalk.of_shared(MEDDICC, MEDDPICC)], ids=lambda walk: walk.target.key)
def test_there_and_back(walk: CrossWalk) -> None:
    """A cross-walk written as JSON is read to the same one, and written again to the same data."""
    written = walk.to_data()
    again = CrossWalk.from_data(json.loads(json.dumps(written)))
    assert (walk, hash(walk), written) == (again, hash(again), again.to_data())


def test_what_is_written() -> None:
    """Keys of frameworks, and steps from level to level."""
    answers = {"no": "no", "partly": "no", "yes": "partly"}
    step = {"question": "timing", "informs": "critical_event", "answers": answers}
    assert ("bant", "spiced", step) == (SPICED_DATA["source"], SPICED_DATA["target"], SPICED_DATA["steps"][1])
    assert ["schema_version", "source", "target", "steps"] == list(SPICED_DATA)


def test_toml_is_read() -> None:
    """A level that says nothing is left out; a step may even say nothing at all."""
    data = tomllib.loads(TOML)
    assert (("no", "no"), ("yes", "partly")) == CrossWalk.from_data(data).steps[0].answers
    data["steps"][0]["answers"] = {}
    assert () == CrossWalk.from_data(data).steps[0].answers


def test_frameworks_of_ones_own_are_given() -> None:
    """They are looked up by their keys among those given, and among no others."""
    level = [Level(key=key, points=points, anchor="") for key, points in (("no", 0), ("yes", 1))]
    own = Framework(key="own", label="Own", questions=[Question(key="q", label="Q", asks="?", levels=level)])
    walk = CrossWalk(source=BANT, target=own, steps=[Reuse(question="need", informs="q", answers={"yes": "yes"})])
    assert walk == CrossWalk.from_data(walk.to_data(), frameworks=[*FRAMEWORKS, own])
    ready = "bant, champ, anum, meddicc, meddpicc, spiced, gpctba_ci"
    assert [f"target: no framework 'own' in those given; there are {ready}"] == [
        problem.partition(": ")[2] for problem in problems(walk.to_data())
    ]
    assert ["source: no framework 'bant' in those given; there are own"] == [
        problem.partition(": ")[2] for problem in problems(walk.to_data(), frameworks=[own])
    ]


def test_frameworks_are_told_apart_by_their_keys() -> None:
    """Two of one key cannot be looked up, nor written; what is no framework is refused."""
    strict = attrs.evolve(BANT, rubric=Rubric(gates={"need": "yes"}))
    with pytest.raises(InvalidValue, match="frameworks must each be of another key, got 'bant, bant'"):
        CrossWalk.from_data(SPICED_DATA, frameworks=[BANT, strict])
    with pytest.raises(InvalidValue, match=r"frameworks\[0\] must be a Framework, got 'bant'"):
        CrossWalk.from_data(SPICED_DATA, frameworks=["bant"])
    walk = CrossWalk.of_shared(BANT, strict)
    with pytest.raises(InvalidValue, match="must be of different keys to be written as data, got 'bant'"):
        walk.to_data()
    itself = CrossWalk.of_shared(BANT, BANT)
    assert itself == CrossWalk.from_data(itself.to_data())


def problems(data: object, **how: object) -> list[str]:
    """Give the problems of some data, as `code: path: sentence`."""
    with pytest.raises(InvalidCrossWalk) as caught:
        CrossWalk.from_data(data, **how)
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))
    return [f"{problem.code}: {problem}" for problem in caught.value.problems]


def test_every_problem_comes_at_once() -> None:
    """Slips in the head, the questions and the levels are told together, each with its path and the nearest name."""
    data = copy.deepcopy(SPICED_DATA)
    data |= {"schema_version": 2, "labell": "x"}
    data["steps"][0] |= {"question": "ned", "answers": {"yess": "yes", "no": "nno"}}
    data["steps"][1] |= {"informs": "pain", "answers": {"yess": "yes", "no": 5, "\n": "no"}}
    data["steps"][2] = {"question": 7, "informs": "decision", "answer": {}}
    data["steps"] += [
        {"question": "need", "informs": "pain", "answers": ["yes"]},
        {"question": "need", "informs": "impact", "answers": {"yes": "yes", " yes": "no"}},
        "need",
    ]
    assert [
        "unknown_field: crosswalk.labell: no such field; there are schema_version, source, target, steps",
        "invalid_value: schema_version: schema_version must be 1, got 2; read it with the version that wrote it",
        "unknown_name: steps[0].question: no question 'ned' in framework 'bant'; did you mean 'need'?",
        "unknown_name: steps[0].answers.no: no answer 'nno' in question 'pain'; did you mean 'no'?",
        "unknown_name: steps[1].answers.yess: no answer 'yess' in question 'timing'; did you mean 'yes'?",
        "invalid_value: steps[1].answers.no: key must be text, got 5; give a str",
        (
            "invalid_value: steps[1].answers.\\n: key must not hold the hidden character U+000A (at position 0), "
            "got '\\n'; remove it"
        ),
        "unknown_field: steps[2].answer: no such field; did you mean 'answers'?",
        "missing_field: steps[2]: must have the field 'answers'",
        "invalid_value: steps[2].question: key must be text, got 7; give a str",
        "not_a_mapping: steps[3].answers: must be a mapping, got a list",
        "invalid_value: steps[4].answers: the answers of a cross-walk must name each key once, got a tuple",
        "not_a_mapping: steps[5]: must be a mapping, got 'need'",
    ] == problems(data)


def test_a_framework_that_is_unknown_has_no_questions() -> None:
    """Then the steps are read for what they are alone; what is wrong in the other framework is told."""
    data = copy.deepcopy(SPICED_DATA) | {"source": "bnat"}
    data["steps"][0] |= {"question": "anything", "answers": {"whatever": "nno"}}
    assert [
        "unknown_name: source: no framework 'bnat' in those given; did you mean 'bant'?",
        "unknown_name: steps[0].answers.whatever: no answer 'nno' in question 'pain'; did you mean 'no'?",
    ] == problems(data)


def test_a_question_is_informed_once() -> None:
    """Each step that comes again is told; no step, too many and what is no list are problems."""
    data = copy.deepcopy(SPICED_DATA)
    again = "must be another question in each step, and 'pain' comes again"
    twice = data | {"steps": data["steps"][:1] * 3}
    assert [f"duplicate_question: steps[{place}].informs: {again}" for place in (1, 2)] == problems(twice)
    assert ["no_steps: steps: must have at least one"] == problems(data | {"steps": []})
    assert ["not_a_list: steps: must be a list, got 'need'"] == problems(data | {"steps": "need"})
    many = problems(data | {"steps": data["steps"][:1] * 1001})
    assert (1, "limit_exceeded: steps: steps must be at most 1000, got 1001") == (len(many), many[0])


@pytest.mark.parametrize("data", [None, [], "bant", 5, b"{}", {1: 2}, {"source": object()}])
def test_what_is_no_data_is_refused(data: object) -> None:
    """Anything but plain data is one problem of the whole."""
    [problem] = problems(data)
    assert problem.startswith("invalid_value: crosswalk: a cross-walk must ")


def test_the_error_names_the_frameworks() -> None:
    """As far as they are known."""
    for source, named in (("bant", "bant to spiced"), ("x", "unknown to spiced")):
        with pytest.raises(InvalidCrossWalk) as refused:
            CrossWalk.from_data(SPICED_DATA | {"source": source, "steps": []})
        assert named == refused.value.key
