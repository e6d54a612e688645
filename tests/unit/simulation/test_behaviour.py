"""Behaviours: laws of dwell times, exits that are declared, and what is learned from history."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import Cycle, Deal, InvalidValue, LimitExceeded, Money, Pipeline, Stage, UnknownName, ValueSet
from salescycle.model import OwnerAssigned, StageEntered, StageSeen
from salescycle.simulation import Arrivals, Behaviour, Dwell, Exit, StageBehaviour, fitted

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
CYCLE = Cycle(
    key="two",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "won", "lost"]),
        Stage("offer", leads_to=["won", "lost", "talk"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ],
)


def deal(*stays, id="D-1", start=0, opened=StageEntered):
    """Give a deal that is in stages from one day to the next."""
    outcomes = {"won": "won", "lost": "lost"}
    log, day = [], start
    for place, (stage, length) in enumerate(stays):
        kind = opened if place == 0 else StageEntered
        log.append(kind(stage=stage, outcome=outcomes.get(stage, "open"), at=MONDAY + day * DAY))
        day += length
    return Deal(id=id, log=log)


def learned(*deals, days=20, **fields):
    """Learn from deals as they stand some days after the Monday."""
    named = [Deal(id=f"D-{n}", log=each.log, lead=each.lead) for n, each in enumerate(deals)]
    return fitted(Pipeline(named, cycle=CYCLE, as_of=MONDAY + days * DAY), **fields)


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (Dwell.fixed(3 * DAY), [0, 0, 1]),
        (Dwell.fixed(DAY / 4), [1]),
        (Dwell.fixed(2.5 * DAY), [0, 1]),
        (Dwell.between(timedelta(0), 3 * DAY), [0.5, 1 / 3, 1 / 6]),
        (Dwell.between(2 * DAY, 4 * DAY), [0, 0.25, 0.5, 0.25]),
    ],
)
def test_a_law_is_laid_on_a_grid(law, expected) -> None:
    """Each length goes to the nearest whole number of steps, and to one at least."""
    assert pytest.approx(expected, abs=1e-12) == law.on_grid(DAY)


def test_laws_have_their_quantiles() -> None:
    """The median of a lognormal, and the scale of a Weibull law (1 - 1/e); both go on for ever, and add up to 1."""
    heavy = Dwell.lognormal(median=5 * DAY, spread=1.0)
    assert 0.5 == heavy.share_within(5 * DAY)
    assert pytest.approx(0.8413447460685429) == heavy.share_within(5 * 2.718281828459045 * DAY)
    assert pytest.approx(0.6321205588285577) == Dwell.weibull(scale=7 * DAY, shape=3).share_within(7 * DAY)
    assert [0.0, 0.0] == [each.share_within(timedelta(0)) for each in (heavy, Dwell.between(DAY, 2 * DAY))]
    assert 1.0 == Dwell.between(DAY, 2 * DAY).share_within(9 * DAY)
    for law in (heavy, Dwell.weibull(scale=7 * DAY)):
        masses = law.on_grid(DAY)
        assert pytest.approx(1) == sum(masses)
        assert min(masses) >= 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dwell.fixed(timedelta(0)),
        lambda: Dwell.fixed(5),
        lambda: Dwell.lognormal(median=DAY, spread=0),
        lambda: Dwell.lognormal(median=DAY, spread="1"),
        lambda: Dwell.weibull(scale=DAY, shape=99),
        lambda: Dwell.between(DAY, DAY),
        lambda: Dwell.between(-DAY, DAY),
        lambda: Exit(to="won", chance=1.5, dwell=Dwell.fixed(DAY)),
        lambda: Exit(to="won", chance=True, dwell=Dwell.fixed(DAY)),
        lambda: Exit(to="won", chance="much", dwell=Dwell.fixed(DAY)),
        lambda: Exit(to="won", chance=0.5, dwell=DAY),
        lambda: StageBehaviour(stage="talk", exits={"won": [0.7], "lost": [0.4]}),
        lambda: StageBehaviour(stage="talk", exits={"won": [-0.1]}),
        lambda: StageBehaviour(stage="talk", exits={"won": [1.1]}),
        lambda: StageBehaviour(stage="talk", exits=(("won", (0.1,)), ("won", (0.1,)))),
        lambda: Arrivals(rate=-1, begins={"talk": 1.0}),
        lambda: Arrivals(rate=1, begins={"talk": 0.5}),
        lambda: Arrivals(rate=1, begins={"talk": 1.0}, values=[5]),
        lambda: Behaviour.declared(CYCLE, {"won": [Exit(to="talk", chance=1, dwell=Dwell.fixed(DAY))]}),
        lambda: Behaviour.declared(CYCLE, [], step=DAY),
        lambda: Behaviour.declared(CYCLE, {}, step=timedelta(0)),
        lambda: Behaviour.declared("two", {}),
        lambda: Behaviour.declared(CYCLE, {"talk": ["won"]}),
        lambda: fitted("deals"),
        lambda: learned(deal(("talk", 1)), by=lambda _: 7),
        lambda: Behaviour(cycle=CYCLE, stages=[], arrivals=5),
        lambda: Behaviour(cycle=CYCLE, stages=[], segments={"north": ["talk"]}),
        lambda: learned(deal(("talk", 1)), prior=-1),
    ],
)
def test_what_is_not_one_is_refused(make) -> None:
    """By the door that it came to."""
    with pytest.raises(InvalidValue):
        make()


def test_deals_begin_where_the_cycle_has_a_stage() -> None:
    """And segments go by a key that there is."""
    with pytest.raises(UnknownName, match="demo"):
        Behaviour(cycle=CYCLE, stages=[], arrivals=Arrivals(rate=1, begins={"demo": 1.0}))
    with pytest.raises(UnknownName, match="colour"):
        learned(deal(("talk", 1)), by="colour")


def test_unknown_stages_and_endless_laws_are_refused() -> None:
    """A stage that the cycle does not have, on either side, and a law that needs too many steps."""
    soon = Dwell.fixed(DAY)
    for exits in ({"demo": [Exit(to="won", chance=1, dwell=soon)]}, {"talk": [Exit(to="demo", chance=1, dwell=soon)]}):
        with pytest.raises(UnknownName):
            Behaviour.declared(CYCLE, exits)
    with pytest.raises(LimitExceeded, match="take a longer step"):
        Dwell.fixed(9999 * DAY).on_grid(DAY)


def test_declared_exits_share_a_stage() -> None:
    """Chances by exit, each with a law of its own; what is missing to 1 stays for ever."""
    ways = [
        Exit(to="won", chance="0.25", dwell=Dwell.fixed(2 * DAY)),
        Exit(to="lost", chance=0.5, dwell=Dwell.fixed(DAY)),
    ]
    behaviour = Behaviour.declared(CYCLE, {"talk": ways})
    talk = behaviour.of("talk")
    assert (("won", (0.0, 0.25)), ("lost", (0.5,))) == talk.exits
    assert ((1.0, 0.5, 0.25), 0.25, 0.25, 0.5) == (talk.left, talk.never, talk.lasting(9), talk.lasting(1))
    assert ((), 1.0) == (behaviour.of("offer").exits, behaviour.of("offer").never)


def test_what_is_learned_is_aalen_johansen() -> None:
    """By hand: of 4 visits one leaves after 2 days, one is last seen after 3, one leaves after 4, one lasts."""
    found = learned(
        deal(("talk", 2), ("won", 0)),
        deal(("talk", 0), start=17),
        deal(("talk", 4), ("lost", 0)),
        deal(("talk", 0)),
    )
    talk = found.of("talk")
    # 1/4 after 2 days; then 3/4 are left, and one of two after 4 days: 3/8
    assert (("lost", (0.0, 0.0, 0.0, 0.375)), ("won", (0.0, 0.25, 0.0, 0.0))) == talk.exits
    assert (2, 0.375) == (talk.seen, talk.never)


def test_lengths_go_to_the_nearest_step() -> None:
    """Half a day and more is a day, less is none; but each move takes a step."""
    found = learned(deal(("talk", 0.2), ("offer", 1.5), ("talk", 2.4), ("won", 0)))
    assert (("offer", (0.5, 0.0)), ("won", (0.0, 0.5))) == found.of("talk").exits
    assert (("talk", (0.0, 1.0)),) == found.of("offer").exits
    weekly = learned(deal(("talk", 10), ("won", 0)), step=7 * DAY)
    assert ((("won", (1.0,)),), 7 * DAY) == (weekly.of("talk").exits, weekly.step)


def test_what_is_not_known_is_left_out_and_counted() -> None:
    """A first stage that was only seen, a stage of another cycle after it, and what ended before the records begin."""
    seen = deal(("talk", 2), ("won", 0), opened=StageSeen)
    strange = deal(("talk", 2), ("demo", 3), ("won", 0))
    old, kept = deal(("talk", 3), ("won", 0)), deal(("talk", 8), ("won", 0))
    found = learned(seen, strange, old, kept, observed_from=MONDAY + 5 * DAY)
    assert {
        "its entry or exit is not known": 1,
        "it led to a stage the cycle does not have": 1,
        "it ended before the records begin": 1,
    } == dict(found.left_out)
    assert (("won", (0.0,) * 7 + (1.0,)),) == found.of("talk").exits


def test_visits_count_from_the_age_at_which_they_were_first_seen() -> None:
    """By hand: seen from its 5th day, a visit is not at risk on the 2nd, when one of two others leaves."""
    late = deal(("talk", 9), ("won", 0))
    found = learned(
        late, deal(("talk", 2), ("lost", 0), start=5), deal(("talk", 0), start=5), observed_from=MONDAY + 5 * DAY
    )
    exits = dict(found.of("talk").exits)
    assert (0.5, 0.25) == (exits["lost"][1], exits["won"][8])


def test_segments_are_drawn_to_the_whole() -> None:
    """With 2 ends of its own and a prior of 2, half is its own; a segment that is not known goes the way of all."""
    north = [deal(("talk", 1), ("won", 0)), deal(("talk", 1), ("won", 0))]
    south = [deal(("talk", 1), ("lost", 0)), deal(("talk", 1), ("lost", 0))]
    names = {"D-0": "north", "D-1": "north", "D-2": "south", "D-3": "south", "D-4": None}
    found = learned(*north, *south, deal(("offer", 0)), by=lambda each: names[each.id], prior=2)
    assert ((("lost", (0.5,)), ("won", (0.5,)))) == found.of("talk").exits
    assert (("lost", (0.25,)), ("won", (0.75,))) == found.of("talk", "north").exits
    assert found.of("talk") == found.of("talk", "west") == found.of("talk", None)
    assert found.of("offer") == found.of("offer", "north")


def test_segments_may_be_a_reading() -> None:
    """By its name, as for pipelines; and laid out by hand as a mapping."""
    kim = deal(("talk", 1), ("won", 0)).record(OwnerAssigned(owner="kim", at=MONDAY))
    found = learned(kim, deal(("talk", 1), ("lost", 0)), by="owner", prior=0)
    assert ("kim", None) == (found.segment_of(kim), found.segment_of(deal(("talk", 0))))
    assert (("won", (1.0,)),) == tuple(each for each in found.of("talk", "kim").exits if sum(each[1]))
    by_hand = Behaviour(cycle=CYCLE, stages=[], segments={"kim": [found.of("talk", "kim")]}, segment_of="owner")
    assert found.of("talk", "kim") == by_hand.of("talk", by_hand.segment_of(kim))


def test_deals_to_come_are_as_those_that_came() -> None:
    """So many a step since the first, or since the records begin; where they begin, and what they are worth."""
    worth = ValueSet(value=Money("90", "EUR"), at=MONDAY)
    found = learned(deal(("talk", 1), ("won", 0)).record(worth), deal(("offer", 0), start=10))
    assert (0.1, (("offer", 0.5), ("talk", 0.5)), (Money("90", "EUR"),)) == (
        found.arrivals.rate,
        found.arrivals.begins,
        found.arrivals.values,
    )
    since = learned(deal(("talk", 1)), deal(("offer", 0), start=10), observed_from=MONDAY + 5 * DAY)
    assert (1 / 15, (("offer", 1.0),)) == (since.arrivals.rate, since.arrivals.begins)
    assert learned(deal(("talk", 1), opened=StageSeen)).arrivals is None
    assert learned(deal(("talk", 0), start=20)).arrivals is None


def test_a_change_is_made_everywhere() -> None:
    """To each stage, and to each stage of each segment."""
    found = learned(deal(("talk", 1), ("won", 0)), by=lambda _: "all", prior=0)
    emptied = found.replaced(lambda each: StageBehaviour(stage=each.stage, exits=()))
    assert [(), ()] == [emptied.of("talk").exits, emptied.of("talk", "all").exits]
