"""Event rows: deals as plain rows, one a stage entry, as tables, data frames and process mining take them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

import attrs

from salescycle.errors import InvalidValue, shown
from salescycle.model import CloseExpected, Deal, Fact, OwnerAssigned, StageEntered, StageSeen, ValueSet
from salescycle.values import Row, required

from ._columns import EVENT_COLUMNS, EventColumns

__all__ = ["event_rows"]

_WAY_OUT = "name a column for it: attrs.evolve(columns, entry_known='entry_known')"
_F = TypeVar("_F", bound=Fact)


def event_rows(deals: Iterable[Deal], *, columns: EventColumns = EVENT_COLUMNS) -> Iterator[Row]:
    """Give the stage history of deals as plain rows: one for each time that a deal entered, or was seen in, a stage.

    A row holds text and, as ``seq``, its place in the deal's history from 1 on; what is not known is an empty text.
    Instants are ISO 8601 in UTC, amounts plain numerals with their currency beside them, stages and outcomes their
    keys. Value, owner (its lead's, where nobody was assigned to the deal) and expected close are those that held at
    the instant of the row. ``deals_from_history`` reads the rows back by the same columns.

    What a row cannot carry: when a deal was opened, where that is told apart from its first stage; values, owners and
    dates between two entries; that an owner or a date was taken away, since an empty cell says nothing; names, leads,
    proposals and every other fact; the cycle that a stage was entered under.
    A deal without any stage has no row. Cells are as they were recorded: whoever writes them to a file that a
    spreadsheet will open has to escape what it would take for a formula.

    Raises ``InvalidValue`` for what is no deal, for two columns of one name, and for a stage that was only seen where
    no column tells that its entry is not known: a reader would measure it.

    >>> from datetime import UTC
    >>> from salescycle.presets import SEVEN_STAGE
    >>> deal = Deal.open(id="D-1", start=SEVEN_STAGE.start(at=datetime(2026, 3, 2, 9, tzinfo=UTC)), owner="kim")
    >>> from salescycle.interop import PROCESS_MINING_COLUMNS
    >>> for name, cell in next(event_rows([deal], columns=PROCESS_MINING_COLUMNS)).items():
    ...     print(name, cell)
    case:concept:name D-1
    concept:name initial_contact
    time:timestamp 2026-03-02T09:00:00+00:00
    org:resource
    """
    names = _names(columns)
    came: object = deals
    if isinstance(came, Deal) or not isinstance(came, Iterable):
        raise InvalidValue("deals", "must be several", came, "put it in a list")
    # a function that yields would look at nothing before the first row is asked for
    return (row for deal in deals for row in _rows_of(required(deal, Deal, "a deal"), names))


def _names(columns: EventColumns) -> dict[str, str]:
    required(columns, EventColumns, "columns", "give EventColumns(deal=..., stage=..., at=...)")
    names = {field: name for field, name in attrs.asdict(columns).items() if name is not None}
    if len(set(names.values())) < len(names):
        raise InvalidValue("columns", "must have different names to be written", ", ".join(names.values()))
    return names


def _rows_of(deal: Deal, names: dict[str, str]) -> Iterator[Row]:
    value, close, owner = _told(deal.log, ValueSet), _told(deal.log, CloseExpected), _told(deal.log, OwnerAssigned)
    led = _told(() if deal.lead is None else deal.lead.log, OwnerAssigned)
    seq = 0
    for fact in deal.log:
        if not isinstance(fact, (StageEntered, StageSeen)):
            continue
        seq += 1
        is_known = isinstance(fact, StageEntered)
        if not is_known and "entry_known" not in names:
            raise InvalidValue(
                f"the stage of {shown(deal.id)}", "must have an entry that is known", fact.stage, _WAY_OUT
            )
        priced, expected, owned = value(fact.at), close(fact.at), owner(fact.at) or led(fact.at)
        cells: dict[str, Any] = {
            "deal": deal.id,
            "stage": fact.stage,
            "at": fact.at.isoformat(),
            "seq": seq,
            "entry_known": "true" if is_known else "false",
            "outcome": fact.outcome.value,
            "reason": fact.reason if isinstance(fact, StageEntered) else "",
            "by": fact.by or "",
            "recorded_at": fact.recorded_at.isoformat(),
            "value": "" if priced is None else f"{priced.value.amount:f}",
            "currency": "" if priced is None else priced.value.currency,
            "owner": (owned and owned.owner) or "",
            "expected_close": "" if expected is None or expected.on is None else expected.on.isoformat(),
        }
        yield {name: cells[field] for field, name in names.items()}


def _told(log: Iterable[Fact], kind: type[_F]) -> Callable[[datetime], _F | None]:
    """Give what finds the last fact of a kind up to an instant."""
    facts = [fact for fact in log if isinstance(fact, kind)]

    def latest(at: datetime) -> _F | None:
        place = bisect_right(facts, at, key=attrgetter("at"))
        return facts[place - 1] if place else None

    return latest
