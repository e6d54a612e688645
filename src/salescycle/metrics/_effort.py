"""Effort: what time goes into, selling and not, and how much of it a won deal takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from salescycle.model import Outcome, TimeSpent
from salescycle.values import Period, Row, Share, Undefined, required, several

from ._tables import text_table
from ._win_rates import ended_in

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["Effort", "EffortPart", "effort"]

OTHER_LIMIT = 10_000_000
"""Most pieces of time that were spent on no deal."""


@attrs.frozen(kw_only=True)
class EffortPart:
    """The time that went into one kind of activity: how long, in how many pieces, and whether it was selling.

    >>> print(EffortPart(activity="call", selling=True, pieces=3, spent=timedelta(hours=2)).spent)
    2:00:00
    """

    activity: str
    selling: bool
    pieces: int
    spent: timedelta


@attrs.frozen(kw_only=True)
class Effort:
    """What time went into, by kind of activity, the longest first, and how many deals were won meanwhile.

    >>> parts = (EffortPart(activity="call", selling=True, pieces=3, spent=timedelta(hours=2)),
    ...          EffortPart(activity="data_entry", selling=False, pieces=1, spent=timedelta(hours=6)))
    >>> print(Effort(parts=parts, won=2))
    8:00:00 spent, 25.0% (120 of 480) of it selling; 4:00:00 a won deal (2 won)
    """

    parts: tuple[EffortPart, ...]
    won: int
    definition: str = attrs.field(default="minutes recorded, by activity", eq=False)

    @property
    def spent(self) -> timedelta:
        """All of it."""
        return sum((part.spent for part in self.parts), timedelta(0))

    @property
    def selling(self) -> Share:
        """The share of minutes that went into selling."""
        minute = timedelta(minutes=1)
        selling = sum((part.spent for part in self.parts if part.selling), timedelta(0))
        return Share(part=selling // minute, whole=self.spent // minute, definition="minutes spent selling, of all")

    @property
    def per_won_deal(self) -> timedelta | Undefined:
        """What a won deal takes, with all that went into those that were not won: all time / won deals."""
        return self.spent / self.won if self.won else Undefined("nothing was won")

    def to_records(self) -> list[Row]:
        """Give a flat row an activity: hours in all, and a won deal."""
        return [
            {
                "activity": part.activity,
                "selling": part.selling,
                "pieces": part.pieces,
                "hours": part.spent / timedelta(hours=1),
                "hours_a_won_deal": part.spent / self.won / timedelta(hours=1) if self.won else None,
            }
            for part in self.parts
        ]

    def table(self) -> str:
        """Give it as a table of text, a row an activity."""
        return text_table(self.to_records())

    def __str__(self) -> str:
        if not self.parts:
            return "no time was recorded"
        each = self.per_won_deal
        told = str(each) if isinstance(each, Undefined) else f"{each} a won deal ({self.won} won)"
        return f"{self.spent} spent, {self.selling} of it selling; {told}"


def effort(pipeline: Pipeline, *, period: Period | None = None, other: Iterable[TimeSpent] = ()) -> Effort:
    """Add up the time that was spent, by kind of activity, beside the deals won: what could be taken off people?

    Formula: minutes of ``TimeSpent`` with the deals of the pipeline and their leads, and of ``other``, time that went
    into no deal; those recorded for an instant of the ``period``, where one is given. A won deal takes all of that over
    the deals won (in the period): the time that went into lost ones is part of its price. Leaves out time that nobody
    recorded, and, in a period, wins whose day is not known.
    Where an activity is recorded as selling here and not there, it has a row for each.

    >>> from datetime import UTC, datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.model import Deal
    >>> from salescycle.presets import SHORT_CYCLE
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=at)).record(TimeSpent(activity="call", minutes=30, at=at))
    >>> print(Pipeline([deal], cycle=SHORT_CYCLE, as_of=at).effort())
    0:30:00 spent, 100.0% (30 of 30) of it selling; undefined: nothing was won
    """
    if period is not None:
        required(period, Period, "a period", "for example Period.quarter(2026, 1)")
    minutes: Counter[tuple[str, bool]] = Counter()
    pieces: Counter[tuple[str, bool]] = Counter()
    for fact in _spent(pipeline, several(other, TimeSpent, "other time", limit=OTHER_LIMIT)):
        if fact.at <= pipeline.as_of and (period is None or fact.at in period):
            minutes[fact.activity, fact.selling] += fact.minutes
            pieces[fact.activity, fact.selling] += 1
    parts = (
        EffortPart(activity=each[0], selling=each[1], pieces=pieces[each], spent=timedelta(minutes=count))
        for each, count in minutes.items()
    )
    won, _ = ended_in(pipeline.table, (Outcome.WON,), period)
    return Effort(parts=tuple(sorted(parts, key=lambda part: (-part.spent, part.activity))), won=len(won))


def _spent(pipeline: Pipeline, other: Iterable[TimeSpent]) -> Iterator[TimeSpent]:
    leads = {deal.lead.id: deal.lead for deal in pipeline.deals if deal.lead is not None}
    for record in (*pipeline.deals, *leads.values()):
        yield from record.facts(TimeSpent)
    yield from other
