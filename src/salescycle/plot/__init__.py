"""Pictures: results drawn as altair charts, each with the records that it shows; see ``Picture``."""

from __future__ import annotations

from ._curves import incidence, survival
from ._deals import ageing, walk
from ._forecasts import calibration, fan
from ._groups import cohorts, rates
from ._picture import Picture
from ._stages import dwell, funnel, moves

__all__ = [
    "Picture",
    "ageing",
    "calibration",
    "cohorts",
    "dwell",
    "fan",
    "funnel",
    "incidence",
    "moves",
    "rates",
    "survival",
    "walk",
]
