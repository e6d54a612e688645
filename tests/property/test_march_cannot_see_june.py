"""Law: a question about March cannot see June: whatever happens later changes nothing about how it stood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import (
    CloseExpected,
    Contacted,
    Deal,
    Fact,
    ForecastCategory,
    ForecastSet,
    Lead,
    Line,
    OwnerAssigned,
    PersonaMatched,
    Proposal,
    StageEntered,
    StageSeen,
    Terms,
    TermsSet,
    ValueSet,
)
from salescycle.values import Money

MARCH = datetime(2026, 3, 31, tzinfo=UTC)
STAGE = {"stage": st.sampled_from(["new", "pitch", "won"]), "outcome": st.sampled_from(["open", "won", "lost"])}
MONEY = st.integers(0, 10**6).map(lambda amount: Money(amount, "USD"))
TERMS = MONEY.map(lambda price: Terms(lines=[Line(description="Licence", unit_price=price)]))


def facts(*, later: bool) -> st.SearchStrategy[list[Fact]]:
    """Facts until the end of March, or after it, learned at any time."""
    seconds = st.integers(1, 10**7) if later else st.integers(-(10**7), 0)
    times = {
        "at": seconds.map(lambda second: MARCH + timedelta(seconds=second)),
        "recorded_at": st.integers(-(10**7), 10**7).map(lambda second: MARCH + timedelta(seconds=second)),
    }
    return st.lists(
        st.builds(StageEntered, **STAGE, **times)
        | st.builds(StageSeen, **STAGE, **times)
        | st.builds(ValueSet, value=MONEY, **times)
        | st.builds(TermsSet, terms=TERMS, **times)
        | st.builds(CloseExpected, on=st.none() | st.dates(MARCH.date(), MARCH.date().replace(year=2030)), **times)
        | st.builds(ForecastSet, category=st.none() | st.sampled_from(ForecastCategory), **times)
        | st.builds(OwnerAssigned, owner=st.sampled_from(["kim", None]), **times)
        | st.builds(PersonaMatched, persona=st.sampled_from(["cfo", "cto"]), **times)
        | st.builds(Contacted, channel=st.sampled_from(["call", "email"]), **times),
        max_size=6,
    )


PAST, FUTURE = facts(later=False), facts(later=True)


@given(PAST, FUTURE, PAST, FUTURE, st.lists(st.tuples(PAST, FUTURE), max_size=3), FUTURE)
def test_march_cannot_see_june(
    past: list[Fact],
    future: list[Fact],
    lead_past: list[Fact],
    lead_future: list[Fact],
    proposals: list[tuple[list[Fact], list[Fact]]],
    proposal_future: list[Fact],
) -> None:
    """A deal, its lead and its proposals stand as they stood, however they grow, and asking twice changes nothing."""
    lead = Lead(id="L-1", name="Ada", log=lead_past)
    deal = Deal(id="D-1", log=past, lead=lead)
    june = deal.record(*future).attach(lead.record(*lead_future))
    for number, (first, then) in enumerate(proposals):
        proposal = Proposal(id=str(number), log=first)
        deal, june = deal.attach(proposal), june.attach(proposal.record(*then))
    june = june.attach(Proposal(id="new", log=proposal_future))
    march = june.as_of(MARCH)
    assert deal.as_of(MARCH) == march
    assert march == march.as_of(MARCH)
    assert (deal.stage, deal.owner, deal.value, deal.visits) == (march.stage, march.owner, march.value, march.visits)
    assert deal.forecast_category == march.forecast_category
