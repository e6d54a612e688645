"""What if: each lever by hand, what it changes for deals that are on their way, and which gains most."""

from datetime import UTC, datetime, timedelta
from random import Random

import attrs
import pytest

from salescycle import Cycle, Deal, InvalidValue, Money, Pipeline, Stage, Undefined, UnknownName, ValueSet
from salescycle.model import StageEntered
from salescycle.simulation import (
    Arrivals,
    Behaviour,
    Effect,
    FewerLost,
    MoreLeads,
    Removed,
    Shortened,
    SlaMet,
    Spread,
    StageBehaviour,
    what_if,
)

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
CYCLE = Cycle(
    key="two",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"]),
        Stage("offer", leads_to=["won", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ],
)
# half of what is talked of becomes an offer after 4 days, a quarter is lost after 2; half of offers are won after 3
BEHAVIOUR = Behaviour(
    cycle=CYCLE,
    stages=[
        StageBehaviour(stage="talk", exits={"offer": [0.0, 0.0, 0.0, 0.5], "lost": [0.0, 0.25]}),
        StageBehaviour(stage="offer", exits={"won": [0.0, 0.0, 0.5], "lost": [0.25]}),
    ],
    arrivals=Arrivals(rate=2, begins={"offer": 1.0}),
)


def deal(id, stage="offer", age=0, value=None):
    """Give a deal that has been in a stage for some days on the Monday."""
    log = [StageEntered(stage=stage, outcome="open", at=MONDAY - age * DAY)]
    if value:
        log.append(ValueSet(value=Money(value, "EUR"), at=MONDAY - age * DAY))
    return Deal(id=id, log=log)


def ask(*deals, levers, days=3, behaviour=BEHAVIOUR, **fields):
    """Say what levers would change for deals some days ahead."""
    pipeline = Pipeline(deals, cycle=CYCLE, as_of=MONDAY)
    return what_if(pipeline, levers, horizon=days * DAY, behaviour=behaviour, **fields)


def gained(lever, *deals, days=3):
    """Give how many more of open deals are won in the mean, by one lever."""
    return ask(*deals, levers=[lever], days=days).effects[0].wins.mean


@pytest.mark.parametrize(
    ("lever", "exits"),
    [
        (Shortened(stage="talk", by=0.5), {"offer": (0.0, 0.5), "lost": (0.25,)}),
        (Shortened(stage="talk", by=1), {"offer": (0.5,), "lost": (0.25,)}),
        (Shortened(stage="talk", by=0.25), {"offer": (0.0, 0.0, 0.5), "lost": (0.0, 0.25)}),
        (SlaMet(stage="talk", within=3 * DAY), {"offer": (0.0, 0.0, 0.5), "lost": (0.0, 0.25)}),
        (SlaMet(stage="talk", within=DAY / 9), {"offer": (0.5,), "lost": (0.25,)}),
        (FewerLost(stage="talk", by=0.2), {"offer": (0.0, 0.0, 0.0, 0.55), "lost": (0.0, 0.2)}),
        (Removed(stage="talk"), {"offer": (2 / 3,), "lost": (1 / 3,)}),
    ],
)
def test_a_lever_changes_one_stage(lever, exits) -> None:
    """By hand; the other stage stays as it is."""
    changed = lever.applied(BEHAVIOUR)
    assert BEHAVIOUR.of("offer") == changed.of("offer")
    assert exits == {to: pytest.approx(masses) for to, masses in changed.of("talk").exits}


def test_what_nobody_knows_is_not_changed() -> None:
    """A stage that only loses, one that is never left, and leads of which none are known."""
    bare = Behaviour(cycle=CYCLE, stages=[StageBehaviour(stage="talk", exits={"lost": [0.5]})])
    assert bare == FewerLost(stage="talk", by=0.5).applied(bare)
    stuck = Behaviour(cycle=CYCLE, stages=[StageBehaviour(stage="talk", exits=())])
    for lever in (Removed(stage="talk"), Shortened(stage="talk", by=0.5), MoreLeads(by=0.5)):
        assert stuck == lever.applied(stuck)
    with pytest.raises(UnknownName):
        Shortened(stage="demo", by=0.5).applied(BEHAVIOUR)


@pytest.mark.parametrize(
    ("lever", "age", "days", "expected"),
    [
        # won after 3 days, or after 1.5, which is 2: within 2 days only then
        (Shortened(stage="offer", by=0.5), 0, 2, 0.5),
        # after a day 1/2 of 3/4 is won, in 2 days or in 1
        (Shortened(stage="offer", by=0.5), 1, 1, 2 / 3),
        (SlaMet(stage="offer", within=2 * DAY), 1, 1, 2 / 3),
        # it has taken longer already: over with the next step
        (SlaMet(stage="offer", within=DAY), 2, 1, 0.0),
        # all of the quarter that is lost is saved
        (FewerLost(stage="offer", by=1), 0, 3, 0.25),
        # of those that last a day none is lost any more, and a third is never seen to leave
        (FewerLost(stage="offer", by=1), 1, 3, 0.0),
        (Removed(stage="offer"), 1, 3, 1 / 3),
        (MoreLeads(by=1), 1, 3, 0.0),
        (Shortened(stage="talk", by=1), 0, 3, 0.0),
    ],
)
def test_a_deal_on_its_way_gains_what_is_left_of_it(lever, age, days, expected) -> None:
    """By hand, over what happens as things are."""
    assert pytest.approx(expected, abs=1e-12) == gained(lever, deal("D-1", age=age), days=days)


def test_a_deal_two_stages_away_gains_by_both() -> None:
    """From talk: 4 + 3 days; with offers shorter by two thirds it is 4 + 1."""
    assert pytest.approx(0.25) == gained(Shortened(stage="offer", by=2 / 3), deal("D-1", "talk"), days=5)


def test_nothing_changed_is_nothing_gained() -> None:
    """Exactly, in the mean and by its limits, whatever the deal."""
    deals = [deal(f"D-{n}", stage, n, value=9) for n, stage in enumerate(("offer", "offer", "talk", "talk"))]
    levers = [
        Shortened(stage="offer", by=0),
        SlaMet(stage="talk", within=99 * DAY),
        FewerLost(stage="offer", by=0),
        MoreLeads(by=0),
    ]
    for effect in ask(*deals, levers=levers, days=30).effects:
        assert ((0,), (1.0,), 0.0, 0.0, Money("0", "EUR")) == (
            effect.wins.values,
            effect.wins.weights,
            effect.wins.mean,
            effect.gain,
            effect.value,
        )


def test_gains_and_losses_are_both_in_the_spread() -> None:
    """A lever that wins one deal more with 1/4 and takes another away with 1/2."""

    @attrs.frozen
    class Odd:
        def applied(self, behaviour):
            return behaviour

        def on_the_way(self, ahead, *, age, behaviour):
            return StageBehaviour(stage=ahead.stage, exits={"won": [0.75 if age == 0 else 1 / 6]})

    found = ask(deal("D-1"), deal("D-2", age=1, value=12), levers=[Odd()]).effects[0]
    assert ((-1, 0, 1), pytest.approx([0.375, 0.5, 0.125]), pytest.approx(-0.25)) == (
        found.wins.values,
        found.wins.weights,
        found.wins.mean,
    )
    assert "-6.00 EUR" == str(found.value)


def test_deals_to_come_gain_too() -> None:
    """Two offers a day, half of them won after three days: those of the first day, and half of those of the second."""
    found = ask(deal("D-1"), levers=[MoreLeads(by=0.5), MoreLeads(by=-1)], days=4)
    # two a day, of which those of the first day have 4 to 3 days left (1/2), of the second 3 to 2 (1/4)
    assert pytest.approx([0.75, -1.5]) == [effect.new_wins.mean for effect in found.effects]
    assert pytest.approx(2.0) == found.wins
    assert found.effects[1].new_wins.quantile(0.1) < 0
    assert ["50% more leads", "-100% more leads"] == [effect.lever for effect in found.effects]


def test_it_is_told_as_a_table() -> None:
    """The lever that gains most first; a value, where there is one."""
    levers = [Shortened(stage="talk", by=0.1), FewerLost(stage="offer", by=1)]
    found = ask(deal("D-1", value=8), levers=levers)
    assert ["100% fewer lost in 'offer'", "'talk' 10% shorter"] == [effect.lever for effect in found.effects]
    row = found.to_records()[0]
    expected = {"lever": "100% fewer lost in 'offer'", "of_open": 0.25, "low_80": 0, "high_80": 1, "value": "2.00"}
    assert expected == {name: row[name] for name in expected}
    assert str(found).startswith("1 wins in 3 days as things are\nlever")
    assert isinstance(ask(deal("D-1"), levers=levers).effects[0].value, Undefined)
    none = Effect(lever="x", wins=Spread(values=(), weights=(), mean=1.0), new_wins=None, value=Undefined("none"))
    assert 1.0 == none.gain
    assert None is attrs.evolve(found, effects=(none,)).to_records()[0]["low_80"]


def test_deals_that_are_too_old_are_in_no_difference() -> None:
    """Nor is one in a stage of which nothing is known changed."""
    all_leave = Behaviour(cycle=CYCLE, stages=[StageBehaviour(stage="talk", exits={"won": [0.5, 0.5]})])
    found = ask(deal("D-1", "talk", age=5), deal("D-2"), levers=[Removed(stage="talk")], behaviour=all_leave)
    assert (0.0, None) == (found.effects[0].gain, found.effects[0].new_wins)


def test_rounds_learn_anew() -> None:
    """The same seed gives the same; nothing changed is still nothing."""
    closed = [
        Deal(id=f"W-{n}", log=[*deal("x", age=9).log, StageEntered(stage=end, outcome=end, at=MONDAY - n * DAY)])
        for n, end in enumerate(["won", "lost", "won"])
    ]
    pipeline = Pipeline([*closed, deal("D-1"), deal("D-2", age=3)], cycle=CYCLE, as_of=MONDAY)
    levers = [Shortened(stage="offer", by=0.5), MoreLeads(by=0)]
    told = [what_if(pipeline, levers, horizon=9 * DAY, rng=Random(2), rounds=5) for _ in range(2)]
    assert told[0] == told[1]
    assert (5, 0.0) == (told[0].rounds, told[0].effects[1].wins.mean)
    assert 1 == what_if(pipeline, levers, horizon=9 * DAY).rounds


@pytest.mark.parametrize(
    "make",
    [
        lambda: Shortened(stage="talk", by=2),
        lambda: Shortened(stage="talk", by="0.5"),
        lambda: MoreLeads(by=-2),
        lambda: SlaMet(stage="talk", within=timedelta(0)),
        lambda: ask(deal("D-1"), levers=["shorter"]),
        lambda: ask(deal("D-1"), levers=[], rounds=2),
        lambda: ask(deal("D-1"), levers=[], rounds=2, rng=Random(1)),
        lambda: ask(deal("D-1"), levers=[], behaviour="mine"),
        lambda: what_if([], [], horizon=DAY),
    ],
)
def test_what_cannot_be_asked_is_refused(make) -> None:
    """By the door that it came to."""
    with pytest.raises(InvalidValue):
        make()
