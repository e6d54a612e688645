"""Law: every deal is in exactly one state, so the shares in all states make one."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._occupation import Stay, occupation

STATES = ("new", "pitch", "talks", "won")


@st.composite
def histories(draw: st.DrawFn) -> list[Stay]:
    """One deal: from state to state, perhaps back again, perhaps seen late, until it ends or is lost from sight."""
    time, state = draw(st.integers(0, 4)), draw(st.sampled_from(STATES[:3]))
    chain = []
    for _ in range(draw(st.integers(1, 5))):
        left = time + draw(st.integers(1, 5))
        to = draw(st.sampled_from([None, *(other for other in STATES if other != state)]))
        chain.append(Stay(state=state, entered=timedelta(days=time), left=timedelta(days=left), to=to))
        if to is None or to == "won":
            break
        time, state = left, to
    return chain


@given(st.lists(histories(), min_size=1, max_size=8))
def test_occupation_sums_to_one(deals: list[list[Stay]]) -> None:
    """At the start and at every step the shares are fractions from 0 to 1 that sum to 1, exactly."""
    curve = occupation([stay for deal in deals for stay in deal], states=STATES)
    for shares in (curve.initial, *(step.probability for step in curve.steps)):
        assert Fraction(1) == sum(shares)
        assert [] == [share for share in shares if not 0 <= share <= 1]
