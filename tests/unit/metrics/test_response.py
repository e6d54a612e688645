"""Response: from arrival to the first contact of a person, those counted that never had one."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import (
    LEAD,
    SHORT_CYCLE,
    Contacted,
    Deal,
    Durations,
    InvalidValue,
    Lead,
    Opened,
    OwnerAssigned,
    Pipeline,
    Proposal,
    Share,
    StageEntered,
    StageSeen,
    Undefined,
    convert,
)
from salescycle.metrics import Lifetime, response_times, survival

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def captured(minute=0):
    """Give the first stage of a lead, so many minutes after nine."""
    return LEAD.start(at=NINE + minute * MINUTE)


def disqualified(minute):
    """Give the close of a lead."""
    return LEAD.entry("disqualified", at=NINE + minute * MINUTE, reason="spam")


def called(minute, **fields):
    """Give a contact."""
    return Contacted(channel="call", at=NINE + minute * MINUTE, **fields)


def assigned(minute, owner="kim"):
    """Give who is responsible from a minute on."""
    return OwnerAssigned(owner=owner, at=NINE + minute * MINUTE)


def lead(*facts, id="L-1"):
    """Give a lead of some facts."""
    return Lead(id=id, name="Ada", log=facts)


def times(*records, as_of=600):
    """Give the response times at so many minutes after nine."""
    return response_times(records, as_of=NINE + as_of * MINUTE)


def waits(*records, as_of=600):
    """Give the waits in minutes, by how they ended."""
    found = times(*records, as_of=as_of)
    some = {"contacted": found.contacted, "waiting": found.waiting, "closed": found.closed}
    return {name: [length / MINUTE for length, _ in each.table] for name, each in some.items() if each.n}


def test_a_wait_ends_with_the_first_response():
    """From the first opening to the first contact that a person made, outbound or two-way."""
    assert {"contacted": [40]} == waits(lead(captured(), called(40), called(50)))
    assert {"contacted": [30]} == waits(lead(captured(), called(30, direction="two_way")))
    assert {"contacted": [0]} == waits(lead(captured(), called(0)))


@pytest.mark.parametrize("no_response", [{"direction": "inbound"}, {"human": False}])
def test_what_came_in_and_what_a_machine_sent_is_no_response(no_response):
    """The buyer's own message, or an answer by machine, leaves the lead waiting."""
    assert {"waiting": [600]} == waits(lead(captured(), called(5, **no_response)))
    assert {"contacted": [90]} == waits(lead(captured(), called(5, **no_response), called(90)))


def test_never_contacted_is_watched_until_now_or_until_the_close():
    """Open and on hold to the instant of the question, closed to the close; reopened, it waits again."""
    assert {"waiting": [600]} == waits(lead(captured()))
    assert {"waiting": [600]} == waits(lead(captured(), LEAD.entry("nurture", at=NINE + HOUR)))
    assert {"closed": [60]} == waits(lead(captured(), disqualified(60)))
    assert {"waiting": [600]} == waits(lead(captured(), disqualified(60), captured(120)))
    assert {"closed": [150]} == waits(lead(captured(), disqualified(60), captured(120), disqualified(150)))


def test_a_contact_after_the_close_is_a_response_all_the_same():
    """What happened is not undone by the close before it."""
    assert {"contacted": [90]} == waits(lead(captured(), disqualified(60), called(90)))


def test_a_deal_waits_from_the_arrival_of_its_lead():
    """With a lead, arrival and contacts are the lead's too; without one, they are its own."""
    start = SHORT_CYCLE.start(at=NINE + 2 * HOUR)
    assert {"contacted": [20]} == waits(Deal(id="D-1", lead=lead(captured(), called(20)), log=[start, called(150)]))
    assert {"contacted": [150]} == waits(Deal(id="D-1", lead=lead(captured()), log=[start, called(150)]))
    assert {"contacted": [30]} == waits(Deal(id="D-1", log=[start, called(150)]))


