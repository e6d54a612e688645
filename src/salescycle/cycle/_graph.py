"""Graphs: which stages can be reached from which, and by what paths."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping

__all__ = ["Graph", "fewest_moves", "longest_path", "next_steps", "on_every_path", "reachable", "reversed_ways"]

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


def on_every_path(graph: Graph, source: str, targets: Collection[str]) -> list[str]:
    """Give the keys that every path from one key to any of several goes through, in the order of the graph.

    None where there is no path. Found by leaving each out and walking the rest: what all paths need cuts them off.
    """
    needed: list[str] = []
    for key in graph if reachable(graph, [source]) & set(targets) else ():
        rest = {each: [to for to in ways if to != key] for each, ways in graph.items()}
        if key == source or not reachable(rest, [source]) & set(targets):
            needed.append(key)
    return needed


def longest_path(graph: Graph, source: str, targets: Collection[str]) -> list[str]:
    """Give a longest path from a key to any of several in a graph without loops, whose keys come in its direction.

    Of several as long, the one whose ways are declared first.
    """
    paths: dict[str, list[str]] = {}
    for key in reversed(list(graph)):
        onward = [paths[to] for to in graph[key] if to in paths]
        if onward:
            paths[key] = [key, *max(onward, key=len)]
        elif key in targets:
            paths[key] = [key]
    return paths.get(source, [])


def fewest_moves(source: str, to: str, ways: Callable[[str], Iterable[str]]) -> list[str] | None:
    """Give the stages of a shortest path after the first, or ``None`` where no way leads there.

    Of several as short, the one whose ways are declared first.
    """
    came = {source: source}
    waiting = deque([source])
    while waiting and to not in came:
        here = waiting.popleft()
        for key in ways(here):
            if key not in came:
                came[key] = here
                waiting.append(key)
    if to not in came:
        return None
    path: list[str] = []
    while to != source:
        path.append(to)
        to = came[to]
    return path[::-1]


def next_steps(turned: Graph, target: str) -> dict[str, str]:
    """Give for each key from which a target can be reached the next one on a shortest path there, the nearest first.

    ``turned`` is the graph with every way turned round.
    """
    steps = {target: target}
    waiting = deque([target])
    while waiting:
        here = waiting.popleft()
        for key in turned[here]:
            if key not in steps:
                steps[key] = here
                waiting.append(key)
    return steps
