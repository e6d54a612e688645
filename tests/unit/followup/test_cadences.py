"""Cadences: when steps are due, what settles them, what stops them, and how it is told."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from salescycle import NURTURE, OUTREACH, Cadence, CadenceStep, InvalidValue, LimitExceeded, StopReason, WorkCalendar
from salescycle.model import (
    Contacted,
    Deal,
    Enrolled,
    Lead,
    MeetingPlanned,
    Migrated,
    OptedOut,
    Snoozed,
    StageEntered,
    StepDone,
    StepMoved,
    StepSkipped,
    Withdrawn,
)
from salescycle.presets import SEVEN_STAGE

OFFICE = WorkCalendar.weekdays("09:00-17:00", zone=UTC, holidays={date(2026, 3, 5)})
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAIR = Cadence(key="pair", steps=[CadenceStep(channel="call"), CadenceStep(day=2, channel="email")])
WEEKLY = Cadence(key="weekly", steps=[CadenceStep(channel="email", rule="FREQ=WEEKLY")])
CALL, EMAIL = {"cadence": "pair", "step": "call_0"}, {"cadence": "pair", "step": "email_2"}
ENROLLED = Enrolled(cadence="pair", at=MONDAY)


def lead(*facts):
    """Give a lead with facts."""
    return Lead(id="L-1", name="Ada", log=facts)


def run(*facts, days=1.0, cadence=PAIR):
    """Say how an enrolled lead stands, some days after it was enrolled."""
    enrolled = Enrolled(cadence=cadence.key, at=MONDAY)
    return cadence.due(lead(enrolled, *facts), as_of=MONDAY + days * DAY, calendar=OFFICE)


def states(*facts, days=1.0, cadence=PAIR):
    """Give the states of the steps."""
    return [each.state.value for each in run(*facts, days=days, cadence=cadence).steps]


@pytest.mark.parametrize(
    ("step", "enrolled", "expected"),
    [
        (CadenceStep(channel="call"), "02 10:00", "02 10:00"),
        (CadenceStep(channel="call"), "02 07:00", "02 09:00"),
        (CadenceStep(channel="call"), "02 18:00", "03 09:00"),
        (CadenceStep(channel="call"), "07 12:00", "09 09:00"),
        (CadenceStep(channel="call", day=2), "02 10:00", "04 09:00"),
        (CadenceStep(channel="call", day=3), "02 10:00", "06 09:00"),
        (CadenceStep(channel="call", day=1, time_of_day="14:30"), "02 10:00", "03 14:30"),
        (CadenceStep(channel="call", day=1, time_of_day=time(22)), "02 10:00", "03 22:00"),
        (CadenceStep(channel="call", time_of_day="09:30"), "02 10:00", "02 10:00"),
        (CadenceStep(channel="call", day=1, time_of_day="09:00", zone=ZoneInfo("Asia/Seoul")), "02 10:00", "03 00:00"),
    ],
)
def test_a_step_is_due_on_a_working_day(step, enrolled, expected) -> None:
    """The fifth is a holiday; nothing is due before work goes on after the enrolment."""
    at = datetime.fromisoformat(f"2026-03-{enrolled}").replace(tzinfo=UTC)
    assert [expected] == [f"{due:%d %H:%M}" for due in step.occurrences(enrolled=at, calendar=OFFICE)]


def test_a_day_that_the_clocks_leave_no_work_of() -> None:
    """A span that falls into the hour that is skipped: the step is due when work begins next."""
    night = WorkCalendar(week={"sun": ["02:00-03:00"], "mon": ["09:00-10:00"]}, zone=ZoneInfo("Europe/Berlin"))
    step = CadenceStep(channel="call", day=1)
    monday = datetime(2026, 3, 23, 8, 30, tzinfo=UTC)  # the clocks go on in the night to the 29th
    (due,) = step.occurrences(enrolled=monday, calendar=night)
    assert night.next_open(datetime(2026, 3, 28, 23, tzinfo=UTC)) == due


def test_steps_come_in_order() -> None:
    """Of all steps together, later than one instant and up to another; each has its number."""
    both = Cadence(key="both", steps=[*WEEKLY.steps, *PAIR.steps])
    found = both.occurrences(enrolled=MONDAY, calendar=OFFICE, until=MONDAY + 14 * DAY)
    assert [("email_weekly", 1), ("call_0", 1), ("email_2", 1), ("email_weekly", 2), ("email_weekly", 3)] == [
        (each.step.key, each.number) for each in found
    ]
    assert 2 == len(list(PAIR.occurrences(enrolled=MONDAY, calendar=OFFICE)))
    later = both.occurrences(enrolled=MONDAY, calendar=OFFICE, after=MONDAY)
    assert ["email_2", "email_weekly"] == [each.step.key for each in islice(later, 2)]


@pytest.mark.parametrize(
    ("facts", "days", "expected"),
    [
        ([], 0, ["due", "upcoming"]),
        ([], 1, ["overdue", "upcoming"]),
        ([], 2, ["overdue", "due"]),
        ([], 3, ["overdue", "overdue"]),
        ([Contacted(channel="call", at=MONDAY)], 1, ["done", "upcoming"]),
        ([Contacted(channel="call", at=MONDAY + DAY)], 1, ["done", "upcoming"]),
        ([Contacted(channel="email", at=MONDAY)], 1, ["overdue", "upcoming"]),
        ([Contacted(channel="email", direction="inbound", human=False, at=MONDAY + 2 * DAY)], 2, ["overdue", "due"]),
        ([StepDone(**EMAIL, at=MONDAY)], 1, ["overdue", "done"]),
        ([StepSkipped(**CALL, at=MONDAY)], 1, ["skipped", "upcoming"]),
        ([StepMoved(**CALL, to=MONDAY + DAY, at=MONDAY)], 0, ["upcoming", "upcoming"]),
        ([StepMoved(**CALL, to=MONDAY + DAY, at=MONDAY)], 1, ["due", "upcoming"]),
        (
            [StepSkipped(**CALL, at=MONDAY), StepMoved(**CALL, to=MONDAY + DAY, at=MONDAY + HOUR)],
            1,
            ["due", "upcoming"],
        ),
        ([StepMoved(**CALL, to=MONDAY + DAY, at=MONDAY), StepDone(**CALL, at=MONDAY + HOUR)], 1, ["done", "upcoming"]),
        ([Contacted(channel="call", at=MONDAY), StepMoved(**CALL, to=MONDAY + DAY, at=MONDAY)], 1, ["due", "upcoming"]),
        ([StepSkipped(cadence="other", step="call_0", at=MONDAY)], 1, ["overdue", "upcoming"]),
        ([StepSkipped(**CALL, number=2, at=MONDAY)], 1, ["overdue", "upcoming"]),
        ([OptedOut(channel="call", at=MONDAY)], 2, ["stopped", "due"]),
        ([Withdrawn(cadence="other", at=MONDAY)], 1, ["overdue", "upcoming"]),
        ([Contacted(channel="call", at=MONDAY), Withdrawn(cadence="pair", at=MONDAY + HOUR)], 4, ["done", "stopped"]),
        (
            [Withdrawn(cadence="pair", at=MONDAY), Contacted(channel="email", at=MONDAY + 3 * DAY)],
            4,
            ["stopped", "stopped"],
        ),
    ],
)
def test_a_step_stands_by_what_was_recorded(facts, days, expected) -> None:
    """Contacts and words about a step, and the last word counts."""
    assert expected == states(*facts, days=days)


def test_a_step_that_was_moved_keeps_its_plan() -> None:
    """When it was planned, when it is due now, and how often it was moved."""
    moves = [StepMoved(**CALL, to=MONDAY + n * DAY, at=MONDAY + n * HOUR) for n in (1, 2)]
    call = next(each for each in run(*moves).steps if each.step.key == "call_0")
    assert (MONDAY, MONDAY + 2 * DAY, 2) == (call.planned, call.due, call.times_moved)


def test_a_snooze_puts_off_what_is_not_settled() -> None:
    """Until it ends; what is due later stays, what was done stays done, and one taken back puts off nothing."""
    snoozed = Snoozed(until=MONDAY + DAY, at=MONDAY + HOUR)
    assert ["upcoming", "upcoming"] == states(snoozed, days=0.5)
    assert [MONDAY + DAY, MONDAY + 2 * DAY - HOUR] == [each.due for each in run(snoozed).steps]
    assert ["due", "upcoming"] == states(snoozed, days=1)
    assert ["done", "upcoming"] == states(Contacted(channel="call", at=MONDAY), snoozed, days=1)
    assert ["overdue", "upcoming"] == states(snoozed, Snoozed(until=None, at=MONDAY + 2 * HOUR), days=1)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (Contacted(channel="email", direction="inbound", at=MONDAY + DAY), "replied"),
        (Contacted(channel="call", direction="two_way", at=MONDAY + DAY), "replied"),
        (MeetingPlanned(meeting="demo", starts=MONDAY + 9 * DAY, at=MONDAY + DAY), "meeting_booked"),
        (OptedOut(at=MONDAY + DAY), "opted_out"),
        (Withdrawn(cadence="pair", at=MONDAY + DAY), "withdrawn"),
        (StageEntered(stage="lost", outcome="lost", at=MONDAY + DAY), "closed"),
    ],
)
def test_it_stops_and_says_why(fact, reason) -> None:
    """From then on nothing is owed, and what was owed is no more."""
    stopped = run(fact, days=5)
    assert (StopReason(reason), MONDAY + DAY) == (stopped.stop, stopped.stopped_at)
    assert ((), None, False) == (stopped.open, stopped.next, stopped.is_running)
    assert f"L-1 in 'pair': stopped 2026-03-03 10:00 UTC, {reason.replace('_', ' ')}" == str(stopped)


@pytest.mark.parametrize(
    "fact",
    [
        Contacted(channel="email", direction="inbound", human=False, at=MONDAY + DAY),
        OptedOut(channel="email", at=MONDAY + DAY),
        StageEntered(stage="pitch", outcome="open", at=MONDAY + DAY),
        Contacted(channel="email", direction="inbound", at=MONDAY + 9 * DAY),
    ],
)
def test_other_facts_do_not_stop_it(fact) -> None:
    """A machine's answer, one channel's end, a stage where that was not asked for, and what comes later."""
    assert run(fact, days=5).stop is None


def test_a_stage_stops_it_where_that_is_asked_for() -> None:
    """Only a change, and not what a migration renamed."""
    staged = Cadence(key="pair", steps=PAIR.steps, stops=["stage_changed"])
    assert (StopReason.STAGE_CHANGED, StopReason.OPTED_OUT, StopReason.WITHDRAWN) == staged.stops
    begun = [StageEntered(stage="talk", outcome="open", at=MONDAY - DAY), ENROLLED]
    moved = Migrated(stage="call", outcome="open", cycle="b/2", from_stage="talk", from_cycle="a/1", at=MONDAY)
    again = StageEntered(stage="call", outcome="open", at=MONDAY + HOUR)
    other = StageEntered(stage="offer", outcome="open", at=MONDAY + 2 * HOUR)
    told = [
        staged.due(Deal(id="D-1", log=[*begun, *facts]), as_of=MONDAY + DAY, calendar=OFFICE).stop
        for facts in ([moved, again], [moved, again, other], [StageEntered(stage="lost", outcome="lost", at=MONDAY)])
    ]
    assert [None, StopReason.STAGE_CHANGED, StopReason.STAGE_CHANGED] == told


def test_a_deal_hears_its_lead() -> None:
    """The lead's contacts and opting out count for the deal, its enrolments do not."""
    said = lead(Contacted(channel="call", at=MONDAY + HOUR), Enrolled(cadence="weekly", at=MONDAY))
    deal = Deal(id="D-1", log=[SEVEN_STAGE.start(at=MONDAY - DAY), ENROLLED], lead=said)
    found = PAIR.due(deal, as_of=MONDAY + DAY, calendar=OFFICE)
    assert ["done", "upcoming"] == [each.state.value for each in found.steps]
    assert WEEKLY.due(deal, as_of=MONDAY + DAY, calendar=OFFICE).enrolled_at is None


