"""Interop: how other software's data becomes ours, one file a world."""

from __future__ import annotations

from ._cells import Dates, amount_of
from ._exports import HistoryColumns, Imported, SnapshotColumns, deals_from_history, deals_from_snapshot

__all__ = [
    "Dates",
    "HistoryColumns",
    "Imported",
    "SnapshotColumns",
    "amount_of",
    "deals_from_history",
    "deals_from_snapshot",
]
