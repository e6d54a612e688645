"""The agenda: what each watcher finds, what comes first, and how far it is escalated."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from salescycle import InvalidValue, Money, WorkCalendar
from salescycle.followup import (
    ESCALATION,
    NURTURE,
    OUTREACH,
    WATCHERS,
    Agenda,
    EscalationStep,
    Matter,
    MatterKind,
    Pressure,
    ResponseTargets,
    Watch,
    answers,
    follow_ups,
    slow,
    usual_stage_times,
)
from salescycle.metrics import Pipeline
from salescycle.model import (
    CloseExpected,
    CommitmentKept,
    CommitmentMade,
    Contacted,
    Deal,
    Document,
    DocumentCompleted,
    Enrolled,
    ForecastSet,
    Lead,
    Line,
    MeetingHeld,
    MeetingMissed,
    MeetingPlanned,
    NextStepSet,
    OptedOut,
    OwnerAssigned,
    PaperworkSet,
    Proposal,
    Signed,
    Snoozed,
    StageSeen,
    Terms,
    ValueSet,
)
from salescycle.presets import PROPOSAL, SEVEN_STAGE, SHORT_CYCLE

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
OFFICE = WorkCalendar.weekdays("09:00-17:00", zone=UTC)
PLAN = NextStepSet(due=MONDAY + 90 * DAY, at=MONDAY)
MEETING = MeetingPlanned(meeting="demo", starts=MONDAY + 3 * DAY, at=MONDAY)
MISSED = MeetingMissed(meeting="demo", at=MONDAY + 3 * DAY)
BOOKED = MeetingPlanned(meeting="talk", starts=MONDAY + 30 * DAY, at=MONDAY + HOUR)

START = SEVEN_STAGE.start(at=MONDAY)


def deal(*facts, id="D-1", start=START, proposals=()):
    return Deal(id=id, log=[start, *facts], proposals=proposals)


def found(record, *, days=0, agenda=None):
    """Give the kinds of matters of a record, some days after the Monday, without the usual one."""
    entry = (agenda or Agenda()).entry(record, as_of=MONDAY + days * DAY)
    return [] if entry is None else [matter.kind.value for matter in entry.matters]


def offer(valid_until, *, sent=True, stage=None, zone=UTC):
    """Give a deal with an offer that holds until a day."""
    terms = Terms(lines=[Line(description="Desk", unit_price=Money("1", "EUR"))], valid_until=valid_until, zone=zone)
    proposal = Proposal.draft(id="P-1", start=PROPOSAL.start(at=MONDAY), terms=terms)
    if sent:
        proposal = PROPOSAL.move(proposal, to="sent", at=MONDAY)
    if stage:
        proposal = PROPOSAL.move(proposal, to=stage, at=MONDAY)
    return deal(PLAN, proposals=[proposal])


PAPERS = PaperworkSet(
    documents=[Document(key="order_form", signers=["us", "buyer"]), Document(key="annex", side="buyer")], at=MONDAY
)


@pytest.mark.parametrize(
    ("record", "days", "expected"),
    [
        (deal(), 0, ["no_next_step"]),
        (deal(NextStepSet(due=None, at=MONDAY)), 0, ["no_next_step"]),
        (deal(PLAN), 0, []),
        (deal(NextStepSet(due=MONDAY + 2 * DAY, at=MONDAY)), 0, []),
        (deal(NextStepSet(due=MONDAY + 2 * DAY, at=MONDAY)), 1, ["next_step"]),
        (deal(PLAN, CommitmentMade(commitment="demo", side="us", due=MONDAY + 5 * DAY, at=MONDAY)), 3, []),
        (deal(PLAN, CommitmentMade(commitment="demo", side="us", due=MONDAY + 5 * DAY, at=MONDAY)), 4, ["commitment"]),
        (deal(PLAN, CommitmentMade(commitment="demo", side="buyer", at=MONDAY)), 80, []),
        (
            deal(
                PLAN,
                CommitmentMade(commitment="demo", side="us", due=MONDAY, at=MONDAY),
                CommitmentKept(commitment="demo", at=MONDAY),
            ),
            4,
            [],
        ),
        (deal(MEETING), 0, []),
        (deal(MEETING), 2, ["meeting"]),
        (deal(MEETING), 4, ["meeting", "no_next_step"]),
        (deal(PLAN, MEETING, MeetingHeld(meeting="demo", at=MONDAY + 3 * DAY)), 4, []),
        (deal(PLAN, MEETING, MISSED), 4, ["meeting"]),
        (deal(PLAN, MEETING, MISSED, NextStepSet(due=MONDAY + 9 * DAY, at=MONDAY + 4 * DAY)), 4, []),
        (deal(PLAN, MEETING, MISSED, BOOKED), 4, []),
        (deal(PLAN, MEETING, MISSED, BOOKED, MeetingHeld(meeting="talk", at=MONDAY + 30 * DAY)), 31, []),
        (deal(PLAN, PAPERS), 0, ["paperwork"]),
        (deal(PLAN, PAPERS, DocumentCompleted(document="order_form", at=MONDAY)), 0, ["paperwork"]),
        (
            deal(
                PLAN,
                PAPERS,
                DocumentCompleted(document="order_form", at=MONDAY),
                Signed(document="order_form", side="us", at=MONDAY),
            ),
            0,
            [],
        ),
        (offer(date(2026, 3, 10)), 7, []),
        (offer(date(2026, 3, 10)), 8, ["proposal_expires"]),
        (offer(date(2026, 3, 10)), 60, ["proposal_expires"]),
        (offer(date(2026, 3, 10), sent=False), 60, []),
        (offer(date(2026, 3, 10), stage="accepted"), 60, []),
        (offer(None), 60, []),
        (deal(PLAN, CloseExpected(on=date(2026, 3, 10), at=MONDAY)), 8, []),
        (deal(PLAN, CloseExpected(on=date(2026, 3, 10), at=MONDAY)), 9, ["close_passed"]),
        (deal(CloseExpected(on=date(2026, 3, 10), at=MONDAY), start=SEVEN_STAGE.entry("nurture", at=MONDAY)), 9, []),
        (deal(start=SEVEN_STAGE.entry("won", at=MONDAY)), 0, []),
        (deal(start=SEVEN_STAGE.entry("nurture", at=MONDAY)), 0, []),
        (Lead.capture(id="L-1", name="Acme", start=SEVEN_STAGE.start(at=MONDAY)), 0, []),
        (deal(), -1, []),
        (deal(OptedOut(at=MONDAY)), 0, []),
        (deal(OptedOut(channel="email", at=MONDAY)), 0, ["no_next_step"]),
        (deal(Snoozed(until=MONDAY + 3 * DAY, at=MONDAY)), 2, []),
        (deal(Snoozed(until=MONDAY + 3 * DAY, at=MONDAY)), 3, ["no_next_step"]),
    ],
)
def test_each_watcher_finds_its_matter(record, days, expected) -> None:
    """A matter is told from a day before its time, and a record that is closed, or not there yet, has none."""
    assert expected == found(record, days=days)


def test_a_meeting_is_told_before_it_and_after() -> None:
    """Until it is over it is due, whenever it began; then somebody has to say how it went, or to agree on another."""
    ours = MeetingMissed(meeting="demo", side="us", at=MISSED.at)
    told = [
        Agenda().entry(deal(PLAN, MEETING, *facts), as_of=MEETING.starts + minutes * HOUR / 60)
        for facts, minutes in (([], -60), ([], 30), ([], 61), ([MISSED], 61), ([ours], 61))
    ]
    expected = [
        ("due", "demo", MEETING.starts),
        ("due", "demo", MEETING.starts + HOUR / 2),
        ("overdue", "was demo held?", MEETING.starts + HOUR),
        ("overdue", "the buyer did not come to demo", MISSED.at),
        ("overdue", "we did not come to demo", MISSED.at),
    ]
    assert expected == [(entry.pressure.value, entry.reason.why, entry.due) for entry in told]
    nobody_planned = deal(PLAN, MISSED)
    assert Agenda().entry(nobody_planned, as_of=MISSED.at) is None


@pytest.mark.parametrize(
    ("facts", "hours", "expected"),
    [
        ([], 0, [("due", "First call", 8)]),
        ([], 9, [("overdue", "First call", 8)]),
        ([], 24, [("overdue", "First call", 8), ("due", "Email on what they asked", 48)]),
        ([Contacted(channel="call", at=MONDAY)], 48, [("due", "Email on what they asked", 56)]),
        ([BOOKED], 48, []),
    ],
    ids=["until its day is over", "late from then on", "a day before its time", "what was done is over", "stopped"],
)
def test_steps_of_cadences_are_told(facts, hours, expected) -> None:
    """A step is due until the end of its working day, and told a day ahead; none is told when the cadence stopped."""
    agenda = Agenda(watchers=[follow_ups([NURTURE, OUTREACH], calendar=OFFICE)])
    now = MONDAY + hours * HOUR
    entry = agenda.entry(deal(Enrolled(cadence="outreach", at=MONDAY), *facts), as_of=now)
    matters = () if entry is None else entry.matters
    assert [(pressure, f"{step}, of First two weeks", MONDAY + due * HOUR) for pressure, step, due in expected] == [
        (matter.pressure(as_of=now).value, matter.why, matter.due) for matter in matters
    ]


@pytest.mark.parametrize(("cadences", "calendar"), [(["outreach"], OFFICE), (OUTREACH, OFFICE), ([OUTREACH], None)])
def test_a_watcher_of_cadences_has_doors(cadences, calendar) -> None:
    """It is made of cadences and a calendar."""
    with pytest.raises(InvalidValue):
        follow_ups(cadences, calendar=calendar)


def test_a_record_is_stalled_when_its_stage_says_so() -> None:
    """Silence longer than the stage's limit counts from its entry or the last contact, whichever came later."""
    agenda = Agenda(cycle=SEVEN_STAGE)
    assert [[], ["stalled"]] == [found(deal(PLAN), days=days, agenda=agenda) for days in (14, 15)]
    called = deal(PLAN, Contacted(channel="call", at=MONDAY + 10 * DAY))
    assert [[], ["stalled"]] == [found(called, days=days, agenda=agenda) for days in (24, 25)]
    assert [] == found(deal(PLAN, start=SHORT_CYCLE.entry("offer", at=MONDAY)), days=80, agenda=agenda)
    entry = agenda.entry(called, as_of=MONDAY + 25 * DAY)
    assert ("no contact for 15 days, more than 14", MONDAY + 24 * DAY) == (entry.reason.why, entry.due)


