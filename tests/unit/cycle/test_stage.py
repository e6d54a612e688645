"""Stages: what they convert, what they refuse, where they lead."""

from __future__ import annotations

import enum
from datetime import timedelta
from decimal import Decimal

import attrs
import pytest

from salescycle.cycle import Criterion, Stage, contacted, value_known
from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.model import ForecastCategory, Outcome
from salescycle.values import NO_WORDING, Wording


class Board(enum.StrEnum):
    PITCH = "pitch"
    WON = "won"


def test_a_stage_needs_only_a_key() -> None:
    """Everything but the key has a default: an open stage that leads nowhere."""
    stage = Stage("pitch")
    told = (stage.key, stage.outcome, stage.leads_to, stage.reopens_to, stage.exit_criteria)
    assert ("pitch", Outcome.OPEN, (), (), ()) == told
    assert (None, None, NO_WORDING) == (stage.win_probability, stage.idle_limit, stage.guidance)
    assert stage.optional is False


@pytest.mark.parametrize(
    ("key", "label"), [("pitch", "Pitch"), ("needs_analysis", "Needs analysis"), ("Deal WON", "Deal won")]
)
def test_the_label_comes_from_the_key(key: str, label: str) -> None:
    """A stage without a label has its key's words."""
    assert Wording({"en": label}) == Stage(key).label


def test_a_label_of_its_own_stays() -> None:
    """A label that is given is the label."""
    stage = Stage("won", label={"en": "Closed won", "ko": "수주"})
    assert ("Closed won", "수주") == (str(stage.label), stage.label.text("ko"))


def test_members_of_an_enum_become_exact_text() -> None:
    """Keys of a user's StrEnum are kept as plain text."""
    stage = Stage(Board.PITCH, leads_to=[Board.WON], reopens_to=(Board.PITCH,))
    assert ("pitch", ("won",), ("pitch",)) == (stage.key, stage.leads_to, stage.reopens_to)
    assert [str] * 3 == [type(key) for key in (stage.key, *stage.leads_to, *stage.reopens_to)]


def test_optional_is_yes_or_no() -> None:
    """Whether a stage may be passed over is true or false, and nothing that is taken for it."""
    with pytest.raises(InvalidValue) as caught:
        Stage("demo", optional="no")
    assert "optional must be a bool, got 'no'" == str(caught.value)


@pytest.mark.parametrize("field", ["leads_to", "reopens_to"])
def test_a_lone_key_is_no_list_of_keys(field: str) -> None:
    """Text where several keys belong would be taken letter by letter, so it is refused."""
    with pytest.raises(InvalidValue) as caught:
        Stage("a", **{field: "won"})
    assert "keys must be several, in a list or tuple, got 'won'; put it in a list" == str(caught.value)


@pytest.mark.parametrize("outcome", [*Outcome, "won", "hold"])
def test_outcomes_may_be_named(outcome: str) -> None:
    """An outcome is a member of Outcome or its text."""
    assert Outcome(outcome) is Stage("a", outcome=outcome).outcome


@pytest.mark.parametrize(("outcome", "told"), [("win", "'win'"), (None, "None"), (True, "True"), ([], "a list")])
def test_other_outcomes_are_refused(outcome: object, told: str) -> None:
    """What is no outcome is refused with those there are."""
    with pytest.raises(InvalidValue) as caught:
        Stage("a", outcome=outcome)
    assert f"an outcome must be one of open, won, lost, hold, got {told}" == str(caught.value)


@pytest.mark.parametrize("given", ["0.5", Decimal("0.5"), Decimal("0.50")])
def test_a_win_probability_is_exact(given: Decimal | str) -> None:
    """A probability is a Decimal, given as one or as its numeral."""
    stage = Stage("a", win_probability=given)
    assert Decimal("0.5") == stage.win_probability


@pytest.mark.parametrize("given", [0, 1, "0", "1"])
def test_certainty_is_a_probability(given: int | str) -> None:
    """Never and always are probabilities."""
    assert Decimal(given) == Stage("a", win_probability=given).win_probability