def test_who_opted_out_before_is_owed_nothing() -> None:
    """The enrolment of somebody who wants no contact ends with it."""
    found = PAIR.due(lead(OptedOut(at=MONDAY - DAY), ENROLLED), as_of=MONDAY + DAY, calendar=OFFICE)
    assert (StopReason.OPTED_OUT, MONDAY) == (found.stop, found.stopped_at)


def test_enrolled_again_it_begins_anew() -> None:
    """The last enrolment counts, and nothing of the time before."""
    again = [Withdrawn(cadence="pair", at=MONDAY + HOUR), Enrolled(cadence="pair", at=MONDAY + 7 * DAY)]
    found = run(Contacted(channel="call", at=MONDAY), *again, days=7)
    assert (MONDAY + 7 * DAY, None) == (found.enrolled_at, found.stop)
    assert ["due", "upcoming"] == [each.state.value for each in found.steps]


def test_what_recurs_goes_on_to_the_next() -> None:
    """All that came, and the next, which a step that was moved on does not hide; after a stop there is no more."""
    assert ["overdue", "overdue", "upcoming"] == states(days=8, cadence=WEEKLY)
    moved = StepMoved(cadence="weekly", step="email_weekly", number=2, to=MONDAY + 9 * DAY, at=MONDAY)
    assert ["overdue", "upcoming", "upcoming"] == states(moved, days=8, cadence=WEEKLY)
    skipped = StepSkipped(cadence="weekly", step="email_weekly", number=3, at=MONDAY)
    assert ["overdue", "overdue", "skipped", "upcoming"] == states(skipped, days=8, cadence=WEEKLY)
    stopped = Withdrawn(cadence="weekly", at=MONDAY + 8 * DAY)
    assert ["stopped", "stopped"] == states(stopped, days=30, cadence=WEEKLY)


