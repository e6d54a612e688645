"""Law: a deal that was lost from sight before anything closed says nothing about how deals close."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._gray import gray
from salescycle.metrics._hazard import cumulative_hazard
from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import LogRank, log_rank
from salescycle.metrics._survival import survival

SPANS = st.lists(st.tuples(st.integers(3, 20), st.sampled_from(["won", "lost", None])), min_size=1, max_size=20)
GONE = st.lists(st.integers(0, 2), max_size=5)
Spans = list[tuple[int, str | None]]


def lives(spans: Spans) -> list[Lifetime]:
    return [Lifetime(duration=timedelta(days=day), cause=cause) for day, cause in spans]


def gone(days: list[int]) -> list[Lifetime]:
    return [Lifetime(duration=timedelta(days=day)) for day in days]


@given(SPANS, GONE)
def test_a_deal_gone_before_the_first_close_changes_no_curve(spans: Spans, early: list[int]) -> None:
    """From the first close on, every kind of curve is what it is without such deals."""
    for estimate in (survival, incidence, cumulative_hazard):
        plain, more = estimate(lives(spans)), estimate(lives(spans) + gone(early))
        assert plain.steps == more.steps[len(set(early)) :]


@given(SPANS, SPANS, GONE)
def test_a_deal_gone_before_the_first_close_changes_no_test(one: Spans, two: Spans, early: list[int]) -> None:
    """The statistics of a log-rank test and of Gray's are what they are without such deals, bit for bit."""
    plain, more = ({"a": lives(one) + rows, "b": lives(two)} for rows in ([], gone(early)))

    def told(test: LogRank) -> object:
        return test.chi_square, test.p_value, [(group.observed, group.expected, group.score) for group in test.groups]

    assert told(log_rank(plain)) == told(log_rank(more))
    assert gray(plain, cause="won").chi_square == gray(more, cause="won").chi_square
