"""What is said where instants have no time zone."""

from __future__ import annotations

__all__ = ["LOCALISE", "ZONED"]

ZONED = "must be instants with a time zone"
LOCALISE = "localise them first, such as by dt.replace_time_zone or AT TIME ZONE"
