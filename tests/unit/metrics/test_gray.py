"""Gray's test at its edges."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics._cut import open_after
from salescycle.metrics._gray import Gray, gray
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import log_rank
from salescycle.values import Undefined

DAY = timedelta(days=1)
APART = Undefined("the groups were not at risk together when a deal ended so, or all ended at once")
NO_ENDS = Undefined("nothing has ended so")
PASSED = Undefined("the groups were followed too differently for a common incidence")

CAUSES = {"w": "won", "l": "lost"}


def lives(text: str, entry: int | None = None) -> list[Lifetime]:
    """Read times in days, a letter for what ended them, none for those still open."""
    return [
        Lifetime(
            duration=int(word.rstrip("wl")) * DAY,
            cause=CAUSES.get(word[-1]),
            entry=None if entry is None else entry * DAY,
        )
        for word in text.split()
    ]


def wins(one: str, two: str) -> Gray:
    return gray({"a": lives(one), "b": lives(two)}, cause="won")


def test_without_other_ends_it_expects_what_a_log_rank_test_does_when_nobody_is_censored() -> None:
    """With one cause and all deals followed to their end, the risk sets are those of a log-rank test."""
    groups = {"a": lives("1w 4w 6w 7w"), "b": lives("2w 3w 5w 9w")}
    expected = [(each.observed, pytest.approx(each.expected, rel=1e-12)) for each in log_rank(groups).groups]
    assert expected == [(each.observed, each.expected) for each in gray(groups, cause="won").groups]


def test_losing_faster_is_no_fewer_wins() -> None:
    """Losses after the last win change nothing, however fast; a log-rank test of all closes sees them."""
    assert wins("1w 2w 9 9", "1w 2w 9 9").chi_square == wins("1w 2w 3l 3l", "1w 2w 9 9").chi_square == 0.0


@pytest.mark.parametrize(("one", "two"), [("1l 2", "3l 4"), ("1", "2"), ("", ""), ("", "3l")])
def test_nothing_has_ended_so(one: str, two: str) -> None:
    """Without an end by the cause there is nothing to compare."""
    test = wins(one, two)
    assert (NO_ENDS, NO_ENDS) == (test.chi_square, test.p_value)
    assert str(test).startswith("won: undefined: nothing has ended so: a 0 of 0 expected (n=")


@pytest.mark.parametrize(("one", "two"), [("1w 2w", ""), ("1 2", "3w 4w"), ("3w 3w", "3w")])
def test_groups_never_at_risk_together_are_not_compared(one: str, two: str) -> None:
    """A group that is gone before the first win, or a win of everybody at once, tells nothing."""
    assert APART == wins(one, two).chi_square


def test_a_common_incidence_past_one_is_none() -> None:
    """One group wins early and is then lost from sight, the other wins late: no incidence fits both."""
    early = " ".join(["1w"] * 900 + ["2"] * 99 + ["5w"])
    late = " ".join(["3w"] * 95 + ["4w"] * 4 + ["6w"])
    assert PASSED == wins(early, late).chi_square


def test_groups_are_told_in_the_order_given() -> None:
    """Turned round, the scores change their sign and the statistic stays."""
    one, other = wins("1w 3l 5w 7", "2w 4w 6l"), wins("2w 4w 6l", "1w 3l 5w 7")
    assert pytest.approx(one.chi_square, rel=1e-12) == other.chi_square
    assert pytest.approx(one.groups[0].score, rel=1e-12) == -other.groups[0].score
    assert (1, "won", [4, 3]) == (one.freedom, one.cause, [each.n for each in one.groups])


def test_deals_are_seen_from_one_age() -> None:
    """Late entries are refused with the way out, which works."""
    mixed = {"a": lives("4w 6l"), "b": [*lives("5w"), *lives("7w 9l", entry=3)]}
    with pytest.raises(InvalidValue) as refused:
        gray(mixed, cause="won")
    assert (
        "deals of Gray's test must all be seen from the same age, got '2 ages'; "
        "keep those open after one age: open_after(deals, start)" == str(refused.value)
    )
    assert 0 < gray({key: open_after(rows, 3 * DAY) for key, rows in mixed.items()}, cause="won").p_value <= 1


@pytest.mark.parametrize("groups", [{}, {"a": []}, {"a": [], "b": [], "c": []}, [[], []], {"a": [3], "b": []}])
def test_groups_are_two(groups: dict[str, list[Lifetime]]) -> None:
    """One group, three, a list of groups and other things than lifetimes are refused."""
    with pytest.raises(InvalidValue):
        gray(groups, cause="won")


@pytest.mark.parametrize("cause", ["", None, 3])
def test_a_cause_is_a_name(cause: str) -> None:
    """Which end is asked about has to be said."""
    with pytest.raises(InvalidValue):
        gray({"a": [], "b": []}, cause=cause)


def test_a_test_is_a_value() -> None:
    """It can be hashed and pickled, and says how it was made."""
    one = wins("1w 3l 5w", "2w 4w")
    assert (one, hash(one)) == (pickle.loads(pickle.dumps(one)), hash(wins("1w 3l 5w", "2w 4w")))
    assert (
        "Gray: deals ended by a cause in each group against as many as if its share rose alike in both"
        == one.definition
    )
