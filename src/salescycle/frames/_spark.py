"""What Spark does in its own way; tested where it and Java are, so coverage is not asked for."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from salescycle.errors import InvalidValue

from ._zoned import LOCALISE, ZONED

__all__ = ["kept", "with_micros"]


def with_micros(native: Any, at: str, others: Sequence[tuple[str, str]], *, into: str) -> Any:
    """Give an instant as whole microseconds (a cast gives whole seconds), and other columns under other names."""
    kind = dict(native.dtypes)[at]
    if kind != "timestamp":  # one without a zone would be read by the zone of the session, without a word
        raise InvalidValue(f"the column {at!r}", ZONED, kind, LOCALISE)
    columns = [f"{_quoted(old)} AS {_quoted(new)}" for old, new in others]
    return native.selectExpr(f"unix_micros({_quoted(at)}) AS {_quoted(into)}", *columns)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


@contextmanager
def kept(native: Any) -> Generator[Any]:
    """Keep a frame that is asked more than once, for as long as it is."""
    held = native.persist()
    try:
        yield held
    finally:
        held.unpersist()
