"""Law: having been seen from before the first close is as good as from the origin."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._survival import survival

ENTRIES = st.none() | st.integers(-3, 4)
SPANS = st.lists(st.tuples(st.integers(5, 20), st.sampled_from(["won", "lost", None]), ENTRIES), max_size=25)


@given(SPANS)
def test_an_early_entry_changes_nothing(spans: list[tuple[int, str | None, int | None]]) -> None:
    """Entries before anything has ended leave both kinds of curve as they are without them, bit for bit."""
    plain = [Lifetime(duration=timedelta(days=day), cause=cause) for day, cause, _ in spans]
    early = [
        Lifetime(duration=timedelta(days=day), cause=cause, entry=None if entry is None else timedelta(days=entry))
        for day, cause, entry in spans
    ]
    assert (survival(plain), incidence(plain)) == (survival(early), incidence(early))
