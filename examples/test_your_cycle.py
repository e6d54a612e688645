"""Property tests of a sales process of one's own: copy this file, put your cycle in, and let pytest run it.

It needs the extra `testing`.
"""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings

from salescycle import Cycle, Deal, Outcome, OwnerAssigned, Policy, Stage, criterion
from salescycle.cycle import contacted, value_known
from salescycle.testing import MEETS, NearMiss, assert_lawful, deals, explore, histories, near_misses


@criterion("the boss took it on")
def with_the_boss(deal: Deal, at: datetime) -> bool:  # noqa: ARG001 - a criterion takes both
    """Somebody who may sign is responsible."""
    return deal.owner == "boss"


BOARD = Cycle(
    key="board",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"], exit_criteria=[contacted, value_known]),
        Stage("offer", leads_to=["won", "talk", "lost"], exit_criteria=[with_the_boss]),
        Stage("won", outcome=Outcome.WON),
        Stage("lost", outcome=Outcome.LOST, reopens_to=["talk"]),
    ],
    policy=Policy(reasons_for=["lost"]),
)
OURS = MEETS | {"with_the_boss": lambda deal, at: deal.record(OwnerAssigned(owner="boss", at=at))}


def test_our_criteria_keep_the_laws() -> None:
    """None of our criteria reads a clock, remembers, or changes the deal."""
    assert_lawful(BOARD, meets=OURS)


def test_every_way_can_be_taken() -> None:
    """No gate of ours is one that nothing meets."""
    explore(BOARD, meets=OURS, least=1)


@settings(max_examples=50, deadline=None)
@given(deals(cycle=BOARD, meets=OURS))
def test_what_was_offered_has_a_value(deal: Deal) -> None:
    """Whoever got an offer from us was told a price: what our own code relies on."""
    if "offer" in {visit.stage for visit in deal.visits}:
        assert deal.value is not None


@settings(max_examples=50, deadline=None)
@given(near_misses(BOARD, meets=OURS))
def test_the_one_missing_thing_is_told(near: NearMiss) -> None:
    """Our form shows the one thing that is missing."""
    decision = BOARD.check(near.deal, to=near.to, at=near.at, reason=near.reason)
    assert [unmet.key for unmet in decision.unmet] == [near.criterion.key]


@settings(max_examples=50, deadline=None)
@given(histories(BOARD))
def test_our_import_survives_anything(deal: Deal) -> None:
    """However odd an imported log is, it can be audited."""
    assert all(finding.message for finding in BOARD.audit(deal))
