"""Response targets: when a response is due, how it stands, which target holds, and how many were met."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from salescycle import (
    LEAD,
    SHORT_CYCLE,
    AttributeSet,
    Contacted,
    Deal,
    InvalidValue,
    Lead,
    OptedIn,
    OptedOut,
    OwnerAssigned,
    PersonaMatched,
    Proposal,
    Snoozed,
    StageSeen,
    Undefined,
    UnknownName,
)
from salescycle.followup import Pause, Response, ResponseTarget, ResponseTargets, TargetRule
from salescycle.values import WorkCalendar

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICE = WorkCalendar.weekdays("09:00-12:00", "13:00-18:00", zone=BERLIN, holidays={date(2026, 5, 1)})
TARGETS = ResponseTargets(calendar=OFFICE, default=ResponseTarget(reply_within=2 * HOUR))


def at(day, hour=0, minute=0, month=3):
    """Give an instant of spring 2026, by the clock in Berlin; the second of March is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def lead(arrived, *facts, **fields):
    """Give a lead that came in at an instant, and what happened."""
    return Lead(id="L-1", name="Ada", log=[LEAD.start(at=arrived), *facts], **fields)


def call(when, **fields):
    """Give a contact."""
    return Contacted(channel="call", at=when, **fields)


def wrote(when):
    """Give a message of the buyer."""
    return Contacted(channel="mail", direction="inbound", at=when)


def state(record, now, targets=TARGETS):
    """Give the state of the first response, and when it is due."""
    found = targets.response(record, as_of=now)
    return found.state.value, found.due


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        (at(2, 10), at(2, 11)),
        (at(2, 11), at(2, 12)),
        (at(2, 11, 30), at(2, 13, 30)),
        (at(2, 12, 10), at(2, 14)),
        (at(2, 17, 20), at(3, 9, 20)),
        (at(2, 17), at(2, 18)),
        (at(2, 22), at(3, 10)),
        (at(6, 17, 50), at(9, 9, 50)),
        (at(7, 11), at(9, 10)),
        (at(27, 17, 30), at(30, 9, 30)),
        (at(30, 17, 30, month=4), at(4, 9, 30, month=5)),
    ],
    ids=[
        "in hours",
        "to noon",
        "over noon",
        "at lunch",
        "overnight",
        "to the close of the day",
        "at night",
        "Friday evening",
        "Saturday",
        "over the night on which clocks go forward",
        "over a holiday and a weekend",
    ],
)
def test_a_lead_is_due_in_the_next_working_hour(arrived, due):
    """One hour that is worked, wherever it lies: what arrives outside hours is due in the next ones."""
    assert ("running", due) == state(lead(arrived), arrived)
    assert ("breached", due) == state(lead(arrived), due)
    assert ("met", due) == state(lead(arrived, call(due)), due)
    assert ("breached", due) == state(lead(arrived, call(due + MINUTE)), due + MINUTE)


def test_it_is_at_risk_from_a_share_of_its_time_on():
    """Four fifths of the time, unless you say otherwise; a share of 1 never comes before the breach."""
    told = lead(at(6, 17, 50))
    assert "running" == state(told, at(9, 9, 37))[0]
    assert "at_risk" == state(told, at(9, 9, 38))[0]
    assert (
        "running" == state(told, at(9, 9, 49), ResponseTargets(calendar=OFFICE, default=ResponseTarget(at_risk=1)))[0]
    )
    assert (
        "at_risk" == state(told, at(6, 17, 50), ResponseTargets(calendar=OFFICE, default=ResponseTarget(at_risk=0)))[0]
    )


def test_the_time_is_told_with_what_is_left_of_it():
    """Used and remaining are working time, and a late one says how much too long it took."""
    told = lead(at(6, 17, 50))
    early, late = (TARGETS.response(told, as_of=when) for when in (at(9, 9, 20), at(9, 10)))
    assert (30 * MINUTE, 30 * MINUTE) == (early.used, early.remaining)
    assert (70 * MINUTE, -10 * MINUTE) == (late.used, late.remaining)
    assert "L-1 first response: running, 0:30:00 left of 1:00:00, due 2026-03-09 08:50 UTC" == str(early)
    assert "L-1 first response: breached, 0:10:00 over 1:00:00, due 2026-03-09 08:50 UTC" == str(late)


