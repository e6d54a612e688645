"""Intervals: each entry of a stage with the one that follows it, and what the deal's first and last say."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw

from ._engine import AT, DEAL, SEQ, STAGE, Beside, Frame

__all__ = ["CLOSED", "LEFT", "OPENED", "TO", "UNKNOWN", "intervals"]

CLOSED, LEFT, OPENED, TO = "closed", "left", "opened", "to"
UNKNOWN = -(2**62)
"""Stands for an instant that is not known: nulls would make floats of whole numbers in some engines."""


def intervals(
    frame: Frame, beside: Beside, *, closed: Sequence[str], groups: Sequence[str], kept: Sequence[str], by_close: bool
) -> Frame:
    """Give a row a visit: deal, stage, entered, where to and when, and when its deal was opened and closed.

    A stage that is entered again while a deal is in it is no entry. ``left`` is ``UNKNOWN`` while a visit lasts,
    ``opened`` where a deal began with a close, ``closed`` while it is open; only the last row of a deal has the latter
    right, unless ``by_close`` asks for it in all of them. Each of ``groups`` is what the last row of its deal says, an
    empty text where that is nothing; ``kept`` are columns that are kept, groups among them.
    """
    frame = beside.sorted(frame).with_columns(beside.before(STAGE).alias("was"))
    frame = frame.filter(nw.col("was").is_null() | (nw.col("was") != nw.col(STAGE)))
    first, is_closed = nw.col("was").is_null(), nw.col(STAGE).is_in(list(closed))
    begun = nw.when(is_closed).then(nw.lit(UNKNOWN)).otherwise(nw.col(AT))
    frame = frame.with_columns(
        beside.after(STAGE).alias(TO),
        beside.after(AT).fill_null(UNKNOWN).alias(LEFT),
        beside.of_first(nw.when(first).then(begun)).alias(OPENED),
    )
    last = nw.col(TO).is_null()
    ended = nw.when(is_closed).then(nw.col(AT)).otherwise(nw.lit(UNKNOWN)).alias(CLOSED)
    of_last = [beside.of_last(nw.when(last).then(nw.col(name).fill_null(""))).alias(name) for name in groups]
    frame = frame.with_columns(ended, *of_last)
    if by_close:
        frame = frame.with_columns(beside.of_last(nw.when(last).then(nw.col(CLOSED))).alias(CLOSED))
    return frame.select(DEAL, AT, SEQ, STAGE, TO, LEFT, OPENED, CLOSED, *kept)
