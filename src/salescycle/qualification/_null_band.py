"""The null band: what a perfect scorer's expected calibration error would look like by chance alone."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import attrs

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.values import Dice, Interval, confidence_level, dice, quantile_of, several, whole_number

from ._examples import EXAMPLE_LIMIT
from ._reliability import BIN_LIMIT, chance_number, expected_error

__all__ = ["NullBand", "ece_null_band"]

TOSS_LIMIT = 10**8
"""Most outcomes that one null band makes up."""


@attrs.frozen(kw_only=True)
class NullBand:
    """How large the expected calibration error of a perfect scorer is, by chance alone.

    >>> print(NullBand(n=100, draws=1000, mean=0.085, band=Interval(low=0.046, high=0.128, level=0.95)))
    a perfect scorer shows 8.5% on average, 4.6% to 12.8% (n=100)
    """

    n: int
    draws: int
    mean: float
    band: Interval

    def __str__(self) -> str:
        return f"a perfect scorer shows {self.mean:.1%} on average, {self.band} (n={self.n})"


def ece_null_band(
    chances: Iterable[float | Fraction], *, rng: Dice, draws: int = 1000, bins: int = 10, level: float = 0.95
) -> NullBand:
    """Give the expected calibration error that these chances would show if each were exactly right.

    Outcomes are made up by ``rng``, one ``random()`` a chance in their order, ``draws`` times over; the band holds
    the middle ``level`` of the errors. An error within it is no sign of bad calibration; with few predictions it is
    wide. Formula of an error: the distances between the sum of chances and the wins of each bin, added up, over n.

    >>> from random import Random
    >>> print(ece_null_band([0.5] * 400, rng=Random(7), draws=200, bins=1).band.high < 0.06)
    True
    """
    told = _chances(chances)
    draws = whole_number(draws, "a count of draws", least=1, most=1_000_000)
    bins = whole_number(bins, "a count of bins", least=1, most=BIN_LIMIT)
    level = confidence_level(level)
    if len(told) * draws > TOSS_LIMIT:
        raise LimitExceeded("chances times draws", f"must be at most {TOSS_LIMIT}", len(told) * draws)
    rng = dice(rng)
    errors = sorted(expected_error([(chance, rng.random() < chance) for chance in told], bins) for _ in range(draws))
    tail = (1 - level) / 2
    return NullBand(
        n=len(told),
        draws=draws,
        mean=math.fsum(errors) / draws,
        band=Interval(low=quantile_of(errors, tail), high=quantile_of(errors, 1 - tail), level=level),
    )


def _chances(chances: Iterable[float | Fraction]) -> list[float]:
    told = [chance_number(chance) for chance in several(chances, object, "chances", limit=EXAMPLE_LIMIT)]
    if not told:
        raise InvalidValue("chances", "must be one or more", "none")
    return told
