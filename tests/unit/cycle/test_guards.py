"""Guards: exit criteria hold up every way on, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salescycle.cycle import Criterion, Cycle, Stage
from salescycle.model import Deal

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEVER = Criterion(key="never", asks="it can never be", test=lambda _, __: False)
CYCLE = Cycle(
    key="guarded",
    version=1,
    stages=[
        Stage("first", leads_to=["second", "third", "wait", "won", "lost"], exit_criteria=[NEVER]),
        Stage("wait", outcome="hold", leads_to=["first", "second", "won", "lost"], exit_criteria=[NEVER]),
        Stage("lost", outcome="lost", reopens_to=["first", "second", "won", "wait"], exit_criteria=[NEVER]),
        Stage("second", leads_to=["third", "first", "wait", "later", "won", "lost"], exit_criteria=[NEVER]),
        Stage("third", leads_to=["won", "second"]),
        Stage("later", outcome="hold", leads_to=["second", "lost"]),
        Stage("won", outcome="won", reopens_to=["second", "lost"], exit_criteria=[NEVER]),
    ],
)
HELD_UP = {
    ("first", "second"): "forward",
    ("first", "third"): "forward, over a stage",
    ("second", "third"): "forward",
    ("first", "won"): "a win",
    ("second", "won"): "a win",
    ("wait", "won"): "a win from hold",
    ("lost", "won"): "a win after all",
    ("wait", "first"): "back from hold",
    ("wait", "second"): "back from hold",
    ("lost", "first"): "reopened",
    ("lost", "second"): "reopened",
    ("lost", "wait"): "reopened, to wait",
    ("won", "second"): "reopened",
}
WAYS = [(stage.key, to) for stage in CYCLE.stages for to in CYCLE.ways(stage.key)]


@pytest.mark.parametrize(("source", "to"), WAYS)
def test_criteria_hold_up_what_goes_forward(source: str, to: str) -> None:
    """Moving forward, winning, resuming and reopening are held up; losing, holding and going back are not."""
    deal = Deal(id="D-1", log=[CYCLE.entry(source, at=MONDAY)])
    assert ((NEVER,) if (source, to) in HELD_UP else ()) == CYCLE.guards(source, to)
    assert ((source, to) not in HELD_UP) is bool(CYCLE.check(deal, to=to, at=MONDAY))


def test_a_stage_without_criteria_holds_nothing_up() -> None:
    """A stage that asks for nothing lets everything pass."""
    assert () == CYCLE.guards("third", "won")


def test_guards_of_a_way_that_is_not_there() -> None:
    """Guards are what would hold a move up, whether or not a way leads there: the audit asks about any two stages."""
    assert ((), ()) == (CYCLE.guards("third", "first"), CYCLE.guards("third", "later"))
    assert (NEVER,) == CYCLE.guards("wait", "won")
