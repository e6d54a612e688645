"""Rows: what results tell of themselves for tables and data frames."""

from __future__ import annotations

__all__ = ["Cell", "Row"]

Cell = str | int | float | bool | None
"""What stands in one place of a table."""

Row = dict[str, Cell]
"""One flat row of a table, by column: units stand in the names, and ``None`` for what is not defined."""
