"""What dask does in its own way: rows of one deal are brought into one part, and each part is a frame of pandas."""

# pyright: reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["each_part", "part_by_part"]

_T = TypeVar("_T")


def each_part(native: Any, deal: str, ask: Callable[[object], _T]) -> list[_T]:
    """Ask each part something, wherever it is, and give the answers."""
    from dask.base import compute  # noqa: PLC0415  only who brings a frame of dask has it
    from dask.delayed import delayed  # noqa: PLC0415

    return list(compute(*map(delayed(ask), native.shuffle(on=deal).to_delayed())))  # type: ignore[no-untyped-call]


def part_by_part(native: Any, deal: str, prepare: Callable[[object], Any]) -> Any:
    """Prepare each part, and give a frame of all of them."""
    return native.shuffle(on=deal).map_partitions(prepare)
