"""Testing: is your own sales process what you think it is? With Hypothesis, from the extra ``testing``."""

from __future__ import annotations

from ._cycles import BrokenCycle, broken_cycles, cycles
from ._facts import facts, instants, money, personas
from ._laws import LAWS, LawBroken, assert_lawful
from ._machine import CycleMachine, WayCoverage, explore, state_machine_for
from ._meets import MEETS, MISSES, meet
from ._near_misses import NearMiss, near_misses
from ._records import deals, histories, leads, proposals

__all__ = [
    "LAWS",
    "MEETS",
    "MISSES",
    "BrokenCycle",
    "CycleMachine",
    "LawBroken",
    "NearMiss",
    "WayCoverage",
    "assert_lawful",
    "broken_cycles",
    "cycles",
    "deals",
    "explore",
    "facts",
    "histories",
    "instants",
    "leads",
    "meet",
    "money",
    "near_misses",
    "personas",
    "proposals",
    "state_machine_for",
]
