"""A cycle without rules, to read logs that kept none."""

from __future__ import annotations

from collections.abc import Iterable

from salescycle.cycle import FREE_BOARD, Cycle, Stage
from salescycle.model import Outcome
from salescycle.values import key_texts

__all__ = ["free_cycle"]


def free_cycle(
    stages: Iterable[str], *, won: Iterable[str], lost: Iterable[str], key: str = "free", version: int = 1
) -> Cycle:
    """Give a cycle in which every move may happen: open stages in order, then the won and the lost ones.

    For importing history: the order of stages is what measures need, and the audit still tells moves back, skips
    and repeats. Each open stage leads to every other and to every close; each close may be reopened.

    >>> board = free_cycle(["Lead", "Offer"], won=["Won"], lost=["Lost", "Gone"])
    >>> list(board.ways("Offer"))
    ['Won', 'Lost', 'Gone', 'Lead']
    """
    open_keys, outcomes = key_texts(stages), {Outcome.WON: key_texts(won), Outcome.LOST: key_texts(lost)}
    closed_keys = [key for keys in outcomes.values() for key in keys]
    steps = [Stage(stage, label=stage, leads_to=closed_keys) for stage in open_keys]
    closes = [
        Stage(stage, label=stage, outcome=outcome, reopens_to=open_keys)
        for outcome, keys in outcomes.items()
        for stage in keys
    ]
    return Cycle(key=key, version=version, label=key, stages=[*steps, *closes], policy=FREE_BOARD)
