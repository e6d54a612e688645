"""The data form of a profile: exact both ways, and every problem at once with its path."""

from __future__ import annotations

import copy
import json
import pickle
import tomllib
from datetime import date, datetime
from decimal import Decimal

import pytest

from salescycle.errors import InvalidProfile
from salescycle.qualification import Demand, Match, MatchRule, Profile
from salescycle.values import Money

OPS = Profile(
    persona="operations-lead",
    version=3,
    rules=[
        MatchRule(
            attribute="employees", match="range", values=[50, None], weight="2.5", label={"en": "Size", "ko": "규모"}
        ),
        MatchRule(attribute="revenue", match="at_least", values=[Money("1000000.50", "EUR")], demand="must_have"),
        MatchRule(attribute="founded", match="range", values=[None, date(2020, 12, 31)]),
        MatchRule(attribute="growth", match="range", values=[Decimal("0.10"), Decimal(2)]),
        MatchRule(
            attribute="tags", match="one_of", values=["2026-03-31", "0.1", "true", "", True, 7, Decimal(7), False]
        ),
        MatchRule(attribute="title", match="contains", values=["head of", "대표"]),
        MatchRule(attribute="industry", match="one_of", values=["gambling"], demand="knock_out"),
    ],
)
WRITTEN = {
    "schema_version": 1,
    "persona": "operations-lead",
    "version": 3,
    "rules": [
        {
            "attribute": "employees",
            "match": "range",
            "values": [50, {"open": True}],
            "weight": "2.5",
            "label": {"en": "Size", "ko": "규모"},
        },
        {
            "attribute": "revenue",
            "match": "at_least",
            "values": [{"money": "1000000.50", "currency": "EUR"}],
            "demand": "must_have",
        },
        {"attribute": "founded", "match": "range", "values": [{"open": True}, {"date": "2020-12-31"}]},
        {"attribute": "growth", "match": "range", "values": [{"number": "0.10"}, 2]},
        {"attribute": "tags", "match": "one_of", "values": ["2026-03-31", "0.1", "true", "", True, 7, 7, False]},
        {"attribute": "title", "match": "contains", "values": ["head of", "대표"]},
        {"attribute": "industry", "match": "one_of", "values": ["gambling"], "demand": "knock_out"},
    ],
}
TOML = """
schema_version = 1
persona = "operations-lead"

[[rules]]
attribute = "employees"
match = "range"
values = [50, { open = true }]
weight = 2.5
label = { en = "Size", ko = "규모" }

[[rules]]
attribute = "founded"
match = "range"
values = [2020-01-01, { date = 2020-12-31 }]

[[rules]]
attribute = "growth"
match = "range"
values = [0.1, { number = 2 }]

[[rules]]
attribute = "deal"
match = "range"
values = [{ money = 100, currency = "EUR" }, { money = 0.5e4, currency = "EUR" }]
"""


def test_what_is_written() -> None:
    """Text, truth and whole numbers stand as they are, the rest says its kind; what is as by default is left out."""
    assert WRITTEN == OPS.to_data()
    assert json.dumps(WRITTEN) == json.dumps(OPS.to_data())


def test_there_and_back() -> None:
    """Through JSON text a profile comes back equal, to the last place of its numbers."""
    again = Profile.from_data(json.loads(json.dumps(WRITTEN)))
    assert (OPS, hash(OPS), repr(OPS)) == (again, hash(again), repr(again))
    assert WRITTEN == again.to_data()


def test_text_is_no_number() -> None:
    """What looks like a number, a date or a truth but is text stays text; 1 is no True."""
    values = Profile.from_data(WRITTEN).rules[4].values
    assert [str, str, str, str, bool, Decimal, Decimal, bool] == [type(value) for value in values]


def test_toml_is_read() -> None:
    """Dates of TOML are dates, a float is the number that was written, and a version may be left out."""
    read = Profile.from_data(tomllib.loads(TOML))
    assert [
        (50, None),
        (date(2020, 1, 1), date(2020, 12, 31)),
        (Decimal("0.1"), 2),
        (Money(100, "EUR"), Money(5000, "EUR")),
    ] == [rule.values for rule in read.rules]
    assert (1, Decimal("2.5"), "규모") == (read.version, read.rules[0].weight, read.rules[0].label.text("ko"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1E+3"), 1000),
        (Decimal("-0"), 0),
        (2**53 - 1, 2**53 - 1),
        (-(2**53), {"number": "-9007199254740992"}),
        (Decimal("1E-12"), {"number": "0.000000000001"}),
        (Decimal("0.00"), {"number": "0.00"}),
        (Money(Decimal("1E+3"), "KRW"), {"money": "1000", "currency": "KRW"}),
        (date(1900, 1, 1), {"date": "1900-01-01"}),
    ],
)
def test_numbers_are_exact_for_every_reader(value: object, written: object) -> None:
    """Never an exponent, nor a whole number that JavaScript would round."""
    profile = Profile(persona="ops", rules=[MatchRule(attribute="x", match="at_least", values=[value])])
    assert [written] == profile.to_data()["rules"][0]["values"]
    again = Profile.from_data(json.loads(json.dumps(profile.to_data())))
    assert (profile, profile.to_data()) == (again, again.to_data())


