"""Pipedrive's flow: deals out of the updates of their stage, status, value, dates and owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from salescycle.cycle import Cycle
from salescycle.model import StageEntered

from ._builder import imported
from ._cells import Dates
from ._events import UNTOLD, Event, What, in_turn
from ._imported import Imported
from ._pipedrive import pipedrive_reader, pipedrive_standing, status_of
from ._rows import OTHER_FIELD, Row, RowReader, Unusable, mapping_in, text_of

__all__ = ["deals_from_pipedrive_flow"]

_FIELDS = {
    "stage_id": What.STAGE,
    "status": What.STATUS,
    "value": What.VALUE,
    "expected_close_date": What.CLOSE,
    "user_id": What.OWNER,
    "owner_id": What.OWNER,
}
_NOT_A_CHANGE = "it is no change of a deal"
_MOVED_CLOSED = "its stage was changed while it was won or lost"
_NOWHERE = "it was opened again, and in which stage is not known"
_NO_CHANGE = "it changes nothing"
_NO_FLOW = "no change of it is among the updates, so how it came to its stage is not known"
_LIMITS = ("the currency of a value, where that changed",)


def deals_from_pipedrive_flow(
    rows: Iterable[Row],
    *,
    deals: Iterable[Row] = (),
    cycle: Cycle,
    as_of: datetime,
    dates: Dates | None = None,
    currency: str = "USD",
    stages: Mapping[Any, str] | None = None,
) -> Imported:
    """Make deals of Pipedrive's flow, the updates of deals, and of the deals themselves if they are given.

    ``rows`` are items of the flow: of those with the object ``dealChange`` the changes of stage_id, status, value,
    expected_close_date and user_id are used, with ``item_id`` for the deal and ``log_time`` for when, and all else is
    counted. ``deals`` are rows with id, stage_id, status, add_time and, where they are there, won_time, lost_time,
    close_time, lost_reason, value, currency, expected_close_date and user_id: they tell what never changed.

    A deal's stage is the one of its status if that is won or lost, else that of its stage_id: opened again, it is
    back where it was. The statuses are the only stage of that outcome, or what ``stages`` maps ``"won"`` and ``"lost"``
    to, beside the ids of stages. The first stage is the old value of the first change, entered when the deal was added.

    Rows are left out and errors raised as by ``deals_from_history``. Source: Pipedrive's reference of its interface,
    "List updates about a deal".

    >>> from datetime import UTC
    >>> from salescycle.presets import free_cycle
    >>> def change(field, old, new, at):
    ...     data = {"item_id": 7, "field_key": field, "old_value": old, "new_value": new, "log_time": at}
    ...     return {"object": "dealChange", "data": data}
    >>> added = change("add_time", None, "2026-03-02 09:00:00", "2026-03-02 09:00:00")
    >>> rows = [added, change("stage_id", "1", "2", "2026-03-04 09:00:00")]
    >>> rows += [change("status", "open", "won", "2026-03-09 09:00:00")]
    >>> cycle = free_cycle(["Lead", "Offer"], won=["Won"], lost=["Lost"])
    >>> as_of, ids = datetime(2026, 4, 1, tzinfo=UTC), {1: "Lead", 2: "Offer"}
    >>> found = deals_from_pipedrive_flow(rows, cycle=cycle, as_of=as_of, stages=ids)
    >>> [(visit.stage, visit.dwell_time and visit.dwell_time.days) for visit in found.deals[0].visits]
    [('Lead', 2), ('Offer', 5), ('Won', None)]
    """
    reader = pipedrive_reader(cycle, as_of, dates, currency, stages)
    currencies: dict[str, str] = {}
    here: dict[str, StageEntered] = {}
    flowing: set[str] = set()

    def read_deal(row: Row, number: int) -> Iterator[Event]:
        told = pipedrive_standing(row, number, reader)
        currencies[told.deal] = text_of(row.get("currency"))
        if told.here is not None:
            here[told.deal] = told.here
        yield from told.events

    def read_change(row: Row, number: int) -> Iterator[Event]:
        told = mapping_in(row.get("data"))
        if text_of(row.get("object")) != "dealChange" or not told:
            raise Unusable(_NOT_A_CHANGE)
        deal = reader.deal(told.get("item_id"))
        flowing.add(deal)
        yield _change(told, Event(deal=deal, what=What.OPENED, row=number), currencies.get(deal), reader)

    told = [*reader.events(deals, ("id", "stage_id", "status"), read_deal), *reader.events(rows, (), read_change)]
    return imported(_in_stages(_whole(told, flowing, reader), here, reader), reader, tracked=What, cannot_tell=_LIMITS)


def _change(told: Mapping[str, Any], event: Event, code: str | None, reader: RowReader) -> Event:
    """Read an update of a deal."""
    field = text_of(told.get("field_key"))
    at = reader.happened(told.get("log_time"), "log_time", event.row)
    if field == "add_time":
        return attrs.evolve(event, at=at, whole=True)
    if field not in _FIELDS:
        raise Unusable(OTHER_FIELD)
    what, new, old = _FIELDS[field], told.get("new_value"), told.get("old_value")
    event = attrs.evolve(event, what=what, at=at, by=reader.by(told.get("user_id")))
    if what is What.STATUS:
        before = status_of(old, reader) if text_of(old) else None
        return attrs.evolve(event, said=status_of(new, reader), before=before)
    return attrs.evolve(event, said=reader.said(what, new, code), before=reader.before(what, old, code))


def _whole(events: Iterable[Event], flowing: set[str], reader: RowReader) -> Iterator[Event]:
    """Mark the openings after which nothing is missing: those of deals whose updates are there."""
    for event in events:
        if event.what is not What.OPENED:
            yield event
        elif event.deal in flowing:
            yield attrs.evolve(event, whole=True)
        else:
            reader.left_out[_NO_FLOW] += 1
            yield event


def _in_stages(events: Iterable[Event], here: Mapping[str, StageEntered], reader: RowReader) -> Iterator[Event]:
    """Make one line of stages of the changes of stage and of status."""
    moves: dict[str, list[Event]] = {}
    for event in events:
        if event.at is not None and event.what in (What.STAGE, What.STATUS):
            moves.setdefault(event.deal, []).append(event)
        else:
            yield event
    for deal, changes in moves.items():
        stages = in_turn(event for event in changes if event.what is What.STAGE)
        statuses = in_turn(event for event in changes if event.what is What.STATUS)
        first = stages[0].before if stages else here.get(deal)
        closed = statuses[0].before if statuses else None
        yield from _one_line(
            sorted([*stages, *statuses], key=_at),
            first if isinstance(first, StageEntered) else None,
            closed if isinstance(closed, StageEntered) else None,
            reader,
        )


def _at(event: Event) -> Any:
    return event.at


def _one_line(
    changes: Iterable[Event], here: StageEntered | None, closed: StageEntered | None, reader: RowReader
) -> Iterator[Event]:
    """Follow stage and status together: a deal is where it was closed, else in its stage."""
    for event in changes:
        present = closed or here
        said = event.said if isinstance(event.said, StageEntered) else None
        if event.what is What.STAGE:
            here = said
            if closed is None:
                yield event
            else:
                reader.left_out[_MOVED_CLOSED] += 1
            continue
        closed = said
        if closed is None and here is None:
            reader.left_out[_NOWHERE] += 1
        elif (closed or here) == present:
            reader.left_out[_NO_CHANGE] += 1
        else:
            before = UNTOLD if present is None else present
            yield attrs.evolve(event, what=What.STAGE, said=closed or here, before=before)
