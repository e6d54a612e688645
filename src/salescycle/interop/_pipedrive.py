"""Pipedrive: deals as they stand, with sums of the time they stayed in stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import attrs

from salescycle.cycle import Cycle
from salescycle.model import Outcome, StageEntered
from salescycle.values import a_mapping, required

from ._builder import imported
from ._cells import Dates, amount_of
from ._events import Event, What, standing
from ._imported import Imported
from ._rows import Row, RowReader, Unusable, mapping_in, text_of

__all__ = ["Standing", "deals_from_pipedrive", "pipedrive_reader", "pipedrive_standing", "status_of"]

_BAD_STATUS = "its status is not open, won or lost"
_UNKNOWN_HERE = "the stage it was closed in is not one of those given"
_UNKNOWN_SUM = "a stage it stayed in is not one of those given"
_NO_TIME = "its time in a stage is not a number of seconds"
_A_SUM = "its time in a stage is a sum, from which no entry follows; it stands in stage_times"
_LIMITS = (
    "when a deal entered the stages before the present one, and how often",
    "when value, owner and expected close changed",
)
_ROUNDED = timedelta(seconds=2)  # sums are whole seconds
_LONGEST = 10**10


def pipedrive_reader(
    cycle: Cycle, as_of: datetime, dates: Dates | None, currency: str, stages: Mapping[Any, str] | None
) -> RowReader:
    """Give a reader that knows the statuses won and lost as stages, where there is one of each or they were given."""
    given = dict(a_mapping({} if stages is None else stages, "stages", "give {stage_id: 'stage of the cycle'}"))
    for outcome in (Outcome.WON, Outcome.LOST):
        keys = [stage.key for stage in required(cycle, Cycle, "a cycle").stages if stage.outcome is outcome]
        if len(keys) == 1:
            given.setdefault(outcome.value, keys[0])
    return RowReader(cycle=cycle, as_of=as_of, dates=dates or Dates(), currency=currency, stages=given)


def _id_of(cell: object) -> object:
    """Give the id in a cell, which the first version of the interface wraps with what it belongs to."""
    return mapping_in(cell).get("id", cell)


def status_of(cell: object, reader: RowReader) -> StageEntered | None:
    """Read a status: the stage of a close, or ``None`` for open."""
    text = text_of(cell)
    if text not in ("open", "won", "lost"):
        raise Unusable(_BAD_STATUS)
    return None if text == "open" else reader.stage(text)


@attrs.frozen(kw_only=True)
class Standing:
    """How a deal stands, as its own row says: the stage it is, or was closed, in, and the close."""

    deal: str
    here: StageEntered | None
    closed_in: StageEntered | None
    opened: datetime | None
    closed: datetime | None
    events: tuple[Event, ...]


def pipedrive_standing(row: Row, number: int, reader: RowReader) -> Standing:
    """Read the row of a deal."""
    closed_in = status_of(row.get("status"), reader)
    here = (
        reader.stage(row.get("stage_id")) if closed_in is None else reader.stage_in(row.get("stage_id"), _UNKNOWN_HERE)
    )
    deal = reader.once(reader.deal(row.get("id")))
    status_text = text_of(row.get("status"))
    own = f"{status_text}_time"
    closing = own if text_of(row.get(own)) else "close_time"
    opened = reader.instant(row.get("add_time"), "add_time", number)
    closed = None if closed_in is None else reader.instant(row.get(closing), closing, number)
    owner = row.get("owner_id") if row.get("user_id") is None else row.get("user_id")
    events = standing(
        deal,
        stage=closed_in or here,
        opened=opened,
        closed=closed,
        value=reader.beside(What.VALUE, row.get("value"), row.get("currency")),
        owner=reader.beside(What.OWNER, _id_of(owner)),
        expected=reader.beside(What.CLOSE, row.get("expected_close_date")),
        reason=reader.reason(row.get("lost_reason")) if status_text == "lost" else "",
    )
    return Standing(deal=deal, here=here, closed_in=closed_in, opened=opened, closed=closed, events=tuple(events))


def deals_from_pipedrive(
    rows: Iterable[Row],
    *,
    cycle: Cycle,
    as_of: datetime,
    dates: Dates | None = None,
    currency: str = "USD",
    stages: Mapping[Any, str] | None = None,
) -> Imported:
    """Make deals of Pipedrive's deals and of the time they stayed in each stage, which is a sum over all visits.

    A row has id, stage_id and status, and where they are there add_time, stage_change_time, won_time, lost_time,
    close_time, lost_reason, value, currency, expected_close_date, user_id and ``stay_in_pipeline_stages`` with
    ``times_in_stages``, seconds by the id of a stage. Statuses are read as by ``deals_from_pipedrive_flow``.

    Sums say how long, and not when or how often, so no entry is made up. An entry follows in three cases: into the
    present stage at ``stage_change_time``; into the only stage that has any time, when the deal was added; and into the
    only other one, where its time is all the time up to ``stage_change_time``. The sums of a deal that is won or lost
    must add up to all its time, else it was closed before. Every sum stands in ``stage_times``, and one of a stage
    without such an entry is counted.

    Rows are left out and errors raised as by ``deals_from_history``. Source: Pipedrive's reference of its interface,
    "Get details of a deal".

    >>> from datetime import UTC
    >>> from salescycle.presets import free_cycle
    >>> sums = {"times_in_stages": {"1": 172800, "2": 432000}, "order_of_stages": [1, 2]}
    >>> row = {"id": 7, "stage_id": 2, "status": "open", "add_time": "2026-03-02 09:00:00"}
    >>> row |= {"stage_change_time": "2026-03-04 09:00:00", "stay_in_pipeline_stages": sums}
    >>> cycle = free_cycle(["Lead", "Offer"], won=["Won"], lost=["Lost"])
    >>> as_of, ids = datetime(2026, 4, 1, tzinfo=UTC), {1: "Lead", 2: "Offer"}
    >>> found = deals_from_pipedrive([row], cycle=cycle, as_of=as_of, stages=ids)
    >>> print(found.deals[0].visits[0].dwell_time, found.stage_times[0][1:])
    2 days, 0:00:00 ('Lead', datetime.timedelta(days=2))
    """
    reader = pipedrive_reader(cycle, as_of, dates, currency, stages)
    times: list[tuple[str, str, timedelta]] = []

    def read(row: Row, number: int) -> Iterator[Event]:
        told = pipedrive_standing(row, number, reader)
        moved = reader.instant(row.get("stage_change_time"), "stage_change_time", number)
        sums = _sums(row, reader)
        times.extend((told.deal, stage.stage, time) for stage, time in sums.items() if stage is not None)
        yield from told.events
        entries = dict(_entries(told, moved, sums))
        reader.left_out[_A_SUM] += len(sums.keys() - entries.keys() - {None})
        if entries and told.closed_in is not None and told.closed is not None:
            entries[told.closed_in] = told.closed
        for stage, at in entries.items():
            yield Event(deal=told.deal, what=What.STAGE, said=stage, at=at, row=number)

    found = imported(reader.events(rows, ("id", "stage_id", "status"), read), reader, cannot_tell=_LIMITS)
    return attrs.evolve(found, stage_times=tuple(times))


def _sums(row: Row, reader: RowReader) -> dict[StageEntered | None, timedelta]:
    """Read the sums that are more than nothing; those that cannot be placed are under ``None``."""
    cells = mapping_in(mapping_in(row.get("stay_in_pipeline_stages")).get("times_in_stages"))
    sums: dict[StageEntered | None, timedelta] = {}
    for name, cell in cells.items():
        time = reader.part(partial(_time, cell), _NO_TIME)
        if time != timedelta(0):
            stage = None if time is None else reader.part(partial(reader.stage, name), _UNKNOWN_SUM)
            sums[stage] = sums.get(stage, timedelta(0)) + (time or timedelta(0))
    return sums


def _time(cell: object) -> timedelta:
    seconds = amount_of(text_of(cell))
    if not 0 <= seconds <= _LONGEST:
        raise Unusable(_NO_TIME)
    return timedelta(seconds=int(seconds))


def _entries(
    told: Standing, moved: datetime | None, sums: Mapping[StageEntered | None, timedelta]
) -> Iterator[tuple[StageEntered, datetime]]:
    """Give the entries that follow from the sums."""
    others = [stage for stage in sums if stage != told.here]
    begins, here = told.opened, told.here
    if here is None or not _is_unbroken(told, moved, sums):
        return
    if moved is None or moved == begins:
        if begins is not None and sums and not others:
            yield here, begins
        elif moved is not None:
            yield here, moved
        return
    only = others[0] if len(others) == 1 else None
    if begins is not None and only is not None and abs(sums[only] - (moved - begins)) <= _ROUNDED:
        yield only, begins
    yield here, moved


def _is_unbroken(told: Standing, moved: datetime | None, sums: Mapping[StageEntered | None, timedelta]) -> bool:
    """Whether a deal that is closed was never closed before, nor moved since: then its sums are all its time."""
    if told.closed_in is None:
        return True
    if told.closed is None or told.opened is None or (moved is not None and moved > told.closed):
        return False
    return abs(sum(sums.values(), timedelta(0)) - (told.closed - told.opened)) <= _ROUNDED * len(sums)
