"""Closing: deals seen late, and the share in each stage by age."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from salescycle import Cycle, Deal, InvalidValue, Period, Pipeline, Stage, StageSeen
from salescycle.metrics import Lifetime, Stay, compare, incidence, occupation, survival

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
DAY = timedelta(days=1)


def deal(key, *path):
    """Give a deal that entered stages so many days after the start."""
    return Deal(id=key, log=[CYCLE.entry(stage, at=START + number * DAY) for stage, number in path])


def pipeline(*deals, as_of=30):
    """Give a pipeline of deals on a day."""
    return Pipeline(deals, cycle=CYCLE, as_of=START + as_of * DAY)


def test_deals_seen_late_count_from_their_age_on():
    """Where records begin on a day, older deals are at risk from their age then, and those closed by then never."""
    seen = pipeline(
        deal("early", ("talk", 0), ("won", 4)),
        deal("just", ("talk", 0), ("won", 10)),
        deal("old", ("talk", 2), ("won", 15)),
        deal("new", ("talk", 10), ("lost", 12)),
        deal("open", ("talk", 5)),
    )
    lifetimes = [
        Lifetime(duration=13 * DAY, cause="won", entry=8 * DAY),
        Lifetime(duration=2 * DAY, cause="lost"),
        Lifetime(duration=25 * DAY, entry=5 * DAY),
    ]
    start = START + 10 * DAY
    close = seen.time_to_close(observed_from=start)
    assert survival(lifetimes).steps == close.steps
    assert incidence(lifetimes).steps == seen.incidence(observed_from=start).steps
    assert (("closed before the records begin", 2),) == close.left_out


def test_a_start_asks_about_deals_that_got_so_far():
    """With a start the curve is about deals still open then, and the others are left out, with other reasons."""
    asked = pipeline(
        deal("quick", ("talk", 0), ("won", 2)),
        deal("slow", ("talk", 0), ("won", 9)),
        Deal(id="seen", log=[StageSeen(stage="talk", outcome="open", at=START)]),
    )
    close = asked.time_to_close(start=5 * DAY)
    assert (1, 9 * DAY) == (close.n, close.median)
    assert {"its opening is not known": 1, "it ended, or was last seen, by the start": 1} == dict(close.left_out)
    assert 1.0 == asked.incidence(start=5 * DAY).at(9 * DAY).of("won")


def test_the_small_table_is_given_out():
    """Estimators that the pipeline does not ask itself read the same counts of lifetimes."""
    deals = [deal("a", ("talk", 0), ("won", 2)), deal("b", ("talk", 1), ("won", 3)), deal("c", ("talk", 0))]
    assert {Lifetime(duration=2 * DAY, cause="won", count=2), Lifetime(duration=30 * DAY)} == set(
        pipeline(*deals).lifetimes()
    )
    late = pipeline(*deals).lifetimes(observed_from=START + 2 * DAY)
    assert {Lifetime(duration=2 * DAY, cause="won", entry=DAY), Lifetime(duration=30 * DAY, entry=2 * DAY)} == set(late)


def test_cohorts_are_compared_at_the_same_age():
    """Both are cut at the age to which both were followed; the result names which was shorter."""
    slow = [deal(f"s{n}", ("talk", 0), ("won", 10 + n)) for n in range(6)]
    fast = [deal(f"f{n}", ("talk", 20), ("won", 22 + n)) for n in range(6)]
    whole = pipeline(*slow, *fast)
    first, second = whole.opened_in(Period(start=START, end=START + DAY)), whole.where(lambda each: each.id[0] == "f")
    change = first.compare(second)
    assert (7 * DAY, "after", ["before", "after"]) == (
        change.horizon,
        second.compare(first).cohorts[1].key,
        [each.key for each in change.cohorts],
    )
    by_hand = compare({"before": first.lifetimes(), "after": second.lifetimes()}, horizon=5 * DAY, level=0.9)
    assert by_hand == first.compare(second, horizon=5 * DAY, level=0.9)


def test_pipelines_of_other_cycles_do_not_compare():
    """Closes of another cycle are not defined alike, and what is no pipeline is refused."""
    other = Cycle(key="other", version=1, stages=CYCLE.stages)
    with pytest.raises(InvalidValue, match="must be one of cycle 'three', got 'other'"):
        pipeline().compare(Pipeline([], cycle=other, as_of=START))
    with pytest.raises(InvalidValue, match="must be one of cycle 'three', got 7"):
        pipeline().compare(7)


def test_the_share_in_each_stage_counts_coming_back():
    """Each deal is in one stage at any age: what went back is there again, what is reopened no longer lost."""
    shares = pipeline(
        deal("back", ("talk", 0), ("offer", 2), ("talk", 5), ("lost", 8)),
        deal("again", ("talk", 0), ("lost", 3), ("talk", 6), ("won", 9)),
        as_of=20,
    ).occupation()
    by_hand = [
        Stay(state="talk", entered=0 * DAY, left=2 * DAY, to="offer"),
        Stay(state="offer", entered=2 * DAY, left=5 * DAY, to="talk"),
        Stay(state="talk", entered=5 * DAY, left=8 * DAY, to="lost"),
        Stay(state="talk", entered=0 * DAY, left=3 * DAY, to="lost"),
        Stay(state="lost", entered=3 * DAY, left=6 * DAY, to="talk"),
        Stay(state="talk", entered=6 * DAY, left=9 * DAY, to="won"),
    ]
    assert occupation(by_hand, states=["talk", "offer", "won", "lost"]).steps == shares.steps
    assert [("talk", Fraction(0)), ("offer", Fraction(1, 2)), ("won", Fraction(0)), ("lost", Fraction(1, 2))] == [
        *shares.at(4 * DAY).shares
    ]


def test_what_lasts_is_censored():
    """A deal still in a stage is at risk there until the instant of the question."""
    shares = pipeline(deal("open", ("talk", 0), ("offer", 4)), deal("quick", ("talk", 0), ("offer", 1), ("won", 2)))
    assert (4, 1) == (shares.occupation().n, shares.occupation().censored)


def test_times_are_rounded_down_to_steps():
    """Stages passed within one step are passed over, and coming back within one is no leaving."""
    half = timedelta(hours=12)
    entries = [("talk", 0 * half), ("offer", 1 * half), ("talk", 3 * half), ("offer", 8 * half), ("won", 9 * half)]
    quick = Deal(id="quick", log=[CYCLE.entry(stage, at=START + at) for stage, at in entries])
    by_hand = [
        Stay(state="offer", entered=0 * DAY, left=1 * DAY, to="talk"),
        Stay(state="talk", entered=1 * DAY, left=4 * DAY, to="won"),
    ]
    expected = occupation(by_hand, states=["talk", "offer", "won", "lost"])
    assert expected.steps == pipeline(quick).occupation().steps
    assert 4 == pipeline(quick).occupation(resolution=half).n


def test_a_deal_of_this_moment_has_not_stayed():
    """A deal opened in the very step of the question has no stay yet."""
    assert 0 == pipeline(deal("now", ("talk", 30))).occupation().n


def test_what_is_not_known_is_left_out():
    """Deals with an entry that was only seen, or a stage of another cycle, are counted apart."""
    seen = Deal(id="seen", log=[StageSeen(stage="talk", outcome="open", at=START)])
    strange = Deal(id="strange", log=[StageSeen(stage="demo", outcome="open", at=START)])
    other = deal("other", ("talk", 0)).record(
        *free_entries(("demo", 3)),
    )
    shares = pipeline(seen, strange, other).occupation()
    assert {"an entry of it is not known": 2, "it was in a stage the cycle does not have": 1} == dict(shares.left_out)


def free_entries(*path):
    """Give entries of stages that the cycle does not have."""
    stages = [Stage("demo", leads_to=["won", "lost"]), Stage("won", outcome="won"), Stage("lost", outcome="lost")]
    other = Cycle(key="other", version=1, stages=stages)
    return [other.entry(stage, at=START + number * DAY) for stage, number in path]


@pytest.mark.parametrize("resolution", [timedelta(0), -DAY, 1, None])
def test_a_step_is_a_length_of_time(resolution):
    """A resolution is a timedelta of more than 0."""
    with pytest.raises(InvalidValue):
        pipeline(deal("open", ("talk", 0))).occupation(resolution=resolution)
