"""The cycles of leads and of proposals.

>>> LEAD.initial.leads_to
('marketing_qualified', 'sales_qualified', 'nurture', 'disqualified')
>>> PROPOSAL.ways("accepted")
{}
"""

from __future__ import annotations

from datetime import datetime, timedelta

from salescycle.cycle import Cycle, Stage, contacted, human_contact, still_valid
from salescycle.model import Outcome, Proposal
from salescycle.values import required

__all__ = ["LEAD", "PROPOSAL", "expire"]

LEAD = Cycle(
    key="lead",
    version=1,
    label={"en": "Lead", "ko": "리드"},
    stages=[
        Stage(
            "captured",
            label={"en": "Captured", "ko": "확보"},
            leads_to=["marketing_qualified", "sales_qualified", "nurture", "disqualified"],
            idle_limit=timedelta(days=7),
        ),
        Stage(
            "marketing_qualified",
            label={"en": "Marketing qualified", "ko": "마케팅 적격"},
            leads_to=["sales_qualified", "nurture", "disqualified"],
            exit_criteria=[contacted],
            idle_limit=timedelta(days=7),
        ),
        Stage(
            "sales_qualified",
            label={"en": "Sales qualified", "ko": "영업 적격"},
            leads_to=["converted", "nurture", "disqualified"],
            exit_criteria=[human_contact],
            idle_limit=timedelta(days=14),
        ),
        Stage(
            "nurture",
            label={"en": "Nurture", "ko": "육성"},
            outcome=Outcome.HOLD,
            leads_to=["marketing_qualified", "sales_qualified", "disqualified"],
        ),
        Stage("converted", label={"en": "Converted", "ko": "전환"}, outcome=Outcome.WON),
        Stage(
            "disqualified",
            label={"en": "Disqualified", "ko": "부적격"},
            outcome=Outcome.LOST,
            reopens_to=["captured"],
        ),
    ],
)
"""From captured to converted into a deal, with nurture as a place to wait; a disqualified lead may be recycled."""

PROPOSAL = Cycle(
    key="proposal",
    version=1,
    label={"en": "Proposal", "ko": "제안서"},
    stages=[
        Stage(
            "draft",
            label={"en": "Draft", "ko": "초안"},
            leads_to=["sent", "withdrawn"],
            exit_criteria=[still_valid],
        ),
        Stage(
            "sent",
            label={"en": "Sent", "ko": "발송"},
            leads_to=["viewed", "accepted", "declined", "expired", "withdrawn", "superseded"],
            exit_criteria=[still_valid],
        ),
        Stage(
            "viewed",
            label={"en": "Viewed", "ko": "열람"},
            leads_to=["accepted", "declined", "expired", "withdrawn", "superseded"],
            exit_criteria=[still_valid],
        ),
        Stage("accepted", label={"en": "Accepted", "ko": "수락"}, outcome=Outcome.WON),
        Stage("declined", label={"en": "Declined", "ko": "거절"}, outcome=Outcome.LOST),
        Stage("expired", label={"en": "Expired", "ko": "만료"}, outcome=Outcome.LOST),
        Stage("withdrawn", label={"en": "Withdrawn", "ko": "철회"}, outcome=Outcome.LOST),
        Stage("superseded", label={"en": "Superseded", "ko": "대체"}, outcome=Outcome.LOST),
    ],
)
"""From draft to accepted; an offer can be accepted only while it is valid, and never after a final state."""


def expire(proposal: Proposal, *, at: datetime) -> Proposal:
    """Let a proposal expire if its last day is over and it was neither accepted, declined nor closed otherwise.

    The last day counts in full, in the seller's zone. A final state is never overwritten: such a proposal, one that
    is still valid and one without terms are given back as they are.

    >>> from datetime import UTC, date, datetime
    >>> from salescycle.model import Line, Terms
    >>> from salescycle.values import Money
    >>> terms = Terms(lines=[Line(description="Desk", unit_price=Money("1", "EUR"))], valid_until=date(2026, 3, 31))
    >>> offer = Proposal.draft(id="P-1", start=PROPOSAL.start(at=datetime(2026, 3, 2, tzinfo=UTC)), terms=terms)
    >>> offer = PROPOSAL.move(offer, to="sent", at=datetime(2026, 3, 3, tzinfo=UTC))
    >>> [expire(offer, at=datetime(2026, month, day, 23, 59, tzinfo=UTC)).stage for month, day in ((3, 31), (4, 1))]
    ['sent', 'expired']
    """
    stage = required(proposal, Proposal, "a proposal").stage
    if stage is None or proposal.terms is None or proposal.is_valid(at=at) or "expired" not in PROPOSAL.ways(stage):
        return proposal
    return PROPOSAL.move(proposal, to="expired", at=at)
