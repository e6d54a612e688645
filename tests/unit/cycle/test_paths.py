"""Paths to a win: mandatory stages, the shortest, the longest forward."""

from __future__ import annotations

from salescycle.cycle import Cycle, Policy, Stage
from salescycle.presets import LEAD, SEVEN_STAGE

CLOSES = (Stage("won", outcome="won"), Stage("lost", outcome="lost", reopens_to=["offer"]))


def cycle(*stages: Stage, policy: Policy | None = None) -> Cycle:
    return Cycle(key="paths", version=1, stages=[*stages, *CLOSES], policy=policy or Policy())


FORK = (
    Stage("talk", leads_to=["demo", "trial", "lost"]),
    Stage("demo", leads_to=["trial", "lost"]),
    Stage("trial", leads_to=["offer", "talk", "lost"]),
    Stage("offer", leads_to=["won", "rest", "lost"]),
    Stage("rest", outcome="hold", leads_to=["won", "offer", "lost"]),
)


def test_a_fork() -> None:
    """A stage that can be passed by is not mandatory; hold is no part of the shortest or longest path."""
    board = cycle(*FORK)
    assert ("talk", "trial", "offer", "won") == board.mandatory_stages
    assert ("talk", "trial", "offer", "won") == board.shortest_path
    assert ("talk", "demo", "trial", "offer", "won") == board.longest_path


def test_skipping_makes_stages_optional() -> None:
    """What a policy lets one pass over is not mandatory, and the shortest path takes the skip."""
    board = cycle(*FORK, policy=Policy(skipping="free"))
    assert (("talk", "won"), ("talk", "won")) == (board.mandatory_stages, board.shortest_path)
    assert ("talk", "demo", "trial", "offer", "won") == board.longest_path


def test_two_wins() -> None:
    """With several won stages none is mandatory, and a path may end in any."""
    stages = [
        Stage("talk", leads_to=["won", "offer", "lost"]),
        Stage("offer", leads_to=["big", "lost"]),
        Stage("big", outcome="won"),
    ]
    board = cycle(*stages)
    assert (("talk",), ("talk", "won")) == (board.mandatory_stages, board.shortest_path)
    assert ("talk", "offer", "big") == board.longest_path


def test_a_win_that_only_reopening_leads_to() -> None:
    """Where nothing is won without losing first, there is no path, and no stage on it."""
    board = cycle(Stage("talk", leads_to=["lost"]), Stage("offer", leads_to=["won"]))
    assert ((), (), ()) == (board.mandatory_stages, board.shortest_path, board.longest_path)


def test_the_default_cycle() -> None:
    """All seven stages are mandatory; a lead need not be qualified by marketing."""
    assert (
        *(stage.key for stage in SEVEN_STAGE.stages if stage.outcome == "open"),
        "won",
    ) == SEVEN_STAGE.mandatory_stages
    assert SEVEN_STAGE.mandatory_stages == SEVEN_STAGE.shortest_path == SEVEN_STAGE.longest_path
    assert ("captured", "sales_qualified", "converted") == LEAD.mandatory_stages
