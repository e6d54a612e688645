"""Objects by name: groups, segments and stages as they come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from salescycle.errors import InvalidValue, shown
from salescycle.values import a_mapping, name_text, required, several

__all__ = ["NAME_LIMIT", "named"]

NAME_LIMIT = 100_000
"""Most groups, or segments, of one measure."""

_T = TypeVar("_T")


def named(values: Mapping[str, _T], kind: type[_T], what: str) -> dict[str, _T]:
    """Convert a mapping of names to objects of a kind; no two names may come to the same text."""
    pairs = several(a_mapping(values, what, "give {'name': ...}").items(), tuple, what, limit=NAME_LIMIT)
    found: dict[str, _T] = {}
    for name, value in pairs:
        text = name_text(name)
        if text in found:
            raise InvalidValue(what, "must name each once", name)
        found[text] = required(value, kind, f"{what}[{shown(text)}]")
    return found
