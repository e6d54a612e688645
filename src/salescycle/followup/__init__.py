"""What next: what is due, and what is stuck?"""

from __future__ import annotations

from ._agenda import ESCALATION, Agenda, AgendaEntry, EscalationStep, priority_of
from ._matter import Matter, MatterKind, Pressure
from ._response import Response, ResponseState
from ._response_target import Pause, ResponseTarget, TargetRule
from ._response_targets import ResponseTargets
from ._waits import ResponseKind
from ._watch import WATCHERS, Watch, answers, slow, usual_stage_times

__all__ = [
    "ESCALATION",
    "WATCHERS",
    "Agenda",
    "AgendaEntry",
    "EscalationStep",
    "Matter",
    "MatterKind",
    "Pause",
    "Pressure",
    "Response",
    "ResponseKind",
    "ResponseState",
    "ResponseTarget",
    "ResponseTargets",
    "TargetRule",
    "Watch",
    "answers",
    "priority_of",
    "slow",
    "usual_stage_times",
]
