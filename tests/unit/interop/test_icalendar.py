"""Calendars: what a calendar program reads of meetings, and of the steps of cadences."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise

import icalendar
import pytest

from salescycle import Cadence, CadenceStep, InvalidValue, WorkCalendar
from salescycle.interop import CalendarEntry, calendar_text, meeting_entries, next_step_entries, step_entries
from salescycle.model import (
    Contacted,
    Deal,
    Enrolled,
    Lead,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    MeetingPlanned,
    NextStepSet,
    StageEntered,
    StepDone,
    StepMoved,
    StepSkipped,
    Withdrawn,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, HOUR, QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=15)
OFFICE = WorkCalendar.weekdays("09:00-17:00", zone=UTC)
CADENCE = Cadence(
    key="mine",
    steps=[
        CadenceStep(channel="call", label={"en": "Call", "ko": "전화"}),
        CadenceStep(channel="email", day=1),
        CadenceStep(channel="call", day=2),
    ],
)
PLANNED = MeetingPlanned(
    meeting="demo",
    starts=MONDAY + DAY,
    length=90 * timedelta(minutes=1),
    what="Demo, part 1; all of it",
    where="Room 2\\b",
    attendees=["Ada Park", "Lee"],
    at=MONDAY,
)


def events(entries, **fields):
    """Give the events that another library reads in the text."""
    calendar = icalendar.Calendar.from_ical(calendar_text(entries, as_of=MONDAY, **fields))
    assert [] == [error for event in calendar.walk() for error in event.errors]
    return calendar.walk("VEVENT")


def enrolled(*facts, days=1):
    """Give how an enrolled deal stands in the cadence."""
    deal = Deal(id="D-1", log=[Enrolled(cadence="mine", at=MONDAY), *facts])
    return CADENCE.due(deal, as_of=MONDAY + days * DAY, calendar=OFFICE)


def test_a_meeting_is_an_appointment() -> None:
    """All that is known of it, and a bell a quarter of an hour before."""
    (event,) = events(meeting_entries(Deal(id="D-1", log=[PLANNED]), remind=QUARTER))
    assert ("Demo, part 1; all of it: D-1", "Room 2\\b", "Ada Park, Lee") == (
        event["SUMMARY"],
        event["LOCATION"],
        event["DESCRIPTION"],
    )
    assert (MONDAY + DAY, MONDAY + DAY + 90 * timedelta(minutes=1), MONDAY) == (
        event["DTSTART"].dt,
        event["DTEND"].dt,
        event["DTSTAMP"].dt,
    )
    assert (0, "CONFIRMED", "OPAQUE") == (event["SEQUENCE"], event["STATUS"], event["TRANSP"])
    (alarm,) = event.walk("VALARM")
    assert ("DISPLAY", -QUARTER, event["SUMMARY"]) == (alarm["ACTION"], alarm["TRIGGER"].dt, alarm["DESCRIPTION"])


def test_a_meeting_keeps_its_uid_and_grows_its_sequence() -> None:
    """Moved and called off it is the same one, and programs see that it changed; then nothing rings any more."""
    facts = [PLANNED, MeetingMoved(meeting="demo", starts=MONDAY + 2 * DAY, at=MONDAY + HOUR)]
    cancelled = MeetingCancelled(meeting="demo", at=MONDAY + 2 * HOUR)
    logs = [facts[:1], facts, [*facts, cancelled]]
    told = [events(meeting_entries(Lead(id="L-1", name="Ada", log=log), remind=QUARTER))[0] for log in logs]
    assert [0, 1, 2] == [event["SEQUENCE"] for event in told]
    assert ["CONFIRMED", "CONFIRMED", "CANCELLED"] == [event["STATUS"] for event in told]
    assert [1, 1, 0] == [len(event.walk("VALARM")) for event in told]
    assert 1 == len({event["UID"] for event in told})
    assert MONDAY + 2 * DAY == told[1]["DTSTART"].dt


def test_a_uid_is_the_same_in_every_version() -> None:
    """It is made of the host, and of what the thing is called, each with its length before it."""
    (entry,) = meeting_entries(Deal(id="D-1", log=[PLANNED]), host="crm.example.com")
    assert sha256(b"15:crm.example.com7:meeting4:deal3:D-14:demo").hexdigest()[:32] == entry.uid
    (step, *_) = step_entries(enrolled())
    told = f"10:salescycle4:step3:D-14:mine25:{MONDAY}6:call_01:1"
    assert sha256(told.encode()).hexdigest()[:32] == step.uid
    others = [
        meeting_entries(Deal(id="D-1", log=[PLANNED]))[0].uid,
        meeting_entries(Deal(id="D-14", log=[PLANNED]), host="crm.example.com")[0].uid,
        *(each.uid for each in step_entries(enrolled())),
    ]
    assert 6 == len({entry.uid, *others})


def test_a_meeting_of_the_lead_stays_the_same_with_the_deal() -> None:
    """The deal's own are apart, and so are those of a lead and a deal of one id; what people read is its name."""
    lead = Lead(id="1", name="Ada", log=[PLANNED])
    own = MeetingPlanned(meeting="signing", starts=MONDAY + 9 * DAY, at=MONDAY + DAY)
    (of_lead,) = meeting_entries(lead)
    first, second = meeting_entries(Deal(id="1", name="Acme", lead=lead, log=[own]))
    assert (of_lead.uid, "Demo, part 1; all of it: Acme", "signing: Acme") == (first.uid, first.summary, second.summary)
    assert "Demo, part 1; all of it: 1" == of_lead.summary
    (apart,) = meeting_entries(Deal(id="1", lead=Lead(id="1", name="Ada"), log=[PLANNED]))
    assert of_lead.uid != apart.uid


