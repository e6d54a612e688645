"""Law: chances of a forecast never fall with time, agree with what is drawn, and do not know the order of deals."""

import math
from datetime import UTC, datetime, timedelta
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from salescycle import Cycle, Deal, Money, Pipeline, Stage, StageEntered, Undefined, ValueSet
from salescycle.simulation import Behaviour, Passage, StageBehaviour, fitted, forecast
from salescycle.simulation._spread import drawn, summed

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
OPEN = ("a", "b", "c")
ENDS = ("won", "lost")
CYCLE = Cycle(
    key="laws",
    version=1,
    stages=[
        *(Stage(key, leads_to=[to for to in (*OPEN, *ENDS) if to != key]) for key in OPEN),
        *(Stage(key, outcome=key) for key in ENDS),
    ],
)
FEW = st.integers(0, 8)


@st.composite
def behaviours(draw):
    """Draw how each stage is left: any other one after up to five steps, all or some."""
    stages = []
    for key in OPEN:
        exits = {to: draw(st.lists(FEW, max_size=5)) for to in (*OPEN, *ENDS) if to != key}
        whole = sum(map(sum, exits.values())) + draw(st.sampled_from([0, 5])) or 1
        stages.append(StageBehaviour(stage=key, exits={to: [n / whole for n in row] for to, row in exits.items()}))
    return Behaviour(cycle=CYCLE, stages=stages)


@st.composite
def open_deals(draw):
    """Draw deals in a stage for some days, some of them with a value."""
    deals = []
    for number in range(draw(st.integers(1, 6))):
        at = MONDAY - draw(st.integers(0, 6)) * DAY
        log = [StageEntered(stage=draw(st.sampled_from(OPEN)), outcome="open", at=at)]
        if draw(st.booleans()):
            log.append(ValueSet(value=Money(draw(st.integers(0, 500)), "EUR"), at=at))
        deals.append(Deal(id=f"D-{number}", log=log))
    return deals


@given(behaviours(), st.sampled_from(OPEN), st.integers(0, 6), st.integers(0, 12))
def test_chances_are_chances_and_never_fall(behaviour, stage, age, steps):
    """And one of a deal that just came is the one from its entry."""
    passage = Passage.of(behaviour, None, 13)
    now, later = passage.chance(stage, age, steps), passage.chance(stage, age, steps + 1)
    if isinstance(now, Undefined):
        assert behaviour.of(stage).lasting(age) == 0
        assert isinstance(later, Undefined)
        return
    assert 0 <= now <= later + 1e-12
    assert later <= 1
    assert math.isclose(passage.fresh[stage][steps], passage.chance(stage, 0, steps), abs_tol=1e-12)


@given(behaviours(), st.sampled_from(OPEN))
def test_a_chance_is_that_of_its_exits(behaviour, stage):
    """One step on, by each exit: what is won now, what goes on, and what has lasted a step longer."""
    passage, here = Passage.of(behaviour, None, 9), behaviour.of(stage)
    first = {to: masses[0] for to, masses in here.exits if masses}
    stays = here.lasting(1)
    later = passage.chance(stage, 1, 8) if stays else 0.0
    gone = sum(p * (to == "won" or passage.fresh.get(to, [0.0] * 9)[8]) for to, p in first.items())
    assert math.isclose(passage.fresh[stage][9], gone + stays * later, abs_tol=1e-9)


@given(behaviours(), open_deals(), st.randoms(use_true_random=False))
def test_the_order_of_deals_changes_nothing(behaviour, deals, rng):
    """Bit for bit: wins, value, and what was learned."""
    mixed = rng.sample(deals, k=len(deals))
    one, other = (Pipeline(each, cycle=CYCLE, as_of=MONDAY) for each in (deals, mixed))
    told = [forecast(each, horizon=5 * DAY, behaviour=behaviour, rng=Random(1)) for each in (one, other)]
    assert (told[0].wins_by, told[0].value) == (told[1].wins_by, told[1].value)
    assert sorted(told[0].deals, key=lambda each: each.id) == sorted(told[1].deals, key=lambda each: each.id)
    assert attrs.evolve(fitted(one), arrivals=None) == attrs.evolve(fitted(other), arrivals=None)


@given(behaviours(), open_deals(), st.integers(0, 99))
def test_walks_agree_with_what_was_worked_out(behaviour, deals, seed):
    """Of each deal, within five standard errors and a little, as for rare ones the error has a tail."""
    pipeline = Pipeline(deals, cycle=CYCLE, as_of=MONDAY)
    exact = forecast(pipeline, horizon=6 * DAY, behaviour=behaviour, points=2)
    walked = forecast(
        pipeline, horizon=6 * DAY, behaviour=behaviour, points=2, method="walks", rng=Random(seed), draws=300
    )
    for one, other in zip(exact.deals, walked.deals, strict=True):
        for a, b in zip(one.chances, other.chances, strict=True):
            assert abs(a - b) <= 5 * math.sqrt(a * (1 - a) / 300) + 0.02


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1)), max_size=7), st.integers(0, 99))
def test_a_sum_is_that_of_all_its_cases(parts, seed):
    """Of all ways in which each comes or not; and drawing agrees."""
    table = {0: 1.0}
    for amount, chance in parts:
        after = {}
        for value, weight in table.items():
            after[value] = after.get(value, 0) + weight * (1 - chance)
            after[value + amount] = after.get(value + amount, 0) + weight * chance
        table = after
    spread = summed(parts)
    found = dict(zip(spread.values, spread.weights, strict=True))
    assert all(math.isclose(found.get(value, 0.0), weight, abs_tol=1e-12) for value, weight in table.items())
    assert math.isclose(spread.mean, sum(value * weight for value, weight in table.items()), abs_tol=1e-9)
    sample = drawn(parts, rng=Random(seed), draws=400)
    low = sum(weight for value, weight in table.items() if value <= 9)
    assert abs(1 - sample.at_least(10) - low) <= 5 * math.sqrt(max(low * (1 - low), 0) / 400) + 0.02
