"""Converting: a lead becomes a deal, and neither loses anything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from salescycle.cycle import Cycle, Stage
from salescycle.errors import InvalidValue, MoveRefused
from salescycle.model import AttributeSet, Contacted, ConvertedTo, Deal, JourneySeen, Lead, Outcome, PersonaMatched
from salescycle.presets import LEAD, SEVEN_STAGE, convert
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
START = SEVEN_STAGE.start(at=MONDAY + DAY)


def qualified_lead() -> Lead:
    lead = Lead.capture(id="L-1", name="Ada", source="fair", start=LEAD.start(at=MONDAY), owner="kim")
    lead = lead.record(
        AttributeSet(name="employees", value=120, at=MONDAY),
        Contacted(channel="call", at=MONDAY),
        JourneySeen(step="comparing", at=MONDAY),
        PersonaMatched(persona="ops", at=MONDAY),
    )
    return LEAD.move(lead, to="sales_qualified", at=MONDAY)


def test_a_deal_carries_the_history_of_its_lead() -> None:
    """Every fact of the lead stays in the deal, and what was known of the lead is known of the deal."""
    lead = qualified_lead()
    deal = convert(lead, id="D-1", start=START)
    assert deal.lead is not None
    assert lead.log == deal.lead.log[: len(lead.log)]
    assert ("kim", "ops", "comparing", 120) == (
        deal.owner,
        deal.persona,
        deal.journey,
        deal.attributes["employees"],
    )
    assert (1, True) == (len(deal.all_contacts), bool(SEVEN_STAGE.check(deal, to="qualification", at=MONDAY + DAY)))


def test_both_know_of_each_other() -> None:
    """The lead is converted at the instant the deal begins, and says by whom and into which deal."""
    deal = convert(
        qualified_lead(),
        id="D-1",
        start=SEVEN_STAGE.start(at=MONDAY + DAY, recorded_at=MONDAY + 2 * DAY),
        name="Acme",
        value=Money("100", "EUR"),
        expected_close=date(2026, 4, 30),
        owner="lee",
        by="kim",
    )
    assert ("Acme", Money("100", "EUR"), date(2026, 4, 30), "lee") == (
        deal.name,
        deal.value,
        deal.expected_close,
        deal.owner,
    )
    assert deal.lead is not None
    assert ("converted", Outcome.WON, MONDAY + DAY) == (deal.lead.stage, deal.lead.outcome, deal.lead.closed_at)
    told = ConvertedTo(deal="D-1", at=MONDAY + DAY, recorded_at=MONDAY + 2 * DAY, by="kim")
    assert [told] == list(deal.lead.facts(ConvertedTo))
    assert None is deal.as_known_at(MONDAY + DAY).lead.converted_to  # type: ignore[union-attr]


def test_a_lead_that_is_not_ready_stays_a_lead() -> None:
    """Where its cycle lets it not be converted, every reason is told and no deal is made."""
    lead = Lead.capture(id="L-1", name="Ada", start=LEAD.entry("sales_qualified", at=MONDAY))
    with pytest.raises(MoveRefused) as caught:
        convert(lead, id="D-1", start=START)
    assert ["human_contact"] == [unmet.key for unmet in caught.value.decision.unmet]


def test_a_lead_becomes_one_deal() -> None:
    """A lead that became a deal is not made into another."""
    lead = convert(qualified_lead(), id="D-1", start=START).lead
    assert lead is not None
    with pytest.raises(InvalidValue) as caught:
        convert(lead, id="D-2", start=START)
    assert "lead 'L-1' must not have become a deal before, got 'D-1'; go on with that deal" == str(caught.value)


def test_a_lead_that_was_moved_by_hand_is_told_of_its_deal() -> None:
    """A lead already in a won stage is not moved again."""
    lead = LEAD.move(qualified_lead(), to="converted", at=MONDAY)
    deal = convert(lead, id="D-1", start=START)
    assert deal.lead is not None
    assert ("D-1", MONDAY) == (deal.lead.converted_to, deal.lead.closed_at)


def test_a_cycle_of_your_own_for_leads() -> None:
    """The lead moves to the first won stage of the cycle that is given."""
    ours = Cycle(
        key="ours",
        version=1,
        stages=[
            Stage("new", leads_to=["taken", "dropped"]),
            Stage("taken", outcome="won"),
            Stage("dropped", outcome="lost"),
        ],
    )
    lead = Lead.capture(id="L-1", name="Ada", start=ours.start(at=MONDAY))
    deal = convert(lead, id="D-1", start=START, cycle=ours)
    assert deal.lead is not None
    assert "taken" == deal.lead.stage


@pytest.mark.parametrize("came", [None, "L-1", Deal(id="D-1")])
def test_only_leads_are_converted(came: object) -> None:
    """What is no lead is refused by name."""
    with pytest.raises(InvalidValue):
        convert(came, id="D-1", start=START)  # type: ignore[arg-type]
