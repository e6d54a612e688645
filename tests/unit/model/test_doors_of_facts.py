"""The doors of facts and of what is read off them: each field is checked, and what may be left out is empty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.model import (
    Deal,
    Document,
    DocumentCompleted,
    Journey,
    Line,
    LineChange,
    MeetingPlanned,
    NeedAddressed,
    NeedVoiced,
    OptedIn,
    OptedOut,
    Paperwork,
    PaperworkSet,
    Persona,
    PitchGiven,
    Proof,
    ProofShared,
    Revision,
    Snoozed,
    StageEntered,
    StageSeen,
    StepDone,
    Terms,
    TimeSpent,
)
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DESK = Line(description="Desk", unit_price=Money("100", "EUR"))
SOUND = [
    NeedVoiced(need="speed", note="it takes days", at=MONDAY),
    NeedAddressed(need="speed", how="demo", at=MONDAY),
    PitchGiven(form="call", to="the buyer", addresses=["speed"], proofs=["story"], at=MONDAY),
    Proof(key="story", form="case_study", title="A day saved", answers=["speed"]),
    ProofShared(proof="story", answers=["speed"], at=MONDAY),
    Persona(key="ops", name="Operations", how_we_help="we save a day", needs=["speed"]),
    TimeSpent(activity="call", minutes=30, note="it takes days", at=MONDAY),
    StepDone(cadence="nurture", step="email", at=MONDAY),
    OptedOut(channel="email", note="it takes days", at=MONDAY),
    OptedIn(channel="email", note="it takes days", at=MONDAY),
    Snoozed(until=MONDAY + DAY, reason="on leave", at=MONDAY),
]
# what a fact holds of its own is not read here
DOORS = [
    (holder, field.name)
    for holder in SOUND
    for field in attrs.fields(type(holder))
    if field.name not in ("at", "recorded_at", "by")
]


@pytest.mark.parametrize(("holder", "field"), DOORS, ids=[f"{type(each).__name__}-{name}" for each, name in DOORS])
def test_every_field_has_a_door(holder, field) -> None:
    """What is neither text nor a number, nor several of them, is refused rather than kept."""
    with pytest.raises(InvalidValue):
        attrs.evolve(holder, **{field: object()})


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (
            lambda: TimeSpent(activity="call", minutes=0, at=MONDAY),
            "minutes spent must be a whole number from 1 to 1440",
        ),
        (lambda: TimeSpent(activity="call", minutes=1441, at=MONDAY), "minutes spent must be"),
        (lambda: TimeSpent(activity="call", minutes=1, selling=1, at=MONDAY), "selling must be a bool"),
        (
            lambda: StepDone(cadence="nurture", step="email", number=0, at=MONDAY),
            "the number of a step's occurrence must be a whole number, 1 or more",
        ),
        (
            lambda: MeetingPlanned(meeting="demo", starts=MONDAY, length=90, at=MONDAY),
            "must be whole minutes, at least one and at most 31 days, got 90; give timedelta(minutes=30)",
        ),
    ],
)
def test_a_refusal_says_what_is_asked(act, told) -> None:
    """What it is about, the limits, and the way out."""
    with pytest.raises(InvalidValue) as caught:
        act()
    assert told in str(caught.value)


def test_time_spent_goes_from_a_minute_to_a_day() -> None:
    """Both included, and it is selling where nobody says otherwise."""
    shortest, longest = (TimeSpent(activity="call", minutes=each, at=MONDAY) for each in (1, 1440))
    assert (1, 1440, True, "") == (shortest.minutes, longest.minutes, shortest.selling, shortest.note)


@pytest.mark.parametrize(
    ("bare", "expected"),
    [
        (NeedVoiced(need="speed", at=MONDAY), {"note": ""}),
        (NeedAddressed(need="speed", at=MONDAY), {"how": ""}),
        (PitchGiven(form="call", at=MONDAY), {"to": "", "addresses": (), "proofs": ()}),
        (Proof(key="story", form="case_study"), {"title": "", "answers": ()}),
        (ProofShared(proof="story", at=MONDAY), {"answers": ()}),
        (Persona(key="ops"), {"name": "", "needs": (), "how_we_help": "", "unread": ""}),
        (OptedOut(at=MONDAY), {"channel": None, "note": ""}),
        (OptedIn(at=MONDAY), {"channel": None, "note": ""}),
        (Snoozed(until=None, at=MONDAY), {"until": None, "reason": ""}),
        (Paperwork(), {"documents": (), "signed_at": None}),
        (LineChange(), {"old": None, "new": None, "description": ""}),
        (Revision(old=Terms(lines=[DESK]), new=Terms(lines=[DESK])), {"lines": ()}),
    ],
)
def test_what_is_left_out_is_empty(bare, expected) -> None:
    """A text that nobody gave is empty, of several there is none, and an instant is not known."""
    assert expected == {name: getattr(bare, name) for name in expected}


def test_what_is_personal_is_not_in_a_repr() -> None:
    """A note of what the buyer said, and what a newer version wrote, may end in a log file through their repr."""
    assert [False] * len(SOUND) == ["takes days" in repr(each) for each in SOUND]
    assert "unread" not in repr(Persona(key="ops"))


def test_a_need_addressed_before_it_was_voiced() -> None:
    """Who answers a need knows of it, so it counts as voiced then."""
    (need,) = Deal(id="D-1", log=[NeedAddressed(need="speed", at=MONDAY)]).needs
    assert (MONDAY, MONDAY) == (need.voiced_at, need.addressed_at)


def test_steps_of_the_journey_compare_as_their_places_do() -> None:
    """Every step with every other, by each of the four signs."""
    for one in Journey:
        for two in Journey:
            expected = (one.place < two.place, one.place <= two.place, one.place > two.place, one.place >= two.place)
            assert expected == (one < two, one <= two, one > two, one >= two)


def test_paperwork_that_nobody_signs_has_no_day_of_signing() -> None:
    """It is done once it is complete, and nothing says when it was signed."""
    terms = Document(key="terms", signers=[])
    log = [PaperworkSet(documents=[terms], at=MONDAY), DocumentCompleted(document="terms", at=MONDAY + DAY)]
    paperwork = Deal(id="D-1", log=log).paperwork
    assert (True, None) == (paperwork.is_signed, paperwork.signed_at)


def test_a_line_taken_out_needs_no_new_one() -> None:
    """A change says so of itself, whoever made it."""
    assert "'Desk' taken out" == str(LineChange(old=DESK))


def test_a_close_that_was_seen_again_ends_no_reading() -> None:
    """What comes after a close that is the one before is read as well."""
    log = [
        StageEntered(stage="talk", outcome="open", at=MONDAY),
        StageEntered(stage="lost", outcome="lost", at=MONDAY + DAY),
        StageSeen(stage="gone", outcome="lost", at=MONDAY + 2 * DAY),
        StageEntered(stage="talk", outcome="open", at=MONDAY + 3 * DAY),
    ]
    spells = Deal(id="D-1", log=log).spells
    assert [(MONDAY, MONDAY + DAY), (MONDAY + 3 * DAY, None)] == [(spell.opened, spell.closed) for spell in spells]


def test_an_offer_that_has_run_out_stays_so() -> None:
    """From the first instant after its last day, which is told in UTC."""
    terms = Terms(lines=[DESK], valid_until=date(2026, 3, 2))
    assert [False, False] == [terms.is_valid(at=terms.expires_at + late) for late in (timedelta(0), DAY)]
    assert UTC is terms.expires_at.tzinfo
