"""Cycle length: how long won deals took, from where and until which win."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from salescycle.errors import InvalidValue
from salescycle.model import Outcome
from salescycle.values import Durations, Period, required

from ._clock import clock_of
from ._left_out import CLOSE_UNKNOWN, OPENING_UNKNOWN, counted
from ._table import Table

if TYPE_CHECKING:
    from salescycle.values import WorkCalendar

    from ._pipeline import Pipeline

__all__ = ["cycle_length", "told_length"]


def cycle_length(
    pipeline: Pipeline,
    *,
    anchor: str = "opened",
    close: Literal["first", "last"] = "last",
    period: Period | None = None,
    calendar: WorkCalendar | None = None,
) -> Durations:
    """Give how long won deals took, from an anchor to the win.

    Formula: win - anchor, over deals now won (in the period, if one is given). ``anchor`` is ``"opened"``,
    ``"lead_created"``, ``"first_contact"`` (of any kind, with the deal or its lead) or the key of a stage: its first
    entry. ``close`` is the ``"last"`` win, which stands, or the ``"first"``, where a won deal was reopened. With a
    ``calendar`` it is working time.
    Leaves out lost and open deals, and counts those whose anchor or win is not known and those won before their
    anchor. It looks only at winners: ``time_to_close`` is the measure that also counts those still open.
    """
    if close not in ("first", "last"):
        raise InvalidValue("a close", "must be the 'first' or the 'last'", close)
    if period is not None:
        required(period, Period, "a period", "for example Period.quarter(2026, 1)")
    table, clock = pipeline.table, clock_of(calendar)
    won = [place for place, outcome in enumerate(table.now) if outcome is Outcome.WON]
    starts, unknown = _anchored(pipeline, anchor, won)
    ends = [table.closed[place] if close == "last" else _first_win(table, place) for place in won]
    lengths: list[timedelta] = []
    left_out: Counter[str] = Counter()
    for start, end in zip(starts, ends, strict=True):
        # a win nobody knows the day of is in no period, and is counted as left out of each
        if end is not None and period is not None and end not in period:
            continue
        if start is None:
            left_out[unknown] += 1
        elif end is None:
            left_out[CLOSE_UNKNOWN] += 1
        elif end < start:
            left_out[f"won before {_TOLD.get(anchor, f'it entered {anchor!r}')}"] += 1
        else:
            lengths.append(clock.less(end, start))
    return Durations.of(
        lengths,
        definition=clock.told(told_length(anchor, close)),
        left_out=counted(left_out),
    )


def told_length(anchor: str, close: str) -> str:
    """Give the definition of a cycle length."""
    start = _ANCHORED.get(anchor, f"first entry of {anchor!r}")
    return f"{start} to {'' if close == 'last' else 'first '}won, over won deals"


_ANCHORED = {"opened": "opened", "lead_created": "lead created", "first_contact": "first contact"}
_TOLD = {"opened": "it opened", "lead_created": "its lead was created", "first_contact": "the first contact"}


def _anchored(pipeline: Pipeline, anchor: str, places: list[int]) -> tuple[list[datetime | None], str]:
    """Give when deals came to an anchor, and how to say that it is not known."""
    table = pipeline.table
    if anchor == "opened":
        return [table.opened[place] for place in places], OPENING_UNKNOWN
    if anchor == "lead_created":
        return [_lead_created(table, place) for place in places], "when its lead was created is not known"
    if anchor == "first_contact":
        return [_first_contact(table, place) for place in places], "it has no contact"
    stage = pipeline.cycle.stage(anchor).key
    return [_first_entry(table, place, stage) for place in places], f"when it entered {stage!r} is not known"


def _lead_created(table: Table, place: int) -> datetime | None:
    lead = table.deals[place].lead
    return None if lead is None else lead.opened_at


def _first_contact(table: Table, place: int) -> datetime | None:
    contacts = table.deals[place].all_contacts
    return contacts[0].at if contacts else None


def _first_entry(table: Table, place: int, stage: str) -> datetime | None:
    row = next((row for row in table.rows_of(place) if table.stage[row] == stage), None)
    return table.entered[row] if row is not None and table.entry_known[row] else None


def _first_win(table: Table, place: int) -> datetime | None:
    row = next(row for row in table.rows_of(place) if table.outcome[row] is Outcome.WON)
    return table.entered[row] if table.entry_known[row] else None
