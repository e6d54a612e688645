"""Exports: deals out of the rows that a CRM writes, one a stage entry or one a deal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from salescycle.cycle import Cycle
from salescycle.model import Outcome, StageEntered
from salescycle.values import member, required, whole_number

from ._builder import imported
from ._cells import Dates
from ._columns import EVENT_COLUMNS, EventColumns, SnapshotColumns
from ._events import Event, What, standing
from ._imported import Imported
from ._rows import Row, RowReader, text_of

__all__ = ["deals_from_history", "deals_from_snapshot", "history_events"]

_BAD_SEQ = "its place in the order is not a whole number"
_BAD_OUTCOME = "its outcome is not one that a stage has"
_BAD_KNOWN = "whether its entry is known is neither true nor false; it is taken to be not known"
_SEQ_LIMIT = 2**53
_NOT_TOLD = ("when a deal entered the stages between its opening and its close",)


def deals_from_history(
    rows: Iterable[Row],
    *,
    columns: EventColumns = EVENT_COLUMNS,
    cycle: Cycle,
    as_of: datetime,
    dates: Dates | None = None,
    currency: str = "USD",
    stages: Mapping[Any, str] | None = None,
) -> Imported:
    """Make deals of a stage history: one row a stage entry, in any order, as ``event_rows`` writes them.

    A stage is named by its key, its label, or the id that ``stages`` maps to one of these. Rows of one deal at the same
    instant keep the order of the column ``seq``, if there is one, else of the file. Rows that cannot be used are left
    out and counted by reason. Raises ``UnknownName`` for a column that is not there, and ``InvalidValue``, with the
    row's number, for a date that cannot be read: most likely they all are written another way.

    >>> from datetime import UTC
    >>> from salescycle.presets import free_cycle
    >>> rows = [{"id": "D-1", "to": "Lead", "on": "2026-03-02"}, {"id": "D-1", "to": "Won", "on": "2026-03-09"}]
    >>> columns = EventColumns(deal="id", stage="to", at="on")
    >>> cycle = free_cycle(["Lead"], won=["Won"], lost=["Lost"])
    >>> deals_from_history(rows, columns=columns, cycle=cycle, as_of=datetime(2026, 4, 1, tzinfo=UTC)).deals
    (<Deal 'D-1' in 'Won', 2 facts>,)
    """
    required(columns, EventColumns, "columns", "give EventColumns(deal=..., stage=..., at=...)")
    reader = RowReader(cycle=cycle, as_of=as_of, dates=dates or Dates(), currency=currency, stages=stages)
    read = history_events(columns, reader)
    events = reader.events(rows, attrs.astuple(columns), lambda row, number: read(reader.whole(row), number))
    return imported(events, reader)


def history_events(columns: EventColumns, reader: RowReader) -> Callable[[Row, int], Iterator[Event]]:
    """Give what translates a row of a stage history: an entry, and what held from then on."""
    details = [columns.seq, columns.entry_known, columns.outcome, columns.reason, columns.by, columns.recorded_at]
    is_detailed = any(name is not None for name in details)
    sayings = _sayings(columns)

    def read(row: Row, number: int) -> Iterator[Event]:
        deal, stage = reader.deal(row.get(columns.deal)), reader.stage(row.get(columns.stage))
        at = reader.happened(row.get(columns.at), columns.at, number)
        entry = Event(deal=deal, what=What.STAGE, said=stage, at=at, row=number)
        if is_detailed:
            entry = _detailed(entry, stage, row, columns, reader)
        yield entry
        for what, name, currency in sayings:
            said = reader.beside(what, row.get(name), None if currency is None else row.get(currency))
            if said is not None:
                yield Event(deal=deal, what=what, said=said, at=at, seq=entry.seq, row=number)

    return read


def _sayings(columns: EventColumns) -> list[tuple[What, str, str | None]]:
    """List what a row says besides the stage, with the columns of it and of its currency."""
    named = [
        (What.VALUE, columns.value, columns.currency),
        (What.CLOSE, columns.expected_close, None),
        (What.OWNER, columns.owner, None),
    ]
    return [(what, name, currency) for what, name, currency in named if name is not None]


def _detailed(entry: Event, stage: StageEntered, row: Row, columns: EventColumns, reader: RowReader) -> Event:
    """Add what a row says of the entry itself."""

    def cell(name: str | None) -> object:
        return None if name is None else row.get(name)

    return attrs.evolve(
        entry,
        said=_meant(stage, cell(columns.outcome), reader),
        by=reader.by(cell(columns.by)),
        recorded_at=reader.instant(cell(columns.recorded_at), columns.recorded_at or "", entry.row),
        reason=reader.reason(cell(columns.reason)),
        seq=reader.part(lambda: _seq(cell(columns.seq)), _BAD_SEQ) or 0,
        is_seen=not _is_known(cell(columns.entry_known), reader),
    )


def _meant(stage: StageEntered, cell: object, reader: RowReader) -> StageEntered:
    """Give the stage with the outcome that it had then, which a later version of the cycle does not change."""
    told = reader.part(lambda: _outcome(cell), _BAD_OUTCOME)
    return stage if told is None or told is stage.outcome else attrs.evolve(stage, outcome=told)


def _outcome(cell: object) -> Outcome | None:
    text = text_of(cell)
    return member(Outcome, text, "an outcome") if text else None


def _seq(cell: object) -> int:
    text = text_of(cell)
    number: Any = int(text[:20]) if text.isdecimal() else text
    return whole_number(number, "a place in the order", most=_SEQ_LIMIT) if text else 0


def _is_known(cell: object, reader: RowReader) -> bool:
    text = text_of(cell).casefold()
    if text not in ("", "true", "false"):
        reader.left_out[_BAD_KNOWN] += 1
    return text in ("", "true")


def deals_from_snapshot(
    rows: Iterable[Row],
    *,
    columns: SnapshotColumns,
    cycle: Cycle,
    as_of: datetime,
    dates: Dates | None = None,
    currency: str = "USD",
    stages: Mapping[Any, str] | None = None,
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
    required(columns, SnapshotColumns, "columns", "give SnapshotColumns(deal=..., stage=..., opened=..., closed=...)")
    reader = RowReader(cycle=cycle, as_of=as_of, dates=dates or Dates(), currency=currency, stages=stages)

    def read(row: Row, number: int) -> Iterator[Event]:
        def cell(name: str | None) -> object:
            return None if name is None else row.get(name)

        deal, stage = reader.deal(reader.whole(row).get(columns.deal)), reader.stage(cell(columns.stage))
        closed = cell(columns.closed)
        yield from standing(
            reader.once(deal),
            stage=stage,
            opened=reader.instant(cell(columns.opened), columns.opened, number),
            closed=reader.instant(closed, columns.closed, number),
            value=reader.beside(What.VALUE, cell(columns.value)),
            owner=reader.beside(What.OWNER, cell(columns.owner)),
            expected=None if stage.outcome.is_closed else reader.beside(What.CLOSE, closed),
        )

    return imported(reader.events(rows, attrs.astuple(columns), read), reader, cannot_tell=_NOT_TOLD)
