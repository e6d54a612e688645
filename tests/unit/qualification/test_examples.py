"""Training tables: doors, what is left out, and parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import Contacted, Deal, Lead, OwnerAssigned, StageEntered
from salescycle.qualification import BANT, Example, Training, features_of

MARCH = datetime(2026, 3, 31, 9, tzinfo=UTC)
DAY = timedelta(days=1)
JUNE = MARCH + 70 * DAY
READINGS = {"owner": lambda deal: deal.owner, "stage": lambda deal: deal.stage}


def stage(name: str, outcome: str, at: datetime, recorded_at: datetime | None = None) -> StageEntered:
    """Give an entry into a stage."""
    return StageEntered(stage=name, outcome=outcome, at=at, recorded_at=at if recorded_at is None else recorded_at)


def table(*deals: Deal) -> Training:
    """Read what was known in March, and how it ended by June."""
    return Training.of(deals, readings=READINGS, as_of=MARCH, outcomes_by=JUNE)


def test_an_example_keeps_what_is_known_in_order() -> None:
    """Features come in the order of their names; none and blank are no values; equal examples hash alike."""
    example = Example(features={"b": " x ", "a": "1", "c": None, "d": " "}, outcome="lost", record="D-1")
    assert (("a", "1"), ("b", "x")) == example.features
    assert example == Example(features=example.features, outcome="lost", record="D-1")
    assert 1 == len({example, Example(features={"a": "1", "b": "x"}, outcome="lost", record="D-1")})
    assert (False, "1", None) == (example.is_won, example.feature("a"), example.feature("c"))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"features": "won"}, "features must be a mapping, got 'won'; for example {'key': ...}"),
        ({"features": {"a": 1}}, "name must be text, got 1; give a str"),
        ({"features": {" ": "x"}}, "key must not be blank, got ''; give at least one character"),
        ({"features": {"a": "x", "a ": "y"}}, "features must name each feature once, got 'a, a'"),
        ({"outcome": "open"}, "the outcome of an example must be won or lost, got 'open'"),
        ({"outcome": True}, "an outcome must be one of open, won, lost, hold, got True"),
    ],
)
def test_malformed_examples_are_refused(fields: dict, told: str) -> None:
    """What is wrong with a feature or an outcome is told."""
    with pytest.raises(InvalidValue) as refused:
        Example(**{"features": {}, "outcome": "won"} | fields)
    assert told == str(refused.value)


def test_features_are_those_of_the_cut_and_outcomes_those_of_later() -> None:
    """A change of owner, a win and a backdated fact after the cut do not reach the features."""
    deal = Deal(
        id="D-1",
        log=[
            OwnerAssigned(owner="kim", at=MARCH - 2 * DAY),
            OwnerAssigned(owner="backdated", at=MARCH - DAY, recorded_at=MARCH + DAY),
            stage("talk", "open", MARCH),
            OwnerAssigned(owner="lee", at=MARCH + DAY),
            stage("won", "won", JUNE),
        ],
    )
    found = table(deal)
    assert (Example(features={"owner": "kim", "stage": "talk"}, outcome="won", record="D-1"),) == found.examples
    assert (("owner", "kim"), ("stage", "talk")) == features_of(deal, readings=READINGS, as_of=MARCH)


def test_what_cannot_teach_is_left_out_and_counted() -> None:
    """Records that had not begun, were closed already, or were not closed in time are counted by reason."""
    talk = stage("talk", "open", MARCH)
    deals = [
        Deal(id="lost", log=[talk, stage("lost", "lost", JUNE)]),
        Deal(id="later", log=[stage("talk", "open", MARCH + DAY), stage("won", "won", JUNE)]),
        Deal(id="recorded later", log=[stage("talk", "open", MARCH, MARCH + DAY), stage("won", "won", JUNE)]),
        Deal(id="closed", log=[stage("won", "won", MARCH)]),
        Deal(id="open", log=[talk]),
        Deal(id="on hold", log=[talk, stage("rest", "hold", JUNE)]),
        Deal(id="closed too late", log=[talk, stage("won", "won", JUNE + DAY)]),
        Deal(id="known too late", log=[talk, stage("won", "won", JUNE, JUNE + DAY)]),
        Deal(id="reopened", log=[talk, stage("won", "won", JUNE - DAY), stage("talk", "open", JUNE)]),
    ]
    found = table(*deals)
    assert ["lost"] == [example.record for example in found.examples]
    assert (("already_closed", 1), ("not_begun", 2), ("still_open", 5)) == found.left_out
    assert "0.0% (0 of 1)" == str(found.win_rate)


def test_outcomes_may_be_asked_for_at_the_cut_itself() -> None:
    """Then whatever is closed was closed already, so nothing is taught."""
    deals = [Deal(id="D-1", log=[stage("won", "won", MARCH)]), Deal(id="D-2", log=[stage("talk", "open", MARCH)])]
    found = Training.of(deals, readings=READINGS, as_of=MARCH, outcomes_by=MARCH)
    assert ((), (("already_closed", 1), ("still_open", 1))) == (found.examples, found.left_out)


def test_a_reading_may_ask_a_framework_or_the_lead() -> None:
    """Readings are plain functions, so answers, personas and the lead's own log are features too."""
    lead = Lead(id="L-1", name="Ada", log=[Contacted(channel="fair", at=MARCH)])
    deal = Deal(id="D-1", lead=lead, log=[BANT.answer("need", "yes", at=MARCH)])
    readings = {
        "channel": lambda deal: deal.lead.contacts[0].channel,
        "need": lambda deal: BANT.answers(deal)["need"].answer,
    }
    assert (("channel", "fair"), ("need", "yes")) == features_of(deal, readings=readings, as_of=MARCH)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"records": [1]}, "records[0] must be a Record, got 1"),
        ({"records": [Deal(id="D"), Deal(id="D")]}, "records must have different ids, got 'D'; give each record once"),
        ({"readings": {"owner": "kim"}}, "reading 'owner' must be a function of a record, got 'kim'"),
        ({"readings": [len]}, "readings must be a mapping, got a list; for example {'key': ...}"),
        ({"outcomes_by": MARCH - DAY}, "outcomes_by must not be before as_of, which is 2026-03-31 09:00:00+00:00"),
        ({"as_of": MARCH.replace(tzinfo=None)}, "an instant must"),
    ],
)
def test_a_malformed_question_is_refused(change: dict, told: str) -> None:
    """Records, readings and instants pass their doors."""
    asked = {"records": [], "readings": READINGS, "as_of": MARCH, "outcomes_by": JUNE} | change
    with pytest.raises(InvalidValue) as refused:
        Training.of(asked.pop("records"), **asked)
    assert str(refused.value).startswith(told)


