"""Rows: what each cell of an export is read with, and what becomes of those that cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast
from uuid import UUID

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue, UnknownName, shown
from salescycle.model import StageEntered
from salescycle.values import (
    Money,
    a_mapping,
    calendar_date,
    currency_code,
    id_text,
    money_from_0,
    must_be,
    note_text,
    optional_name,
    utc,
)

from ._cells import Dates, amount_of
from ._events import UNTOLD, Event, Said, Untold, What

__all__ = ["OTHER_FIELD", "Row", "RowReader", "Unusable", "mapping_in", "text_of"]

Row = Mapping[str, Any]

_NO_DATE = "it has no date"
OTHER_FIELD = "it changes a field that is not carried over"
_NOT_A_ROW = "it is no mapping of columns to cells"
_RAGGED = "it has more or fewer cells than the header"
_NO_ID = "it names no deal"
_BAD_ID = "its deal id cannot be used"
_NO_STAGE = "it names no stage"
_UNKNOWN_STAGE = "its stage is not one of those given"
_TWICE = "its deal was listed before"
_REST = "; the rest of it is used"
_BAD = {
    What.STAGE: _UNKNOWN_STAGE,
    What.VALUE: "its value is not an amount",
    What.OWNER: "its owner is not a name",
    What.CLOSE: "its expected close is not a date",
}
_BAD_BEFORE = "what it was before cannot be read"
_BAD_CELL = "it holds a cell that is neither text, a number nor a date"

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_SHOWN_STAGES = 20
_SHOWN_LENGTH = 128
_INT_BITS = 128
_FAR = 40
_T = TypeVar("_T")
_from_0 = money_from_0("a deal's value")


class Unusable(Exception):
    """A row, or a part of one, that cannot be used, and why; the importers count it."""


def _under_names(row: Row) -> Row:
    """Refuse a row with cells under no name, which is longer than the header."""
    if None in row:
        raise Unusable(_RAGGED)
    return row


def _stage_id(name: object) -> str:
    try:
        return text_of(name)
    except Unusable:
        raise InvalidValue("the id of a stage", "must be text or a number", name) from None


def _names(value: Mapping[Any, str] | None) -> Mapping[Any, str]:
    return {} if value is None else a_mapping(value, "stages", "give {'id in the export': 'stage of the cycle'}")


@attrs.frozen(kw_only=True)
class RowReader:
    """What every row is read with, and the counts of what could not be used."""

    cycle: Cycle = attrs.field(validator=must_be(Cycle, "a cycle"))
    as_of: datetime = attrs.field(converter=utc)
    dates: Dates = attrs.field(validator=must_be(Dates, "dates"))
    currency: str = attrs.field(converter=currency_code)
    stages: Mapping[Any, str] = attrs.field(default=None, converter=_names)
    left_out: Counter[str] = attrs.field(init=False, factory=Counter[str])
    unknown_stages: Counter[str] = attrs.field(init=False, factory=Counter[str])
    read: Counter[str] = attrs.field(init=False, factory=Counter[str])
    _listed: set[str] = attrs.field(init=False, factory=set[str])
    _entries: dict[str, StageEntered] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        # an import was made under no cycle: its facts name none, so that any cycle that knows the stages may go on
        entries: dict[str, StageEntered] = {}
        for stage in self.cycle.stages:
            entry = StageEntered(stage=stage.key, outcome=stage.outcome, at=_EPOCH)
            for name in (stage.key, *(text for _, text in stage.label.texts)):
                entries.setdefault(name, entry)
        known, where = dict(entries), f"cycle {shown(self.cycle.key)}"
        for given, meant in self.stages.items():
            if not isinstance(meant, str) or meant not in known:
                raise UnknownName("stage", meant, where, [stage.key for stage in self.cycle.stages])
            entries[_stage_id(given)] = known[meant]
        object.__setattr__(self, "_entries", entries)

    def events(
        self, rows: Iterable[Row], columns: Iterable[str | None], read: Callable[[Row, int], Iterable[Event]]
    ) -> Iterator[Event]:
        """Give the events of rows; a row that cannot be used is counted by reason."""
        for number, row in self._checked(rows, [name for name in columns if name is not None]):
            try:
                found = list(read(_under_names(row), number))
            except Unusable as reason:
                self.left_out[str(reason)] += 1
            else:
                yield from found

    def _checked(self, rows: Iterable[Row], columns: list[str]) -> Iterator[tuple[int, Row]]:
        """Number the rows, once the first one has shown that every column is there."""
        came: object = rows
        if isinstance(came, (str, bytes, Mapping)) or not isinstance(came, Iterable):
            raise InvalidValue("rows", "must be several", rows, "give a list of mappings, or csv.DictReader(file)")
        is_first = True
        for number, row in enumerate(rows, start=1):
            self.read["rows"] += 1
            if not isinstance(row, Mapping):
                self.left_out[_NOT_A_ROW] += 1
                continue
            for name in columns if is_first else ():
                if name not in row:
                    raise UnknownName("column", name, "the rows", [key for key in row if isinstance(key, str)])
            is_first = False
            yield number, row

    def whole(self, row: Row) -> Row:
        """Refuse a row that is shorter than the header: its cells may stand under the wrong names."""
        if any(cell is None for cell in row.values()):
            raise Unusable(_RAGGED)
        return row

    def deal(self, cell: object) -> str:
        """Read a deal's id."""
        text = text_of(cell)
        if not text:
            raise Unusable(_NO_ID)
        try:
            return id_text(text)
        except InvalidValue:
            raise Unusable(_BAD_ID) from None

    def once(self, deal: str) -> str:
        """Refuse a deal that was listed before."""
        if deal in self._listed:
            raise Unusable(_TWICE)
        self._listed.add(deal)
        return deal

    def stage(self, cell: object) -> StageEntered:
        """Read the stage, by its key, a label or the id it was given, as the entry to be made at some time."""
        text = text_of(cell)
        entry = self._entries.get(text)
        if entry is None:
            shown = text[:_SHOWN_LENGTH]
            if shown in self.unknown_stages or len(self.unknown_stages) < _SHOWN_STAGES:
                self.unknown_stages[shown] += bool(text)
            raise Unusable(_UNKNOWN_STAGE if text else _NO_STAGE)
        return entry

    def stage_in(self, cell: object, what: str) -> StageEntered | None:
        """Read a stage that is a part of a row; an empty cell says nothing."""
        return self.part(lambda: self.stage(cell) if text_of(cell) else None, what)

    def instant(self, cell: object, column: str, number: int) -> datetime | None:
        """Read an instant; one that cannot be read is an error, since most likely all are written another way."""
        try:
            return self._instant(cell)
        except InvalidValue as error:
            raise InvalidValue(f"row {number}, column {column!r}", error.rule, error.came, error.instead) from None

    def happened(self, cell: object, column: str, number: int) -> datetime:
        """Read the instant of what a row tells, which must have one."""
        at = self.instant(cell, column, number)
        if at is None:
            raise Unusable(_NO_DATE)
        return at

    def _instant(self, cell: object) -> datetime | None:
        if isinstance(cell, datetime) and cell == cell:  # noqa: PLR0124 - a time that is missing differs from itself
            return utc(cell.replace(tzinfo=self.dates.zone) if cell.tzinfo is None else cell)
        text = text_of(cell)
        return self.dates.read(text) if text else None

    def part(self, read: Callable[[], _T], what: str) -> _T | None:
        """Read a part of a row; where it cannot be, that is counted, and the rest of the row used."""
        try:
            return read()
        except (InvalidValue, Unusable):
            self.left_out[f"{what}{_REST}"] += 1
            return None

    def by(self, cell: object) -> str | None:
        """Read who did it; an empty cell says nothing."""
        return self.part(lambda: optional_name(text_of(cell)), "who did it is not a name")

    def reason(self, cell: object) -> str:
        """Read why something happened; an empty cell says nothing."""
        return self.part(lambda: note_text(text_of(cell)), "its reason is not a note") or ""

    def beside(self, what: What, cell: object, currency: object = None) -> Said:
        """Read what a row says besides other things; an empty cell says nothing."""
        return self.part(lambda: self._door(what, cell, currency), _BAD[what])

    def said(self, what: What, cell: object, currency: object = None) -> Said:
        """Read what alone a row says; an empty cell says that there is nothing, which no stage is."""
        try:
            return self.stage(cell) if what is What.STAGE else self._door(what, cell, currency)
        except InvalidValue:
            raise Unusable(_BAD[what]) from None

    def before(self, what: What, cell: object, currency: object = None) -> Said | Untold:
        """Read what was there before a change."""
        try:
            return self._door(what, cell, currency)
        except (InvalidValue, Unusable):
            self.left_out[f"{_BAD_BEFORE}{_REST}"] += 1
            return UNTOLD

    def _door(self, what: What, cell: object, currency: object) -> Said:
        text = text_of(cell)
        if not text:
            return None
        if what is What.STAGE:
            return self.stage(cell)
        if what is What.OWNER:
            return optional_name(text)
        if what is What.VALUE:
            money = Money(amount_of(text), text_of(currency) or self.currency)
            _from_0(None, None, money)
            return money
        return self._day(cell)

    def _day(self, cell: object) -> date | None:
        if type(cell) is date:
            return calendar_date(cell)
        at = self._instant(cell)
        return None if at is None else at.astimezone(self.dates.zone).date()


def mapping_in(cell: object) -> Row:
    """Give the mapping in a cell, as JSON nests them; an empty one where there is none."""
    return cast("Row", cell) if isinstance(cell, Mapping) else {}


def text_of(cell: object) -> str:
    """Give a cell as text: most exports hold nothing else, but a data frame's rows and JSON do."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or (isinstance(cell, (float, datetime)) and cell != cell):  # noqa: PLR0124 - what is missing differs from itself
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float):
        # the text of the class, not of one that is derived from it: numpy's names itself
        return f"{Decimal(float.__repr__(cell)):f}"
    if isinstance(cell, Decimal) and abs(cell.adjusted()) <= _FAR:
        return f"{cell:f}"
    if (isinstance(cell, int) and cell.bit_length() <= _INT_BITS) or isinstance(cell, (Decimal, date, UUID)):
        return str(cell)
    raise Unusable(_BAD_CELL)
