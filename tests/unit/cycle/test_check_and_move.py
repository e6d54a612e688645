"""Checking and moving: what is allowed, every refusal, and what a move leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from salescycle.cycle import Criterion, Cycle, Stage, contacted, value_known
from salescycle.errors import CriterionFailed, InvalidValue, MoveRefused, UnknownName, WrongCycle
from salescycle.model import Contacted, Deal, Lead, Line, Outcome, Proposal, StageEntered, StageSeen, Terms, ValueSet
from salescycle.presets import SEVEN_STAGE
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STAGES = (
    Stage("talk", leads_to=["offer", "wait", "lost"], exit_criteria=[contacted, value_known]),
    Stage("offer", leads_to=["won", "talk", "lost"]),
    Stage("wait", outcome="hold", leads_to=["talk", "lost"]),
    Stage("won", outcome="won"),
    Stage("lost", outcome="lost", reopens_to=["talk", "offer"]),
)
CYCLE = Cycle(key="simple", version=1, stages=STAGES)
DEAL = Deal.open(id="D-1", start=CYCLE.start(at=MONDAY))
CALLED = Contacted(channel="call", at=MONDAY + HOUR)
VALUED = ValueSet(value=Money("100", "EUR"), at=MONDAY + 2 * HOUR)
READY = DEAL.record(CALLED, VALUED)


def in_stage(stage: str) -> Deal:
    return Deal(id="D-1", log=[CYCLE.entry(stage, at=MONDAY)])


def refused(deal: Deal, to: str, at: datetime = MONDAY + DAY) -> str:
    """Give the sentence of a refused move, which is that of the check."""
    decision = CYCLE.check(deal, to=to, at=at)
    with pytest.raises(MoveRefused) as caught:
        CYCLE.move(deal, to=to, at=at)
    assert not decision
    assert decision == caught.value.decision
    assert str(decision) == str(caught.value)
    return str(decision)


def codes(deal: Deal, to: str, at: datetime = MONDAY + DAY) -> list[str]:
    return [finding.code for finding in CYCLE.check(deal, to=to, at=at).refusals]


def test_a_move_that_may_happen_happens() -> None:
    """Where a way leads and every criterion holds, the record moves and its log ends with the entry."""
    at = MONDAY + DAY
    moved = CYCLE.move(READY, to="offer", at=at)
    assert CYCLE.check(READY, to="offer", at=at)
    assert StageEntered(stage="offer", outcome="open", cycle="simple/1", at=at) == moved.log[-1]
    assert (READY.log, "offer") == (moved.log[:-1], moved.stage)


def test_a_move_changes_nothing_else() -> None:
    """All that a record holds apart from its log stays as it was, and so does its type."""

    @attrs.frozen(kw_only=True, repr=False)
    class Renewal(Deal):
        contract: str = ""

    lead = Lead(id="L-1", name="Ada")
    deal = Renewal(id="R-1", name="Acme", contract="C-7", lead=lead, log=READY.log)
    moved = CYCLE.move(deal, to="offer", at=MONDAY + DAY)
    assert Renewal is type(moved)
    assert deal == attrs.evolve(moved, log=moved.log[:-1])


def test_a_move_keeps_who_why_and_when_it_was_learned() -> None:
    """The entry has its people, its reason and its second time, each in the house's form."""
    korea = timezone(timedelta(hours=9))
    at = datetime(2026, 3, 3, 18, tzinfo=korea)
    moved = CYCLE.move(DEAL, to="lost", at=at, by=" kim ", reason="price\n", recorded_at=at + HOUR)
    entry = moved.log[-1]
    assert (datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 3, 3, 10, tzinfo=UTC)) == (entry.at, entry.recorded_at)
    assert (UTC, UTC, "kim", "price") == (entry.at.tzinfo, entry.recorded_at.tzinfo, entry.by, entry.reason)
    assert "price" == moved.close_reason