def test_a_record_is_slow_when_most_have_gone_on() -> None:
    """Longer in a stage than usual is a matter, by the same calendar; an entry that was only seen tells no age."""
    usual = slow({"initial_contact": 10 * DAY})
    agenda = Agenda(watchers=[usual])
    assert [[], ["stalled"]] == [found(deal(), days=days, agenda=agenda) for days in (10, 11)]
    seen = deal(start=StageSeen(stage="initial_contact", outcome="open", at=MONDAY))
    held = deal(start=SEVEN_STAGE.entry("nurture", at=MONDAY))
    assert [[], [], []] == [
        found(each, days=80, agenda=Agenda(watchers=[slow({"initial_contact": DAY, "nurture": DAY})]))
        for each in (seen, held, deal(start=SEVEN_STAGE.entry("pitch", at=MONDAY)))
    ]
    assert [] == found(deal(), days=11, agenda=Agenda(watchers=[slow({"initial_contact": 80 * HOUR})], calendar=OFFICE))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0.5, ("due", "answer: first response, 0:30:00 left of 1:00:00")),
        (0.9, ("at_risk", "answer: first response, 0:06:00 left of 1:00:00")),
        (3, ("overdue", "answer: first response, 2:00:00 over 1:00:00")),
    ],
)
def test_a_response_that_is_owed_comes_first(hours, expected) -> None:
    """It is due, then at risk, then overdue, and goes before everything else of the record."""
    agenda = Agenda(watchers=[*WATCHERS, answers(ResponseTargets(calendar=OFFICE))])
    entry = agenda.entry(deal(), as_of=MONDAY + hours * HOUR)
    assert expected == (entry.pressure.value, str(entry.reason))


