"""What a move costs, beside the stock machine doing the same work and beside plain Python.

    python -m pytest tests/benchmarks -o addopts="" --benchmark-only --benchmark-group-by=group

All three give a new immutable deal whose log ends with the move, made at the same instants, after one criterion.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from timeit import timeit

import pytest
from transitions import Machine

from salescycle import Cycle, Deal, Lead, Money, MoveRefused, Proposal, Stage, StageEntered, criterion

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
STAGES = [f"s{number}" for number in range(8)]


@criterion("its value is known")
def value_known(deal, at):
    return deal.value is not None


@criterion("its value is zero")
def worthless(deal, at):
    return not deal.value


def cycle_with(test):
    """Give ten stages and nineteen ways, each way forward guarded by one criterion."""
    following = dict(pairwise(STAGES))
    stages = [
        Stage(key, leads_to=[*([following[key]] if key in following else ["won"]), "lost"], exit_criteria=[test])
        for key in STAGES
    ]
    won, lost = Stage("won", outcome="won"), Stage("lost", outcome="lost", reopens_to=STAGES[:3])
    return Cycle(key="bench", version=1, stages=[*stages, won, lost])


CYCLE = cycle_with(value_known)
REFUSING = cycle_with(worthless)
DEAL = Deal.open(id="D-1", name="Acme", start=CYCLE.start(at=MONDAY), value=Money("48000", "USD"), owner="kim")
AT = MONDAY + timedelta(days=1)


def stock_machine(cycle):
    """Build the stock machine of the cycle, shared, with guards as callbacks."""
    machine = Machine(
        model=None,
        states=[stage.key for stage in cycle.stages],
        initial=cycle.initial.key,
        auto_transitions=False,
        send_event=True,
        model_attribute="stage",
    )
    for stage in cycle.stages:
        for to in CYCLE.ways(stage.key):
            guards = [
                lambda event, each=each: each.test(event.model.deal, event.model.at)
                for each in cycle.guards(stage.key, to)
            ]
            machine.add_transition(to, stage.key, to, conditions=guards)
    return machine


class StockCursor:
    """What the stock machine moves: reads the deal's stage, and replaces the deal when it is set."""

    __slots__ = ("at", "by", "deal")

    def __init__(self, deal, at, by):
        self.deal, self.at, self.by = deal, at, by

    @property
    def stage(self):
        return self.deal.stage

    @stage.setter
    def stage(self, key):
        self.deal = self.deal.record(ENTRIES[key].again(at=self.at, by=self.by))


ENTRIES = {stage.key: CYCLE.entry(stage.key, at=MONDAY) for stage in CYCLE.stages}
MACHINE = stock_machine(CYCLE)
PLAIN = {
    (stage.key, to): (tuple(each.test for each in CYCLE.guards(stage.key, to)), ENTRIES[to])
    for stage in CYCLE.stages
    for to in CYCLE.ways(stage.key)
}


def ours():
    """Move by the cycle."""
    return CYCLE.move(DEAL, to="s1", at=AT, by="kim")


def stock():
    """Move by a stock machine, shared, on a cursor."""
    cursor = StockCursor(DEAL, AT, "kim")
    MACHINE.events["s1"].trigger(cursor)
    return cursor.deal


def plain():
    """Move by a dict look-up, with the library's own short cuts to the next fact and deal: the limit in Python."""
    tests, entry = PLAIN[DEAL.stage, "s1"]
    for test in tests:
        if not test(DEAL, AT):
            raise ValueError
    return DEAL.record(entry.again(at=AT, by="kim"))


def explicit():
    """Move by a dict look-up and the constructors, as one would without knowing the library's short cuts."""
    tests, entry = PLAIN[DEAL.stage, "s1"]
    for test in tests:
        if not test(DEAL, AT):
            raise ValueError
    fact = StageEntered(stage=entry.stage, outcome=entry.outcome, cycle=entry.cycle, at=AT, by="kim")
    return Deal(id=DEAL.id, name=DEAL.name, log=(*DEAL.log, fact))


def held():
    """Move a deal that holds its lead and a proposal."""
    return CYCLE.move(HELD, to="s1", at=AT, by="kim")


def refused():
    """Ask for a move that a criterion refuses, with every reason."""
    try:
        REFUSING.move(REFUSED_DEAL, to="s1", at=AT, by="kim")
    except MoveRefused as error:
        return error
    raise AssertionError


HELD = DEAL.attach(Lead.capture(id="L-1", name="Ada", start=CYCLE.start(at=MONDAY)))
HELD = HELD.attach(Proposal(id="P-1", log=[CYCLE.start(at=MONDAY)]))
REFUSED_DEAL = Deal.open(id="D-2", start=REFUSING.start(at=MONDAY), value=Money("48000", "USD"))


@pytest.mark.parametrize("way", [plain, explicit, ours, held, stock, refused], ids=lambda way: way.__name__)
@pytest.mark.benchmark(group="move")
def test_move(benchmark, way):
    """Time one move."""
    moved = benchmark(way)
    assert isinstance(moved, MoveRefused) or isinstance(moved.log[-1], StageEntered)


def test_ratios():
    """Measure the three in turns in one run, keep the fastest of each, and print the ratios."""
    assert ours() == stock() == plain() == explicit()
    best = {way: timeit(way, number=2_000) for way in (ours, stock, plain, explicit, held)}
    for _ in range(60):
        best = {way: min(fastest, timeit(way, number=2_000)) for way, fastest in best.items()}
    to_stock, to_plain = best[ours] / best[stock], best[ours] / best[plain]
    print(f"\nmove: {to_stock:.3f} of stock transitions, {to_plain:.2f} of plain Python")
    assert to_stock <= 1 / 3
    assert to_plain <= 1.6
    print({way.__name__: f"{fastest / 2_000 * 1e9:.0f} ns" for way, fastest in best.items()})
