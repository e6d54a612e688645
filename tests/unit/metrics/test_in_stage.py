"""In a stage: how long visits last, where they lead, how old open deals are there, and what shortening would gain."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from salescycle import Cycle, Deal, InvalidValue, Pipeline, Stage, StageSeen, Undefined, UnknownName
from salescycle.metrics import Lifetime, bootstrap, incidence, shrink, stage_chain, survival
from salescycle.presets import free_cycle

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
CYCLE = Cycle(
    key="three",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"]),
        Stage("offer", leads_to=["won", "talk", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)
STRANGE = free_cycle(["demo"], won=["won"], lost=["lost"])


def deal(key, *path):
    """Give a deal that entered stages so many days after the start."""
    return Deal(id=key, log=[CYCLE.entry(stage, at=START + number * DAY) for stage, number in path])


def pipeline(*deals, as_of=30):
    """Give a pipeline of deals on a day."""
    return Pipeline(deals, cycle=CYCLE, as_of=START + as_of * DAY)


def life(days, cause=None, count=1):
    """Give a lifetime of so many days."""
    return Lifetime(duration=days * DAY, cause=cause, count=count)


SEEN = Deal(id="seen", log=[StageSeen(stage="talk", outcome="open", at=START), CYCLE.entry("offer", at=START + DAY)])
LOST_SIGHT = Deal(
    id="sight", log=[CYCLE.entry("talk", at=START), StageSeen(stage="offer", outcome="open", at=START + 3 * DAY)]
)
STRAYED = Deal(id="strayed", log=[CYCLE.entry("talk", at=START), STRANGE.entry("demo", at=START + 4 * DAY)])
DEALS = (
    deal("won", ("talk", 0), ("offer", 2), ("talk", 5), ("offer", 9), ("won", 10)),
    deal("lost", ("talk", 0), ("lost", 4)),
    deal("old", ("talk", 0), ("offer", 3)),
    deal("new", ("talk", 28)),
)


def test_visits_that_last_count_for_as_long_as_they_do():
    """Leaving the stage is the event, a visit that lasts is censored, and one with an unknown end left out."""
    curve = pipeline(*DEALS, SEEN, LOST_SIGHT).time_in_stage("talk")
    lives = [life(2, "left"), life(4, "left", count=2), life(3, "left"), life(2)]
    assert survival(lives).steps == curve.steps
    assert {"its entry is not known": 1, "its exit is not known": 1} == dict(curve.left_out)
    assert "Kaplan-Meier: share of visits to 'talk' not left by an age" == curve.definition


def test_a_closed_stage_has_no_time_in_it():
    """Deals stay closed: the question is how long it takes to get there."""
    with pytest.raises(InvalidValue, match=r"ask for time_to_close\(\)"):
        pipeline().time_in_stage("won")
    with pytest.raises(UnknownName):
        pipeline().time_in_stage("tlak")


def test_where_visits_lead_competes():
    """The stages entered next are the causes, in the order of the cycle; odd visits are left out."""
    curves = pipeline(*DEALS, SEEN, LOST_SIGHT, STRAYED).exits_from("talk")
    lives = [life(2, "offer"), life(4, "offer"), life(4, "lost"), life(3, "offer"), life(2)]
    assert (("offer", "lost"), incidence(lives, causes=["offer", "lost"]).steps) == (curves.causes, curves.steps)
    assert {
        "its entry is not known": 1,
        "its exit is not known": 1,
        "it led to a stage the cycle does not have": 1,
    } == dict(curves.left_out)


def test_a_stage_that_nothing_has_left_tells_of_its_ways():
    """Where no visit has ended, the ways of the cycle stand for the ends, all at nothing."""
    curves = pipeline(DEALS[3]).exits_from("talk")
    assert (("offer", "lost"), 0.0) == (curves.causes, curves.at(DAY).of("offer"))
    assert ("won",) == pipeline(DEALS[0]).exits_from("won").causes


def test_what_is_still_to_come_is_counted_from_moves():
    """The chain takes the moves of the pipeline and the mean stays, the ones that last counted."""
    chain = pipeline(*DEALS).stage_chain()
    talk, offer = pipeline(*DEALS).time_in_stage("talk"), pipeline(*DEALS).time_in_stage("offer")
    expected = stage_chain(
        {("talk", "offer"): 3, ("talk", "lost"): 1, ("offer", "talk"): 1, ("offer", "won"): 1},
        stages=["talk", "offer"],
        absorbing=["won", "lost"],
        dwell={
            "talk": talk.restricted_mean(4 * DAY).mean,
            "offer": offer.restricted_mean(27 * DAY).mean,
        },
    )
    assert expected.stages == chain.stages


def test_moves_into_the_unknown_are_left_out_of_the_chain():
    """A stage from which nothing has closed yet says nothing of what follows it."""
    chain = pipeline(deal("lost", ("talk", 0), ("lost", 4)), deal("there", ("talk", 0), ("offer", 2))).stage_chain()
    assert (["talk"], (("moves into stages from which none has closed yet", 1),)) == (
        [each.stage for each in chain.stages],
        chain.left_out,
    )


def test_the_bottleneck_is_where_most_is_gained():
    """Visits on the way to a win, times the mean stay, times the share it is shortened by; the most first."""
    found = pipeline(*DEALS).bottleneck(shortened="0.5")
    chain = pipeline(*DEALS).stage_chain()
    visits = dict(chain.of("talk").visits_if_won)
    assert ["offer", "talk"] == [each.stage for each in found.stages]
    assert (visits["offer"], Decimal("0.5"), chain.n) == (found.first.visits, found.shortened, found.n)
    assert abs(found.first.time - 2 * found.first.gain) <= timedelta(microseconds=1)
    # by hand: 8/5 visits of 1 + 2 x 2/3 + 24 x 1/3 days, one of three being still there after 27
    assert (Fraction(8, 5), 31 * DAY / 3) == (found.first.visits, found.first.stay)
    assert "offer, shortened by 50%, brings wins forward by 8.267 days (n=6)" == str(found)
    row = found.to_records()[0]
    assert ("offer", 1.6) == (row["stage"], row["visits"])
    assert [31 / 3, 1.6 * 31 / 3, 0.8 * 31 / 3] == pytest.approx(
        [row[name] for name in ("stay_days", "time_days", "gain_days")]
    )
    assert "stage  visits  days a visit  days in all  days gained" == found.table().split("\n")[0]


def test_without_a_win_there_is_no_bottleneck():
    """Where no counted move leads to a win, nothing can be brought forward."""
    for deals in ((), (deal("lost", ("talk", 0), ("lost", 4)),)):
        found = pipeline(*deals).bottleneck()
        assert "undefined: no counted move leads from the first stage to a win" == str(found)
        assert ([], "stage  visits  days a visit  days in all  days gained") == (found.to_records(), found.table())


def test_a_stay_that_is_not_known_is_said():
    """A stage on the way to a win whose stays nobody knows has no gain."""
    won = Deal(id="w", log=[CYCLE.entry("talk", at=START), *[CYCLE.entry(s, at=START + DAY) for s in ("offer", "won")]])
    seen = Deal(id="s", log=[StageSeen(stage="talk", outcome="open", at=START), CYCLE.entry("won", at=START + DAY)])
    found = pipeline(seen).bottleneck()
    assert ["undefined: there are none"] == [str(each.time) for each in found.stages]
    assert "talk, shortened by 20%, brings wins forward by undefined: there are none (n=1)" == str(found)
    assert timedelta(0) == {each.stage: each.gain for each in pipeline(won).bottleneck().stages}["offer"]


def test_open_deals_stand_against_the_history_of_their_stage():
    """Percentile, what is to come, and the chance by where visits of that age lead and how that ends."""
    ageing = pipeline(*DEALS, SEEN, STRAYED).ageing()
    old = next(each for each in ageing.deals if each.deal == "old")
    stays, exits = pipeline(*DEALS, SEEN, STRAYED).time_in_stage("offer"), None
    assert (27 * DAY, stays.closed_by(27 * DAY), stays.residual_median(27 * DAY)) == (
        old.stage_age,
        old.percentile,
        old.remaining,
    )
    assert ["new", "old", "seen"] == sorted(each.deal for each in ageing.deals)
    assert ((("its stage is no open one of the cycle", 1),), 3) == (ageing.left_out, ageing.n)
    new = next(each for each in ageing.deals if each.deal == "new")
    whole = pipeline(*DEALS, SEEN, STRAYED)
    exits, chain = whole.exits_from("talk").given_open(2 * DAY), whole.stage_chain()
    assert float(chain.of("offer").win_probability) * exits.of("offer") == pytest.approx(new.chance)


def test_those_who_stay_too_long_are_first():
    """The longest for their stage come first, and those beyond a share can be asked for."""
    deals = [deal(f"d{n}", ("talk", 0), ("lost", n)) for n in range(1, 10)]
    ageing = pipeline(*deals, deal("late", ("talk", 22)), deal("early", ("talk", 28))).ageing()
    assert ["late", "early"] == [each.deal for each in ageing.deals]
    assert ["late"] == [each.deal for each in ageing.beyond(0.7)]
    assert {"deal": "late", "stage": "talk", "stage_age_days": 8.0, "chance": 0.0}.items() <= (
        ageing.to_records()[0].items()
    )
    assert "deal   stage  days in it  percentile  days to come  chance" == str(ageing).split("\n")[0]


def test_where_the_end_is_not_known_there_is_no_chance():
    """A stage whose visits lead to one that nothing has left yet has no chance to tell; nor one past its history."""
    ageing = pipeline(deal("there", ("talk", 0), ("offer", 9)), deal("here", ("talk", 26)), as_of=30).ageing()
    chances = {each.deal: each.chance for each in ageing.deals}
    assert Undefined("what follows 'offer' is not known") == chances["here"]
    alone = pipeline(deal("all", ("talk", 0), ("lost", 1)), deal("late", ("talk", 20)), as_of=29).ageing()
    assert [Undefined("no visit to the stage was left at a greater age")] == [each.chance for each in alone.deals]


def test_the_chance_is_of_visits_that_were_left_later():
    """Visits that still last say nothing of where deals go: of two left later one led to a win, whatever else lasts."""
    done = [deal("won", ("offer", 0), ("won", 9)), deal("lost", ("offer", 0), ("lost", 9))]
    lasting = [deal(f"d{n}", ("offer", 18)) for n in range(6)]
    chances = {each.deal: each.chance for each in pipeline(*done, *lasting, deal("new", ("offer", 25))).ageing().deals}
    assert 0.5 == chances["new"]
    assert isinstance(chances["d0"], Undefined)


def test_a_deal_entered_unseen_has_no_age():
    """A deal that was only found in its stage is left out, and a pipeline of closed deals is empty."""
    seen = Deal(id="seen", log=[StageSeen(stage="talk", outcome="open", at=START)])
    assert (("its entry is not known", 1),) == pipeline(seen).ageing().left_out
    assert ("0 open deals", ()) == (str(pipeline(DEALS[1]).ageing()), pipeline(DEALS[1]).ageing().beyond(0.1))


def test_any_measure_has_an_interval():
    """Deals are drawn again, whole owners with clusters, one drawn twice counting twice."""
    deals = [deal(f"d{n}", ("talk", 0), ("offer", 1), ("won", 2 + n)) for n in range(12)]

    def mean(part):
        return part.cycle_length().mean

    found = pipeline(*deals).bootstrap(mean, rng=Random(3), times=50)
    lengths = [(2 + n) * DAY for n in range(12)]
    by_hand = bootstrap(lengths, lambda some: sum(some, timedelta(0)) / len(some), rng=Random(3), times=50)
    assert (by_hand.estimate, by_hand.low, by_hand.high) == (found.estimate, found.low, found.high)
    assert "undefined: one cluster alone cannot be resampled" == str(
        pipeline(*deals).bootstrap(mean, rng=Random(3), times=5, clusters="owner").low
    )
    thirds = pipeline(*deals).bootstrap(mean, rng=Random(3), times=5, clusters=lambda each: each.id[-1])
    assert 10 == thirds.clusters


def test_segments_are_ranked_by_what_they_have_in_common():
    """Rates of parts are shrunk and tested as the estimators do, the part that is not known by its name."""
    deals = [deal(f"a{n}", ("talk", 0), ("won", 5 + n % 3)) for n in range(9)]
    deals += [deal(f"b{n}", ("talk", 0), ("lost" if n % 3 else "won", 9 + n)) for n in range(9)]
    parts = pipeline(*deals).by(lambda each: "b" if each.id[0] == "b" else None)
    rates = {"(not known)": pipeline(*deals[:9]).win_rate(), "b": pipeline(*deals[9:]).win_rate()}
    assert shrink(rates) == parts.shrunk(lambda part: part.win_rate())
    assert 1 == parts.log_rank().freedom
    assert parts.log_rank().chi_square > 10
    assert Fraction(1) == rates["(not known)"].value
