"""Cycles from data: every problem with its code, its path and its words; and what is written back."""

import tomllib
from datetime import timedelta
from decimal import Decimal

import jsonschema
import pytest

from salescycle import (
    CRITERIA,
    SEVEN_STAGE,
    Criterion,
    Cycle,
    InvalidCycle,
    InvalidValue,
    Stage,
    all_of,
    any_of,
    bant_at_least,
    criterion,
    negate,
)
from salescycle.cycle import contacted, value_known


def sound(**changes):
    """Give the data of a small cycle."""
    talk = {"key": "talk", "leads_to": ["won", "lost"]}
    stages = [talk, {"key": "won", "outcome": "won"}, {"key": "lost", "outcome": "lost"}]
    return {"key": "small", "version": 1, "stages": stages} | changes


def talking(**fields):
    """Give the data of a small cycle whose first stage has more fields."""
    data = sound()
    data["stages"][0] |= fields
    return data


def problems(data, **how):
    """Give code, path and message of every problem of some data."""
    with pytest.raises(InvalidCycle) as caught:
        Cycle.from_data(data, **how)
    return [(problem.code, problem.where, problem.message) for problem in caught.value.problems]


def test_a_cycle_from_toml():
    """A definition file is read, its criteria looked up by name, numbers taken as they were written."""
    text = """
    key = "new-business"
    version = 2
    label = { en = "New business", ko = "신규" }

    [[stages]]
    key = "talk"
    leads_to = ["won", "lost"]
    win_probability = 0.1
    idle_limit = { days = 1, hours = 12 }
    exit_criteria = [
        { criterion = "bant_at_least", score = 62.5 },
        { any_of = [{ criterion = "contacted" }, { negate = { criterion = "value_known" } }] },
    ]

    [[stages]]
    key = "won"
    outcome = "won"

    [[stages]]
    key = "lost"
    outcome = "lost"
    reopens_to = ["talk"]
    """
    cycle = Cycle.from_data(tomllib.loads(text))
    talk = cycle.initial
    assert ("new-business/2", "신규") == (cycle.name, cycle.label.text("ko"))
    assert (Decimal("0.1"), timedelta(days=1.5)) == (talk.win_probability, talk.idle_limit)
    assert ["bant_at_least", "any_of"] == [each.key for each in talk.exit_criteria]
    assert "a contact with the buyer was made, or not: the value of the deal is known" == str(
        talk.exit_criteria[1].asks
    )


