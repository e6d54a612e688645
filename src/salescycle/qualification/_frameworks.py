"""MEDDICC, MEDDPICC, SPICED and GPCTBA/C&I: frameworks for sales in which many people decide.

>>> print(*(question.label for question in MEDDPICC.questions), sep=", ")
Metrics, Economic buyer, Decision criteria, Decision process, Paper process, Identified pain, Champion, Competition
"""

from __future__ import annotations

import attrs

from ._bant import ANUM, AUTHORITY, BANT, BUDGET, CHALLENGES, CHAMP, NEED, TIMING
from ._framework import Framework
from ._graded import graded

__all__ = ["FRAMEWORKS", "GPCTBA_CI", "MEDDICC", "MEDDPICC", "SPICED"]

METRICS = graded(
    "metrics",
    ("Metrics", "성과 지표"),
    ("By which figures will they judge the gain?", "어떤 수치로 성과를 판단하는가?"),
    no=("Nobody has named a figure.", "수치를 말한 사람이 없다."),
    partly=("We have named figures, and they have not made them theirs.", "우리가 수치를 제시했으나 합의하지 않았다."),
    yes=("They have named the figures, where these stand and where they should.", "현재 값과 목표 값을 스스로 말했다."),
)
ECONOMIC_BUYER = graded(
    "economic_buyer",
    ("Economic buyer", "최종 결재자"),
    ("Do we talk with who can release the money?", "돈을 쓰도록 승인할 수 있는 사람과 이야기하는가?"),
    no=("We do not know who can release the money, or cannot reach them.", "누가 승인하는지 모르거나 만날 수 없다."),
    partly=("We know who it is, and reach them through others.", "누구인지 알고 다른 사람을 통해 닿는다."),
    yes=("They have told us themselves what they need to say yes.", "승인에 필요한 것을 본인이 직접 말했다."),
)
DECISION_CRITERIA = graded(
    "decision_criteria",
    ("Decision criteria", "결정 기준"),
    ("By what will they choose?", "무엇을 보고 고르는가?"),
    no=("We do not know by what they will choose.", "선정 기준을 모른다."),
    partly=("We know some criteria, or not how they rank.", "기준의 일부만 알거나 순위를 모른다."),
    yes=(
        "We have their criteria in order, and meet the first of them.",
        "기준과 순위를 알고 가장 중요한 것을 충족한다.",
    ),
)
DECISION_PROCESS = graded(
    "decision_process",
    ("Decision process", "결정 절차"),
    ("Who decides what, in which order, and by when?", "누가 무엇을 어떤 순서로 언제까지 결정하는가?"),
    no=("We do not know how they decide.", "결정 절차를 모른다."),
    partly=("We know some of the steps, the people or the dates.", "단계, 사람, 날짜 중 일부를 안다."),
    yes=("We know every step with its people and dates, and they confirmed it.", "모든 단계를 알고 확인도 받았다."),
)
PAPER_PROCESS = graded(
    "paper_process",
    ("Paper process", "계약 절차"),
    ("What must be signed, and how long does that take?", "무엇에 서명해야 하며 얼마나 걸리는가?"),
    no=("We do not know what comes between a yes and a signature.", "승낙 후 서명까지의 절차를 모른다."),
    partly=(
        "We know the papers, but not who handles them or how long that takes.",
        "서류는 알지만 담당자나 기간을 모른다.",
    ),
    yes=("We know the papers, the people and the days each step takes.", "서류와 담당자, 단계별 기간을 안다."),
)
PAIN = attrs.evolve(NEED, key="pain", label={"en": "Pain", "ko": "고충"})
IDENTIFIED_PAIN = attrs.evolve(NEED, key="identified_pain", label={"en": "Identified pain", "ko": "확인된 고충"})
CHAMPION = graded(
    "champion",
    ("Champion", "지지자"),
    ("Who inside sells for us when we are not there?", "우리가 없을 때 안에서 우리를 지지하는 사람이 있는가?"),
    no=("Nobody inside wants us to win.", "우리를 지지하는 사람이 없다."),
    partly=("Somebody likes us, but has no influence, or has not used it.", "호의적이나 영향력이 없거나 쓰지 않았다."),
    yes=(
        "Somebody with influence has spoken for us, and tells us what was said.",
        "영향력 있는 사람이 우리를 대변했다.",
    ),
)
COMPETITION = graded(
    "competition",
    ("Competition", "경쟁"),
    ("Against what do we stand, doing nothing among it?", "아무것도 하지 않는 것까지 포함해 무엇과 경쟁하는가?"),
    no=("We do not know, or another is preferred.", "모르거나 다른 곳을 선호한다."),
    partly=("We know the others, and nobody is preferred yet.", "경쟁자를 알고 아직 선호하는 곳이 없다."),
    yes=("We know the others, and are preferred for a reason they name.", "이유를 들어 우리를 선호한다."),
)
SITUATION = graded(
    "situation",
    ("Situation", "상황"),
    ("How do they work today, and do we serve others like them?", "지금 어떻게 일하며 비슷한 고객이 있는가?"),
    no=("We know nothing of how they work, or serve nobody like them.", "일하는 방식을 모르거나 비슷한 고객이 없다."),
    partly=("We know the outlines of how they work.", "일하는 방식을 대략 안다."),
    yes=("We know how they work and with what, and serve others like them.", "일하는 방식을 알고 비슷한 고객이 있다."),
)
IMPACT = graded(
    "impact",
    ("Impact", "효과"),
    ("What changes for them once it is solved?", "해결되면 무엇이 달라지는가?"),
    no=("Nobody can say what would change.", "무엇이 달라질지 아무도 말하지 못한다."),
    partly=("They say what would get better, without a figure.", "좋아질 점을 말하지만 수치는 없다."),
    yes=(
        "They put a figure on it, and somebody is judged by that figure.",
        "수치로 말하고 그 수치를 책임지는 사람이 있다.",
    ),
)
CRITICAL_EVENT = graded(
    "critical_event",
    ("Critical event", "결정적 시점"),
    ("By when must it work, and what if it does not?", "언제까지 되어야 하며 안 되면 어떻게 되는가?"),
    no=("There is no date.", "날짜가 없다."),
    partly=("There is a date, but they can miss it without harm.", "날짜는 있으나 넘겨도 손해가 없다."),
    yes=("There is a date, and missing it costs them something they name.", "날짜가 있고 넘기면 생길 손해를 말한다."),
)
DECISION = graded(
    "decision",
    ("Decision", "결정"),
    ("Who takes part in the decision, how, and by what do they choose?", "누가 어떻게 무엇을 보고 결정하는가?"),
    no=("We do not know who takes part.", "누가 참여하는지 모른다."),
    partly=("We know who takes part, but not how or by what they choose.", "참여자는 알지만 방식이나 기준을 모른다."),
    yes=("We know the people, the steps and the criteria.", "사람, 단계, 기준을 모두 안다."),
)
GOALS = graded(
    "goals",
    ("Goals", "목표"),
    ("What do they have to reach this year?", "올해 무엇을 달성해야 하는가?"),
    no=("They have no goal that we could serve.", "우리가 도울 목표가 없다."),
    partly=("There is a goal, without a figure or a date.", "목표는 있으나 수치나 날짜가 없다."),
    yes=("There is a goal with a figure and a date.", "수치와 날짜가 있는 목표가 있다."),
)
PLANS = graded(
    "plans",
    ("Plans", "계획"),
    ("How do they mean to reach it?", "어떻게 달성하려 하는가?"),
    no=("They have no plan, or one without a place for us.", "계획이 없거나 우리가 낄 자리가 없다."),
    partly=("There is a plan, of which they doubt that it will do.", "계획이 있으나 스스로 의심한다."),
    yes=("There is a plan, and what we do is a part of it.", "계획이 있고 우리가 그 일부이다."),
)
TIMELINE = attrs.evolve(TIMING, key="timeline", label={"en": "Timeline", "ko": "일정"})
CONSEQUENCES = graded(
    "consequences",
    ("Consequences", "실패의 결과"),
    ("What happens if the goal is missed?", "목표를 놓치면 어떻게 되는가?"),
    no=("Nothing happens if it is missed.", "놓쳐도 아무 일이 없다."),
    partly=("It would hurt, but they do not say whom or how much.", "손해가 있지만 누구에게 얼마인지 말하지 않는다."),
    yes=("They say who loses what if it is missed.", "누가 무엇을 잃는지 말한다."),
)
IMPLICATIONS = graded(
    "implications",
    ("Implications", "성공의 결과"),
    ("What becomes possible if the goal is reached?", "목표를 이루면 무엇이 가능해지는가?"),
    no=("Nothing follows from reaching it.", "이루어도 달라질 것이 없다."),
    partly=("They hope for something, without a next step.", "기대는 있으나 다음 단계가 없다."),
    yes=("They say what they will do next once it is reached.", "이룬 다음에 할 일을 말한다."),
)

