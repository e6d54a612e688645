"""Log-rank tests at their edges."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import LogRank, log_rank
from salescycle.values import Undefined

DAY = timedelta(days=1)
TOO_FEW = Undefined("there are fewer than two groups")
NO_CLOSES = Undefined("nothing has closed")
APART = Undefined("not all groups were at risk together")


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


def outcome(test: LogRank) -> tuple[object, ...]:
    return test.chi_square, test.p_value, test.freedom, test.compared


@pytest.mark.parametrize("groups", [{}, {"one": lives("1 2")}])
def test_one_group_is_no_comparison(groups: dict[str, list[Lifetime]]) -> None:
    """With fewer than two groups there is nothing to test."""
    assert (TOO_FEW, TOO_FEW, 0, ()) == outcome(log_rank(groups))


def test_of_no_groups_only_the_reason_is_said() -> None:
    """The sentence ends with the reason."""
    assert "undefined: there are fewer than two groups" == str(log_rank({}))


def test_without_closes_there_is_nothing_to_test() -> None:
    """Deals that are all open tell no rates apart; the groups are still counted."""
    still = log_rank({"a": lives("1+ 2+"), "b": lives("3+")})
    assert (NO_CLOSES, NO_CLOSES, 0, ()) == outcome(still)
    assert "undefined: nothing has closed: a 0 of 0 expected (n=2), b 0 of 0 expected (n=1)" == str(still)


@pytest.mark.parametrize(
    "groups",
    [
        {"a": lives("1 2"), "b": []},
        {"a": lives("3 4 5"), "b": lives("1+ 2+")},
        {"a": lives("1 2"), "b": lives("5 6", entry=3)},
        {"a": lives("3"), "b": lives("3")},
        {"a": lives("1 3"), "b": lives("2 3"), "c": lives("7 9", entry=5), "d": lives("8 9", entry=5)},
    ],
    ids=["empty", "gone before", "seen after", "all at once", "two pairs apart"],
)
def test_groups_never_at_risk_together_are_not_compared(groups: dict[str, list[Lifetime]]) -> None:
    """Where the covariance is singular beyond a group that drops out, there is no statistic."""
    assert (APART, APART, 0, ()) == outcome(log_rank(groups))


def test_two_deals() -> None:
    """One close of two at risk: observed 1, expected 1/2, variance 1/4, chi-square 1."""
    test = log_rank({"a": lives("1"), "b": lives("2+")})
    assert [("a", 1, 1, 0.5, 0.5), ("b", 1, 0, 0.5, -0.5)] == [
        (group.key, group.n, group.observed, group.expected, group.score) for group in test.groups
    ]
    assert (1.0, 1, "log_rank") == (test.chi_square, test.freedom, test.weights)
    assert "chi-square 1, 1 df, p=0.317: a 1 of 0.5 expected (n=1), b 0 of 0.5 expected (n=1)" == str(test)


def test_late_entries_are_not_at_risk_before() -> None:
    """The deal seen from day 3 on is not at risk on day 1, where the close then tells nothing."""
    late = log_rank({"a": lives("1 4"), "b": lives("5", entry=3)})
    assert [(2, 1.5), (1, 1.5)] == [(group.observed, group.expected) for group in late.groups]
    assert (0.5, 1.0) == (late.groups[0].score, late.chi_square)


@pytest.mark.parametrize(
    ("weights", "powers", "expected"),
    [
        ("log_rank", {}, (1, 1, 1)),
        ("gehan", {}, (4, 3, 2)),
        ("tarone_ware", {}, (2, 3**0.5, 2**0.5)),
        ("peto", {}, (4 / 5, 3 / 5, 2 / 5)),
        ("fleming_harrington", {"p": 1, "q": 0}, (1, 3 / 4, 2 / 4)),
        ("fleming_harrington", {"p": 0, "q": 1}, (0, 1 / 4, 2 / 4)),
        ("fleming_harrington", {"p": 0.5, "q": 2}, (0, (3 / 4) ** 0.5 / 16, (2 / 4) ** 0.5 / 4)),
    ],
)
def test_each_weight_is_its_formula(weights: str, powers: dict[str, float], expected: tuple[float, ...]) -> None:
    """Closes at 1 and 3 in one group and 2 in the other: the score adds weight times (observed - expected)."""
    test = log_rank({"a": lives("1 3"), "b": lives("2 4")}, weights=weights, **powers)  # type: ignore[arg-type]
    parts = (1 - 2 / 4, 0 - 1 / 3, 1 - 1 / 2)
    score = sum(weight * part for weight, part in zip(expected, parts, strict=True))
    variance = sum(weight**2 * part for weight, part in zip(expected, (1 / 4, 2 / 9, 1 / 4), strict=True))
    assert pytest.approx((score, score**2 / variance), rel=1e-12) == (test.groups[0].score, test.chi_square)


def test_groups_are_told_in_the_order_given() -> None:
    """Three groups keep their order; the statistic does not depend on it."""
    texts = {"a": "1 5 7+", "b": "2 3 9", "c": "4 4 6+ 8"}
    one = log_rank({key: lives(text) for key, text in texts.items()})
    other = log_rank({key: lives(texts[key]) for key in "cab"})
    assert (["a", "b", "c"], ["c", "a", "b"]) == ([g.key for g in one.groups], [g.key for g in other.groups])
    assert (pytest.approx(one.chi_square, rel=1e-12), 2) == (other.chi_square, other.freedom)


def test_groups_may_come_from_generators() -> None:
    """Lifetimes are read once."""
    assert log_rank({"a": lives("1"), "b": lives("2")}) == log_rank({"a": iter(lives("1")), "b": iter(lives("2"))})


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            {"weights": "wilcoxon"},
            "weights must be known, got 'wilcoxon'; give one of log_rank, gehan, tarone_ware, peto, fleming_harrington",
        ),
        (
            {"weights": "fleming_harrington", "q": 1},
            "p must be a number, 0 or more, got None; p=1, q=0 weighs early closes more",
        ),
        (
            {"weights": "fleming_harrington", "p": 1, "q": -1},
            "q must be a number, 0 or more, got -1; p=1, q=0 weighs early closes more",
        ),
        ({"p": 1}, "p and q are for the weights 'fleming_harrington', got 'log_rank'"),
        ({"weights": "gehan", "q": 0}, "p and q are for the weights 'fleming_harrington', got 'gehan'"),
    ],
)
def test_weights_out_of_place_are_refused(arguments: dict[str, object], expected: str) -> None:
    """The error names what may be given."""
    with pytest.raises(InvalidValue) as refused:
        log_rank({"a": lives("1"), "b": lives("2")}, **arguments)  # type: ignore[arg-type]
    assert expected == str(refused.value)


@pytest.mark.parametrize("groups", [[lives("1"), lives("2")], {"a": [3]}, {" a": [], "a": []}, {1: []}, {"": []}])
def test_groups_are_lifetimes_by_different_names(groups: dict[str, list[Lifetime]]) -> None:
    """A list of groups, other things than lifetimes, and names that are none or twice the same are refused."""
    with pytest.raises(InvalidValue):
        log_rank(groups)


def test_a_test_is_a_value() -> None:
    """It can be hashed and pickled, and says how it was made."""
    one = log_rank({"a": lives("1 3"), "b": lives("2+")})
    assert (one, hash(one)) == (pickle.loads(pickle.dumps(one)), hash(log_rank({"a": lives("1 3"), "b": lives("2+")})))
    assert "log-rank: closes observed in each group against closes expected if all closed at one rate" == one.definition
