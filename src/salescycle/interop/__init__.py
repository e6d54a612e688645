"""Interop: how other software's data becomes ours, one file a world."""

from __future__ import annotations

from ._cells import Dates, amount_of
from ._exports import HistoryColumns, Imported, SnapshotColumns, deals_from_history, deals_from_snapshot
from ._pictures import cycle_markdown, cycle_mermaid

__all__ = [
    "Dates",
    "HistoryColumns",
    "Imported",
    "SnapshotColumns",
    "amount_of",
    "cycle_markdown",
    "cycle_mermaid",
    "deals_from_history",
    "deals_from_snapshot",
]
