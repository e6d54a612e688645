"""Law: every lead is contacted, waiting, closed or counted as left out; and a response is its two parts."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import Contacted, Lead, Opened, OwnerAssigned, StageEntered, StageSeen
from salescycle.metrics import response_times

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(hours=24)
STAGES = [("a", "open"), ("b", "open"), ("wait", "hold"), ("won", "won"), ("lost", "lost")]


@st.composite
def leads(draw):
    """Draw a lead, its facts at any hour."""

    def at():
        return START + timedelta(hours=draw(st.integers(0, 30)))

    log = []
    for _ in range(draw(st.integers(0, 3))):
        stage, outcome = draw(st.sampled_from(STAGES))
        kind = draw(st.sampled_from([StageEntered, StageEntered, StageSeen]))
        log.append(kind(stage=stage, outcome=outcome, at=at()))
    for _ in range(draw(st.integers(0, 2))):
        direction = draw(st.sampled_from(["inbound", "outbound", "two_way"]))
        log.append(Contacted(channel="call", direction=direction, human=draw(st.booleans()), at=at()))
    log += [OwnerAssigned(owner=draw(st.sampled_from([None, "kim"])), at=at()) for _ in range(draw(st.integers(0, 2)))]
    log += [Opened(at=at()) for _ in range(draw(st.integers(0, 1)))]
    return log


LEADS = st.lists(leads(), max_size=8).map(
    lambda logs: [Lead(id=str(place), name="Ada", log=log) for place, log in enumerate(logs)]
)


def counted(left_out):
    """Add up what was left out."""
    return sum(count for _, count in left_out)


@given(LEADS)
def test_every_lead_that_has_begun_is_counted_once(drawn):
    """What is measured and what is left out are all of them, in the whole and in both parts."""
    begun = [each for each in drawn if each.as_of(NOW).log]
    found = response_times(drawn, as_of=NOW)
    assert len(begun) == found.n + counted(found.left_out)
    assert found.n == found.survival.n == found.routing.n == found.contacted.n + found.never_contacted.part
    assert len(begun) == found.human.n + counted(found.human.left_out)
    assert (found.contacted.n, found.waiting.n + found.closed.n) == (found.survival.events, found.survival.still_open)


@given(LEADS)
def test_a_lead_never_contacted_is_never_dropped(drawn):
    """Where its arrival is known, and it has not closed, it is waiting, for as long as it is old."""
    waiting = []
    for each in drawn:
        then = each.as_of(NOW)
        silent = not any(contact.human and contact.direction != "inbound" for contact in then.contacts)
        if then.opened_at is not None and silent and not then.outcome.is_closed:
            waiting.append((NOW - then.opened_at, 1))
    found = response_times(drawn, as_of=NOW).waiting
    assert sorted(length for length, _ in waiting) == [length for length, count in found.table for _ in range(count)]


@given(LEADS, st.integers(0, 30).map(lambda hours: timedelta(hours=hours)))
def test_within_a_target_counts_or_leaves_out_every_lead(drawn, target):
    """The whole and what is not counted yet are all; a longer target has no fewer in time, and no more to judge."""
    found = response_times(drawn, as_of=NOW)
    share, later = found.within(target), found.within(target + timedelta(hours=1))
    assert found.n + counted(found.left_out) == share.whole + counted(share.left_out)
    assert share.part <= later.part
    assert later.whole <= share.whole


@given(LEADS)
def test_a_response_is_its_two_parts(drawn):
    """Of one lead that was assigned and contacted, the wait is the routing and the human part together."""
    for each in drawn:
        found = response_times([each], as_of=NOW)
        if found.human.events:
            assert found.median == found.routing.median + found.human.median
