"""Interop: how other software's data becomes ours, and ours theirs, one file a world."""

from __future__ import annotations

from ._cells import Dates, amount_of
from ._columns import (
    EVENT_COLUMNS,
    PROCESS_MINING_COLUMNS,
    SALESFORCE_HISTORY_COLUMNS,
    EventColumns,
    SnapshotColumns,
)
from ._event_rows import event_rows
from ._exports import deals_from_history, deals_from_snapshot
from ._hubspot import deals_from_hubspot
from ._icalendar import CalendarEntry, calendar_text, meeting_entries, next_step_entries, step_entries
from ._imported import Imported
from ._pictures import cycle_markdown, cycle_mermaid
from ._pipedrive import deals_from_pipedrive
from ._pipedrive_flow import deals_from_pipedrive_flow
from ._salesforce import deals_from_salesforce_fields, deals_from_salesforce_history

__all__ = [
    "EVENT_COLUMNS",
    "PROCESS_MINING_COLUMNS",
    "SALESFORCE_HISTORY_COLUMNS",
    "CalendarEntry",
    "Dates",
    "EventColumns",
    "Imported",
    "SnapshotColumns",
    "amount_of",
    "calendar_text",
    "cycle_markdown",
    "cycle_mermaid",
    "deals_from_history",
    "deals_from_hubspot",
    "deals_from_pipedrive",
    "deals_from_pipedrive_flow",
    "deals_from_salesforce_fields",
    "deals_from_salesforce_history",
    "deals_from_snapshot",
    "event_rows",
    "meeting_entries",
    "next_step_entries",
    "step_entries",
]
