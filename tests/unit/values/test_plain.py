"""Plain data: what passes, and what is refused before it does harm."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from salescycle.errors import InvalidValue, LimitExceeded
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
    with pytest.raises(InvalidValue, match="data must be plain data"):
        plain_data([value], "data")


def test_keys_are_text():
    """A mapping by number is no data of a file."""
    with pytest.raises(InvalidValue, match="data must have text for keys, got 1"):
        plain_data({1: "a"}, "data")


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
