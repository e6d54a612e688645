"""Rules: what may happen to a record, and why not?"""

from __future__ import annotations

from ._criteria import (
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
from ._stage import CRITERIA_LIMIT, Stage

__all__ = [
    "CRITERIA_LIMIT",
    "STAGE_LIMIT",
    "WAY_LIMIT",
    "Criterion",
    "Cycle",
    "Decision",
    "Stage",
    "Unmet",
    "contacted",
    "criterion",
    "human_contact",
    "persona_matched",
    "proposal_accepted",
    "proposal_sent",
    "spoken_in_stage",
    "still_valid",
    "value_known",
]
