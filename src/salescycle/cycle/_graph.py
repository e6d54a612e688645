"""Graphs: which stages can be reached from which, and by what paths."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping

__all__ = ["Graph", "fewest_moves", "reachable", "reversed_ways"]

Graph = Mapping[str, Collection[str]]
"""For each key, the keys it leads to."""


def reachable(graph: Graph, start: Iterable[str]) -> set[str]:
    """Give every key that a walk from these can come to, they themselves included."""
    reached = set(start)
    waiting = list(reached)
    while waiting:
        for to in graph[waiting.pop()]:
            if to not in reached:
                reached.add(to)
                waiting.append(to)
    return reached


def reversed_ways(graph: Graph) -> dict[str, list[str]]:
    """Turn every way round."""
    turned: dict[str, list[str]] = {key: [] for key in graph}
    for key, ways in graph.items():
        for to in ways:
            turned[to].append(key)
    return turned


def fewest_moves(source: str, to: str, ways: Callable[[str], Iterable[str]]) -> list[str] | None:
    """Give the stages of a shortest path after the first, or ``None`` where no way leads there.

    Of several as short, the one whose ways are declared first.
    """
    paths: dict[str, list[str]] = {source: []}
    waiting = deque([source])
    while waiting and to not in paths:
        here = waiting.popleft()
        for key in ways(here):
            if key not in paths:
                paths[key] = [*paths[here], key]
                waiting.append(key)
    return paths.get(to)
