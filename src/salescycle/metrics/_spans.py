"""Spans: from when until when deals were open, counted; what work in progress is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from salescycle.values import Period

from ._left_out import CLOSE_UNKNOWN, OPENING_UNKNOWN, LeftOut, counted
from ._little import LittlesLaw, littles_law
from ._table import Table
from ._work import WorkInProgress, work_in_progress

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["littles_law_of", "spans_of", "work_in_progress_of"]

Span = tuple[datetime | None, datetime | None, bool]
"""(opened, closed, whether the close is known): ``None`` where the opening is not known, or while it lasts."""


def work_in_progress_of(pipeline: Pipeline, period: Period) -> WorkInProgress:
    """Give how many deals were open at each instant of a period, how many came and how many went.

    A deal is open from each opening or reopening up to the close that ends it; time on hold is in it. What happens
    after ``as_of`` is not known: in a period that goes on beyond, deals stay as they are. Leaves out, and counts,
    open times whose beginning or end is not known.
    """
    spans, left_out = spans_of(pipeline.table)
    return attrs.evolve(work_in_progress(spans, period=period), left_out=left_out)


def littles_law_of(pipeline: Pipeline, period: Period) -> LittlesLaw:
    """Check whether work in progress, arrivals and time in the pipeline fit together: Little's law, over a period.

    See ``littles_law`` for the formula and for when it may not be used. It takes no calendar: deals are in the pipeline
    at night too, and the law holds only where all three run on one clock. Leaves out, and counts, open times whose
    beginning or end is not known.
    """
    spans, left_out = spans_of(pipeline.table)
    law = littles_law(spans, period=period)
    return attrs.evolve(law, work=attrs.evolve(law.work, left_out=left_out))


def spans_of(table: Table) -> tuple[Counter[tuple[datetime, datetime | None]], LeftOut]:
    """Count the times that deals were open, as ``deal.spells`` tells them."""
    spans: Counter[tuple[datetime, datetime | None]] = Counter()
    left_out: Counter[str] = Counter()
    for place in range(len(table.deals)):
        for opened, closed, known in _spans(table, place):
            if opened is None:
                left_out[OPENING_UNKNOWN] += 1
            elif not known:
                left_out[CLOSE_UNKNOWN] += 1
            elif closed is None or closed >= opened:
                spans[opened, closed] += 1
            else:
                left_out["closed before it opened"] += 1
    return spans, counted(left_out)


def _spans(table: Table, place: int) -> Iterator[Span]:
    """Give the open times of one deal: a close that is corrected without reopening ends at the correction."""
    rows = table.rows_of(place)
    opened = table.opened[place]
    begun, ended = opened is not None or not rows, None
    span: Span = (opened, None, True)
    for row in rows:
        outcome, known = table.outcome[row], table.entry_known[row]
        if outcome.is_closed:
            if ended is outcome and not known:
                continue
            begun, ended, span = True, outcome, (span[0], table.entered[row], known)
        elif ended is not None or not begun:
            if ended is not None:
                yield span
            begun, ended, span = True, None, (table.entered[row] if known else None, None, True)
    yield span
