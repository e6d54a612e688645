"""Repeats: data that is small in memory and endless to walk is told from data that is only large."""

import pytest

from salescycle.errors import LimitExceeded
from salescycle.values import Repeats, plain_data


def test_what_is_met_again_is_counted_beside_what_was_met_first():
    """As much as was met first may come again, beside 10,000 values; one more may not."""
    repeats, large, small = Repeats("data"), [0] * 9_999, []
    repeats.meet(large)
    for _ in range(2):
        repeats.meet(large)
    repeats.meet(small)
    repeats.meet(small)
    with pytest.raises(LimitExceeded, match="data must hold at most 20001 values in more than one place, got 20002"):
        repeats.meet(small)


def test_parts_that_are_equal_are_not_one():
    """A part is known by itself and not by what it holds."""
    repeats = Repeats("data")
    for part in [{"a": index} for index in range(100_000)]:
        repeats.meet(part)


def test_data_that_shares_a_part_is_copied_apart():
    """What stands in two places is two things in the copy."""
    shared = {"en": "Talk"}
    copied = plain_data([shared, shared], "data")
    assert [shared, shared] == copied
    assert copied[0] is not copied[1]


def test_parts_may_go_on_from_other_data():
    """Data in pieces is refused by what the pieces share."""
    repeats, shared = Repeats("a document"), [0] * 9_000
    for _ in range(3):
        plain_data(shared, "a piece", repeats=repeats)
    with pytest.raises(LimitExceeded, match="a document must hold at most 19003 values in more than one place"):
        plain_data([shared], "a piece", repeats=repeats)