def test_of_a_lead_with_a_deal_it_is_the_deals_close_that_counts():
    """A lead is closed when it is converted, and its deal goes on; alone, the conversion is the close."""
    converted = lead(captured(), LEAD.entry("converted", at=NINE + HOUR))
    start = SHORT_CYCLE.start(at=NINE + HOUR)
    lost = SHORT_CYCLE.entry("lost", at=NINE + 3 * HOUR)
    assert {"closed": [60]} == waits(converted)
    assert {"waiting": [600]} == waits(Deal(id="D-1", lead=converted, log=[start]))
    assert {"closed": [180]} == waits(Deal(id="D-1", lead=converted, log=[start, lost]))


def test_a_lead_and_its_deals_are_one():
    """However many records tell of it: arrival is the lead's, the response whichever came first, the close the last."""
    kept = lead(captured(), called(45))
    qualified = lead(captured(), LEAD.entry("sales_qualified", at=NINE + HOUR), assigned(0), called(70))
    deal = convert(qualified, id="D-1", start=SHORT_CYCLE.start(at=NINE + 2 * HOUR))
    assert {"contacted": [70]} == waits(deal)
    assert {"contacted": [45]} == waits(kept, deal) == waits(deal, kept)
    begun = SHORT_CYCLE.start(at=NINE)
    silent = [
        Deal(id=key, lead=lead(captured()), log=[begun, SHORT_CYCLE.entry("lost", at=NINE + after)])
        for key, after in (("D-1", HOUR), ("D-2", 4 * HOUR))
    ]
    assert {"closed": [240]} == waits(*silent)
    assert {"waiting": [600]} == waits(*silent, Deal(id="D-3", lead=lead(captured()), log=[begun]))


def test_a_lead_waits_before_it_is_a_deal():
    """At an instant at which the deal was not begun, its lead was there; what had not begun at all is not in it."""
    deal = Deal(id="D-1", lead=lead(captured()), log=[SHORT_CYCLE.start(at=NINE + HOUR), called(70)])
    assert {"waiting": [30]} == waits(deal, as_of=30)
    assert 0 == times(deal, lead(captured(5), id="L-2"), as_of=-1).n
    assert (0, ()) == (times(Deal(id="D-2", log=[captured()]), as_of=-1).n, times(as_of=0).left_out)


def test_later_facts_are_not_seen():
    """A contact, an owner and a close after the instant of the question have not happened yet."""
    told = lead(captured(), assigned(20), called(40), disqualified(50))
    assert {"waiting": [10]} == waits(told, as_of=10)
    assert 0 == times(told, as_of=10).routing.events


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (lead(StageSeen(stage="captured", outcome="open", at=NINE)), "its arrival is not known"),
        (lead(called(5)), "its arrival is not known"),
        (Deal(id="D-1", lead=lead(called(5)), log=[SHORT_CYCLE.start(at=NINE)]), "its arrival is not known"),
        (lead(captured(), called(-5), called(20)), "contacted before it arrived"),
        (lead(captured(), StageSeen(stage="x", outcome="lost", at=NINE + HOUR)), "when it closed is not known"),
        (lead(disqualified(0), Opened(at=NINE + HOUR)), "closed before it opened"),
    ],
)
def test_what_cannot_be_measured_is_counted_with_its_reason(record, reason):
    """No arrival, contacted before it, or never contacted and closed nobody knows when, or before it began."""
    found = times(record, lead(captured(), called(5), id="L-9"))
    assert (1, ((reason, 1),)) == (found.n, found.left_out)
    assert found.left_out == found.survival.left_out == found.routing.left_out == found.never_contacted.left_out


def test_contacted_it_may_have_closed_at_any_time():
    """An unknown close, or one before the arrival, does not matter to a wait that a response ended."""
    assert {"contacted": [5]} == waits(
        lead(captured(), called(5), StageSeen(stage="x", outcome="lost", at=NINE + HOUR))
    )
    assert {"contacted": [30]} == waits(lead(disqualified(0), Opened(at=NINE + HOUR), called(90)))


SAMPLE = [
    lead(captured(), called(3), id="a"),
    lead(captured(), called(50), id="b"),
    lead(captured(), called(90), id="c"),
    lead(captured(), disqualified(30), id="d"),
    lead(captured(), disqualified(200), id="e"),
    lead(captured(), id="f"),
    lead(captured(560), id="g"),
]


