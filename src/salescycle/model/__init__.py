"""Facts: what happened, and what is known of a lead, a deal or a proposal?"""

from __future__ import annotations

from ._cadence_facts import Enrolled, StepDone, StepMoved, StepSkipped, Withdrawn
from ._commitments import Commitment, CommitmentKept, CommitmentMade, CommitmentMissed, Commitments, Side
from ._deal import Deal
from ._effort import TimeSpent
from ._fact import Fact, UnknownFact
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
from ._forecast import ForecastCategory, ForecastSet, forecast_category_of
from ._journey import Journey, journey_of
from ._lead import Lead
from ._lead_facts import AttributeSet, ConvertedTo, JourneySeen, Merged, SignalGiven
from ._meetings import (
    Meeting,
    MeetingCancelled,
    MeetingHeld,
    MeetingMissed,
    MeetingMoved,
    MeetingPlanned,
    MeetingState,
)
from ._needs import Need, NeedAddressed, NeedVoiced, PitchGiven, Proof, ProofKind, ProofShared
from ._negotiation import (
    Concession,
    ConcessionGiven,
    Ledger,
    Objection,
    ObjectionAnswered,
    ObjectionRaised,
    ReturnReceived,
)
from ._paperwork import Document, DocumentCompleted, DocumentReopened, Paperwork, PaperworkSet, Signed
from ._persona import Persona
from ._private import AttributeValue, attribute_value
from ._proposal import Proposal, TermsSet
from ._quiet import OptedIn, OptedOut, Snoozed
from ._record import LOG_LIMIT, Record
from ._revisions import LineChange, Revision, compare_terms
from ._stage_facts import Migrated, Opened, Outcome, RuleOverridden, StageEntered, StageSeen, outcome_of
from ._stays import Spell, Visit
from ._terms import Line, Rounding, Terms, Totals

__all__ = [
    "LOG_LIMIT",
    "Assessed",
    "AttributeSet",
    "AttributeValue",
    "CloseExpected",
    "Commitment",
    "CommitmentKept",
    "CommitmentMade",
    "CommitmentMissed",
    "Commitments",
    "Concession",
    "ConcessionGiven",
    "Contacted",
    "ConvertedTo",
    "Deal",
    "Direction",
    "Document",
    "DocumentCompleted",
    "DocumentReopened",
    "Enrolled",
    "Fact",
    "ForecastCategory",
    "ForecastSet",
    "Journey",
    "JourneySeen",
    "Lead",
    "Ledger",
    "Line",
    "LineChange",
    "Meeting",
    "MeetingCancelled",
    "MeetingHeld",
    "MeetingMissed",
    "MeetingMoved",
    "MeetingPlanned",
    "MeetingState",
    "Merged",
    "Migrated",
    "Need",
    "NeedAddressed",
    "NeedVoiced",
    "NextStepSet",
    "Objection",
    "ObjectionAnswered",
    "ObjectionRaised",
    "Opened",
    "OptedIn",
    "OptedOut",
    "Outcome",
    "OwnerAssigned",
    "Paperwork",
    "PaperworkSet",
    "Persona",
    "PersonaMatched",
    "PitchGiven",
    "Proof",
    "ProofKind",
    "ProofShared",
    "Proposal",
    "Record",
    "ReturnReceived",
    "Revision",
    "Rounding",
    "RuleOverridden",
    "Side",
    "SignalGiven",
    "Signed",
    "Snoozed",
    "Spell",
    "StageEntered",
    "StageSeen",
    "StepDone",
    "StepMoved",
    "StepSkipped",
    "Terms",
    "TermsSet",
    "TimeSpent",
    "Totals",
    "UnknownFact",
    "ValueSet",
    "Visit",
    "Withdrawn",
    "attribute_value",
    "compare_terms",
    "forecast_category_of",
    "journey_of",
    "outcome_of",
]
