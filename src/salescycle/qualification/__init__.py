"""Judgement: how good is a lead or deal, and what should be asked next?"""

from __future__ import annotations

from ._bant import BANT, bant_at_least
from ._framework import UNKNOWN, Framework, Level, Question, Rubric, Score, Verdict, score_of

__all__ = [
    "BANT",
    "UNKNOWN",
    "Framework",
    "Level",
    "Question",
    "Rubric",
    "Score",
    "Verdict",
    "bant_at_least",
    "score_of",
]
