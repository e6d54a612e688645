"""Versions: whole numbers from 1."""

from __future__ import annotations

import pytest

from salescycle.errors import InvalidValue
from salescycle.values import count_number, schema_version, version_number


def test_a_version_is_a_whole_number() -> None:
    """The first is 1."""
    assert [1, 2, 10**9] == [version_number(value) for value in (1, 2, 10**9)]


def test_a_whole_number_fits_into_a_database() -> None:
    """The largest is that of eight bytes; one more is refused as no whole number."""
    assert 2**63 - 1 == count_number(2**63 - 1)
    with pytest.raises(InvalidValue) as refused:
        count_number(2**63)
    assert f"a count must be a whole number, 0 or more, got {2**63}" == str(refused.value)


@pytest.mark.parametrize("value", [1, 3])
def test_a_version_of_data_is_the_one_that_is_known(value: int) -> None:
    """Neither an older nor a newer one is guessed at."""
    assert 2 == schema_version(2)(2)
    with pytest.raises(InvalidValue) as refused:
        schema_version(2)(value)
    assert f"schema_version must be 2, got {value}; read it with the version that wrote it" == str(refused.value)


@pytest.mark.parametrize(
    ("value", "came"), [(0, "0"), (-1, "-1"), (True, "True"), (1.0, "1.0"), ("1", "'1'"), (None, "None")]
)
def test_what_is_no_version_is_refused(value: object, came: str) -> None:
    """Nothing before the first, and no text or fraction."""
    with pytest.raises(InvalidValue) as refused:
        version_number(value)
    assert f"a version must be a whole number, 1 or more, got {came}" == str(refused.value)
