"""Decisions: truth, reasons and sentences."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salescycle.cycle import Criterion, Decision, Refusal, Unmet, contacted, value_known

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NO_WAY = Refusal(
    code="no_way", message="'talk' leads to lost", says={"en": "Talk leads to Lost", "ko": "상담 다음: 실주"}
)
HINTED = Unmet(criterion=Criterion(key="calls", asks="there were calls", test=max), hint="1 of 2")


def decision(**fields: object) -> Decision:
    return Decision(record="D-1", stage="talk", to="offer", at=MONDAY, **fields)


def test_an_allowed_move() -> None:
    """Where nothing stands against a move it is allowed, and true."""
    allowed = decision()
    assert (True, True, ()) == (allowed.is_allowed, bool(allowed), allowed.reasons())
    assert "may move from 'talk' to 'offer'" == str(allowed)


@pytest.mark.parametrize(
    ("against", "sentence"),
    [
        ({"refusals": (NO_WAY,)}, "'talk' leads to lost"),
        ({"unmet": (Unmet(criterion=contacted),)}, "still needed: a contact with the buyer was made"),
        (
            {"unmet": (HINTED, Unmet(criterion=contacted))},
            "still needed: there were calls (1 of 2), a contact with the buyer was made",
        ),
        ({"refusals": (NO_WAY,), "unmet": (HINTED,)}, "'talk' leads to lost; still needed: there were calls (1 of 2)"),
    ],
)
def test_a_refused_move(against: dict[str, object], sentence: str) -> None:
    """Whatever stands against a move makes it false, and is said."""
    refused = decision(**against)
    assert (False, False) == (refused.is_allowed, bool(refused))
    assert f"cannot move from 'talk' to 'offer'; {sentence}" == str(refused)


@pytest.mark.parametrize(("code", "expected"), [("no_reason", True), ("no_way", False), ("locked", False)])
def test_a_reason_is_needed_where_none_was_given(code: str, expected: bool) -> None:
    """Only the refusal that says so, and none that comes before or after it in the alphabet."""
    refusal = Refusal(code=code, message="no", says={"en": "No"})
    assert expected is decision(refusals=(refusal,)).needs_reason
    assert not decision().needs_reason


def test_reasons_are_sentences_for_people() -> None:
    """Every reason comes as a sentence, refusals first, in the language asked for where there is one."""
    refused = decision(refusals=(NO_WAY,), unmet=(Unmet(criterion=contacted), Unmet(criterion=value_known), HINTED))
    assert (
        "상담 다음: 실주",
        "구매자와 접촉했다",
        "거래 금액이 정해졌다",
        "there were calls (1 of 2)",
    ) == refused.reasons("ko")
    assert "a contact with the buyer was made" == refused.reasons()[1]


def test_decisions_are_values() -> None:
    """Two decisions of the same content are one."""
    assert 1 == len({decision(unmet=(HINTED,)), decision(unmet=(HINTED,))})
