"""Tours: walks that together take every way of a cycle once at least, as test cases."""

from __future__ import annotations

from collections.abc import Iterator

from ._graph import fewest_moves
from ._ways import Order, Ways

__all__ = ["tour_of"]


def tour_of(order: Order, ways: Ways) -> Iterator[tuple[str, ...]]:
    """Walk from the first stage, each time along the nearest way not taken yet, until all were."""
    left = {(source, to): None for source, out in ways.items() for to in out}
    start = order.stages[0].key
    while left:
        walk = [start]
        while (path := _to_next(walk[-1], left, ways)) is not None:
            for to in path:
                left.pop((walk[-1], to), None)
                walk.append(to)
        yield tuple(walk)


def _to_next(here: str, left: dict[tuple[str, str], None], ways: Ways) -> list[str] | None:
    """Give the shortest path that ends with a way not taken yet; ``None`` where none can be come to from here."""
    sources = {source for source, _ in left}
    paths = ((source, fewest_moves(here, source, ways.__getitem__)) for source in ways if source in sources)
    found = [(len(path), source, path) for source, path in paths if path is not None]
    if not found:
        return None
    _, source, path = min(found, key=lambda each: each[0])
    return [*path, next(to for one, to in left if one == source)]
