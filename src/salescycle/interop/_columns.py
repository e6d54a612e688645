"""Columns: what the columns of an export are called, for reading and for writing."""

from __future__ import annotations

from typing import Any

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import must_be

__all__ = ["EVENT_COLUMNS", "PROCESS_MINING_COLUMNS", "SALESFORCE_HISTORY_COLUMNS", "EventColumns", "SnapshotColumns"]

_name = must_be(str, "the name of a column", "write it as in the header")


def _optional_name(holder: Any, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is not None:
        _name(holder, attribute, value)


@attrs.frozen(kw_only=True)
class EventColumns:
    """The columns of a stage history, one row a stage entry: for ``event_rows`` and ``deals_from_history`` alike.

    ``deal``, ``stage`` and ``at`` are always there; what is ``None`` is neither written nor read. ``seq`` orders rows
    of one instant, ``entry_known`` is ``false`` where the deal was only seen in the stage (``true`` otherwise),
    ``currency`` is that of ``value``, and ``by`` who made the entry, while ``owner`` is who was responsible then.

    ``EVENT_COLUMNS`` has a name for each, ``PROCESS_MINING_COLUMNS`` those that event logs (XES) have.

    >>> EventColumns(deal="OppID", stage="StageName", at="CreatedDate").value is None
    True
    >>> attrs.evolve(PROCESS_MINING_COLUMNS, entry_known="entry_known").by
    'org:resource'
    """

    deal: str = attrs.field(validator=_name)
    stage: str = attrs.field(validator=_name)
    at: str = attrs.field(validator=_name)
    seq: str | None = attrs.field(default=None, validator=_optional_name)
    entry_known: str | None = attrs.field(default=None, validator=_optional_name)
    outcome: str | None = attrs.field(default=None, validator=_optional_name)
    reason: str | None = attrs.field(default=None, validator=_optional_name)
    by: str | None = attrs.field(default=None, validator=_optional_name)
    recorded_at: str | None = attrs.field(default=None, validator=_optional_name)
    value: str | None = attrs.field(default=None, validator=_optional_name)
    currency: str | None = attrs.field(default=None, validator=_optional_name)
    owner: str | None = attrs.field(default=None, validator=_optional_name)
    expected_close: str | None = attrs.field(default=None, validator=_optional_name)

    def __attrs_post_init__(self) -> None:
        if self.currency is not None and self.value is None:
            raise InvalidValue("columns", "must name the value where they name its currency", self.currency)


EVENT_COLUMNS = EventColumns(**{field.name: field.name for field in attrs.fields(EventColumns)})
"""Every column, under its own name."""

PROCESS_MINING_COLUMNS = EventColumns(
    deal="case:concept:name", stage="concept:name", at="time:timestamp", by="org:resource"
)
"""The columns of event logs in process mining, after the extensions of IEEE 1849 (XES)."""

SALESFORCE_HISTORY_COLUMNS = EventColumns(
    deal="OpportunityId",
    stage="StageName",
    at="CreatedDate",
    by="CreatedById",
    value="Amount",
    currency="CurrencyIsoCode",
    expected_close="CloseDate",
)
"""The columns of Salesforce's object OpportunityHistory."""


@attrs.frozen(kw_only=True)
class SnapshotColumns:
    """The columns of a snapshot, one row a deal with its present stage.

    >>> SnapshotColumns(deal="id", stage="stage", opened="created", closed="close date").closed
    'close date'
    """

    deal: str = attrs.field(validator=_name)
    stage: str = attrs.field(validator=_name)
    opened: str = attrs.field(validator=_name)
    closed: str = attrs.field(validator=_name)
    value: str | None = attrs.field(default=None, validator=_optional_name)
    owner: str | None = attrs.field(default=None, validator=_optional_name)
