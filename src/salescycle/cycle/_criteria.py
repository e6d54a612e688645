"""Ready-made criteria."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from salescycle.model import Contacted, Deal, Direction, Journey, Lead, Proposal, Record, journey_of
from salescycle.qualification import BANT, score_of
from salescycle.values import Wording

from ._criterion import Criterion, criterion
from ._judged import fit_at_least, qualified
from ._selling import (
    concessions_approved,
    concessions_within,
    needs_addressed,
    no_open_objection,
    paperwork_complete,
    pitch_given,
    signed,
)

__all__ = [
    "CRITERIA",
    "Registry",
    "bant_at_least",
    "contacted",
    "human_contact",
    "journey_at_least",
    "journey_known",
    "persona_matched",
    "proposal_accepted",
    "proposal_sent",
    "spoken_in_stage",
    "still_valid",
    "value_known",
]

Registry = Mapping[str, Criterion | Callable[..., Criterion]]
"""Criteria by name: each a criterion, or a function that makes one of parameters."""


def _contacts(record: Record) -> tuple[Contacted, ...]:
    """Give the contacts of a record, and of the lead it came from, which was contacted before there was a deal."""
    return record.all_contacts if isinstance(record, Deal) else record.contacts


@criterion(
    {"en": "a contact with the buyer was made", "ko": "구매자와 접촉했다"},
    hint={"en": "call or write to them", "ko": "전화하거나 글을 보낸다"},
)
def contacted(record: Record, at: datetime) -> bool:  # noqa: ARG001
    """A contact of any kind was made, with the deal or the lead it came from."""
    return bool(_contacts(record))


@criterion(
    {"en": "one of us reached out or spoke with the buyer", "ko": "담당자가 구매자에게 직접 연락했다"},
    hint={"en": "call them; what a machine sent does not count", "ko": "직접 전화한다. 자동 발송은 세지 않는다"},
)
def human_contact(record: Record, at: datetime) -> bool:  # noqa: ARG001
    """A human contact that went out from us, or both ways: what a machine sent does not count."""
    return any(contact.is_response for contact in _contacts(record))


@criterion(
    {"en": "the buyer was matched with a persona", "ko": "구매자에 맞는 페르소나를 정했다"},
    hint={"en": "say which ideal customer they resemble", "ko": "어떤 이상적 고객과 닮았는지 정한다"},
)
def persona_matched(record: Lead | Deal, at: datetime) -> bool:  # noqa: ARG001
    """A persona was matched, with the deal or the lead it came from."""
    return record.persona is not None


@criterion(
    {"en": "we spoke with the buyer in this stage", "ko": "이 단계에서 구매자와 대화했다"},
    hint={"en": "call or meet them; an email is no talk", "ko": "통화하거나 만난다. 이메일은 대화가 아니다"},
)
def spoken_in_stage(record: Record, at: datetime) -> bool:  # noqa: ARG001
    """A human, two-way contact since the present stage was entered."""
    visits = record.visits
    two_way = [contact for contact in record.contacts if contact.human and contact.direction is Direction.TWO_WAY]
    return bool(visits) and any(contact.at >= visits[-1].entered for contact in two_way)


@criterion(
    {"en": "the value of the deal is known", "ko": "거래 금액이 정해졌다"},
    hint={"en": "say what the deal is worth", "ko": "거래 금액을 정한다"},
)
def value_known(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """Somebody said what the deal is worth."""
    return deal.value is not None


def _offer(deal: Deal, at: datetime) -> Wording:
    """Say what there is to do about the offer: make one, make a new one, or have it accepted."""
    if any(_is_on_the_table(each, at) for each in deal.proposals):
        return Wording({"en": "ask for a decision on the one that lies with them", "ko": "보낸 제안의 결정을 요청한다"})
    if any(each.stage == "draft" and each.is_valid(at=at) for each in deal.proposals):
        return Wording({"en": "send the one that is drafted", "ko": "작성한 제안서를 보낸다"})
    lapsed = any(each.terms is not None and not each.is_valid(at=at) for each in deal.proposals)
    if lapsed:
        return Wording({"en": "make a new offer; the last is no longer valid", "ko": "기한이 지났으니 새로 제안한다"})
    return Wording({"en": "make them an offer", "ko": "제안서를 만들어 보낸다"})


def _is_on_the_table(proposal: Proposal, at: datetime) -> bool:
    return proposal.stage in ("sent", "viewed") and proposal.is_valid(at=at)


@criterion({"en": "a proposal was accepted", "ko": "제안서가 수락되었다"}, hint=_offer)
def proposal_accepted(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """A proposal of the deal was accepted."""
    return any(proposal.stage == "accepted" for proposal in deal.proposals)


@criterion({"en": "a proposal was sent and is still valid", "ko": "제안서를 보냈고 아직 유효하다"}, hint=_offer)
def proposal_sent(deal: Deal, at: datetime) -> bool:
    """A proposal of the deal was sent and may still be accepted, or was accepted."""
    return any(_is_on_the_table(each, at) for each in deal.proposals) or proposal_accepted.holds(deal, at)


@criterion(
    {"en": "the offer is still valid", "ko": "제안이 아직 유효하다"},
    hint={"en": "revise it with terms and a later last day", "ko": "조건과 새 기한을 담아 개정한다"},
)
def still_valid(proposal: Proposal, at: datetime) -> bool:
    """For a proposal's own cycle: it has terms, and their last day has not passed."""
    return proposal.is_valid(at=at)


