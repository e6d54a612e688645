"""Two leads that are one buyer become one, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import (
    Contacted,
    ConvertedTo,
    Lead,
    Merged,
    Opened,
    OwnerAssigned,
    Record,
    RuleOverridden,
    StageSeen,
)
from salescycle.presets import LEAD

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = [MONDAY + timedelta(days=day) for day in range(10)]
CALL = Contacted(channel="call", at=DAYS[1])
MAIL = Contacted(channel="mail", at=DAYS[3])
ADA = LEAD.move(
    Lead.capture(id="L-1", name="Ada Park", email="ada@acme.example", owner="kim", start=LEAD.start(at=MONDAY)),
    to="nurture",
    at=DAYS[4],
)
ASIDE = (
    LEAD.start(at=DAYS[2]),
    Opened(at=DAYS[2]),
    RuleOverridden(stage="captured", reason="x", at=DAYS[2]),
    StageSeen(stage="captured", outcome="open", at=DAYS[3]),
)
TWIN = Lead(id="L-2", name="A. Park", email="ada@home.example", phone="123", source="fair", channel="form", log=ASIDE)


def test_both_logs_become_one_in_time_order() -> None:
    """Facts of either side stand by the time they happened, and the merge is a fact itself."""
    merged = ADA.record(MAIL).merge(TWIN.record(CALL), at=DAYS[6], recorded_at=DAYS[7], by="kim")
    assert [MONDAY, MONDAY, DAYS[1], DAYS[3], DAYS[4], DAYS[6]] == [fact.at for fact in merged.log]
    fact = merged.latest(Merged)
    assert ("L-2", DAYS[6], DAYS[7], "kim") == (fact.lead, fact.at, fact.recorded_at, fact.by)
    assert (CALL, MAIL) == merged.contacts
    assert ("L-1", ("L-2",)) == (merged.id, merged.merged_ids)
    assert DAYS[6] == ADA.merge(TWIN, at=DAYS[6]).latest(Merged).recorded_at


def test_the_history_of_stages_stays_one_leads() -> None:
    """The other's facts about stages are kept aside, so that no visit is cut and nothing seems to go back."""
    merged = ADA.merge(TWIN, at=DAYS[6])
    assert ADA.visits == merged.visits
    assert TWIN.log == merged.latest(Merged).set_aside


def test_what_is_not_known_is_taken_from_the_other() -> None:
    """What differs stays as it was, and the other's is remembered in the fact."""
    merged = ADA.merge(TWIN, at=DAYS[6])
    assert ("Ada Park", "ada@acme.example", "123", "fair", "form", "") == (
        merged.name,
        merged.email,
        merged.phone,
        merged.source,
        merged.channel,
        merged.company,
    )
    fact = merged.latest(Merged)
    assert ("A. Park", "ada@home.example", "123", "fair", "form", "") == (
        fact.name,
        fact.email,
        fact.phone,
        fact.source,
        fact.channel,
        fact.company,
    )


def test_the_last_owner_of_either_is_the_owner() -> None:
    """A later fact replaces an earlier one, whichever lead it came with."""
    twin = TWIN.record(OwnerAssigned(owner="lee", at=DAYS[3]))
    assert "lee" == ADA.merge(twin, at=DAYS[6]).owner


def test_a_lead_cannot_be_merged_twice_or_with_itself() -> None:
    """Also not by way of a third, into which one of them went before."""
    merged = ADA.merge(TWIN, at=DAYS[6])
    third = Lead(id="L-3", name="Ada").merge(TWIN, at=DAYS[6])
    for lead, other in ((ADA, ADA), (merged, TWIN), (TWIN, merged), (merged, ADA), (merged, third)):
        with pytest.raises(InvalidValue) as refused:
            lead.merge(other, at=DAYS[7])
        rule = f"must be another one, not merged before, got '{other.id}'"
        assert f"a lead merged into '{lead.id}' {rule}" == str(refused.value)
    assert ("L-2", "L-4") == merged.merge(Lead(id="L-4", name="Ada"), at=DAYS[7]).merged_ids


def test_a_lead_that_became_a_deal_is_not_merged_away() -> None:
    """The way out is the other way round."""
    converted = TWIN.record(ConvertedTo(deal="D-1", at=DAYS[4]))
    won = TWIN.record(LEAD.entry("converted", at=DAYS[4]))
    for other in (converted, won):
        with pytest.raises(InvalidValue) as refused:
            ADA.merge(other, at=DAYS[6])
        way_out = "merge this one into that one instead"
        assert f"a lead merged into 'L-1' must not have become a deal, got 'L-2'; {way_out}" == str(refused.value)
        assert ("L-1",) == other.merge(ADA, at=DAYS[6]).merged_ids


def test_only_leads_are_merged() -> None:
    """A record of another kind is refused."""
    with pytest.raises(InvalidValue, match="a lead merged into 'L-1' must be a Lead, got a Record"):
        ADA.merge(Record(id="R-1"), at=DAYS[6])
