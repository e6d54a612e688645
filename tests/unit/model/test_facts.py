"""Facts: small, frozen, and with two times each."""

from __future__ import annotations

import copy
import enum
import pickle
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.model import (
    Assessed,
    CloseExpected,
    CommitmentKept,
    CommitmentMade,
    CommitmentMissed,
    ConcessionGiven,
    Contacted,
    Direction,
    Document,
    DocumentCompleted,
    DocumentReopened,
    Enrolled,
    Fact,
    ForecastSet,
    Line,
    MeetingCancelled,
    MeetingHeld,
    MeetingMissed,
    MeetingMoved,
    MeetingPlanned,
    Migrated,
    NeedAddressed,
    NeedVoiced,
    NextStepSet,
    ObjectionAnswered,
    ObjectionRaised,
    Opened,
    OptedIn,
    OptedOut,
    Outcome,
    OwnerAssigned,
    PaperworkSet,
    PersonaMatched,
    PitchGiven,
    ProofShared,
    ReturnReceived,
    RuleOverridden,
    Signed,
    Snoozed,
    StageEntered,
    StageSeen,
    StepDone,
    StepMoved,
    StepSkipped,
    Terms,
    TermsSet,
    ValueSet,
    Withdrawn,
)
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
TERMS = Terms(lines=[Line(description="Desk", unit_price=Money("199.95", "EUR"))])

EVERY_FACT: list[Fact] = [
    Fact(at=MONDAY),
    Opened(at=MONDAY, by="kim"),
    StageEntered(stage="lost", outcome="lost", cycle="new-business/1", reason="price", at=MONDAY, recorded_at=TUESDAY),
    StageSeen(stage="pitch", outcome="open", cycle="new-business/1", at=MONDAY),
    ValueSet(value=Money("48000", "USD"), at=MONDAY),
    CloseExpected(on=date(2026, 3, 31), at=MONDAY),
    ForecastSet(category="commit", win_probability="0.9", note="they said so", at=MONDAY),
    OwnerAssigned(owner="kim", at=MONDAY),
    PersonaMatched(persona="operations-lead", at=MONDAY),
    Contacted(channel="call", direction="inbound", human=False, note="rang twice\nno answer", at=MONDAY),
    Assessed(framework="bant", question="budget", answer="approved", evidence="mail", source="CFO", at=MONDAY),
    TermsSet(terms=TERMS, at=MONDAY),
    NextStepSet(what="demo", due=TUESDAY, at=MONDAY),
    Migrated(stage="demo", outcome="open", cycle="board/2", from_stage="pitch", from_cycle="board/1", at=MONDAY),
    RuleOverridden(stage="won", by="boss", reason="why", refusals=["no_way"], criteria=["contacted"], at=MONDAY),
    NeedVoiced(need="speed", note="slow", at=MONDAY),
    NeedAddressed(need="speed", how="demo", at=MONDAY),
    PitchGiven(form="presentation", to="CFO", addresses=["speed"], proofs=["acme"], at=MONDAY),
    ProofShared(proof="acme", answers=["price"], at=MONDAY),
    ObjectionRaised(topic="price", note="dear", at=MONDAY),
    ObjectionAnswered(topic="price", how="support", proof="acme", at=MONDAY),
    ConcessionGiven(concession="support", worth=Money("9", "EUR"), cost=Money("1", "EUR"), asked="ref", at=MONDAY),
    ReturnReceived(concession="support", at=MONDAY),
    CommitmentMade(commitment="trial", side="buyer", what="try", due=TUESDAY, at=MONDAY),
    CommitmentKept(commitment="trial", at=MONDAY),
    CommitmentMissed(commitment="trial", at=MONDAY),
    PaperworkSet(documents=[Document(key="order", signers=["buyer"])], at=MONDAY),
    DocumentCompleted(document="order", at=MONDAY),
    DocumentReopened(document="order", at=MONDAY),
    Signed(document="order", side="buyer", signer="Ada", at=MONDAY),
    OptedOut(channel="email", note="by a link", at=MONDAY),
    OptedIn(channel="email", note="asked for news", at=MONDAY),
    Snoozed(until=TUESDAY, reason="on leave", at=MONDAY),
    MeetingPlanned(meeting="demo", starts=TUESDAY, length=timedelta(minutes=45), attendees=["Ada"], at=MONDAY),
    MeetingMoved(meeting="demo", starts=TUESDAY, at=MONDAY),
    MeetingHeld(meeting="demo", note="went well", at=MONDAY),
    MeetingMissed(meeting="demo", side="us", note="ill", at=MONDAY),
    MeetingCancelled(meeting="demo", reason="fair", at=MONDAY),
    Enrolled(cadence="nurture", at=MONDAY),
    Withdrawn(cadence="nurture", reason="hired", at=MONDAY),
    StepDone(cadence="nurture", step="email", number=2, at=MONDAY),
    StepSkipped(cadence="nurture", step="email", reason="fair", at=MONDAY),
    StepMoved(cadence="nurture", step="email", to=TUESDAY, at=MONDAY),
]
KINDS = [fact.kind for fact in EVERY_FACT]


