"""Reliability: do chances come true as often as they say?"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Share, Undefined, count_number, whole_number

from ._platt import logistic_curve, pairs_with_outcome

__all__ = ["CLIP", "Reliability", "ReliabilityBin", "bin_of", "chance_number", "expected_error", "reliability"]

CLIP = 1e-15
"""A chance is kept this far from 0 and 1 where its logarithm is taken."""

BIN_LIMIT = 1000
"""Most bins of a reliability table."""


@attrs.frozen(kw_only=True)
class ReliabilityBin:
    """The predictions from ``low`` to ``high``: how many, their mean, and how many came true.

    >>> row = ReliabilityBin(low=0.5, high=0.6, mean=0.54, observed=Share(part=7, whole=12))
    >>> print(row, "|", row.observed.interval())
    50% to 60%: said 54.0%, came 58.3% (7 of 12) | 32.0% to 80.7%
    """

    low: float
    high: float
    mean: float
    observed: Share

    @property
    def n(self) -> int:
        """How many predictions."""
        return self.observed.whole

    def __str__(self) -> str:
        return f"{self.low:.0%} to {self.high:.0%}: said {self.mean:.1%}, came {self.observed}"


@attrs.frozen(kw_only=True)
class Reliability:
    """How well chances came true: scores, their parts, and a table of bins.

    - ``brier``: the mean of (chance - outcome)², 0 at best; ``uncertainty`` is what the base rate alone would get.
    - ``brier = reliability - resolution + uncertainty + within_bins`` (Murphy 1973). ``reliability`` is how far
      chances lie from what came, ``resolution`` how far what came differs between bins; both per bin.
      ``within_bins`` is what the bins hide, 0 where each holds one chance only (Stephenson, Coelho and Jolliffe 2008).
    - ``log_loss``: the mean of -log(chance given to what came), in nats; chances are kept ``CLIP`` from 0 and 1.
    - ``slope`` and ``intercept`` of the likeliest logistic curve from predicted to true log-odds: 1 and 0 at best; a
      slope below 1 means too sure. Undefined with one outcome or chance only, or where a threshold divides wins from
      losses.
    - ``expected_error`` (ECE): the mean distance between said and came. It is not 0 for a perfect scorer, the less so
      the fewer the predictions: compare it with ``ece_null_band``, never with 0.

    >>> print(reliability([(0.1, False), (0.9, True), (0.8, True), (0.3, False)]))
    Brier score 0.0375 (base rate: 0.2500), n=4
    """

    n: int = attrs.field(converter=count_number)
    brier: float
    log_loss: float
    reliability: float
    resolution: float
    uncertainty: float
    within_bins: float
    expected_error: float
    slope: float | Undefined
    intercept: float | Undefined
    bins: tuple[ReliabilityBin, ...]

    def __str__(self) -> str:
        return f"Brier score {self.brier:.4f} (base rate: {self.uncertainty:.4f}), n={self.n}"


def chance_number(value: float | Fraction) -> float:
    """Check a chance: a float or Fraction from 0 to 1."""
    if type(value) not in (float, Fraction) or not 0 <= value <= 1:
        raise InvalidValue("a chance", "must be a float or Fraction from 0 to 1", value)
    return float(value)


def bin_of(chance: float, bins: int) -> int:
    """Give the bin of a chance: equal widths, each with its lower end, the last one with both."""
    return min(int(chance * bins), bins - 1)


def expected_error(rows: Iterable[tuple[float, bool]], bins: int) -> float:
    """Give the mean distance between what chances said and what came, over equal bins."""
    found: dict[int, list[float]] = {}
    for chance, won in rows:
        found.setdefault(bin_of(chance, bins), []).append(chance - won)
    return math.fsum(abs(math.fsum(each)) for each in found.values()) / sum(map(len, found.values()))


def reliability(judged: Iterable[tuple[float | Fraction, bool]], *, bins: int = 10) -> Reliability:
    """Judge chances by what came: pairs of a chance from 0 to 1 and whether it was won.

    ``bins`` of equal width; empty ones are left out of the table. At least one pair is needed.

    >>> table = reliability([(0.1, False), (0.15, True), (0.9, True), (0.95, True)])
    >>> [print(row) for row in table.bins]
    10% to 20%: said 12.5%, came 50.0% (1 of 2)
    90% to 100%: said 92.5%, came 100.0% (2 of 2)
    [None, None]
    """
    bins = whole_number(bins, "a count of bins", least=1, most=BIN_LIMIT)
    rows = _rows(judged)
    n, won = len(rows), sum(won for _, won in rows)
    base = won / n
    table = _table(rows, bins)
    brier = math.fsum((chance - won) ** 2 for chance, won in rows) / n
    off = math.fsum(row.n * (row.mean - row.observed.part / row.n) ** 2 for row in table) / n
    told = math.fsum(row.n * (row.observed.part / row.n - base) ** 2 for row in table) / n
    slope, intercept = _line(rows)
    return Reliability(
        n=n,
        brier=brier,
        log_loss=-math.fsum(math.log(_clipped(chance if won else 1 - chance)) for chance, won in rows) / n,
        reliability=off,
        resolution=told,
        uncertainty=base * (1 - base),
        within_bins=math.fsum([brier, -off, told, -base * (1 - base)]),
        expected_error=expected_error(rows, bins),
        slope=slope,
        intercept=intercept,
        bins=table,
    )


def _rows(judged: Iterable[tuple[float | Fraction, bool]]) -> list[tuple[float, bool]]:
    return [(chance_number(chance), won) for chance, won in pairs_with_outcome(judged, "judged chances")]


def _table(rows: list[tuple[float, bool]], bins: int) -> tuple[ReliabilityBin, ...]:
    found: dict[int, list[tuple[float, bool]]] = {}
    for row in rows:
        found.setdefault(bin_of(row[0], bins), []).append(row)
    return tuple(
        ReliabilityBin(
            low=place / bins,
            high=(place + 1) / bins,
            mean=math.fsum(chance for chance, _ in found[place]) / len(found[place]),
            observed=Share(part=sum(won for _, won in found[place]), whole=len(found[place])),
        )
        for place in sorted(found)
    )


def _clipped(chance: float) -> float:
    return min(max(chance, CLIP), 1 - CLIP)


def _line(rows: list[tuple[float, bool]]) -> tuple[float | Undefined, float | Undefined]:
    """Give calibration slope and intercept (Cox 1958), or why there are none."""
    scores = [math.log(_clipped(chance)) - math.log(_clipped(1 - chance)) for chance, _ in rows]
    wins = [score for score, (_, won) in zip(scores, rows, strict=True) if won]
    losses = [score for score, (_, won) in zip(scores, rows, strict=True) if not won]
    if not wins or not losses:
        none = Undefined("all ended in the same way")
        return none, none
    if min(wins) >= max(losses) or min(losses) >= max(wins):
        none = Undefined("a threshold divides wins from losses")
        return none, none
    return logistic_curve(scores, [float(won) for _, won in rows], 0.0)
