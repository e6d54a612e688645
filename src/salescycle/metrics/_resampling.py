"""Resampling: the interval of any measure of a pipeline, where no formula gives one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

import attrs

from salescycle.model import Deal
from salescycle.values import Dice

from ._bootstrap import Bootstrap, Number, bootstrap
from ._segments import Key, segment_key

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["bootstrap_of"]


def bootstrap_of(
    pipeline: Pipeline,
    measure: Callable[[Pipeline], Number],
    *,
    rng: Dice,
    times: int = 2000,
    level: float = 0.95,
    clusters: Key | str | None = None,
    method: Literal["percentile", "bca"] = "percentile",
) -> Bootstrap:
    """Give a number measured of the pipeline with an interval, by drawing its deals again, many times over.

    ``measure`` makes a number of a pipeline, such as ``lambda part: part.cycle_length().mean``. With ``clusters``, a
    function or the name of a reading as for ``by``, whole accounts or owners are drawn: their deals are not
    independent. A deal that is drawn again counts again, under an id of its own, and so does its lead. It costs
    ``times`` times the measure. See ``bootstrap`` for formulas, the random stream and errors.
    """
    key = None if clusters is None else segment_key(clusters)

    def of(deals: Sequence[Deal]) -> Number:
        return measure(attrs.evolve(pipeline, deals=_each_once(deals)))

    return bootstrap(pipeline.deals, of, rng=rng, times=times, level=level, clusters=key, method=method)


def _each_once(deals: Sequence[Deal]) -> list[Deal]:
    """Give deals of which each has an id of its own: what goes by ids would else take two draws for one deal."""
    taken = {deal.id for deal in deals}
    seen: set[str] = set()
    return [deal if _is_first(deal, seen) else _again(deal, place, taken) for place, deal in enumerate(deals)]


def _is_first(deal: Deal, seen: set[str]) -> bool:
    first = deal.id not in seen
    seen.add(deal.id)
    return first


def _again(deal: Deal, place: int, taken: set[str]) -> Deal:
    key = f"drawn again, {place}"
    while key in taken:
        key += "*"
    lead = None if deal.lead is None else attrs.evolve(deal.lead, id=key)
    return attrs.evolve(deal, id=key, lead=lead)
