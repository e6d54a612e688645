"""What came of an import: the deals, and an account of all that could not be carried over."""

from __future__ import annotations

from datetime import timedelta

import attrs

from salescycle.model import Deal

__all__ = ["Imported"]


@attrs.frozen(kw_only=True)
class Imported:
    """What came of an import: the deals, how many rows were read, and what was left out, counted by reason.

    ``left_out`` counts rows, and parts of rows where the reason says so. ``unknown_stages`` are the stages in the rows
    that the cycle does not have, the first twenty, with their counts. ``cannot_tell`` names what this shape of export
    never holds, whatever the rows. ``stage_times`` are times in a stage that came as sums over all visits, as (deal,
    stage, time): a log holds visits, so they stand beside the deals.

    >>> Imported(deals=(), rows_read=1, left_out=(("it has no date", 1),)).left_out
    (('it has no date', 1),)
    """

    deals: tuple[Deal, ...]
    rows_read: int
    left_out: tuple[tuple[str, int], ...] = ()
    unknown_stages: tuple[tuple[str, int], ...] = ()
    cannot_tell: tuple[str, ...] = ()
    stage_times: tuple[tuple[str, str, timedelta], ...] = ()