def test_a_move_may_follow_at_the_same_instant() -> None:
    """Imports know days, not minutes: a move at the instant of the entry before it is no mistake."""
    assert ["talk", "wait"] == [entry.stage for entry in CYCLE.move(DEAL, to="wait", at=MONDAY).facts(StageEntered)]


def test_a_move_takes_its_place_among_later_facts() -> None:
    """A move entered late stands in the log where it happened."""
    moved = CYCLE.move(READY, to="lost", at=MONDAY + 90 * timedelta(minutes=1))
    assert [StageEntered, Contacted, StageEntered, ValueSet] == [type(fact) for fact in moved.log]


def test_a_way_that_is_not_there() -> None:
    """A refused move says where the stage leads."""
    assert "cannot move from 'talk' to 'won'; 'talk' leads to offer, wait, lost" == refused(READY, "won")
    assert ["no_way"] == codes(READY, "won")


def test_staying_is_no_move() -> None:
    """No stage leads to itself."""
    assert "cannot move from 'talk' to 'talk'; it is already in 'talk'" == refused(READY, "talk")


def test_a_closed_record_is_left_only_by_reopening() -> None:
    """A close says where it reopens to, if anywhere."""
    won, lost = in_stage("won"), in_stage("lost")
    assert "cannot move from 'won' to 'talk'; 'won' is closed and reopens to nothing" == refused(won, "talk")
    assert "cannot move from 'lost' to 'won'; 'lost' reopens to talk, offer" == refused(lost, "won")
    assert "talk" == CYCLE.move(lost, to="talk", at=MONDAY).stage


def test_every_unmet_criterion_is_told() -> None:
    """A move is refused with all that is missing, in the order of the criteria."""
    sentence = (
        "cannot move from 'talk' to 'offer'; "
        "still needed: a contact with the buyer was made (call or write to them), "
        "the value of the deal is known (say what the deal is worth)"
    )
    assert sentence == refused(DEAL, "offer")
    decision = CYCLE.check(DEAL, to="offer", at=MONDAY + DAY)
    assert ((), ["contacted", "value_known"]) == (decision.refusals, [unmet.key for unmet in decision.unmet])
    assert ["value_known"] == [
        unmet.key for unmet in CYCLE.check(DEAL.record(CALLED), to="offer", at=MONDAY + DAY).unmet
    ]


def test_a_move_before_the_stage_was_entered() -> None:
    """Nobody leaves a stage before entering it; both instants are told."""
    sentence = (
        "cannot move from 'talk' to 'lost'; "
        "it entered 'talk' only at 2026-03-02 09:00:00+00:00, after 2026-03-02 08:00:00+00:00"
    )
    assert sentence == refused(DEAL, "lost", MONDAY - HOUR)
    assert ["too_early"] == codes(DEAL, "lost", MONDAY - HOUR)


def test_several_refusals_come_together() -> None:
    """No way and too early are told at once; criteria are not asked about a move that cannot be."""
    assert ["no_way", "too_early"] == codes(DEAL, "won", MONDAY - HOUR)
    assert () == CYCLE.check(DEAL, to="offer", at=MONDAY - HOUR).unmet
    refused(DEAL, "won", MONDAY - HOUR)


def test_a_record_in_no_stage() -> None:
    """A record whose stage nobody recorded cannot move, and is told how to begin."""
    sentence = "cannot move from None to 'talk'; the stage it is in is not known; record it with cycle.entry(...)"
    assert sentence == refused(Deal(id="D-9"), "talk")
    assert sentence == refused(Deal(id="D-9", log=[CALLED]), "talk")
    assert ["no_stage"] == codes(Deal(id="D-9"), "talk")


@pytest.mark.parametrize("ask", [CYCLE.check, CYCLE.move])
def test_an_unknown_target(ask) -> None:
    """A stage that the cycle does not have is an error with the nearest one, and no refusal."""
    for deal in (DEAL, Deal(id="D-9")):
        with pytest.raises(UnknownName) as caught:
            ask(deal, to="ofer", at=MONDAY)
        assert "no stage 'ofer' in cycle 'simple'; did you mean 'offer'?" == str(caught.value)


