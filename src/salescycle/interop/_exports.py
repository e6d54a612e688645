"""Exports: deals out of the rows that a CRM writes, one a stage entry or one a deal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from salescycle.cycle import Cycle
from salescycle.model import CloseExpected, Deal, Fact, Opened, OwnerAssigned, StageSeen, ValueSet

from ._cells import Dates
from ._rows import AFTER, NO_DATE, Columns, Row, RowReader, Unusable

__all__ = ["HistoryColumns", "Imported", "SnapshotColumns", "deals_from_history", "deals_from_snapshot"]

_TWICE = "its deal was listed before"


@attrs.frozen(kw_only=True)
class HistoryColumns:
    """The columns of a stage history, one row a stage entry.

    >>> HistoryColumns(deal="OppID", stage="StageName", at="CreatedDate").value is None
    True
    """

    deal: str
    stage: str
    at: str
    value: str | None = None
    owner: str | None = None


@attrs.frozen(kw_only=True)
class SnapshotColumns:
    """The columns of a snapshot, one row a deal with its present stage.

    >>> SnapshotColumns(deal="id", stage="stage", opened="created", closed="close date").closed
    'close date'
    """

    deal: str
    stage: str
    opened: str
    closed: str
    value: str | None = None
    owner: str | None = None


@attrs.frozen(kw_only=True)
class Imported:
    """What came of an import: the deals, how many rows were read, and how many were left out, by reason.

    ``unknown_stages`` are the stages in the rows that the cycle does not have, the first twenty, with their counts.

    >>> Imported(deals=(), rows_read=1, left_out=(("it has no date", 1),)).left_out
    (('it has no date', 1),)
    """

    deals: tuple[Deal, ...]
    rows_read: int
    left_out: tuple[tuple[str, int], ...] = ()
    unknown_stages: tuple[tuple[str, int], ...] = ()


def _reader(
    columns: HistoryColumns | SnapshotColumns, cycle: Cycle, as_of: datetime, dates: Dates | None, currency: str
) -> RowReader:
    same = Columns(deal=columns.deal, stage=columns.stage, value=columns.value, owner=columns.owner)
    return RowReader(columns=same, cycle=cycle, dates=dates or Dates(), currency=currency, as_of=as_of)


def _imported(deals: Iterable[Deal], rows_read: int, reader: RowReader) -> Imported:
    return Imported(
        deals=tuple(deals),
        rows_read=rows_read,
        left_out=tuple(reader.left_out.items()),
        unknown_stages=tuple((+reader.unknown_stages).items()),
    )


def deals_from_history(
    rows: Iterable[Row],
    *,
    columns: HistoryColumns,
    cycle: Cycle,
    as_of: datetime,
    dates: Dates | None = None,
    currency: str = "USD",
) -> Imported:
    """Make deals of a stage history: one row a stage entry, in any order.

    A stage is named by its key or by its label. Rows of one deal at the same instant keep the order of the file.
    Rows that cannot be used are left out and
    counted by reason. Raises ``UnknownName`` for a column that is not there, and ``InvalidValue``, with the row's
    number, for a date that cannot be read: most likely they all are written another way.

    >>> from datetime import UTC
    >>> from salescycle.presets import free_cycle
    >>> rows = [{"id": "D-1", "to": "Lead", "on": "2026-03-02"}, {"id": "D-1", "to": "Won", "on": "2026-03-09"}]
    >>> columns = HistoryColumns(deal="id", stage="to", at="on")
    >>> cycle = free_cycle(["Lead"], won=["Won"], lost=["Lost"])
    >>> deals_from_history(rows, columns=columns, cycle=cycle, as_of=datetime(2026, 4, 1, tzinfo=UTC)).deals
    (<Deal 'D-1' in 'Won', 2 facts>,)
    """
    reader = _reader(columns, cycle, as_of, dates, currency)
    logs: dict[str, list[Fact]] = {}
    number = 0
    for number, row in reader.checked(rows, attrs.astuple(columns)):
        try:
            deal, facts = _entry(row, columns.at, number, reader)
        except Unusable as reason:
            reader.left_out[str(reason)] += 1
        else:
            logs.setdefault(deal, []).extend(facts)
    return _imported((Deal(id=deal, log=_without_repeats(log)) for deal, log in logs.items()), number, reader)


def _entry(row: Row, column: str, number: int, reader: RowReader) -> tuple[str, list[Fact]]:
    deal, stage = reader.deal(row), reader.stage(row)
    at = reader.instant(row, column, number)
    if at is None:
        raise Unusable(NO_DATE)
    if at > reader.as_of:
        raise Unusable(AFTER)
    return deal, [stage.again(at=at), *reader.extras(row, at)]


def _without_repeats(log: Iterable[Fact]) -> list[Fact]:
    """Drop the values and owners that only repeat the one before: each row of an export carries them all."""
    kept: list[Fact] = []
    present: dict[type[Fact], object] = {}
    for fact in sorted(log, key=lambda fact: fact.at):
        said = fact.value if isinstance(fact, ValueSet) else fact.owner if isinstance(fact, OwnerAssigned) else None
        if said is None or present.get(type(fact)) != said:
            kept.append(fact)
        present[type(fact)] = said
    return kept


def deals_from_snapshot(
    rows: Iterable[Row],
    *,
    columns: SnapshotColumns,
    cycle: Cycle,
    as_of: datetime,
    dates: Dates | None = None,
    currency: str = "USD",
) -> Imported:
    """Make deals of a snapshot: one row a deal, with its present stage.

    A snapshot tells two instants of a deal, when it was opened and when it closed, and not when it entered the
    stages between: so it gives lengths and rates, and no dwell times. The closing date of a deal that is open is
    when it is expected to close. Rows are left out and errors raised as by ``deals_from_history``.

    >>> from datetime import UTC
    >>> from salescycle.presets import free_cycle
    >>> rows = [{"id": "D-1", "stage": "Won", "from": "2026-03-02", "to": "2026-03-09"}]
    >>> columns = SnapshotColumns(deal="id", stage="stage", opened="from", closed="to")
    >>> cycle = free_cycle(["Lead"], won=["Won"], lost=["Lost"])
    >>> found = deals_from_snapshot(rows, columns=columns, cycle=cycle, as_of=datetime(2026, 4, 1, tzinfo=UTC))
    >>> found.deals[0].spells[0].length.days
    7
    """
    reader = _reader(columns, cycle, as_of, dates, currency)
    deals: dict[str, Deal] = {}
    number = 0
    for number, row in reader.checked(rows, attrs.astuple(columns)):
        try:
            deal = _seen(row, columns, number, reader)
        except Unusable as reason:
            reader.left_out[str(reason)] += 1
        else:
            if deal.id in deals:
                reader.left_out[_TWICE] += 1
            deals.setdefault(deal.id, deal)
    return _imported(deals.values(), number, reader)


def _seen(row: Row, columns: SnapshotColumns, number: int, reader: RowReader) -> Deal:
    deal, stage, as_of = reader.deal(row), reader.stage(row), reader.as_of
    opened = reader.instant(row, columns.opened, number)
    closed = reader.instant(row, columns.closed, number)
    begins = opened or (closed if stage.outcome.is_closed else None) or as_of
    if begins > as_of:
        raise Unusable(AFTER)
    log: list[Fact] = [] if opened is None else [Opened(at=opened)]
    if stage.outcome.is_closed and closed is not None:
        # one that closed after the report's date was open on it: the pipeline looks at it as it stood
        log.append(stage.again(at=closed))
    else:
        log.append(StageSeen(stage=stage.stage, outcome=stage.outcome, at=as_of))
    if closed is not None and not stage.outcome.is_closed:
        log.append(CloseExpected(on=closed.astimezone(reader.dates.zone).date(), at=as_of))
    return Deal(id=deal, log=[*log, *reader.extras(row, begins)])
