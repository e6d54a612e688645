"""Plain data: records, facts and values as JSON has it, and back, across versions."""

from __future__ import annotations

from ._data import DATA_SCHEMA_VERSION, UPGRADES, Upgrade, from_data, to_data
from ._schema import json_schema

__all__ = ["DATA_SCHEMA_VERSION", "UPGRADES", "Upgrade", "from_data", "json_schema", "to_data"]
