"""Comparing two cohorts, at the edges."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics._comparison import compare
from salescycle.metrics._cut import cut_at, open_after
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import log_rank
from salescycle.metrics._survival import survival
from salescycle.values import Undefined

DAY = timedelta(days=1)
COLLAPSED = Undefined("a cohort's curve collapsed before others of it were seen")
HOLDS_ZERO = Undefined("the limits of the difference do not rule out 0")
NONE = Undefined("there are none")
NO_SPREAD = Undefined("a cohort shows no spread")
NO_TIME = Undefined("a cohort was followed for no time")
PAST = Undefined("past the largest follow-up")


def lives(text: str, entry: int | None = None) -> list[Lifetime]:
    """Read times in days, a plus marking those still open."""
    return [
        Lifetime(
            duration=int(word.rstrip("+")) * DAY,
            cause=None if word.endswith("+") else "won",
            entry=None if entry is None else entry * DAY,
        )
        for word in text.split()
    ]


SLOW, FAST = lives("6 8 9 11 12 14"), lives("1 2 4 5 7 14")


def test_both_are_cut_at_the_smaller_follow_up() -> None:
    """The older cohort's later closes are open deals at the horizon of the younger one."""
    change = compare({"before": lives("3 20 40 60"), "after": lives("3 9+ 9+ 9+")})
    assert (9 * DAY, [(4, 1, 3), (4, 1, 3)]) == (
        change.horizon,
        [(each.n, each.events, each.curve.still_open) for each in change.cohorts],
    )
    assert (timedelta(0), HOLDS_ZERO) == (change.difference, change.shorter)


def test_a_difference_is_that_of_the_restricted_means() -> None:
    """Each side carries the mean, the error and the median of its own curve; the test is that of the cut deals."""
    change = compare({"before": SLOW, "after": FAST}, horizon=10 * DAY, level=0.9)
    curves = [survival(cut_at(rows, 10 * DAY), level=0.9) for rows in (SLOW, FAST)]
    means = [curve.restricted_mean(10 * DAY) for curve in curves]
    assert [(each.mean, each.std_error) for each in means] == [(each.mean, each.std_error) for each in change.cohorts]
    assert [(each.median, each.limits(0.5)) for each in curves] == [
        (each.median, each.limits) for each in change.cohorts
    ]
    assert log_rank({"before": cut_at(SLOW, 10 * DAY), "after": cut_at(FAST, 10 * DAY)}) == change.test
    assert means[1].mean - means[0].mean == change.difference  # type: ignore[operator]


def test_the_limits_are_those_of_two_independent_means() -> None:
    """Half their width over z is the root of the sum of both squared errors, to the microsecond."""
    change = compare({"before": SLOW, "after": FAST}, horizon=10 * DAY)
    squares = sum((each.std_error / DAY) ** 2 for each in change.cohorts)  # type: ignore[operator]
    low, high = change.limits  # type: ignore[misc]
    width = (high - low) / DAY
    assert pytest.approx(2 * 1.959963984540054 * squares**0.5, abs=1e-10) == width


def test_the_shorter_cohort_is_named_whichever_comes_first() -> None:
    """Turned round, the difference changes its sign, and the answer stays."""
    one, other = (
        compare(dict(pair), horizon=10 * DAY)
        for pair in ([("before", SLOW), ("after", FAST)], [("after", FAST), ("before", SLOW)])
    )
    assert ("after", "after") == (one.shorter, other.shorter)
    low, high = other.limits  # type: ignore[misc]
    assert (one.difference, one.limits) == (-other.difference, (-high, -low))  # type: ignore[operator]


def test_cohorts_that_are_not_told_apart_say_so() -> None:
    """Where the limits hold 0, no cohort is called shorter."""
    change = compare({"before": SLOW, "after": SLOW})
    assert HOLDS_ZERO == change.shorter
    assert str(change).startswith("not told apart (the limits of the difference do not rule out 0): +0 days (")


def test_a_start_asks_about_deals_open_then() -> None:
    """Among deals open after day 3: whoever closed by then is left out of both sides, and of the test."""
    change = compare({"before": SLOW, "after": FAST}, horizon=10 * DAY, start=3 * DAY)
    cut = {"before": cut_at(SLOW, 10 * DAY), "after": cut_at(FAST, 10 * DAY)}
    assert [6, 4] == [each.n for each in change.cohorts]
    assert log_rank({key: open_after(rows, 3 * DAY) for key, rows in cut.items()}) == change.test
    assert [survival(rows, start=3 * DAY) for rows in cut.values()] == [each.curve for each in change.cohorts]


@pytest.mark.parametrize(
    ("before", "after"),
    [("3", "5 6 7"), ("9+ 9+ 9+", "5 6 9"), ("4 4 4", "5 6 7")],
    ids=["one deal", "no close", "all at once"],
)
def test_a_cohort_without_spread_has_no_limits(before: str, after: str) -> None:
    """A difference is there, but nothing says how sure it is."""
    change = compare({"before": lives(before), "after": lives(after)})
    assert (NO_SPREAD, NO_SPREAD) == (change.limits, change.shorter)
    assert isinstance(change.difference, timedelta)
    assert str(change).startswith("not told apart (a cohort shows no spread): ")