def test_what_a_machine_sent_and_what_came_in_is_no_response():
    """Only a contact that a person made, outbound or two-way, meets a target."""
    none = [call(at(2, 10, 5), human=False), wrote(at(2, 10, 10))]
    assert "running" == state(lead(at(2, 10), *none), at(2, 10, 30))[0]
    assert "met" == state(lead(at(2, 10), *none, call(at(2, 10, 20), direction="two_way")), at(2, 10, 30))[0]


def test_routing_is_told_apart_from_what_a_person_took():
    """Both in working time; nobody assigned is all routing, an owner at arrival none."""
    arrived, taken, called = at(6, 17, 50), OwnerAssigned(owner="kim", at=at(9, 9, 10)), call(at(9, 9, 30))
    found = TARGETS.response(lead(arrived, taken, called), as_of=at(9, 12))
    assert (40 * MINUTE, 20 * MINUTE, 20 * MINUTE, "kim") == (found.used, found.routing, found.human, found.owner)
    found = TARGETS.response(lead(arrived, called), as_of=at(9, 12))
    assert (40 * MINUTE, None, None) == (found.routing, found.human, found.owner)
    before = OwnerAssigned(owner="lee", at=arrived - HOUR)
    given_back = OwnerAssigned(owner=None, at=arrived)
    assert timedelta(0) == TARGETS.response(lead(arrived, before, called), as_of=at(9, 12)).routing
    assert 20 * MINUTE == TARGETS.response(lead(arrived, before, given_back, taken, called), as_of=at(9, 12)).routing


@pytest.mark.parametrize(
    ("stop", "go", "pause"),
    [
        (LEAD.entry("nurture", at=at(2, 10, 30)), LEAD.entry("captured", at=at(2, 16)), "on_hold"),
        (Snoozed(until=at(2, 16), at=at(2, 10, 30)), None, "snoozed"),
        (Snoozed(until=at(9, 16), at=at(2, 10, 30)), Snoozed(until=None, at=at(2, 16)), "snoozed"),
        (LEAD.entry("disqualified", at=at(2, 10, 30)), LEAD.entry("captured", at=at(2, 16)), "closed"),
        (OptedOut(at=at(2, 10, 30)), OptedIn(at=at(2, 16)), "opted_out"),
    ],
    ids=["on hold", "snoozed", "snoozed and taken up", "closed and reopened", "opted out and in"],
)
def test_the_time_stands_still(stop, go, pause):
    """Half an hour was used when it stopped, and the other half runs from where it goes on."""
    stood = lead(at(2, 10), stop)
    found = TARGETS.response(stood, as_of=at(2, 12))
    assert (pause, 30 * MINUTE) == (found.pause, found.used)
    assert ("paused" if pause in ("on_hold", "snoozed") else "not_owed") == found.state
    assert found.state.told in str(found)
    went_on = stood if go is None else stood.record(go)
    assert ("at_risk", at(2, 16, 30)) == state(went_on, at(2, 16, 20))
    assert ("breached", at(2, 16, 30)) == state(went_on, at(2, 16, 30))
    assert ("met", at(2, 16, 30)) == state(went_on.record(call(at(2, 16, 30))), at(3))


def test_a_due_time_is_told_as_far_as_it_is_known():
    """A snooze has an end; what is on hold, closed or opted out of has none, and nothing is due."""
    assert at(2, 16, 30) == state(lead(at(2, 10), Snoozed(until=at(2, 16), at=at(2, 10, 30))), at(2, 11))[1]
    for stop in (LEAD.entry("nurture", at=at(2, 10, 30)), OptedOut(at=at(2, 10, 30))):
        assert state(lead(at(2, 10), stop), at(2, 11))[1] is None
    far = datetime(2199, 12, 31, 23, tzinfo=UTC)
    assert ("paused", None) == state(lead(at(2, 10), Snoozed(until=far, at=at(2, 10, 30))), at(2, 11))