MEDDICC = Framework(
    key="meddicc",
    label="MEDDICC",
    questions=[
        METRICS,
        ECONOMIC_BUYER,
        DECISION_CRITERIA,
        DECISION_PROCESS,
        IDENTIFIED_PAIN,
        CHAMPION,
        COMPETITION,
    ],
)
"""Metrics, economic buyer, decision criteria, decision process, identified pain, champion and competition."""

MEDDPICC = Framework(
    key="meddpicc",
    label="MEDDPICC",
    questions=[*MEDDICC.questions[:4], PAPER_PROCESS, *MEDDICC.questions[4:]],
)
"""MEDDICC with the paper process: what comes between a yes and a signature."""

SPICED = Framework(key="spiced", label="SPICED", questions=[SITUATION, PAIN, IMPACT, CRITICAL_EVENT, DECISION])
"""Situation, pain, impact, critical event and decision."""

GPCTBA_CI = Framework(
    key="gpctba_ci",
    label="GPCTBA/C&I",
    questions=[GOALS, PLANS, CHALLENGES, TIMELINE, BUDGET, AUTHORITY, CONSEQUENCES, IMPLICATIONS],
)
"""Goals, plans, challenges, timeline, budget, authority, consequences and implications."""

FRAMEWORKS = (BANT, CHAMP, ANUM, MEDDICC, MEDDPICC, SPICED, GPCTBA_CI)
"""The ready-made frameworks, which data may name by their keys; ``[*FRAMEWORKS, ...]`` adds yours."""
