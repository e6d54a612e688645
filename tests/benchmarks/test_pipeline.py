"""What the figures of a pipeline cost, from `Deal` objects, beside pandas started from ready columns.

    python -m pip install -e ".[dev,benchmark]"
    python -m pytest tests/benchmarks/test_pipeline.py -o addopts="" -s

Both give the same figures, and the test says so before it times them: counts by outcome, win rates (closed, created, by
value), quantiles of the cycle length and of the time in each stage, what became of each stage's entries, quartiles of
Kaplan-Meier, and the chances to be won and lost by five ages (Aalen-Johansen).
"""

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta
from random import Random
from time import process_time

import pytest

from salescycle import SEVEN_STAGE, Deal, Money, Pipeline, ValueSet

pandas = pytest.importorskip("pandas", reason="pandas is the other side of this benchmark: install the extra benchmark")

START = datetime(2025, 1, 1, tzinfo=UTC)
AS_OF = START + timedelta(days=365)
OPEN = [stage.key for stage in SEVEN_STAGE.stages if stage.outcome == "open"]
AGES = (30, 60, 90, 120, 180)
QUARTERS = (0.25, 0.5, 0.75)
CLOSED = (0.2500031, 0.5000031, 0.7500031)  # heights at which the curve does not run flat, where we give its middle


def made_up(count):
    """Give deals of about five entries each, in order, at seconds of a year; a third of them are still open."""
    rng = Random(7)
    entries = {stage.key: SEVEN_STAGE.entry(stage.key, at=START) for stage in SEVEN_STAGE.stages}
    deals = []
    for number in range(count):
        at = START + timedelta(seconds=rng.randrange(330 * 86_400))
        value, log = Money(rng.randrange(1, 5_000), "USD"), []
        for stage in OPEN[: rng.randint(1, len(OPEN))]:
            log.append(entries[stage].again(at=at))
            at += timedelta(seconds=rng.randrange(1, 12 * 86_400))
            if at > AS_OF:
                break
        else:
            if rng.random() < 0.8:
                log.append(entries[rng.choice(("won", "lost", "lost"))].again(at=at))
        deals.append(Deal(id=f"D-{number}", log=[log[0], ValueSet(value=value, at=log[0].at), *log[1:]]))
    return deals


def ours(deals):
    """Give the figures, from the objects on."""
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=AS_OF)
    standing, length, close = pipeline.standing, pipeline.cycle_length(), pipeline.time_to_close()
    chances = pipeline.incidence()
    dwells = {stage: pipeline.dwell_time(stage) for stage in OPEN}
    fates = {stage: pipeline.conversion(stage) for stage in OPEN}
    value = pipeline.win_rate("value")
    return {
        "standing": [standing.open, standing.won, standing.lost],
        "rates": [float(pipeline.win_rate(of).value) for of in ("closed", "created")] + [float(value.value)],
        "length": [length.mean.total_seconds(), *(length.quantile(share).total_seconds() for share in QUARTERS)],
        "dwell": {stage: [dwell.n, dwell.median.total_seconds()] for stage, dwell in dwells.items()},
        "fates": {s: [f.entries, f.advanced, f.won, f.lost, f.still_there] for s, f in fates.items()},
        "close": [close.quantile(share).total_seconds() for share in CLOSED],
        "chances": [[at.of("won"), at.of("lost")] for at in (chances.at(timedelta(days=age)) for age in AGES)],
    }


def columns(deals):
    """Give what a warehouse would hold: a table of entries in order of deal and time, and a table of deals."""
    rows = [(deal.id, fact.stage, fact.at) for deal in deals for fact in deal.log if hasattr(fact, "stage")]
    entries = pandas.DataFrame(rows, columns=["deal", "stage", "at"])
    entries["stage"] = entries["stage"].astype("category")
    entries["deal"] = entries["deal"].astype("category")
    values = [(deal.id, float(deal.value.amount)) for deal in deals]
    return entries, pandas.DataFrame(values, columns=["deal", "value"]).set_index("deal")


