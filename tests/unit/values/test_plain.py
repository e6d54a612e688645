"""Plain data: what passes, and what is refused before it does harm."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from salescycle.errors import InvalidValue, LimitExceeded, shown
from salescycle.values import plain_data


def test_plain_data_is_copied():
    """Mappings and lists are new objects, and a float becomes the number that was written."""
    data = {"a": [1, "x", None, True, Decimal("2.50"), 0.1], "b": {"c": ()}, "d": date(2026, 3, 31)}
    copied = plain_data(data, "data")
    assert {
        "a": [1, "x", None, True, Decimal("2.50"), Decimal("0.1")],
        "b": {"c": []},
        "d": date(2026, 3, 31),
    } == copied
    data["a"].append("later")
    assert 6 == len(copied["a"])


class Sly(dict):
    """A mapping whose own code would run."""

    def items(self):
        raise AssertionError


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), b"x", {1, 2}, object(), Sly(), int, datetime(2026, 3, 31, tzinfo=UTC)]
)
def test_what_is_not_plain_is_refused(value):
    """Only the exact types pass, so nothing foreign runs."""
    with pytest.raises(InvalidValue) as refused:
        plain_data([value], "data")
    way_out = "give mappings, lists, text, finite numbers, dates, true or false"
    assert f"data must be plain data, got {shown(value)}; {way_out}" == str(refused.value)


def test_keys_are_text():
    """A mapping by number is no data of a file."""
    with pytest.raises(InvalidValue, match="data must have text for keys, got 1"):
        plain_data({1: "a"}, "data")


def nested(levels):
    """Give a list in a list, so many levels below the outermost."""
    return [nested(levels - 1)] if levels else []


def test_data_may_go_as_far_as_its_ends():
    """The 32nd level and the last of the values belong to it; one more of each is told by its number."""
    assert nested(32) == plain_data(nested(32), "data")
    assert [0] * 19_999 == plain_data([0] * 19_999, "data")
    assert [[0] * 5] * 3 == plain_data([[0] * 5] * 3, "data", nodes=19)
    for value, nodes, message in (
        (nested(33), 99, "data must be at most 32 levels deep, got 33"),
        ([0] * 20_000, 20_000, "data must hold at most 20000 values, got 20001"),
        ([0] * 20_001, 20_000, "data must hold at most 20000 values, got 20002"),
        ([0] * 30, 20, "data must hold at most 20 values, got 31"),
        ([[0] * 5] * 3, 18, "data must hold at most 18 values, got 19"),
        ([[0] * 15] * 15, 20, "data must hold at most 20 values, got 31"),
    ):
        with pytest.raises(LimitExceeded) as refused:
            plain_data(value, "data", nodes=nodes)
        assert message == str(refused.value)
    with pytest.raises(LimitExceeded, match="data must hold at most 20000 values, got 20001"):
        plain_data([0] * 20_000, "data")


def test_data_has_an_end():
    """Too deep, too many, too wide, or within itself: refused, by a count and without recursion."""
    endless = []
    endless.append(endless)
    deep = []
    for _ in range(40):
        deep = [deep]
    for value in (endless, deep):
        with pytest.raises(LimitExceeded, match="data must be at most 32 levels deep"):
            plain_data(value, "data")
    for value in ([0] * 30, [[0] * 5] * 5):
        with pytest.raises(LimitExceeded, match="data must hold at most 20 values"):
            plain_data(value, "data", nodes=20)
