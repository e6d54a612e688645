"""The criteria about selling: met and unmet, with hints that say what to do, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salescycle.cycle import (
    Criterion,
    concessions_approved,
    concessions_within,
    needs_addressed,
    no_open_objection,
    paperwork_complete,
    pitch_given,
    signed,
)
from salescycle.errors import CriterionFailed, InvalidValue
from salescycle.model import (
    ConcessionGiven,
    Contacted,
    Deal,
    Document,
    DocumentCompleted,
    Fact,
    NeedAddressed,
    NeedVoiced,
    ObjectionAnswered,
    ObjectionRaised,
    PaperworkSet,
    PitchGiven,
    Signed,
    ValueSet,
)
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALLED = Contacted(channel="call", at=MONDAY)
PITCH = PitchGiven(form="call", addresses=["speed"], at=MONDAY)
SPEED, PRICE = NeedVoiced(need="speed", at=MONDAY), ObjectionRaised(topic="price", at=MONDAY)
PAPERS = PaperworkSet(
    documents=[Document(key="privacy", side="buyer"), Document(key="order", signers=["us", "buyer"])], at=MONDAY
)
PREPARED = [PAPERS, *(DocumentCompleted(document=key, at=MONDAY) for key in ("privacy", "order"))]
WE, THEY = (Signed(document="order", side=side, at=MONDAY) for side in ("us", "buyer"))


def deal(*facts: Fact) -> Deal:
    return Deal(id="D-1", log=facts)


def conceded(cost: str, **fields) -> ConcessionGiven:
    return ConcessionGiven(
        concession="support", worth=Money("300", "USD"), cost=Money(cost, "USD"), at=MONDAY, **fields
    )


def worth(amount: str, currency: str = "USD") -> ValueSet:
    return ValueSet(value=Money(amount, currency), at=MONDAY)


LIMIT = {"limit": Money("50", "USD")}


@pytest.mark.parametrize(
    ("criterion", "record"),
    [
        (pitch_given, deal(PITCH)),
        (needs_addressed, deal()),
        (needs_addressed, deal(SPEED, PITCH)),
        (needs_addressed, deal(SPEED, NeedAddressed(need="speed", at=MONDAY))),
        (no_open_objection, deal()),
        (no_open_objection, deal(PRICE, ObjectionAnswered(topic="price", how="support", at=MONDAY))),
        (concessions_approved, deal(conceded("50", **LIMIT), CALLED)),
        (concessions_approved, deal(conceded("51", **LIMIT, approved_by="boss"))),
        (concessions_within("0.05"), deal()),
        (concessions_within("0.05"), deal(conceded("50"), worth("1000"))),
        (paperwork_complete, deal(CALLED, *PREPARED)),
        (signed, deal(*PREPARED, WE, THEY)),
    ],
)
def test_met(criterion: Criterion, record: Deal) -> None:
    """What was done is enough."""
    assert criterion.holds(record, MONDAY)


@pytest.mark.parametrize(
    ("criterion", "record", "en", "ko"),
    [
        (
            pitch_given,
            deal(CALLED),
            "a pitch was made (speak about their needs with who decides)",
            "피치를 했다 (결정권자에게 그들의 필요를 중심으로 이야기한다)",
        ),
        (
            needs_addressed,
            deal(SPEED),
            "every need that was voiced was addressed (speak to speed)",
            "제기된 요구를 모두 다루었다 (남은 요구: speed)",
        ),
        (
            no_open_objection,
            deal(PRICE),
            "no objection is open (answer price)",
            "남은 이견이 없다 (답하지 않은 이견: price)",
        ),
        (
            concessions_approved,
            deal(conceded("51", **LIMIT)),
            "concessions are within their limits, or approved (get approval for support)",
            "양보가 한도 안이거나 승인되었다 (승인이 필요한 양보: support)",
        ),
        (
            concessions_within("0.05"),
            deal(conceded("51"), worth("1000")),
            "concessions cost at most 5 % of the deal's value (they cost 5.1 %)",
            "양보 비용이 거래 금액의 5 % 이하이다 (현재 5.1 %)",
        ),
        (
            concessions_within("0.05"),
            deal(conceded("51")),
            "concessions cost at most 5 % of the deal's value (say what the deal is worth)",
            "양보 비용이 거래 금액의 5 % 이하이다 (거래 금액을 정한다)",
        ),
        (
            concessions_within(0),
            deal(conceded("51"), worth("0")),
            "concessions cost at most 0 % of the deal's value (they cost 51.00 USD)",
            "양보 비용이 거래 금액의 0 % 이하이다 (현재 51.00 USD)",
        ),
        (
            paperwork_complete,
            deal(),
            "the paperwork is complete (say which documents it takes)",
            "서류를 모두 갖추었다 (필요한 서류를 정한다)",
        ),
        (
            paperwork_complete,
            deal(PAPERS),
            "the paperwork is complete (we have to do order; the buyer has to do privacy)",
            "서류를 모두 갖추었다 (우리 차례: order, 구매자 차례: privacy)",
        ),
        (signed, deal(PAPERS), "all have signed (complete the documents first)", "모두 서명했다 (서류를 먼저 갖춘다)"),
        (
            signed,
            deal(*PREPARED, WE),
            "all have signed (the buyer has to sign order)",
            "모두 서명했다 (구매자 서명: order)",
        ),
        (
            signed,
            deal(*PREPARED),
            "all have signed (we have to sign order; the buyer has to sign order)",
            "모두 서명했다 (우리 서명: order, 구매자 서명: order)",
        ),
    ],
)
def test_unmet(criterion: Criterion, record: Deal, en: str, ko: str) -> None:
    """What is missing is said with what to do about it, in English and Korean."""
    assert not criterion.holds(record, MONDAY)
    unmet = criterion.unmet(record, MONDAY)
    assert (en, ko) == (unmet.text("en"), unmet.text("ko"))


def test_a_share_is_a_share() -> None:
    """A limit for concessions lies between 0 and 1."""
    with pytest.raises(InvalidValue, match="a rate must lie between 0 and 1"):
        concessions_within(5)


def test_concessions_in_another_currency_than_the_deal() -> None:
    """Amounts that do not compare are no answer, and the error names the criterion."""
    with pytest.raises(CriterionFailed, match="raised CurrencyMismatch"):
        concessions_within("0.5").holds(deal(conceded("51"), worth("9", "EUR")), MONDAY)
