"""Cycle length: from which anchor, to which win, and what is left out."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import LEAD, Contacted, Cycle, Deal, InvalidValue, Lead, Period, Pipeline, Stage, StageSeen, UnknownName

START = datetime(2026, 3, 2, tzinfo=UTC)
CYCLE = Cycle(
    key="three",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "won", "lost"]),
        Stage("offer", leads_to=["talk", "won", "lost"]),
        Stage("won", outcome="won", reopens_to=["offer"]),
        Stage("lost", outcome="lost"),
    ],
)


def day(number):
    """Give an instant so many days after the start."""
    return START + timedelta(days=number)


def days(*numbers):
    """Give durations of so many days, with how many there are of each."""
    return tuple((timedelta(days=number), 1) for number in numbers)


def deal(key, *path, lead=None):
    """Give a deal that entered stages on days."""
    return Deal(id=key, lead=lead, log=[CYCLE.entry(stage, at=day(number)) for stage, number in path])


LED = deal(
    "led",
    ("talk", 10),
    ("offer", 12),
    ("won", 20),
    ("offer", 22),
    ("won", 30),
    lead=Lead(id="L-1", name="Ada", log=[LEAD.start(at=day(0)), Contacted(channel="mail", human=False, at=day(4))]),
)
BARE = deal("bare", ("talk", 0), ("won", 5))


def measured(**how):
    """Measure the two deals, a lost and an open one."""
    others = [deal("lost", ("talk", 0), ("lost", 3)), deal("open", ("talk", 0))]
    return Pipeline([LED, BARE, *others], cycle=CYCLE, as_of=day(60)).cycle_length(**how)


@pytest.mark.parametrize(
    ("how", "table", "left_out", "definition"),
    [
        ({}, days(5, 20), {}, "opened to won, over won deals"),
        ({"close": "first"}, days(5, 10), {}, "opened to first won, over won deals"),
        (
            {"anchor": "lead_created"},
            days(30),
            {"when its lead was created is not known": 1},
            "lead created to won, over won deals",
        ),
        ({"anchor": "first_contact"}, days(26), {"it has no contact": 1}, "first contact to won, over won deals"),
        (
            {"anchor": "offer", "close": "first"},
            days(8),
            {"when it entered 'offer' is not known": 1},
            "first entry of 'offer' to first won, over won deals",
        ),
    ],
)
def test_anchors_and_closes(how, table, left_out, definition):
    """Where the clock starts and which win stops it are said, and deals without that anchor are counted."""
    lengths = measured(**how)
    assert (table, left_out, definition) == (lengths.table, dict(lengths.left_out), lengths.definition)


def test_a_period_is_that_of_the_win_that_counts():
    """A deal that was won again counts in the period of the win that is asked for."""
    march = Period(start=day(18), end=day(22))
    assert ((), days(10)) == (measured(period=march).table, measured(period=march, close="first").table)


def test_won_before_the_anchor_is_a_data_error():
    """A win before its anchor is never turned round: it is left out and counted."""
    late = Deal(id="late", log=[*BARE.log, Contacted(channel="call", at=day(9))])
    backwards = deal("backwards", ("won", 2), ("talk", 5), ("won", 9))
    pipeline = Pipeline([late, backwards], cycle=CYCLE, as_of=day(60))
    assert {"won before the first contact": 1, "it has no contact": 1} == dict(
        pipeline.cycle_length(anchor="first_contact").left_out
    )
    assert {"won before it entered 'talk'": 1} == dict(pipeline.cycle_length(anchor="talk", close="first").left_out)


def test_a_win_that_was_only_seen_has_no_length():
    """Nobody knows when a deal was won that was found so: neither the last win nor the first."""
    seen = Deal(id="seen", log=[CYCLE.entry("talk", at=day(0)), StageSeen(stage="won", outcome="won", at=day(9))])
    pipeline = Pipeline([seen], cycle=CYCLE, as_of=day(60))
    for close in ("first", "last"):
        assert {"when it closed is not known": 1} == dict(pipeline.cycle_length(close=close).left_out)


def test_other_anchors_and_closes_are_refused():
    """An anchor is one of three words or a stage, a close the first or the last."""
    with pytest.raises(UnknownName, match="'ofer'"):
        measured(anchor="ofer")
    with pytest.raises(InvalidValue, match="a close must be the 'first' or the 'last', got 'best'"):
        measured(close="best")
