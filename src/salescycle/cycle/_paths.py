"""Paths: the ways from the first stage to a win."""

from __future__ import annotations

from salescycle.model import Outcome

from ._graph import fewest_moves, longest_path, on_every_path
from ._policy import MoveKind
from ._ways import Order, Ways

__all__ = ["longest_way", "needed_stages", "shortest_way"]

_FORWARD = (MoveKind.ADVANCED, MoveKind.SKIPPED, MoveKind.WON)


def needed_stages(order: Order, ways: Ways) -> tuple[str, ...]:
    """Give the stages that every way to a win goes through, reopening aside."""
    onward = {stage.key: [] if stage.outcome.is_closed else list(ways[stage.key]) for stage in order.stages}
    return tuple(on_every_path(onward, order.stages[0].key, _wins(order)))


def shortest_way(order: Order, ways: Ways) -> tuple[str, ...]:
    """Give the stages of a way to a win with the fewest moves, through open stages only."""
    start = order.stages[0].key
    onward = {stage.key: ways[stage.key] if stage.outcome is Outcome.OPEN else {} for stage in order.stages}
    paths = [fewest_moves(start, won, onward.__getitem__) for won in _wins(order)]
    found = [(start, *path) for path in paths if path is not None]
    return min(found, key=len) if found else ()


def longest_way(order: Order, ways: Ways) -> tuple[str, ...]:
    """Give the stages of a longest way to a win that only goes forward."""
    open_keys = sorted(order.rank, key=lambda key: (order.stage[key].outcome is not Outcome.OPEN, order.rank[key]))
    forward = {key: [to for to, way in ways[key].items() if _goes_forward(order, key, way.kind)] for key in open_keys}
    return tuple(longest_path(forward, order.stages[0].key, _wins(order)))


def _goes_forward(order: Order, source: str, kind: MoveKind) -> bool:
    return kind in _FORWARD and order.stage[source].outcome is Outcome.OPEN


def _wins(order: Order) -> list[str]:
    return [stage.key for stage in order.stages if stage.outcome is Outcome.WON]
