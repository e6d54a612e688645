"""Exports: deals out of the rows that a CRM writes, one a stage entry or one a deal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue, UnknownName
from salescycle.model import CloseExpected, Deal, Fact, Opened, OwnerAssigned, StageSeen, ValueSet
from salescycle.values import Money, currency_code, id_text, utc

from ._cells import Dates, amount_of

__all__ = ["HistoryColumns", "Imported", "SnapshotColumns", "deals_from_history", "deals_from_snapshot"]

Row = Mapping[str, str]

_RAGGED = "it has more or fewer cells than the header"
_NO_ID = "it names no deal"
_BAD_ID = "its deal id cannot be used"
_NO_STAGE = "it names no stage"
_UNKNOWN_STAGE = "its stage is not one of those given"
_NO_DATE = "it has no date"
_AFTER = "it lies after the date of the report"
_BAD_VALUE = "its value is not an amount"
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

    >>> Imported(deals=(), rows_read=1, left_out=(("it has no date", 1),)).left_out
    (('it has no date', 1),)
    """

    deals: tuple[Deal, ...]
    rows_read: int
    left_out: tuple[tuple[str, int], ...] = ()


class _LeftOut(Exception):
    """A row that cannot be used, and why; never leaves this file."""


@attrs.frozen(kw_only=True)
class _Reader:
    """What every row is read with."""

    columns: HistoryColumns | SnapshotColumns
    cycle: Cycle
    dates: Dates
    currency: str = attrs.field(converter=currency_code)
    as_of: datetime = attrs.field(converter=utc)

    def deal(self, row: Row) -> str:
        if None in row or None in row.values():
            raise _LeftOut(_RAGGED)
        cell = row[self.columns.deal].strip()
        if not cell:
            raise _LeftOut(_NO_ID)
        try:
            return id_text(cell)
        except InvalidValue:
            raise _LeftOut(_BAD_ID) from None

    def stage(self, row: Row) -> str:
        cell = row[self.columns.stage].strip()
        if cell not in self.cycle:
            raise _LeftOut(_UNKNOWN_STAGE if cell else _NO_STAGE)
        return cell

    def instant(self, row: Row, column: str, number: int) -> datetime | None:
        if not row[column].strip():
            return None
        try:
            return self.dates.read(row[column])
        except InvalidValue as error:
            what = f"row {number}, column {column!r}"
            raise InvalidValue(what, error.rule, row[column], error.instead) from None

    def extras(self, row: Row, at: datetime) -> Iterator[Fact]:
        """Read the value and the owner of a row."""
        value = row[self.columns.value].strip() if self.columns.value else ""
        owner = row[self.columns.owner].strip() if self.columns.owner else ""
        if value:
            try:
                yield ValueSet(value=Money(amount_of(value), self.currency), at=at)
            except InvalidValue:
                raise _LeftOut(_BAD_VALUE) from None
        if owner:
            yield OwnerAssigned(owner=owner, at=at)


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

    Rows of one deal at the same instant keep the order of the file. Rows that cannot be used are left out and
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
    reader = _Reader(columns=columns, cycle=cycle, dates=dates or Dates(), currency=currency, as_of=as_of)
    logs: dict[str, list[Fact]] = {}
    left_out: Counter[str] = Counter()
    number = 0
    for number, row in enumerate(_checked(rows, columns), start=1):
        try:
            deal, facts = _entry(row, columns.at, number, reader)
        except _LeftOut as reason:
            left_out[str(reason)] += 1
        else:
            logs.setdefault(deal, []).extend(facts)
    deals = tuple(Deal(id=deal, log=_without_repeats(log)) for deal, log in logs.items())
    return Imported(deals=deals, rows_read=number, left_out=tuple(left_out.items()))


def _entry(row: Row, column: str, number: int, reader: _Reader) -> tuple[str, list[Fact]]:
    deal, stage = reader.deal(row), reader.stage(row)
    at = reader.instant(row, column, number)
    if at is None:
        raise _LeftOut(_NO_DATE)
    if at > reader.as_of:
        raise _LeftOut(_AFTER)
    return deal, [reader.cycle.entry(stage, at=at), *reader.extras(row, at)]


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
    reader = _Reader(columns=columns, cycle=cycle, dates=dates or Dates(), currency=currency, as_of=as_of)
    deals: dict[str, Deal] = {}
    left_out: Counter[str] = Counter()
    number = 0
    for number, row in enumerate(_checked(rows, columns), start=1):
        try:
            deal = _seen(row, columns, number, reader)
        except _LeftOut as reason:
            left_out[str(reason)] += 1
        else:
            left_out[_TWICE] += deal.id in deals
            deals.setdefault(deal.id, deal)
    return Imported(deals=tuple(deals.values()), rows_read=number, left_out=tuple((+left_out).items()))


def _seen(row: Row, columns: SnapshotColumns, number: int, reader: _Reader) -> Deal:
    deal, stage = reader.deal(row), reader.cycle.stage(reader.stage(row))
    opened = reader.instant(row, columns.opened, number)
    closed = reader.instant(row, columns.closed, number)
    if opened is not None and opened > reader.as_of:
        raise _LeftOut(_AFTER)
    seen = StageSeen(stage=stage.key, outcome=stage.outcome, cycle=reader.cycle.name, at=reader.as_of)
    log: list[Fact] = [] if opened is None else [Opened(at=opened)]
    if not stage.outcome.is_closed:
        log.append(seen)
        log += (
            [] if closed is None else [CloseExpected(on=closed.astimezone(reader.dates.zone).date(), at=reader.as_of)]
        )
    elif closed is None:
        log.append(seen)
    else:
        # one that closed after the report's date was open on it: the pipeline looks at it as it stood
        log.append(reader.cycle.entry(stage.key, at=closed))
    return Deal(id=deal, log=[*log, *reader.extras(row, log[-1].at)])


def _checked(rows: Iterable[Row], columns: HistoryColumns | SnapshotColumns) -> Iterator[Row]:
    """Pass rows on, once the first one has shown that every column is there."""
    wanted = [name for name in attrs.astuple(columns) if name is not None]
    for number, row in enumerate(rows):
        if number == 0:
            for name in wanted:
                if name not in row:
                    raise UnknownName("column", name, "the rows", [key for key in row if key is not None])
        yield row