def test_nothing_rings_of_what_is_over() -> None:
    """A meeting that was held, and a step that was done, before its time too."""
    held = Deal(id="D-1", log=[PLANNED, MeetingHeld(meeting="demo", at=MONDAY + DAY)])
    run = enrolled(StepDone(cadence="mine", step="call_2", at=MONDAY))
    told = events([*meeting_entries(held, remind=QUARTER), *step_entries(run, remind=QUARTER)])
    assert [0, 1, 1, 0] == [len(event.walk("VALARM")) for event in told]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], []),
        ([(None, "")], []),
        ([(6, "Send offer")], [(0, "CONFIRMED", 6, "Send offer: D-1", 1)]),
        ([(6, "Send offer"), (7, "")], [(1, "CONFIRMED", 7, "다음 단계: D-1", 1)]),
        ([(6, ""), (None, "")], [(1, "CANCELLED", 6, "다음 단계: D-1", 0)]),
        ([(6, ""), "lost"], [(1, "CANCELLED", 6, "다음 단계: D-1", 0)]),
        ([(6, ""), "lost", "talk"], [(1, "CONFIRMED", 6, "다음 단계: D-1", 1)]),
    ],
    ids=["none", "without a time", "set", "set again", "taken back", "closed", "reopened"],
)
def test_a_next_step_is_a_reminder(facts, expected) -> None:
    """One at most, the same whenever it is set, whose number never falls."""
    log = []
    for place, fact in enumerate(facts):
        at = MONDAY + place * HOUR
        if isinstance(fact, tuple):
            due = None if fact[0] is None else MONDAY + fact[0] * DAY
            log.append(NextStepSet(due=due, what=fact[1], at=at))
        else:
            log.append(StageEntered(stage=fact, outcome="lost" if fact == "lost" else "open", at=at))
    entries = next_step_entries(Deal(id="D-1", log=log), remind=QUARTER, locale="ko")
    assert expected == [
        (e["SEQUENCE"], e["STATUS"], (e["DTSTART"].dt - MONDAY).days, e["SUMMARY"], len(e.walk("VALARM")))
        for e in events(entries)
    ]
    assert len({entry.uid for entry in entries}) == len(entries)