def test_no_answer_is_asked_for_where_none_is_owed() -> None:
    """A lead that was called, one whose time stands still, and targets that are none."""
    watcher = answers(ResponseTargets(calendar=OFFICE))
    called = deal(Contacted(channel="call", at=MONDAY))
    held = deal(start=SEVEN_STAGE.entry("nurture", at=MONDAY))
    assert [[], []] == [list(watcher(Watch(record=each, as_of=MONDAY + DAY))) for each in (called, held)]
    with pytest.raises(InvalidValue, match="targets must be a ResponseTargets"):
        answers("an hour")


def test_what_is_usual_comes_from_a_pipeline() -> None:
    """The time by which four in five visits are over, of the stages of which that is known."""
    log = [SHORT_CYCLE.start(at=MONDAY)]
    deals = [
        Deal(id=f"D-{days}", log=[*log, SHORT_CYCLE.entry("won", at=MONDAY + days * DAY)]) for days in range(1, 11)
    ]
    pipeline = Pipeline(deals, cycle=SHORT_CYCLE, as_of=MONDAY + 30 * DAY)
    assert {SHORT_CYCLE.initial.key: 8.5 * DAY} == usual_stage_times(pipeline)
    assert {SHORT_CYCLE.initial.key: 5.5 * DAY} == usual_stage_times(pipeline, share=0.5)
    assert {SHORT_CYCLE.initial.key: 40 * HOUR} == usual_stage_times(pipeline, share=0.5, calendar=OFFICE)


