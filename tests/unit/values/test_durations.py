"""Durations: a table of lengths, and what lies in the middle."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.values import Durations, Undefined, days

DAY = timedelta(days=1)


def of(*lengths: float, still_open: int = 0) -> Durations:
    return Durations.of([length * DAY for length in lengths], still_open=still_open)


def test_a_duration_reads_in_days() -> None:
    """A day and a half is 1.5."""
    assert [1.5, 0.0, -1.0] == [days(timedelta(hours=hours)) for hours in (36, 0, -24)]


def test_durations_are_counted_and_sorted() -> None:
    """Equal lengths are one row, in order, and empty rows are dropped."""
    expected = ((DAY, 3), (2 * DAY, 1))
    assert expected == of(2, 1, 1, 1).table
    assert expected == Durations(table=[(2 * DAY, 1), (DAY, 1), (3 * DAY, 0), (DAY, 2)]).table
    assert 4 == of(2, 1, 1, 1).n
    assert ((DAY, 2),) == Durations(table=[(DAY, 2), (3 * DAY, 0)]).table


def test_the_order_of_durations_does_not_matter() -> None:
    """The same lengths in any order are the same group; the description is no part of it."""
    assert of(1, 2, 3, still_open=1) == of(3, 1, 2, still_open=1)
    assert of(1) != of(1, still_open=1)
    assert of(1) == Durations(table=((DAY, 1),), definition="opened to won")


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0, 1),
        (0.25, Fraction(7, 4)),
        (Fraction(1, 3), 2),
        (0.5, Fraction(5, 2)),
        (0.75, Fraction(19, 4)),
        (Fraction(2, 3), 3),
        (0.9, Fraction(79, 10)),
        (1.0, 10),
    ],
)
def test_a_quantile_interpolates_between_neighbours(share: float | Fraction, expected: Fraction) -> None:
    """Type 7 over 1, 2, 3 and 10 days, by hand."""
    assert timedelta(microseconds=round(expected * (DAY // timedelta(microseconds=1)))) == of(1, 2, 3, 10).quantile(
        share
    )


def test_a_share_means_the_decimal_that_was_written() -> None:
    """0.9 is nine tenths, not the binary number next to it, and 90 percent is the same."""
    group = Durations.of([timedelta(microseconds=10**18 * k) for k in range(11)])
    assert timedelta(microseconds=9 * 10**18) == group.quantile(0.9)
    assert group.quantile(Fraction(9, 10)) == group.percentile(90)
    assert group.quantile(Fraction(1, 8)) == group.percentile(12.5)


def test_the_median_is_the_middle() -> None:
    """Of an odd number the middle one, of an even number halfway between the middle two."""
    assert 3 * DAY == of(1, 3, 10).median
    assert 2.5 * DAY == of(1, 2, 3, 10).median
    assert 5 * DAY == of(5).median
    assert of(5).quantile(0) == of(5).quantile(1)


def test_the_mean_is_exact_to_the_microsecond() -> None:
    """It is rounded once, half to even, at the end."""
    assert 4 * DAY == of(1, 2, 3, 10).mean
    one, two = timedelta(microseconds=1), timedelta(microseconds=2)
    assert one == Durations.of([one, one, two]).mean
    assert two == Durations.of([one, two]).mean
    assert two == Durations.of([two, timedelta(microseconds=3)]).mean


def test_no_microsecond_of_many_years_is_lost() -> None:
    """Lengths that no float holds have an exact middle."""
    long = timedelta(microseconds=10**18 + 1)
    assert long == Durations.of([long]).median
    group = Durations.of([long, long + timedelta(microseconds=4)])
    assert long + timedelta(microseconds=1) == group.quantile(Fraction(1, 4))


def test_durations_are_one_flat_row() -> None:
    """Of 0 to 20 days by hand: the tenth of them, the quarter, the middle, and so on; of nothing, nothing."""
    row = {"n": 21, "still_open": 3, "mean_days": 10.0, "median_days": 10.0}
    expected = [row | {"p10_days": 2.0, "p25_days": 5.0, "p75_days": 15.0, "p90_days": 18.0}]
    assert expected == of(*range(21), still_open=3).to_records()
    nothing = dict.fromkeys(expected[0]) | {"n": 0, "still_open": 0}
    assert [nothing] == of().to_records()


def test_more_durations_than_a_list_of_fields_has_are_taken() -> None:
    """The bound of durations is a hundred million, not the thousand of other fields."""
    lengths = [timedelta(microseconds=each) for each in range(1001)]
    assert 1001 == Durations.of(lengths).n
    assert 1001 == Durations(table=[(length, 1) for length in lengths]).n


@pytest.mark.parametrize("make", [Durations.of, lambda came: Durations(table=came)], ids=["of", "table"])
def test_durations_are_several(make: Callable[[object], Durations]) -> None:
    """A lone length is told by the name of what it should be."""
    with pytest.raises(InvalidValue) as refused:
        make(5)
    assert "durations must be several, in a list or tuple, got 5; put it in a list" == str(refused.value)


@pytest.mark.parametrize(("still_open", "reason"), [(0, "there are none"), (3, "none has ended")])
def test_of_nothing_there_is_no_middle(still_open: int, reason: str) -> None:
    """Where nothing ended, each reading is undefined and says why."""
    nothing = of(still_open=still_open)
    expected = Undefined(reason)
    assert [expected] * 4 == [nothing.mean, nothing.median, nothing.quantile(0.9), nothing.percentile(90)]
    assert 0 == nothing.n


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (of(1, 2, 3, 10), "median 2.5 days (n=4)"),
        (of(1, 2, 3, 10, still_open=2), "median 2.5 days (n=4, 2 still open)"),
        (of(), "undefined: there are none (n=0)"),
        (of(still_open=2), "undefined: none has ended (n=0, 2 still open)"),
        (of(1 / 3), "median 0.3333 days (n=1)"),
    ],
)
def test_durations_read_as_a_sentence(group: Durations, expected: str) -> None:
    """The middle, the number, and how many are still running."""
    assert expected == str(group)


@pytest.mark.parametrize(
    ("share", "came"),
    [
        (-0.1, "-0.1"),
        (1.1, "1.1"),
        (90, "90"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (True, "True"),
        ("0.5", "'0.5'"),
        (None, "None"),
        (Decimal("0.5"), "0.5"),
        (Fraction(3, 2), "a Fraction"),
        (Fraction(-1, 2), "a Fraction"),
    ],
)
def test_a_share_lies_in_0_to_1(share: object, came: str) -> None:
    """Anything else is refused, also where there is nothing to divide."""
    for group in (of(1), of()):
        with pytest.raises(InvalidValue) as refused:
            group.quantile(share)
        assert f"a quantile must be a number from 0 to 1, got {came}" == str(refused.value)


@pytest.mark.parametrize(("percent", "came"), [(-1, "-1"), (100.5, "100.5"), ("90", "'90'")])
def test_a_percentile_lies_in_0_to_100(percent: object, came: str) -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidValue) as refused:
        of(1).percentile(percent)
    assert f"a percentile must be a number from 0 to 100, got {came}" == str(refused.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            (-DAY, 1),
            "a duration must not be negative, got -1 day, 0:00:00; leave data errors out and count them",
        ),
        ((1, 1), "a duration must not be negative, got 1; leave data errors out and count them"),
        ((None, 1), "a duration must not be negative, got None; leave data errors out and count them"),
        ((DAY, -1), "a count must be a whole number, 0 or more, got -1"),
        ((DAY, 1.0), "a count must be a whole number, 0 or more, got 1.0"),
        ((DAY, True), "a count must be a whole number, 0 or more, got True"),
    ],
)
def test_a_table_holds_lengths_and_counts(row: tuple[object, object], message: str) -> None:
    """Negative lengths, and what is no length or count, are refused."""
    for table in ([row], [(2 * DAY, 1), row]):
        with pytest.raises(InvalidValue) as refused:
            Durations(table=table)
        assert message == str(refused.value)


def test_durations_are_frozen() -> None:
    """A group cannot be changed, and hashes."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        of(1).still_open = 5
    assert 1 == len({of(1, 2), of(2, 1)})


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_durations_survive_a_round_trip(again: Callable[[Durations], Durations]) -> None:
    """A copied or pickled group is equal to the first."""
    group = of(1, 2, 3, 10, still_open=2)
    assert group == again(group)
    assert repr(group) == repr(again(group))
