"""Presets: ready-made cycles, out of rules and judgement."""

from __future__ import annotations

from ._free import free_cycle
from ._records import LEAD, PROPOSAL, convert, expire
from ._seven_stage import SEVEN_STAGE, seven_stage
from ._templates import LONG_CYCLE, SHORT_CYCLE

__all__ = [
    "LEAD",
    "LONG_CYCLE",
    "PROPOSAL",
    "SEVEN_STAGE",
    "SHORT_CYCLE",
    "convert",
    "expire",
    "free_cycle",
    "seven_stage",
]
