"""The table: deals and their visits in columns, laid out once for every measure to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

import attrs

from salescycle.model import Deal, Opened, Outcome, StageEntered, StageSeen

__all__ = ["Table", "VisitRow", "tabulate"]

VisitRow = tuple[int, str, Outcome, datetime, datetime | None, bool, bool]
"""(place of the deal, stage, outcome, entered, exited, entry known, exit known)."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Table:
    """What ``deal.visits`` and ``deal.spells`` say of many deals, in columns.

    A row a visit: which deal, which stage and outcome, from when until when (``None`` while it lasts), and whether
    either end is known. The visits of deal *i* are the rows from ``first[i]`` up to ``first[i + 1]``.
    A row a deal: its outcome now, when it was first opened, and when it closed if it is closed; ``None`` for what is
    not known. Objects by the million would take most of the time and memory of a report. ``tabulate`` makes one.

    >>> Table(deals=[]).rows_in("talk")
    []
    """

    deals: Sequence[Deal]
    deal: list[int] = attrs.Factory(list[int])
    stage: list[str] = attrs.Factory(list[str])
    outcome: list[Outcome] = attrs.Factory(list[Outcome])
    entered: list[datetime] = attrs.Factory(list[datetime])
    exited: list[datetime | None] = attrs.Factory(list[datetime | None])
    entry_known: list[bool] = attrs.Factory(list[bool])
    exit_known: list[bool] = attrs.Factory(list[bool])
    first: list[int] = attrs.Factory(list[int])
    now: list[Outcome] = attrs.Factory(list[Outcome])
    opened: list[datetime | None] = attrs.Factory(list[datetime | None])
    closed: list[datetime | None] = attrs.Factory(list[datetime | None])

    def visits(self) -> Iterator[VisitRow]:
        """Give the visits of all deals, row by row."""
        return zip(
            self.deal,
            self.stage,
            self.outcome,
            self.entered,
            self.exited,
            self.entry_known,
            self.exit_known,
            strict=True,
        )

    def rows_in(self, stage: str) -> list[int]:
        """Give the rows of the visits to a stage, deal by deal in the order of time."""
        return self._by_stage.get(stage, [])

    def open_rows_in(self, stage: str) -> tuple[list[int], int]:
        """Give the rows of the visits to a stage that were not closed when recorded, and how many were."""
        rows, outcome, won, lost = self.rows_in(stage), self.outcome, Outcome.WON, Outcome.LOST
        kept = [row for row in rows if outcome[row] is not won and outcome[row] is not lost]
        return kept, len(rows) - len(kept)

    @cached_property
    def _by_stage(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, stage in enumerate(self.stage):
            rows.setdefault(stage, []).append(row)
        return rows

    def rows_of(self, place: int) -> range:
        """Give the rows of the visits of one deal."""
        return range(self.first[place], self.first[place + 1])


def tabulate(deals: Sequence[Deal]) -> Table:
    """Lay deals out in columns.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    >>> talk = StageEntered(stage="talk", outcome="open", at=monday)
    >>> won = StageEntered(stage="won", outcome="won", at=friday)
    >>> table = tabulate([Deal(id="D-1", log=[talk, won])])
    >>> table.stage, table.exited[0] == table.closed[0] == friday
    (['talk', 'won'], True)
    """
    table = Table(deals=deals)
    for place, deal in enumerate(deals):
        table.first.append(len(table.stage))
        opened = _lay_visits(table, place, deal)
        _lay_fate(table, opened)
    table.first.append(len(table.stage))
    return table


def _lay_visits(table: Table, place: int, deal: Deal) -> datetime | None:
    """Lay out the visits of a deal, as ``visits_of`` reads them, and give when it says that it was opened."""
    opened: datetime | None = None
    stage, outcome = "", None
    for fact in deal.log:
        if not fact._tells_stage:  # noqa: SLF001 - asked of every fact of every deal, and faster than isinstance
            if opened is None and isinstance(fact, Opened):
                opened = fact.at
            continue
        told: StageEntered | StageSeen = fact  # type: ignore[assignment]
        if told.stage == stage and told.outcome is outcome:
            continue
        at, known = told.at, isinstance(told, StageEntered)
        if outcome is not None:
            table.exited.append(at)
            table.exit_known.append(known)
        stage, outcome = told.stage, told.outcome
        table.deal.append(place)
        table.stage.append(stage)
        table.outcome.append(outcome)
        table.entered.append(at)
        table.entry_known.append(known)
    if outcome is not None:
        table.exited.append(None)
        table.exit_known.append(True)
    return opened


def _lay_fate(table: Table, opened: datetime | None) -> None:
    """Lay out what became of the last deal, as ``spells_of`` reads its first opening and its last close."""
    begun = opened is not None
    closed: datetime | None = None
    ended, known = Outcome.OPEN, True
    for row in range(table.first[-1], len(table.stage)):
        outcome = table.outcome[row]
        if outcome is Outcome.WON or outcome is Outcome.LOST:
            # a close that was only seen, or migrated, after one of the same outcome is that close
            if ended is outcome and not table.entry_known[row]:
                continue
            begun, ended = True, outcome
            closed, known = table.entered[row], table.entry_known[row]
        else:
            if not begun:
                begun, opened = True, table.entered[row] if table.entry_known[row] else None
            closed, ended = None, Outcome.OPEN
    table.now.append(table.outcome[-1] if len(table.stage) > table.first[-1] else Outcome.OPEN)
    table.opened.append(opened)
    table.closed.append(closed if known else None)
