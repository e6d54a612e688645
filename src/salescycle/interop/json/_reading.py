"""What is kept while data is read: every problem with its path, and every field that is not known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sized
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any, Final, TypeAlias

from salescycle.errors import PROBLEM_LIMIT, Finding, InvalidValue, LimitExceeded, SalesCycleError, nearest, shown
from salescycle.values import Repeats, plain_data

__all__ = ["BAD", "NESTING_LIMIT", "SIZE_LIMIT", "Enough", "Reading", "Where", "mapping_in", "put_back"]

NESTING_LIMIT: Final = 8
"""Most levels of facts set aside within facts set aside."""

SIZE_LIMIT = 2_000_000
"""Most mappings, and characters of what is not known, that one document may hold."""

Where: TypeAlias = tuple[Any, str | int] | None
"""A place in the data: that of the whole, and the name or number within; ``None`` is the data itself."""

BAD: Final = object()
"""What is read from data that has a problem: it was told, and nothing is made of it."""


class Enough(Exception):
    """Reading ends here: there are as many problems as one error tells, or more data than anybody has."""


class Reading:
    """The problems of one document, and what is not known of the record or fact being read."""

    def __init__(self, *, strict: bool, zones: Callable[[str], tzinfo] | None) -> None:
        self.problems: list[Finding] = []
        self.places: list[tuple[str | int, ...]] = []  # of the problems, where a host wants them in steps
        self.unknown: list[tuple[Where, Any]] = []
        self.strict, self.zones = strict, zones
        self.type = "unknown"
        self._left = SIZE_LIMIT
        self._repeats = Repeats("the data")

    def problem(self, code: str, where: Where, message: str) -> None:
        """Keep a problem; with as many as one error tells, reading ends."""
        self.problems.append(Finding(code=code, where=_path(where)[:100], message=message))
        self.places.append(tuple(_way(where, None)))
        if len(self.problems) >= PROBLEM_LIMIT:
            raise Enough

    def refused(self, where: Where, error: SalesCycleError) -> None:
        """Keep a refusal as a problem of its place."""
        self.problem(error.code, where, str(error))

    def through(self, read: Callable[[Any, Reading, Where], Any], value: Any, where: Where) -> Any:
        """Read a value; a refusal is a problem of its place."""
        try:
            return read(value, self, where)
        except SalesCycleError as error:
            self.refused(where, error)
            return BAD

    def enter(self, part: Sized, size: int = 1) -> None:
        """Count a mapping or list that is read; reading ends where the same ones come again and again."""
        try:
            self._repeats.meet(part)
        except LimitExceeded as error:
            self.refused(None, error)
            raise Enough from None
        self.spend(size)

    def spend(self, size: int) -> None:
        """Count what was read; reading ends where there is more of it than anybody has."""
        self._left -= size
        if self._left < 0:
            self.problem("limit_exceeded", None, f"must hold at most {SIZE_LIMIT} values")
            raise Enough

    def keep(self, where: Where, name: str, value: Any, known: Iterable[str]) -> None:
        """Keep a field that is not known; where that is not wanted, it is a problem."""
        place = (where, name)
        if self.strict:
            self.problem("unknown_field", place, f"no such field; {nearest(name, known)}")
        else:
            self.unknown.append((place, value))

    def unread(self, owner: Where, moved: Callable[[list[str | int]], list[str | int]]) -> str:
        """Give what was kept since, as text: pairs of a path from its owner, and a value."""
        pairs: list[tuple[list[str | int], Any]] = []
        for where, value in self.unknown:
            try:
                copied = plain_data(value, "what is not known here", repeats=self._repeats)
                pairs.append((moved(_way(where, owner)), _plain(copied)))
            except LimitExceeded as error:
                self.refused(where, error)
                raise Enough from None  # each of a hundred such would take its time
            except SalesCycleError as error:
                self.refused(where, error)
        text = json.dumps(sorted(pairs, key=lambda pair: json.dumps(pair[0])), sort_keys=True)
        self.spend(len(text))
        return text


def mapping_in(data: Any, reading: Reading, where: Where) -> bool:
    """Whether data is a mapping with text for names; else that is a problem."""
    if type(data) is not dict:
        reading.problem("not_a_mapping", where, f"must be a mapping, got {shown(data)}")
        return False
    reading.enter(data)  # pyright: ignore[reportUnknownArgumentType]
    for name in data:  # pyright: ignore[reportUnknownVariableType]
        if type(name) is not str:  # pyright: ignore[reportUnknownArgumentType]
            came = shown(name)  # pyright: ignore[reportUnknownArgumentType]
            reading.problem("not_a_name", where, f"must have text for names, got {came}")
            return False
    return True


def _way(where: Where, owner: Where) -> list[str | int]:
    steps: list[str | int] = []
    while where is not owner and where is not None:
        where, step = where
        steps.append(step)
    return steps[::-1]


def _path(where: Where) -> str:
    steps = _way(where, None)
    return "$" + "".join(f"[{step}]" if type(step) is int else f".{shown(step)[1:-1]}" for step in steps)


def _plain(value: Any) -> Any:
    """Give plain data as JSON has it, or refuse what JSON would change."""
    if type(value) is dict:
        return {name: _plain(each) for name, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if type(value) is list:
        return [_plain(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Decimal):
        if not value.is_finite() or Decimal(repr(float(value))) != value:
            raise InvalidValue("a number that is not known here", "must be one that a float holds", value)
        return float(value)
    if isinstance(value, date) or (type(value) is int and value.bit_length() > 63):
        raise InvalidValue("what is not known here", "must be text, a number of 64 bits, true, false or null", value)
    return value


def put_back(data: dict[str, Any], unread: str) -> None:
    """Put what was not read back to where it was; a place that is no more, or is taken, is passed over."""
    try:
        for way, value in json.loads(unread):
            _put(data, way, value)
    except (ValueError, TypeError, RecursionError):
        rule = "must be as the edge that read the data made it"
        raise InvalidValue("what was not read", rule, unread, "leave it out") from None


def _put(data: Any, way: list[str | int], value: Any) -> None:
    *steps, last = way
    for step in steps:
        try:
            data = data[step]
        except (LookupError, TypeError):
            return
    if type(data) is dict and type(last) is str:
        data.setdefault(last, value)  # pyright: ignore[reportUnknownMemberType]
