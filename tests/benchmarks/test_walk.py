"""What the walk of a large pipeline costs: 100,000 deals with half a million facts."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from salescycle import SHORT_CYCLE, CloseExpected, Deal, Money, Period, Pipeline, ValueSet

YEAR = Period.year(2025)
QUARTER = Period.quarter(2025, 3)


def made(key: int, rng: Random) -> Deal:
    """Make up a deal of five facts: opened, valued, dated, one of the two again, and moved."""
    opened = YEAR.start + timedelta(days=330 * rng.random())
    changed = opened + timedelta(days=60 * rng.random())
    value, day = Money(rng.randint(1, 10**6), "EUR"), (opened + timedelta(days=rng.randint(10, 160))).date()
    again = ValueSet(value=value, at=changed) if rng.random() < 0.5 else CloseExpected(on=day, at=changed)
    entry = SHORT_CYCLE.entry(rng.choice(["offer", "won", "lost"]), at=changed + timedelta(days=40 * rng.random()))
    first = Money(rng.randint(1, 10**6), "EUR")
    return Deal(
        id=key,
        log=[
            SHORT_CYCLE.start(at=opened),
            ValueSet(value=first, at=opened),
            CloseExpected(on=(opened + timedelta(days=60)).date(), at=opened),
            again,
            entry,
        ],
    )


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """Make the pipeline once."""
    rng = Random(3)
    return Pipeline([made(key, rng) for key in range(100_000)], cycle=SHORT_CYCLE, as_of=YEAR.end)


@pytest.mark.parametrize("period", [QUARTER, YEAR], ids=["quarter", "year"])
@pytest.mark.benchmark(group="walk")
def test_walk(benchmark, pipeline: Pipeline, period: Period) -> None:
    """Time a walk through a quarter, and through the whole year, in which every deal moves."""
    assert benchmark.pedantic(pipeline.walk, args=(period,), rounds=3).n


@pytest.mark.benchmark(group="walk")
def test_walk_of_what_closes(benchmark, pipeline: Pipeline) -> None:
    """Time a walk through a quarter of what is expected to close in it."""
    assert benchmark.pedantic(pipeline.walk, args=(QUARTER,), kwargs={"closing_in": QUARTER}, rounds=3).n
