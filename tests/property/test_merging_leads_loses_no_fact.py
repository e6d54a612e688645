"""Law: merging leads loses no fact, and nothing that was known of either."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import AttributeSet, Contacted, Fact, JourneySeen, Lead, Merged, OwnerAssigned
from salescycle.presets import LEAD

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = st.integers(0, 20).map(lambda hour: MONDAY + timedelta(hours=hour))
FACTS = st.one_of(
    st.builds(Contacted, channel=st.sampled_from(["call", "mail"]), at=AT),
    st.builds(OwnerAssigned, owner=st.sampled_from(["kim", "lee", None]), at=AT),
    st.builds(JourneySeen, step=st.sampled_from(["unaware", "ready"]), at=AT),
    st.builds(
        AttributeSet, name=st.sampled_from(["size", "branch"]), value=st.sampled_from([1, "retail", None]), at=AT
    ),
    st.builds(LEAD.entry, st.sampled_from(["captured", "nurture", "disqualified"]), at=AT),
)
TEXTS = st.sampled_from(["", "one", "two"])
WHO = ("name", "company", "email", "phone", "source", "channel")


def _leads(name: str) -> st.SearchStrategy[Lead]:
    who = dict.fromkeys(WHO, TEXTS)
    return st.builds(Lead, id=st.just(name), log=st.lists(FACTS, max_size=8), **who)


def _all_facts(lead: Lead) -> Counter[Fact]:
    """Count the facts of a log, and those which merges into it put aside."""
    aside = [fact for merged in lead.facts(Merged) for fact in merged.set_aside]
    return Counter([*(fact for fact in lead.log if not isinstance(fact, Merged)), *aside])


@given(first=_leads("L-1"), second=_leads("L-2"), third=_leads("L-3"), hours=st.tuples(AT, AT))
def test_merging_leads_loses_no_fact(first: Lead, second: Lead, third: Lead, hours) -> None:
    """Every fact of all three is there as often as it was, in time order, and every name and number too."""
    both = second.merge(third, at=hours[0])
    merged = first.merge(both, at=hours[1])
    assert _all_facts(first) + _all_facts(second) + _all_facts(third) == _all_facts(merged)
    assert sorted(merged.log, key=lambda fact: fact.at) == list(merged.log)
    assert {"L-2", "L-3"} == set(merged.merged_ids)
    assert (first.visits, first.stage, first.spells) == (merged.visits, merged.stage, merged.spells)
    for name in WHO:
        given_names = {getattr(lead, name) for lead in (first, second, third)} - {""}
        kept = {getattr(merged, name), *(getattr(fact, name) for fact in merged.facts(Merged))}
        assert given_names == kept - {""}
        assert getattr(first, name) in ("", getattr(merged, name))