@pytest.mark.parametrize("data", [None, [], "key", b"key", 1, object()])
def test_what_is_no_mapping(data):
    """A definition is a mapping, and the error says how one looks."""
    [(code, where, message)] = problems(data)
    assert ("invalid_value", "cycle") == (code, where)
    assert message.startswith("a cycle must be a mapping, got ")
    assert message.endswith("; give {'key': ..., 'version': 1, 'stages': [...]}")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, ("missing_field", "cycle", "must have the field 'key'")),
        (sound(stagse=[]), ("unknown_field", "cycle.stagse", "no such field; did you mean 'stages'?")),
        (sound(version="1"), ("invalid_value", "version", "a version must be a whole number, 1 or more, got '1'")),
        (
            sound(schema_version=2),
            (
                "invalid_value",
                "schema_version",
                "schema_version must be 1, got 2; read it with the version that wrote it",
            ),
        ),
        (sound(stages={}), ("not_a_list", "stages", "must be a list, got a dict")),
        (sound(stages=[]), ("no_stages", "stages", "must have at least one stage")),
        (sound(stages=["talk"]), ("not_a_mapping", "stages[0]", "must be a mapping, got 'talk'")),
        (sound(stages=[{}]), ("missing_field", "stages[0]", "must have the field 'key'")),
        (talking(leads_to="won"), ("not_a_list", "stages[0].leads_to", "must be a list, got 'won'")),
        (
            talking(leads_to=["won", 5]),
            ("invalid_value", "stages[0].leads_to[1]", "key must be text, got 5; give a str"),
        ),
        (
            talking(leads_to=["wno", "lost"]),
            ("unknown_stage", "stages[0].leads_to[0]", "no stage 'wno'; did you mean 'won'?"),
        ),
        (
            talking(outcome="wonn"),
            ("invalid_value", "stages[0].outcome", "an outcome must be one of open, won, lost, hold, got 'wonn'"),
        ),
        (
            talking(win_probability=1.5),
            (
                "invalid_value",
                "stages[0].win_probability",
                "a rate must lie between 0 and 1, got 1.5; a quarter is '0.25'",
            ),
        ),
        (
            talking(forecast_category="closed"),
            (
                "invalid_value",
                "stages[0]",
                (
                    "the forecast category of stage 'talk' must not be closed, since it is not won, got 'closed'; "
                    "the surest before a win is commit"
                ),
            ),
        ),
        (
            talking(idle_limit=14),
            (
                "invalid_value",
                "stages[0].idle_limit",
                "a length of time must be a mapping of days, hours or seconds, got 14; give {'days': 14}",
            ),
        ),
        (
            talking(idle_limit={"days": 0}),
            (
                "invalid_value",
                "stages[0].idle_limit",
                "a length of time must be whole in microseconds, more than 0 and at most 36500 days, got a dict",
            ),
        ),
        (
            talking(exit_criteria=["contacted"]),
            (
                "not_a_mapping",
                "stages[0].exit_criteria[0]",
                "must be a mapping such as {'criterion': ...}, got 'contacted'",
            ),
        ),
        (
            talking(exit_criteria=[{"criterion": "contactd"}]),
            ("unknown_criterion", "stages[0].exit_criteria[0]", "no criterion 'contactd'; did you mean 'contacted'?"),
        ),
        (
            talking(exit_criteria=[{"criterion": "contacted", "by": "kim"}]),
            ("unknown_parameter", "stages[0].exit_criteria[0]", "criterion 'contacted' takes no parameters"),
        ),
        (
            talking(exit_criteria=[{"criterion": "bant_at_least", "points": 3}]),
            ("unknown_parameter", "stages[0].exit_criteria[0]", "criterion 'bant_at_least' takes score, got points"),
        ),
        (
            talking(exit_criteria=[{"criterion": "bant_at_least", "score": 101}]),
            ("invalid_value", "stages[0].exit_criteria[0]", "a score must lie between 0 and 100, got 101"),
        ),
        (
            talking(exit_criteria=[{"all_of": []}]),
            ("no_criteria", "stages[0].exit_criteria[0].all_of", "must be made of at least one criterion"),
        ),
        (
            talking(exit_criteria=[{"any_of": {"criterion": "contacted"}}]),
            ("not_a_list", "stages[0].exit_criteria[0].any_of", "must be a list, got a dict"),
        ),
        (
            talking(exit_criteria=[{"negate": {"criterion": "x"}}]),
            ("unknown_criterion", "stages[0].exit_criteria[0].negate"),
        ),
        (
            talking(exit_criteria=[{"negate": {"criterion": "contacted"}, "also": 1}]),
            ("unknown_field", "stages[0].exit_criteria[0].also", "no such field; there are negate"),
        ),
        (
            talking(exit_criteria=[{"criterion": "contacted"}] * 17),
            ("limit_exceeded", "stages[0]", "exit_criteria must be at most 16, got 17"),
        ),
    ],
    ids=lambda value: value[0] + " " + value[1] if isinstance(value, tuple) else None,
)
def test_each_problem_has_its_code_path_and_words(data, expected):
    """The first problem of each broken definition; where words are left open, code and path."""
    assert expected == problems(data)[0][: len(expected)]


def test_all_problems_come_at_once():
    """Damage in three places is told in three lines."""
    data = talking(outcome="wonn", win_probability=2) | {"colour": 1}
    assert ["cycle.colour", "stages[0].outcome", "stages[0].win_probability"] == sorted(
        each[1] for each in problems(data)
    )


def test_a_host_brings_its_own_criteria():
    """A registry may hold criteria and functions that make one; those that fail are problems, not accidents."""

    def paid(months: int) -> Criterion:
        return Criterion(key="paid", asks=f"{months} months were paid", test=max, params={"months": months})

    own = CRITERIA | {"paid": paid}
    data = talking(exit_criteria=[{"criterion": "paid", "months": 3}])
    cycle = Cycle.from_data(data, criteria=own)
    assert "3 months were paid" == str(cycle.initial.exit_criteria[0].asks)
    assert data == {key: each for key, each in cycle.to_data().items() if key != "schema_version"}
    assert [("unknown_criterion", "stages[0].exit_criteria[0]")] == [each[:2] for each in problems(data)]


def test_what_is_written_is_plain_and_short():
    """Defaults are left out, whole numbers are numbers, and other numbers are text."""
    data = talking(
        exit_criteria=[{"criterion": "bant_at_least", "score": "62.5"}, {"criterion": "bant_at_least", "score": 60}],
        win_probability="0.25",
        forecast_category="commit",
        idle_limit={"days": 14, "seconds": "0.5"},
    )
    assert {"schema_version": 1} | data == Cycle.from_data(data).to_data()
    assert {"schema_version": 1} | talking() == Cycle.from_data(talking(forecast_category="pipeline")).to_data()
    several = Criterion(key="k", asks="a", test=max, params={"channels": ["call", None, True]})
    stages = [Stage("talk", leads_to=["won", "lost"], exit_criteria=[several]), *SEVEN_STAGE.stages[-2:-1]]
    cycle = Cycle(key="k", version=1, stages=[*stages, Stage("lost", outcome="lost")])
    assert {"criterion": "k", "channels": ["call", None, True]} == cycle.to_data()["stages"][0]["exit_criteria"][0]


