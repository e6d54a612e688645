"""What if: how will deals go on, and what would change it?"""

from __future__ import annotations

from ._back_test import BackTest, Method, Origin, back_test
from ._behaviour import Arrivals, Behaviour, Exit, StageBehaviour
from ._dirt import Dirt, DirtySample, with_dirt
from ._dwell import Dwell
from ._fit import fitted
from ._forecast import DealForecast, Forecast, forecast, forecast_rounds
from ._levers import FewerLost, Lever, MoreLeads, Removed, Shortened, SlaMet
from ._passage import Passage
from ._plan import CyclePlan, plan_cycle
from ._sample import sample_deals
from ._spread import MoneySpread, Spread
from ._what_if import Effect, WhatIf, what_if

__all__ = [
    "Arrivals",
    "BackTest",
    "Behaviour",
    "CyclePlan",
    "DealForecast",
    "Dirt",
    "DirtySample",
    "Dwell",
    "Effect",
    "Exit",
    "FewerLost",
    "Forecast",
    "Lever",
    "Method",
    "MoneySpread",
    "MoreLeads",
    "Origin",
    "Passage",
    "Removed",
    "Shortened",
    "SlaMet",
    "Spread",
    "StageBehaviour",
    "WhatIf",
    "back_test",
    "fitted",
    "forecast",
    "forecast_rounds",
    "plan_cycle",
    "sample_deals",
    "what_if",
    "with_dirt",
]
