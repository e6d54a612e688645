"""JSON Schemas of frameworks and profiles: valid ones, that accept what is written and refuse what they can see."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from decimal import Decimal

import attrs
import jsonschema
import pytest

from salescycle.errors import InvalidFramework, InvalidProfile
from salescycle.qualification import (
    ANUM,
    BANT,
    CHAMP,
    GPCTBA_CI,
    MEDDICC,
    MEDDPICC,
    SPICED,
    Framework,
    MatchRule,
    Profile,
    Rubric,
)
from salescycle.values import Money

RUBRIC = Rubric(
    version=3,
    weights={"need": "2.5", "timing": 0},
    qualified_at="62.5",
    gates={"need": "partly"},
    stale_after=timedelta(days=90, microseconds=500),
    stale_after_for={"timing": timedelta(hours=36), "need": None},
    counting="lowest",
)
STRICT = attrs.evolve(BANT, rubric=RUBRIC)
OPS = Profile(
    persona="ops",
    rules=[
        MatchRule(attribute="size", match="range", values=[50, None], weight="2.5", label={"en": "Size", "ko": "규모"}),
        MatchRule(attribute="revenue", match="at_least", values=[Money("1.5", "EUR")], demand="must_have"),
        MatchRule(attribute="founded", match="range", values=[date(2020, 1, 1), date(2020, 12, 31)]),
        MatchRule(attribute="tags", match="one_of", values=["a", True, Decimal("0.1"), 7, Money(1, "KRW")]),
        MatchRule(attribute="title", match="contains", values=["head of"], demand="knock_out"),
    ],
)
FRAMEWORK = jsonschema.Draft202012Validator(Framework.json_schema())
PROFILE = jsonschema.Draft202012Validator(Profile.json_schema())


@pytest.mark.parametrize("schema", [Framework.json_schema(), Profile.json_schema()], ids=["framework", "profile"])
def test_each_is_a_schema(schema: dict) -> None:
    """Of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]


@pytest.mark.parametrize("framework", [ANUM, BANT, CHAMP, GPCTBA_CI, MEDDICC, MEDDPICC, SPICED, STRICT])
def test_what_is_written_of_a_framework_is_accepted(framework: Framework) -> None:
    """Whatever its rubric."""
    assert [] == list(FRAMEWORK.iter_errors(framework.to_data()))


def test_what_is_written_of_a_profile_is_accepted() -> None:
    """Every kind of value, match and demand."""
    assert [] == list(PROFILE.iter_errors(OPS.to_data()))


@pytest.mark.parametrize(
    "numbers",
    [
        {"qualified_at": 50, "weights": {"need": 2.5}, "stale_after": {"days": 1.5, "hours": -1}},
        {"qualified_at": " +50.0 ", "weights": {"need": "-0"}, "stale_after": {"days": "1.5"}},
    ],
)
def test_numbers_may_be_numbers_or_text(numbers: dict) -> None:
    """As they are read."""
    data = BANT.to_data() | {"rubric": numbers}
    assert Framework.from_data(data)
    assert [] == list(FRAMEWORK.iter_errors(data))


@pytest.mark.parametrize("rule", [{"weight": 1}, {"weight": "1.0"}, {"weight": 1.0}, {}])
def test_a_knock_out_may_say_that_it_weighs_nothing_of_its_own(rule: dict) -> None:
    """A weight of one, however it is written."""
    data = OPS.to_data()
    data["rules"][4] |= rule
    assert OPS == Profile.from_data(data)
    assert [] == list(PROFILE.iter_errors(data))


def changed(data: dict, path: str, value: object) -> dict:
    """Give a copy of some data with one place changed, or taken out where the value is ``...``."""
    copied = copy.deepcopy(data)
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    holder = copied
    for key in way:
        holder = holder[key]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return copied


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema_version", 2),
        ("schema_version", ...),
        ("key", " "),
        ("key", "x" * 129),
        ("label", 7),
        ("colour", "red"),
        ("questions", []),
        ("questions", {}),
        ("questions.0.asks", ...),
        ("questions.0.levels", [{"key": "no", "points": "0", "anchor": ""}]),
        ("questions.0.levels.0.key", "unknown"),
        ("questions.0.levels.0.points", 1.5),
        ("questions.0.levels.0.points", "one"),
        ("questions.0.levels.0.points", True),
        ("questions.0.levels.0.ancor", "x"),
        ("rubric.version", 0),
        ("rubric.weights.need", -1),
        ("rubric.weights.need", "-1"),
        ("rubric.qualified_at", 101),
        ("rubric.gates", ["need"]),
        ("rubric.gates.need", 1),
        ("rubric.stale_after", {"months": 1}),
        ("rubric.stale_after", {}),
        ("rubric.stale_after_for.need", "always"),
        ("rubric.counting", "mean"),
    ],
)
def test_a_broken_framework_is_refused(path: str, value: object) -> None:
    """By the schema, and so by the reader."""
    data = changed(STRICT.to_data(), path, value)
    assert not FRAMEWORK.is_valid(data)
    with pytest.raises(InvalidFramework):
        Framework.from_data(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema_version", "1"),
        ("persona", ...),
        ("persona", ""),
        ("version", 1.5),
        ("rules", []),
        ("rules.0", "size"),
        ("rules.0.match", "like"),
        ("rules.0.match", ...),
        ("rules.0.weight", 0),
        ("rules.0.weight", "heavy"),
        ("rules.0.demand", "nice"),
        ("rules.0.lable", {}),
        ("rules.0.values", 50),
        ("rules.0.values", [50]),
        ("rules.0.values.0", "50"),
        ("rules.0.values.1", None),
        ("rules.0.values.1.open", False),
        ("rules.1.values", [1, 2]),
        ("rules.1.values.0.currency", "eur"),
        ("rules.1.values.0.money", ...),
        ("rules.1.values.0", {"open": True}),
        ("rules.2.values.0.date", "31.12.2020"),
        ("rules.2.values.0.zone", "UTC"),
        ("rules.3.values", []),
        ("rules.3.values.0", {"open": True}),
        ("rules.3.values.0", "x" * 257),
        ("rules.3.values.2.number", "1e6"),
        ("rules.3.values.0", ["a"]),
        ("rules.4.values.0", " "),
        ("rules.4.values.0", 1),
        ("rules.4.weight", 2),
        ("rules.4.weight", "1.1"),
    ],
)
def test_a_broken_profile_is_refused(path: str, value: object) -> None:
    """By the schema, and so by the reader."""
    data = changed(OPS.to_data(), path, value)
    assert not PROFILE.is_valid(data)
    with pytest.raises(InvalidProfile):
        Profile.from_data(data)
