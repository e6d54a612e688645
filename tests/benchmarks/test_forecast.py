"""What a forecast costs, beside the same model written with numpy and with simpy, in one run.

    python -m pip install -e ".[dev,benchmark]"
    python -m pytest tests/benchmarks/test_forecast.py -o addopts="" -s

A thousand open deals in four stages, ninety days, ten thousand draws. All of them give the mean of the wins, and the
test says that they agree before it times them. numpy walks all deals of a draw at once; simpy runs each deal as a
process, and so slowly that it is given fewer draws, and its cost is taken to grow with them.
"""

import gc
from datetime import UTC, datetime, timedelta
from random import Random
from time import process_time

import pytest

from salescycle import Cycle, Deal, Money, Pipeline, Stage, StageEntered, ValueSet
from salescycle.simulation import Behaviour, Dwell, Exit, forecast

numpy = pytest.importorskip("numpy", reason="numpy is the other side of this benchmark: install the extra benchmark")
simpy = pytest.importorskip("simpy", reason="simpy is the other side of this benchmark: install the extra benchmark")

DAY = timedelta(days=1)
AS_OF = datetime(2026, 3, 2, tzinfo=UTC)
STAGES, ODDS = ("meet", "demo", "offer", "close"), (0.6, 0.65, 0.7, 0.8)
ONWARD = dict(zip(STAGES, [*STAGES[1:], "won"], strict=True))
HORIZON = 90
CYCLE = Cycle(
    key="bench",
    version=1,
    stages=[
        *(Stage(key, leads_to=[ONWARD[key], "lost"]) for key in STAGES),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ],
)
GOES, LEAVES = Dwell.lognormal(median=20 * DAY, spread=0.8), Dwell.lognormal(median=30 * DAY, spread=0.8)
BEHAVIOUR = Behaviour.declared(
    CYCLE,
    {
        key: [Exit(to=ONWARD[key], chance=odds, dwell=GOES), Exit(to="lost", chance=1 - odds, dwell=LEAVES)]
        for key, odds in zip(STAGES, ODDS, strict=True)
    },
)
EXITS = {stage.stage: dict(stage.exits) for stage in BEHAVIOUR.stages}


def made_up(count):
    """Give open deals, of up to sixty days in their stage, of whole amounts that have little in common."""
    rng = Random(3)
    deals = []
    for number in range(count):
        at = AS_OF - rng.randrange(60) * DAY
        value = ValueSet(value=Money(f"{rng.randrange(10**7)}.{rng.randrange(100):02}", "EUR"), at=at)
        deals.append(Deal(id=f"D-{number}", log=[StageEntered(stage=rng.choice(STAGES), outcome="open", at=at), value]))
    return Pipeline(deals, cycle=CYCLE, as_of=AS_OF)


def ours(pipeline, draws, method="exact"):
    """Give the mean of the wins and its limits, with the value drawn."""
    found = forecast(
        pipeline, horizon=HORIZON * DAY, behaviour=BEHAVIOUR, rng=Random(1), draws=draws, points=1, method=method
    )
    assert found.value.spread.draws == draws
    return found.wins.mean, found.wins.interval(0.8)


def columns(pipeline):
    """Give stage, age and value of each deal, and each stage's exits as one table of chances."""
    rows = [(STAGES.index(deal.stage), (AS_OF - deal.visits[-1].entered).days) for deal in pipeline.deals]
    values = numpy.array([float(deal.value.amount) for deal in pipeline.deals])
    tables = []
    for key in STAGES:
        onward, lost = EXITS[key][ONWARD[key]], EXITS[key]["lost"]
        longest = max(len(onward), len(lost))
        both = numpy.zeros((longest, 2))
        both[: len(onward), 0], both[: len(lost), 1] = onward, lost
        tables.append(numpy.cumsum(both.ravel()))
    return numpy.array(rows), values, tables


