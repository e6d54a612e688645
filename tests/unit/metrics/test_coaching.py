"""Coaching: each share by owner is counted as it says, and only what is sure stands out."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import Cycle, InvalidValue, Pipeline, Stage, UnknownName
from salescycle.cycle import value_known
from salescycle.metrics import Coaching, CoachingMeasure, CoachingRow
from salescycle.model import (
    CommitmentKept,
    CommitmentMade,
    Contacted,
    Deal,
    ObjectionRaised,
    OwnerAssigned,
    StageSeen,
)
from salescycle.values import Interval, Share, Undefined, WorkCalendar

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = MONDAY + 100 * DAY
CYCLE = Cycle(
    key="short",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "rest", "lost"]),
        Stage("offer", leads_to=["won", "lost"], exit_criteria=[value_known]),
        Stage("rest", outcome="hold", leads_to=["talk"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)


def deal(id, owner, *path, facts=()):
    """Give a deal of an owner that entered stages on days: ("talk", 0), ("won", 9)."""
    entered = [CYCLE.entry(stage, at=MONDAY + day * DAY) for stage, day in path]
    return Deal(id=id, log=[OwnerAssigned(owner=owner, at=MONDAY), *entered, *facts])


def shares(deals, measure, **asked):
    """Give the shares of a measure by owner and subject, as (part, whole)."""
    found = Pipeline(deals, cycle=CYCLE, as_of=NOW).coaching(**asked)
    rows = [row for row in found.rows if row.measure == measure]
    return {(row.owner, row.subject): (row.share.part, row.share.whole) for row in rows}


def test_visits_longer_than_usual_are_counted() -> None:
    """Longer than four in five of all; one that lasts counts once it is longer, and is left out before."""
    quick = [deal(f"Q-{n}", "kim", ("talk", 0), ("lost", n)) for n in range(1, 9)]
    slow = [deal(f"S-{n}", "lee", ("talk", 0), ("lost", 50 + n)) for n in range(2)]
    lasting = [deal("L-1", "lee", ("talk", 0)), deal("L-2", "lee", ("talk", 99))]
    assert {("kim", "talk"): (0, 8), ("lee", "talk"): (2, 3)} == shares([*quick, *slow, *lasting], "slow")
    seen = Deal(id="X", log=[StageSeen(stage="talk", outcome="open", at=MONDAY)])
    assert ("nobody", "talk") not in shares([*quick, *slow, seen], "slow")


def test_going_on_is_to_a_later_stage_or_a_win() -> None:
    """Back, lost and put aside are not; out of a stage on hold there is no going on."""
    deals = [
        deal("D-1", "kim", ("talk", 0), ("offer", 1), ("talk", 2), ("rest", 3), ("talk", 4), ("offer", 5), ("won", 6)),
        deal("D-2", "kim", ("talk", 0), ("lost", 1)),
        deal("D-3", "lee", ("talk", 0)),
    ]
    gone = Deal(id="D-4", log=[CYCLE.start(at=MONDAY), StageSeen(stage="demo", outcome="open", at=MONDAY + DAY)])
    assert {("kim", "talk"): (2, 4), ("kim", "offer"): (1, 2)} == shares([*deals, gone], "advanced")


def test_open_deals_that_lack_a_criterion_are_held_up() -> None:
    """Of the open deals in a stage, those that lack what is asked to go on from it."""
    open_deals = [deal(f"D-{n}", "kim", ("talk", 0), ("offer", n)) for n in range(1, 3)]
    others = [deal("D-3", "lee", ("offer", 1), ("won", 2)), Deal(id="D-4"), deal("D-5", "lee", ("talk", 0))]
    assert {("kim", "offer: value_known"): (2, 2)} == shares([*open_deals, *others], "held_up")


def test_answers_in_time_are_counted_of_those_decided() -> None:
    """A lead that still waits, not longer than the time, is neither answered nor not."""
    called = Contacted(channel="call", direction="outbound", at=MONDAY + HOUR)
    late = Contacted(channel="call", direction="outbound", at=MONDAY + 2 * HOUR)
    deals = [deal("D-1", "kim", ("talk", 0), facts=[called]), deal("D-2", "kim", ("talk", 0), facts=[late])]
    waiting = [deal("D-3", "lee", ("talk", 0)), deal("D-4", "lee", ("talk", 100))]
    odd = Deal(id="D-5", log=[StageSeen(stage="talk", outcome="open", at=MONDAY)])
    assert {("kim", ""): (1, 2), ("lee", ""): (0, 1)} == shares([*deals, *waiting, odd], "answered")
    assert {("kim", ""): (2, 2), ("lee", ""): (0, 1)} == shares([*deals, *waiting, odd], "answered", within=2 * HOUR)


def test_times_are_working_time_where_there_is_a_calendar() -> None:
    """Called on Tuesday at ten, a lead of Monday evening was answered within an hour of the office."""
    evening = MONDAY + 10 * HOUR
    start, called = CYCLE.start(at=evening), Contacted(channel="call", at=MONDAY + 25 * HOUR)
    deals = [Deal(id="D-1", log=[OwnerAssigned(owner="kim", at=evening), start, called])]
    office = WorkCalendar.weekdays("09:00-17:00", zone=UTC)
    assert {("kim", ""): (0, 1)} == shares(deals, "answered")
    assert {("kim", ""): (1, 1)} == shares(deals, "answered", calendar=office)


def test_our_commitments_are_counted() -> None:
    """Kept of those of ours that were due; the buyer's are theirs."""
    made = [CommitmentMade(commitment=key, side="us", due=MONDAY + DAY, at=MONDAY) for key in ("demo", "sheet")]
    theirs = CommitmentMade(commitment="trial", side="buyer", due=MONDAY + DAY, at=MONDAY)
    kept = CommitmentKept(commitment="demo", at=MONDAY)
    assert {("kim", ""): (1, 2)} == shares([deal("D-1", "kim", ("talk", 0), facts=[*made, theirs, kept])], "kept")