def test_what_cannot_be_written_is_refused():
    """A parameter that is no plain data has no place in a file."""
    odd = Criterion(key="odd", asks="a", test=max, params={"limit": timedelta(1)})
    stages = [Stage("talk", leads_to=["won", "lost"], exit_criteria=[odd]), Stage("won", outcome="won")]
    cycle = Cycle(key="k", version=1, stages=[*stages, Stage("lost", outcome="lost")])
    with pytest.raises(
        InvalidValue, match="a parameter of criterion 'odd' must be text, a number, a list or a profile"
    ):
        cycle.to_data()


def test_the_schema_refuses_what_it_can_see():
    """The schema is a valid one, accepts our own cycle and refuses a wrong outcome, a wrong field and no criteria."""
    schema = Cycle.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    assert judge.is_valid(SEVEN_STAGE.to_data())
    for broken in (
        talking(outcome="wonn"),
        talking(forecast_category="sure"),
        talking(colour="red"),
        talking(exit_criteria=[{"criterion": "os.system"}]),
        talking(exit_criteria=[{"all_of": []}]),
        sound(version=0),
        sound(stages=[]),
    ):
        assert not judge.is_valid(broken)


def test_composed_criteria_hold_as_they_say():
    """All, any and not, over criteria that answer as told; what is missing is named by its parts."""

    @criterion({"en": "yes", "ko": "예"})
    def yes(record, at):
        return True

    @criterion({"en": "no", "ko": "아니오"})
    def no(record, at):
        return False

    assert (True, False) == (all_of(yes, yes).holds(None, None), all_of(yes, no).holds(None, None))
    assert (True, False) == (any_of(no, yes).holds(None, None), any_of(no, no).holds(None, None))
    assert (False, True) == (negate(yes).holds(None, None), negate(no).holds(None, None))
    unmet = all_of(yes, no).unmet(None, None)
    assert ("yes, and no (still needed: no)", "예 그리고 아니오 (남은 조건: 아니오)") == (
        unmet.text(),
        unmet.text("ko"),
    )
    assert "not: yes" == negate(yes).unmet(None, None).text()
    with pytest.raises(InvalidValue, match="all_of must be made of at least one criterion"):
        all_of()
    assert all_of(contacted, value_known) == all_of(contacted, value_known)


def test_one_score_is_one_criterion():
    """Sixty is the same however many decimals it is written with, also after a journey as data."""
    assert bant_at_least("60.00") == bant_at_least(60)


def test_a_policy_travels_with_its_cycle():
    """A policy is read, written without what is as by default, and read again to an equal cycle."""
    policy = {
        "skipping": "optional",
        "going_back": "free",
        "reasons_for": ["moved_back", "lost"],
        "reopen_within": {"days": 90, "seconds": "0.5"},
        "begins_in": "any_open",
    }
    data = talking(optional=True) | {"policy": policy}
    jsonschema.validate(data, Cycle.json_schema())
    cycle = Cycle.from_data(data)
    assert (timedelta(days=90, seconds=0.5), True) == (cycle.policy.reopen_within, cycle.stage("talk").optional)
    assert policy == cycle.to_data()["policy"]
    assert cycle == Cycle.from_data(cycle.to_data())
    assert "policy" not in Cycle.from_data(sound(policy={})).to_data()


def test_problems_of_a_policy_have_their_paths():
    """Each field of a policy that is wrong is told with its place, and so is a flag that is none."""
    policy = {"skiping": "none", "going_back": "some", "reasons_for": ["lots"], "reopen_within": {"days": 0}}
    found = {where: message for _, where, message in problems(talking(optional="no") | {"policy": policy})}
    assert {
        "stages[0].optional": "a flag must be true or false, got 'no'",
        "policy.skiping": "no such field; did you mean 'skipping'?",
        "policy.going_back": "going back must be one of declared, none, free, got 'some'",
    }.items() <= found.items()
    assert {"policy.reasons_for[0]", "policy.reopen_within"} <= found.keys()
    assert [("not_a_mapping", "policy", "must be a mapping, got a list")] == problems(sound(policy=[]))


def _broken(size):
    return 1 // 0


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (5, "the registry has no criterion under 'odd' but 5"),
        (_broken, "what makes criterion 'odd' must take its parameters or refuse them, got 'raised ZeroDivisionError'"),
        (lambda size: size, "what makes criterion 'odd' must be a Criterion, got 1; return a Criterion"),
    ],
)
def test_a_registry_that_is_wrong(entry, told):
    """An entry that is no criterion, makes none or raises is a problem of the place that names it."""
    data = talking(exit_criteria=[{"criterion": "odd", "size": 1}])
    assert [told] == [message for _, _, message in problems(data, criteria={"odd": entry})]
