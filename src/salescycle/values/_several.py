"""Fields that hold objects: one of a kind, or several of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from itertools import islice
from typing import Any, TypeVar

import attrs

from salescycle.errors import InvalidValue, LimitExceeded, shown

__all__ = ["SEVERAL_LIMIT", "a_mapping", "must_be", "pairs_of", "required", "several"]

SEVERAL_LIMIT = 1000
"""Most objects that a field holds, unless it says otherwise."""

_T = TypeVar("_T")
_K = TypeVar("_K")


def several(
    values: Iterable[_T], kind: type[Any], what: str, *, limit: int = SEVERAL_LIMIT, instead: str = ""
) -> tuple[_T, ...]:
    """Convert to a tuple of objects of a kind; a lone string, and more than ``limit``, are refused.

    No more is read than the limit, so an iterable without an end does no harm.

    >>> several(["a", "b"], str, "keys")
    ('a', 'b')
    """
    # tuple("won") is ('w', 'o', 'n'): a lone string is always a slip here
    # and a set has no order: it would make another value in each process
    came: object = values
    if isinstance(came, (str, bytes, Mapping, set, frozenset)) or not isinstance(came, Iterable):
        raise InvalidValue(what, "must be several, in a list or tuple", shown(values), "put it in a list")
    found = tuple(islice(values, limit + 1))
    if len(found) > limit:
        raise LimitExceeded(what, f"must be at most {limit}", len(values) if isinstance(values, Sized) else limit + 1)
    # there may be millions, of few types: a value is looked at only if its type is not of the kind
    others = {each for each in set(map(type, found)) if not issubclass(each, kind)}
    for place, value in enumerate(found) if others else ():
        if not isinstance(value, kind):
            raise InvalidValue(f"{what}[{place}]", _is_a(kind), value, instead)
    return found


def _is_a(kind: type) -> str:
    return f"must be {'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}"


def pairs_of(value: Mapping[str, _T] | tuple[tuple[str, _T], ...], what: str) -> tuple[tuple[str, _T], ...]:
    """Convert a mapping to pairs, which can be hashed; pairs made so before pass again.

    >>> pairs_of({"need": 2}, "weights")
    (('need', 2),)
    """
    if not isinstance(value, (Mapping, tuple)):
        raise InvalidValue(what, "must be a mapping", value, "for example {'key': ...}")
    pairs = several(value.items() if isinstance(value, Mapping) else value, tuple, what)
    if any(len(pair) != 2 or not isinstance(pair[0], str) for pair in pairs):
        raise InvalidValue(what, "must have text for keys", value, "for example {'key': ...}")
    if len({pair[0] for pair in pairs}) < len(pairs):
        raise InvalidValue(what, "must name each key once", value)
    return pairs


def required(value: object, kind: type[_T], what: str, instead: str = "") -> _T:
    """Give an object of a kind, or refuse what is none.

    >>> required("three", dict, "a table")
    Traceback (most recent call last):
        ...
    salescycle.errors.InvalidValue: a table must be a dict, got 'three'
    """
    if not isinstance(value, kind):
        raise InvalidValue(what, _is_a(kind), value, instead)
    return value


def a_mapping(value: Mapping[_K, _T], what: str, instead: str = "") -> Mapping[_K, _T]:
    """Give a mapping, or refuse what is none.

    >>> a_mapping(["talk"], "weights", "give {...}")
    Traceback (most recent call last):
        ...
    salescycle.errors.InvalidValue: weights must be a mapping, got a list; give {...}
    """
    came: object = value
    if not isinstance(came, Mapping):
        raise InvalidValue(what, "must be a mapping", shown(came), instead)
    return value


def must_be(kind: type[_T], what: str, instead: str = "") -> Callable[[Any, attrs.Attribute[_T], _T], None]:
    """Give a validator that a field holds an object of a kind.

    >>> must_be(dict, "a table")(None, None, "three")
    Traceback (most recent call last):
        ...
    salescycle.errors.InvalidValue: a table must be a dict, got 'three'
    """

    def check(_: Any, __: attrs.Attribute[_T], value: _T) -> None:
        required(value, kind, what, instead)

    return check
