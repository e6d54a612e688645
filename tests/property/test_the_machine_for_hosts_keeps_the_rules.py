"""Law: the stock machine for hosts moves a row exactly where ``Cycle.move`` moves a deal."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import MachineError

from salescycle.errors import MoveRefused
from salescycle.interop.transitions import machine

EXAMPLES, MOVES, HOURS = 60, 8, 24
HOUR = timedelta(hours=1)
NO_WAY = {"no_way", "already_there"}


def keep(row, entry) -> None:
    """Keep the fact in the log of the row's deal."""
    row.deal = row.deal.record(entry)


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_the_machine_for_hosts_keeps_the_rules(data: st.DataObject, cycles, deals, facts) -> None:
    """Both accept the same moves and end with the same log, and the machine raises just where no way leads."""
    cycle = data.draw(cycles())
    deal = data.draw(deals(cycle))
    row = SimpleNamespace(stage=deal.stage, deal=deal)
    made = machine(cycle, row, record=lambda row: row.deal, on_entry=keep)
    keys = [stage.key for stage in cycle.stages]
    at = deal.stage_fact.at
    for _ in range(data.draw(st.integers(3, MOVES))):
        known = data.draw(st.lists(facts(HOURS), max_size=4))
        deal, row.deal = deal.record(*known), row.deal.record(*known)
        # now and then before it came to its stage
        at += data.draw(st.integers(-1, 8)) * HOUR
        ways = list(cycle.ways(deal.stage))
        to = data.draw(st.sampled_from(ways or keys) if data.draw(st.integers(0, 3)) else st.sampled_from(keys))
        said = {"at": at, "by": "kim", "reason": data.draw(st.sampled_from(["", "price"]))}
        before = row.deal
        may = row.may_trigger(f"move_to_{to}", **said)
        leads = not NO_WAY & {each.code for each in cycle.check(deal, to=to, at=at).refusals}
        try:
            moved = row.trigger(f"move_to_{to}", **said)
        except MachineError:
            moved = False
            assert not leads
        else:
            assert leads
        try:
            deal = cycle.move(deal, to=to, **said)
        except MoveRefused:
            assert (False, before) == (moved, row.deal)
        else:
            assert moved is True
        assert (moved, deal.stage, deal.log) == (may, row.stage, row.deal.log)
    assert [row] == made.models