def test_a_late_step_is_late_when_the_day_is_over() -> None:
    """The working day of the step, or the next one where no work is left of it."""
    late = CadenceStep(channel="call", day=1, time_of_day="22:00")
    (step,) = run(days=1, cadence=Cadence(key="late", steps=[late])).steps
    assert datetime(2026, 3, 4, 17, tzinfo=UTC) == step.late_after


def test_it_is_told_in_a_line() -> None:
    """Not enrolled, what comes next, and over."""
    none = PAIR.due(lead(), as_of=MONDAY, calendar=OFFICE)
    assert ("L-1 in 'pair': not enrolled", (), None) == (str(none), none.steps, none.next)
    assert "L-1 in 'pair': call_0: overdue since 2026-03-02 10:00 UTC" == str(run())
    over = run(StepDone(**CALL, at=MONDAY), StepSkipped(**EMAIL, at=MONDAY))
    assert ("L-1 in 'pair': over", False) == (str(over), over.is_running)
    assert "email_weekly 1: overdue since 2026-03-02 10:00 UTC" == str(run(days=8, cadence=WEEKLY).steps[0])
    assert "call_0: stopped" == str(run(Withdrawn(cadence="pair", at=MONDAY)).steps[0])


def test_the_ready_made_ones_speak_korean() -> None:
    """Labels of cadences and of their steps."""
    assert ("첫 2주 연락", "첫 전화") == (OUTREACH.label.text("ko"), OUTREACH.steps[0].label.text("ko"))
    assert ("육성", "도움이 되는 소식") == (NURTURE.label.text("ko"), NURTURE.steps[0].label.text("ko"))
    assert ("Pair", "Call") == (PAIR.label.text(), PAIR.steps[0].label.text())
    assert "___" == Cadence(key="___", steps=PAIR.steps).label.text()


