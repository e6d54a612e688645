"""Numbers: how did it go, how does it stand?"""

from __future__ import annotations

from ._answers import AnswerTally
from ._chance import Chance
from ._comparison import Cohort, Comparison, compare
from ._conversion import Conversion
from ._cut import cut_at, only_by, open_after
from ._gray import Gray, gray
from ._hazard import CumulativeHazard, HazardStep, cumulative_hazard
from ._incidence import Incidence, IncidenceAt, IncidenceStep, incidence
from ._lifetimes import Lifetime
from ._log_rank import LogRank, log_rank
from ._occupation import Occupation, OccupationAt, OccupationStep, Stay, occupation
from ._pipeline import DEAL_LIMIT, Pipeline
from ._pooled import GroupTally
from ._power import events_needed
from ._report import Report
from ._restricted_mean import RestrictedMean
from ._segments import Breakdown, Measured, Segments
from ._standing import Standing
from ._survival import Survival, SurvivalStep, survival
from ._table import Table, tabulate
from ._tables import html_table, text_table

__all__ = [
    "DEAL_LIMIT",
    "AnswerTally",
    "Breakdown",
    "Chance",
    "Cohort",
    "Comparison",
    "Conversion",
    "CumulativeHazard",
    "Gray",
    "GroupTally",
    "HazardStep",
    "Incidence",
    "IncidenceAt",
    "IncidenceStep",
    "Lifetime",
    "LogRank",
    "Measured",
    "Occupation",
    "OccupationAt",
    "OccupationStep",
    "Pipeline",
    "Report",
    "RestrictedMean",
    "Segments",
    "Standing",
    "Stay",
    "Survival",
    "SurvivalStep",
    "Table",
    "compare",
    "cumulative_hazard",
    "cut_at",
    "events_needed",
    "gray",
    "html_table",
    "incidence",
    "log_rank",
    "occupation",
    "only_by",
    "open_after",
    "survival",
    "tabulate",
    "text_table",
]
