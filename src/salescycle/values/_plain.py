"""Plain data from outside: copied once, of known types only, within bounds."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

from salescycle.errors import InvalidValue, LimitExceeded

from ._repeats import Repeats

__all__ = ["plain_data"]

DEPTH_LIMIT = 32
NODE_LIMIT = 20_000

_HOLDERS = (dict, list, tuple)
_SCALARS = (str, int, bool, Decimal, date, type(None))

# what waits to be copied: what holds it, where its copy goes, under which name, and how deep that is
_Waiting = tuple[Any, Any, Any, int]


def plain_data(value: Any, what: str, *, nodes: int = NODE_LIMIT, repeats: Repeats | None = None) -> Any:
    """Copy plain data: mappings with text for keys, lists, text, numbers, dates, true, false and none.

    Only the exact types are taken, so no code of a foreign class runs, and nothing changes later. Walked without
    recursion: at most 32 levels deep and ``nodes`` values, however the data refers to itself. What stands in many
    places is counted by ``repeats``, which may go on from other data. A float becomes the Decimal that was written.

    >>> plain_data({"stages": [{"key": "talk", "win_probability": 0.1}]}, "a cycle")
    {'stages': [{'key': 'talk', 'win_probability': Decimal('0.1')}]}
    """
    root: list[Any] = [value]
    waiting: list[_Waiting] = [(root, root, 0, 0)] if type(value) in _HOLDERS else []
    root[0] = value if waiting else _scalar(value, what)
    repeats = repeats or Repeats(what)
    count = 1
    while waiting:
        source, into, key, depth = waiting.pop()
        held = source[key]
        repeats.meet(held)
        count += len(held)
        if count > nodes:
            raise LimitExceeded(what, f"must hold at most {nodes} values", count)
        into[key] = copied = _empty(held, what)
        below = depth + 1
        for name, each in held.items() if type(held) is dict else enumerate(held):
            if type(each) in _HOLDERS:
                if below > DEPTH_LIMIT:
                    raise LimitExceeded(what, f"must be at most {DEPTH_LIMIT} levels deep", below)
                waiting.append((held, copied, name, below))
            else:
                copied[name] = _scalar(each, what)
    return root[0]


def _empty(value: Any, what: str) -> Any:
    """Give a copy of a mapping or list that has its places, and nothing in them yet."""
    if type(value) is not dict:
        return [None] * len(value)
    for name in value:
        if type(name) is not str:
            raise InvalidValue(what, "must have text for keys", name)
    return dict.fromkeys(value)


def _scalar(value: Any, what: str) -> Any:
    if type(value) in _SCALARS:
        return value
    if type(value) is float and math.isfinite(value):
        return Decimal(repr(value))
    instead = "give mappings, lists, text, finite numbers, dates, true or false"
    raise InvalidValue(what, "must be plain data", value, instead)
