"""Who a buyer is, how far they are, and what speaks of buying: facts of leads and deals."""

from __future__ import annotations

import operator
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import attrs
import pytest

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.model import (
    Assessed,
    AttributeSet,
    Contacted,
    ConvertedTo,
    Deal,
    Journey,
    JourneySeen,
    Lead,
    Merged,
    OwnerAssigned,
    PersonaMatched,
    SignalGiven,
    StageEntered,
    attribute_value,
    journey_of,
)
from salescycle.presets import LEAD
from salescycle.qualification import BANT
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = [MONDAY + timedelta(days=day) for day in range(10)]
PERSONAL = "ada.park@acme.example"
WAY_OUT = "got 'dict (withheld)'; give a Decimal for a float, a date for a datetime"
ADA = Lead.capture(id="L-1", name="Ada", channel="form", start=LEAD.start(at=MONDAY))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" retail ", "retail"),
        (120, Decimal(120)),
        (Decimal("0.5"), Decimal("0.5")),
        (True, True),
        (False, False),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (Money("5", "EUR"), Money("5", "EUR")),
        (["export", " customs "], ("export", "customs")),
        ((), ()),
        (None, None),
        ("  ", None),
    ],
)
def test_an_attribute_is_a_plain_value(given: object, kept: object) -> None:
    """What came is exact and can be hashed; a blank field of a form is not an answer."""
    fact = AttributeSet(name="x", value=given, at=MONDAY)
    assert (kept, type(kept)) == (fact.value, type(fact.value))
    assert hash(fact) == hash(pickle.loads(pickle.dumps(fact)))
    assert fact == attrs.evolve(fact)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (0.1, "must be text, a number, true or false, a date, Money, or several texts"),
        (DAYS[0], "must be text, a number, true or false, a date, Money, or several texts"),
        ({"a": 1}, f"must be text, a number, true or false, a date, Money, or several texts, {WAY_OUT}"),
        ({"a"}, "must be text, a number, true or false, a date, Money, or several texts"),
        ([1], "must be a str"),
        (Decimal("NaN"), "must be finite"),
        (date(1066, 1, 1), "must lie in the years 1900 to 2199"),
        (PERSONAL + "\0", "must not hold the hidden character U+0000"),
    ],
)
def test_what_no_attribute_can_be_is_refused(value: object, rule: str) -> None:
    """Floats, datetimes and mappings have a way out, and what came is told by its kind alone."""
    with pytest.raises(InvalidValue) as refused:
        attribute_value(value)
    assert str(refused.value).startswith(f"the value of an attribute {rule}")
    assert f"got '{type(value).__name__} (withheld)'" in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


@pytest.mark.parametrize("field", ["name", "company", "email", "phone"])
def test_an_error_about_a_person_does_not_repeat_them(field: str) -> None:
    """Names, addresses and numbers are checked, and stay out of logs when they are refused."""
    with pytest.raises(InvalidValue) as refused:
        Lead(**{"id": "L-1", "name": "Ada"} | {field: PERSONAL + "\n"})
    assert "acme" not in repr(refused.value) + str(refused.value)
    with pytest.raises(LimitExceeded) as too_long:
        Lead(**{"id": "L-1", "name": "Ada"} | {field: PERSONAL * 100})
    assert "acme" not in repr(too_long.value) + str(too_long.value)


def test_no_fact_shows_what_may_be_personal() -> None:
    """Values of attributes, notes and who was merged stay out of every repr."""
    facts = [
        AttributeSet(name="mail", value=PERSONAL, at=MONDAY),
        JourneySeen(step="ready", note=PERSONAL, at=MONDAY),
        SignalGiven(signal="demo", note=PERSONAL, at=MONDAY),
        Merged(lead="L-2", name=PERSONAL, company=PERSONAL, email=PERSONAL, phone=PERSONAL, at=MONDAY),
    ]
    assert [] == [fact for fact in facts if "acme" in repr(fact)]


def test_each_kind_of_fact_has_a_name_of_its_own() -> None:
    """Kinds are what a stored log is read back by."""
    kinds = [kind.kind for kind in (AttributeSet, JourneySeen, SignalGiven, ConvertedTo, Merged)]
    assert ["attribute_set", "journey_seen", "signal_given", "converted_to", "merged"] == kinds