def test_pauses_can_be_left_out():
    """A target that nothing pauses runs through nurture and snoozing, but not through a close."""
    strict = ResponseTargets(calendar=OFFICE, default=ResponseTarget(pauses=[]))
    snoozed = Snoozed(until=at(3), at=at(2, 10, 30))
    assert ("breached", at(2, 11)) == state(
        lead(at(2, 10), LEAD.entry("nurture", at=at(2, 10, 5)), snoozed), at(2, 11), strict
    )
    assert ("not_owed", None) == state(lead(at(2, 10), LEAD.entry("disqualified", at=at(2, 10, 5))), at(2, 11), strict)
    assert (Pause.CLOSED, Pause.OPTED_OUT) == strict.default.pauses


def test_what_was_breached_stays_so():
    """A close, an opt-out or a late response undoes no breach; only the late one is owed no longer."""
    for later in (LEAD.entry("disqualified", at=at(2, 15)), OptedOut(at=at(2, 15)), call(at(2, 15))):
        found = TARGETS.response(lead(at(2, 10), later), as_of=at(2, 16))
        assert ("breached", False, True) == (found.state, found.is_owed, found.is_due)
    late = TARGETS.response(lead(at(2, 10)), as_of=at(2, 16))
    assert (True, True) == (late.is_owed, late.is_due)


def test_a_response_after_the_close_is_one_all_the_same():
    """Whoever is called after the close was called, in the time that ran up to it."""
    told = lead(at(2, 10), LEAD.entry("disqualified", at=at(2, 10, 30)), call(at(2, 17)))
    found = TARGETS.response(told, as_of=at(3))
    assert ("met", 30 * MINUTE, None) == (found.state, found.used, found.due)


def test_a_deal_waits_with_its_lead():
    """Arrival, contacts and opting out are the lead's too; from its own first fact on a deal stands for itself."""
    told = lead(at(2, 10), LEAD.entry("converted", at=at(2, 10, 20)))
    deal = Deal(id="D-1", lead=told, log=[SHORT_CYCLE.start(at=at(2, 10, 50))])
    assert ("not_owed", None) == state(deal, at(2, 10, 30))
    found = TARGETS.response(deal, as_of=at(2, 11))
    assert ("D-1", "running", 30 * MINUTE, at(2, 11, 30)) == (found.id, found.state, found.used, found.due)
    assert "met" == state(Deal(id="D-1", lead=told.record(call(at(2, 10, 10))), log=deal.log), at(2, 11))[0]
    assert "not_owed" == state(Deal(id="D-1", lead=told.record(OptedOut(at=at(2, 10, 55))), log=deal.log), at(2, 11))[0]
    alone = Deal(id="D-1", log=[SHORT_CYCLE.start(at=at(2, 10, 50))])
    assert ("running", at(2, 11, 50)) == state(alone, at(2, 11))
    assert ("not_owed", None) == state(told, at(2, 11))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (lead(at(3)), "it had not arrived"),
        (Deal(id="D-1", log=[SHORT_CYCLE.start(at=at(3))]), "it had not arrived"),
        (
            Lead(id="L-1", name="Ada", log=[StageSeen(stage="captured", outcome="open", at=at(2, 9))]),
            "its arrival is not known",
        ),
        (lead(at(2, 10), call(at(2, 9))), "contacted before it arrived"),
    ],
    ids=["not yet", "a deal not yet", "only seen", "too early"],
)
def test_what_cannot_be_known_says_why(record, reason):
    """No state is made up, and many at once pass over it."""
    assert Undefined(reason) == TARGETS.response(record, as_of=at(2, 12))
    assert [] == list(TARGETS.responses([record], as_of=at(2, 12)))
    assert TARGETS.owed(record, as_of=at(2, 12)) is None
    assert ((reason, 1),) == TARGETS.attainment([record], as_of=at(2, 12)).left_out


