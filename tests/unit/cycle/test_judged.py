"""The criteria about judgements: a framework's verdict, and the fit of a profile."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta

import attrs
import jsonschema
import pytest

from salescycle import (
    BANT,
    AttributeSet,
    Cycle,
    InvalidCycle,
    InvalidProfile,
    InvalidValue,
    Lead,
    MatchRule,
    Profile,
    Rubric,
    Stage,
    UnknownName,
    any_of,
)
from salescycle.cycle import fit_at_least, qualified

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
YES = [BANT.answer(question.key, "yes", at=MONDAY) for question in BANT.questions]
OPS = Profile(
    persona="ops",
    rules=[
        MatchRule(attribute="branch", match="one_of", values=["retail"]),
        MatchRule(attribute="size", match="range", values=[50, 500]),
        MatchRule(attribute="industry", match="one_of", values=["gambling"], demand="knock_out"),
    ],
)


def lead(*facts) -> Lead:
    return Lead(id="L-1", name="Ada", log=facts)


def known(**attributes) -> Lead:
    return lead(*(AttributeSet(name=name, value=value, at=MONDAY) for name, value in attributes.items()))


def test_a_verdict_is_asked_for() -> None:
    """Qualified is what the framework says; the hint gives the score and the next question, in both languages."""
    assert qualified().holds(lead(*YES), MONDAY)
    asked = qualified("bant")
    assert not asked.holds(lead(*YES[:2]), MONDAY)
    unmet = asked.unmet(lead(*YES[:2]), MONDAY)
    assert "BANT says qualified (it is 50 to 100; ask next about Need)" == unmet.text("en")
    assert "BANT 평가가 적격이다 (현재 50~100점, 다음 질문: 필요)" == unmet.text("ko")
    no = [BANT.answer(question.key, "no", at=MONDAY) for question in BANT.questions]
    assert "BANT says qualified (it is 0)" == str(asked.unmet(lead(*no), MONDAY))


def test_gates_and_stale_answers_count() -> None:
    """An answer that is too old at the instant of the move is none, and a framework of one's own is asked itself."""
    strict = attrs.evolve(BANT, rubric=Rubric(stale_after=timedelta(days=30)))
    asked = qualified(strict)
    assert asked.holds(lead(*YES), MONDAY + timedelta(days=1))
    assert not asked.holds(lead(*YES), MONDAY + timedelta(days=31))
    assert asked == pickle.loads(pickle.dumps(asked))


def test_a_verdict_travels_as_data() -> None:
    """A ready-made framework is written by its key; an unknown key is told with the nearest."""
    talk = Stage("talk", leads_to=["won", "lost"], exit_criteria=[qualified("meddpicc")])
    cycle = Cycle(key="b", version=1, stages=[talk, Stage("won", outcome="won"), Stage("lost", outcome="lost")])
    assert [{"criterion": "qualified", "framework": "meddpicc"}] == cycle.to_data()["stages"][0]["exit_criteria"]
    assert cycle == Cycle.from_data(cycle.to_data())
    with pytest.raises(UnknownName, match="no framework 'bnat' in the ready-made ones; did you mean 'bant'"):
        qualified("bnat")
    with pytest.raises(InvalidValue, match="a framework must be a Framework, got 5"):
        qualified(5)


def test_a_fit_is_asked_for() -> None:
    """What is unknown does not count for a fit; the hint says what to find out, unless the buyer is ruled out."""
    asked = fit_at_least(OPS, "0.5")
    assert asked.holds(known(branch="retail", industry="food"), MONDAY)
    unmet = asked.unmet(known(size=100), MONDAY)
    assert not asked.holds(known(size=100), MONDAY)
    assert "the buyer fits ops by at least 50 % (it is 0 %; find out branch, industry)" == unmet.text("en")
    assert "구매자가 ops에 50 % 이상 맞는다 (현재 0 %, 알아볼 것: branch, industry)" == unmet.text("ko")
    excluded = known(branch="retail", industry="gambling")
    assert "the buyer fits ops by at least 50 % (it is 0 %)" == str(asked.unmet(excluded, MONDAY))
    with pytest.raises(InvalidValue, match="a profile must be a Profile, got 'ops'"):
        fit_at_least("ops", 1)


def fitting(**params: object) -> dict[str, object]:
    """Give the data of a small cycle whose first stage asks for a fit."""
    criterion = {"criterion": "fit_at_least", **params}
    talk = {"key": "talk", "leads_to": ["won", "lost"], "exit_criteria": [{"any_of": [criterion]}]}
    closes = [{"key": "won", "outcome": "won"}, {"key": "lost", "outcome": "lost"}]
    return {"schema_version": 1, "key": "board", "version": 1, "stages": [talk, *closes]}


def test_a_fit_travels_with_its_profile() -> None:
    """The criterion is written with the data of the profile, and read back to an equal one."""
    data = fitting(profile=OPS.to_data(), share="0.5")
    cycle = Cycle.from_data(json.loads(json.dumps(data)))
    assert any_of(fit_at_least(OPS, "0.5")) == cycle.initial.exit_criteria[0]
    assert data == cycle.to_data()
    assert fit_at_least(OPS, 1) == fit_at_least(OPS.to_data(), "1")
    jsonschema.validate(data, Cycle.json_schema())


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"share": 1}, {"": "criterion 'fit_at_least' takes profile, share, got share"}),
        ({"profile": OPS.to_data(), "share": 2}, {"": "a rate must lie between 0 and 1, got 2; a quarter is '0.25'"}),
        (
            {"profile": "ops", "share": 1},
            {
                "": "a profile must be a Profile, got 'ops'; give Profile(persona=..., rules=[...]), or its data",
            },
        ),
        (
            {
                "profile": {"rules": [{"attribute": "x", "match": "range", "values": [2, 1]}], "personna": "ops"},
                "share": 1,
            },
            {
                ".profile.personna": "no such field; did you mean 'persona'?",
                ".profile.rules[0].values": "a range must not end before it begins, got a tuple; swap its ends",
            },
        ),
        ({"profile": {}, "share": 1}, {".profile": "must have the field 'rules'"}),
    ],
)
def test_what_is_wrong_with_a_profile_is_told_with_its_path(params: dict[str, object], told: dict[str, str]) -> None:
    """Each problem of the profile is one of the cycle, and its path goes on from the criterion."""
    with pytest.raises(InvalidCycle) as refused:
        Cycle.from_data(fitting(**params))
    found = {problem.where: problem.message for problem in refused.value.problems}
    assert {
        f"stages[0].exit_criteria[0].any_of[0]{path}": message for path, message in told.items()
    }.items() <= found.items()


def test_a_profile_as_data_is_read_at_once() -> None:
    """Outside of a cycle too, with the paths of its problems below the parameter."""
    with pytest.raises(InvalidProfile) as refused:
        fit_at_least({"schema_version": 1, "persona": "ops", "rules": [], "x": 1}, 1)
    assert ["profile.x", "profile.rules"] == [problem.where for problem in refused.value.problems]