class Stage(enum.StrEnum):
    PITCH = "pitch"


@attrs.frozen(kw_only=True)
class Demoed(Fact):
    """A fact of a host's own."""

    kind: ClassVar[str] = "acme_demoed"

    minutes: int


@attrs.frozen(kw_only=True)
class Pitched(StageEntered):
    """A stage entry of a host's own."""

    kind: ClassVar[str] = "acme_pitched"

    slides: int = 0


def test_every_kind_has_its_own_name() -> None:
    """Documents tell facts apart by their kind, which is the name of the class in words."""
    words = [re.sub(r"(?<!^)(?=[A-Z])", "_", type(fact).__name__).lower() for fact in EVERY_FACT]
    assert (words, len(words)) == (KINDS, len(set(KINDS)))


@pytest.mark.parametrize("fact", EVERY_FACT, ids=KINDS)
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda f: pickle.loads(pickle.dumps(f)), attrs.evolve],
    ids=["copy", "deepcopy", "pickle", "evolve"],
)
def test_a_fact_survives_a_round_trip(fact: Fact, again: Callable[[Fact], Fact]) -> None:
    """A copied, pickled or evolved fact is equal to the first, of its kind, and hashes alike."""
    other = again(fact)
    assert fact == other
    assert (type(fact), hash(fact), repr(fact)) == (type(other), hash(other), repr(other))


