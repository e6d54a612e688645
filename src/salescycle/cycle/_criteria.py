"""Ready-made criteria."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from salescycle.model import Contacted, Deal, Direction, Journey, Lead, PersonaMatched, Proposal, Record, journey_of
from salescycle.qualification import BANT, score_of
from salescycle.values import Wording

from ._criterion import Criterion, criterion
from ._judged import qualified
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

_RESPONSES = (Direction.OUTBOUND, Direction.TWO_WAY)


def _trail(record: Record) -> tuple[Record, ...]:
    """Give the record and the lead it came from, which was contacted before there was a deal."""
    lead = record.lead if isinstance(record, Deal) else None
    return (record,) if lead is None else (lead, record)


def _contacts(record: Record) -> list[Contacted]:
    return [contact for each in _trail(record) for contact in each.facts(Contacted)]


@criterion({"en": "a contact with the buyer was made", "ko": "구매자와 접촉했다"})
def contacted(record: Record, at: datetime) -> bool:  # noqa: ARG001
    """A contact of any kind was made, with the deal or the lead it came from."""
    return bool(_contacts(record))


@criterion({"en": "one of us reached out or spoke with the buyer", "ko": "담당자가 구매자에게 직접 연락했다"})
def human_contact(record: Record, at: datetime) -> bool:  # noqa: ARG001
    """A human contact that went out from us, or both ways: what a machine sent does not count."""
    return any(contact.human and contact.direction in _RESPONSES for contact in _contacts(record))


@criterion({"en": "the buyer was matched with a persona", "ko": "구매자에 맞는 페르소나를 정했다"})
def persona_matched(record: Record, at: datetime) -> bool:  # noqa: ARG001
    """A persona was matched, with the deal or the lead it came from."""
    return any(each.latest(PersonaMatched) is not None for each in _trail(record))


@criterion({"en": "we spoke with the buyer in this stage", "ko": "이 단계에서 구매자와 대화했다"})
def spoken_in_stage(record: Record, at: datetime) -> bool:  # noqa: ARG001
    """A human, two-way contact since the present stage was entered."""
    visits = record.visits
    two_way = [contact for contact in record.contacts if contact.human and contact.direction is Direction.TWO_WAY]
    return bool(visits) and any(contact.at >= visits[-1].entered for contact in two_way)


@criterion({"en": "the value of the deal is known", "ko": "거래 금액이 정해졌다"})
def value_known(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """Somebody said what the deal is worth."""
    return deal.value is not None


@criterion({"en": "a proposal was accepted", "ko": "제안서가 수락되었다"})
def proposal_accepted(deal: Deal, at: datetime) -> bool:  # noqa: ARG001
    """A proposal of the deal was accepted."""
    return any(proposal.stage == "accepted" for proposal in deal.proposals)


@criterion({"en": "a proposal was sent and is still valid", "ko": "제안서를 보냈고 아직 유효하다"})
def proposal_sent(deal: Deal, at: datetime) -> bool:
    """A proposal of the deal was sent and may still be accepted, or was accepted."""
    on_the_table = [each for each in deal.proposals if each.stage in ("sent", "viewed") and each.is_valid(at=at)]
    return bool(on_the_table) or proposal_accepted.holds(deal, at)


@criterion({"en": "the offer is still valid", "ko": "제안이 아직 유효하다"})
def still_valid(proposal: Proposal, at: datetime) -> bool:
    """For a proposal's own cycle: it has terms, and their last day has not passed."""
    return proposal.is_valid(at=at)


@criterion({"en": "it is known how far the buyer is", "ko": "구매자의 여정 단계를 안다"})
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