def test_steps_are_reminders() -> None:
    """They take no time; one that was moved is at its new time, and one that is owed no more is cancelled."""
    run = enrolled(
        Contacted(channel="call", at=MONDAY),
        StepMoved(cadence="mine", step="email_1", to=MONDAY + 5 * DAY, at=MONDAY),
        StepSkipped(cadence="mine", step="call_2", at=MONDAY),
    )
    told = events(step_entries(run, locale="ko", remind=timedelta(0)))
    assert ["전화: D-1", "Call: D-1", "Email: D-1"] == [event["SUMMARY"] for event in told]
    assert [MONDAY, MONDAY + 2 * DAY, MONDAY + 5 * DAY] == [event["DTSTART"].dt for event in told]
    assert [(0, "CONFIRMED"), (1, "CANCELLED"), (2, "CONFIRMED")] == [(e["SEQUENCE"], e["STATUS"]) for e in told]
    assert {"TRANSPARENT"} == {event["TRANSP"] for event in told}
    assert not any("DTEND" in event for event in told)
    assert [timedelta(0)] == [alarm["TRIGGER"].dt for event in told for alarm in event.walk("VALARM")]


def test_a_cadence_that_stopped_takes_its_reminders_back() -> None:
    """What was not done is cancelled."""
    run = enrolled(Contacted(channel="call", at=MONDAY), Withdrawn(cadence="mine", at=MONDAY + HOUR))
    assert ["CONFIRMED", "CANCELLED", "CANCELLED"] == [event["STATUS"] for event in events(step_entries(run))]


def test_a_calendar_has_a_name_and_may_be_empty() -> None:
    """The name is that of RFC 7986."""
    text = calendar_text([], as_of=MONDAY, name="Sales; ours")
    assert "\r\nNAME:Sales\\; ours\r\n" in text
    assert "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//salescycle//salescycle//EN\r\nEND:VCALENDAR\r\n" == (
        calendar_text([], as_of=MONDAY)
    )


def test_lines_are_folded_between_characters() -> None:
    """At most 75 octets without the end of the line, also where a character has four."""
    entry = CalendarEntry(uid="1", starts=MONDAY, summary="🙂한글é" * 99)
    text = calendar_text([entry], as_of=MONDAY)
    lines = text.encode().split(b"\r\n")
    assert 75 >= max(map(len, lines))
    folds = [before for before, after in pairwise(lines) if after.startswith(b" ")]
    assert all(72 <= len(line) for line in folds)
    assert all(line.decode() for line in folds)
    (event,) = events([entry])
    assert entry.summary == event["SUMMARY"]


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: CalendarEntry(uid="", starts=MONDAY, summary="x"), "id must not be blank"),
        (lambda: CalendarEntry(uid="1", starts=MONDAY, ends=MONDAY, summary="x"), "a second or more after its start"),
        (lambda: CalendarEntry(uid="1", starts=MONDAY, summary="x", remind=-DAY), "must come whole minutes before"),
        (lambda: CalendarEntry(uid="1", starts=MONDAY, summary="x", remind=DAY / 86_400), "whole minutes"),
        (lambda: CalendarEntry(uid="1", starts=MONDAY, summary="x", remind=15), "whole minutes"),
        (lambda: CalendarEntry(uid="1", starts=MONDAY, summary="x", sequence=-1), "a sequence"),
        (lambda: CalendarEntry(uid="1", starts=MONDAY, summary="x", is_cancelled=1), "is_cancelled"),
        (lambda: calendar_text(["x"], as_of=MONDAY), "CalendarEntry"),
        (lambda: meeting_entries("D-1"), "must be a Lead or a Deal"),
        (lambda: next_step_entries("D-1"), "must be a Lead or a Deal"),
        (lambda: step_entries(CADENCE), "must be a CadenceRun"),
    ],
)
def test_what_is_not_one_is_refused(make, match) -> None:
    """In words that say what is asked for."""
    with pytest.raises(InvalidValue, match=match):
        make()
