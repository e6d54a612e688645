"""What if: how will deals go on, and what would change it?"""

from __future__ import annotations

from ._back_test import BackTest, Method, Origin, back_test
from ._behaviour import Arrivals, Behaviour, Exit, StageBehaviour
from ._dwell import Dwell
from ._fit import fitted
from ._forecast import DealForecast, Forecast, forecast, forecast_rounds
from ._passage import Passage
from ._sample import sample_deals
from ._spread import MoneySpread, Spread, poisson

__all__ = [
    "Arrivals",
    "BackTest",
    "Behaviour",
    "DealForecast",
    "Dwell",
    "Exit",
    "Forecast",
    "Method",
    "MoneySpread",
    "Origin",
    "Passage",
    "Spread",
    "StageBehaviour",
    "back_test",
    "fitted",
    "forecast",
    "forecast_rounds",
    "poisson",
    "sample_deals",
]
