"""Rules: what may happen to a record, and why not?"""

from __future__ import annotations

from ._audit import AUDIT_CODES
from ._compose import COMPOSED, all_of, any_of, negate
from ._conformance import Conformance
from ._criteria import (
    CRITERIA,
    Registry,
    bant_at_least,
    contacted,
    human_contact,
    journey_at_least,
    journey_known,
    persona_matched,
    proposal_accepted,
    proposal_sent,
    spoken_in_stage,
    still_valid,
    value_known,
)
from ._criterion import Criterion, Unmet, criterion
from ._cycle import Cycle
from ._decision import Decision, Refusal
from ._definition import STAGE_LIMIT
from ._diff import CycleDiff, GateChange, diff
from ._flow import Flow, StageFlow, Weights
from ._judged import fit_at_least, qualified
from ._logic import Change
from ._migrate import migrate
from ._override import Override
from ._plan import Plan, PlanStep
from ._policy import (
    AS_DECLARED,
    BACK_WITH_REASON,
    FREE_BOARD,
    STRICT,
    Beginning,
    GoingBack,
    MoveKind,
    Policy,
    Skipping,
)
from ._selling import (
    concessions_approved,
    concessions_within,
    needs_addressed,
    no_open_objection,
    paperwork_complete,
    pitch_given,
    signed,
)
from ._stage import CRITERIA_LIMIT, Stage
from ._ways import WAY_LIMIT, Way

__all__ = [
    "AS_DECLARED",
    "AUDIT_CODES",
    "BACK_WITH_REASON",
    "COMPOSED",
    "CRITERIA",
    "CRITERIA_LIMIT",
    "FREE_BOARD",
    "STAGE_LIMIT",
    "STRICT",
    "WAY_LIMIT",
    "Beginning",
    "Change",
    "Conformance",
    "Criterion",
    "Cycle",
    "CycleDiff",
    "Decision",
    "Flow",
    "GateChange",
    "GoingBack",
    "MoveKind",
    "Override",
    "Plan",
    "PlanStep",
    "Policy",
    "Refusal",
    "Registry",
    "Skipping",
    "Stage",
    "StageFlow",
    "Unmet",
    "Way",
    "Weights",
    "all_of",
    "any_of",
    "bant_at_least",
    "concessions_approved",
    "concessions_within",
    "contacted",
    "criterion",
    "diff",
    "fit_at_least",
    "human_contact",
    "journey_at_least",
    "journey_known",
    "migrate",
    "needs_addressed",
    "negate",
    "no_open_objection",
    "paperwork_complete",
    "persona_matched",
    "pitch_given",
    "proposal_accepted",
    "proposal_sent",
    "qualified",
    "signed",
    "spoken_in_stage",
    "still_valid",
    "value_known",
]
