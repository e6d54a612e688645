"""Rows: what each row of an export is read with, and what becomes of those that cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue, UnknownName
from salescycle.model import Fact, OwnerAssigned, StageEntered, ValueSet
from salescycle.values import Money, currency_code, id_text, must_be, utc

from ._cells import Dates, amount_of

__all__ = ["Columns", "Row", "RowReader", "Unusable"]

Row = Mapping[str, Any]

AFTER = "it lies after the date of the report"
NO_DATE = "it has no date"
_RAGGED = "it has more or fewer cells than the header"
_NO_ID = "it names no deal"
_BAD_ID = "its deal id cannot be used"
_NO_STAGE = "it names no stage"
_UNKNOWN_STAGE = "its stage is not one of those given"
_BAD_VALUE = "its value is not an amount; the rest of it is used"
_BAD_OWNER = "its owner is not a name; the rest of it is used"

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_SHOWN_STAGES = 20


class Unusable(Exception):
    """A row that cannot be used, and why; the importers count it."""


@attrs.frozen(kw_only=True)
class Columns:
    """The columns that every export has."""

    deal: str
    stage: str
    value: str | None
    owner: str | None


@attrs.frozen(kw_only=True)
class RowReader:
    """What every row is read with, and the counts of what could not be used."""

    columns: Columns
    cycle: Cycle = attrs.field(validator=must_be(Cycle, "a cycle"))
    dates: Dates = attrs.field(validator=must_be(Dates, "dates"))
    currency: str = attrs.field(converter=currency_code)
    as_of: datetime = attrs.field(converter=utc)
    left_out: Counter[str] = attrs.field(factory=Counter[str])
    unknown_stages: Counter[str] = attrs.field(factory=Counter[str])
    _entries: dict[str, StageEntered] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        # an import was made under no cycle: its facts name none, so that any cycle that knows the stages may go on
        entries: dict[str, StageEntered] = {}
        for stage in self.cycle.stages:
            entry = StageEntered(stage=stage.key, outcome=stage.outcome, at=_EPOCH)
            for name in (stage.key, *(text for _, text in stage.label.texts)):
                entries.setdefault(name, entry)
        object.__setattr__(self, "_entries", entries)

    def checked(self, rows: Iterable[Row], columns: Iterable[str | None]) -> Iterator[tuple[int, Row]]:
        """Number the rows, once the first one has shown that every column is there."""
        wanted = [name for name in columns if name is not None]
        for number, row in enumerate(rows, start=1):
            if number == 1:
                for name in wanted:
                    if name not in row:
                        raise UnknownName("column", name, "the rows", [key for key in row if isinstance(key, str)])
            yield number, row

    def deal(self, row: Row) -> str:
        """Read the deal's id of a whole row."""
        if None in row or None in row.values():
            raise Unusable(_RAGGED)
        cell = _text(row[self.columns.deal])
        if not cell:
            raise Unusable(_NO_ID)
        try:
            return id_text(cell)
        except InvalidValue:
            raise Unusable(_BAD_ID) from None

    def stage(self, row: Row) -> StageEntered:
        """Read the stage, by its key or a label, as the entry to be made at some time."""
        cell = _text(row[self.columns.stage])
        entry = self._entries.get(cell)
        if entry is None:
            if cell in self.unknown_stages or len(self.unknown_stages) < _SHOWN_STAGES:
                self.unknown_stages[cell] += bool(cell)
            raise Unusable(_UNKNOWN_STAGE if cell else _NO_STAGE)
        return entry

    def instant(self, row: Row, column: str, number: int) -> datetime | None:
        """Read an instant; one that cannot be read is an error, since most likely all are written another way."""
        cell = _text(row[column])
        if not cell:
            return None
        try:
            return self.dates.read(cell)
        except InvalidValue as error:
            raise InvalidValue(f"row {number}, column {column!r}", error.rule, cell, error.instead) from None

    def extras(self, row: Row, at: datetime) -> Iterator[Fact]:
        """Read the value and the owner of a row; one that cannot be read is counted, and the row used without it."""
        value = _text(row[self.columns.value]) if self.columns.value else ""
        owner = _text(row[self.columns.owner]) if self.columns.owner else ""
        if value:
            try:
                yield ValueSet(value=Money(amount_of(value), self.currency), at=at)
            except InvalidValue:
                self.left_out[_BAD_VALUE] += 1
        if owner:
            try:
                yield OwnerAssigned(owner=owner, at=at)
            except InvalidValue:
                self.left_out[_BAD_OWNER] += 1


def _text(cell: object) -> str:
    """Give a cell as text: most exports hold nothing else, but a data frame's rows do."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell == cell else ""  # noqa: PLR0124 - a time that is missing differs from itself
    if isinstance(cell, float):
        return "" if cell != cell else f"{Decimal(repr(cell)):f}"  # noqa: PLR0124 - so does NaN
    if isinstance(cell, (int, Decimal, date)):
        return str(cell)
    raise Unusable("it holds a cell that is neither text, a number nor a date")
