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


@criterion(
    {"en": "a pitch was made", "ko": "피치를 했다"},
    hint={"en": "speak about their needs with who decides", "ko": "결정권자에게 그들의 필요를 중심으로 이야기한다"},
)
def pitch_given(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """A pitch was made: a presentation, a call, an email sequence."""
    return bool(deal.facts(PitchGiven))


def _open_needs(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    keys = listed([need.key for need in deal.needs if need.is_open])
    return Wording({"en": f"speak to {keys}", "ko": f"남은 요구: {keys}"})


@criterion({"en": "every need that was voiced was addressed", "ko": "제기된 요구를 모두 다루었다"}, hint=_open_needs)
def needs_addressed(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """Every need that the buyer voiced was addressed, by a pitch or otherwise."""
    return not any(need.is_open for need in deal.needs)


def _open_objections(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    topics = listed([objection.topic for objection in deal.objections if objection.is_open])
    return Wording({"en": f"answer {topics}", "ko": f"답하지 않은 이견: {topics}"})


@criterion({"en": "no objection is open", "ko": "남은 이견이 없다"}, hint=_open_objections)
def no_open_objection(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """Every objection that the buyer raised has an answer that stands."""
    return not any(objection.is_open for objection in deal.objections)


def _unapproved(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    keys = listed([each.given.concession for each in deal.ledger.unapproved])
    return Wording({"en": f"get approval for {keys}", "ko": f"승인이 필요한 양보: {keys}"})


@criterion(
    {"en": "concessions are within their limits, or approved", "ko": "양보가 한도 안이거나 승인되었다"},
    hint=_unapproved,
)
def concessions_approved(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """No concession costs more than its limit without somebody's approval."""
    return not deal.ledger.unapproved


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


@criterion({"en": "the paperwork is complete", "ko": "서류를 모두 갖추었다"}, hint=_missing_documents)
def paperwork_complete(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """Every document is complete, so that the buyer only has to sign."""
    return deal.paperwork.is_complete


def _unsigned(deal: Deal, at: datetime) -> Wording:  # noqa: ARG001
    paperwork = deal.paperwork
    waiting = {
        side: listed([each.key for each in paperwork.on_turn(side) if each.key in paperwork.completed]) for side in Side
    }
    if not any(waiting.values()):
        return Wording({"en": "complete the documents first", "ko": "서류를 먼저 갖춘다"})
    return _turns(waiting[Side.US], waiting[Side.BUYER], do="sign", ko="서명")


@criterion({"en": "all have signed", "ko": "모두 서명했다"}, hint=_unsigned)
def signed(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """Every document is complete, and signed by all who sign it."""
    return deal.paperwork.is_signed
