"""Judgement: how good is a lead or deal, and what should be asked next?"""

from __future__ import annotations

from ._bant import BANT
from ._cross_calibration import cross_calibrated
from ._examples import EXAMPLE_LIMIT, Example, Training, features_of
from ._framework import UNKNOWN, Framework, Level, Question, Rubric, Score, Verdict, score_of
from ._naive_bayes import NaiveBayes
from ._null_band import Dice, NullBand, ece_null_band
from ._platt import Platt
from ._prediction import Contribution, Prediction
from ._reliability import CLIP, Reliability, ReliabilityBin, reliability
from ._tally import FeatureTally, Tally, ValueTally

__all__ = [
    "BANT",
    "CLIP",
    "EXAMPLE_LIMIT",
    "UNKNOWN",
    "Contribution",
    "Dice",
    "Example",
    "FeatureTally",
    "Framework",
    "Level",
    "NaiveBayes",
    "NullBand",
    "Platt",
    "Prediction",
    "Question",
    "Reliability",
    "ReliabilityBin",
    "Rubric",
    "Score",
    "Tally",
    "Training",
    "ValueTally",
    "Verdict",
    "cross_calibrated",
    "ece_null_band",
    "features_of",
    "reliability",
    "score_of",
]
