"""The limits of definitions: what just passes, what just does not, and what a refusal names."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import attrs
import jsonschema
import pytest

from salescycle import Criterion, Cycle, Deal, InvalidValue, Policy, Stage, migrate
from salescycle.presets import SHORT_CYCLE

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
JUDGE = jsonschema.Draft202012Validator(Cycle.json_schema())
ENDS = [{"key": "won", "outcome": "won"}, {"key": "lost", "outcome": "lost"}]


def definition(**fields):
    """Give a sound definition whose first stage has further fields."""
    stage = {"key": "talk", "leads_to": ["won", "lost"], **fields}
    return {"key": "short", "version": 1, "stages": [stage, *ENDS]}


@pytest.mark.parametrize(
    ("data", "passes"),
    [
        (definition(key="x"), True),
        (definition(key="x" * 128), True),
        (definition(key="x" * 129), False),
        (definition(key=""), False),
        (definition(win_probability=0), True),
        (definition(win_probability=1), True),
        (definition(win_probability=-0.5), False),
        (definition(win_probability=1.5), False),
        (definition(leads_to=["w"]), True),
        (definition(leads_to=[""]), False),
        (definition(idle_limit={"days": 1}), True),
        (definition(idle_limit={}), False),
        ({"key": "short", "version": 1, "stages": ENDS[:1]}, True),
        ({"key": "short", "version": 1, "stages": []}, False),
    ],
)
def test_the_schema_draws_the_line(data, passes):
    """On either side of each limit that a schema can tell."""
    assert passes == JUDGE.is_valid(data)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        ({"seconds": "0.000001"}, timedelta(microseconds=1)),
        ({"seconds": "0.000003"}, timedelta(microseconds=3)),
        ({"days": 36_500}, timedelta(days=36_500)),
    ],
)
def test_the_shortest_and_the_longest_time_are_read(length, expected):
    """A microsecond, and a hundred years, are within the limits."""
    assert expected == Cycle.from_data(definition(idle_limit=length)).stage("talk").idle_limit


@pytest.mark.parametrize("limit", [timedelta(0), timedelta(seconds=-1)])
def test_an_idle_limit_lies_above_nothing(limit):
    """Silence of no time at all would always be too long."""
    with pytest.raises(InvalidValue, match="an idle limit must be a timedelta of more than 0"):
        Stage("talk", leads_to=["won"], idle_limit=limit)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda: Policy(reopen_within=90), "got 90; give timedelta(days=90)"),
        (lambda: migrate([], "old", SHORT_CYCLE, at=MONDAY), "a cycle must be a Cycle, got 'old'"),
        (
            lambda: migrate([], SHORT_CYCLE, attrs.evolve(SHORT_CYCLE, version=2), ["talk"], at=MONDAY),
            "a mapping must be a mapping, got a list; give {'old': 'new'}",
        ),
        (lambda: SHORT_CYCLE.flow({("interest", "offer"): Fraction(-1, 2)}), "got '-1/2'; count moves only"),
        (
            lambda: SHORT_CYCLE.plan(
                Deal.open(id="D-1", start=SHORT_CYCLE.start(at=MONDAY)), to="won", at=MONDAY - timedelta(days=1)
            ),
            "got 2026-03-01 00:00:00+00:00",
        ),
        (lambda: with_parameter(3.5).to_data(), "to be written as data, got 3.5"),
    ],
)
def test_a_refusal_names_what_came(act, told):
    """And the way out, where there is one."""
    with pytest.raises(InvalidValue) as caught:
        act()
    assert told in str(caught.value)


def with_parameter(value):
    """Give a cycle with a criterion of a parameter."""
    odd = Criterion(key="odd", asks="a", test=max, params={"limit": value})
    stages = [Stage("talk", leads_to=["won", "lost"], exit_criteria=[odd]), Stage("won", outcome="won")]
    return Cycle(key="k", version=1, stages=[*stages, Stage("lost", outcome="lost")])
