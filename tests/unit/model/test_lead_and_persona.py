"""Leads and the personas they resemble."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.model import Contacted, Lead, OwnerAssigned, Persona, PersonaMatched, StageEntered

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
START = StageEntered(stage="captured", outcome="open", at=MONDAY, recorded_at=TUESDAY)
ADA = Lead.capture(
    id="L-1",
    name="Ada Park",
    company="Acme",
    email="ada@acme.example",
    phone="+44 20 7946 0000",
    source="website form",
    owner="kim",
    start=START,
)


def test_a_lead_is_captured_in_its_first_stage() -> None:
    """Who it is are fields; its stage and owner are facts of one instant, learned when the stage was."""
    assert ("L-1", "Ada Park", "Acme", "ada@acme.example", "+44 20 7946 0000", "website form") == (
        ADA.id,
        ADA.name,
        ADA.company,
        ADA.email,
        ADA.phone,
        ADA.source,
    )
    assert (START, OwnerAssigned(owner="kim", at=MONDAY, recorded_at=TUESDAY)) == ADA.log
    assert ("captured", "kim", MONDAY) == (ADA.stage, ADA.owner, ADA.opened_at)


def test_a_lead_needs_a_name_and_a_start() -> None:
    """All else may be unknown."""
    lead = Lead.capture(id="L-2", name="Bo", start=START)
    assert ("", "", "", "", None, None, (START,)) == (
        lead.company,
        lead.email,
        lead.phone,
        lead.source,
        lead.owner,
        lead.persona,
        lead.log,
    )
    assert lead == Lead(id="L-2", name="Bo", log=[START])


def test_a_lead_counts_how_often_it_was_taken_up_again() -> None:
    """Each stage entered after a close is one time; a lead that was never closed was never recycled."""
    lead = Lead.capture(id="L-1", name="Bo", start=START)
    assert 0 == Lead(id="L-2", name="Bo").times_recycled == lead.times_recycled
    lost = StageEntered(stage="disqualified", outcome="lost", at=START.at + timedelta(days=1))
    again = StageEntered(stage="captured", outcome="open", at=START.at + timedelta(days=2))
    assert 1 == lead.record(lost, again).times_recycled


@pytest.mark.parametrize("field", ["name", "company", "email", "phone", "source", "channel"])
def test_what_is_known_of_a_lead_is_text_of_one_line(field: str) -> None:
    """Each field goes through the door of names."""
    fields = {"id": "L-1", "name": "Bo"}
    assert "é" == getattr(Lead(**fields | {field: " e\u0301 "}), field)
    for value in (5, "a\r\nb", "a\0b"):
        with pytest.raises(InvalidValue, match="^name must "):
            Lead(**fields | {field: value})


def test_the_last_persona_matched_counts() -> None:
    """A lead resembles one persona at a time, and each guess stays in the log."""
    matched = ADA.record(
        PersonaMatched(persona="head-of-it", at=TUESDAY), PersonaMatched(persona="operations-lead", at=MONDAY)
    )
    assert (None, "operations-lead", "head-of-it") == (
        ADA.persona,
        matched.as_of(MONDAY).persona,
        matched.persona,
    )


def test_a_lead_shows_nobody() -> None:
    """Names, addresses and numbers stay out of its repr."""
    assert "<Lead 'L-1' in 'captured', 2 facts>" == repr(ADA)


def test_a_persona_describes_a_buyer() -> None:
    """Interests, needs and pain points are several; how we help may have lines."""
    persona = Persona(
        key="operations-lead",
        name="Head of operations",
        interests=["lean"],
        needs=("fewer errors",),
        pain_points=["orders typed twice"],
        how_we_help="We read orders.\nOnce.",
    )
    assert (("lean",), ("fewer errors",), ("orders typed twice",), "We read orders.\nOnce.") == (
        persona.interests,
        persona.needs,
        persona.pain_points,
        persona.how_we_help,
    )
    assert ("", (), (), (), "", "") == attrs.astuple(Persona(key="x"))[1:]


@pytest.mark.parametrize("field", ["interests", "needs", "pain_points"])
def test_a_lone_text_is_not_several(field: str) -> None:
    """A string would become its letters, so it is refused."""
    with pytest.raises(InvalidValue) as refused:
        Persona(key="x", **{field: "lean"})
    assert "names must be several, in a list or tuple, got 'lean'; put it in a list" == str(refused.value)


@pytest.mark.parametrize("value", [ADA, Persona(key="x", needs=["y"])], ids=["Lead", "Persona"])
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v)), attrs.evolve],
    ids=["copy", "deepcopy", "pickle", "evolve"],
)
def test_a_lead_or_persona_survives_a_round_trip(value: object, again: Callable[[object], object]) -> None:
    """A copied, pickled or evolved one is equal to the first, hashes alike, and is frozen."""
    assert value == again(value)
    assert hash(value) == hash(again(value))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.name = "Eve"


def test_a_lead_that_records_is_still_a_lead() -> None:
    """Facts are added, and the rest stays."""
    called = ADA.record(Contacted(channel="call", at=TUESDAY))
    assert (Lead, 3, ADA.email) == (type(called), len(called.log), called.email)
    assert ADA == called.as_of(MONDAY)
