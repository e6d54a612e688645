"""Near misses: deals that lack one thing, and one only, for a move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import attrs
from hypothesis import strategies as st

from salescycle.cycle import Criterion, Cycle
from salescycle.errors import InvalidValue
from salescycle.model import Deal
from salescycle.presets import SEVEN_STAGE

from ._facts import facts, instants
from ._meets import MEETS, MISSES, Meets, meet

__all__ = ["NearMiss", "near_misses"]

_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class NearMiss:
    """A deal, a move for which exactly one criterion does not hold at an instant, and that criterion.

    >>> from salescycle.cycle import value_known
    >>> NearMiss(deal=Deal(id="D-1"), to="offer", at=_AT, reason="", criterion=value_known).criterion.key
    'value_known'
    """

    deal: Deal
    to: str
    at: datetime
    reason: str
    criterion: Criterion


_Place = tuple[str, str, Criterion]


def _is_one(cycle: Cycle, near: NearMiss) -> bool:
    decision = cycle.check(near.deal, to=near.to, at=near.at, reason=near.reason)
    return not decision.refusals and [near.criterion] == [unmet.criterion for unmet in decision.unmet]


@attrs.frozen
class _Known:
    """What is known of a cycle's criteria; shown by the cycle's name alone."""

    cycle: Cycle
    meets: Meets
    misses: Meets

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as Hypothesis calls it
        printer.text("..." if cycle else self.cycle.name)

    def near(self, place: _Place, at: datetime) -> NearMiss:
        """Put a deal of which nothing is known in a stage, meet all that a way asks for but one, and break that."""
        source, to, missed = place
        way = self.cycle.ways(source)[to]
        deal = Deal(id="D-1", name="Acme", log=[self.cycle.entry(source, at=at)])
        deal = meet(deal, [each for each in way.criteria if each != missed], at, self.meets)
        if missed.key in self.misses and missed.holds(deal, at):
            deal = cast("Deal", self.misses[missed.key](deal, at, **dict(missed.params)))
        return NearMiss(deal=deal, to=to, at=at, reason="price" if way.needs_reason else "", criterion=missed)

    def places(self) -> Iterator[_Place]:
        """Give the ways and criteria of which a near miss can be made."""
        for stage in self.cycle.stages:
            for to, way in self.cycle.ways(stage.key).items():
                for criterion in way.criteria:
                    if _is_one(self.cycle, self.near((stage.key, to, criterion), _AT)):
                        yield stage.key, to, criterion


@st.composite
def _near_misses(draw: st.DrawFn, known: _Known, places: st.SearchStrategy[_Place]) -> NearMiss:
    near = known.near(draw(places), draw(instants()))
    for fact in draw(st.lists(facts(at=st.just(near.at)), max_size=4)):
        # what would meet the criterion, or break another, is left out
        other = attrs.evolve(near, deal=near.deal.record(fact))
        near = other if _is_one(known.cycle, other) else near
    return near


def near_misses(
    cycle: Cycle = SEVEN_STAGE, *, meets: Meets = MEETS, misses: Meets = MISSES
) -> st.SearchStrategy[NearMiss]:
    """Draw deals with a move for which exactly one criterion does not hold: what a gate must not let through.

    The deal was found in its stage, as an import brings it, and has what ``meets`` records for all other criteria
    of the way. ``misses`` says by its key what breaks a criterion that holds of a deal of which nothing is known.
    A criterion that follows from another of the same way (contacted from spoken with) is never the only one.
    Raises ``InvalidValue`` where nothing can be missed: no way asks for anything, or for nothing that is known.

    >>> from hypothesis import find
    >>> near = find(near_misses(), lambda near: near.criterion.key == "signed")
    >>> print(SEVEN_STAGE.check(near.deal, to=near.to, at=near.at))
    cannot move from 'closing' to 'won'; still needed: all have signed (the buyer has to sign order_form)
    """
    known = _Known(cycle, meets, misses)
    places = list(known.places())
    if not places:
        raise InvalidValue("near misses", "must have a criterion that can be missed alone", cycle.name, "give meets=")
    return _near_misses(known, st.integers(0, len(places) - 1).map(places.__getitem__))