@criterion(
    {"en": "it is known how far the buyer is", "ko": "구매자의 여정 단계를 안다"},
    hint={
        "en": "find out whether they look for a solution or compare offers",
        "ko": "탐색 중인지 비교 중인지 알아본다",
    },
)
def journey_known(record: Lead | Deal, at: datetime) -> bool:  # noqa: ARG001
    """Somebody saw where the buyer is on the journey, with the deal or the lead it came from."""
    return record.journey is not None


def _journey_at_least(record: Lead | Deal, at: datetime, *, step: Journey) -> bool:  # noqa: ARG001
    return record.journey is not None and record.journey >= step


def _journey_hint(record: Lead | Deal, at: datetime, *, step: Journey) -> Wording:  # noqa: ARG001
    now = record.journey
    if now is None:
        return Wording({"en": "find out where they are", "ko": "어느 단계인지 알아본다"})
    return Wording({"en": f"now: {now.label.text('en')}", "ko": f"현재: {now.label.text('ko')}"})


def journey_at_least(step: Journey | str) -> Criterion:
    """Give the criterion that the buyer is at least so far on the journey.

    >>> print(journey_at_least("comparing").asks)
    the buyer has come at least to: Comparing offers
    """
    least = journey_of(step)
    asks = {
        "en": f"the buyer has come at least to: {least.label.text('en')}",
        "ko": f"구매자의 여정이 적어도 다음 단계이다: {least.label.text('ko')}",
    }
    params, rising = {"step": least}, ["step"]
    return Criterion(
        key="journey_at_least", asks=asks, test=_journey_at_least, params=params, rising=rising, hint=_journey_hint
    )


def _bant_at_least(record: Record, at: datetime, *, score: Decimal) -> bool:  # noqa: ARG001
    return BANT.score(record).low >= score


def _bant_hint(record: Record, at: datetime, *, score: Decimal) -> Wording:  # noqa: ARG001
    now = BANT.score(record)
    en, ko = f"it is {now.range}", f"현재 {now.range.replace(' to ', '~')}점"
    if now.missing:
        en += f"; still open: {', '.join(question.label.text('en') for question in now.missing)}"
        ko += f", 남은 질문: {', '.join(question.label.text('ko') for question in now.missing)}"
    return Wording({"en": en, "ko": ko})


def bant_at_least(score: Decimal | int | str) -> Criterion:
    """Give the criterion that BANT comes to at least ``score`` (0 to 100), whatever is still unanswered.

    >>> print(bant_at_least(60).asks)
    BANT comes to at least 60
    """
    least = score_of(score)
    # 60 and 60.00 are one score, and so one criterion
    told = f"{float(least):g}"
    asks = {"en": f"BANT comes to at least {told}", "ko": f"BANT 점수가 {told} 이상이다"}
    return Criterion(
        key="bant_at_least", asks=asks, test=_bant_at_least, params={"score": least}, rising=["score"], hint=_bant_hint
    )


CRITERIA: Registry = {
    "bant_at_least": bant_at_least,
    "concessions_approved": concessions_approved,
    "concessions_within": concessions_within,
    "contacted": contacted,
    "fit_at_least": fit_at_least,
    "human_contact": human_contact,
    "journey_at_least": journey_at_least,
    "journey_known": journey_known,
    "needs_addressed": needs_addressed,
    "no_open_objection": no_open_objection,
    "paperwork_complete": paperwork_complete,
    "persona_matched": persona_matched,
    "pitch_given": pitch_given,
    "proposal_accepted": proposal_accepted,
    "proposal_sent": proposal_sent,
    "qualified": qualified,
    "signed": signed,
    "spoken_in_stage": spoken_in_stage,
    "still_valid": still_valid,
    "value_known": value_known,
}
"""The criteria that the data of a cycle may name, unless the host passes others; ``CRITERIA | {...}`` adds yours."""
