"""Shares and intervals: parts that carry their whole."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from fractions import Fraction

import attrs
import pytest

from salescycle.errors import CurrencyMismatch, InvalidValue
from salescycle.values import Interval, Money, MoneyShare, Share, Undefined, confidence_level, wilson

NONE = Undefined("there are none")
NO_MONEY = Undefined("there is no money in it")


def of(part: int, whole: int) -> Share:
    return Share(part=part, whole=whole)


def worth(part: str, whole: str, effective_n: float = 4.0) -> MoneyShare:
    return MoneyShare(part=Money(part, "USD"), whole=Money(whole, "USD"), effective_n=effective_n)


def test_a_share_is_exact_and_knows_its_whole() -> None:
    """Its value is a fraction; its sentence names both counts; its repr is code."""
    rate = of(12, 30)
    assert Fraction(2, 5) == rate.value
    assert "40.0% (12 of 30)" == str(rate)
    assert "Share(part=12, whole=30, definition='', left_out=(), maturity=None)" == repr(rate)


def test_a_share_of_none_is_undefined() -> None:
    """Nothing divided by nothing is not 0, and has no interval, whatever the method."""
    nothing = of(0, 0)
    assert [NONE, NONE, NONE] == [nothing.value, nothing.interval(), nothing.interval(method="jeffreys")]
    assert "undefined: there are none" == str(nothing)


def test_the_definition_of_a_share_is_no_part_of_its_value() -> None:
    """Two equal shares are equal, however they are described; what they leave out tells them apart."""
    assert of(1, 2) == Share(part=1, whole=2, definition="won of closed")
    assert of(1, 2) != Share(part=1, whole=2, left_out=(("on hold", 1),))
    assert 1 == len({of(1, 2), Share(part=1, whole=2, definition="won of closed")})
    assert worth("1", "2") == attrs.evolve(worth("1", "2"), definition="won of closed")
    assert worth("1", "2") != attrs.evolve(worth("1", "2"), left_out=(("on hold", 1),))


def test_a_maturity_is_a_share() -> None:
    """How much is settled is itself so many of so many."""
    with pytest.raises(InvalidValue) as refused:
        Share(part=1, whole=2, maturity=0.5)
    assert "a maturity must be a Share, got 0.5" == str(refused.value)


def test_a_share_is_one_flat_row() -> None:
    """Counts, the share and its interval; how much is settled where that is known; nothing where there is none."""
    limits = wilson(12, 30, 0.95)
    row = {"part": 12, "whole": 30, "share": 0.4, "low": limits.low, "high": limits.high}
    assert [row] == of(12, 30).to_records()
    assert [row | {"maturity": 0.75}] == Share(part=12, whole=30, maturity=of(15, 20)).to_records()
    assert [row | {"maturity": None}] == Share(part=12, whole=30, maturity=of(0, 0)).to_records()
    assert [{"part": 0, "whole": 0, "share": None, "low": None, "high": None}] == of(0, 0).to_records()


def test_a_share_of_money_is_one_flat_row() -> None:
    """Amounts as text, their currency, the share and its interval."""
    limits = wilson(3.0, 4.0, 0.95)
    row = {"part": "30", "whole": "40", "currency": "USD", "share": 0.75, "low": limits.low, "high": limits.high}
    assert [row] == worth("30", "40").to_records()


@pytest.mark.parametrize(
    ("part", "whole", "message"),
    [
        (3, 2, "a part must not exceed the whole of 2, got 3"),
        (-1, 2, "a count must be a whole number, 0 or more, got -1"),
        (1, 2.0, "a count must be a whole number, 0 or more, got 2.0"),
        (True, 2, "a count must be a whole number, 0 or more, got True"),
        ("1", 2, "a count must be a whole number, 0 or more, got '1'"),
        (None, 2, "a count must be a whole number, 0 or more, got None"),
    ],
)
def test_a_share_is_of_counts(part: object, whole: object, message: str) -> None:
    """A part is counted, and no larger than its whole."""
    with pytest.raises(InvalidValue) as refused:
        of(part, whole)
    assert message == str(refused.value)


@pytest.mark.parametrize("method", ["wilson", "jeffreys"])
@pytest.mark.parametrize("whole", [1, 2, 5, 30, 1000])
def test_an_interval_holds_its_share_and_mirrors(method: str, whole: int) -> None:
    """It lies in 0 to 1 around the share, is closed at the ends, and what is lost mirrors what is won."""
    for part in {0, 1, whole // 3, whole - 1, whole}:
        share = of(part, whole)
        interval, mirror = share.interval(method=method), of(whole - part, whole).interval(method=method)
        assert 0 <= interval.low < interval.high <= 1
        assert float(share.value) in interval
        assert (pytest.approx(1 - mirror.high), pytest.approx(1 - mirror.low)) == (interval.low, interval.high)
    assert 0.0 == of(0, whole).interval(method=method).low
    assert 1.0 == of(whole, whole).interval(method=method).high


@pytest.mark.parametrize("method", ["wilson", "jeffreys"])
def test_an_interval_widens_with_its_level(method: str) -> None:
    """More confidence is a wider interval, which keeps the level it was asked at."""
    levels = (0.5, 0.8, 0.95, 0.999)
    intervals = [of(3, 7).interval(level=level, method=method) for level in levels]
    assert list(levels) == [interval.level for interval in intervals]
    widths = [interval.high - interval.low for interval in intervals]
    assert sorted(widths) == widths


def test_an_interval_is_wilsons_at_95_percent_unless_said() -> None:
    """The default keeps its promise at the small numbers of sales."""
    assert of(12, 30).interval() == of(12, 30).interval(level=0.95, method="wilson")
    assert of(12, 30).interval() == wilson(12, 30, 0.95)


@pytest.mark.parametrize(("method", "came"), [("wald", "'wald'"), (None, "None")])
def test_an_unknown_method_is_refused(method: object, came: str) -> None:
    """There are two, also where there is nothing to count."""
    for share in (of(1, 2), of(0, 0)):
        with pytest.raises(InvalidValue) as refused:
            share.interval(method=method)
        assert f"method must be 'wilson' or 'jeffreys', got {came}" == str(refused.value)


@pytest.mark.parametrize(
    ("level", "came"),
    [
        (0.0, "0.0"),
        (1.0, "1.0"),
        (-0.5, "-0.5"),
        (95.0, "95.0"),
        (95, "95"),
        (1, "1"),
        ("0.95", "'0.95'"),
        (float("nan"), "nan"),
        (None, "None"),
        (True, "True"),
    ],
)
def test_a_level_lies_strictly_between_0_and_1(level: object, came: str) -> None:
    """A percentage, a certainty and a text are refused at every door, also where there is nothing to count."""
    for ask in (
        lambda: confidence_level(level),
        lambda: of(1, 2).interval(level=level),
        lambda: of(0, 0).interval(level=level),
        lambda: worth("1", "2").interval(level=level),
        lambda: worth("0", "0").interval(level=level),
        lambda: Interval(low=0.0, high=1.0, level=level),
    ):
        with pytest.raises(InvalidValue) as refused:
            ask()
        message = f"a confidence level must be a float between 0 and 1, got {came}; for example 0.95"
        assert message == str(refused.value)


def test_an_interval_includes_both_its_ends() -> None:
    """It reads as a range of percentages and holds what lies in it."""
    interval = Interval(low=0.25, high=0.5, level=0.95)
    assert "25.0% to 50.0%" == str(interval)
    assert [0.25, 0.3, 0.5] == [value for value in (0.24, 0.25, 0.3, 0.5, 0.51) if value in interval]


def test_a_share_of_money_is_exact_and_knows_its_whole() -> None:
    """Its value is a fraction of amounts; its sentence names both."""
    share = worth("30", "40", 2.0)
    assert Fraction(3, 4) == share.value
    assert "75.0% (30.00 USD of 40.00 USD)" == str(share)
    parts = "part=Money('30', 'USD'), whole=Money('40', 'USD'), effective_n=2.0"
    assert f"MoneyShare({parts}, definition='', left_out=())" == repr(share)


@pytest.mark.parametrize("what", ["part", "whole"])
def test_a_share_of_money_is_of_money(what: str) -> None:
    """A bare number has no currency."""
    with pytest.raises(InvalidValue) as refused:
        attrs.evolve(worth("1", "2"), **{what: 1})
    assert f"a {what} must be a Money, got 1" == str(refused.value)


def test_a_share_of_no_money_is_undefined() -> None:
    """Where there is no money there is no share and no interval."""
    nothing = worth("0", "0", 0.0)
    assert (NO_MONEY, NO_MONEY) == (nothing.value, nothing.interval())
    assert "undefined: there is no money in it" == str(nothing)


@pytest.mark.parametrize(
    ("part", "whole", "came"), [("3", "2", "3.00 USD"), ("-1", "2", "-1.00 USD"), ("0", "-1", "0.00 USD")]
)
def test_a_part_of_money_lies_within_its_whole(part: str, whole: str, came: str) -> None:
    """More than all and less than nothing are refused."""
    with pytest.raises(InvalidValue) as refused:
        worth(part, whole)
    message = f"a part must lie between 0 and the whole of {Money(whole, 'USD')}, got '{came}'"
    assert message == str(refused.value)


def test_a_share_of_money_is_in_one_currency() -> None:
    """Part and whole do not mix currencies."""
    for one, other in (("EUR", "USD"), ("USD", "EUR")):
        with pytest.raises(CurrencyMismatch) as refused:
            MoneyShare(part=Money(1, one), whole=Money(2, other), effective_n=1.0)
        message = f"amounts in {one} and {other} do not add up; convert one with a RateProvider first"
        assert message == str(refused.value)


@pytest.mark.parametrize(("part", "count"), [("0", 0), ("5", 2), ("15", 6), ("20", 8)])
def test_equal_deals_give_the_interval_of_their_count(part: str, count: int) -> None:
    """Eight deals of equal size are worth eight deals, at every level."""
    for level in (0.8, 0.95):
        expected = of(count, 8).interval(level=level)
        assert expected == worth(part, "20", 8.0).interval(level=level)


def test_fewer_effective_deals_give_a_wider_interval() -> None:
    """A hundred deals of which one is half the money tell hardly more than four."""
    four, hundred = worth("30", "40", 4.0).interval(), worth("30", "40", 100.0).interval()
    assert four.low < hundred.low < 0.75 < hundred.high < four.high


VALUES = [
    Share(part=12, whole=30, definition="won of closed", left_out=(("on hold", 2),)),
    worth("30", "40"),
    Interval(low=0.25, high=0.5, level=0.95),
]


@pytest.mark.parametrize("value", VALUES, ids=["Share", "MoneyShare", "Interval"])
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_share_survives_a_round_trip(value: object, again: Callable[[object], object]) -> None:
    """A copied or pickled one is equal to the first, described alike, and hashes alike."""
    other = again(value)
    assert value == other
    assert (repr(value), hash(value)) == (repr(other), hash(other))


def test_a_share_is_frozen_and_checked() -> None:
    """Nothing can be replaced but by a copy, which goes through the door again."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        of(1, 2).part = 2
    with pytest.raises(InvalidValue, match="a part must not exceed the whole of 2, got 3"):
        attrs.evolve(of(1, 2), part=3)


def test_an_effective_number_is_a_number() -> None:
    """It is a float, 0 or more; without one there is no interval."""
    part, whole = Money("30", "USD"), Money("40", "USD")
    for wrong, came in ((-1.0, "-1.0"), (float("nan"), "nan"), (float("inf"), "inf"), (4, "4")):
        with pytest.raises(InvalidValue) as refused:
            MoneyShare(part=part, whole=whole, effective_n=wrong)
        assert f"an effective number must be a float, 0 or more, got {came}" == str(refused.value)
    unknown = MoneyShare(part=part, whole=whole, effective_n=0.0)
    assert Undefined("the number of deals is not known") == unknown.interval()
