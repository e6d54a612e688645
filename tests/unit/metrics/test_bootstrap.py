"""The bootstrap: its resamples one by one, clusters, values that are none, and what it refuses."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random
from statistics import mean, median

import attrs
import pytest

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.metrics import Bootstrap, bootstrap
from salescycle.metrics._bootstrap import _moved
from salescycle.values import Share, Undefined


class Written:
    """Dice that fall as was written down: on each number of a row of n, in order."""

    def __init__(self, numbers: Sequence[int], n: int) -> None:
        self._falls = iter([(number + 0.5) / n for number in numbers])

    def random(self) -> float:
        return next(self._falls)


def every(n: int) -> Written:
    """Give dice that draw each of the n^n resamples once."""
    return Written([number for row in product(range(n), repeat=n) for number in row], n)


def test_resamples_are_drawn_in_the_order_of_the_stream() -> None:
    """One fall for each unit of a resample, in order; the estimate comes first, of all units as they came."""
    seen: list[tuple[int, ...]] = []

    def told(units: Sequence[int]) -> int:
        seen.append(tuple(units))
        return 0

    bootstrap([7, 8, 9], told, rng=Written([0, 2, 1, 2, 2, 2], 3), times=2)
    assert [(7, 8, 9), (7, 9, 8), (9, 9, 9)] == seen


def test_clusters_are_drawn_whole() -> None:
    """A cluster stands where its first unit came; as many clusters are drawn as there are, whatever their size."""
    seen: list[tuple[str, ...]] = []

    def told(units: Sequence[str]) -> int:
        seen.append(tuple(units))
        return len(units)

    found = bootstrap(
        ["a1", "b1", "a2", "c1"], told, rng=Written([0, 0, 1, 2, 1, 1], 3), times=2, clusters=lambda unit: unit[0]
    )
    assert [("a1", "b1", "a2", "c1"), ("a1", "a2", "a1", "a2", "b1"), ("c1", "b1", "b1")] == seen
    assert (4, 3) == (found.n, found.clusters)


def test_percentiles_of_all_resamples() -> None:
    """Of the 27 means of 0, 3 and 9 the limits are quantiles of type 7, by hand."""
    found = bootstrap([0, 3, 9], mean, rng=every(3), times=27, level=0.5)
    means = sorted(Fraction(a + b + c, 3) for a, b, c in product([0, 3, 9], repeat=3))
    # places 6.5 and 19.5 of 0 to 26
    assert ((means[6] + means[7]) / 2, (means[19] + means[20]) / 2) == (found.low, found.high)
    assert (4.0, 3, None, Share(part=0, whole=27)) == (found.estimate, found.n, found.clusters, found.undefined)


def test_the_same_seed_gives_the_same_interval() -> None:
    """Chance is an argument."""
    one, two, other = (bootstrap(range(40), median, rng=Random(seed), times=99) for seed in (4, 4, 5))
    assert one == two
    assert one != other


def test_a_symmetric_sample_is_not_moved() -> None:
    """Without skewness and bias the two methods are one."""
    one, other = (bootstrap([-3, -1, 1, 3], mean, rng=every(4), times=256, method=m) for m in ("percentile", "bca"))
    assert pytest.approx((one.low, one.high), abs=1e-12) == (other.low, other.high)


def test_a_long_tail_moves_the_interval() -> None:
    """The corrected interval reaches farther to the side of the tail."""
    units = [1, 1, 2, 2, 3, 3, 4, 5, 7, 10, 16, 40]
    one, other = (bootstrap(units, mean, rng=Random(1), method=method) for method in ("percentile", "bca"))
    assert not any(isinstance(each, Undefined) for each in (one.low, one.high, other.low, other.high))
    assert one.low < other.low
    assert one.high < other.high


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3.0),
        (2.5, 2.5),
        (Fraction(1, 4), 0.25),
        (Decimal("0.1"), 0.1),
        (timedelta(hours=36), 1.5),
    ],
)
def test_a_statistic_gives_any_number(value: object, expected: float) -> None:
    """Whatever kind of number it is; a duration is read in days."""
    found = bootstrap([1, 2], lambda _: value, rng=Random(1), times=9)
    assert (expected, expected, expected) == (found.estimate, found.low, found.high)


def test_resamples_without_a_value_are_counted() -> None:
    """They take no part in the interval, and the text tells how many there were."""

    def lowest_odd(units: Sequence[int]) -> int | Undefined:
        return min((unit for unit in units if unit % 2), default=Undefined("no odd one"))

    found = bootstrap([1, 2, 4], lowest_odd, rng=every(3), times=27)
    assert (1.0, 1.0, 1.0, Share(part=8, whole=27)) == (found.estimate, found.low, found.high, found.undefined)
    assert "1 (1 to 1 at 0.95; n=3; no value in 29.6% (8 of 27))" == str(found)


def test_no_units_have_no_number() -> None:
    """Nothing is asked of the statistic or the dice."""
    found = bootstrap([], mean, rng=Written([], 1))
    none = Undefined("there are none")
    assert (none, none, none, 0, Share(part=0, whole=0)) == (
        found.estimate,
        found.low,
        found.high,
        found.n,
        found.undefined,
    )
    assert "undefined: there are none (n=0)" == str(found)


@pytest.mark.parametrize(("clusters", "reason"), [(None, "one unit"), (lambda _: "all", "one cluster")])
def test_one_alone_has_no_interval(clusters: Callable[[int], str] | None, reason: str) -> None:
    """Every resample would be the same, and the interval a point."""
    found = bootstrap([7] if clusters is None else [7, 7], mean, rng=Written([], 1), clusters=clusters)
    alone = Undefined(f"{reason} alone cannot be resampled")
    assert (7.0, alone, alone) == (found.estimate, found.low, found.high)


def test_an_undefined_estimate_is_its_own_interval() -> None:
    """Where the number does not exist, nothing is drawn."""
    found = bootstrap([1, 2], lambda _: Undefined("not reached"), rng=Written([], 1))
    assert [Undefined("not reached")] * 3 == [found.estimate, found.low, found.high]


def test_where_no_resample_has_a_value() -> None:
    """A number that exists of all units only has no interval."""

    def of_all(units: Sequence[int]) -> int | Undefined:
        return 1 if len(set(units)) == 3 else Undefined("not all of them")

    found = bootstrap([1, 2, 3], of_all, rng=Written([0, 0, 1, 1, 1, 1], 3), times=2)
    assert (1.0, Undefined("no resample has a value"), Share(part=2, whole=2)) == (
        found.estimate,
        found.low,
        found.undefined,
    )


def test_what_cannot_be_corrected_says_why() -> None:
    """No value without one unit; the same value without each; all resamples above; an acceleration without bound."""

    def reason(units: Sequence[int], statistic: Callable[[Sequence[int]], object], rng: object) -> object:
        found = bootstrap(units, statistic, rng=rng, times=4, method="bca")
        assert found.low == found.high
        return found.low

    def of_three(units: Sequence[int]) -> int | Undefined:
        return sum(units) if len(units) == 3 else Undefined("too few")

    told = Undefined("without one of them there is no value, so the acceleration is not known")
    assert told == reason([1, 2, 3], of_three, Random(1))
    told = Undefined("the value is the same whichever of them is left out, so the acceleration is not known")
    assert told == reason([5, 5, 5], mean, Random(1))
    assert told == reason([1, 2, 3], lambda some: 0.1 * min(len(some), 2), Random(1))
    told = Undefined("every resample lies on one side of the estimate")
    assert told == reason([1, 2, 3], mean, Written([2] * 12, 3))
    assert Undefined("the acceleration is too large for this level") == _moved([1.0, 2.0], 1.5, 0.6, 0.95)


def test_limits_do_not_depend_on_the_unit_of_measure() -> None:
    """Numbers of 1e80 are corrected as those of 1."""
    units = [1, 1, 2, 3, 5, 8, 13]
    one = bootstrap(units, mean, rng=Random(1), times=99, method="bca")
    other = bootstrap(units, lambda some: float(mean(some)) * 1e80, rng=Random(1), times=99, method="bca")
    assert pytest.approx((one.low, one.high)) == (other.low / 1e80, other.high / 1e80)


def test_records_are_one_plain_row() -> None:
    """All there is to plot or store."""
    expected = {
        "estimate": 4.0,
        "low": None,
        "high": None,
        "level": 0.9,
        "method": "bca",
        "n": 1,
        "clusters": None,
        "resamples": 0,
        "undefined": 0,
    }
    assert [expected] == bootstrap([4], mean, rng=Random(1), level=0.9, method="bca").to_records()


def test_it_reads_as_a_sentence() -> None:
    """Estimate, limits, level, n and clusters; or why there are no limits."""
    some = Bootstrap(estimate=42.0, low=38.5, high=47.0, level=0.9, method="bca", n=120, clusters=9)
    assert "42 (38.5 to 47 at 0.9; n=120 in 9 clusters)" == str(some)
    alone = attrs.evolve(some, low=Undefined("alone"), high=Undefined("alone"), clusters=None)
    assert "42 (interval undefined: alone; n=120)" == str(alone)
    assert some == pickle.loads(pickle.dumps(some))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (True, "a statistic must give a number, a timedelta or Undefined, got True"),
        ("7", "a statistic must give a number, a timedelta or Undefined, got '7'"),
        (None, "a statistic must give a number, a timedelta or Undefined, got None"),
        (float("nan"), "a statistic must give a finite number, smaller than 1e+100, got nan"),
        (float("inf"), "a statistic must give a finite number, smaller than 1e+100, got inf"),
        (-1e100, "a statistic must give a finite number, smaller than 1e+100, got -1e+100"),
        (Decimal("sNaN"), "a statistic must give a finite number, smaller than 1e+100, got sNaN"),
        (10**400, "a statistic must give a finite number, smaller than 1e+100, got an int of 1329 bits"),
    ],
)
def test_a_statistic_that_gives_no_number_is_refused(value: object, told: str) -> None:
    """What came is told, and nothing is drawn."""
    with pytest.raises(InvalidValue) as refused:
        bootstrap([1, 2], lambda _: value, rng=Written([], 1))
    assert told == str(refused.value)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"method": "basic"}, "method must be 'percentile' or 'bca', got 'basic'"),
        ({"level": 95}, "a confidence level must be a float between 0 and 1, got 95; for example 0.95"),
        ({"times": 0}, "times must be a whole number from 1 to 1000000, got 0"),
        ({"rng": 7}, "rng must have a random method, got 7; give random.Random(seed)"),
        ({"units": "abc"}, "units must be several, in a list or tuple, got 'abc'; put it in a list"),
    ],
)
def test_what_is_asked_is_checked(asked: dict[str, object], told: str) -> None:
    """Each slip has its own sentence."""
    told_by = {"units": [1, 2], "statistic": mean, "rng": Random(1)} | asked
    with pytest.raises(InvalidValue) as refused:
        bootstrap(told_by.pop("units"), told_by.pop("statistic"), **told_by)
    assert told == str(refused.value)


def test_work_without_end_is_not_begun() -> None:
    """Too many draws, and too many units to leave out by turns, are refused at once."""
    with pytest.raises(LimitExceeded) as refused:
        bootstrap(range(101), mean, rng=Random(1), times=1_000_000)
    assert "units times resamples must be at most 100000000, got 101000000" == str(refused.value)
    with pytest.raises(LimitExceeded) as refused:
        bootstrap(range(10_001), mean, rng=Random(1), times=1, method="bca")
    assert (
        "units times those left out by turns must be at most 100000000, got 100020001; use the percentile method"
        == str(refused.value)
    )
