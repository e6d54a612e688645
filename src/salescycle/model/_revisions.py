"""Revisions: what changed between two versions of the terms of an offer, line by line."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from salescycle.errors import CurrencyMismatch
from salescycle.values import Money, required

from ._terms import Line, Terms

__all__ = ["LineChange", "Revision", "compare_terms"]


@attrs.frozen(kw_only=True)
class LineChange:
    """A line that was added (``old`` is ``None``), taken out (``new`` is ``None``), or is not what it was.

    >>> desk = Line(description="Desk", unit_price=Money("100", "EUR"))
    >>> print(LineChange(old=desk, new=attrs.evolve(desk, quantity=3, discount="0.1")))
    'Desk' changed: quantity 1 to 3, discount 0 to 0.1
    """

    old: Line | None = None
    new: Line | None = None

    @property
    def description(self) -> str:
        """What the line is about."""
        line = self.new or self.old
        return "" if line is None else line.description

    def __str__(self) -> str:
        if self.old is None or self.new is None:
            return f"{self.description!r} {'added' if self.old is None else 'taken out'}"
        return f"{self.description!r} changed: {', '.join(_differences(self.old, self.new))}"


def _differences(old: Line, new: Line) -> Iterator[str]:
    for name in ("unit_price", "quantity", "discount", "tax"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{name.replace('_', ' ')} {before} to {after}"


@attrs.frozen(kw_only=True)
class Revision:
    """What changed from one version of terms to another: lines, the discount on all, the last day, and the total.

    >>> desk, chair = (Line(description=what, unit_price=Money("100", "EUR")) for what in ("Desk", "Chair"))
    >>> print(compare_terms(Terms(lines=[desk]), Terms(lines=[desk, chair])))
    'Chair' added; the total rises by 100.00 EUR to 200.00 EUR
    """

    old: Terms
    new: Terms
    lines: tuple[LineChange, ...] = ()

    @property
    def difference(self) -> Money:
        """The new total less the old one, tax included."""
        return self.new.totals.total - self.old.totals.total

    def __str__(self) -> str:
        told = list(map(str, self.lines))
        if self.old.discount != self.new.discount:
            told.append(f"the discount on all goes from {self.old.discount} to {self.new.discount}")
        if self.old.valid_until != self.new.valid_until:
            told.append(f"it holds through {self.new.valid_until or 'no last day'}")
        verb = "falls" if self.difference.amount < 0 else "rises"
        size = -self.difference if self.difference.amount < 0 else self.difference
        told.append(f"the total {verb} by {size} to {self.new.totals.total}" if size else "the total stays as it was")
        return "; ".join(told)


def compare_terms(old: Terms, new: Terms) -> Revision:
    """Compare two versions of terms line by line.

    Lines are the same where they have the same description; of several with one description the first goes with the
    first. Raises ``CurrencyMismatch`` for terms in different currencies.

    >>> desk = Line(description="Desk", unit_price=Money("100", "EUR"))
    >>> print(compare_terms(Terms(lines=[desk]), Terms(lines=[desk])))
    the total stays as it was
    """
    for terms in (old, new):
        required(terms, Terms, "terms", "give Terms(lines=[...])")
    if old.currency != new.currency:
        raise CurrencyMismatch(old.currency, new.currency)
    return Revision(old=old, new=new, lines=tuple(_changes(list(old.lines), list(new.lines))))


def _changes(old: list[Line], new: list[Line]) -> Iterator[LineChange]:
    left = list(new)
    for line in old:
        same = next((each for each in left if each.description == line.description), None)
        if same is not None:
            left.remove(same)
        if same != line:
            yield LineChange(old=line, new=same)
    yield from (LineChange(new=line) for line in left)
