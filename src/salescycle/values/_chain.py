"""Chains: what a walk over keys is worth from each of them, in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

__all__ = ["chain_solution"]

_Rows = dict[str, dict[str, Fraction]]
_Sums = dict[str, tuple[Fraction, ...]]


def chain_solution(
    rows: Mapping[str, Mapping[str, Fraction]], sums: Mapping[str, tuple[Fraction, ...]]
) -> dict[str, tuple[Fraction, ...]]:
    """Solve ``x = sums + rows x``, for as many right sides at once as each tuple of ``sums`` is long.

    ``rows`` holds the shares with which a walk goes from one key to another, ``sums`` what one visit to each key is
    worth. Takes out one key after the other, those with the fewest ways first. Every key needs a way out of the rows,
    however long; where there is none, no solution exists.

    >>> half = Fraction(1, 2)
    >>> chain_solution({"a": {"b": half}, "b": {"a": half}}, {"a": (Fraction(1),), "b": (Fraction(0),)})
    {'b': (Fraction(2, 3),), 'a': (Fraction(4, 3),)}
    """
    left, worth = {key: dict(row) for key, row in rows.items()}, dict(sums)
    into: dict[str, set[str]] = {key: set() for key in rows}
    for key, row in left.items():
        for to in row:
            into[to].add(key)
    waiting, taken = dict.fromkeys(left), list[str]()
    while waiting:
        key = min(waiting, key=lambda each: len(into[each]) * len(left[each]))
        del waiting[key]
        taken.append(key)
        _take_out(key, left, worth, into)
    solved: _Sums = {}
    for key in reversed(taken):
        whole = worth[key]
        for to, share in left[key].items():
            whole = _added(whole, share, solved[to])
        solved[key] = whole
    return solved


def _take_out(key: str, rows: _Rows, sums: _Sums, into: dict[str, set[str]]) -> None:
    """Write a key's own equation without itself, and put it in wherever a walk comes from."""
    row = rows[key]
    stays = 1 - row.pop(key, Fraction(0))
    into[key].discard(key)
    for to in row:
        row[to] /= stays
        into[to].discard(key)
    sums[key] = tuple(each / stays for each in sums[key])
    for source in into[key]:
        share = rows[source].pop(key)
        for to, onward in row.items():
            rows[source][to] = rows[source].get(to, Fraction(0)) + share * onward
            into[to].add(source)
        sums[source] = _added(sums[source], share, sums[key])


def _added(one: tuple[Fraction, ...], share: Fraction, other: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(a + share * b for a, b in zip(one, other, strict=True))
