"""Resampling: the interval of any measure of a pipeline, where no formula gives one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from salescycle.model import Deal
from salescycle.values import Dice

from ._bootstrap import Bootstrap, Number, bootstrap
from ._segments import Key, reading_of

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
    independent. A deal that is drawn twice counts twice. It costs ``times`` times the measure. See ``bootstrap`` for
    formulas, the random stream and errors.
    """
    key = None if clusters is None else reading_of(clusters)

    def of(deals: Sequence[Deal]) -> Number:
        return measure(pipeline.drawn(deals))

    return bootstrap(pipeline.deals, of, rng=rng, times=times, level=level, clusters=key, method=method)
