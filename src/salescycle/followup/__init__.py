"""What next: what is due, and what is stuck?"""

from __future__ import annotations

from ._agenda import ESCALATION, Agenda, AgendaEntry, EscalationStep, priority_of
from ._cadence import Cadence
from ._cadence_run import CadenceRun, StepRun, StepState
from ._cadence_step import CadenceStep, Occurrence
from ._matter import Matter, MatterKind, Pressure
from ._ready_made import NURTURE, OUTREACH
from ._recurrence import OCCURRENCE_LIMIT, Frequency, Recurrence
from ._response import Response, ResponseState
from ._response_target import Pause, ResponseTarget, TargetRule
from ._response_targets import ResponseTargets
from ._stops import StopReason
from ._waits import ResponseKind
from ._watch import WATCHERS, Watch, answers, follow_ups, slow, usual_stage_times

__all__ = [
    "ESCALATION",
    "NURTURE",
    "OCCURRENCE_LIMIT",
    "OUTREACH",
    "WATCHERS",
    "Agenda",
    "AgendaEntry",
    "Cadence",
    "CadenceRun",
    "CadenceStep",
    "EscalationStep",
    "Frequency",
    "Matter",
    "MatterKind",
    "Occurrence",
    "Pause",
    "Pressure",
    "Recurrence",
    "Response",
    "ResponseKind",
    "ResponseState",
    "ResponseTarget",
    "ResponseTargets",
    "StepRun",
    "StepState",
    "StopReason",
    "TargetRule",
    "Watch",
    "answers",
    "follow_ups",
    "priority_of",
    "slow",
    "usual_stage_times",
]