@pytest.mark.parametrize("ask", [CYCLE.check, CYCLE.move, lambda deal, to, at: CYCLE.options(deal, at=at)])
def test_a_record_of_another_cycle(ask) -> None:
    """A record follows the cycle and version it was entered under."""
    later = attrs.evolve(CYCLE, version=2)
    deal = Deal(id="D-2", log=[later.start(at=MONDAY)])
    with pytest.raises(WrongCycle) as caught:
        ask(deal, to="lost", at=MONDAY)
    sentence = "'D-2' follows cycle 'simple/2', not 'simple/1'; ask the cycle it follows"
    assert sentence == str(caught.value)
    assert "lost" == later.move(deal, to="lost", at=MONDAY).stage


def test_the_latest_stage_says_which_cycle_a_record_follows() -> None:
    """A record that was carried over to another version follows that one."""
    later = attrs.evolve(CYCLE, version=2)
    carried = DEAL.record(later.entry("offer", at=MONDAY + DAY))
    assert "won" == later.move(carried, to="won", at=MONDAY + DAY).stage


@pytest.mark.parametrize("kind", [StageEntered, StageSeen])
def test_a_record_of_no_cycle(kind: type) -> None:
    """Imported facts name no cycle: any that has the stage will do."""
    deal = Deal(id="D-3", log=[kind(stage="offer", outcome="open", at=MONDAY)])
    moved = CYCLE.move(deal, to="won", at=MONDAY)
    assert ("won", "simple/1") == (moved.stage, moved.log[-1].cycle)


@pytest.mark.parametrize("ask", [CYCLE.check, CYCLE.move, lambda deal, to, at: CYCLE.options(deal, at=at)])
@pytest.mark.parametrize("cycle", ["", "simple/1"])
def test_a_record_in_a_stage_the_cycle_does_not_have(ask, cycle: str) -> None:
    """A stage that this cycle does not have is an error, whoever entered it."""
    deal = Deal(id="D-4", log=[StageEntered(stage="offers", outcome="open", cycle=cycle, at=MONDAY)])
    with pytest.raises(UnknownName) as caught:
        ask(deal, to="lost", at=MONDAY)
    assert "no stage 'offers' in cycle 'simple'; did you mean 'offer'?" == str(caught.value)


def test_criteria_see_the_record_as_it_stood() -> None:
    """What happened after the move's instant meets no criterion."""
    before = CYCLE.check(READY, to="offer", at=MONDAY + HOUR)
    assert ["value_known"] == [unmet.key for unmet in before.unmet]
    assert CYCLE.check(READY, to="offer", at=MONDAY + 2 * HOUR)
    refused(READY, "offer", MONDAY + HOUR)


def test_criteria_see_what_a_deal_holds_as_it_stood() -> None:
    """A lead or proposal whose later facts are known is seen as it stood too, however old the deal's own log."""
    sent_later = Criterion(
        key="sent", asks="sent", test=lambda deal, _: any(each.stage == "sent" for each in deal.proposals)
    )
    known_later = Criterion(key="known", asks="known", test=lambda deal, _: deal.lead is None or deal.lead.stage == "b")
    cycle = attrs.evolve(CYCLE, stages=[attrs.evolve(STAGES[0], exit_criteria=[sent_later, known_later]), *STAGES[1:]])
    draft, sent = (
        StageEntered(stage=key, outcome="open", at=at) for key, at in (("draft", MONDAY), ("sent", MONDAY + DAY))
    )
    terms = Terms(lines=[Line(description="Desk", unit_price=Money("1", "EUR"))])
    proposal = Proposal.draft(id="P-1", start=draft, terms=terms).record(sent)
    a, b = (StageEntered(stage=key, outcome="open", at=at) for key, at in (("a", MONDAY), ("b", MONDAY + DAY)))
    deal = DEAL.attach(proposal)
    assert ["sent"] == [unmet.key for unmet in cycle.check(deal, to="offer", at=MONDAY + HOUR).unmet]
    both = deal.attach(Lead(id="L-1", name="Ada", log=[a, b]))
    assert ["sent", "known"] == [unmet.key for unmet in cycle.check(both, to="offer", at=MONDAY + HOUR).unmet]
    with pytest.raises(MoveRefused):
        cycle.move(both, to="offer", at=MONDAY + HOUR)
    moved = cycle.move(both, to="offer", at=MONDAY + DAY)
    assert (both.proposals, both.lead, "offer") == (moved.proposals, moved.lead, moved.stage)