def test_each_message_of_the_buyer_is_to_be_answered():
    """From the first one that nobody has answered; what comes before the first response waits for that one."""
    told = lead(
        at(2, 10), wrote(at(2, 10, 5)), call(at(2, 10, 30)), wrote(at(2, 17)), wrote(at(3, 9, 30)), call(at(3, 11))
    )
    first, late = TARGETS.responses([told.record(call(at(4)))], as_of=at(4, 12))
    assert ("first", "met") == (first.kind, first.state)
    assert ("reply", "breached", at(2, 17), at(3, 10), 3 * HOUR) == (
        late.kind,
        late.state,
        late.since,
        late.due,
        late.used,
    )
    asks_again = told.record(wrote(at(4, 9)), Contacted(channel="mail", direction="inbound", human=False, at=at(4, 8)))
    _, open_one = TARGETS.replies(asks_again, as_of=at(4, 10))
    assert ("running", at(4, 9), at(4, 11)) == (open_one.state, open_one.since, open_one.due)
    assert str(open_one).startswith("L-1 reply: running, 1:00:00 left of 2:00:00")
    assert () == ResponseTargets(calendar=OFFICE).replies(asks_again, as_of=at(4, 10))
    assert () == TARGETS.replies(asks_again, as_of=at(1))


def test_what_is_owed_now_is_one_response():
    """The first, late ones and paused ones too, then the reply that waits; nothing after that, nor once closed."""
    told = lead(at(2, 10))
    assert ("first", "running") == owed(told, at(2, 10, 10))
    assert ("first", "breached") == owed(told, at(3))
    assert ("first", "paused") == owed(told.record(Snoozed(until=at(9), at=at(2, 10, 5))), at(2, 10, 10))
    called = told.record(call(at(2, 10, 20)))
    assert owed(called, at(2, 11)) is None
    assert ("reply", "running") == owed(called.record(wrote(at(2, 11))), at(2, 11, 30))
    assert owed(called.record(wrote(at(2, 11)), OptedOut(at=at(2, 11))), at(2, 11, 30)) is None
    assert owed(told.record(LEAD.entry("disqualified", at=at(4))), at(5)) is None
    seen = Lead(id="L-1", name="Ada", log=[StageSeen(stage="captured", outcome="open", at=at(2, 9)), wrote(at(2, 10))])
    assert ("reply", "running") == owed(seen, at(2, 11))


def owed(record, now):
    """Give the kind and the state of what is owed."""
    found = TARGETS.owed(record, as_of=now)
    return None if found is None else (found.kind.value, found.state.value)


FAST, SLOW = ResponseTarget(within=15 * MINUTE), ResponseTarget(within=8 * HOUR)
RULES = ResponseTargets(
    calendar=OFFICE,
    rules=[
        TargetRule(sources=["Website form", "chat"], priorities=["high", "1"], target=FAST),
        TargetRule(channels=["import"], target=ResponseTarget(within=None, reply_within=HOUR)),
        TargetRule(personas=["student"], target=SLOW),
    ],
)


def priority(value, when):
    """Give the priority from an instant on."""
    return AttributeSet(name="priority", value=value, at=when)


@pytest.mark.parametrize(
    ("record", "target"),
    [
        (lead(at(2)), ResponseTarget()),
        (lead(at(2), source="website form"), ResponseTarget()),
        (lead(at(2), priority("HIGH", at(2)), source="WEBSITE FORM "), FAST),
        (lead(at(2), priority(1, at(2)), source="chat"), FAST),
        (lead(at(2), priority(True, at(2)), source="chat"), ResponseTarget()),
        (lead(at(2), priority("high", at(2)), source="fair"), ResponseTarget()),
        (lead(at(2), PersonaMatched(persona="student", at=at(2))), SLOW),
        (Deal(id="D-1", lead=lead(at(2), PersonaMatched(persona="student", at=at(2)))), SLOW),
        (Deal(id="D-1"), ResponseTarget()),
    ],
)
def test_the_first_rule_that_applies_gives_the_target(record, target):
    """In each respect in which a rule names any, the record has to be one of them; else the default holds."""
    assert target == RULES.target_of(record)