def test_nurture_is_monthly_from_its_first_day() -> None:
    """Twenty working days on, then each month on that day of it, until the end of the month at most."""
    found = NURTURE.occurrences(enrolled=datetime(2026, 1, 2, 9, tzinfo=UTC), calendar=OFFICE)
    assert ["2026-01-30", "2026-02-28", "2026-03-30"] == [f"{each.due:%Y-%m-%d}" for each in islice(found, 3)]


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: Cadence(key="x", steps=[]), "must be one or more, got 'none'"),
        (lambda: Cadence(key="x", steps=[*PAIR.steps, PAIR.steps[0]]), "must have different keys"),
        (lambda: Cadence(key="x", steps=["call"]), "CadenceStep"),
        (lambda: Cadence(key="x", steps=PAIR.steps, stops=["rain"]), "a reason to stop"),
        (lambda: CadenceStep(channel="call", day=-1), "working day of a step"),
        (lambda: CadenceStep(channel="call", time_of_day="25:00"), "must be a time without a zone"),
        (lambda: CadenceStep(channel="call", time_of_day="9"), "must be a time without a zone"),
        (lambda: CadenceStep(channel="call", time_of_day="09+01"), "must be a time without a zone"),
        (lambda: CadenceStep(channel="call", time_of_day=time(9, tzinfo=UTC)), "must be a time without a zone"),
        (lambda: CadenceStep(channel="call", rule="FREQ=HOURLY"), "a frequency"),
        (lambda: PAIR.due("L-1", as_of=MONDAY, calendar=OFFICE), "must be a Lead or a Deal"),
        (lambda: PAIR.due(lead(ENROLLED), as_of=MONDAY, calendar=None), "a calendar"),
    ],
)
def test_what_is_not_one_is_refused(make, match) -> None:
    """By the door that it came to, in words that say what is asked for."""
    with pytest.raises(InvalidValue, match=match):
        make()


def test_there_is_a_limit_of_steps() -> None:
    """A hundred, and no more."""
    with pytest.raises(LimitExceeded):
        Cadence(key="x", steps=[CadenceStep(channel="call", day=n) for n in range(101)])
