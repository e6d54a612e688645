"""What it costs to audit a deal that came through the seven stages by their rules, and one read off a history."""

from __future__ import annotations

from random import Random

import pytest

from salescycle.cycle import Cycle
from salescycle.model import Deal, StageEntered
from salescycle.presets import SEVEN_STAGE, free_cycle
from salescycle.simulation import sample_deals
from salescycle.values import Period

YEAR = Period.year(2025)
DEALS = sample_deals(rng=Random(1), period=YEAR, count=2000)
STAGES = [stage.key for stage in SEVEN_STAGE.stages]
HISTORY = free_cycle(STAGES[:-2], won=["won"], lost=["lost"])
CASES = {
    "by the rules": (SEVEN_STAGE, DEALS),
    "a history": (HISTORY, tuple(Deal(id=deal.id, log=deal.facts(StageEntered)) for deal in DEALS)),
}


def audited(cycle: Cycle, deals: tuple[Deal, ...]) -> int:
    """Audit every deal."""
    return sum(len(cycle.audit(deal, as_of=YEAR.end)) for deal in deals)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.benchmark(group="audit of 2,000 deals")
def test_audit(benchmark, name: str) -> None:
    """Time the audit of deals of some fifteen facts, and of as many of which only the stages are known."""
    assert benchmark(audited, *CASES[name])
