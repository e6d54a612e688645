"""Law: what was superseded, declined, withdrawn or expired is never accepted, and what was accepted never expires."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import PROPOSAL, Line, Money, MoveRefused, Proposal, Terms, expire

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TERMS = [
    Terms(lines=[Line(description="Desk", unit_price=Money(1, "EUR"))], valid_until=until)
    for until in (date(2026, 3, 4), date(2026, 3, 9), None)
]
KEYS = [stage.key for stage in PROPOSAL.stages]
FINAL = [stage.key for stage in PROPOSAL.stages if stage.outcome.is_closed]
steps = st.one_of(
    st.sampled_from(KEYS), st.sampled_from(["sent", "superseded", "accepted"]), st.just("expire"), st.none()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(steps, st.integers(0, 48), st.sampled_from(TERMS)), max_size=8))
def test_a_final_proposal_stays_final(walk) -> None:
    """Whatever is tried on a proposal, at whatever pace, with whatever revisions, its first final state is its last."""
    offer = Proposal.draft(id="P-1", start=PROPOSAL.start(at=MONDAY), terms=TERMS[0])
    final, held, closed, at = None, None, MONDAY, MONDAY
    for to, hours, terms in walk:
        at += timedelta(hours=hours)
        try:
            if to is None:
                offer = offer.revise(terms, at=at)
            else:
                offer = expire(offer, at=at) if to == "expire" else PROPOSAL.move(offer, to=to, at=at)
        except MoveRefused:
            continue
        if final is None and offer.stage in FINAL:
            final, held, closed = offer.stage, offer.terms, at
            assert final != "accepted" or offer.is_valid(at=at)
        assert final in (None, offer.stage)
        # a revision at the very instant of the close is as good as one before it
        assert final is None or held == offer.terms or (to is None and at == closed)
        held = offer.terms if final else held