def test_a_later_priority_judges_nothing_that_is_over():
    """While a lead waits, what is known of it now holds; what was answered is judged by what was known then."""
    told = lead(at(2, 10), call(at(2, 10, 30)), priority("high", at(2, 11)), source="chat")
    assert ("met", at(2, 11)) == state(told, at(2, 12), RULES)
    waiting = lead(at(2, 10), priority("high", at(2, 10, 5)), source="chat")
    assert ("breached", at(2, 10, 15)) == state(waiting, at(2, 10, 20), RULES)


def test_a_target_may_ask_for_no_first_response():
    """A list that was bought has none, and yet whoever writes is to be answered."""
    bought = lead(at(2, 10), wrote(at(2, 11)), channel="import")
    assert Undefined("no target asks for it") == RULES.response(bought, as_of=at(2, 11, 30))
    (reply,) = RULES.responses([bought], as_of=at(2, 11, 30))
    assert (reply, "reply") == (RULES.owed(bought, as_of=at(2, 11, 30)), reply.kind)
    assert RULES.owed(lead(at(2, 10), call(at(2, 11)), channel="import"), as_of=at(2, 12)) is None
    assert ["no response", "replies within 1:00:00", "first response within 1:00:00"] == [
        str(ResponseTarget(within=within, reply_within=reply))
        for within, reply in ((None, None), (None, HOUR), (HOUR, None))
    ]


def test_a_target_may_have_its_own_calendar():
    """Chat is watched at night too."""
    night = WorkCalendar(week={"mon": ["00:00-24:00"]}, zone=BERLIN)
    rule = TargetRule(sources=["chat"], target=ResponseTarget(calendar=night))
    targets = ResponseTargets(calendar=OFFICE, rules=[rule])
    assert ("running", at(2, 3)) == state(lead(at(2, 2), source="chat"), at(2, 2), targets)
    assert ("running", at(2, 10)) == state(lead(at(2, 2), source="mail"), at(2, 2), targets)


SOME = [
    Lead(id=f"L-{number}", name="Ada", source=source, log=[LEAD.start(at=at(2, 10)), *facts])
    for number, (source, facts) in enumerate(
        [
            ("fair", [call(at(2, 10, 30))]),
            ("fair", [call(at(2, 15))]),
            ("fair", []),
            ("chat", [call(at(2, 11))]),
            ("chat", [LEAD.entry("disqualified", at=at(2, 10, 20))]),
            ("", [LEAD.entry("nurture", at=at(2, 10, 20))]),
        ]
    )
] + [Lead(id="L-9", name="Ada", source="chat", log=[LEAD.start(at=at(2, 15)), call(at(2, 15, 1))])]


def test_attainment_is_of_those_that_were_due():
    """Two of four; the one that was answered at once is not due yet, and does not come in before the slow ones."""
    share = TARGETS.attainment(SOME, as_of=at(2, 15, 30))
    assert (2, 4, "first response given in time, of those due, in working time") == (
        share.part,
        share.whole,
        share.definition,
    )
    reasons = (("closed before it was due", 1), ("not due by then", 1), ("on hold before it was due", 1))
    assert reasons == share.left_out
    assert "15.0% to 85.0%" == str(share.interval())
    assert 5 == TARGETS.attainment(iter(SOME), as_of=at(2, 16)).whole


def test_attainment_of_replies():
    """Each reply counts by itself, and a record without any counts nothing."""
    told = lead(at(2, 10), call(at(2, 10)), wrote(at(2, 11)), call(at(2, 11, 30)), wrote(at(2, 13)))
    share = TARGETS.attainment([told, *SOME], as_of=at(2, 15), kind="reply")
    assert (1, 2, ()) == (share.part, share.whole, share.left_out)
    assert "reply given in time, of those due, in working time" == share.definition


