"""Nothing of a cadence is owed after what stops it, and before that it is: read off any facts, at any instant."""

from datetime import UTC, timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from salescycle.followup import Cadence, CadenceStep, StepState, StopReason
from salescycle.model import (
    Contacted,
    Enrolled,
    Lead,
    MeetingPlanned,
    OptedIn,
    OptedOut,
    StageEntered,
    StepDone,
    StepMoved,
    StepSkipped,
    Withdrawn,
)
from salescycle.testing import facts, instants
from salescycle.values import WorkCalendar

OFFICE = WorkCalendar.weekdays("09:00-17:00", zone=UTC)
STEPS = [
    CadenceStep(channel="call", key="call", rule="FREQ=WEEKLY;COUNT=5"),
    CadenceStep(channel="email", key="email", day=3),
]
AT = instants(days=40)
STAGES = st.builds(StageEntered, stage=st.sampled_from("abc"), outcome=st.sampled_from(["open", "lost"]), at=AT)
WORDS = (StepDone, StepMoved, StepSkipped)
OTHERS = (Contacted, Enrolled, MeetingPlanned, OptedIn, OptedOut, Withdrawn)


def _stops(log, fact, stops):
    """Say by hand whether a fact of a log stops a cadence that is running."""
    stages = [each.stage for each in log[: log.index(fact)] if isinstance(each, StageEntered)]
    is_other = isinstance(fact, StageEntered) and [fact.stage] != stages[-1:]
    is_so = {
        "replied": isinstance(fact, Contacted) and fact.human and fact.direction != "outbound",
        "meeting_booked": isinstance(fact, MeetingPlanned),
        "stage_changed": is_other,
        "closed": is_other and fact.outcome.is_closed,
        "opted_out": isinstance(fact, OptedOut) and fact.channel is None,
        "withdrawn": isinstance(fact, Withdrawn) and fact.cadence == "nurture",
    }
    return [reason for reason in is_so if is_so[reason] and reason in {*stops, "opted_out", "withdrawn"}]


@st.composite
def _leads(draw):
    """Draw leads of which most are enrolled, each fact at an instant of its own so that its place is known."""
    log = draw(st.lists(st.one_of(facts(*OTHERS, at=AT), facts(*WORDS, at=AT), STAGES), max_size=12))
    log = [Enrolled(cadence="nurture", at=draw(AT)), *log]
    return Lead(id="L-1", name="Ada", log={fact.at: fact for fact in log}.values())


@given(lead=_leads(), as_of=instants(days=60), stops=st.sets(st.sampled_from(StopReason)).map(sorted))
def test_nothing_is_owed_after_a_stop(lead, as_of, stops):
    """It stops with the first reason after the last enrolment; then no step is open or to come, as counted by hand."""
    cadence = Cadence(key="nurture", steps=STEPS, stops=stops)
    run = cadence.due(lead, as_of=as_of, calendar=OFFICE)
    log = [fact for fact in lead.log if fact.at <= as_of]
    begun = [fact for fact in log if isinstance(fact, Enrolled) and fact.cadence == "nurture"]
    assert (begun[-1].at if begun else None) == run.enrolled_at
    if not begun:
        return
    reasons = [(fact.at, reason) for fact in log if fact.at > begun[-1].at for reason in _stops(log, fact, stops)]
    if lead.as_of(begun[-1].at).has_opted_out():
        reasons = [(begun[-1].at, "opted_out")]
    first = reasons[0][0] if reasons else None
    assert first == run.stopped_at
    assert (run.stop is None) if first is None else (first, run.stop) in reasons
    event(f"stopped by {run.stop}")
    if first is not None:
        assert not run.is_running
        assert {step.state for step in run.steps} <= {StepState.DONE, StepState.SKIPPED, StepState.STOPPED}


@given(lead=_leads(), as_of=instants(days=60), later=st.integers(0, 60 * 24 * 30))
def test_what_happens_later_is_not_seen(lead, as_of, later):
    """A question about an instant is answered as it was then; and once it stopped it stays so until it begins anew."""
    cadence = Cadence(key="nurture", steps=STEPS)
    run = cadence.due(lead, as_of=as_of, calendar=OFFICE)
    assert run == cadence.due(lead.as_of(as_of), as_of=as_of, calendar=OFFICE)
    then = cadence.due(lead, as_of=as_of + timedelta(minutes=later), calendar=OFFICE)
    if run.stop is not None and then.enrolled_at == run.enrolled_at:
        assert (run.stop, run.stopped_at) == (then.stop, then.stopped_at)
