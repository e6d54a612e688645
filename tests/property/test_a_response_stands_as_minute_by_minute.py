"""Law: how a response stands is what comes out when each minute is lived through, one after the other."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import (
    AttributeSet,
    Contacted,
    Deal,
    Lead,
    OptedIn,
    OptedOut,
    Outcome,
    OwnerAssigned,
    Snoozed,
    StageEntered,
    StageSeen,
    Undefined,
)
from salescycle.followup import ResponseTarget, ResponseTargets, TargetRule
from salescycle.values import WEEKDAYS, WorkCalendar

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
MINUTE = timedelta(minutes=1)
LAST = 3 * 7 * 24 * 60
SPANS = {"mon": [(20, 60), (75, 130), (180, 210)], "tue": [(0, 30)], "fri": [(600, 640)]}
DAY_OFF = 7  # the second Monday
CALENDAR = WorkCalendar(
    week={day: [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in SPANS.get(day, [])] for day in SPANS},
    zone=UTC,
    holidays={date(2026, 3, 2 + DAY_OFF)},
)
OPEN = {
    day * 1440 + minute
    for day in range(21)
    if day != DAY_OFF
    for first, last in SPANS.get(WEEKDAYS[day % 7], [])
    for minute in range(first, last)
}


def at(minute):
    """Give the instant of a minute."""
    return START + minute * MINUTE


@st.composite
def facts(draw, last=240):
    """Draw a fact that bears on a response, at a minute."""
    when = at(draw(st.integers(0, last)))
    later = st.none() | st.integers(0, 400).map(at)
    stage, outcome = draw(st.sampled_from([("a", "open"), ("b", "open"), ("wait", "hold"), ("lost", "lost")]))
    channel, direction = draw(st.sampled_from([None, "email"])), draw(st.sampled_from(["inbound", "outbound"]))
    return draw(
        st.sampled_from(
            [
                StageEntered(stage=stage, outcome=outcome, at=when),
                StageEntered(stage="a", outcome="open", at=when),
                Contacted(channel="call", at=when),
                Contacted(channel="mail", direction="inbound", at=when),
                Contacted(channel="mail", direction=direction, human=False, at=when),
                OwnerAssigned(owner=draw(st.sampled_from([None, "kim"])), at=when),
                Snoozed(until=draw(later), at=when),
                OptedOut(channel=channel, at=when),
                OptedIn(channel=channel, at=when),
                AttributeSet(name="priority", value=draw(st.sampled_from(["High", "low"])), at=when),
            ]
        )
    )


LOGS = st.lists(facts(), max_size=9)


@st.composite
def records(draw):
    """Draw a lead, a deal, or a deal that came from a lead."""
    begin = at(draw(st.integers(0, 60)))
    kind = draw(st.sampled_from([StageEntered, StageEntered, StageSeen]))
    lead = Lead(id="L-1", name="Ada", log=[kind(stage="a", outcome="open", at=begin), *draw(LOGS)])
    if draw(st.booleans()):
        return lead
    started = [StageEntered(stage="a", outcome="open", at=begin + 30 * MINUTE)]
    first = draw(st.sampled_from([started, [Contacted(channel="call", at=begin + 20 * MINUTE)]]))
    return Deal(id="D-1", lead=draw(st.none() | st.just(lead)), log=[*first, *draw(LOGS)])


LENGTHS = st.integers(1, 150).map(lambda minutes: minutes * MINUTE)
TARGETS = st.builds(
    ResponseTarget,
    within=st.none() | LENGTHS,
    reply_within=st.none() | LENGTHS,
    at_risk=st.sampled_from(["0", "0.5", "0.8", "1"]),
    pauses=st.sampled_from([[], ["on_hold"], ["snoozed"], ["on_hold", "snoozed"]]),
)


class Lived:
    """A record as it was lived through, minute by minute, up to an end from which on nothing new is heard."""

    def __init__(self, record, end):
        self.lead = record.lead if isinstance(record, Deal) else record
        leads = self.lead.log if self.lead is not None else ()
        deals = record.log if isinstance(record, Deal) else ()
        both = sorted([*((f, "lead") for f in leads), *((f, "deal") for f in deals)], key=lambda pair: pair[0].at)
        self.log = [((fact.at - START) // MINUTE, fact, whose) for fact, whose in both if fact.at <= at(end)]
        self.end = end

    def pause_at(self, minute, pauses):
        """Give why nothing runs in a minute, out of all that was said up to it."""
        outcome, out, snoozed, of = Outcome.OPEN, False, None, "lead"
        for when, fact, whose in self.log:
            if when > minute:
                break
            if whose == "deal" and of == "lead":
                outcome, of = Outcome.OPEN, "deal"
            if isinstance(fact, (StageEntered, StageSeen)) and whose == of:
                outcome = fact.outcome
            out = (out or (isinstance(fact, OptedOut) and fact.channel is None)) and not isinstance(fact, OptedIn)
            snoozed = fact.until if isinstance(fact, Snoozed) else snoozed
        if outcome is Outcome.LOST:
            return "closed"
        if out:
            return "opted_out"
        if outcome is Outcome.HOLD and "on_hold" in pauses:
            return "on_hold"
        return "snoozed" if "snoozed" in pauses and snoozed is not None and at(minute) < snoozed else None

    def live(self, since, within, pauses):
        """Give the minutes used up to the end, and the minute by which as many as there were to use were."""
        used, used_by_end, due, pause = 0, 0, None, None
        turns = {when for when, *_ in self.log} | {(f.until - START) // MINUTE for _, f, _ in self.log if is_put_off(f)}
        for minute in range(since, LAST):
            if minute == since or minute in turns:
                pause = self.pause_at(minute, pauses)
            if minute == self.end:
                used_by_end = used
            if used == within and due is None:
                due = minute
            if due is not None and minute >= self.end:
                break
            used += pause is None and minute in OPEN
        return used_by_end, due

    def assigned(self, since):
        """Give the minute in which somebody took it."""
        owner = None
        for when, fact, _ in self.log:
            if when > since and owner is not None:
                return since
            if isinstance(fact, OwnerAssigned):
                owner = fact.owner
                if when > since and owner is not None:
                    return when
        return since if owner is not None else None

    def is_urgent(self):
        """Whether it had a high priority at the end, the deal's own word before its lead's."""
        said = {whose: fact.value for _, fact, whose in self.log if isinstance(fact, AttributeSet)}
        return said.get("deal", said.get("lead")) == "High"


def is_put_off(fact):
    """Whether a fact puts a record off until an instant."""
    return isinstance(fact, Snoozed) and fact.until is not None


def stands(record, kind, since, answered, now, targets):
    """Give how a wait stands, lived through, or nothing where no target asks for it."""
    end = now if answered is None else answered
    lived = Lived(record, end)
    target = targets.rules[0].target if lived.is_urgent() else targets.default
    within = target.within if kind == "first" else target.reply_within
    if within is None:
        return None
    pauses = {pause.value for pause in target.pauses}
    used, due = lived.live(since, within // MINUTE, pauses)
    pause = lived.pause_at(end, pauses) if answered is None else None
    if answered is not None:
        state = "breached" if due is not None and answered > due else "met"
    elif due is not None and now >= due:
        state = "breached"
    elif pause is not None:
        state = "not_owed" if pause in ("closed", "opted_out") else "paused"
    else:
        state = "at_risk" if used >= Fraction(target.at_risk) * (within // MINUTE) else "running"
    taken = lived.assigned(since)
    until = end if taken is None else taken
    routed = sum(minute in OPEN and lived.pause_at(minute, pauses) is None for minute in range(since, until))
    return (state, since, due, answered, used, routed, None if taken is None else used - routed, pause)


def expected(record, now, targets):
    """Give how the first response and the replies stand, lived through."""
    log = Lived(record, now).log
    then = record.as_of(at(now))
    arrived = (then.lead or then if isinstance(then, Deal) else then).opened_at
    contacts = [(when, fact) for when, fact, _ in log if isinstance(fact, Contacted) and fact.human]
    answers = [when for when, fact in contacts if fact.direction != "inbound"]
    first = None
    if arrived is not None and not (answers and at(answers[0]) < arrived):
        since = (arrived - START) // MINUTE
        first = stands(record, "first", since, answers[0] if answers else None, now, targets)
    replies, waiting, begun = [], None, first is None
    for when, fact in contacts:
        if fact.direction == "inbound":
            waiting = when if begun and waiting is None else waiting
        else:
            replies += [] if waiting is None else [stands(record, "reply", waiting, when, now, targets)]
            begun, waiting = True, None
    replies += [] if waiting is None else [stands(record, "reply", waiting, None, now, targets)]
    return first, [each for each in replies if each is not None]


def told(response):
    """Give what a response says, in minutes."""
    due, answered = (None if each is None else (each - START) // MINUTE for each in (response.due, response.answered))
    lengths = (response.used, response.routing, response.human)
    used, routing, human = (None if each is None else each // MINUTE for each in lengths)
    since = (response.since - START) // MINUTE
    return (response.state.value, since, due, answered, used, routing, human, response.pause)


@settings(deadline=None, max_examples=300)
@given(records(), st.integers(0, 300), TARGETS, TARGETS)
def test_states_are_lived_through(record, now, default, urgent):
    """States, due times, time used and its parts are those of the minutes, of the first response and of replies."""
    rule = TargetRule(priorities=["high"], target=urgent)
    targets = ResponseTargets(calendar=CALENDAR, default=default, rules=[rule])
    first, replies = expected(record, now, targets)
    response = targets.response(record, as_of=at(now))
    assert first == (None if isinstance(response, Undefined) else told(response))
    assert replies == [told(each) for each in targets.replies(record, as_of=at(now))]
    of_all = [each for each in (first, *replies) if each is not None]
    assert of_all == [told(each) for each in targets.responses([record], as_of=at(now))]
    waiting = [each for each in of_all if each[3] is None and each[7] not in ("closed", "opted_out")]
    owed = targets.owed(record, as_of=at(now))
    assert waiting == ([] if owed is None else [told(owed)])
