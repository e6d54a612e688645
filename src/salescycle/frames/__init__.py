"""Frames: the same numbers from event logs of any size, counted by the host's own engine; see ``EventLog``."""

from __future__ import annotations

from ._deals import deals_from_frame, event_frame
from ._log import EventLog

__all__ = ["EventLog", "deals_from_frame", "event_frame"]
