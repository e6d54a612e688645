"""Versions: whole numbers from 1."""

from __future__ import annotations

import pytest

from salescycle.errors import InvalidValue
from salescycle.values import version_number


def test_a_version_is_a_whole_number() -> None:
    """The first is 1."""
    assert [1, 2, 10**9] == [version_number(value) for value in (1, 2, 10**9)]


@pytest.mark.parametrize(
    ("value", "came"), [(0, "0"), (-1, "-1"), (True, "True"), (1.0, "1.0"), ("1", "'1'"), (None, "None")]
)
def test_what_is_no_version_is_refused(value: object, came: str) -> None:
    """Nothing before the first, and no text or fraction."""
    with pytest.raises(InvalidValue) as refused:
        version_number(value)
    assert f"a version must be a whole number, 1 or more, got {came}" == str(refused.value)