def theirs(entries, values):
    """Give the figures, from the columns on."""
    by_deal = entries.groupby("deal", observed=True, sort=False)
    following, exited = by_deal["stage"].shift(-1), by_deal["at"].shift(-1)
    dwell = (exited - entries["at"]).dt.total_seconds()
    first, last = by_deal.first(), by_deal.last()
    now = last["stage"].where(last["stage"].isin(["won", "lost"]))
    won, lost = (now == "won").to_numpy(), (now == "lost").to_numpy()
    end = last["at"].where(now.notna(), AS_OF)
    life = (end - first["at"]).dt.total_seconds()
    worth = values["value"].reindex(first.index).to_numpy()
    times = pandas.DataFrame({"life": life.to_numpy(), "won": won, "lost": lost, "n": 1}).groupby("life").sum()
    at_risk = times["n"][::-1].cumsum()[::-1]
    left = (1 - (times["won"] + times["lost"]) / at_risk).cumprod()
    before = left.shift(1, fill_value=1.0)
    curves = pandas.DataFrame({cause: (before * times[cause] / at_risk).cumsum() for cause in ("won", "lost")})
    stayed = dwell[dwell.notna()].groupby(entries["stage"], observed=True)
    fates = pandas.crosstab(entries["stage"], following.astype(object).fillna("still"))
    next_stage = dict(zip(OPEN, [*OPEN[1:], "won"], strict=True))
    return {
        "standing": [int((~(won | lost)).sum()), int(won.sum()), int(lost.sum())],
        "rates": [won.sum() / (won | lost).sum(), won.mean(), worth[won].sum() / worth[won | lost].sum()],
        "length": [life[won].mean(), *life[won].quantile(list(QUARTERS))],
        "dwell": {s: [int(n), m] for s, n, m in zip(OPEN, stayed.count()[OPEN], stayed.median()[OPEN], strict=True)},
        "fates": {s: fate(fates, s, next_stage[s]) for s in OPEN},
        "close": [float(left.index[(left <= 1 - share).to_numpy().argmax()]) for share in CLOSED],
        "chances": [curves.loc[: age * 86_400.0].iloc[-1].tolist() for age in AGES],
    }


def fate(fates, stage, following):
    """Give a stage's entries, and how many advanced, were won, were lost and are still there."""
    row = fates.loc[stage]
    advanced = 0 if following == "won" else int(row.get(following, 0))
    return [int(row.sum()), advanced, *(int(row.get(name, 0)) for name in ("won", "lost", "still"))]


def seconds(work, *given):
    """Give the least processor time of three runs, the deals themselves out of the collector's sight."""
    gc.collect()
    gc.freeze()
    spent = []
    for _ in range(3):
        begun = process_time()
        work(*given)
        spent.append(process_time() - begun)
    gc.unfreeze()
    return min(spent)


@pytest.fixture(scope="module")
def deals():
    """Give 100,000 deals."""
    return made_up(100_000)


def test_ratios_of_a_pipeline_to_pandas(deals):
    """Print what the same figures cost on either side."""
    frames = columns(deals)
    mine, other = ours(deals), theirs(*frames)
    for name, figures in mine.items():
        flat = [figures] if not isinstance(figures, dict) else list(figures.values())
        expected = [other[name]] if not isinstance(figures, dict) else list(other[name].values())
        for one, two in zip(flat, expected, strict=True):
            for a, b in zip(one, two, strict=True):
                assert a == pytest.approx(b, rel=1e-9, abs=1e-6), name
    objects, frame = seconds(ours, deals), seconds(theirs, *frames)
    print(f"\n{len(deals)} deals, {len(frames[0])} entries: ours {objects:.2f} s from objects, ", end="")
    print(f"pandas {frame:.2f} s from columns, ratio {objects / frame:.2f}")


def test_ratios_of_twice_the_deals(deals):
    """Print how the cost grows with the number of deals."""
    half = deals[: len(deals) // 2]
    print(f"\nt(2n) / t(n) = {seconds(ours, deals) / seconds(ours, half):.2f}")


def test_ratios_of_a_report(deals):
    """Print what the whole page costs, beside the figures above, and how it grows."""

    def page(some):
        return Pipeline(some, cycle=SEVEN_STAGE, as_of=AS_OF).report(audit=False)

    whole, half, figures = seconds(page, deals), seconds(page, deals[: len(deals) // 2]), seconds(ours, deals)
    print(
        f"\nreport without audit {whole:.2f} s, {whole / figures:.1f} of the figures; t(2n) / t(n) = {whole / half:.2f}"
    )


def test_ratios_of_memory(deals):
    """Print what the columns of a pipeline take per deal, beside nothing else."""
    tracemalloc.start()
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=AS_OF)
    assert pipeline.table.stage
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\n{held / len(deals):.0f} bytes a deal, of {len(pipeline.table.stage) / len(deals):.1f} visits each")
