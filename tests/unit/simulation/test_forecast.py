"""Forecasts: chances by hand, sums of them, amounts, deals to come, rounds, and what is said of it all."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import attrs
import pytest

from salescycle import (
    SHORT_CYCLE,
    CurrencyMismatch,
    Cycle,
    Deal,
    InvalidValue,
    LimitExceeded,
    Money,
    Pipeline,
    Stage,
    Undefined,
    UnknownName,
)
from salescycle.model import StageEntered, StageSeen, ValueSet
from salescycle.simulation import (
    Arrivals,
    Behaviour,
    Passage,
    Spread,
    StageBehaviour,
    fitted,
    forecast,
    forecast_rounds,
)
from salescycle.simulation._spread import drawn, is_exact, mixed, poisson, summed

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
# by hand: of visits to talk, half go to an offer after a day, a quarter is lost after three; of offers a half is won
# after two days, and a quarter goes back to talk after one
BEHAVIOUR = Behaviour(
    cycle=CYCLE,
    stages=[
        StageBehaviour(stage="talk", exits={"offer": [0.5], "lost": [0.0, 0.0, 0.25]}),
        StageBehaviour(stage="offer", exits={"won": [0.0, 0.5], "talk": [0.25]}),
    ],
)


def deal(id, stage="talk", age=0.0, value=None, currency="EUR", kind=StageEntered, outcome="open"):
    """Give a deal that has been in a stage for some days on the Monday."""
    log = [kind(stage=stage, outcome=outcome, at=MONDAY - age * DAY)]
    if value is not None:
        log.append(ValueSet(value=Money(value, currency), at=MONDAY - age * DAY))
    return Deal(id=id, log=log)


def pipeline(*deals):
    """Give the pipeline on the Monday."""
    return Pipeline(deals, cycle=CYCLE, as_of=MONDAY)


def ask(*deals, days=5, behaviour=BEHAVIOUR, **fields):
    """Forecast deals some days ahead."""
    return forecast(pipeline(*deals), horizon=days * DAY, behaviour=behaviour, **fields)


def test_chances_by_hand() -> None:
    """From an offer: 1/2 after 2 days, and 1/4 x 1/2 x 1/2 = 1/16 more after 1 + 1 + 2; from talk a day later."""
    fresh = Passage.of(BEHAVIOUR, None, 8).fresh
    offer = [0, 0, Fraction(1, 2), Fraction(1, 2), Fraction(9, 16), Fraction(9, 16), Fraction(73, 128)]
    assert list(map(float, offer)) == fresh["offer"][:7]
    assert [0.0, *(float(each / 2) for each in offer)] == fresh["talk"][:8]


@pytest.mark.parametrize(
    ("stage", "age", "steps", "expected"),
    [
        ("offer", 0, 2, 0.5),
        # no longer back after a day: 1/2 of 3/4
        ("offer", 1, 1, 2 / 3),
        ("offer", 1, 9, 2 / 3),
        # what is left then was never seen to leave
        ("offer", 2, 9, 0.0),
        ("talk", 1, 9, 0.0),
        ("talk", 0, 3, 0.25),
        ("talk", 0, 0, 0.0),
        ("lost", 0, 9, 0.0),
    ],
)
def test_chances_after_a_while_in_a_stage(stage, age, steps, expected) -> None:
    """By hand, of the visits that last longer than that."""
    assert pytest.approx(expected, abs=1e-15) == Passage.of(BEHAVIOUR, None, 9).chance(stage, age, steps)


def test_a_deal_that_is_too_old_has_no_chance_that_is_known() -> None:
    """It is left out, counted, and in no total."""
    all_leave = Behaviour(cycle=CYCLE, stages=[StageBehaviour(stage="talk", exits={"won": [0.5, 0.5]})])
    found = ask(deal("D-1", age=2), deal("D-2", age=1), deal("D-3", age=9, value=5), behaviour=all_leave)
    assert ["D-2"] == [each.id for each in found.deals]
    assert (1.0, (("it has been in its stage for longer than any visit there that was seen", 2),)) == (
        found.wins.mean,
        found.left_out,
    )
    assert isinstance(Passage.of(all_leave, None, 3).chance("talk", 2, 1), Undefined)


def test_the_wins_are_a_sum_of_chances() -> None:
    """Of chances of 1/2 and 2/3: none 1/6, one 1/2, both 1/3."""
    found = ask(deal("D-1", "offer"), deal("D-2", "offer", age=1), days=2)
    assert ((0, 1, 2), pytest.approx([1 / 6, 1 / 2, 1 / 3])) == (found.wins.values, found.wins.weights)
    assert (pytest.approx(7 / 6), 1, 2, (0, 2)) == (
        found.wins.mean,
        found.wins.quantile(0.5),
        found.wins.quantile(1),
        found.wins.interval(0.8),
    )
    assert [1.0, pytest.approx(5 / 6), pytest.approx(1 / 3), 0.0] == [found.wins.at_least(n) for n in range(4)]
    assert "1.17 (0 to 2 at 0.8)" == str(found.wins)


def test_points_lead_to_the_horizon() -> None:
    """Twelve, or as many as there are steps; each later one has as many wins or more."""
    found = ask(deal("D-1", "offer"), days=4)
    assert ([1, 2, 3, 4], (0.0, 0.5, 0.5, 0.5625)) == ([each / DAY for each in found.points], found.deals[0].chances)
    assert [2, 4] == [each / DAY for each in ask(deal("D-1"), days=4, points=2).points]
    assert 12 == len(ask(deal("D-1"), days=90).points)
    row = found.to_records()[1]
    assert {
        "by": "2026-03-04",
        "days": 2.0,
        "mean": 0.5,
        "median": 0,
        "low_80": 0,
        "high_80": 1,
        "deals": 1,
    } == row


def test_amounts_are_exact_where_they_have_much_in_common() -> None:
    """500 with 1/2 and 250 with 2/3: means, limits and chances in coins."""
    found = ask(deal("D-1", "offer", value="500.00"), deal("D-2", "offer", age=1, value="250.00"), days=2)
    assert ("416.67 EUR", "750.00 EUR", "250.00 EUR") == (
        str(found.value.mean),
        str(found.value.quantile(0.9)),
        str(found.value.quantile(0.5)),
    )
    assert (Money("0", "EUR"), Money("750", "EUR")) == found.value.interval(0.8)
    assert pytest.approx(1 / 2) == found.value.at_least(Money("500", "EUR"))
    assert found.value.spread.draws is None
    assert "416.67 EUR (0.00 EUR to 750.00 EUR at 0.8)" == str(found.value)
    with pytest.raises(CurrencyMismatch):
        found.value.at_least(Money("500", "USD"))


def test_amounts_that_have_little_in_common_are_drawn() -> None:
    """With dice; without, only the mean is known."""
    deals = [deal(f"D-{n}", "offer", value=f"{10_000_000 + n}.01") for n in range(30)]
    found = ask(*deals, days=2, rng=Random(7), draws=2000)
    assert 2000 == found.value.spread.draws
    assert found.value.interval(0.99)[0] < found.value.mean < found.value.interval(0.99)[1]
    bare = ask(*deals, days=2)
    assert found.value.mean == bare.value.mean
    assert [Undefined("give rng= to draw it")] * 4 == [
        bare.value.quantile(0.5),
        bare.value.interval(),
        bare.value.at_least(Money("1", "EUR")),
        bare.value.spread.quantile(0.5),
    ]
    assert str(bare.value.mean) == str(bare.value)


def test_the_random_stream_is_a_promise() -> None:
    """One number a part and draw, in ascending order; an amount comes when its number is below its chance."""
    parts = [(7, 0.5), (3, 0.25), (3, 0.75)]
    spread = drawn(parts, rng=Random(1), draws=50)
    dice = Random(1)
    expected = [sum(amount for amount, chance in sorted(parts) if dice.random() < chance) for _ in range(50)]
    assert sorted(set(expected)) == list(spread.values)
    assert [expected.count(each) / 50 for each in spread.values] == list(spread.weights)


def test_amounts_of_other_currencies_are_converted_or_refused() -> None:
    """At the rates of the day, or not at all."""

    class Rates:
        def rate(self, source, target, on):
            assert ("USD", "EUR", date(2026, 3, 2)) == (source, target, on)
            return Decimal("0.5")

    deals = [deal("D-1", "offer", value=100), deal("D-2", "offer", value=100, currency="USD")]
    with pytest.raises(CurrencyMismatch):
        ask(*deals)
    assert Money("75", "EUR") == ask(*deals, days=2, currency="EUR", rates=Rates()).value.mean
    assert Undefined("no open deal has a value") == ask(deal("D-1"), currency="EUR").value


def test_what_is_not_known_is_left_out_and_counted() -> None:
    """A stage that was only seen, one that the cycle does not have, and no stage at all; closed deals are not asked."""
    found = ask(
        deal("D-1", kind=StageSeen),
        deal("D-2", "demo"),
        Deal(id="D-3", log=[ValueSet(value=Money(5, "EUR"), at=MONDAY)]),
        deal("D-4", "won", outcome="won"),
        deal("D-5"),
    )
    assert ["D-5"] == [each.id for each in found.deals]
    assert {"when it entered its stage is not known": 1, "it is in no stage of the cycle": 2} == dict(found.left_out)
    assert str(found).endswith(
        "1 left out: when it entered its stage is not known; 2 left out: it is in no stage of the cycle"
    )


def test_deals_to_come_are_a_part_of_their_own() -> None:
    """Two a day that begin with an offer: by hand, of the first days all have time enough, and half a day is lost."""
    coming = Arrivals(rate=2, begins={"offer": 0.5, "lost": 0.5}, values=[Money(10, "EUR"), Money(30, "EUR")])
    behaviour = Behaviour(cycle=CYCLE, stages=BEHAVIOUR.stages, arrivals=coming)
    found = ask(deal("D-1", "offer", value=5), days=3, behaviour=behaviour)
    # of one day's deals with 3 to 2 days left: (1/2 + 1/2) / 2; with 2 to 1: (1/2 + 0) / 2; half of them are offers
    assert (pytest.approx(0.75), "15.00 EUR") == (found.new_wins.mean, str(found.new_value))
    assert pytest.approx(1.25) == found.all_wins.mean
    assert pytest.approx(2.718281828459045**-0.75 / 2) == found.all_wins.weights[0]
    assert "; 0.75 more of deals to come" in str(found)
    alone = ask(deal("D-1", "offer"), days=3)
    assert (None, None, alone.wins) == (alone.new_wins, alone.new_value, alone.all_wins)
    dollars = attrs.evolve(behaviour, arrivals=attrs.evolve(coming, values=[Money(10, "USD")]))
    assert isinstance(ask(deal("D-1", "offer", value=5), days=3, behaviour=dollars).new_value, Undefined)


def test_poisson_has_its_chances() -> None:
    """Of 2 in the mean: none 0.1353, three or more 0.3233 (tables of the Poisson distribution)."""
    assert (0.1353, 0.3233) == (round(poisson(2.0).weights[0], 4), round(poisson(2.0).at_least(3), 4))
    assert ((0,), (1.0,), 0.0) == (poisson(0).values, poisson(0).weights, poisson(0).mean)
    many = poisson(1e6)
    assert 990_000 < many.values[0] < many.quantile(0.5) == 1_000_000 < many.values[-1] < 1_010_000


def test_sums_leave_out_only_what_hardly_comes() -> None:
    """A thousand deals, of which half come: all of the chance is there, in a hundredth of the work."""
    spread = summed([(1, 0.5)] * 1000)
    assert pytest.approx(1, abs=1e-10) == sum(spread.weights)
    assert len(spread.values) < 300
    assert 500 == spread.quantile(0.5)
    assert ((0,), (1.0,)) == (summed([]).values, summed([]).weights)
    assert [True, False] == [is_exact([(1, 0.5)] * 1000), is_exact([(10**9, 0.5), (10**9 + 1, 0.5)])]
    with pytest.raises(InvalidValue):
        spread.quantile(1.5)


def test_mixtures_have_each_of_them_as_likely() -> None:
    """Half the chance of each."""
    one, two = summed([(1, 1.0)]), summed([(1, 0.5)])
    both = mixed([one, two])
    assert ((0, 1), (0.25, 0.75), 0.75, None) == (both.values, both.weights, both.mean, both.draws)
    assert 30 == mixed([drawn([(1, 0.5)], rng=Random(1), draws=n) for n in (10, 20)]).draws


HISTORY = [
    *(Deal(id=f"H-{n}", log=[deal("x", age=40 + n).log[0], deal("x", "offer", age=30 + n).log[0]]) for n in range(6)),
    *(
        Deal(id=f"W-{n}", log=[deal("x", age=40 + n).log[0], deal("x", "won", age=30, outcome="won").log[0]])
        for n in range(6)
    ),
    *(deal(f"O-{n}", age=n, value=10 * n + 1) for n in range(6)),
]


def test_rounds_learn_anew_and_are_mixed() -> None:
    """The same seed gives the same, one by one or at once; chances are means; no deal is lost."""
    whole = pipeline(*HISTORY)
    *_, last = told = list(forecast_rounds(whole, horizon=20 * DAY, rng=Random(3), rounds=4, points=2))
    assert [1, 2, 3, 4] == [each.rounds for each in told]
    assert last == forecast(whole, horizon=20 * DAY, rng=Random(3), rounds=4, points=2)
    assert last != forecast(whole, horizon=20 * DAY, rng=Random(4), rounds=4, points=2)
    once = forecast(whole, horizon=20 * DAY)
    assert [each.id for each in once.deals] == [each.id for each in last.deals]
    assert pytest.approx(sum(each.chance for each in last.deals)) == last.wins.mean
    # those that came are worth 1, 11, ... 51: 26 in the mean, of the wins of all rounds
    assert pytest.approx(26 * last.new_wins.mean, abs=0.006) == float(last.new_value.amount)
    assert told[0].new_wins.mean != last.new_wins.mean
    assert once == forecast(whole, horizon=20 * DAY, behaviour=fitted(whole), rng=Random(9))


def test_walks_agree_but_for_chance() -> None:
    """Within four standard errors of what was worked out, and the same seed gives the same."""
    deals = [deal("D-1", "offer", value=5), deal("D-2", "offer", age=1), deal("D-3", value=1), deal("D-4", age=2)]
    exact, walked = ask(*deals), ask(*deals, method="walks", rng=Random(5), draws=4000)
    for one, other in zip(exact.deals, walked.deals, strict=True):
        assert all(
            abs(a - b) <= 4 * (a * (1 - a) / 4000) ** 0.5 for a, b in zip(one.chances, other.chances, strict=True)
        )
    assert pytest.approx(exact.wins.mean, rel=0.05) == walked.wins.mean
    assert pytest.approx(float(exact.value.mean.amount), rel=0.1) == float(walked.value.mean.amount)
    assert walked == ask(*deals, method="walks", rng=Random(5), draws=4000)
    assert isinstance(ask(deal("D-1"), method="walks", rng=Random(5), draws=9).value, Undefined)
    too_old = Behaviour(cycle=CYCLE, stages=[StageBehaviour(stage="talk", exits={"won": [0.5, 0.5]})])
    few = ask(deal("D-1", age=5), deal("D-2"), behaviour=too_old, method="walks", rng=Random(5), draws=9)
    assert ([("D-2", 1.0)], 1) == ([(each.id, each.chance) for each in few.deals], few.left_out[0][1])


def test_segments_go_their_own_way() -> None:
    """Each deal by the behaviour of its segment."""
    sure = (StageBehaviour(stage="offer", exits={"won": [1.0]}),)
    behaviour = Behaviour(
        cycle=CYCLE,
        stages=BEHAVIOUR.stages,
        segments=(("sure", sure),),
        segment_of=lambda each: "sure" if each.id == "D-2" else None,
    )
    found = ask(deal("D-1", "offer"), deal("D-2", "offer"), days=2, behaviour=behaviour)
    assert [0.5, 1.0] == [each.chance for each in found.deals]


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"days": 0}, "a horizon must be a timedelta above 0"),
        ({"days": 0.5}, "a horizon must be from 1 to 4000 steps"),
        ({"days": 9999}, "a horizon must be from 1 to 4000 steps"),
        ({"points": 0}, "points"),
        ({"draws": 0}, "draws"),
        ({"rounds": 0}, "rounds"),
        ({"rounds": 2}, "need dice"),
        ({"rounds": 2, "rng": Random(1)}, "give no behaviour"),
        ({"method": "walks"}, "need dice"),
        ({"method": "guess"}, "must be 'exact' or 'walks'"),
        ({"rng": 7}, "rng must have a random method"),
        ({"behaviour": "mine"}, "a behaviour must be a Behaviour"),
        ({"behaviour": Behaviour(cycle=SHORT_CYCLE, stages=[])}, "must be one of the pipeline's cycle, 'two'"),
    ],
)
def test_what_cannot_be_asked_is_refused(fields, match) -> None:
    """In words that say what is asked for."""
    with pytest.raises(InvalidValue, match=match):
        ask(deal("D-1"), **fields)


def test_there_are_limits() -> None:
    """On draws, and on deals times draws where any are made; what is no pipeline is refused."""
    with pytest.raises(InvalidValue, match="draws must be a whole number from 1 to 1000000"):
        ask(deal("D-1"), draws=1_000_001)
    odd = [deal(f"D-{n}", value=f"{n}000000.01") for n in range(1, 102)]
    for method in ("exact", "walks"):
        with pytest.raises(LimitExceeded, match="deals times draws must be at most 100000000"):
            ask(*odd, draws=1_000_000, method=method, rng=Random(1))
    undrawn = ask(*odd, draws=1_000_000)
    assert Undefined("give rng= to draw it") == undrawn.value.quantile(0.5)
    alike = ask(*(deal(f"D-{n}", value=1) for n in range(101)), draws=1_000_000, rng=Random(1))
    assert None is alike.value.spread.draws
    with pytest.raises(InvalidValue, match="a pipeline must be a Pipeline"):
        forecast([], horizon=DAY)


def test_days_are_quantiles() -> None:
    """By hand: an offer is won after two days with 1/2, after four with 9/16; of two, one by then with 3/4."""
    found = ask(deal("D-1", "offer"), deal("D-2", "offer"), days=5, points=5)
    assert (MONDAY + 2 * DAY, MONDAY + 4 * DAY) == (found.when("D-1"), found.when("D-1", share=0.55))
    assert (MONDAY + 2 * DAY, MONDAY + 4 * DAY) == (found.reached(1, sure=0.75), found.reached(1))
    never = Undefined("it is less likely than that by the horizon")
    assert (never, never) == (found.when("D-2", share=0.9), found.reached(2, sure=0.5))
    assert never == attrs.evolve(found, wins_by=[Spread(values=(), weights=(), mean=1.0)] * 5).reached(1)
    with pytest.raises(UnknownName, match="did you mean"):
        found.when("D-3")
    for ask_for in (lambda: found.reached(0), lambda: found.reached(1, sure=2), lambda: found.when("D-1", share="1")):
        with pytest.raises(InvalidValue):
            ask_for()


def test_a_deal_is_told_in_a_line() -> None:
    """Its stage, its age and its chance."""
    assert "D-1 in 'offer' for 1 days: 66.7%" == str(ask(deal("D-1", "offer", age=1)).deals[0])
    assert "0.562 (0 to 1 at 0.8) of 1 open deals won by 2026-03-07, worth undefined: no open deal has a value" == str(
        ask(deal("D-1", "offer"))
    )
