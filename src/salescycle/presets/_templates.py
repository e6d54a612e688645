"""Templates to start from: a short cycle and a long one.

>>> [stage.key for stage in SHORT_CYCLE.stages], len(LONG_CYCLE.stages)
(['interest', 'offer', 'won', 'lost'], 8)
"""

from __future__ import annotations

from datetime import timedelta

from salescycle.cycle import (
    Cycle,
    Stage,
    bant_at_least,
    human_contact,
    proposal_accepted,
    proposal_sent,
    spoken_in_stage,
    value_known,
)
from salescycle.model import Outcome

__all__ = ["LONG_CYCLE", "SHORT_CYCLE"]

_WON = Stage("won", label={"en": "Won", "ko": "수주"}, outcome=Outcome.WON)
_LOST = {"en": "Lost", "ko": "실주"}

SHORT_CYCLE = Cycle(
    key="short-cycle",
    version=1,
    label={"en": "Short cycle", "ko": "짧은 사이클"},
    stages=[
        Stage(
            "interest",
            label={"en": "Interest", "ko": "관심"},
            leads_to=["offer", "lost"],
            exit_criteria=[human_contact],
            win_probability="0.2",
            idle_limit=timedelta(days=3),
        ),
        Stage(
            "offer",
            label={"en": "Offer", "ko": "제안"},
            leads_to=["won", "interest", "lost"],
            exit_criteria=[value_known],
            win_probability="0.6",
            forecast_category="best_case",
            idle_limit=timedelta(days=5),
        ),
        _WON,
        Stage("lost", label=_LOST, outcome=Outcome.LOST, reopens_to=["offer"], exit_criteria=[human_contact]),
    ],
)
"""Interest, offer, won: for what is decided in days."""

LONG_CYCLE = Cycle(
    key="long-cycle",
    version=1,
    label={"en": "Long cycle", "ko": "긴 사이클"},
    stages=[
        Stage(
            "discovery",
            label={"en": "Discovery", "ko": "발굴"},
            leads_to=["needs_analysis", "on_hold", "lost"],
            exit_criteria=[human_contact],
            win_probability="0.05",
            idle_limit=timedelta(days=30),
        ),
        Stage(
            "needs_analysis",
            label={"en": "Needs analysis", "ko": "요구 분석"},
            leads_to=["evaluation", "discovery", "on_hold", "lost"],
            exit_criteria=[bant_at_least(50)],
            win_probability="0.15",
            idle_limit=timedelta(days=45),
        ),
        Stage(
            "evaluation",
            label={"en": "Evaluation", "ko": "검토"},
            leads_to=["proposal", "needs_analysis", "on_hold", "lost"],
            exit_criteria=[spoken_in_stage],
            win_probability="0.30",
            idle_limit=timedelta(days=60),
        ),
        Stage(
            "proposal",
            label={"en": "Proposal", "ko": "제안"},
            leads_to=["procurement", "evaluation", "on_hold", "lost"],
            exit_criteria=[value_known, proposal_sent],
            win_probability="0.50",
            forecast_category="best_case",
            idle_limit=timedelta(days=45),
        ),
        Stage(
            "procurement",
            label={"en": "Procurement and legal", "ko": "구매 및 법무"},
            leads_to=["won", "proposal", "on_hold", "lost"],
            exit_criteria=[proposal_accepted],
            win_probability="0.80",
            forecast_category="commit",
            idle_limit=timedelta(days=45),
        ),
        Stage(
            "on_hold",
            label={"en": "On hold", "ko": "보류"},
            outcome=Outcome.HOLD,
            leads_to=["discovery", "needs_analysis", "lost"],
            exit_criteria=[human_contact],
            idle_limit=timedelta(days=180),
        ),
        _WON,
        Stage(
            "lost",
            label=_LOST,
            outcome=Outcome.LOST,
            reopens_to=["discovery", "needs_analysis"],
            exit_criteria=[human_contact],
        ),
    ],
)
"""Discovery to procurement over months, with on hold as a place to wait: for committees and budgets by the year."""