@pytest.mark.parametrize("ask", [CYCLE.check, CYCLE.move, lambda deal, to, at: CYCLE.options(deal, at=at)])
def test_an_instant_has_a_zone(ask) -> None:
    """A time without a zone is nobody's instant."""
    with pytest.raises(InvalidValue) as caught:
        ask(DEAL, to="lost", at=datetime(2026, 3, 2, 9))  # noqa: DTZ001
    told = "got 2026-03-02 09:00:00; add one, for example .replace(tzinfo=datetime.UTC)"
    assert f"an instant must have a time zone, {told}" == str(caught.value)


def test_a_criterion_that_fails_changes_nothing() -> None:
    """A criterion that cannot be asked stops check and move alike, and the record stays."""

    def broken(deal: Deal, at: datetime) -> bool:
        raise ZeroDivisionError

    failing = attrs.evolve(STAGES[0], exit_criteria=[Criterion(key="broken", asks="broken", test=broken)])
    cycle = attrs.evolve(CYCLE, stages=[failing, *STAGES[1:]])
    log = DEAL.log
    for ask in (cycle.check, cycle.move):
        with pytest.raises(CriterionFailed):
            ask(DEAL, to="offer", at=MONDAY)
    assert log is DEAL.log


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"by": 5}, "name must be text, got 5; give a str"),
        ({"reason": None}, "note must be text, got None; give a str"),
        (
            {"recorded_at": MONDAY.date()},
            "an instant must be a datetime, got 2026-03-02; give a datetime with a time zone",
        ),
    ],
)
def test_what_a_move_keeps_is_checked(how: dict[str, object], told: str) -> None:
    """Who, why and when are checked like in any fact."""
    with pytest.raises(InvalidValue) as caught:
        CYCLE.move(DEAL, to="lost", at=MONDAY, **how)
    assert told == str(caught.value)


def test_any_record_moves() -> None:
    """Leads move like deals: a cycle asks only for a record."""
    lead = CYCLE.move(Lead.capture(id="L-1", name="Ada", start=CYCLE.start(at=MONDAY)), to="wait", at=MONDAY + DAY)
    assert (Lead, "wait", Outcome.HOLD) == (type(lead), lead.stage, lead.outcome)


def test_a_move_before_a_stage_was_seen_says_seen() -> None:
    """When it entered the stage of a snapshot is not known, so the refusal does not claim it."""
    seen = StageSeen(stage="initial_contact", outcome="open", at=datetime(2026, 3, 9, tzinfo=UTC))
    decision = SEVEN_STAGE.check(
        Deal(id="D-1", log=[seen]), to="lost", at=datetime(2026, 3, 2, tzinfo=UTC), reason="price"
    )
    assert "it was seen in 'initial_contact' only at 2026-03-09" in str(decision)


@pytest.mark.parametrize("odd", ["*", "=", "stage", "trigger", "__init__", "to_won"])
def test_stages_named_like_something_of_the_machine(odd: str) -> None:
    """A key that means something to the machine underneath is a stage like any other."""
    stages = [
        Stage(odd, leads_to=["b", "lost"]),
        Stage("b", leads_to=["won"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ]
    cycle = Cycle(key="odd", version=1, stages=stages)
    deal = Deal.open(id="D-1", start=cycle.start(at=MONDAY))
    moved = cycle.move(deal, to="b", at=MONDAY)
    for to in ("lost", odd):
        assert not cycle.check(moved, to=to, at=MONDAY)
        with pytest.raises(MoveRefused):
            cycle.move(moved, to=to, at=MONDAY)
