"""The cycles of leads and of proposals.

>>> LEAD.initial.leads_to
('marketing_qualified', 'sales_qualified', 'nurture', 'disqualified')
>>> PROPOSAL.ways("accepted")
{}
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from salescycle.cycle import Cycle, MoveKind, Policy, Stage, contacted, human_contact, still_valid
from salescycle.errors import InvalidValue, shown
from salescycle.model import ConvertedTo, Deal, Lead, Outcome, Proposal, StageEntered
from salescycle.values import Money, required

__all__ = ["LEAD", "PROPOSAL", "convert", "expire"]

LEAD = Cycle(
    key="lead",
    version=1,
    label={"en": "Lead", "ko": "리드"},
    policy=Policy(reasons_for=[MoveKind.LOST]),
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
            leads_to=["captured", "marketing_qualified", "sales_qualified", "disqualified"],
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
"""From captured to converted into a deal, with nurture as a place to wait.

A lead is disqualified with a reason, and may be recycled: taken up again as captured.
"""

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


def convert(
    lead: Lead,
    *,
    id: str,
    start: StageEntered,
    name: str = "",
    value: Money | None = None,
    expected_close: date | None = None,
    owner: str | None = None,
    by: str | None = None,
    cycle: Cycle = LEAD,
) -> Deal:
    """Make a deal of a lead: the lead moves to the first won stage of its cycle, and the deal carries it.

    ``start`` (of ``SEVEN_STAGE.start(at=...)``) is how the deal begins, and its instant that of the conversion. The
    deal holds the lead with its whole history, and the lead says which deal it became (``ConvertedTo``). Contacts,
    attributes, persona, journey and owner of the lead are then readings of the deal too.
    Raises ``MoveRefused``, with every reason, where the lead's cycle does not let it be converted, and
    ``InvalidValue`` where it became a deal before. A lead already in a won stage is only told of its deal.

    >>> from datetime import UTC
    >>> from salescycle.model import Contacted
    >>> from salescycle.presets import SEVEN_STAGE
    >>> at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lead = Lead.capture(id="L-1", name="Ada", start=LEAD.entry("sales_qualified", at=at), owner="kim")
    >>> lead = lead.record(Contacted(channel="call", at=at))
    >>> deal = convert(lead, id="D-1", start=SEVEN_STAGE.start(at=at), by="kim")
    >>> deal.lead.stage, deal.lead.converted_to, deal.owner
    ('converted', 'D-1', 'kim')
    """
    required(lead, Lead, "a lead")
    if lead.converted_to is not None:
        rule, way_out = "must not have become a deal before", "go on with that deal"
        raise InvalidValue(f"lead {shown(lead.id)}", rule, lead.converted_to, way_out)
    deal = Deal.open(id=id, start=start, name=name, value=value, expected_close=expected_close, owner=owner)
    at, recorded_at = start.at, start.recorded_at
    if lead.outcome is not Outcome.WON:
        won = [stage.key for stage in required(cycle, Cycle, "a cycle").stages if stage.outcome is Outcome.WON]
        lead = cycle.move(lead, to=won[0], at=at, by=by, recorded_at=recorded_at)
    return deal.attach(lead.record(ConvertedTo(deal=id, at=at, recorded_at=recorded_at, by=by)))
