"""Slices: the same pipeline, of some of its deals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Deal
from salescycle.values import Period, required

from ._table import Table

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["active_in", "closed_in", "opened_in", "where"]


def where(pipeline: Pipeline, test: Callable[[Deal], bool]) -> Pipeline:
    """Give the pipeline of the deals that pass a test, such as ``lambda deal: deal.owner == "kim"``."""
    if not callable(test):
        raise InvalidValue("a test", "must be a function of a deal", test, "give lambda deal: ...")
    return attrs.evolve(pipeline, deals=[deal for deal in pipeline.deals if test(deal)])


def opened_in(pipeline: Pipeline, period: Period) -> Pipeline:
    """Give the pipeline of the deals opened in a period: a cohort. Deals whose opening is not known are in none."""
    required(period, Period, "a period")
    opened = pipeline.table.opened
    return _of(pipeline, (place for place, at in enumerate(opened) if at is not None and at in period))


def closed_in(pipeline: Pipeline, period: Period) -> Pipeline:
    """Give the pipeline of the deals whose close stands and lies in a period; of an unknown day, in none."""
    required(period, Period, "a period")
    closed = pipeline.table.closed
    return _of(pipeline, (place for place, at in enumerate(closed) if at is not None and at in period))


def active_in(pipeline: Pipeline, period: Period) -> Pipeline:
    """Give the pipeline of the deals that were open or on hold at any time in a period."""
    required(period, Period, "a period")
    table = pipeline.table
    return _of(pipeline, (place for place in range(len(table.deals)) if _was_active(table, place, period)))


def _was_active(table: Table, place: int, period: Period) -> bool:
    rows, opened = table.rows_of(place), table.opened[place]
    stays = [(table.entered[row], table.exited[row]) for row in rows if not table.outcome[row].is_closed]
    if opened is not None:
        # opened before any stage was known: open until the first one is
        stays.append((opened, table.entered[rows[0]] if rows else None))
    # a stay of no length was never open at any time
    lasting = [(begin, end) for begin, end in stays if end is None or begin < end]
    return any(begin < period.end and (end is None or end > period.start) for begin, end in lasting)


def _of(pipeline: Pipeline, places: Iterable[int]) -> Pipeline:
    return attrs.evolve(pipeline, deals=[pipeline.deals[place] for place in places])