def test_losses_after_an_objection_are_counted() -> None:
    """Of the closed deals in which it was raised, those lost; an open deal is not decided."""
    raised = [ObjectionRaised(topic="price", at=MONDAY)]
    deals = [
        deal("D-1", "kim", ("talk", 0), ("lost", 2), facts=raised),
        deal("D-2", "kim", ("talk", 0), ("won", 2), facts=raised),
        deal("D-3", "kim", ("talk", 0), facts=raised),
    ]
    assert {("kim", "price"): (1, 2)} == shares(deals, "lost_on")


def test_only_what_is_sure_stands_out() -> None:
    """Forty deals that all get stuck stand out beside sixty that do not; a single one never does."""
    good = [deal(f"{owner}-{n}", owner, ("talk", 0), ("offer", 1)) for owner in ("kim", "ann") for n in range(60)]
    bad = [deal(f"lee-{n}", "lee", ("talk", 0), ("lost" if n % 4 else "offer", 1)) for n in range(40)]
    once = deal("bo-1", "bo", ("talk", 0), ("lost", 1))
    found = Pipeline([*good, *bad, once], cycle=CYCLE, as_of=NOW).coaching()
    told = [(row.owner, row.measure.value, row.is_better) for row in found.standing_out if row.subject == "talk"]
    assert ("lee", "advanced", False) == told[0]
    assert "bo" not in {owner for owner, _, _ in told}
    assert "lee    Goes on from a stage  talk  25.0% (10 of 40)" in str(found.of("lee"))
    with pytest.raises(UnknownName, match="no owner 'bob' in this coaching"):
        found.of("bob")


def row(part, whole, *, measure="advanced", low=0.1, high=0.3, rate=0.2, pool=(50, 100)):
    return CoachingRow(
        owner="kim",
        measure=CoachingMeasure(measure),
        subject="talk",
        share=Share(part=part, whole=whole),
        pool=Share(part=pool[0], whole=pool[1]),
        rate=rate,
        interval=low if isinstance(low, Undefined) else Interval(low=low, high=high, level=0.95),
    )


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (row(2, 10), False),
        (row(2, 10, measure="slow"), True),
        (row(1, 4), None),
        (row(2, 10, high=0.6), None),
        (row(2, 10, low=Undefined("one"), rate=Undefined("one")), None),
        (row(0, 0, pool=(0, 0)), None),
    ],
    ids=["worse", "better", "too few", "about the same", "undefined", "none"],
)
def test_better_or_worse_only_where_it_stands_out(each, expected) -> None:
    """More is better of some measures, and less of others; with fewer than five nothing is said."""
    assert (expected, expected is not None) == (each.is_better, each.stands_out)
    assert expected == each.to_record()["is_better"]


def test_it_tells_itself_as_rows_and_text() -> None:
    """A row for each share; nothing that stands out is said so."""
    assert ("nothing stands out", [], ()) == (
        str(Coaching(rows=())),
        Coaching(rows=()).to_records(),
        Coaching(rows=()).owners,
    )
    unknown = row(2, 10, low=Undefined("one"), rate=Undefined("one")).to_record()
    assert (None, None, 2, 10) == (unknown["rate"], unknown["low"], unknown["part"], unknown["whole"])
    assert [] == [each for each in CoachingMeasure if not (each.label.text("en") and each.label.text("ko"))]


def test_a_time_to_answer_is_a_time() -> None:
    """A number of hours is refused."""
    with pytest.raises(InvalidValue, match="a time to answer within must be a timedelta"):
        Pipeline([], cycle=CYCLE, as_of=NOW).coaching(within=1)  # type: ignore[arg-type]
