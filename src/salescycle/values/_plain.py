"""Plain data from outside: copied once, of known types only, within bounds."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

from salescycle.errors import InvalidValue, LimitExceeded

__all__ = ["plain_data"]

DEPTH_LIMIT = 32
NODE_LIMIT = 20_000

_SCALARS = (str, int, bool, Decimal, date, type(None))

# what waits to be copied: the value, where its copy goes, and how deep that is
_Waiting = tuple[Any, Any, Any, int]


def plain_data(value: Any, what: str, *, nodes: int = NODE_LIMIT) -> Any:
    """Copy plain data: mappings with text for keys, lists, text, numbers, dates, true, false and none.

    Only the exact types are taken, so no code of a foreign class runs, and nothing changes later. Walked without
    recursion: at most 32 levels deep and ``nodes`` values, however the data refers to itself. A float becomes the
    Decimal that was written.

    >>> plain_data({"stages": [{"key": "talk", "win_probability": 0.1}]}, "a cycle")
    {'stages': [{'key': 'talk', 'win_probability': Decimal('0.1')}]}
    """
    root: list[Any] = [None]
    waiting: list[_Waiting] = [(value, root, 0, 0)]
    count = 0
    while waiting:
        each, into, key, depth = waiting.pop()
        count += 1
        if count + len(waiting) > nodes:
            raise LimitExceeded(what, f"must hold at most {nodes} values", count + len(waiting))
        if depth > DEPTH_LIMIT:
            raise LimitExceeded(what, f"must be at most {DEPTH_LIMIT} levels deep", depth)
        into[key], parts = _copied(each, what, nodes)
        waiting += [(part, into[key], name, depth + 1) for name, part in parts]
    return root[0]


def _copied(value: Any, what: str, nodes: int) -> tuple[Any, list[tuple[Any, Any]]]:
    """Give a copy without its parts, and the parts with their places."""
    if type(value) in (dict, list, tuple) and len(value) > nodes:
        raise LimitExceeded(what, f"must hold at most {nodes} values", len(value))
    if type(value) is dict:
        for name in value:
            if type(name) is not str:
                raise InvalidValue(what, "must have text for keys", name)
        return dict.fromkeys(value), list(value.items())
    if type(value) in (list, tuple):
        return [None] * len(value), list(enumerate(value))
    if type(value) is float and math.isfinite(value):
        return Decimal(repr(value)), []
    if type(value) not in _SCALARS:
        raise InvalidValue(
            what, "must be plain data", value, "give mappings, lists, text, finite numbers, dates, true or false"
        )
    return value, []
