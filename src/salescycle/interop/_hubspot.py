"""HubSpot: deals out of their properties, among them when they entered and left each stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from salescycle.cycle import Cycle
from salescycle.model import StageEntered

from ._builder import imported
from ._cells import Dates
from ._events import Event, What, standing
from ._imported import Imported
from ._rows import Row, RowReader, mapping_in, text_of

__all__ = ["deals_from_hubspot"]

_PROPERTY = re.compile(r"hs_(?P<v2>v2_)?date_(?P<what>entered|exited)_(?P<stage>.+)", re.DOTALL)
_MILLISECONDS = re.compile(r"\d{11,14}(\.0)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# leaving a stage and entering the next are one act, which HubSpot may write down twice
_ONE_ACT = timedelta(minutes=1)
_ENTERED_AGAIN = "it left a stage at another time than it entered the next; that stay is not measured"
_LEFT_ONLY = "it left a stage that it is not said to have entered; the rest of it is used"
_UNKNOWN = "its present stage is not one of those given"
_UNKNOWN_ENTRY = "a stage it entered is not one of those given"
_LIMITS = (
    "whether a deal was in a stage more than once: one entry a stage is kept",
    "when value, owner and expected close changed",
)


@attrs.frozen(kw_only=True)
class _Stay:
    """The one stay in a stage that is kept."""

    stage: StageEntered
    entered: datetime
    exited: datetime | None


def deals_from_hubspot(
    rows: Iterable[Row],
    *,
    cycle: Cycle,
    as_of: datetime,
    dates: Dates | None = None,
    currency: str = "USD",
    stages: Mapping[Any, str] | None = None,
) -> Imported:
    """Make deals of HubSpot's: a row a deal, by the internal names of its properties.

    A row is what the interface gives, ``{"id": ..., "properties": {...}}``, or the properties alone with
    ``hs_object_id`` or ``id``. ``hs_v2_date_entered_<stage id>`` (or ``hs_date_entered_...``) makes a stage entry,
    ``createdate`` opens the deal, ``dealstage``, ``amount``, ``deal_currency_code``, ``hubspot_owner_id`` and
    ``closedate`` are how it stands, and ``closed_lost_reason`` or ``closed_won_reason`` why. Instants are ISO 8601 or
    milliseconds since 1970. ``stages`` maps the ids of stages to keys or labels of the cycle; ids in the names of
    properties may be written otherwise than in ``dealstage``.

    HubSpot keeps one entry a stage, the latest or the first, so a stage that was entered again has lost a stay. Where
    the exits show it, since one of them is no entry of the next stage, the stay before is not measured, and counted;
    where exits were not exported nothing shows it. A present stage without an entry is one the deal was seen in, or,
    if closed, entered at ``closedate``.

    Rows are left out and errors raised as by ``deals_from_history``. Source: HubSpot's default deal properties, and
    its interface for CRM objects.

    >>> from salescycle.presets import free_cycle
    >>> entries = {"hs_v2_date_entered_11": "2026-03-02T09:00:00Z", "hs_v2_date_entered_12": "1773046800000"}
    >>> rows = [{"id": "501", "properties": {"dealstage": "12", "amount": "100", **entries}}]
    >>> cycle, ids = free_cycle(["Lead"], won=["Won"], lost=["Lost"]), {"11": "Lead", "12": "Won"}
    >>> found = deals_from_hubspot(rows, cycle=cycle, as_of=datetime(2026, 4, 1, tzinfo=UTC), stages=ids)
    >>> print(found.deals[0].visits[0].dwell_time, found.deals[0].outcome)
    7 days, 0:00:00 won
    """
    reader = RowReader(cycle=cycle, as_of=as_of, dates=dates or Dates(), currency=currency, stages=stages)

    def read(row: Row, number: int) -> Iterator[Event]:
        told = _properties(row)
        deal = reader.once(reader.deal(text_of(told.get("hs_object_id")) or told.get("id")))
        stage = reader.stage_in(told.get("dealstage"), _UNKNOWN)
        closed = _moment(told.get("closedate"))
        is_closed = stage is not None and stage.outcome.is_closed
        stays = _stays(told, number, reader)
        yield from standing(
            deal,
            stage=stage,
            opened=reader.instant(_moment(told.get("createdate")), "createdate", number),
            closed=reader.instant(closed, "closedate", number),
            value=reader.beside(What.VALUE, told.get("amount"), told.get("deal_currency_code")),
            owner=reader.beside(What.OWNER, told.get("hubspot_owner_id")),
            expected=None if is_closed else reader.beside(What.CLOSE, closed),
            reason=reader.reason(told.get(f"closed_{stage.outcome}_reason")) if stage is not None and is_closed else "",
        )
        for stay, is_whole in _with_doubt(stays, stage):
            reader.left_out[_ENTERED_AGAIN] += not is_whole
            yield Event(deal=deal, what=What.STAGE, said=stay.stage, at=stay.entered, row=number, is_seen=not is_whole)

    return imported(reader.events(rows, (), read), reader, cannot_tell=_LIMITS)


def _properties(row: Row) -> Mapping[str, Any]:
    inner = mapping_in(row.get("properties"))
    return {"id": row.get("id"), **inner} if inner else row


def _moment(cell: object) -> object:
    """Turn milliseconds since 1970 into an instant; anything else stays what it is."""
    if isinstance(cell, (datetime, bool)):
        return cell
    text = text_of(cell)
    return _EPOCH + timedelta(milliseconds=int(text.partition(".")[0])) if _MILLISECONDS.fullmatch(text) else cell


def _stays(told: Mapping[str, Any], number: int, reader: RowReader) -> list[_Stay]:
    """Read the stays, one a stage, in the order of their entries."""
    old: dict[str, dict[str, str]] = {}
    new: dict[str, dict[str, str]] = {}
    for name in told:
        found = _PROPERTY.fullmatch(name) if isinstance(name, str) else None
        if found is not None and text_of(told[name]):
            (new if found["v2"] else old).setdefault(found["stage"], {})[found["what"]] = name
    stays: list[_Stay] = []
    for stage, names in {**old, **new}.items():
        entry = reader.stage_in(stage, _UNKNOWN_ENTRY)
        at = {what: reader.instant(_moment(told[name]), name, number) for what, name in names.items()}
        entered = at.get("entered")
        if entered is None:
            reader.left_out[_LEFT_ONLY] += 1
        elif entry is not None:
            stays.append(_Stay(stage=entry, entered=entered, exited=at.get("exited")))
    return sorted(stays, key=lambda stay: stay.entered)


def _with_doubt(stays: list[_Stay], present: StageEntered | None) -> Iterator[tuple[_Stay, bool]]:
    """Tell of each stay whether it lasted up to the next entry, as far as its exit shows."""
    for place, stay in enumerate(stays):
        following = stays[place + 1].entered if place + 1 < len(stays) else None
        if stay.exited is None:
            yield stay, True
        elif following is not None:
            yield stay, abs(stay.exited - following) <= _ONE_ACT
        else:
            # it has left the last stage it entered, yet is in it: unless the exit is that of an earlier stay
            yield stay, stay.exited < stay.entered or present not in (None, stay.stage)
