"""Facts: what happened, and what is known of a lead, a deal or a proposal?"""

from __future__ import annotations

from ._deal import Deal
from ._fact import Fact
from ._facts import (
    Assessed,
    CloseExpected,
    Contacted,
    Direction,
    NextStepSet,
    OwnerAssigned,
    PersonaMatched,
    ValueSet,
)
from ._lead import Lead
from ._persona import Persona
from ._proposal import Proposal, TermsSet
from ._record import LOG_LIMIT, Record
from ._stage_facts import Migrated, Opened, Outcome, RuleOverridden, StageEntered, StageSeen, outcome_of
from ._stays import Spell, Visit
from ._terms import Line, Rounding, Terms, Totals

__all__ = [
    "LOG_LIMIT",
    "Assessed",
    "CloseExpected",
    "Contacted",
    "Deal",
    "Direction",
    "Fact",
    "Lead",
    "Line",
    "Migrated",
    "NextStepSet",
    "Opened",
    "Outcome",
    "OwnerAssigned",
    "Persona",
    "PersonaMatched",
    "Proposal",
    "Record",
    "Rounding",
    "RuleOverridden",
    "Spell",
    "StageEntered",
    "StageSeen",
    "Terms",
    "TermsSet",
    "Totals",
    "ValueSet",
    "Visit",
    "outcome_of",
]