@pytest.mark.parametrize(
    ("hours", "calendar", "expected"),
    [
        (-1, None, (Pressure.DUE, 0 * HOUR, 0, "")),
        (1, None, (Pressure.OVERDUE, 1 * HOUR, 1, "owner")),
        (8, None, (Pressure.OVERDUE, 8 * HOUR, 2, "team lead")),
        (48, None, (Pressure.OVERDUE, 48 * HOUR, 3, "head of sales")),
        (24, OFFICE, (Pressure.OVERDUE, 8 * HOUR, 2, "team lead")),
        (48, OFFICE, (Pressure.OVERDUE, 16 * HOUR, 2, "team lead")),
    ],
)
def test_lateness_is_escalated_step_by_step(hours, calendar, expected) -> None:
    """A working day late is eight hours of office time, and a day of the clock without a calendar."""
    early = SEVEN_STAGE.start(at=MONDAY - 2 * DAY)
    record = deal(NextStepSet(due=MONDAY, what="send the offer", at=MONDAY - DAY), start=early)
    entry = Agenda(calendar=calendar).entry(record, as_of=MONDAY + hours * HOUR)
    assert expected == (entry.pressure, entry.late, entry.level, entry.escalate_to)


def test_the_most_pressing_matter_of_a_record_is_its_reason() -> None:
    """An overdue promise goes before papers that wait and a day that has passed."""
    record = deal(
        PLAN,
        PAPERS,
        CloseExpected(on=date(2026, 3, 2), at=MONDAY),
        CommitmentMade(commitment="demo", side="us", what="show it", due=MONDAY + DAY, at=MONDAY),
        ValueSet(value=Money("10000", "EUR"), at=MONDAY),
        ForecastSet(win_probability="0.5", at=MONDAY),
        OwnerAssigned(owner="kim", at=MONDAY),
    )
    entry = Agenda().entry(record, as_of=MONDAY + 2 * DAY)
    assert ["commitment", "close_passed", "paperwork"] == [matter.kind.value for matter in entry.matters]
    assert ("we promised: show it", Fraction(1, 2), 3 + 5_000 / 15_000) == (
        entry.reason.why,
        entry.chance,
        entry.priority,
    )
    told = "D-1 (kim): commitment: we promised: show it, since 2026-03-03 09:00 UTC (and 2 more); 10,000.00 EUR at 50%"
    assert told == str(entry)
    row = entry.to_record()
    assert ("deal", "kim", "overdue", 24.0, 2, "10000", 0.5) == (
        row["type"],
        row["owner"],
        row["pressure"],
        row["late_hours"],
        row["others"],
        row["value"],
        row["chance"],
    )


def test_the_larger_deal_comes_first_among_equals_and_the_later_one_before_it() -> None:
    """Lateness goes before value, and no value counts as one of the middle."""

    def worth(id, amount, *, late=0):
        said = [] if amount is None else [ValueSet(value=Money(amount, "EUR"), at=MONDAY)]
        return deal(NextStepSet(due=MONDAY - late * DAY, at=MONDAY - 9 * DAY), *said, id=id)

    records = [worth("D-1", "100"), worth("D-2", None), worth("D-3", "900000"), worth("D-4", "1", late=1)]
    agenda, now = Agenda(), MONDAY + HOUR
    assert ["D-4", "D-3", "D-2", "D-1"] == [entry.record.id for entry in agenda.entries(records, as_of=now)]
    assert ["D-4", "D-3"] == [entry.record.id for entry in agenda.first(2, records, as_of=now)]
    by_id = Agenda(priority=lambda entry: -int(entry.record.id[2:]))
    assert ["D-1", "D-2"] == [entry.record.id for entry in by_id.first(2, iter(records), as_of=now)]