def test_attainment_by_a_reading():
    """Side by side with their n, biggest first; a key may be a function too, and None is not known."""
    found = TARGETS.attainment_by(SOME, "source", as_of=at(2, 15, 30))
    assert [("chat", 3, 1, 1), ("fair", 3, 1, 3), (None, 1, 0, 0)] == [
        (name, n, share.part, share.whole) for name, n, share in found.rows
    ]
    early = TARGETS.attainment_by([*SOME, lead(at(9))], lambda record: record.id[:1], as_of=at(2, 15, 30))
    assert [("L", 7), (None, 1)] == [(name, n) for name, n, _ in early.rows]
    assert [(None, 7)] == [(name, n) for name, n, _ in TARGETS.attainment_by(SOME, "owner", as_of=at(3)).rows]


def test_it_gives_a_flat_row():
    """Lengths in seconds, instants as ISO text in UTC, and None for what is not there."""
    told = lead(at(2, 10), OwnerAssigned(owner="kim", at=at(2, 10, 10)), call(at(2, 10, 30)))
    assert {
        "id": "L-1",
        "kind": "first",
        "state": "met",
        "owner": "kim",
        "since": "2026-03-02T09:00:00+00:00",
        "due": "2026-03-02T10:00:00+00:00",
        "answered": "2026-03-02T09:30:00+00:00",
        "within_seconds": 3600.0,
        "used_seconds": 1800.0,
        "remaining_seconds": 1800.0,
        "routing_seconds": 600.0,
        "human_seconds": 1200.0,
        "pause": None,
    } == TARGETS.response(told, as_of=at(3)).to_record()
    held = TARGETS.response(lead(at(2, 10), LEAD.entry("nurture", at=at(2, 10, 6))), as_of=at(3)).to_record()
    assert ("on_hold", None, None, None) == tuple(held[key] for key in ("pause", "due", "answered", "human_seconds"))


def test_many_are_given_one_by_one():
    """Nothing is worked out before it is asked for, so the most pressing of many can be looked for as they come."""

    def endless():
        yield from SOME
        raise AssertionError

    first = next(TARGETS.responses(endless(), as_of=at(2, 12)))
    assert isinstance(first, Response)
    with pytest.raises(InvalidValue, match="an instant must have a time zone"):
        TARGETS.responses([], as_of=datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ResponseTarget(within=timedelta(0)), "a response target must be a timedelta above 0"),
        (lambda: ResponseTarget(within=60), "a response target must be a timedelta above 0"),
        (lambda: ResponseTarget(reply_within=-HOUR), "a response target must be a timedelta above 0"),
        (lambda: ResponseTarget(at_risk="1.1"), "must lie between 0 and 1"),
        (lambda: ResponseTarget(pauses=["lunch"]), "a pause must be one of closed, opted_out, on_hold, snoozed"),
        (lambda: ResponseTarget(calendar="office"), "a calendar must be a WorkCalendar"),
        (lambda: TargetRule(target=FAST), "a rule for a target must name something"),
        (lambda: TargetRule(target=HOUR, sources=["fair"]), "a target must be a ResponseTarget"),
        (lambda: TargetRule(target=FAST, sources="fair"), "names must be several"),
        (lambda: ResponseTargets(calendar=None), "a calendar must be a WorkCalendar"),
        (lambda: ResponseTargets(calendar=OFFICE, default=HOUR), "a default target must be a ResponseTarget"),
        (lambda: ResponseTargets(calendar=OFFICE, rules=[FAST]), "rules"),
        (lambda: TARGETS.attainment([], as_of=at(2), kind="second"), "a kind of response must be one of first, reply"),
    ],
)
def test_malformed_targets_are_refused(make, message):
    """Each door names the thing, the rule and what came."""
    with pytest.raises(InvalidValue, match=message):
        make()


def test_other_records_and_readings_are_refused():
    """A proposal has no response of its own, and only some readings group."""
    proposal = Proposal(id="P-1", log=[LEAD.start(at=at(2))])
    for ask in (TARGETS.response, TARGETS.replies, TARGETS.owed):
        with pytest.raises(InvalidValue, match="must be a Lead or a Deal"):
            ask(proposal, as_of=at(2))
    with pytest.raises(InvalidValue, match="must be a Lead or a Deal"):
        TARGETS.target_of("L-1")
    with pytest.raises(UnknownName, match="owner, persona, source, channel, priority"):
        TARGETS.attainment_by([], "colour", as_of=at(2))
