"""Judgement: how good is a lead or deal, and what should be asked next?"""

from __future__ import annotations

from ._bant import BANT
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
    "score_of",
]
