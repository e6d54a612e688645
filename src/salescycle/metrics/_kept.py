"""What a pipeline keeps: parts that several measures are made of, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["kept"]

_T = TypeVar("_T")


def kept(pipeline: Pipeline, key: tuple[object, ...], make: Callable[[], _T]) -> _T:
    """Give what the pipeline keeps under a key, made the first time; a pipeline never changes, and so it stays true."""
    found = pipeline._kept  # noqa: SLF001 - the one place that looks into it
    if key not in found:
        found[key] = make()
    return cast("_T", found[key])
