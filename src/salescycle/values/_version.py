"""Versions: of a cycle, of a rubric."""

from __future__ import annotations

from salescycle.errors import InvalidValue

__all__ = ["version_number"]


def version_number(value: int) -> int:
    """Convert a version: a whole number, 1 or more.

    >>> version_number(2)
    2
    """
    if type(value) is not int or value < 1:
        raise InvalidValue("a version", "must be a whole number, 1 or more", value)
    return value
