"""Shrinkage against the rat tumours, the published example of the beta-binomial model.

Source: Tarone, Journal of the National Cancer Institute 68 (1982), 211-215; the table stands in Gelman and others,
Bayesian Data Analysis (3rd edition, 2013), table 5.1: 70 earlier groups, and the present one of 4 in 14. Alpha and beta
of the earlier ones are those published with the CRAN package BayesGOF; the shrunk rates and the interval were worked
out for this project's design, apart from this library, before there was any code.
"""

from __future__ import annotations

import pytest

from salescycle.metrics import BetaPrior, Shrinkage, shrink
from salescycle.values import Interval, Share

EARLIER = """
    0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 1/19 1/19 1/18 1/18
    2/25 2/24 2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 2/17 7/49 7/47 3/20 3/20 2/13 9/48 10/50
    4/20 4/20 4/20 4/20 4/20 4/20 4/20 10/48 4/19 4/19 4/19 5/22 11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 6/20
    16/52 15/47 15/46 9/24
"""
PRESENT = Share(part=4, whole=14)


@pytest.fixture(scope="module")
def rats() -> Shrinkage:
    """Give the 70 earlier groups, shrunk."""
    pairs = [tuple(map(int, word.split("/"))) for word in EARLIER.split()]
    return shrink({f"group {place}": Share(part=y, whole=n) for place, (y, n) in enumerate(pairs, start=1)})


def test_the_table_is_the_published_one(rats: Shrinkage) -> None:
    """70 groups with 263 tumours in 1,725 rats."""
    assert (70, 263, 1725) == (rats.n, rats.pooled.part, rats.pooled.whole)


def test_alpha_and_beta(rats: Shrinkage) -> None:
    """The likeliest prior is that of the published fit."""
    assert isinstance(rats.prior, BetaPrior)
    assert pytest.approx((2.304768, 14.079707), rel=1e-4) == (rats.prior.alpha, rats.prior.beta)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(PRESENT, 0.207499), (Share(part=0, whole=20), 0.063345), (Share(part=9, whole=24), 0.279928)],
)
def test_shrunk_rates(rats: Shrinkage, share: Share, expected: float) -> None:
    """The present group, one without tumours and the one with most, drawn to the mean of all."""
    assert pytest.approx(expected, abs=1e-6) == rats.rate(share)


def test_the_interval_of_the_present_group(rats: Shrinkage) -> None:
    """95 % of the posterior of 4 in 14 lie between .0856 and .3657."""
    interval = rats.interval(PRESENT)
    assert isinstance(interval, Interval)
    assert pytest.approx((0.085612, 0.365690), abs=1e-6) == (interval.low, interval.high)


def test_ranks_weigh_how_much_was_seen(rats: Shrinkage) -> None:
    """5 in 22 is the higher rate, 10 in 48 the higher shrunk one; 9 in 24 comes first, those without last."""
    order = [(each.share.part, each.share.whole) for each in rats.groups]
    assert order.index((10, 48)) < order.index((5, 22))
    assert [(9, 24), (15, 46), (15, 47)] == order[:3]
    assert [(0, 20)] * 7 == order[-7:]
