"""Reading plain data field by field: every problem is kept with its path."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from salescycle.errors import PROBLEM_LIMIT, Finding, SalesCycleError, nearest, shown

__all__ = ["DataReader"]

_T = TypeVar("_T")


class DataReader:
    r"""Passes what was read through doors, and keeps every refusal as a problem of its place.

    It keeps no more problems than one error tells, since data may hold millions of values.

    >>> reader = DataReader()
    >>> reader.fields("cycle", {"kye": 1}, ["key"], ["key"])
    {}
    >>> print(*reader.problems, sep="\n")
    cycle.kye: no such field; did you mean 'key'?
    cycle: must have the field 'key'
    """

    def __init__(self) -> None:
        self.problems: list[Finding] = []

    def problem(self, code: str, where: str, message: str) -> None:
        """Keep a problem, unless there are enough."""
        if not self._is_full:
            self.problems.append(Finding(code=code, where=where[:100], message=message))

    def through(self, where: str, door: Callable[[Any], _T], value: Any) -> _T | None:
        """Pass a value through its door; a refusal is a problem of this place."""
        try:
            return door(value)
        except SalesCycleError as error:
            self._refused(where, error)
            return None

    def _refused(self, where: str, error: SalesCycleError) -> None:
        # what refuses millions of values need not put each refusal into words
        if self._is_full:
            return
        # data inside this data was read by a reader of its own, whose paths go on from here
        inner: tuple[Finding, ...] = getattr(error, "problems", ())
        for each in inner:
            self.problem(each.code, f"{where}.{each.where}", each.message)
        if not inner:
            self.problem(error.code, where, str(error))

    def mapping(self, where: str, value: Any) -> dict[str, Any]:
        """Give a mapping; anything else is a problem."""
        if type(value) is not dict:
            self.problem("not_a_mapping", where, f"must be a mapping, got {shown(value)}")
            return {}
        return value

    def fields(self, where: str, value: Any, known: Iterable[str], required: Iterable[str] = ()) -> dict[str, Any]:
        """Give a mapping whose fields are known; where it is none, nothing is said of what it lacks."""
        if type(value) is not dict:
            return self.mapping(where, value)
        names = list(known)
        for name in value:
            if name not in names and not self._is_full:
                self.problem("unknown_field", f"{where}.{shown(name)[1:-1]}", f"no such field; {nearest(name, names)}")
        for name in required:
            if name not in value:
                self.problem("missing_field", where, f"must have the field {name!r}")
        return {name: each for name, each in value.items() if name in names}

    def items(self, where: str, value: Any, *, most: int | None = None) -> list[tuple[str, Any]]:
        """Give the items of a list, each with its path; of one that is too long, none is looked at."""
        if type(value) is not list:
            self.problem("not_a_list", where, f"must be a list, got {shown(value)}")
            return []
        if most is not None and len(value) > most:
            self.problem(
                "limit_exceeded", where, f"{where.rpartition('.')[2]} must be at most {most}, got {len(value)}"
            )
            return []
        return [(f"{where}[{place}]", each) for place, each in enumerate(value)]

    @property
    def _is_full(self) -> bool:
        return len(self.problems) >= PROBLEM_LIMIT
