"""Law: our engine and the stock machine of ``transitions`` agree on every move of every cycle."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import Machine, MachineError

from salescycle.cycle import Criterion, Cycle, Way
from salescycle.errors import MoveRefused
from salescycle.model import Deal, Outcome

EXAMPLES = 200
MOVES, HOURS = 6, 12
HOUR = timedelta(hours=1)


class Walker:
    """A mutable record for the stock machine: it has a stage, and remembers which criteria were asked."""

    def __init__(self, stage: str, deal: Deal) -> None:
        self.stage, self.deal = stage, deal
        self.at: datetime = deal.log[0].at
        self.reason = ""
        self.closed = self.at
        self.asked: list[Criterion] = []


def asking(criterion: Criterion):
    """Give a stock condition that asks a criterion about the walker's deal as it stood at the walker's instant."""

    def condition(event) -> bool:
        walker = event.model
        walker.asked.append(criterion)
        return criterion.holds(walker.deal.as_of(walker.at), walker.at)

    return condition


def keeping_to(way: Way):
    """Give stock conditions for what a way asks beside its criteria: a reason, and being in time."""
    if way.needs_reason:
        yield lambda event: event.model.reason != ""
    if way.within is not None:
        yield lambda event: event.model.at - event.model.closed <= way.within


def stock(cycle: Cycle) -> Machine:
    """Build one shared stock machine of what a cycle says of itself."""
    machine = Machine(
        model=None,
        states=[stage.key for stage in cycle.stages],
        initial=cycle.initial.key,
        send_event=True,
        auto_transitions=False,
        queued=False,
        model_attribute="stage",
    )
    for stage in cycle.stages:
        for to, way in cycle.ways(stage.key).items():
            asked = [asking(criterion) for criterion in way.criteria]
            machine.add_transition(to, stage.key, to, conditions=[*keeping_to(way), *asked])
    return machine


def moved_by_stock(machine: Machine, walker: Walker, to: str) -> bool:
    """Move the walker, and say whether the stock machine did; whether a way leads there is all it raises about."""
    walker.asked = []
    event = machine.events.get(to)
    try:
        return event is not None and event.trigger(walker)
    except MachineError:
        return False


def walk(data: st.DataObject, cycles, facts, proposals) -> None:
    """Walk a deal and a mutable record through a random cycle, by ours and by the stock machine, side by side."""
    cycle = data.draw(cycles())
    machine = stock(cycle)
    # enough is known from the start for criteria to hold now and then
    known = data.draw(st.lists(facts(HOURS // 4), min_size=4, max_size=8))
    deal = Deal(id="D-1", log=[cycle.start(at=min(fact.at for fact in known)), *known])
    walker = Walker(cycle.initial.key, deal)
    keys = [stage.key for stage in cycle.stages]
    at = deal.log[0].at
    for _ in range(data.draw(st.integers(3, MOVES))):
        deal = deal.record(*data.draw(st.lists(facts(HOURS), max_size=4)))
        if data.draw(st.integers(0, 3)) == 0:
            deal = deal.attach(data.draw(proposals("P-1")))
        # criteria ask about the deal at the instant of the move, whatever is known by now
        at += data.draw(st.integers(0, 8)) * HOUR
        ways = list(cycle.ways(deal.stage))
        to = data.draw(st.sampled_from(ways or keys) if data.draw(st.integers(0, 3)) else st.sampled_from(keys))
        reason = data.draw(st.sampled_from(["", "price"]))
        walker.deal, walker.at, walker.reason, before = deal, at, reason, walker.stage
        accepted = moved_by_stock(machine, walker, to)
        decision = cycle.check(deal, to=to, at=at, reason=reason)
        assert accepted is bool(decision)
        guards = list(cycle.guards(before, to)) if to in ways else []
        barred = [each.code for each in decision.refusals]
        if accepted:
            deal = cycle.move(deal, to=to, at=at, reason=reason)
            walker.closed = at
            assert (guards, to) == (walker.asked, walker.stage)
        else:
            with pytest.raises(MoveRefused) as refused:
                cycle.move(deal, to=to, at=at, reason=reason)
            unmet = [each.criterion for each in refused.value.decision.unmet]
            # the stock machine stops at the first unmet criterion, and ours goes on to tell the rest
            assert (walker.asked[-1:], before) == ([] if barred else unmet[:1], walker.stage)
            assert guards[: len(walker.asked)] == walker.asked
            assert [each for each in guards if not each.holds(deal.as_of(at), at)] == unmet
        assert walker.stage == deal.stage
        assert cycle.stage(walker.stage).outcome is deal.outcome
        assert Outcome(walker.stage.rstrip("0123456789")) is deal.outcome


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_our_engine_agrees_with_stock_transitions(data: st.DataObject, cycles, facts, proposals) -> None:
    """Both accept the same moves, end in the same stages, and stop at the same criterion, asked in the same order."""
    walk(data, cycles, facts, proposals)


@pytest.mark.full
@settings(max_examples=100_000, deadline=None, database=None)
@given(data=st.data())
def test_they_agree_on_a_hundred_thousand_cycles(data: st.DataObject, cycles, facts, proposals) -> None:
    """The same, on as many cycles as take some forty minutes."""
    walk(data, cycles, facts, proposals)
