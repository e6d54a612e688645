"""Law: having been seen from before the first close is as good as from the origin."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._comparison import compare
from salescycle.metrics._hazard import cumulative_hazard
from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import log_rank
from salescycle.metrics._survival import survival

ENTRIES = st.none() | st.integers(-3, 4)
SPANS = st.lists(st.tuples(st.integers(5, 20), st.sampled_from(["won", "lost", None]), ENTRIES), max_size=25)


@given(SPANS)
def test_an_early_entry_changes_nothing(spans: list[tuple[int, str | None, int | None]]) -> None:
    """Entries before anything has ended leave every kind of curve as it is without them, bit for bit."""
    plain = [Lifetime(duration=timedelta(days=day), cause=cause) for day, cause, _ in spans]
    early = [
        Lifetime(duration=timedelta(days=day), cause=cause, entry=None if entry is None else timedelta(days=entry))
        for day, cause, entry in spans
    ]
    assert (survival(plain), incidence(plain)) == (survival(early), incidence(early))
    assert cumulative_hazard(plain) == cumulative_hazard(early)


@given(SPANS, SPANS)
def test_an_early_entry_changes_no_test_between_groups(
    one: list[tuple[int, str | None, int | None]], two: list[tuple[int, str | None, int | None]]
) -> None:
    """Log-rank tests and comparisons of groups with early entries are those without, bit for bit."""
    pairs = [(key, *span) for key, spans in (("a", one), ("b", two)) for span in spans]
    plain: dict[str, list[Lifetime]] = {"a": [], "b": []}
    early: dict[str, list[Lifetime]] = {"a": [], "b": []}
    for key, day, cause, entry in pairs:
        plain[key].append(Lifetime(duration=timedelta(days=day), cause=cause))
        late = None if entry is None else timedelta(days=entry)
        early[key].append(Lifetime(duration=timedelta(days=day), cause=cause, entry=late))
    assert (log_rank(plain), compare(plain)) == (log_rank(early), compare(early))