def test_the_curve_is_that_of_lifetimes_made_by_hand():
    """Kaplan-Meier over all of them, those never contacted censored where they were last watched."""
    by_hand = [Lifetime(duration=minutes * MINUTE, cause="contacted") for minutes in (3, 50, 90)]
    by_hand += [Lifetime(duration=minutes * MINUTE) for minutes in (30, 200, 600, 40)]
    found = times(*SAMPLE)
    expected = survival(by_hand)
    assert (expected.steps, 7, 3) == (found.survival.steps, found.survival.n, found.survival.events)
    assert (7, Share(part=4, whole=7)) == (found.n, found.never_contacted)
    narrow = response_times(SAMPLE, as_of=NINE + 600 * MINUTE, level=0.5)
    assert survival(by_hand, level=0.5).steps == narrow.survival.steps


def test_within_counts_what_is_known_by_then():
    """Contacted in time, of those contacted at all or watched so long; the young and the closed are not counted yet."""
    hour = times(*SAMPLE).within()
    assert (
        Share(
            part=2,
            whole=5,
            left_out=(
                ("closed before that, without a contact", 1),
                ("younger than that, and not contacted yet", 1),
            ),
        )
        == hour
    )
    assert "contacted within 1 hour" == hour.definition
    assert Share(part=1, whole=7) == times(*SAMPLE).within(5 * MINUTE)
    late = times(*SAMPLE).within(24 * HOUR)
    assert (3, 3, 4) == (late.part, late.whole, sum(count for _, count in late.left_out))


def test_the_very_target_is_in_time_for_a_contact_and_over_for_a_wait():
    """A contact at the target meets it; a wait that lasts until then has missed it."""
    assert Share(part=1, whole=1) == times(lead(captured(), called(60))).within(HOUR)
    assert Share(part=0, whole=1) == times(lead(captured()), as_of=60).within(HOUR)
    assert Share(part=0, whole=1) == times(lead(captured(), disqualified(60))).within(HOUR)
    assert Share(part=1, whole=2) == times(lead(captured(), called(0)), lead(captured(1), called(2), id="x")).within(
        timedelta(0)
    )


@pytest.mark.parametrize("target", [60, timedelta(-1)])
def test_a_target_is_a_length_of_time(target):
    """Anything else, and less than nothing, is refused."""
    with pytest.raises(InvalidValue, match="a target must"):
        times().within(target)


def test_routing_and_human_part_add_up():
    """Arrival to the first owner, and the owner's time to the response."""
    found = times(lead(captured(), assigned(20), assigned(25, "lee"), called(60)))
    assert [20 * MINUTE, 40 * MINUTE, 60 * MINUTE] == [found.routing.median, found.human.median, found.median]


@pytest.mark.parametrize(
    ("owners", "routing"),
    [
        ([assigned(0)], 0),
        ([assigned(-30)], 0),
        ([assigned(-30), assigned(0, None), assigned(12)], 12),
        ([assigned(5, None), assigned(12)], 12),
        ([assigned(60)], 60),
    ],
)
def test_routing_ends_with_the_first_owner(owners, routing):
    """An owner it has as it arrives is 0; nobody is no owner."""
    found = times(lead(Opened(at=NINE), *owners, called(60)))
    assert (routing * MINUTE, (60 - routing) * MINUTE) == (found.routing.median, found.human.median)


def test_what_nobody_took_is_censored_in_routing_and_left_out_of_the_human_part():
    """Until the response, the close or now; an owner who came after that had no part in it."""
    found = times(
        lead(captured(), called(40), assigned(50), id="a"),
        lead(captured(), disqualified(30), assigned(45), id="b"),
        lead(captured(), id="c"),
        lead(captured(), assigned(10), id="d"),
    )
    by_hand = [Lifetime(duration=minutes * MINUTE) for minutes in (40, 30, 600)]
    by_hand.append(Lifetime(duration=10 * MINUTE, cause="assigned"))
    assert survival(by_hand).steps == found.routing.steps
    assert survival([Lifetime(duration=590 * MINUTE)]).steps == found.human.steps
    assert (("nobody was assigned", 2), ("contacted before anybody was assigned", 1)) == found.human.left_out
    assert found.n == found.routing.n == found.human.n + sum(count for _, count in found.human.left_out)


