"""Law: learning is blind to facts after its date, and features to facts after the cut."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import Contacted, Deal, Fact, Lead, OwnerAssigned, StageEntered
from salescycle.qualification import Training, features_of

MARCH = datetime(2026, 3, 31, tzinfo=UTC)
JUNE = datetime(2026, 6, 30, tzinfo=UTC)
NEAR = 10**7
READINGS = {
    "owner": lambda deal: deal.owner,
    "stage": lambda deal: deal.stage,
    "contacts": lambda deal: str(len(deal.contacts)),
    "channel of lead": lambda deal: deal.lead.contacts[-1].channel if deal.lead and deal.lead.contacts else None,
}


def facts(after: datetime | None) -> st.SearchStrategy[list[Fact]]:
    """Facts of any time; after an instant, they happened or were recorded later than it, and perhaps both."""
    early, late = st.integers(-NEAR, 0), st.integers(1, NEAR)
    pairs = st.tuples(early, early) if after is None else st.tuples(early, late) | st.tuples(late, early | late)
    base = MARCH if after is None else after

    def one(kind: type[Fact], pair: tuple[int, int], fields: dict[str, str]) -> Fact:
        at, recorded = (base + timedelta(seconds=second) for second in pair)
        return kind(at=at, recorded_at=recorded, **fields)

    return st.lists(
        st.builds(one, st.just(OwnerAssigned), pairs, st.sampled_from([{"owner": "kim"}, {"owner": "lee"}]))
        | st.builds(one, st.just(Contacted), pairs, st.sampled_from([{"channel": "call"}, {"channel": "fair"}]))
        | st.builds(
            one,
            st.just(StageEntered),
            pairs,
            st.sampled_from([{"stage": name, "outcome": name} for name in ("open", "won", "lost")]),
        ),
        max_size=4,
    )


def learned(deal: Deal) -> Training:
    """Read what was known in March, and how it ended by June."""
    return Training.of([deal], readings=READINGS, as_of=MARCH, outcomes_by=JUNE)


@given(facts(None), facts(MARCH), facts(None), facts(MARCH), facts(JUNE), facts(JUNE))
def test_learning_is_blind_to_facts_after_its_date(
    past: list[Fact],
    between: list[Fact],
    of_lead: list[Fact],
    later_of_lead: list[Fact],
    future: list[Fact],
    future_of_lead: list[Fact],
) -> None:
    """What happens or is recorded after June changes no example; after March, it changes outcomes but no feature."""
    lead = Lead(id="L-1", name="Ada", log=of_lead)
    march = Deal(id="D-1", lead=lead, log=past)
    june = march.record(*between).attach(lead.record(*later_of_lead))
    since = june.record(*future).attach(june.lead.record(*future_of_lead))
    assert learned(june) == learned(since)
    seen = features_of(march, readings=READINGS, as_of=MARCH)
    assert seen == features_of(since, readings=READINGS, as_of=MARCH)
    assert all(seen == example.features for example in learned(since).examples)