def test_it_can_be_asked_for_some_owners() -> None:
    """One person's agenda holds their records, a team's all of its members'; nobody's are asked for as ``None``."""
    records = [deal(OwnerAssigned(owner=name, at=MONDAY), id=f"D-{name}") for name in ("kim", "lee", None)]
    for owners, expected in ({"kim"}, ["D-kim"]), ({"kim", "lee"}, ["D-kim", "D-lee"]), ({None}, ["D-None"]):
        assert expected == [each.record.id for each in Agenda().entries(records, as_of=MONDAY, owners=owners)]


def test_records_of_one_id_do_not_disturb_it() -> None:
    """Twice the same record is told twice."""
    assert 2 == len(list(Agenda().entries([deal(), deal()], as_of=MONDAY)))


def test_a_watcher_of_your_own_stands_beside_the_others() -> None:
    """Matters come from any function of a watch."""

    def no_owner(watch: Watch):
        if watch.record.owner is None:
            yield Matter(kind="no_next_step", why="nobody is responsible")

    entry = Agenda(watchers=[*WATCHERS, no_owner]).entry(deal(PLAN), as_of=MONDAY)
    assert ["nobody is responsible"] == [matter.why for matter in entry.matters]
    lead = Agenda(watchers=[no_owner]).entry(
        Lead.capture(id="L-1", name="Acme", start=SEVEN_STAGE.start(at=MONDAY)), as_of=MONDAY
    )
    assert ("lead", "L-1: no next step: nobody is responsible") == (lead.to_record()["type"], str(lead))


def test_the_chance_may_come_from_a_model() -> None:
    """Else it is the deal's own, else that of its stage."""
    record = deal()
    asked = [Agenda(), Agenda(cycle=SEVEN_STAGE), Agenda(cycle=SEVEN_STAGE, chance=lambda deal: 0.35)]
    stage = SEVEN_STAGE.initial.win_probability
    assert [None, Fraction(stage), Fraction(7, 20)] == [each.entry(record, as_of=MONDAY).chance for each in asked]


def test_days_are_those_of_the_calendars_zone() -> None:
    """An expected close is over when its day is over there: in Seoul nine hours earlier."""
    seoul = WorkCalendar.weekdays("09:00-18:00", zone=SEOUL)
    record = deal(PLAN, CloseExpected(on=date(2026, 3, 10), at=MONDAY))
    now = datetime(2026, 3, 10, 15, tzinfo=UTC)
    assert Agenda().entry(record, as_of=now) is None
    assert ["close_passed"] == [each.kind for each in Agenda(calendar=seoul).entry(record, as_of=now).matters]


def test_matters_and_pressures_read_in_both_languages() -> None:
    """Each kind has a label in English and Korean; a matter without a reason is told by its label."""
    assert [] == [kind for kind in MatterKind if not (kind.label.text("en") and kind.label.text("ko"))]
    assert "stalled" == str(Matter(kind="stalled", why=""))
    risk = Matter(kind="response", why="", due=MONDAY, at_risk=True)
    assert [Pressure.AT_RISK, Pressure.OVERDUE] == [risk.pressure(as_of=MONDAY + n * HOUR) for n in (0, 1)]


def test_steps_of_escalation_come_in_order() -> None:
    """They are put in order, whatever order they are given in."""
    assert ESCALATION == Agenda(escalation=reversed(ESCALATION)).escalation
    assert 0 == Agenda(escalation=[]).entry(deal(), as_of=MONDAY).level


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"watchers": ["stalled"]}, "a watcher must be a function, got 'stalled'; give one that takes a Watch"),
        ({"escalation": [3]}, "steps of escalation[0] must be an EscalationStep"),
        ({"ahead": -DAY}, "must come after a timedelta of 0 or more"),
        ({"cycle": "seven"}, "a cycle must be a Cycle"),
        ({"calendar": "office"}, "a calendar must be a WorkCalendar"),
    ],
)
def test_an_agenda_that_cannot_be_is_refused(given, message) -> None:
    """Each error names the thing, the rule and what came."""
    with pytest.raises(InvalidValue) as refused:
        Agenda(**given)
    assert message in str(refused.value)


def test_only_leads_and_deals_have_an_agenda() -> None:
    """A proposal, or anything else, is refused; so is a step of escalation before its time."""
    with pytest.raises(InvalidValue, match="a record of an agenda must be a Lead or a Deal"):
        Agenda().entry("D-1", as_of=MONDAY)
    with pytest.raises(InvalidValue, match="must come after a timedelta of 0 or more"):
        EscalationStep(after=3, to="kim")