@pytest.mark.parametrize("horizon", [None, 5 * DAY])
def test_an_empty_cohort_makes_everything_undefined(horizon: timedelta | None) -> None:
    """Where there are none, there is no mean and no difference."""
    change = compare({"before": SLOW, "after": []}, horizon=horizon)
    assert [NONE] * 3 == [change.difference, change.limits, change.shorter]
    assert (horizon or NONE, 0) == (change.horizon, change.cohorts[1].n)
    assert str(change).startswith("undefined: there are none: before ")


def test_two_empty_cohorts_are_undefined_at_any_horizon() -> None:
    """Without deals no horizon lies past anything."""
    assert (NONE, 90 * DAY) == (
        compare({"a": [], "b": []}, horizon=90 * DAY).difference,
        compare({"a": [], "b": []}, horizon=90 * DAY).horizon,
    )


def test_a_cohort_followed_for_no_time_is_not_compared() -> None:
    """Deals that all closed as they opened give no horizon to look to."""
    change = compare({"before": SLOW, "after": lives("0 0")})
    assert (NO_TIME, NO_TIME) == (change.horizon, change.difference)


def test_a_collapsed_curve_is_not_compared() -> None:
    """A curve that came down to 0 before most deals were seen makes a mean that is far too short."""
    migrated = [*lives("2"), *lives("20 30 40", entry=5)]
    change = compare({"before": SLOW, "after": migrated})
    assert (COLLAPSED, COLLAPSED) == (change.difference, change.limits)
    assert isinstance(compare({"before": SLOW, "after": migrated}, start=2 * DAY).difference, timedelta)


def test_a_horizon_before_later_entries_leaves_a_cohort_short() -> None:
    """Cut at day 8, the cohort's deals seen from day 10 on are gone, and the rest were not followed so far."""
    change = compare({"before": SLOW, "after": [*lives("3 4+"), *lives("20", entry=10)]}, horizon=8 * DAY)
    assert (PAST, PAST) == (change.cohorts[1].mean, change.difference)
    assert "after undefined: past the largest follow-up, median" in str(change)


def test_a_test_that_is_undefined_is_said_beside_the_difference() -> None:
    """Two cohorts never at risk together have means all the same."""
    change = compare({"before": lives("1 2 9+"), "after": [*lives("4+"), *lives("9+ 9+", entry=3)]})
    assert "log-rank p=" in str(change)
    alone = compare({"before": lives("9+ 9+"), "after": lives("9+ 9+")})
    assert "log-rank undefined: nothing has closed" in str(alone)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            {"horizon": 15 * DAY},
            (
                "a horizon must not lie past the largest follow-up of either cohort, got 15 days, 0:00:00; "
                "give at most 14 days, 0:00:00, the smaller of both"
            ),
        ),
        ({"horizon": timedelta(0)}, "a horizon must be a timedelta above 0:00:00, got 0:00:00"),
        ({"horizon": 9}, "a horizon must be a timedelta above 0:00:00, got 9"),
        (
            {"horizon": 3 * DAY, "start": 3 * DAY},
            "a horizon must be a timedelta above 3 days, 0:00:00, got 3 days, 0:00:00",
        ),
        ({"level": 95}, "a confidence level must be a float between 0 and 1, got 95; for example 0.95"),
    ],
)
def test_what_cannot_be_compared_at_is_refused(arguments: dict[str, object], expected: str) -> None:
    """The error names the largest horizon that is allowed."""
    with pytest.raises(InvalidValue) as refused:
        compare({"before": SLOW, "after": FAST}, **arguments)  # type: ignore[arg-type]
    assert expected == str(refused.value)


@pytest.mark.parametrize(
    "cohorts", [{}, {"a": SLOW}, {"a": SLOW, "b": SLOW, "c": SLOW}, {" a": SLOW, "a": FAST}, [SLOW]]
)
def test_cohorts_are_two_by_different_names(cohorts: dict[str, list[Lifetime]]) -> None:
    """One cohort, three, two of one name and a list are refused."""
    with pytest.raises(InvalidValue):
        compare(cohorts)


def test_cohorts_may_come_from_generators() -> None:
    """Lifetimes are read once."""
    assert compare({"a": SLOW, "b": FAST}) == compare({"a": iter(SLOW), "b": iter(FAST)})


def test_a_comparison_is_a_value() -> None:
    """It can be hashed and pickled, and says how it was made."""
    one = compare({"a": SLOW, "b": FAST})
    assert (one, hash(one)) == (pickle.loads(pickle.dumps(one)), hash(compare({"a": SLOW, "b": FAST})))
    assert (
        "difference of restricted means, the second cohort less the first, both cut at the same age" == one.definition
    )