def test_steps_of_the_journey_have_an_order() -> None:
    """Of two steps each of the four comparisons is as among numbers, with a step or with its name."""
    one, two = Journey.PROBLEM_AWARE, Journey.READY
    works = (operator.lt, operator.le, operator.gt, operator.ge)
    expected = [(True, True, False, False), (False, True, False, True), (False, False, True, True)]
    for first, second in ((one, two), (one.value, two), (one, two.value)):
        pairs = ((one, second), (first, one), (two, first))
        assert expected == [tuple(work(journey_of(a), b) for work in works) for a, b in pairs]


def test_facts_set_aside_are_several() -> None:
    """They are told by name, and bounded by the longest log."""
    for came, message in (
        (5, "set-aside facts must be several, in a list or tuple, got 5; put it in a list"),
        ([ADA.log[0]] * 100_001, "set-aside facts must be at most 100000, got 100001"),
    ):
        with pytest.raises(InvalidValue) as refused:
            Merged(lead="L-2", set_aside=came, at=MONDAY)
        assert message == str(refused.value)
    assert 1001 == len(Merged(lead="L-2", set_aside=[ADA.log[0]] * 1001, at=MONDAY).set_aside)


def test_a_later_attribute_replaces_an_earlier_one() -> None:
    """The last value by the time it happened counts, none takes it back, and the past can be asked."""
    lead = ADA.record(
        AttributeSet(name="employees", value=90, at=DAYS[2]),
        AttributeSet(name="employees", value=50, at=DAYS[1]),
        AttributeSet(name="branch", value="retail", at=DAYS[1]),
        AttributeSet(name="branch", value=None, at=DAYS[3]),
    )
    assert {"employees": Decimal(90)} == dict(lead.attributes)
    assert {"branch": "retail", "employees": Decimal(90)} == dict(lead.as_of(DAYS[2]).attributes)
    assert ["branch", "employees"] == list(lead.as_of(DAYS[1]).attributes)
    assert {} == dict(ADA.attributes)


def test_attributes_read_cannot_be_changed() -> None:
    """The mapping is made anew and read only."""
    lead = ADA.record(AttributeSet(name="employees", value=90, at=MONDAY))
    with pytest.raises(TypeError):
        lead.attributes["employees"] = Decimal(1)


def test_steps_of_the_journey_compare_by_how_far_they_are() -> None:
    """Not by letters, and with their keys as with themselves."""
    steps = ["unaware", "problem_aware", "solution_aware", "comparing", "ready"]
    assert steps == sorted(Journey(step) for step in steps[::-1])
    assert [0, 1, 2, 3, 4] == [journey_of(step).place for step in steps]
    assert Journey.UNAWARE < "comparing" <= Journey.COMPARING
    assert Journey.READY > "unaware"
    assert Journey.READY >= "ready"
    assert not Journey.READY < Journey.READY
    assert not Journey.COMPARING > "ready"
    assert not Journey.COMPARING <= "unaware"
    assert not Journey.UNAWARE >= "problem_aware"


def test_a_step_compares_with_steps_alone() -> None:
    """A slip of the pen is an error, not an answer by letters."""
    with pytest.raises(InvalidValue, match="a step of the journey must be one of unaware, "):
        Journey.READY > "redy"  # noqa: B015
    for compared in (Journey.__lt__, Journey.__le__, Journey.__gt__, Journey.__ge__):
        assert NotImplemented is compared(Journey.READY, 4)


def test_each_step_has_a_label_in_both_languages() -> None:
    """English and Korean, all different."""
    assert 5 == len({step.label.text("en") for step in Journey}) == len({step.label.text("ko") for step in Journey})


def test_the_journey_may_go_back() -> None:
    """What was seen last counts, and nothing is known before the first."""
    lead = ADA.record(JourneySeen(step="ready", at=DAYS[1]), JourneySeen(step="comparing", at=DAYS[2]))
    assert (None, Journey.READY, Journey.COMPARING) == (
        ADA.journey,
        lead.as_of(DAYS[1]).journey,
        lead.journey,
    )


