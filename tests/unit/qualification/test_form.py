"""Forms: the questions for a host's screen, and the facts that come of its answers."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime

import attrs
import pytest

from salescycle.errors import InvalidForm
from salescycle.model import Lead
from salescycle.qualification import BANT, Rubric

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
GATED = attrs.evolve(BANT, rubric=Rubric(gates={"need": "partly"}))


def test_a_form_is_plain_data() -> None:
    """One field a question, in their order, with label, question and options in the asked language."""
    form = GATED.form(locale="ko-KR")
    assert form == json.loads(json.dumps(form))
    assert [("budget", False, None), ("authority", False, None), ("need", True, "partly"), ("timing", False, None)] == [
        (field["key"], field["required"], field["at_least"]) for field in form
    ]
    assert {
        "key": "timing",
        "label": "시기",
        "asks": "언제까지 해결하려 하는가?",
        "options": [
            {"key": "no", "anchor": "정해진 시기가 없다."},
            {"key": "partly", "anchor": "올해 안에 결정할 생각이나 날짜는 없다."},
            {"key": "yes", "anchor": "이유가 분명한 날짜가 있다."},
        ],
        "required": False,
        "at_least": None,
    } == form[3]
    assert ["Budget", "Authority", "Need", "Timing"] == [field["label"] for field in BANT.form()]


def test_answers_become_facts() -> None:
    """Each answer is a fact with when, by whom and from where; blank is not answered."""
    came = {"timing": " partly ", "budget": "", "need": "yes", "authority": None}
    facts = BANT.answers_from(came, at=MONDAY, by="Ada Park", source="website form")
    assert (
        BANT.answer("need", "yes", at=MONDAY, by="Ada Park", source="website form"),
        BANT.answer("timing", "partly", at=MONDAY, by="Ada Park", source="website form"),
    ) == facts
    assert ((), ()) == (BANT.answers_from({}, at=MONDAY), BANT.answers_from({"need": "  "}, at=MONDAY))
    assert "37.5 to 87.5" == BANT.score(Lead(id="L-1", name="Ada", log=facts)).range


def test_unknown_is_an_answer() -> None:
    """Who ticks unknown takes an earlier answer back."""
    assert ["unknown"] == [fact.answer for fact in BANT.answers_from({"need": "unknown"}, at=MONDAY)]


def test_every_option_of_a_form_is_an_answer() -> None:
    """What the form offers is taken."""
    for field in BANT.form():
        for option in field["options"]:
            assert 1 == len(BANT.answers_from({field["key"]: option["key"]}, at=MONDAY))


def test_every_problem_comes_at_once() -> None:
    """Fields and answers that there are not are told with the nearest name, and nothing is recorded."""
    with pytest.raises(InvalidForm) as caught:
        BANT.answers_from({"ned": "yes", "budget": "yess", "timing": ["yes"], "authority": True}, at=MONDAY)
    assert [
        ("unknown_field", "ned", "no question of this name; did you mean 'need'?"),
        ("unknown_name", "budget", "no answer 'yess' in question 'budget'; did you mean 'yes'?"),
        ("not_text", "authority", "must be one answer as text, got True"),
        ("not_text", "timing", "must be one answer as text, got a list"),
    ] == [(problem.code, problem.where, problem.message) for problem in caught.value.problems]
    assert str(caught.value).startswith("form 'bant' has 4 problems:\n  ned: no question of this name")
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))


@pytest.mark.parametrize("data", [None, "need", ["need"], {1: "yes"}, {"need": object()}, {"need": b"yes"}])
def test_what_is_no_form_is_refused(data: object) -> None:
    """Anything but a mapping of text to plain answers is one problem of the whole form."""
    with pytest.raises(InvalidForm) as caught:
        BANT.answers_from(data, at=MONDAY)
    assert ["form"] == [problem.where for problem in caught.value.problems]


def test_many_problems_are_cut() -> None:
    """At most a hundred problems are told, each shown harmlessly."""
    with pytest.raises(InvalidForm, match="form 'bant' has many problems") as caught:
        BANT.answers_from({f"x\n{place}": "yes" for place in range(500)}, at=MONDAY)
    assert (100, "x\\n0") == (len(caught.value.problems), caught.value.problems[0].where)
