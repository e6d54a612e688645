"""The ready-made criteria: met and unmet, with a lead and without."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from salescycle import cycle as room
from salescycle.cycle import (
    CRITERIA,
    Criterion,
    Cycle,
    Stage,
    contacted,
    diff,
    human_contact,
    journey_at_least,
    journey_known,
    persona_matched,
    proposal_accepted,
    proposal_sent,
    spoken_in_stage,
    still_valid,
    value_known,
)
from salescycle.errors import CriterionFailed
from salescycle.model import (
    Contacted,
    Deal,
    Fact,
    JourneySeen,
    Lead,
    Line,
    PersonaMatched,
    Proposal,
    StageEntered,
    StageSeen,
    Terms,
    ValueSet,
)
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def stage(key: str, on: int = 0, kind: type = StageEntered) -> Fact:
    return kind(stage=key, outcome="open", at=MONDAY + on * DAY)


def contact(on: int = 0, **fields: object) -> Contacted:
    return Contacted(channel="call", at=MONDAY + on * DAY, **fields)


def deal(*facts: Fact, lead: Lead | None = None, proposals: list[Proposal] | None = None) -> Deal:
    return Deal(id="D-1", log=facts, lead=lead, proposals=proposals or [])


def lead(*facts: Fact) -> Lead:
    return Lead(id="L-1", name="Ada", log=facts)


def proposal(key: str, *, until: date | None = None) -> Proposal:
    terms = Terms(lines=[Line(description="Desk", unit_price=Money("1", "EUR"))], valid_until=until)
    return Proposal.draft(id=f"P-{key}", start=stage(key), terms=terms)


MACHINE, INBOUND = contact(human=False), contact(direction="inbound")
TWO_WAY = contact(direction="two_way")
MATCHED = PersonaMatched(persona="ops", at=MONDAY)
WORTH = ValueSet(value=Money(0, "EUR"), at=MONDAY)
YESTERDAY, TODAY = date(2026, 3, 1), date(2026, 3, 2)
EARLIER = contact(-1, direction="two_way")

MET = [
    (contacted, deal(contact())),
    (contacted, deal(MACHINE)),
    (contacted, deal(INBOUND)),
    (contacted, deal(lead=lead(contact(-1)))),
    (contacted, lead(contact())),
    (human_contact, deal(contact())),
    (human_contact, deal(TWO_WAY)),
    (human_contact, deal(MACHINE, lead=lead(contact(-1)))),
    (human_contact, lead(TWO_WAY)),
    (persona_matched, deal(MATCHED)),
    (persona_matched, deal(lead=lead(MATCHED))),
    (persona_matched, lead(MATCHED)),
    (spoken_in_stage, deal(stage("pitch"), TWO_WAY)),
    (spoken_in_stage, deal(TWO_WAY, stage("pitch"))),
    (spoken_in_stage, deal(stage("pitch", -2), EARLIER, stage("pitch"))),
    (spoken_in_stage, deal(stage("pitch", -2, StageSeen), EARLIER)),
    (spoken_in_stage, lead(stage("captured"), TWO_WAY)),
    (value_known, deal(WORTH)),
    (proposal_sent, deal(proposals=[proposal("sent")])),
    (proposal_sent, deal(proposals=[proposal("viewed", until=TODAY)])),
    (proposal_sent, deal(proposals=[proposal("accepted", until=YESTERDAY)])),
    (proposal_sent, deal(proposals=[proposal("sent"), proposal("draft")])),
    (proposal_accepted, deal(proposals=[proposal("accepted", until=YESTERDAY)])),
    (proposal_accepted, deal(proposals=[proposal("accepted"), proposal("superseded")])),
    (still_valid, proposal("draft")),
    (still_valid, proposal("sent", until=TODAY)),
]
UNMET = [
    (contacted, deal(stage("talk"))),
    (contacted, deal(lead=lead(stage("captured")))),
    (contacted, lead()),
    (human_contact, deal()),
    (human_contact, deal(MACHINE, INBOUND, contact(human=False, direction="two_way"))),
    (human_contact, deal(lead=lead(MACHINE, INBOUND))),
    (persona_matched, deal(contact())),
    (persona_matched, deal(lead=lead())),
    (persona_matched, lead()),
    (spoken_in_stage, deal(EARLIER, stage("pitch"))),
    (spoken_in_stage, deal(stage("pitch"), contact(), MACHINE, INBOUND)),
    (spoken_in_stage, deal(stage("pitch"), contact(human=False, direction="two_way"))),
    (spoken_in_stage, deal(stage("pitch"), lead=lead(TWO_WAY))),
    (value_known, deal(stage("talk"))),
    (proposal_sent, deal()),
    (proposal_sent, deal(proposals=[proposal("draft"), proposal("declined"), proposal("withdrawn")])),
    (proposal_sent, deal(proposals=[proposal("sent", until=YESTERDAY)])),
    (proposal_sent, deal(proposals=[Proposal(id="P-none", log=[stage("sent")])])),
    (proposal_accepted, deal()),
    (proposal_accepted, deal(proposals=[proposal("sent"), proposal("viewed")])),
    (still_valid, proposal("draft", until=YESTERDAY)),
    (still_valid, Proposal(id="P-none", log=[stage("draft")])),
]


def _id(value: object) -> str:
    return value.key if isinstance(value, Criterion) else type(value).__name__


@pytest.mark.parametrize(("criterion", "record"), MET, ids=_id)
def test_met(criterion: Criterion, record: Deal) -> None:
    """A criterion holds where what it asks for is recorded."""
    assert criterion.holds(record, MONDAY)


@pytest.mark.parametrize(("criterion", "record"), UNMET, ids=_id)
def test_unmet(criterion: Criterion, record: Deal) -> None:
    """A criterion does not hold where what is recorded only resembles what it asks for."""
    assert not criterion.holds(record, MONDAY)


@pytest.mark.parametrize(
    ("proposals", "en", "ko"),
    [
        ([], "make them an offer", "제안서를 만들어 보낸다"),
        ([proposal("declined")], "make them an offer", "제안서를 만들어 보낸다"),
        ([proposal("draft")], "send the one that is drafted", "작성한 제안서를 보낸다"),
        (
            [proposal("sent", until=YESTERDAY)],
            "make a new offer; the last is no longer valid",
            "기한이 지났으니 새로 제안한다",
        ),
        (
            [proposal("sent", until=YESTERDAY), proposal("viewed", until=TODAY)],
            "ask for a decision on the one that lies with them",
            "보낸 제안의 결정을 요청한다",
        ),
    ],
)
def test_what_to_do_about_the_offer(proposals: list[Proposal], en: str, ko: str) -> None:
    """A refused move says what the offer needs next: to be made, sent, renewed or decided on."""
    hint = proposal_accepted.unmet(deal(proposals=proposals), MONDAY).hint
    assert (en, ko) == (hint.text("en"), hint.text("ko"))


def bare(criterion: Criterion) -> Deal | Proposal:
    """Give a record of which nothing is known."""
    return Proposal(id="P-1") if criterion is still_valid else Deal(id="D-1")


BARELY_UNMET = [
    each for each in CRITERIA.values() if isinstance(each, Criterion) and not each.holds(bare(each), MONDAY)
]


def test_most_criteria_are_unmet_by_a_bare_record() -> None:
    """What holds of a deal of which nothing is known is what nobody has raised, voiced or conceded."""
    ready_made = {each.key for each in CRITERIA.values() if isinstance(each, Criterion)}
    assert {"concessions_approved", "needs_addressed", "no_open_objection"} == ready_made - {
        each.key for each in BARELY_UNMET
    }


@pytest.mark.parametrize("criterion", BARELY_UNMET)
def test_every_criterion_says_what_to_do(criterion: Criterion) -> None:
    """A ready-made criterion that a bare record does not meet tells people what to do, in English and Korean."""
    hint = criterion.unmet(bare(criterion), MONDAY).hint
    assert hint.text("en") != hint.text("ko")
    assert "" not in (hint.text("en"), hint.text("ko"))


@pytest.mark.parametrize("criterion", [still_valid, proposal_sent])
def test_an_offer_holds_through_its_last_day_in_the_sellers_zone(criterion: Criterion) -> None:
    """The last day of an offer counts in full, by the clock of who made it."""
    terms = Terms(
        lines=[Line(description="Desk", unit_price=Money("1", "EUR"))],
        valid_until=TODAY,
        zone=timezone(timedelta(hours=9)),
    )
    offer = Proposal.draft(id="P-1", start=stage("sent"), terms=terms)
    record = offer if criterion is still_valid else deal(proposals=[offer])
    midnight_in_seoul = datetime(2026, 3, 2, 15, tzinfo=UTC)
    just_before = midnight_in_seoul - timedelta(microseconds=1)
    assert (True, False) == (criterion.holds(record, just_before), criterion.holds(record, midnight_in_seoul))


@pytest.mark.parametrize("criterion", [value_known, proposal_sent, still_valid])
def test_a_criterion_asked_about_another_kind_of_record(criterion: Criterion) -> None:
    """A criterion about deals or proposals, asked about a lead, is named as having failed."""
    with pytest.raises(CriterionFailed) as caught:
        criterion.holds(lead(), MONDAY)
    assert (criterion.key, "L-1", "raised AttributeError") == caught.value.args


def test_every_ready_made_criterion_has_its_name_and_both_languages() -> None:
    """Each is exported under its key and speaks English and Korean; those tested here are met and unmet."""
    exported = [getattr(room, name) for name in room.__all__ if isinstance(getattr(room, name), Criterion)]
    assert sorted(each.key for each in exported) == [name for name in room.__all__ if name in {e.key for e in exported}]
    assert {"en", "ko"} == {language for each in exported for language, _ in each.asks.texts}
    assert [2] * len(exported) == [len(each.asks.texts) for each in exported]
    assert {each.key for each in exported} > {each.key for each, _ in MET} == {each.key for each, _ in UNMET}


def test_nobody_was_spoken_with_in_no_stage() -> None:
    """A record whose stage is not known is not spoken with in it."""
    assert not spoken_in_stage.holds(Deal(id="D-0"), datetime(2026, 3, 2, tzinfo=UTC))


def test_how_far_the_buyer_is() -> None:
    """The journey is that of the deal, or else of the lead it came from; less far than asked is not enough."""
    seen = JourneySeen(step="solution_aware", at=MONDAY)
    asked = journey_at_least("comparing")
    for record in (deal(seen), deal(lead=lead(seen)), lead(seen)):
        assert journey_known.holds(record, MONDAY)
        assert journey_at_least("problem_aware").holds(record, MONDAY)
        assert not asked.holds(record, MONDAY)
    assert not journey_known.holds(deal(), MONDAY)
    assert [
        "the buyer has come at least to: Comparing offers (now: Looking for a solution)",
        "the buyer has come at least to: Comparing offers (find out where they are)",
    ] == [str(asked.unmet(record, MONDAY)) for record in (deal(seen), deal())]
    assert "(현재: 해결책을 찾는 중)" in asked.unmet(deal(seen), MONDAY).text("ko")


def test_a_journey_travels_as_data_and_is_compared() -> None:
    """A step is written as its key, and a later one asks for more."""

    def asking(step: str) -> Cycle:
        talk = Stage("talk", leads_to=["won", "lost"], exit_criteria=[journey_at_least(step)])
        return Cycle(key="board", version=1, stages=[talk, Stage("won", outcome="won"), Stage("lost", outcome="lost")])

    written = json.loads(json.dumps(asking("comparing").to_data()))
    assert [{"criterion": "journey_at_least", "step": "comparing"}] == written["stages"][0]["exit_criteria"]
    assert asking("comparing") == Cycle.from_data(written)
    assert ["tightened"] == [gate.change for gate in diff(asking("comparing"), asking("ready")).gates]
