"""Whole numbers: counts, versions, months."""

from __future__ import annotations

from collections.abc import Callable

from salescycle.errors import InvalidValue

__all__ = ["count_number", "schema_version", "version_number", "whole_number"]

MOST = 2**63 - 1


def whole_number(value: int, what: str, *, least: int = 0, most: int = MOST) -> int:
    """Check a whole number within limits; a bool is none.

    >>> whole_number(12, "a month", least=1, most=12)
    12
    """
    if type(value) is not int or not least <= value <= most:
        limits = f"from {least} to {most}" if most < MOST else f", {least} or more"
        raise InvalidValue(what, f"must be a whole number{' ' if most < MOST else ''}{limits}", value)
    return value


def count_number(value: int) -> int:
    """Check a count: a whole number, 0 or more.

    >>> count_number(0)
    0
    """
    return whole_number(value, "a count")


def version_number(value: int) -> int:
    """Check a version: a whole number, 1 or more.

    >>> version_number(2)
    2
    """
    return whole_number(value, "a version", least=1)


def schema_version(known: int) -> Callable[[int], int]:
    """Give the door for the version of a form of data: the one that is known, and no other.

    >>> schema_version(1)(1)
    1
    """

    def door(value: int) -> int:
        if version_number(value) != known:
            raise InvalidValue("schema_version", f"must be {known}", value, "read it with the version that wrote it")
        return known

    return door
