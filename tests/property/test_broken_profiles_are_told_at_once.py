"""Law: data of a profile that was damaged anywhere gives a profile or one of our errors, short and with paths."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.errors import InvalidProfile
from salescycle.qualification import MatchRule, Profile
from salescycle.values import Money

SOUND = Profile(
    persona="ops",
    version=2,
    rules=[
        MatchRule(attribute="size", match="range", values=[50, None], weight="2.5", label={"en": "Size", "ko": "규모"}),
        MatchRule(attribute="revenue", match="range", values=[Money(1, "EUR"), Money(9, "EUR")], demand="must_have"),
        MatchRule(attribute="founded", match="at_least", values=[date(2020, 12, 31)]),
        MatchRule(attribute="tags", match="one_of", values=["a", True, Decimal("0.1"), 7]),
        MatchRule(attribute="title", match="contains", values=["head of"], demand="knock_out"),
    ],
).to_data()
SCHEMA = jsonschema.Draft202012Validator(Profile.json_schema())
FIELDS = ("schema_version", "persona", "version", "rules")


def told(data: object) -> InvalidProfile | None:
    """Give what reading the data raised, which has its bounds; what was read travels on, and the schema accepts it."""
    refused = None
    try:
        profile = Profile.from_data(data)
    except InvalidProfile as error:
        refused = error
    if refused is None:
        assert profile == Profile.from_data(profile.to_data())
        # a date of TOML is no JSON
        assert SCHEMA.is_valid(json.loads(json.dumps(data, default=lambda day: {"date": day.isoformat()})))
        return None
    assert 1 <= len(refused.problems) <= 100
    assert all(problem.code and problem.where.startswith(("profile", *FIELDS)) for problem in refused.problems)
    assert len(str(refused)) <= 2000
    return refused


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_is_told(damaged, data) -> None:
    """One to three places of sound data are dropped, replaced, renamed or said twice."""
    told(data.draw(damaged(SOUND)))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_junk_is_told(junk, data) -> None:
    """What never was a profile is refused, alone or in the fields of one, and lets no foreign error out."""
    anything = data.draw(junk)
    assert told(anything) is not None
    told(data.draw(st.fixed_dictionaries(dict.fromkeys(FIELDS, junk))))
    rule = st.fixed_dictionaries(dict.fromkeys(("attribute", "match", "values"), junk))
    told(SOUND | {"rules": data.draw(st.lists(rule, min_size=1, max_size=2))})
    values = data.draw(st.lists(junk, min_size=1, max_size=3))
    told(SOUND | {"rules": [SOUND["rules"][0] | {"match": "one_of", "values": values}]})


APART = {
    "schema_version": 2,
    "persona": " ",
    "version": True,
    "rules[0].match": "rang",
    "rules[0].weight": 0,
    "rules[0].label": 7,
    "rules[0].values[1].open": 1,
    "rules[1].values[0].money": "x",
    "rules[1].values[1].currency": "eur",
    "rules[1].demand": "must",
    "rules[2].values[0].date": "31.12.2020",
    "rules[2].attribute": 5,
    "rules[3].values[0]": None,
    "rules[3].values[2].number": "1e6",
    "rules[4].values": {},
}


@given(st.sets(st.sampled_from(sorted(APART)), min_size=1))
def test_problems_in_several_places_are_told_in_their_places(places) -> None:
    """However many places are wrong, each is told once, by its path."""
    data: dict = Profile.from_data(SOUND).to_data()
    for place in places:
        *way, last = [int(key) if key.isdigit() else key for key in place.replace("[", ".").replace("]", "").split(".")]
        holder = data
        for key in way:
            holder = holder[key]
        holder[last] = APART[place]
    refused = told(data)
    assert refused is not None
    assert sorted(places) == sorted(problem.where for problem in refused.problems)