def test_an_owner_of_the_lead_is_the_deals():
    """Owners are read off the lead's log and the deal's as one."""
    deal = Deal(id="D-1", lead=lead(captured(), assigned(5)), log=[SHORT_CYCLE.start(at=NINE + HOUR), called(65)])
    assert (5 * MINUTE, HOUR) == (times(deal).routing.median, times(deal).human.median)


def test_a_pipeline_gives_that_of_its_deals():
    """The same over its deals and their leads, as they stood and were known."""
    deal = Deal(id="D-1", lead=lead(captured(), called(20)), log=[SHORT_CYCLE.start(at=NINE + HOUR)])
    late = Deal(id="D-2", log=[SHORT_CYCLE.start(at=NINE), called(30, recorded_at=NINE + 20 * HOUR)])
    as_of = NINE + 10 * HOUR
    seen = Pipeline([deal, late], cycle=SHORT_CYCLE, as_of=as_of)
    assert response_times([deal, late], as_of=as_of) == seen.time_to_first_contact()
    known = Pipeline([deal, late], cycle=SHORT_CYCLE, as_of=as_of, known_at=as_of).time_to_first_contact(level=0.9)
    assert (1, 1, 0.9) == (known.contacted.n, known.waiting.n, known.survival.level)


def test_only_leads_and_deals_each_once():
    """A proposal waits for nobody; a record that is given twice would count twice."""
    proposal = Proposal(id="P-1", log=[StageEntered(stage="draft", outcome="open", at=NINE)])
    with pytest.raises(InvalidValue, match=r"records\[1\] must be a Lead or a Deal"):
        times(lead(captured()), proposal)
    with pytest.raises(InvalidValue, match="leads and deals must have different ids, got 'L-1'; give each once"):
        times(lead(captured()), lead(captured(5)))
    assert 2 == times(lead(captured(), id="1"), Deal(id="1", log=[captured()])).n


def test_it_tells_itself():
    """In one line: the median, how many never were contacted, and the share within each usual target."""
    assert (
        "median 1.5 hours (n=7), never contacted so far: 57.1% (4 of 7); within 5 minutes: 14.3% (1 of 7), "
        "1 hour: 40.0% (2 of 5), 24 hours: 100.0% (3 of 3)"
    ) == str(times(*SAMPLE))
    assert "undefined: there are none" == str(times())
    assert "median not reached (n=1)" == str(times(lead(captured()))).partition(",")[0]
    odd = times(lead(captured(), called(0)), lead(called(5), id="x"))
    assert str(odd).startswith("median 0 seconds (n=1), ")
    assert str(odd).endswith("; 1 left out: its arrival is not known")
    assert "median 1 minute " == str(times(lead(captured(), called(1))))[:16]
    assert "median 2 days " == str(times(lead(captured(), called(2880)), as_of=9000))[:14]


def test_it_gives_a_flat_row():
    """Lengths in seconds, shares with their n and limits, and None for what is not defined."""
    (row,) = times(*SAMPLE).to_records()
    assert {"n": 7, "contacted": 3, "waiting": 2, "closed": 2} == {
        key: row[key] for key in ("n", "contacted", "waiting", "closed")
    }
    assert (5400.0, None, None) == tuple(row[f"{part}median_seconds"] for part in ("", "routing_", "human_"))
    interval = Share(part=2, whole=5).interval()
    assert (2, 5, 0.4, interval.low, interval.high) == tuple(
        row[f"within_1_hour_{key}"] for key in ("part", "whole", "share", "low", "high")
    )
    (none,) = times().to_records()
    assert (0, None, None) == (none["n"], none["median_seconds"], none["within_5_minutes_share"])


def test_its_parts_say_what_they_are():
    """Each of the lengths and curves has a definition, and what is not there is undefined with its reason."""
    found = times(*SAMPLE)
    assert "arrival to the first response of a person, elapsed time" == found.definition
    assert Durations(table=((3 * MINUTE, 1), (50 * MINUTE, 1), (90 * MINUTE, 1))) == found.contacted
    assert "arrival to the close, never contacted" == found.closed.definition
    assert "Kaplan-Meier: share not contacted yet by a time since arrival; what goes on is censored" == (
        found.survival.definition
    )
    assert Undefined("there are none") == times().median
