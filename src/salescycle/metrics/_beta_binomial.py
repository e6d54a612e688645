"""The beta-binomial distribution: how far the true rates of groups lie apart, by marginal maximum likelihood."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

__all__ = ["LEAST_SPREAD", "fitted_beta"]

LEAST_SPREAD = 1e-7
"""The smallest spread 1 / (alpha + beta) that is told from none: true rates within some 0.02 points of each other."""

_RATIO = 10**0.5
_TRIED = tuple(LEAST_SPREAD * _RATIO**step for step in range(31))  # up to 1e8: groups all won or all lost, nearly
_CLOSE = 1e-13
_FINE = 64  # the sums over a long row of deals are taken in blocks shorter than this part of what lies before them

_Nodes = tuple[tuple[float, float], ...]


def fitted_beta(groups: Mapping[tuple[int, int], int]) -> tuple[float, float]:
    """Give the mean and the spread of the beta distribution under which groups of so many won and lost are likeliest.

    ``groups`` counts the groups with so many (won, lost); some deals are won, some are lost, and not every group is
    one or the other. The spread is 1 / (alpha + beta), and 0 where the groups differ no more than by chance.

    Formula: with mean m and spread s, a group's likelihood is the product over its won deals, j = 0, 1, ..., of
    m + js, times that over its lost of 1 - m + js, over that of all its deals of 1 + js. Unlike differences of
    log-gammas it is exact at and near s = 0. In m it has one peak for each s. In s it may have two (one large group
    speaks for no spread, many small ones for some), so each magnitude is tried before the best is made exact.
    """
    likelihood = _Likelihood.of(groups)
    tried = [(likelihood.at(spread), spread) for spread in (0.0, *_TRIED)]
    best = max(tried)[1]
    if not best:
        return likelihood.mean(0.0), 0.0
    low, high = best / _RATIO, best * _RATIO
    while low < (middle := math.sqrt(low * high)) < high:
        if likelihood.slope(middle) > 0:
            low = middle
        else:
            high = middle
    return likelihood.mean(low), low


@attrs.define
class _Likelihood:
    """The likelihood of the groups, as sums over nodes (j, weight): how many groups have more than j of a kind."""

    won: _Nodes
    lost: _Nodes
    both: _Nodes
    last: float = 0.5  # the mean found last, where the next search begins

    @classmethod
    def of(cls, groups: Mapping[tuple[int, int], int]) -> _Likelihood:
        won, lost, both = Counter[int](), Counter[int](), Counter[int]()
        for (part, rest), count in groups.items():
            won[part] += count
            lost[rest] += count
            both[part + rest] += count
        return cls(nodes_of(won), nodes_of(lost), nodes_of(both))

    def at(self, spread: float) -> float:
        """Give the logarithm of the likelihood at a spread and the mean that suits it best."""
        mean = self.mean(spread)
        terms = [weight * math.log(mean + j * spread) for j, weight in self.won]
        terms += [weight * math.log(1 - mean + j * spread) for j, weight in self.lost]
        terms += [-weight * math.log1p(j * spread) for j, weight in self.both]
        return math.fsum(terms)

    def slope(self, spread: float) -> float:
        """Give how fast that grows with the spread."""
        mean = self.mean(spread)
        terms = [weight * j / (mean + j * spread) for j, weight in self.won]
        terms += [weight * j / (1 - mean + j * spread) for j, weight in self.lost]
        terms += [-weight * j / (1 + j * spread) for j, weight in self.both]
        return math.fsum(terms)

    def mean(self, spread: float) -> float:
        """Find the best mean at a spread, by Newton's method, halving where it would leave what is left."""
        low, high, mean, change = 0.0, 1.0, self.last, 1.0
        while abs(change) > _CLOSE * mean:
            up = [(weight, mean + j * spread) for j, weight in self.won]
            down = [(weight, 1 - mean + j * spread) for j, weight in self.lost]
            slope = math.fsum([w / x for w, x in up] + [-w / x for w, x in down])
            low, high = (mean, high) if slope > 0 else (low, mean)
            step = mean + slope / math.fsum(w / x**2 for w, x in up + down)
            change = (step if low < step < high else (low + high) / 2) - mean
            mean += change
        self.last = mean
        return mean


def nodes_of(counts: Mapping[int, int]) -> _Nodes:
    """Give places and weights with which a smooth f sums to the sum of f(0) + ... + f(n - 1) over counted n.

    Place by place up to 128. Beyond, in blocks of three nodes with the weights of Gauss for places equally far apart:
    exact for polynomials up to the fifth degree, so that a million deals take as long as two thousand.
    """
    left, start = sum(count for n, count in counts.items() if n), 0
    nodes: list[tuple[float, float]] = []
    for stop in sorted(filter(None, counts)):
        nodes += [(place, left * weight) for place, weight in _row(start, stop)]
        left, start = left - counts[stop], stop
    return tuple(nodes)


def _row(start: int, stop: int) -> Iterator[tuple[float, float]]:
    while start < stop:
        size = min(max(1, start // _FINE), stop - start)
        centre, square = start + (size - 1) / 2, 3 * size * size - 7
        if size == 1:
            yield float(start), 1.0
        else:
            off, weight = math.sqrt(square / 20), 5 * size * (size * size - 1) / (6 * square)
            yield from ((centre - off, weight), (centre, size - 2 * weight), (centre + off, weight))
        start += size
