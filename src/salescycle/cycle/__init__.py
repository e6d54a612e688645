"""Rules: what may happen to a record, and why not?"""

from __future__ import annotations

from ._compose import COMPOSED, all_of, any_of, negate
from ._criteria import (
    CRITERIA,
    Registry,
    bant_at_least,
    contacted,
    human_contact,
    persona_matched,
    proposal_accepted,
    proposal_sent,
    spoken_in_stage,
    still_valid,
    value_known,
)
from ._criterion import Criterion, Unmet, criterion
from ._cycle import STAGE_LIMIT, WAY_LIMIT, Cycle
from ._decision import Decision
from ._plan import Plan, PlanStep
from ._stage import CRITERIA_LIMIT, Stage

__all__ = [
    "COMPOSED",
    "CRITERIA",
    "CRITERIA_LIMIT",
    "STAGE_LIMIT",
    "WAY_LIMIT",
    "Criterion",
    "Cycle",
    "Decision",
    "Plan",
    "PlanStep",
    "Registry",
    "Stage",
    "Unmet",
    "all_of",
    "any_of",
    "bant_at_least",
    "contacted",
    "criterion",
    "human_contact",
    "negate",
    "persona_matched",
    "proposal_accepted",
    "proposal_sent",
    "spoken_in_stage",
    "still_valid",
    "value_known",
]
