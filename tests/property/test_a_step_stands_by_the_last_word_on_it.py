"""Law: a step of a cadence stands by the last word on it, by contacts in its channel, and by nothing after the end."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Cadence, CadenceStep, Lead, WorkCalendar
from salescycle.model import Contacted, Enrolled, OptedOut, StepDone, StepMoved, StepSkipped, Withdrawn

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICE = WorkCalendar.weekdays("09:00-17:00", zone=UTC)
STEPS = [CadenceStep(channel="call"), CadenceStep(channel="email", day=1), CadenceStep(channel="call", day=3)]
CADENCE = Cadence(key="mine", steps=STEPS)
DUE = {"call_0": MONDAY, "email_1": MONDAY + 24 * HOUR, "call_3": MONDAY + 72 * HOUR}
KEYS, HOURS = st.sampled_from(sorted(DUE)), st.integers(0, 120).map(lambda n: MONDAY + n * HOUR)
WORDS = st.one_of(
    st.builds(StepDone, cadence=st.just("mine"), step=KEYS, at=HOURS),
    st.builds(StepSkipped, cadence=st.just("mine"), step=KEYS, at=HOURS),
    st.builds(StepMoved, cadence=st.just("mine"), step=KEYS, to=HOURS, at=HOURS),
    st.builds(Contacted, channel=st.sampled_from(["call", "email"]), at=HOURS),
)
ENDS = st.none() | st.builds(Withdrawn, cadence=st.just("mine"), at=HOURS) | st.builds(OptedOut, at=HOURS)


def end_of_day(at):
    """Give five o'clock of the working day of an instant, or of the next one."""
    while at.weekday() > 4 or at.hour >= 17:
        at = (at + 24 * HOUR).replace(hour=0)
    return at.replace(hour=17)


def expected(key, facts, end, as_of):
    """Say how a step stands by going through the facts one by one."""
    due, word = DUE[key], None
    for fact in facts:
        if getattr(fact, "step", None) == key:
            word = fact
            due = fact.to if isinstance(fact, StepMoved) else due
    if isinstance(word, (StepDone, StepSkipped)):
        return "done" if isinstance(word, StepDone) else "skipped"
    channel = key.partition("_")[0]
    for fact in facts:
        is_before_end = end is None or facts.index(fact) < facts.index(end)
        if isinstance(fact, Contacted) and fact.channel == channel and fact.at >= due and is_before_end:
            return "done"
    if end is not None:
        return "stopped"
    if as_of < due:
        return "upcoming"
    return "due" if as_of <= end_of_day(due) else "overdue"


@given(st.lists(WORDS, max_size=6), ENDS, HOURS)
def test_a_step_stands_by_the_last_word_on_it(words, end, as_of):
    """Skipped, moved, done by a contact or by a word, and stopped; later facts change nothing."""
    facts = sorted([*words, *([end] if end else [])], key=lambda fact: fact.at)
    lead = Lead(id="L-1", name="Ada", log=[Enrolled(cadence="mine", at=MONDAY), *facts])
    told = [fact for fact in lead.log[1:] if fact.at <= as_of]
    ended = next((fact for fact in told if fact == end), None)
    run = CADENCE.due(lead, as_of=as_of, calendar=OFFICE)
    assert {key: expected(key, told, ended, as_of) for key in DUE} == {
        each.step.key: each.state.value for each in run.steps
    }
    assert run == CADENCE.due(lead.as_of(as_of), as_of=as_of, calendar=OFFICE)
    assert not (run.stop and run.open)
