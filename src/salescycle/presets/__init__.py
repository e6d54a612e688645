"""Presets: ready-made cycles, out of rules and judgement."""

from __future__ import annotations

from ._free import free_cycle
from ._records import LEAD, PROPOSAL, expire
from ._seven_stage import SEVEN_STAGE
from ._templates import LONG_CYCLE, SHORT_CYCLE

__all__ = [
    "LEAD",
    "LONG_CYCLE",
    "PROPOSAL",
    "SEVEN_STAGE",
    "SHORT_CYCLE",
    "expire",
    "free_cycle",
]
