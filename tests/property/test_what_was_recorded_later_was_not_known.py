"""Law: what was known at an instant does not depend on anything recorded later, whenever it happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import Contacted, Deal, Fact, Lead, OwnerAssigned, Proposal, StageEntered

MARCH = datetime(2026, 3, 31, tzinfo=UTC)


def facts(*, later: bool) -> st.SearchStrategy[list[Fact]]:
    """Facts recorded until the end of March, or after it, of any time."""
    seconds = st.integers(1, 10**7) if later else st.integers(-(10**7), 0)
    times = {
        "at": st.integers(-(10**7), 10**7).map(lambda second: MARCH + timedelta(seconds=second)),
        "recorded_at": seconds.map(lambda second: MARCH + timedelta(seconds=second)),
    }
    return st.lists(
        st.builds(
            StageEntered, stage=st.sampled_from(["new", "won"]), outcome=st.sampled_from(["open", "won"]), **times
        )
        | st.builds(OwnerAssigned, owner=st.sampled_from(["kim", None]), **times)
        | st.builds(Contacted, channel=st.sampled_from(["call", "email"]), **times),
        max_size=8,
    )


KNOWN, LEARNED = facts(later=False), facts(later=True)


@given(KNOWN, LEARNED, KNOWN, LEARNED, KNOWN, LEARNED)
def test_what_was_recorded_later_was_not_known(
    known: list[Fact],
    learned: list[Fact],
    of_lead: list[Fact],
    learned_of_lead: list[Fact],
    offered: list[Fact],
    learned_of_offer: list[Fact],
) -> None:
    """A deal, its lead and its proposals are known as they were known, whatever was backdated since."""
    lead, proposal = Lead(id="L-1", name="Ada", log=of_lead), Proposal(id="P-1", log=offered)
    deal = Deal(id="D-1", log=known, lead=lead).attach(proposal)
    since = deal.record(*learned).attach(lead.record(*learned_of_lead)).attach(proposal.record(*learned_of_offer))
    then = since.as_known_at(MARCH)
    assert deal.as_known_at(MARCH) == then
    assert then == then.as_known_at(MARCH)
    assert then.log == deal.log
    assert [] == [fact for fact in then.log if fact.recorded_at > MARCH]
