"""What an agenda over many open records costs: per record, as they grow, and for the first ten only.

python -m pytest tests/benchmarks/test_agenda.py -o addopts="" -s
"""

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from time import process_time

import pytest

from salescycle import SEVEN_STAGE, Money, NextStepSet, ValueSet
from salescycle.followup import Agenda
from salescycle.model import CommitmentMade, Contacted, Deal

START = datetime(2025, 1, 1, tzinfo=UTC)
AS_OF = START + timedelta(days=120)
OPEN = [stage.key for stage in SEVEN_STAGE.stages if stage.outcome == "open"]


def made_up(count):
    """Give open deals of about ten facts each."""
    rng = Random(5)
    entries = {key: SEVEN_STAGE.entry(key, at=START) for key in OPEN}
    deals = []
    for number in range(count):
        at = START + timedelta(minutes=rng.randrange(100 * 1_440))
        log = [ValueSet(value=Money(rng.randrange(1, 90_000), "EUR"), at=at)]
        for stage in OPEN[: rng.randint(1, 5)]:
            log += [entries[stage].again(at=at), Contacted(channel="call", at=at)]
            at += timedelta(minutes=rng.randrange(1, 4 * 1_440))
        log.append(CommitmentMade(commitment="demo", side="us", due=at + timedelta(days=rng.randrange(60)), at=at))
        if rng.random() < 0.7:
            log.append(NextStepSet(due=at + timedelta(days=rng.randrange(60)), at=at))
        deals.append(Deal(id=f"D-{number}", log=log))
    return deals


def seconds(work, *given):
    """Give the least processor time of three runs."""
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
    """Give 100,000 open deals."""
    return made_up(100_000)


def first_ten(deals):
    """Give the ten that come first."""
    return Agenda(cycle=SEVEN_STAGE).first(10, deals, as_of=AS_OF)


def ten_of_all(deals):
    """Give the ten that come first, out of an agenda that holds all."""
    return list(islice(Agenda(cycle=SEVEN_STAGE).entries(deals, as_of=AS_OF), 10))


def reading(deals):
    """Read what an agenda has to look at: every fact of every deal."""
    return sum(fact.at > AS_OF for deal in deals for fact in deal.log)


def test_ratios_of_an_agenda(deals):
    """Print the cost of the first ten of all deals, beside a bare look at every fact, and how it grows."""
    assert first_ten(deals) == ten_of_all(deals)
    whole, half, bare = seconds(first_ten, deals), seconds(first_ten, deals[: len(deals) // 2]), seconds(reading, deals)
    facts, each = sum(len(deal.log) for deal in deals) / len(deals), 1e6 * whole / len(deals)
    print(f"\n{len(deals)} open deals of {facts:.1f} facts: the first ten in {whole:.2f} s, {each:.1f} us a deal,")
    print(f"{whole / bare:.0f} times a bare look at each fact; t(2n) / t(n) = {whole / half:.2f}")
    everything = seconds(lambda: list(Agenda(cycle=SEVEN_STAGE).entries(deals, as_of=AS_OF)))
    few = seconds(ten_of_all, deals)
    print(f"ten out of all: {few / whole:.2f} of that; all of them in order: {everything / whole:.2f}")


def test_ratios_of_memory(deals):
    """Print what an agenda holds while it is asked for the first ten."""
    for name, some in (("half", deals[: len(deals) // 2]), ("all", deals)):
        tracemalloc.start()
        first_ten(some)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"\n{name} of the deals: {peak / 1024:.0f} kB at most")
