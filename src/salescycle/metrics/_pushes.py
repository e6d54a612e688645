"""Pushes: how often and how far the expected close was moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from salescycle.model import CloseExpected, Deal, Outcome
from salescycle.values import Period, Row, Share, required

from ._days import day_of
from ._left_out import LeftOut, counted, told_left_out
from ._table import Table

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["DealPushes", "Pushes", "pushes"]

_NEVER_EXPECTED = "nobody ever said when it would close"
_FIELDS = ("pushes", "days", "months", "quarters", "pull_ins", "days_pulled_in")


@attrs.frozen(kw_only=True)
class DealPushes:
    """How often and how far the expected close of one deal was moved.

    ``pushes`` later, by ``days`` in all, over so many ends of ``months`` and ``quarters``; ``pull_ins`` earlier, by
    ``days_pulled_in``.

    >>> print(DealPushes(deal="D-1", pushes=2, days=45, months=2, quarters=1))
    D-1: 2 pushes by 45 days, over 2 month ends and 1 quarter end
    """

    deal: str
    pushes: int = 0
    days: int = 0
    months: int = 0
    quarters: int = 0
    pull_ins: int = 0
    days_pulled_in: int = 0

    def __str__(self) -> str:
        return f"{self.deal}: {_told(self)}"


@attrs.frozen(kw_only=True)
class Pushes:
    """How often and how far expected closes were moved, of ``n`` deals that were ever expected on some day.

    ``deals`` has a row for each whose expected close was moved at all; the totals add them up.

    >>> row = DealPushes(deal="D-1", pushes=2, days=45, months=2, quarters=1)
    >>> print(Pushes(deals=(row,), n=4))
    2 pushes by 45 days, over 2 month ends and 1 quarter end; pushed: 25.0% (1 of 4)
    """

    deals: tuple[DealPushes, ...]
    n: int
    period: Period | None = None
    definition: str = attrs.field(default="expected close moved later, the last word of each day counting", eq=False)
    left_out: LeftOut = ()

    @property
    def pushes(self) -> int:
        """How often an expected close was moved later."""
        return sum(row.pushes for row in self.deals)

    @property
    def days(self) -> int:
        """By how many days in all."""
        return sum(row.days for row in self.deals)

    @property
    def months(self) -> int:
        """Over how many ends of a month."""
        return sum(row.months for row in self.deals)

    @property
    def quarters(self) -> int:
        """Over how many ends of a quarter."""
        return sum(row.quarters for row in self.deals)

    @property
    def pull_ins(self) -> int:
        """How often an expected close was moved earlier."""
        return sum(row.pull_ins for row in self.deals)

    @property
    def days_pulled_in(self) -> int:
        """By how many days in all, counted apart from ``days``."""
        return sum(row.days_pulled_in for row in self.deals)

    @property
    def pushed(self) -> Share:
        """The share of deals that were pushed at least once."""
        return Share(part=sum(row.pushes > 0 for row in self.deals), whole=self.n, definition="pushed at least once")

    def to_records(self) -> list[Row]:
        """Give a flat record a deal."""
        return [{"deal": row.deal} | {name: getattr(row, name) for name in _FIELDS} for row in self.deals]

    def __str__(self) -> str:
        return f"{_told(self)}; pushed: {self.pushed}{told_left_out(self.left_out)}"


def _told(moved: DealPushes | Pushes) -> str:
    ends = f"{_count(moved.months, 'month end')} and {_count(moved.quarters, 'quarter end')}"
    told = f"{_count(moved.pushes, 'push', 'pushes')} by {_count(moved.days, 'day')}, over {ends}"
    if moved.pull_ins:
        told += f"; {_count(moved.pull_ins, 'pull-in')} by {_count(moved.days_pulled_in, 'day')}"
    return told


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"


def pushes(pipeline: Pipeline, period: Period | None = None, *, zone: tzinfo = UTC) -> Pushes:
    """Give how often, how far and over which ends of months and quarters expected closes were moved later.

    Formula: of each deal, the last expected close said on each day (in ``zone``), beside the one known before; later
    is a push, earlier a pull-in, which is counted apart and never set off against it. With a period, those whose last
    word came in it; the one before may be older. A month's end is crossed where the new day lies in a later month:
    from January to April that is three, and one of a quarter.

    That nobody knows the day any more is no push; when it is known again, it is compared with the last one known. The
    first day ever said moves nothing, and what is said of a deal that is closed counts only as what was known before.
    Leaves out, and counts, deals of which nobody ever said when they would close.

    >>> from datetime import timedelta
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=monday), expected_close=date(2026, 3, 31))
    >>> moved = deal.record(CloseExpected(on=date(2026, 4, 15), at=monday + timedelta(days=20)))
    >>> print(*Pipeline([moved], cycle=SHORT_CYCLE, as_of=monday + timedelta(days=30)).pushes().deals)
    D-1: 1 push by 15 days, over 1 month end and 1 quarter end
    """
    if period is not None:
        required(period, Period, "a period")
    rows: list[DealPushes] = []
    never = 0
    for place, deal in enumerate(pipeline.deals):
        said = [fact for fact in deal.facts(CloseExpected) if fact.on is not None]
        never += not said
        if len(said) > 1 and (row := _row(deal, place, pipeline.table, period, zone)) is not None:
            rows.append(row)
    n = len(pipeline.deals) - never
    return Pushes(deals=tuple(rows), n=n, period=period, left_out=counted({_NEVER_EXPECTED: never}))


def _row(deal: Deal, place: int, table: Table, period: Period | None, zone: tzinfo) -> DealPushes | None:
    moved = [
        (old, new)
        for at, old, new in _moves(deal, zone)
        if old != new and (period is None or at in period) and not _was_closed(table, place, at)
    ]
    later = [(old, new) for old, new in moved if new > old]
    earlier = [(old, new) for old, new in moved if new < old]
    if not moved:
        return None
    return DealPushes(
        deal=deal.id,
        pushes=len(later),
        days=sum((new - old).days for old, new in later),
        months=sum(_month(new) - _month(old) for old, new in later),
        quarters=sum(_month(new) // 3 - _month(old) // 3 for old, new in later),
        pull_ins=len(earlier),
        days_pulled_in=sum((old - new).days for old, new in earlier),
    )


def _moves(deal: Deal, zone: tzinfo) -> Iterator[tuple[datetime, date, date]]:
    """Give each last word of a day that knows one: when it was said, the day known before, and the day it says."""
    last = {day_of(fact.at, zone): fact for fact in deal.facts(CloseExpected)}
    known = [(fact.at, fact.on) for fact in last.values() if fact.on is not None]
    for (_, old), (at, new) in pairwise(known):
        yield at, old, new


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _was_closed(table: Table, place: int, at: datetime) -> bool:
    """Whether a deal was closed once all of an instant had happened."""
    now = Outcome.OPEN
    for row in table.rows_of(place):
        if table.entered[row] > at:
            break
        now = table.outcome[row]
    return now.is_closed
