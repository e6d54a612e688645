"""Logic: what gates made of criteria mean together, whoever the record is.

A gate is a conjunction of criteria, and each is an atom or made of others. Its truth table is one whole number, with a
bit for each way in which the atoms can be true or false, so that *and*, *or* and *not* are those of whole numbers.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from ._compose import joint_of, parts_of
from ._criterion import Criterion

__all__ = ["Change", "asks_as_much", "can_hold", "change_of", "demands", "family", "implies", "redundant"]

ATOM_LIMIT = 12
"""Most different criteria that a truth table is made of; what has more is compared by its criteria alone."""

Gate = Sequence[Criterion]


class Change(enum.StrEnum):
    """What became of a gate: it asks for more, for less, for something else, or for the same in other words.

    >>> Change("tightened")
    <Change.TIGHTENED: 'tightened'>
    """

    SAME = "same"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"


def change_of(old: Gate, new: Gate) -> Change:
    """Say how what a gate asks for has changed."""
    asks_old, asks_new = implies(new, old), implies(old, new)
    if asks_old and asks_new:
        return Change.SAME
    return Change.TIGHTENED if asks_old else Change.LOOSENED if asks_new else Change.CHANGED


def implies(one: Gate, other: Gate) -> bool:
    """Whether what meets one gate always meets another, as far as criteria say it of each other."""
    if set(other) <= set(one):
        return True
    # only criteria made of others need to be taken apart
    worlds = _Worlds.of((*one, *other)) if any(map(parts_of, (*one, *other))) else None
    if worlds is None:
        return all(any(asks_as_much(each, criterion) for each in one) for criterion in other)
    return not worlds.where(one) & ~worlds.where(other)


def can_hold(gate: Gate) -> bool:
    """Whether anything could meet a gate, as far as that can be told."""
    if not any(_negates(criterion) for criterion in gate):
        return True
    worlds = _Worlds.of(gate)
    return worlds is None or worlds.where(gate) != 0


def redundant(gate: Gate) -> Iterator[int]:
    """Give the places of criteria that ask for nothing which the others do not ask for."""
    left = list(enumerate(gate))
    for place, criterion in reversed(left[:]):
        others = [each for at, each in left if at != place]
        if others and implies(others, [criterion]):
            left = [(at, each) for at, each in left if at != place]
            yield place


def demands(gate: Iterable[Criterion]) -> Iterator[Criterion]:
    """Give the criteria that a gate asks for each by itself: those it lists, and what all of them are made of."""
    for criterion in gate:
        yield criterion
        if joint_of(criterion) == "all_of":
            yield from demands(parts_of(criterion))


class _Worlds:
    """Every way in which some atoms can be true or false together."""

    def __init__(self, atoms: Sequence[Criterion]) -> None:
        size = 1 << len(atoms)
        self.all = (1 << size) - 1
        self.true = {atom: _half(place, size) for place, atom in enumerate(atoms)}
        for strict in atoms:
            for lax in atoms:
                if strict is not lax and asks_as_much(strict, lax):
                    self.all &= ~self.true[strict] | self.true[lax]

    @classmethod
    def of(cls, gate: Iterable[Criterion]) -> _Worlds | None:
        atoms = list(dict.fromkeys(atom for criterion in gate for atom in _atoms(criterion)))
        return cls(atoms) if len(atoms) <= ATOM_LIMIT else None

    def where(self, gate: Iterable[Criterion]) -> int:
        """Give the worlds in which a gate is met."""
        return _joined(int.__and__, map(self._where, gate), self.all)

    def _where(self, criterion: Criterion) -> int:
        parts = parts_of(criterion)
        if not parts:
            return self.all & self.true[criterion]
        if joint_of(criterion) == "negate":
            return self.all & ~self._where(*parts)
        all_of = joint_of(criterion) == "all_of"
        return _joined(int.__and__ if all_of else int.__or__, map(self._where, parts), self.all if all_of else 0)


def _joined(join: Callable[[int, int], int], tables: Iterable[int], start: int) -> int:
    for table in tables:
        start = join(start, table)
    return start


def _half(place: int, size: int) -> int:
    """Give the worlds in which the atom of a place is true: every other run of 2 to the power of the place."""
    run = 1 << place
    found, width = ((1 << run) - 1) << run, 2 * run
    while width < size:
        found |= found << width
        width *= 2
    return found


def _atoms(criterion: Criterion) -> Iterator[Criterion]:
    parts = parts_of(criterion)
    if not parts:
        yield criterion
    for part in parts:
        yield from _atoms(part)


def _negates(criterion: Criterion) -> bool:
    parts = parts_of(criterion)
    return bool(parts) and (joint_of(criterion) == "negate" or any(map(_negates, parts)))


def family(criterion: Criterion) -> Hashable:
    """Give what criteria have in common that differ only in how much they ask for."""
    fixed = frozenset(pair for pair in criterion.params if pair[0] not in criterion.rising)
    return criterion.key, criterion.test, criterion.rising, fixed


def asks_as_much(strict: Criterion, lax: Criterion) -> bool:
    """Whether one criterion asks for as much as another of its family: as much or more by its rising parameters.

    What is asked in other words, or with another hint, is asked all the same.
    """
    if strict == lax:
        return True
    if strict.key != lax.key or family(strict) != family(lax):
        return False
    more, less = dict(strict.params), dict(lax.params)
    try:
        return all(more[name] >= less[name] for name in strict.rising)
    except Exception:  # noqa: BLE001 - values that have no order ask for nothing of each other
        return False
