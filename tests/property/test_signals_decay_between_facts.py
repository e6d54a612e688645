"""Law: while nothing happens a score of signals only falls, and never by what is yet to come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import Lead, SignalGiven
from salescycle.qualification import SignalWeights

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = st.integers(0, 1000).map(lambda hour: MONDAY + timedelta(hours=hour))
SIGNALS = st.builds(SignalGiven, signal=st.sampled_from(["demo", "trial", "newsletter"]), at=AT)
HALF_LIVES = st.integers(60, 10**7).map(lambda seconds: timedelta(seconds=seconds))


@given(signals=st.lists(SIGNALS, max_size=6), half_life=HALF_LIVES, ends=st.tuples(AT, AT).map(sorted))
def test_signals_decay_between_facts(signals: list[SignalGiven], half_life: timedelta, ends: list[datetime]) -> None:
    """From one instant to a later one the signals known at the first lose, and all else is new."""
    warm = SignalWeights(weights={"demo": 10, "trial": "2.5"}, half_life=half_life)
    lead = Lead(id="L-1", name="Ada", log=signals)
    first, later = warm.score(lead, as_of=ends[0]), warm.score(lead.as_of(ends[0]), as_of=ends[1])
    assert 0 <= later.total <= first.total <= sum(10 if part.signal.signal == "demo" else 2.5 for part in first.parts)
    assert first == warm.score(lead.as_of(ends[0]), as_of=ends[0])
    assert [part.signal for part in first.parts] == [part.signal for part in later.parts]
    assert warm.score(lead, as_of=ends[1]).total >= later.total
