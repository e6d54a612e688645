"""BANT, CHAMP and ANUM: three orders of asking about money, people, the problem and the time.

>>> from datetime import UTC, datetime
>>> from salescycle.model import Deal
>>> monday = datetime(2026, 3, 2, tzinfo=UTC)
>>> deal = Deal(id="D-1").record(BANT.answer("need", "yes", at=monday), BANT.answer("budget", "partly", at=monday))
>>> print(BANT.score(deal))
37.5 to 87.5 of 100: ask next about Authority
"""

from __future__ import annotations

import attrs

from ._framework import Framework
from ._graded import graded

__all__ = ["ANUM", "AUTHORITY", "BANT", "BUDGET", "CHALLENGES", "CHAMP", "MONEY", "NEED", "TIMING"]

BUDGET = graded(
    "budget",
    ("Budget", "예산"),
    ("Is there money for this?", "이 일에 쓸 예산이 있는가?"),
    no=("There is no money, and no way to get it.", "예산이 없고 마련할 길도 없다."),
    partly=("A range is known, or money could be found, but none is set aside.", "규모는 알지만 배정되지 않았다."),
    yes=("Money that covers our price is set aside.", "우리 가격을 감당할 예산이 배정되어 있다."),
)
AUTHORITY = graded(
    "authority",
    ("Authority", "결정권"),
    ("Are we talking with who decides?", "결정권자와 이야기하고 있는가?"),
    no=("We do not know who decides, or cannot reach them.", "누가 결정하는지 모르거나 만날 수 없다."),
    partly=("Our contact influences the decision, and we know who takes it.", "영향력 있는 담당자와 이야기하고 있다."),
    yes=("The decision maker talks with us.", "결정권자가 우리와 직접 이야기한다."),
)
NEED = graded(
    "need",
    ("Need", "필요"),
    ("Do they have a problem that we solve?", "우리가 풀 수 있는 문제가 있는가?"),
    no=("There is no problem that we solve.", "우리가 풀 문제가 없다."),
    partly=("There is a problem, but it does not press, or we solve only part of it.", "문제는 있으나 급하지 않다."),
    yes=("The problem presses, they say so themselves, and we solve it.", "급한 문제이고 우리가 풀 수 있다."),
)
TIMING = graded(
    "timing",
    ("Timing", "시기"),
    ("When do they want it solved?", "언제까지 해결하려 하는가?"),
    no=("There is no date, and none in sight.", "정해진 시기가 없다."),
    partly=("They mean to decide within the year, without a date.", "올해 안에 결정할 생각이나 날짜는 없다."),
    yes=("There is a date, with a reason behind it.", "이유가 분명한 날짜가 있다."),
)
# the same question under the name that other frameworks know it by
MONEY = attrs.evolve(BUDGET, key="money", label={"en": "Money", "ko": "자금"})
CHALLENGES = attrs.evolve(NEED, key="challenges", label={"en": "Challenges", "ko": "과제"})
PRIORITIZATION = graded(
    "prioritization",
    ("Prioritization", "우선순위"),
    ("Where does solving it rank among what they plan?", "다른 계획과 비교해 얼마나 우선하는가?"),
    no=("Other plans come first, and nobody works on this one.", "다른 일이 먼저이고 이 일을 맡은 사람이 없다."),
    partly=("It is on their list, but may be put off.", "계획에는 있으나 미뤄질 수 있다."),
    yes=("It is among the first things they will do, with people assigned.", "담당자가 정해진 최우선 과제이다."),
)
URGENCY = graded(
    "urgency",
    ("Urgency", "긴급성"),
    ("What happens if they wait?", "미루면 어떤 일이 생기는가?"),
    no=("Nothing happens if they wait.", "미뤄도 아무 일이 없다."),
    partly=("Waiting is a nuisance, which they could bear for another year.", "불편하지만 한 해 더 견딜 수 있다."),
    yes=("Waiting costs them more each month, and they say so.", "미룰수록 손해가 커지며 스스로 그렇게 말한다."),
)

BANT = Framework(key="bant", label="BANT", questions=[BUDGET, AUTHORITY, NEED, TIMING])
"""Budget, authority, need and timing, each answered no, partly or yes; qualified at 75 of 100."""

CHAMP = Framework(key="champ", label="CHAMP", questions=[CHALLENGES, AUTHORITY, MONEY, PRIORITIZATION])
"""Challenges, authority, money and prioritization: the problem is asked about before the money."""

ANUM = Framework(key="anum", label="ANUM", questions=[AUTHORITY, NEED, URGENCY, MONEY])
"""Authority, need, urgency and money: for who first has to reach the person who decides."""
