"""Ready-made criteria about selling: the pitch, objections, concessions, the paperwork.

Each says what must hold, and its hint what is to be done about it now.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from salescycle.errors import listed
from salescycle.model import Deal, PitchGiven, Side
from salescycle.values import Wording, unit_rate

from ._criterion import Criterion, criterion

__all__ = [
    "concessions_approved",
    "concessions_within",
    "needs_addressed",
    "no_open_objection",
    "paperwork_complete",
    "pitch_given",
    "signed",
]


@criterion({"en": "a pitch was made", "ko": "피치를 했다"})
def pitch_given(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """A pitch was made: a presentation, a call, an email sequence."""
    return bool(deal.facts(PitchGiven))


def _needs_addressed(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    return not any(need.is_open for need in deal.needs)


def _open_needs(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    keys = listed([need.key for need in deal.needs if need.is_open])
    return Wording({"en": f"speak to {keys}", "ko": f"남은 요구: {keys}"})


needs_addressed = Criterion(
    key="needs_addressed",
    asks={"en": "every need that was voiced was addressed", "ko": "제기된 요구를 모두 다루었다"},
    test=_needs_addressed,
    hint=_open_needs,
)
"""Every need that the buyer voiced was addressed, by a pitch or otherwise."""


def _no_open_objection(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    return not any(objection.is_open for objection in deal.objections)


def _open_objections(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    topics = listed([objection.topic for objection in deal.objections if objection.is_open])
    return Wording({"en": f"answer {topics}", "ko": f"답하지 않은 이견: {topics}"})


no_open_objection = Criterion(
    key="no_open_objection",
    asks={"en": "no objection is open", "ko": "남은 이견이 없다"},
    test=_no_open_objection,
    hint=_open_objections,
)
"""Every objection that the buyer raised has an answer that stands."""


def _concessions_approved(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    return not deal.ledger.unapproved


def _unapproved(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    keys = listed([each.given.concession for each in deal.ledger.unapproved])
    return Wording({"en": f"get approval for {keys}", "ko": f"승인이 필요한 양보: {keys}"})


concessions_approved = Criterion(
    key="concessions_approved",
    asks={"en": "concessions are within their limits, or approved", "ko": "양보가 한도 안이거나 승인되었다"},
    test=_concessions_approved,
    hint=_unapproved,
)
"""No concession costs more than its limit without somebody's approval."""


def _concessions_within(deal: Deal, at: datetime, *, share: Decimal) -> bool:  # noqa: ARG001
    cost = deal.ledger.cost
    if cost is None:
        return True
    return deal.value is not None and cost <= deal.value * share


def _conceded(deal: Deal, at: datetime, *, share: Decimal) -> Wording:  # noqa: ARG001
    cost, value = deal.ledger.cost, deal.value
    if cost is None or value is None:
        return Wording({"en": "say what the deal is worth", "ko": "거래 금액을 정한다"})
    conceded = Fraction(cost.amount) / Fraction(value.amount) if value else None
    told = str(cost) if conceded is None else f"{float(100 * conceded):.1f} %"
    return Wording({"en": f"they cost {told}", "ko": f"현재 {told}"})


def concessions_within(share: Decimal | int | str) -> Criterion:
    """Give the criterion that concessions cost at most a share, from 0 to 1, of what the deal is worth.

    >>> print(concessions_within("0.05").asks)
    concessions cost at most 5 % of the deal's value
    """
    most = unit_rate(share)
    told = f"{float(100 * most):g} %"
    asks = {
        "en": f"concessions cost at most {told} of the deal's value",
        "ko": f"양보 비용이 거래 금액의 {told} 이하이다",
    }
    return Criterion(
        key="concessions_within", asks=asks, test=_concessions_within, params={"share": most}, hint=_conceded
    )


def _paperwork_complete(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    return deal.paperwork.is_complete


def _missing_documents(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    paperwork = deal.paperwork
    if not paperwork.documents:
        return Wording({"en": "say which documents it takes", "ko": "필요한 서류를 정한다"})
    turns = {side: listed([document.key for document in paperwork.on_turn(side)]) for side in Side}
    return _turns(turns[Side.US], turns[Side.BUYER])


def _turns(ours: str, theirs: str, *, do: str = "do", ko: str = "차례") -> Wording:
    """Say whose turn it is, for one side or both."""
    told = [("we have", "우리", ours), ("the buyer has", "구매자", theirs)]
    return Wording(
        {
            "en": "; ".join(f"{who} to {do} {keys}" for who, _, keys in told if keys),
            "ko": ", ".join(f"{who} {ko}: {keys}" for _, who, keys in told if keys),
        }
    )


paperwork_complete = Criterion(
    key="paperwork_complete",
    asks={"en": "the paperwork is complete", "ko": "서류를 모두 갖추었다"},
    test=_paperwork_complete,
    hint=_missing_documents,
)
"""Every document is complete, so that the buyer only has to sign."""


def _signed(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    return deal.paperwork.is_signed


def _unsigned(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    paperwork = deal.paperwork
    waiting = {
        side: listed([each.key for each in paperwork.on_turn(side) if each.key in paperwork.completed]) for side in Side
    }
    return _turns(waiting[Side.US], waiting[Side.BUYER], do="sign", ko="서명")


signed = Criterion(
    key="signed",
    asks={"en": "all have signed", "ko": "모두 서명했다"},
    test=_signed,
    hint=_unsigned,
)
"""Every document is complete, and signed by all who sign it."""
