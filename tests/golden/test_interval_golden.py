"""Intervals of shares against published figures.

The pairs of part and whole are the examples of Newcombe, Statistics in Medicine 17 (1998), 857-872, to four digits.
Jeffreys is Beta(x + 1/2, n - x + 1/2) with equal tails, closed at 0 and 1 as Brown, Cai and DasGupta, Statistical
Science 16 (2001), 101-133, advise; computed apart from this library, and statsmodels agrees.
"""

from __future__ import annotations

import math

import pytest

from salescycle.values import Interval, Share, Undefined


def printed(interval: Interval | Undefined) -> tuple[str, str]:
    """Give the ends as tables print them."""
    assert isinstance(interval, Interval)
    return f"{interval.low:.4f}", f"{interval.high:.4f}"


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (81, 263, ("0.2553", "0.3662")),
        (15, 148, ("0.0624", "0.1605")),
        (0, 20, ("0.0000", "0.1611")),
        (1, 29, ("0.0061", "0.1718")),
    ],
)
def test_wilson_is_that_of_newcombe(part: int, whole: int, expected: tuple[str, str]) -> None:
    """The four example pairs of the paper that compared seven methods."""
    assert expected == printed(Share(part=part, whole=whole).interval(level=0.95, method="wilson"))


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (3, 5, ("0.2307", "0.8824")),
        (2, 7, ("0.0822", "0.6411")),
        (0, 10, ("0.0000", "0.2775")),
        (10, 10, ("0.7225", "1.0000")),
        (1, 1, ("0.2065", "1.0000")),
        (0, 1, ("0.0000", "0.7935")),
    ],
)
def test_wilson_at_the_numbers_of_sales(part: int, whole: int, expected: tuple[str, str]) -> None:
    """A handful of deals, and the ends where none or all were won."""
    assert expected == printed(Share(part=part, whole=whole).interval())


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (81, 263, ("0.2545", "0.3656")),
        (15, 148, ("0.0604", "0.1576")),
        (0, 20, ("0.0000", "0.1166")),
        (1, 29, ("0.0037", "0.1501")),
    ],
)
def test_jeffreys_at_the_pairs_of_newcombe(part: int, whole: int, expected: tuple[str, str]) -> None:
    """The same four pairs under the equal-tailed interval of the beta distribution."""
    assert expected == printed(Share(part=part, whole=whole).interval(method="jeffreys"))


@pytest.mark.parametrize(
    ("part", "whole", "level"), [(0, 1, 0.95), (0, 10, 0.9), (1, 1, 0.95), (7, 7, 0.99), (0, 1000, 0.5)]
)
def test_jeffreys_is_closed_where_none_or_all_were_won(part: int, whole: int, level: float) -> None:
    """At an end of the scale the interval reaches that end exactly."""
    interval = Share(part=part, whole=whole).interval(level=level, method="jeffreys")
    assert isinstance(interval, Interval)
    assert (0.0 if part == 0 else 1.0) == (interval.low if part == 0 else interval.high)


@pytest.mark.parametrize("method", ["wilson", "jeffreys"])
def test_of_none_there_is_no_interval(method: str) -> None:
    """Nothing is known of a rate of which nothing was seen."""
    assert Undefined("there are none") == Share(part=0, whole=0).interval(method=method)


@pytest.mark.parametrize(
    ("method", "whole", "coverage"),
    [("wilson", 5, 0.958), ("jeffreys", 5, 0.956), ("wilson", 10, 0.956), ("wilson", 20, 0.953)],
)
def test_the_interval_keeps_its_promise_on_average(method: str, whole: int, coverage: float) -> None:
    """Of rates from 5 % to 50 %, 95 % intervals hold the true one as often as exact sums over the outcomes say."""
    ends = [Share(part=part, whole=whole).interval(method=method) for part in range(whole + 1)]
    rates = [0.05 + 0.45 * step / 900 for step in range(901)]
    held = [
        math.comb(whole, part) * rate**part * (1 - rate) ** (whole - part)
        for rate in rates
        for part, end in enumerate(ends)
        if isinstance(end, Interval) and rate in end
    ]
    assert coverage == pytest.approx(math.fsum(held) / len(rates), abs=0.001)
