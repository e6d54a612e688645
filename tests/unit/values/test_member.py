"""Members of a closed set of names."""

from __future__ import annotations

import enum
from decimal import Decimal

import pytest

from salescycle.errors import InvalidValue
from salescycle.values import member


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


class Other(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize("value", ["red", Colour.RED, Other.RED])
def test_a_name_becomes_the_member(value: str) -> None:
    """A text, the member itself, and a host's own enum of the same name all mean the member."""
    assert Colour.RED is member(Colour, value, "a colour")


@pytest.mark.parametrize(
    ("value", "came"),
    [
        ("green", "'green'"),
        ("RED", "'RED'"),
        ("", "''"),
        (None, "None"),
        (1, "1"),
        (["red"], "a list"),
        ({}, "a dict"),
        (float("nan"), "nan"),
        (Decimal("sNaN"), "sNaN"),
    ],
)
def test_what_is_no_member_is_refused(value: object, came: str) -> None:
    """Anything else, hashable or not, is refused with the names that there are, and nothing behind it."""
    with pytest.raises(InvalidValue) as refused:
        member(Colour, value, "a colour")
    assert f"a colour must be one of red, blue, got {came}" == str(refused.value)
    assert refused.value.__suppress_context__
