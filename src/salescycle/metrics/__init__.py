"""Numbers: how did it go, how does it stand?"""

from __future__ import annotations

from ._ageing import Ageing, AgeingDeal
from ._answers import AnswerTally
from ._audit import AuditCount, AuditReport
from ._bootstrap import Bootstrap, bootstrap
from ._bottleneck import Bottleneck, StageTime
from ._chain import ChainStage, StageChain, stage_chain
from ._chance import Chance
from ._coaching import Coaching, CoachingMeasure, CoachingRow
from ._comparison import Cohort, Comparison, compare
from ._conversion import Conversion
from ._counts import DealCount, PipelineCounts, VisitCount
from ._coverage import Coverage
from ._cut import cut_at, only_by, open_after
from ._effort import Effort, EffortPart
from ._forecast import CategoryTotal, ForecastRollup
from ._gray import Gray, gray
from ._hazard import CumulativeHazard, HazardStep, cumulative_hazard
from ._incidence import Incidence, IncidenceAt, IncidenceStep, incidence
from ._lifetimes import Lifetime
from ._little import LawCondition, LittlesLaw, littles_law
from ._log_rank import LogRank, log_rank
from ._occupation import Occupation, OccupationAt, OccupationStep, Stay, occupation
from ._open_deals import OpenDeal, OpenDeals
from ._passage import WalkLine
from ._pipeline import DEAL_LIMIT, Pipeline
from ._pooled import GroupTally
from ._power import events_needed
from ._pushes import DealPushes, Pushes
from ._report import Report
from ._response import response_times
from ._response_times import ResponseTimes
from ._restricted_mean import RestrictedMean
from ._risk_table import RiskTable, risk_table
from ._segments import Breakdown, Measured, Segments, segment_key
from ._shrinkage import BetaPrior, Shrinkage, ShrunkRate, shrink
from ._slips import Slipped, SlippedDeal
from ._standing import Standing
from ._survival import Survival, survival
from ._survival_step import SurvivalStep
from ._table import Table, tabulate
from ._tables import html_table, text_table
from ._velocity import Velocity
from ._velocity_change import VELOCITY_FACTORS, SegmentChange, VelocityChange, velocity_change
from ._walk import Walk, WalkRow, WalkTotal
from ._weighted import Weighted, WeightedPart, win_chance
from ._work import WorkInProgress, WorkStep, WorkTable, work_in_progress

__all__ = [
    "DEAL_LIMIT",
    "VELOCITY_FACTORS",
    "Ageing",
    "AgeingDeal",
    "AnswerTally",
    "AuditCount",
    "AuditReport",
    "BetaPrior",
    "Bootstrap",
    "Bottleneck",
    "Breakdown",
    "CategoryTotal",
    "ChainStage",
    "Chance",
    "Coaching",
    "CoachingMeasure",
    "CoachingRow",
    "Cohort",
    "Comparison",
    "Conversion",
    "Coverage",
    "CumulativeHazard",
    "DealCount",
    "DealPushes",
    "Effort",
    "EffortPart",
    "ForecastRollup",
    "Gray",
    "GroupTally",
    "HazardStep",
    "Incidence",
    "IncidenceAt",
    "IncidenceStep",
    "LawCondition",
    "Lifetime",
    "LittlesLaw",
    "LogRank",
    "Measured",
    "Occupation",
    "OccupationAt",
    "OccupationStep",
    "OpenDeal",
    "OpenDeals",
    "Pipeline",
    "PipelineCounts",
    "Pushes",
    "Report",
    "ResponseTimes",
    "RestrictedMean",
    "RiskTable",
    "SegmentChange",
    "Segments",
    "Shrinkage",
    "ShrunkRate",
    "Slipped",
    "SlippedDeal",
    "StageChain",
    "StageTime",
    "Standing",
    "Stay",
    "Survival",
    "SurvivalStep",
    "Table",
    "Velocity",
    "VelocityChange",
    "VisitCount",
    "Walk",
    "WalkLine",
    "WalkRow",
    "WalkTotal",
    "Weighted",
    "WeightedPart",
    "WorkInProgress",
    "WorkStep",
    "WorkTable",
    "bootstrap",
    "compare",
    "cumulative_hazard",
    "cut_at",
    "events_needed",
    "gray",
    "html_table",
    "incidence",
    "littles_law",
    "log_rank",
    "occupation",
    "only_by",
    "open_after",
    "response_times",
    "risk_table",
    "segment_key",
    "shrink",
    "stage_chain",
    "survival",
    "tabulate",
    "text_table",
    "velocity_change",
    "win_chance",
    "work_in_progress",
]