@pytest.mark.parametrize("fact", EVERY_FACT, ids=KINDS)
def test_a_fact_is_frozen(fact: Fact) -> None:
    """What happened, happened; there is no place for anything more, either."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        fact.at = TUESDAY
    with pytest.raises(AttributeError):
        fact.more = 1
    assert not hasattr(fact, "__dict__")


def test_a_fact_is_learned_when_it_happens_unless_said() -> None:
    """The second time defaults to the first, and nobody to nobody."""
    fact = Opened(at=datetime(2026, 3, 2, 10, tzinfo=BERLIN))
    assert (MONDAY, MONDAY, None) == (fact.at, fact.recorded_at, fact.by)
    assert UTC is fact.at.tzinfo is fact.recorded_at.tzinfo
    late = Opened(at=MONDAY, recorded_at=datetime(2026, 3, 3, 10, tzinfo=BERLIN), by=" kim ")
    assert (MONDAY, TUESDAY, "kim") == (late.at, late.recorded_at, late.by)


def test_a_fact_may_be_known_beforehand() -> None:
    """Facts record: a meeting entered before it takes place is accepted."""
    assert MONDAY == Contacted(channel="meeting", at=TUESDAY, recorded_at=MONDAY).recorded_at


@pytest.mark.parametrize("field", ["at", "recorded_at"])
def test_both_times_are_instants(field: str) -> None:
    """A naive time is refused wherever it stands."""
    times = {"at": MONDAY} | {field: datetime(2026, 3, 2, 9)}  # noqa: DTZ001
    with pytest.raises(InvalidValue, match="^an instant must have a time zone, got 2026-03-02 09:00:00; add one"):
        Opened(**times)


def test_facts_of_different_kinds_are_never_equal() -> None:
    """The same fields under another kind are another fact."""
    seen, entered = StageSeen(stage="a", outcome="open", at=MONDAY), StageEntered(stage="a", outcome="open", at=MONDAY)
    assert seen != entered
    assert entered != Pitched(stage="a", outcome="open", at=MONDAY)


@pytest.mark.parametrize(
    ("outcome", "is_closed"),
    [(Outcome.OPEN, False), (Outcome.WON, True), (Outcome.LOST, True), (Outcome.HOLD, False)],
)
def test_only_won_and_lost_are_closed(outcome: Outcome, is_closed: bool) -> None:
    """On hold is neither open nor closed."""
    assert is_closed is outcome.is_closed


@pytest.mark.parametrize("kind", [StageEntered, StageSeen])
def test_a_stage_is_a_key_and_an_outcome(kind: type[StageEntered | StageSeen]) -> None:
    """Text and members of enums become exact values; the cycle is empty unless named."""
    fact = kind(stage=Stage.PITCH, outcome="open", at=MONDAY)
    assert ("pitch", str, Outcome.OPEN, "") == (fact.stage, type(fact.stage), fact.outcome, fact.cycle)


@pytest.mark.parametrize("kind", [StageEntered, StageSeen])
@pytest.mark.parametrize(("value", "came"), [("opn", "'opn'"), (None, "None"), ([], "a list"), (True, "True")])
def test_an_outcome_is_one_of_four(kind: type[StageEntered | StageSeen], value: object, came: str) -> None:
    """Anything else is refused with the four that there are."""
    with pytest.raises(InvalidValue) as refused:
        kind(stage="pitch", outcome=value, at=MONDAY)
    assert f"an outcome must be one of open, won, lost, hold, got {came}" == str(refused.value)
    assert refused.value.__suppress_context__


def test_a_stage_is_entered_again_like_the_first_time() -> None:
    """An entry made from another has its stage, outcome and cycle, and times and reason of its own."""
    first = StageEntered(stage="pitch", outcome="open", cycle="c/1", at=MONDAY, by="kim", reason="warm")
    expected = StageEntered(
        stage="pitch", outcome="open", cycle="c/1", at=TUESDAY, recorded_at=MONDAY, by="lee", reason="asked"
    )
    assert expected == first.again(at=TUESDAY, recorded_at=MONDAY, by=" lee ", reason=" asked ")
    plain = first.again(at=TUESDAY)
    assert StageEntered(stage="pitch", outcome="open", cycle="c/1", at=TUESDAY) == plain
    assert (TUESDAY, None, "") == (plain.recorded_at, plain.by, plain.reason)


def test_an_entry_made_again_goes_through_the_same_doors() -> None:
    """A fast way in is no back door: times, persons and reasons are converted or refused."""
    first = StageEntered(stage="pitch", outcome="open", at=MONDAY)
    berlin = datetime(2026, 3, 3, 10, tzinfo=BERLIN)
    again = first.again(at=berlin, recorded_at=berlin, by="")
    assert (UTC, UTC, None) == (again.at.tzinfo, again.recorded_at.tzinfo, again.by)
    for fields in (
        {"at": datetime(2026, 3, 3)},  # noqa: DTZ001
        {"at": None},
        {"at": TUESDAY, "recorded_at": "today"},
        {"at": TUESDAY, "by": 5},
        {"at": TUESDAY, "by": 0},
        {"at": TUESDAY, "reason": None},
        {"at": TUESDAY, "reason": 0},
        {"at": TUESDAY, "reason": "a\0b"},
    ):
        with pytest.raises(InvalidValue):
            first.again(**fields)


def test_an_entry_made_again_is_a_fact_like_any_other() -> None:
    """It is equal to one made at the front door, hashes, pickles and evolves."""
    again = StageEntered(stage="pitch", outcome="open", at=MONDAY).again(at=TUESDAY, reason="x")
    front = StageEntered(stage="pitch", outcome="open", at=TUESDAY, reason="x")
    assert (front, hash(front), repr(front)) == (again, hash(again), repr(again))
    assert front == pickle.loads(pickle.dumps(again))
    assert front == attrs.evolve(again)


def test_a_value_is_money_and_not_negative() -> None:
    """A deal may be worth nothing, but no less."""
    assert Money(0, "USD") == ValueSet(value=Money(0, "USD"), at=MONDAY).value
    with pytest.raises(InvalidValue) as refused:
        ValueSet(value=48000, at=MONDAY)
    assert "a deal's value must be a Money, got 48000; give Money('48000', 'USD')" == str(refused.value)
    with pytest.raises(InvalidValue) as refused:
        ValueSet(value=Money("-0.01", "USD"), at=MONDAY)
    assert "a deal's value must not be negative, got '-0.01 USD'" == str(refused.value)


def test_a_close_is_expected_on_a_day_or_not_at_all() -> None:
    """None says that nobody knows; an instant is no day."""
    assert None is CloseExpected(on=None, at=MONDAY).on
    with pytest.raises(InvalidValue, match="^a date must be a date without a time, got 2026-03-02 09:00:00"):
        CloseExpected(on=MONDAY, at=MONDAY)


def test_an_owner_is_a_name_or_nobody() -> None:
    """None and blank both say that nobody is responsible."""
    assert [None, None, "kim"] == [OwnerAssigned(owner=owner, at=MONDAY).owner for owner in (None, " ", " kim ")]


def test_a_contact_is_outbound_and_by_a_human_unless_said() -> None:
    """The channel is all that must be said."""
    call = Contacted(channel="call", at=MONDAY)
    assert (Direction.OUTBOUND, True, "") == (call.direction, call.human, call.note)
    assert Direction.TWO_WAY is Contacted(channel="call", direction="two_way", at=MONDAY).direction


@pytest.mark.parametrize(("value", "came"), [("out", "'out'"), (None, "None"), ({}, "a dict")])
def test_a_direction_is_one_of_three(value: object, came: str) -> None:
    """Anything else is refused with the three that there are."""
    with pytest.raises(InvalidValue) as refused:
        Contacted(channel="call", direction=value, at=MONDAY)
    assert f"a direction must be one of inbound, outbound, two_way, got {came}" == str(refused.value)
    assert refused.value.__suppress_context__


def test_a_note_is_not_shown() -> None:
    """What was said in confidence does not end up in a log file."""
    assert "ill" not in repr(Contacted(channel="call", note="their CFO is ill", at=MONDAY))


@pytest.mark.parametrize(
    "make",
    [
        lambda: StageEntered(stage=" ", outcome="open", at=MONDAY),
        lambda: StageSeen(stage="", outcome="open", at=MONDAY),
        lambda: PersonaMatched(persona="", at=MONDAY),
        lambda: Contacted(channel="", at=MONDAY),
        lambda: Assessed(framework="", question="q", answer="a", at=MONDAY),
        lambda: Assessed(framework="f", question="", answer="a", at=MONDAY),
        lambda: Assessed(framework="f", question="q", answer="", at=MONDAY),
    ],
)
def test_a_key_in_a_fact_is_not_blank(make: Callable[[], Fact]) -> None:
    """Stages, personas, channels and answers are named."""
    with pytest.raises(InvalidValue) as refused:
        make()
    assert "key must not be blank, got ''; give at least one character" == str(refused.value)


def test_terms_are_set_by_terms() -> None:
    """A proposal offers terms, and nothing else."""
    with pytest.raises(InvalidValue) as refused:
        TermsSet(terms=[TERMS], at=MONDAY)
    assert "terms must be a Terms, got a list; give Terms(lines=[...])" == str(refused.value)


def test_a_host_may_have_facts_of_its_own() -> None:
    """A subclass gets both times, freezes, and comes back from a pickle."""
    demo = Demoed(minutes=30, at=MONDAY)
    assert ("acme_demoed", MONDAY, 30) == (demo.kind, demo.recorded_at, demo.minutes)
    assert demo == pickle.loads(pickle.dumps(demo))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        demo.minutes = 5
