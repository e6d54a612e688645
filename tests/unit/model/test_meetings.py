"""Meetings: planned, moved, held, missed and called off."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import (
    Deal,
    Lead,
    MeetingCancelled,
    MeetingHeld,
    MeetingMissed,
    MeetingMoved,
    MeetingPlanned,
    MeetingState,
    Record,
    Side,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def day(number):
    """Give the instant so many days after Monday."""
    return MONDAY + number * DAY


def planned(said, starts, key="demo", **fields):
    """Give a meeting agreed on one day for another."""
    return MeetingPlanned(meeting=key, starts=day(starts), at=day(said), **fields)


def moved(said, starts, key="demo", **fields):
    """Give a meeting put to another day."""
    return MeetingMoved(meeting=key, starts=day(starts), at=day(said), **fields)


def held(said, key="demo"):
    """Give a meeting that took place."""
    return MeetingHeld(meeting=key, at=day(said))


def missed(said, **fields):
    """Give a meeting to which one side did not come."""
    return MeetingMissed(meeting="demo", at=day(said), **fields)


def called_off(said):
    """Give a meeting that was called off."""
    return MeetingCancelled(meeting="demo", at=day(said))


def only(*facts):
    """Give the one meeting of a record with these facts."""
    (meeting,) = Record(id="R-1", log=facts).meetings
    return meeting


@pytest.mark.parametrize(
    ("facts", "state", "starts", "times_moved", "settled"),
    [
        ([planned(0, 4)], MeetingState.PLANNED, 4, 0, None),
        ([planned(0, 4), moved(1, 5)], MeetingState.PLANNED, 5, 1, None),
        ([planned(0, 4), moved(1, 5), moved(2, 6), held(6)], MeetingState.HELD, 6, 2, 6),
        ([planned(0, 4), missed(4)], MeetingState.MISSED, 4, 0, 4),
        ([planned(0, 4), missed(4), moved(5, 8)], MeetingState.PLANNED, 8, 1, None),
        ([planned(0, 4), called_off(3)], MeetingState.CANCELLED, 4, 0, 3),
        ([planned(0, 4), called_off(3), planned(5, 9)], MeetingState.PLANNED, 9, 1, None),
        ([held(6), moved(2, 6), planned(3, 7)], MeetingState.HELD, 7, 0, 6),
    ],
    ids=["planned", "moved", "held", "missed", "taken up", "called off", "planned anew", "moved before it was planned"],
)
def test_the_last_word_about_a_meeting_counts(facts, state, starts, times_moved, settled):
    """A meeting is where it was put last, and as it was last said to be."""
    meeting = only(*facts)
    expected = (state, day(starts), times_moved, None if settled is None else day(settled))
    assert expected == (meeting.state, meeting.starts, meeting.times_moved, meeting.settled_at)


def test_a_meeting_remembers_all_that_was_said_of_it():
    """Its history is every fact about it, in order, and tells when it was first agreed and how often it was missed."""
    facts = (planned(0, 4), missed(4, side="us"), moved(5, 8), missed(8))
    meeting = only(*facts)
    assert (facts, MONDAY, 2) == (meeting.history, meeting.planned_at, meeting.times_missed)
    assert (Side.BUYER, Side.US) == (meeting.missed_by, only(*facts[:2]).missed_by)
    assert only(*facts[:3]).missed_by is None


def test_a_meeting_that_is_moved_takes_as_long_as_before():
    """Where it is to take another time, whoever moves it says so; what it is about stays."""
    first = planned(0, 4, length=2 * HOUR, what="Demo", where="Room 4", attendees=["Ada", "Bo"])
    meeting = only(first, moved(1, 5))
    assert (2 * HOUR, day(5) + 2 * HOUR) == (meeting.length, meeting.ends)
    assert ("Demo", "Room 4", ("Ada", "Bo")) == (meeting.what, meeting.where, meeting.attendees)
    assert HOUR / 2 == only(first, moved(1, 5, length=HOUR / 2)).length


def test_nobody_meets_where_nobody_planned_it():
    """What is said of a meeting that was not planned says nothing of another one."""
    record = Record(id="R-1", log=[moved(1, 5), held(6, "pitch"), planned(7, 9, "signing")])
    assert [("signing", MeetingState.PLANNED)] == [(each.key, each.state) for each in record.meetings]


@pytest.mark.parametrize(
    ("facts", "as_of", "expected"),
    [
        ([], 0, None),
        ([planned(0, 4)], 1, "demo"),
        ([planned(0, 4), planned(0, 3, "pitch")], 1, "pitch"),
        ([planned(0, 4), planned(0, 3, "pitch")], 3, "pitch"),
        ([planned(0, 4), planned(0, 3, "pitch")], 3 + 1 / 24, "demo"),
        ([planned(0, 4), called_off(2)], 1, "demo"),
        ([planned(0, 4), called_off(2)], 2, None),
        ([planned(2, 4)], 1, None),
        ([planned(0, 4), held(3)], 3.5, None),
    ],
    ids=["none", "one", "first", "under way", "just over", "not yet off", "off", "not yet said", "held early"],
)
def test_the_next_meeting_is_the_first_that_is_not_over(facts, as_of, expected):
    """It is asked as of an instant: what was said later is not known, and one under way is not over."""
    found = Record(id="R-1", log=facts).next_meeting(as_of=day(as_of))
    assert expected == (found and found.key)


def test_a_meeting_whose_time_has_passed_is_unsettled_until_somebody_says():
    """It ends by its length; from then on somebody has to say whether it was held."""
    meeting = only(planned(0, 4))
    times = [meeting.ends - HOUR / 2, meeting.ends, meeting.ends + HOUR / 2]
    assert [False, False, True] == [meeting.is_unsettled(as_of=at) for at in times]
    assert not only(planned(0, 4), held(5)).is_unsettled(as_of=day(9))


def test_a_deal_has_the_meetings_of_its_lead():
    """A meeting agreed with the lead may be held with the deal it became; the lead knows its own facts alone."""
    lead = Lead(id="L-1", name="Ada", log=[planned(0, 4)])
    deal = Deal(id="D-1", lead=lead, log=[held(4), planned(5, 9, "signing")])
    told = [(each.key, each.state.value) for each in deal.meetings]
    assert [("demo", "held"), ("signing", "planned")] == told
    assert ["planned"] == [each.state.value for each in lead.meetings]
    assert "demo" == deal.next_meeting(as_of=day(1)).key


@pytest.mark.parametrize("length", [timedelta(0), -HOUR, timedelta(seconds=90), 32 * DAY, 60, None])
def test_a_meeting_takes_whole_minutes(length):
    """Its length is a timedelta of whole minutes, more than none and up to a month."""
    match = "^the length of a meeting must be whole minutes, at least one and at most 31 days, got "
    with pytest.raises(InvalidValue, match=match):
        planned(0, 4, length=length)


def test_nobody_who_attends_is_shown():
    """Names, notes and reasons may be personal: no ``repr`` repeats them."""
    facts = [
        planned(0, 4, attendees=["Ada"]),
        MeetingHeld(meeting="demo", note="Ada", at=MONDAY),
        missed(1, note="Ada"),
        MeetingCancelled(meeting="demo", reason="Ada", at=MONDAY),
    ]
    assert [] == [each for each in facts if "Ada" in repr(each)]
    assert "Ada" not in repr(only(facts[0]))
