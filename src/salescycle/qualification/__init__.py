"""Judgement: how good is a lead or deal, and what should be asked next?"""

from __future__ import annotations

from ._bant import ANUM, BANT, CHAMP
from ._cross_calibration import cross_calibrated
from ._crosswalk import CrossWalk
from ._duplicates import DuplicateGroup, SameBy, duplicates
from ._examples import EXAMPLE_LIMIT, Example, Training, features_of
from ._framework import Framework
from ._frameworks import FRAMEWORKS, GPCTBA_CI, MEDDICC, MEDDPICC, SPICED
from ._naive_bayes import NaiveBayes
from ._null_band import NullBand, ece_null_band
from ._opinions import Opinions
from ._platt import Platt
from ._prediction import Contribution, Prediction
from ._profile import BestPersona, Fit, Profile, Reason, best_persona
from ._question import UNKNOWN, Level, Question
from ._reliability import CLIP, Reliability, ReliabilityBin, reliability
from ._reuse import Reuse
from ._rubric import Counting, Gate, Rubric, score_of
from ._rule import Demand, Match, MatchRule
from ._score import Reused, Score, Verdict
from ._signals import SignalPart, SignalScore, SignalWeights
from ._tally import FeatureTally, Tally, ValueTally
from ._walks import BANT_TO_ANUM, BANT_TO_CHAMP, BANT_TO_GPCTBA_CI, BANT_TO_MEDDICC, BANT_TO_MEDDPICC, BANT_TO_SPICED

__all__ = [
    "ANUM",
    "BANT",
    "BANT_TO_ANUM",
    "BANT_TO_CHAMP",
    "BANT_TO_GPCTBA_CI",
    "BANT_TO_MEDDICC",
    "BANT_TO_MEDDPICC",
    "BANT_TO_SPICED",
    "CHAMP",
    "CLIP",
    "EXAMPLE_LIMIT",
    "FRAMEWORKS",
    "GPCTBA_CI",
    "MEDDICC",
    "MEDDPICC",
    "SPICED",
    "UNKNOWN",
    "BestPersona",
    "Contribution",
    "Counting",
    "CrossWalk",
    "Demand",
    "DuplicateGroup",
    "Example",
    "FeatureTally",
    "Fit",
    "Framework",
    "Gate",
    "Level",
    "Match",
    "MatchRule",
    "NaiveBayes",
    "NullBand",
    "Opinions",
    "Platt",
    "Prediction",
    "Profile",
    "Question",
    "Reason",
    "Reliability",
    "ReliabilityBin",
    "Reuse",
    "Reused",
    "Rubric",
    "SameBy",
    "Score",
    "SignalPart",
    "SignalScore",
    "SignalWeights",
    "Tally",
    "Training",
    "ValueTally",
    "Verdict",
    "best_persona",
    "cross_calibrated",
    "duplicates",
    "ece_null_band",
    "features_of",
    "reliability",
    "score_of",
]
