"""Law: what a ledger says was given is the exact sum of what was, and the running margin ends at what is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import ConcessionGiven, Deal, Money, ReturnReceived

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
amounts = st.decimals(0, 10**9, places=4).map(lambda amount: Money(amount, "EUR"))
instants = st.integers(0, 99).map(lambda hour: MONDAY + timedelta(hours=hour))
keys = st.sampled_from("abcdef")
concessions = st.builds(ConcessionGiven, concession=keys, worth=amounts, cost=amounts, at=instants)
facts = st.lists(concessions | st.builds(ReturnReceived, concession=keys, at=instants), max_size=12)


@settings(max_examples=300, deadline=None)
@given(facts=facts, start=amounts)
def test_a_ledger_adds_up(facts, start) -> None:
    """Counted by hand from the last concession under each key."""
    deal = Deal(id="D-1", log=facts)
    # by place and not by value: two facts that are alike are two
    placed = list(enumerate(deal.log))
    last = {fact.concession: (place, fact) for place, fact in placed if isinstance(fact, ConcessionGiven)}
    ledger = deal.ledger
    for name, whole in (("worth", ledger.worth), ("cost", ledger.cost)):
        parts = [Fraction(getattr(fact, name).amount) for _, fact in last.values()]
        assert (sum(parts) if parts else None) == (None if whole is None else Fraction(whole.amount))
    margins = ledger.margins(start)
    assert len(last) == len(margins)
    assert not margins or margins[-1][1] == start - ledger.cost
    returned = {
        fact.concession
        for place, fact in placed
        if isinstance(fact, ReturnReceived) and fact.concession in last and place > last[fact.concession][0]
    }
    assert last.keys() - returned == {each.given.concession for each in ledger.unreturned}