def test_the_last_contact_of_a_person_is_no_machines() -> None:
    """Automatic mail does not count, whichever side wrote does."""
    call = Contacted(channel="call", direction="inbound", at=DAYS[1])
    lead = ADA.record(call, Contacted(channel="email", human=False, at=DAYS[2]))
    assert (None, call) == (ADA.last_human_contact, lead.last_human_contact)


def test_a_converted_lead_is_readable_from_its_deal() -> None:
    """Owner, persona, journey, attributes, contacts and answers need not be entered again."""
    call = Contacted(channel="call", at=DAYS[1])
    lead = ADA.record(
        OwnerAssigned(owner="kim", at=DAYS[1]),
        PersonaMatched(persona="ops", at=DAYS[1]),
        JourneySeen(step="comparing", at=DAYS[1]),
        AttributeSet(name="employees", value=90, at=DAYS[1]),
        BANT.answer("need", "yes", at=DAYS[1]),
        call,
        ConvertedTo(deal="D-1", at=DAYS[2]),
    )
    deal = Deal(id="D-1", lead=lead)
    assert "D-1" == lead.converted_to
    assert None is ADA.converted_to
    assert ("kim", "ops", Journey.COMPARING, (call,), call) == (
        deal.owner,
        deal.persona,
        deal.journey,
        deal.all_contacts,
        deal.last_human_contact,
    )
    assert {"employees": Decimal(90)} == dict(deal.attributes)
    assert BANT.score(lead) == BANT.score(deal)
    assert (None, None, None, (), {}) == (
        deal.as_of(MONDAY).owner,
        deal.as_of(MONDAY).persona,
        deal.as_of(MONDAY).journey,
        deal.as_of(MONDAY).all_contacts,
        dict(deal.as_of(MONDAY).attributes),
    )


def test_what_is_said_of_the_deal_comes_before_its_lead() -> None:
    """Even where the lead's fact is later, and even where the deal's says that there is nobody."""
    lead = ADA.record(
        OwnerAssigned(owner="kim", at=DAYS[5]),
        PersonaMatched(persona="ops", at=DAYS[5]),
        JourneySeen(step="ready", at=DAYS[5]),
        AttributeSet(name="employees", value=90, at=DAYS[5]),
        AttributeSet(name="branch", value="retail", at=DAYS[5]),
        Contacted(channel="call", at=DAYS[5]),
    )
    deal = Deal(id="D-1", lead=lead).record(
        OwnerAssigned(owner=None, at=DAYS[4]),
        PersonaMatched(persona="it", at=DAYS[4]),
        JourneySeen(step="comparing", at=DAYS[4]),
        AttributeSet(name="employees", value=80, at=DAYS[4]),
        AttributeSet(name="branch", value=None, at=DAYS[4]),
        Contacted(channel="demo", at=DAYS[4]),
    )
    assert (None, "it", Journey.COMPARING) == (deal.owner, deal.persona, deal.journey)
    assert {"employees": Decimal(80)} == dict(deal.attributes)
    assert ["demo", "call"] == [contact.channel for contact in deal.all_contacts]
    assert ["demo"] == [contact.channel for contact in deal.contacts]


def test_a_deal_without_a_lead_knows_nothing_of_one() -> None:
    """Each reading is as empty as its log."""
    deal = Deal(id="D-1")
    assert (None, None, None, (), None, {}) == (
        deal.owner,
        deal.persona,
        deal.journey,
        deal.all_contacts,
        deal.last_human_contact,
        dict(deal.attributes),
    )


def test_a_recycled_lead_keeps_its_log() -> None:
    """Disqualified and captured again: the first round is still there, answers and all."""
    answered = BANT.answer("need", "no", at=DAYS[1])
    lost = LEAD.move(ADA.record(answered), to="disqualified", at=DAYS[2], reason="no budget")
    again = LEAD.move(lost, to="captured", at=DAYS[5])
    assert ["captured", "disqualified", "captured"] == [visit.stage for visit in again.visits]
    assert (answered,) == again.facts(Assessed)
    assert lost.log == again.log[:-1]
    waiting = LEAD.move(ADA.record(answered), to="nurture", at=DAYS[2])
    captured = waiting.record(StageEntered(stage="captured", outcome="open", cycle="lead/1", at=DAYS[5]))
    assert (waiting.log, "captured") == (captured.log[:-1], captured.stage)