def in_numpy(rows, values, tables, draws):
    """Walk all deals of a draw at once, stage by stage; each moves on at most."""
    rng = numpy.random.default_rng(1)
    wins, worth = numpy.empty(draws), numpy.empty(draws)
    for draw in range(draws):
        time = numpy.zeros(len(rows))
        won = numpy.zeros(len(rows), dtype=bool)
        here = numpy.zeros(len(rows), dtype=bool)
        for place, table in enumerate(tables):
            begins = rows[:, 0] == place
            here |= begins
            ages = numpy.where(begins, rows[:, 1], 0)[here]
            gone = numpy.where(ages > 0, table[numpy.minimum(2 * ages - 1, len(table) - 1)], 0.0)
            chosen = numpy.searchsorted(table, gone + (1 - gone) * rng.random(len(ages)), side="right")
            time[here] += chosen // 2 + 1 - ages
            on = (chosen % 2 == 0) & (chosen < len(table))
            here[here] = on
            here &= time <= HORIZON
        won = here
        wins[draw], worth[draw] = won.sum(), values[won].sum()
    return wins.mean(), tuple(numpy.quantile(wins, [0.1, 0.9], method="inverted_cdf"))


def in_simpy(rows, tables, draws):
    """Run each deal as a process that waits in each of its stages."""
    rng = Random(1)
    tables = [list(table) for table in tables]
    wins = []

    def deal(env, place, age, won):
        while place < len(tables):
            table = tables[place]
            gone = table[min(2 * age - 1, len(table) - 1)] if age else 0.0
            number, chosen = gone + (1 - gone) * rng.random(), 0
            chosen = numpy.searchsorted(table, number, side="right")
            yield env.timeout(int(chosen) // 2 + 1 - age)
            if chosen % 2:
                return
            place, age = place + 1, 0
        won.append(env.now)

    for _ in range(draws):
        env, won = simpy.Environment(), []
        for place, age in rows:
            env.process(deal(env, int(place), int(age), won))
        env.run(until=HORIZON + 0.5)
        wins.append(len(won))
    return numpy.mean(wins), None


def seconds(work, *given):
    """Give the processor time of one run."""
    gc.collect()
    begun = process_time()
    work(*given)
    return process_time() - begun


def test_ratios_of_a_forecast_to_numpy_and_simpy():
    """Print what a thousand deals and ten thousand draws cost on each side."""
    pipeline = made_up(1_000)
    rows, values, tables = columns(pipeline)
    mean, limits = ours(pipeline, 10_000)
    other_mean, other_limits = in_numpy(rows, values, tables, 1_000)
    assert mean == pytest.approx(other_mean, rel=0.01)
    assert limits == pytest.approx(other_limits, abs=3)
    assert mean == pytest.approx(in_simpy(rows, tables, 20)[0], rel=0.05)
    assert mean == pytest.approx(ours(pipeline, 100, "walks")[0], rel=0.02)
    exact, walked = seconds(ours, pipeline, 10_000), 50 * seconds(ours, pipeline, 200, "walks")
    by_numpy, by_simpy = 10 * seconds(in_numpy, rows, values, tables, 1_000), 500 * seconds(in_simpy, rows, tables, 20)
    print(f"\n1,000 deals x 10,000 draws: ours {exact:.2f} s, walks {walked:.1f} s, numpy {by_numpy:.2f} s, ", end="")
    print(f"simpy {by_simpy:.0f} s; ratio to numpy {exact / by_numpy:.2f} (walks {walked / by_numpy:.1f}), ", end="")
    print(f"to simpy {exact / by_simpy:.4f} (walks {walked / by_simpy:.3f})")


def test_ratios_of_growth():
    """Print how the cost grows with deals, with draws and with the horizon."""
    small, large = made_up(1_000), made_up(2_000)
    one = seconds(ours, small, 10_000)
    print(f"\nt(2 x deals) / t = {seconds(ours, large, 10_000) / one:.2f}, ", end="")
    print(f"t(2 x draws) / t = {seconds(ours, small, 20_000) / one:.2f}")
