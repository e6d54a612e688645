"""Deals and frames: from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

import attrs
import narwhals.stable.v2 as nw

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue
from salescycle.interop import EVENT_COLUMNS, EventColumns, Imported, deals_from_history
from salescycle.model import Deal
from salescycle.values import Row, several

from ._engine import opened

__all__ = ["deals_from_frame", "event_frame"]

_OPTIONAL = [field.name for field in attrs.fields(EventColumns) if field.default is None]
_BACKENDS = ("pandas", "polars", "pyarrow")


def event_frame(deals: Iterable[Deal], *, backend: Literal["pandas", "polars", "pyarrow"] = "polars") -> Any:
    """Give the stage history of deals as a frame, a row an entry: ``deal``, ``stage``, ``at`` in UTC, and ``seq``.

    What ``EventLog`` reads. Stages whose entry is not known have no place in it: of a deal that has one, no row is
    written. For all that ``event_rows`` can tell beside, make a frame of its rows.

    >>> from datetime import UTC
    >>> from salescycle.presets import SHORT_CYCLE
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=datetime(2026, 3, 2, tzinfo=UTC)))
    >>> event_frame([deal], backend="pandas")["stage"].tolist()
    ['interest']
    """
    if backend not in _BACKENDS:
        raise InvalidValue("a backend", f"must be one of {', '.join(_BACKENDS)}", backend)
    given = several(deals, Deal, "deals")
    known = [deal for deal in given if all(visit.entry_known for visit in deal.visits)]
    rows = [
        (deal.id, visit.stage, visit.entered, place)
        for deal in known
        for place, visit in enumerate(deal.visits, start=1)
    ]
    names = ("deal", "stage", "at", "seq")
    schema = nw.Schema(zip(names, (nw.String(), nw.String(), nw.Datetime("us", "UTC"), nw.Int64()), strict=True))
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return nw.to_native(nw.from_dict(columns, schema, backend=backend))


def deals_from_frame(
    frame: object, *, cycle: Cycle, as_of: datetime, columns: EventColumns = EVENT_COLUMNS
) -> Imported:
    """Make deals of a frame of stage entries: all of it comes to Python, so it should be as small as deals may be.

    As ``interop.deals_from_history`` reads rows; of ``columns`` those that are there.

    >>> from datetime import UTC
    >>> from salescycle.presets import SHORT_CYCLE
    >>> may = datetime(2026, 5, 1, tzinfo=UTC)
    >>> frame = event_frame([Deal.open(id="D-1", start=SHORT_CYCLE.start(at=may))], backend="pandas")
    >>> deals_from_frame(frame, cycle=SHORT_CYCLE, as_of=may).deals
    (<Deal 'D-1' in 'interest', 1 facts>,)
    """
    table = opened(frame)
    eager = table.collect() if isinstance(table, nw.LazyFrame) else table
    return deals_from_history(_rows(eager), columns=_there(columns, eager.columns), cycle=cycle, as_of=as_of)


def _rows(table: nw.DataFrame[Any]) -> Iterator[Row]:
    for row in table.iter_rows(named=True):
        yield {name: None if cell is None or cell != cell else cell for name, cell in row.items()}  # noqa: PLR0124


def _there(columns: EventColumns, names: Iterable[str]) -> EventColumns:
    known = set(names)
    missing: dict[str, Any] = {field: None for field in _OPTIONAL if getattr(columns, field) not in known}
    return attrs.evolve(columns, **missing)
