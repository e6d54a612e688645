"""Needs and the pitch: voiced, addressed, voiced again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import Contacted, Deal, Need, NeedAddressed, NeedVoiced, PitchGiven, Proof, ProofKind

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def needs(*facts) -> dict[str, tuple]:
    """Give each need with when it was voiced, addressed, and how."""
    return {each.key: (each.voiced_at, each.addressed_at, each.how) for each in Deal(id="D-1", log=facts).needs}


def test_a_need_is_open_until_it_is_addressed() -> None:
    """A need that was voiced is open, and one that was spoken to says when and how."""
    voiced = [NeedVoiced(need="speed", at=MONDAY), NeedVoiced(need="price", at=MONDAY)]
    answered = NeedAddressed(need="speed", how="demo", at=MONDAY + DAY)
    assert {"speed": (MONDAY, MONDAY + DAY, "demo"), "price": (MONDAY, None, "")} == needs(*voiced, answered)
    assert [False, True] == [need.is_open for need in Deal(id="D-1", log=[*voiced, answered]).needs]


def test_a_pitch_addresses_what_it_spoke_to() -> None:
    """The needs that a pitch names are addressed by it, under its form; the others stay as they were."""
    pitch = PitchGiven(form="presentation", addresses=["speed", "trust"], at=MONDAY + DAY)
    found = needs(NeedVoiced(need="speed", at=MONDAY), NeedVoiced(need="price", at=MONDAY), pitch)
    assert {
        "speed": (MONDAY, MONDAY + DAY, "presentation"),
        "price": (MONDAY, None, ""),
        "trust": (MONDAY + DAY, MONDAY + DAY, "presentation"),
    } == found


def test_a_need_voiced_again_is_open_again() -> None:
    """What the buyer asks for again was not addressed well enough; it was still voiced when it was first."""
    again = NeedVoiced(need="speed", at=MONDAY + 2 * DAY)
    assert {"speed": (MONDAY, None, "")} == needs(
        NeedVoiced(need="speed", at=MONDAY), NeedAddressed(need="speed", at=MONDAY + DAY), again
    )


def test_other_facts_say_nothing_of_needs() -> None:
    """A call is no need, and a deal without needs has none."""
    assert {} == needs(Contacted(channel="call", at=MONDAY))


def test_needs_as_of_a_day() -> None:
    """What is addressed tomorrow is open today."""
    deal = Deal(id="D-1", log=[NeedVoiced(need="speed", at=MONDAY), NeedAddressed(need="speed", at=MONDAY + DAY)])
    assert (Need(key="speed", voiced_at=MONDAY),) == deal.as_of(MONDAY).needs


def test_a_proof_is_of_a_kind_and_answers_topics() -> None:
    """A proof says what it is and what it answers; a kind that there is not is told."""
    story = Proof(key="acme", form="testimonial", answers=["price", "speed"])
    assert (ProofKind.TESTIMONIAL, [True, False]) == (
        story.form,
        [story.does_answer(topic) for topic in ("price", "trust")],
    )
    with pytest.raises(InvalidValue, match="a kind of proof must be one of testimonial, case_study, reference"):
        Proof(key="acme", form="story")