def test_a_reading_gives_text_or_nothing() -> None:
    """A number is refused with the reading and the record; a record that is none is refused as well."""
    deal = Deal(id="D-1", log=[stage("talk", "open", MARCH)])
    with pytest.raises(InvalidValue) as refused:
        features_of(deal, readings={"size": lambda _: 5}, as_of=MARCH)
    told = "reading 'size' of 'D-1' must give text or None, got 5; name the value, or the band a number falls in"
    assert told == str(refused.value)
    with pytest.raises(InvalidValue, match="a record must be a Deal, a Lead or a Proposal"):
        features_of("D-1", readings={}, as_of=MARCH)


def test_parts_share_no_features_and_lose_nothing() -> None:
    """Each example falls into one part, copies and opposite outcomes of the same features into the same one."""
    examples = [Example(features={"n": str(n % 40)}, outcome="won" if n < 50 else "lost") for n in range(100)]
    parts = Training(examples=examples, left_out={"still_open": 3}).parts(4)
    assert 4 == len(parts)
    assert sorted(map(hash, examples)) == sorted(hash(each) for part in parts for each in part.examples)
    held = [{example.features for example in part.examples} for part in parts]
    assert 40 == sum(map(len, held)) == len(set().union(*held))
    assert all(held)
    turned = Training(examples=examples[::-1]).parts(4)
    assert held == [{example.features for example in part.examples} for part in turned]


@pytest.mark.parametrize("count", [1, 0, -1, 2.0, True, 1001])
def test_a_count_of_parts_is_checked(count: object) -> None:
    """One part divides nothing."""
    with pytest.raises(InvalidValue, match="a count of parts must be a whole number from 2 to 1000"):
        Training(examples=[]).parts(count)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"examples": "won"}, "examples must be several"),
        ({"examples": [{"a": 1}]}, "examples[0] must be an Example"),
        ({"examples": [], "left_out": [("open", 1)]}, "left_out must be a mapping"),
        ({"examples": [], "left_out": {"open": -1}}, "a count must be a whole number"),
    ],
)
def test_a_table_holds_examples(fields: dict, told: str) -> None:
    """Anything else in it is refused."""
    with pytest.raises(InvalidValue) as refused:
        Training(**fields)
    assert str(refused.value).startswith(told)
