"""What Spark does in its own way; tested where it and Java are, so coverage is not asked for."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

__all__ = ["kept", "with_micros"]


def with_micros(native: Any, at: str, others: Sequence[tuple[str, str]], *, into: str) -> Any:
    """Give an instant as whole microseconds (a cast gives whole seconds), and other columns under other names."""
    from pyspark.sql import functions  # noqa: PLC0415  only who brings a frame of Spark has it

    def column(name: str) -> Any:
        return functions.col("`" + name.replace("`", "``") + "`")

    columns = [functions.unix_micros(column(at)).alias(into), *(column(old).alias(new) for old, new in others)]
    return native.select(*columns)


@contextmanager
def kept(native: Any) -> Generator[Any]:
    """Keep a frame that is asked more than once, for as long as it is."""
    held = native.persist()
    try:
        yield held
    finally:
        held.unpersist()