def test_the_largest_profile_is_read() -> None:
    """A rule has up to a thousand values, each of several parts."""
    rule = MatchRule(attribute="x", match="one_of", values=[Money(place, "EUR") for place in range(1000)])
    profile = Profile(persona="ops", rules=[rule] * 10)
    assert profile == Profile.from_data(profile.to_data())


def problems(data: object) -> list[str]:
    """Give the problems of some data, as `code: path: sentence`."""
    with pytest.raises(InvalidProfile) as caught:
        Profile.from_data(data)
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))
    return [f"{problem.code}: {problem}" for problem in caught.value.problems]


def test_every_problem_comes_at_once() -> None:
    """Slips in the head, the rules and their values are told together, each with its path and the nearest name."""
    data = copy.deepcopy(WRITTEN)
    data["schema_version"] = 2
    data["vresion"] = data.pop("version")
    data["persona"] = " "
    rules = data["rules"]
    rules[0] |= {"weight": 0, "label": 7, "wieght": 1}
    rules[1]["values"][0] = {"money": "1e6", "currency": "EURO"}
    rules[2] |= {"match": "rang", "values": [{"open": 1}, {"date": "2020-02-30"}]}
    rules[3]["values"] = [2, {"number": "0.1"}]
    rules[4]["values"] = [None, ["a"], {"dat": "2026-03-31"}, {}, {"date": "2026-03-31", "zone": "UTC"}, "\0"]
    del rules[5]["attribute"]
    rules[5]["values"] = "head of"
    rules[6] |= {"weight": "2", "demand": "knock_out"}
    rules.append("size")
    assert [
        "unknown_field: profile.vresion: no such field; did you mean 'version'?",
        "invalid_value: schema_version: schema_version must be 1, got 2; read it with the version that wrote it",
        "invalid_value: persona: key must not be blank, got ''; give at least one character",
        "unknown_field: rules[0].wieght: no such field; did you mean 'weight'?",
        "invalid_value: rules[0].weight: a weight must be more than 0, got 0; leave the rule out",
        (
            "invalid_value: rules[0].label: a wording must be text, or a mapping of language to text, got 7; "
            "for example {'en': 'Won'}"
        ),
        (
            "invalid_value: rules[1].values[0].money: a number must be a plain number, got '1e6'; "
            "give digits and at most one point: '48000.00'"
        ),
        (
            "invalid_value: rules[1].values[0].currency: currency must be an active ISO 4217 code in capitals, "
            "got 'EURO'; for example 'USD'"
        ),
        "invalid_value: rules[2].match: a match must be one of one_of, range, contains, at_least, got 'rang'",
        "invalid_value: rules[2].values[0].open: an open end must be true, got 1; give {'open': true}",
        "invalid_value: rules[2].values[1].date: a date must be text such as '2026-03-31', got '2020-02-30'",
        "invalid_value: rules[3].values: a range must not end before it begins, got a tuple; swap its ends",
        (
            "invalid_value: rules[4].values[0]: a value must be text, a number, true or false, or a mapping that says "
            "its kind, got None; an open end is {'open': true}"
        ),
        (
            "invalid_value: rules[4].values[1]: a value must be text, a number, true or false, or a mapping that says "
            "its kind, got a list; an open end is {'open': true}"
        ),
        ("unknown_kind: rules[4].values[2]: must say its kind: number, date, money with currency, or open; got 'dat'"),
        "unknown_kind: rules[4].values[3]: must say its kind: number, date, money with currency, or open; got none",
        "unknown_field: rules[4].values[4].zone: no such field; there are date",
        (
            "invalid_value: rules[4].values[5]: name must not hold the hidden character U+0000 (at position 0), "
            "got '\\x00'; remove it"
        ),
        "missing_field: rules[5]: must have the field 'attribute'",
        "not_a_list: rules[5].values: must be a list, got 'head of'",
        "invalid_value: rules[6].weight: a knock-out must have no weight of its own, got 2",
        "not_a_mapping: rules[7]: must be a mapping, got 'size'",
    ] == problems(data)


