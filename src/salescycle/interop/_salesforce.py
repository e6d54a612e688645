"""Salesforce: deals out of its stage history and out of its field history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from salescycle.cycle import Cycle
from salescycle.model import ForecastCategory, ForecastSet
from salescycle.values import optional_utc, required, unit_rate

from ._builder import imported
from ._cells import Dates, amount_of
from ._columns import SALESFORCE_HISTORY_COLUMNS, EventColumns
from ._events import Event, What, standing
from ._exports import history_events
from ._imported import Imported
from ._rows import OTHER_FIELD, Row, RowReader, Unusable, text_of

__all__ = ["deals_from_salesforce_fields", "deals_from_salesforce_history"]

_CATEGORIES = {category.replace("_", ""): category for category in ForecastCategory}
_CATEGORIES["forecast"] = ForecastCategory.COMMIT  # its name in data; on the screen it reads Commit
_BAD_CATEGORY = "its forecast category is not one that is known here"
_BAD_CHANCE = "its probability is not a percentage"

_FIELDS = {
    "StageName": What.STAGE,
    "Amount": What.VALUE,
    "CloseDate": What.CLOSE,
    "Owner": What.OWNER,
    "OwnerId": What.OWNER,
}
_CREATIONS = ("created", "opportunityCreatedFromLead")
_CHANGE = ("OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate")
_ID = re.compile(r"00[5G][0-9A-Za-z]{12}([0-9A-Za-z]{3})?", re.ASCII)
_BY_NAME = "its owner by name is what another row says by id"
_BY_ID = "its owner's id stands beside changes by name; the names are used"

_NO_OWNERS = ("when owners changed",)
_LIMITS = ("changes of fields that were not tracked", "changes that are older than the history that was kept")


def deals_from_salesforce_history(
    rows: Iterable[Row],
    *,
    columns: EventColumns = SALESFORCE_HISTORY_COLUMNS,
    cycle: Cycle,
    as_of: datetime,
    dates: Dates | None = None,
    currency: str = "USD",
    stages: Mapping[Any, str] | None = None,
) -> Imported:
    """Make deals of Salesforce's OpportunityHistory: a row whenever stage, amount, probability or close date changed.

    Each row has all of them, so a row with the stage of the row before is no entry: what it changes else is a fact of
    its own, and a row that changes nothing is counted. Of ``columns`` only deal, stage and date must be there, and
    ``Probability`` and ``ForecastCategory`` are read where they are: as ``ForecastSet``, a change of either.

    Rows are left out and errors raised as by ``deals_from_history``. Source: Object Reference for the Salesforce
    Platform, OpportunityHistory.

    >>> from datetime import UTC
    >>> from salescycle.presets import free_cycle
    >>> first = {"OpportunityId": "006A", "StageName": "Lead", "CreatedDate": "2026-03-02T09:00:00.000Z", "Amount": 100}
    >>> rows = [first, first | {"CreatedDate": "2026-03-05T09:00:00.000Z", "Amount": 80}]
    >>> cycle = free_cycle(["Lead"], won=["Won"], lost=["Lost"])
    >>> found = deals_from_salesforce_history(rows, cycle=cycle, as_of=datetime(2026, 4, 1, tzinfo=UTC))
    >>> [fact.kind for fact in found.deals[0].log]
    ['stage_entered', 'value_set', 'value_set']
    """
    required(columns, EventColumns, "columns", "give EventColumns(deal=..., stage=..., at=...)")
    reader = RowReader(cycle=cycle, as_of=as_of, dates=dates or Dates(), currency=currency, stages=stages)
    history = history_events(columns, reader)

    def read(row: Row, number: int) -> Iterator[Event]:
        told = list(history(row, number))
        yield from told
        forecast = _forecast(row, reader)
        if forecast is not None:
            yield attrs.evolve(told[0], what=What.FORECAST, said=forecast)

    events = reader.events(rows, (columns.deal, columns.stage, columns.at), read)
    return imported(events, reader, states=True, cannot_tell=() if columns.owner else _NO_OWNERS)


def _forecast(row: Row, reader: RowReader) -> ForecastSet | None:
    category = reader.part(lambda: _category(row), _BAD_CATEGORY)
    chance = reader.part(lambda: _chance(row.get("Probability")), _BAD_CHANCE)
    if category is None and chance is None:
        return None
    return ForecastSet(category=category, win_probability=chance, at=reader.as_of)


def _category(row: Row) -> ForecastCategory | None:
    text = text_of(row.get("ForecastCategory")) or text_of(row.get("ForecastCategoryName"))
    found = _CATEGORIES.get(text.casefold().replace(" ", "").replace("_", ""))
    if found is None and text:
        raise Unusable(_BAD_CATEGORY)
    return found


def _chance(cell: object) -> Decimal | None:
    text = text_of(cell).removesuffix("%")
    if not text:
        return None
    sign, digits, exponent = amount_of(text).as_tuple()
    # a division would round as the host's context says
    return unit_rate(Decimal((sign, digits, int(exponent) - 2)))


def deals_from_salesforce_fields(
    rows: Iterable[Row],
    *,
    deals: Iterable[Row],
    cycle: Cycle,
    as_of: datetime,
    tracked_since: datetime | None = None,
    dates: Dates | None = None,
    currency: str = "USD",
    stages: Mapping[Any, str] | None = None,
) -> Imported:
    """Make deals of Salesforce's OpportunityFieldHistory and of the opportunities themselves.

    ``rows`` have the columns OpportunityId, Field, OldValue, NewValue and CreatedDate, and CreatedById if it was
    exported; changes of StageName, Amount, CloseDate and Owner are used, all others counted. ``deals`` are rows of
    Opportunity: Id, StageName, and where they are there CreatedDate, Amount, CloseDate, OwnerId, CurrencyIsoCode.

    The first stage is the old value of the first change, or the present one where nothing changed. It was entered when
    the deal was created, if the history is known to reach back to that: it has the row ``created`` (or
    ``opportunityCreatedFromLead``), or the deal was created at or after ``tracked_since``. Else the deal was only seen
    in it. A change of what was not there before, and a present value that is not the last one, are counted; a stage
    that comes out of nowhere is one that was seen.
    Salesforce writes a change of owner twice, with names and with ids: the ids are used where there are any.

    Rows are left out and errors raised as by ``deals_from_history``. Source: Object Reference for the Salesforce
    Platform, OpportunityFieldHistory and Opportunity.

    >>> from datetime import UTC
    >>> from salescycle.presets import free_cycle
    >>> made = {"OpportunityId": "006A", "Field": "created", "CreatedDate": "2026-03-02T09:00:00.000Z"}
    >>> made |= {"OldValue": None, "NewValue": None}
    >>> moved = made | {"Field": "StageName", "OldValue": "Lead", "NewValue": "Won", "CreatedDate": "2026-03-09"}
    >>> cycle = free_cycle(["Lead"], won=["Won"], lost=["Lost"])
    >>> deals = [{"Id": "006A", "StageName": "Won"}]
    >>> as_of = datetime(2026, 4, 1, tzinfo=UTC)
    >>> found = deals_from_salesforce_fields([made, moved], deals=deals, cycle=cycle, as_of=as_of)
    >>> [visit.stage for visit in found.deals[0].visits]
    ['Lead', 'Won']
    """
    reader = RowReader(cycle=cycle, as_of=as_of, dates=dates or Dates(), currency=currency, stages=stages)
    currencies: dict[str, str] = {}
    since = optional_utc(tracked_since)

    def read_deal(row: Row, number: int) -> Iterator[Event]:
        stage = reader.stage(row.get("StageName"))
        deal = reader.once(reader.deal(row.get("Id")))
        opened = reader.instant(row.get("CreatedDate"), "CreatedDate", number)
        close = row.get("CloseDate")
        currencies[deal] = text_of(row.get("CurrencyIsoCode"))
        yield from standing(
            deal,
            stage=stage,
            opened=opened,
            closed=reader.instant(close, "CloseDate", number),
            value=reader.beside(What.VALUE, row.get("Amount"), currencies[deal]),
            owner=reader.beside(What.OWNER, row.get("OwnerId")),
            expected=None if stage.outcome.is_closed else reader.beside(What.CLOSE, close),
            whole=since is not None and opened is not None and opened >= since,
        )

    def read_change(row: Row, number: int) -> Iterator[Event]:
        deal, field = reader.deal(row.get("OpportunityId")), text_of(row.get("Field"))
        at = reader.happened(row.get("CreatedDate"), "CreatedDate", number)
        if field in _CREATIONS:
            yield Event(deal=deal, what=What.OPENED, at=at, whole=True)
            return
        if field not in _FIELDS:
            raise Unusable(OTHER_FIELD)
        what, code = _FIELDS[field], currencies.get(deal)
        yield Event(
            deal=deal,
            what=what,
            said=reader.said(what, row.get("NewValue"), code),
            before=reader.before(what, row.get("OldValue"), code),
            at=at,
            by=reader.by(row.get("CreatedById")),
            row=number,
        )

    # the deals first: their currencies are those of the changes
    told = [*reader.events(deals, ("Id", "StageName"), read_deal), *reader.events(rows, _CHANGE, read_change)]
    return imported(_one_owner(told, reader), reader, cannot_tell=_LIMITS)


def _is_named(event: Event) -> bool:
    """Whether a change of owner is written by names."""
    told = [each for each in (event.said, event.before) if isinstance(each, str)]
    return event.at is not None and event.what is What.OWNER and not all(map(_ID.fullmatch, told))


def _one_owner(events: list[Event], reader: RowReader) -> Iterator[Event]:
    """Leave of each change of owner, which is told by names and by ids, the one by ids; or the names, if all are."""
    owned = [event for event in events if event.what is What.OWNER and event.at is not None]
    by_id = {event.deal for event in owned if not _is_named(event)}
    by_name = {event.deal for event in owned} - by_id
    for event in events:
        is_owner = event.what is What.OWNER
        if is_owner and event.deal in by_id and _is_named(event):
            reader.left_out[_BY_NAME] += 1
        elif is_owner and event.deal in by_name and event.at is None:
            reader.left_out[_BY_ID] += 1
        else:
            yield event
