"""Dwell: which visits count, and how long from one stage to another."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import Cycle, Deal, InvalidValue, Pipeline, Stage, StageSeen, UnknownName

START = datetime(2026, 3, 2, tzinfo=UTC)
CYCLE = Cycle(
    key="three",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "won", "lost"]),
        Stage("offer", leads_to=["talk", "won", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)


def day(number):
    """Give an instant so many days after the start."""
    return START + timedelta(days=number)


def days(*numbers):
    """Give durations of so many days, with how many there are of each."""
    return tuple((timedelta(days=number), 1) for number in numbers)


def deal(key, *path):
    """Give a deal that entered stages on days."""
    return Deal(id=key, log=[CYCLE.entry(stage, at=day(number)) for stage, number in path])


def pipeline(*deals, as_of=30):
    """Give a pipeline of deals on a day."""
    return Pipeline(deals, cycle=CYCLE, as_of=day(as_of))


BACK = deal("back", ("talk", 0), ("offer", 2), ("talk", 5), ("offer", 9), ("won", 10))
THERE = deal("there", ("talk", 0), ("offer", 1), ("talk", 4))
SEEN = Deal(id="seen", log=[StageSeen(stage="talk", outcome="open", at=day(0)), CYCLE.entry("offer", at=day(3))])


@pytest.mark.parametrize(
    ("count", "table", "still_open", "left_out"),
    [
        ("visit", ((timedelta(days=1), 1), (timedelta(days=2), 1), (timedelta(days=4), 1)), 1, 1),
        ("first", ((timedelta(days=1), 1), (timedelta(days=2), 1)), 0, 1),
        ("latest", ((timedelta(days=4), 1),), 1, 1),
        ("cumulative", ((timedelta(days=6), 1),), 1, 1),
    ],
)
def test_which_visits_count(count, table, still_open, left_out):
    """Each visit, a deal's first or latest one, or all of a deal's together: four different numbers."""
    dwell = pipeline(BACK, THERE, SEEN).dwell_time("talk", count=count)
    assert (table, still_open) == (dwell.table, dwell.still_open)
    assert (("its entry or exit is not known", left_out),) == dwell.left_out


def test_what_is_counted_is_said():
    """The definition names the stage and which visits count."""
    definitions = [
        pipeline().dwell_time("talk", count=count).definition for count in ("visit", "first", "latest", "cumulative")
    ]
    assert [
        "entered to exited, per visit to 'talk'",
        "entered to exited, per deal, first visit to 'talk'",
        "entered to exited, per deal, latest visit to 'talk'",
        "entered to exited, per deal, all visits together, to 'talk'",
    ] == definitions


def test_other_counts_are_refused():
    """A way of counting that there is not is named with those that there are."""
    with pytest.raises(InvalidValue, match="must be 'visit', 'first', 'latest' or 'cumulative', got 'mean'"):
        pipeline().dwell_time("talk", count="mean")


def test_from_one_stage_to_another():
    """First entry to first entry, in this order; the rest is still open or left out, each with its reason."""
    measured = pipeline(
        BACK,
        THERE,
        SEEN,
        deal("waits", ("talk", 3)),
        deal("gone", ("talk", 3), ("lost", 4)),
        deal("first", ("offer", 1), ("talk", 2)),
        deal("never", ("offer", 1)),
    ).stage_to_stage("talk", "offer")
    assert (days(1, 2), 1) == (measured.table, measured.still_open)
    assert {
        "when it entered one of them is not known": 1,
        "closed before it reached 'offer'": 1,
        "entered 'offer' first": 1,
    } == dict(measured.left_out)
    assert "first entry of 'talk' to first entry of 'offer'" == measured.definition


def test_a_close_may_be_the_end():
    """The time from a stage to a win can be asked for too."""
    assert days(10) == pipeline(BACK).stage_to_stage("talk", "won").table


def test_two_stages_are_two():
    """A stage is not measured to itself, and an unknown one is named."""
    with pytest.raises(InvalidValue, match=r"two stages must be different, got 'talk'; ask for dwell_time\(...\)"):
        pipeline().stage_to_stage("talk", "talk")
    with pytest.raises(UnknownName, match="did you mean 'offer'"):
        pipeline().stage_to_stage("talk", "ofer")