def test_a_forecast_category_comes_from_the_outcome() -> None:
    """Open stages are pipeline, won ones closed, others omitted, unless the stage says otherwise."""
    by_outcome = {each.value: Stage("a", outcome=each).forecast_category for each in Outcome}
    assert {"open": "pipeline", "won": "closed", "lost": "omitted", "hold": "omitted"} == by_outcome
    own = Stage("a", forecast_category="best_case")
    assert ForecastCategory.BEST_CASE is own.forecast_category
    assert own != Stage("a")
    assert "closed" == attrs.evolve(Stage("a"), outcome="won").forecast_category


def test_a_forecast_category_said_or_not_said_is_one_stage() -> None:
    """What the outcome says anyway makes no other stage."""
    assert Stage("a") == Stage("a", forecast_category="pipeline")
    assert Stage("a", outcome="won") == Stage("a", outcome="won", forecast_category="closed")


@pytest.mark.parametrize("outcome", ["open", "lost", "hold"])
def test_only_what_is_won_is_closed(outcome: str) -> None:
    """A forecast that counts an open deal as closed would count it as money that came."""
    with pytest.raises(InvalidValue) as caught:
        Stage("a", outcome=outcome, forecast_category="closed")
    told = "the forecast category of stage 'a' must not be closed, since it is not won, got 'closed'"
    assert f"{told}; the surest before a win is commit" == str(caught.value)
    with pytest.raises(InvalidValue, match="a forecast category must be one of omitted, pipeline"):
        Stage("a", forecast_category="sure")


def test_exit_criteria_keep_their_order() -> None:
    """Exit criteria are kept in the order given."""
    assert (value_known, contacted) == Stage("a", exit_criteria=[value_known, contacted]).exit_criteria


def test_exit_criteria_must_be_criteria() -> None:
    """A function, or its name, is no criterion until it is wrapped."""
    with pytest.raises(InvalidValue) as caught:
        Stage("a", exit_criteria=[contacted, "value_known"])
    told = "exit_criteria[1] must be a Criterion, got 'value_known'; wrap a function with @criterion(...)"
    assert told == str(caught.value)


def test_an_idle_limit_is_a_length_of_time() -> None:
    """An idle limit is kept as given."""
    assert timedelta(hours=1) == Stage("a", idle_limit=timedelta(hours=1)).idle_limit


def test_a_blank_key_is_refused() -> None:
    """A key of spaces is no key."""
    with pytest.raises(InvalidValue) as caught:
        Stage("  ")
    assert "key must not be blank, got ''; give at least one character" == str(caught.value)


def test_a_long_key_is_refused() -> None:
    """A key has at most 128 characters, and the error does not repeat it."""
    with pytest.raises(LimitExceeded) as caught:
        Stage("a" * 129)
    assert "key must have at most 128 characters, got 129" == str(caught.value)


def test_a_stage_never_changes() -> None:
    """A stage is frozen; a changed copy is checked like a new one."""
    stage = Stage("a", leads_to=["b"])
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        stage.key = "b"
    with pytest.raises(InvalidValue):
        attrs.evolve(stage, outcome="none")
    assert Stage("a", leads_to=["c"]) == attrs.evolve(stage, leads_to=["c"])


def test_stages_are_values() -> None:
    """Equal stages are one key of a dictionary, criteria and all."""
    same = [Stage("a", exit_criteria=[Criterion(key="k", asks="a", test=max, params={"n": 1})]) for _ in range(2)]
    assert 1 == len(set(same))
    assert same[0] != Stage("a")


@pytest.mark.parametrize("label", ["", {"en": ""}])
def test_a_label_is_never_blank(label: object) -> None:
    """Without words a stage is labelled by its key, whatever that is made of."""
    assert ("Needs analysis", "_") == (str(Stage("needs_analysis", label=label).label), str(Stage("_").label))