@pytest.mark.parametrize(
    ("match", "values", "told"),
    [
        ("range", [1], "values: the values of range must be one value, or a low and a high one"),
        ("range", [{"open": True}, {"open": True}], "values: the values of range must be one value, or a low and a"),
        ("range", [1, {"money": 2, "currency": "EUR"}], "values: the values of range must be one value, or a low"),
        ("at_least", ["50"], "values: the values of at_least must be one value, or a low and a high one"),
        ("one_of", [{"open": True}], "values: the values of one_of must be single values"),
        ("contains", [" "], "values: the values of contains must be text, none of it blank"),
        ("one_of", [], "values: the values of a rule must be from 1 to 1000, got 0"),
        ("one_of", ["x"] * 1001, "values: the values of a rule must be from 1 to 1000, got 1001"),
        ("one_of", [{"currency": "EUR"}], "values[0]: must have the field 'money'"),
        ("one_of", [{"money": 1}], "values[0]: must have the field 'currency'"),
        ("one_of", [{"money": 1, "currency": "EUR", "open": True}], "values[0].open: no such field; there are money,"),
        ("one_of", [{"number": True}], "values[0].number: a number must be exact, got True"),
        ("one_of", [{"date": "20260331"}], "values[0].date: a date must be text such as '2026-03-31', got '20260331'"),
        ("one_of", [{"date": "2026-W14-2"}], "values[0].date: a date must be text such as '2026-03-31'"),
        ("one_of", [{"date": 20260331}], "values[0].date: a date must be text such as '2026-03-31', got 20260331"),
        ("one_of", [{"date": "1815-06-18"}], "values[0].date: a date must lie in the years 1900 to 2199"),
        ("one_of", [date(1815, 6, 18)], "values[0]: a date must lie in the years 1900 to 2199"),
        ("one_of", [Decimal("NaN")], "values[0]: a number must be finite, got NaN"),
        ("one_of", [1e300], "values[0]: a number must have at most 28 digits and lie between"),
        ("one_of", ["x" * 257], "values[0]: name must have at most 256 characters, got 257"),
    ],
)
def test_what_a_value_cannot_be(match: str, values: list[object], told: str) -> None:
    """Told once, at the value or at all of them."""
    rule = {"attribute": "x", "match": match, "values": values}
    [problem] = problems({"schema_version": 1, "persona": "ops", "rules": [rule]})
    assert problem.partition(": ")[2].startswith(f"rules[0].{told}")


def test_rules_are_some() -> None:
    """No rule, more than a thousand, and what is no list, are problems."""
    data = copy.deepcopy(WRITTEN)
    assert ["no_rules: rules: must have at least one"] == problems(data | {"rules": []})
    assert ["not_a_list: rules: must be a list, got 'size'"] == problems(data | {"rules": "size"})
    assert ["limit_exceeded: rules: rules must be at most 1000, got 1001"] == problems(
        data | {"rules": [copy.deepcopy(data["rules"][0]) for _ in range(1001)]}
    )
    del data["rules"]
    assert ["missing_field: profile: must have the field 'rules'"] == problems(data)


@pytest.mark.parametrize(
    "data",
    [None, [], "ops", 5, b"{}", {1: 2}, {"persona": object()}, {"persona": datetime(2026, 3, 31)}],  # noqa: DTZ001
)
def test_what_is_no_data_is_refused(data: object) -> None:
    """Anything but plain data is one problem of the whole."""
    [problem] = problems(data)
    assert problem.startswith("invalid_value: profile: a profile must ")


def test_data_is_copied() -> None:
    """What the caller does with the data afterwards changes nothing."""
    data = OPS.to_data()
    profile = Profile.from_data(data)
    data["rules"][0]["values"].clear()
    assert (OPS, WRITTEN) == (profile, OPS.to_data())


def test_every_match_and_demand_is_written() -> None:
    """The form above shows each of them."""
    rules = OPS.rules
    assert (set(Match), set(Demand)) == ({rule.match for rule in rules}, {rule.demand for rule in rules})


def test_many_problems_are_cut() -> None:
    """At most a hundred problems are told."""
    assert 100 == len(problems(WRITTEN | {"rules": [{}] * 500}))
