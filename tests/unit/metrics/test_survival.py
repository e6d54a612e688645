"""Survival curves at their edges."""

from __future__ import annotations

import pickle
from datetime import timedelta
from fractions import Fraction

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._restricted_mean import RestrictedMean
from salescycle.metrics._survival import Survival, survival
from salescycle.values import Undefined

DAY = timedelta(days=1)
ALL_CLOSED = Undefined("every deal at risk has closed")
NONE = Undefined("there are none")
NOT_REACHED = Undefined("not reached")
PAST = Undefined("past the largest follow-up")


def curve(*rows: tuple[float, str | None]) -> Survival:
    return survival(Lifetime(duration=day * DAY, cause=cause) for day, cause in rows)


WON_AT = {day: (day, "won") for day in range(10)}


def test_of_no_deals_nothing_is_known() -> None:
    """Every reading of an empty curve is undefined, and says that there are none."""
    empty = curve()
    assert ((), 0, 0, 0) == (empty.steps, empty.n, empty.events, empty.still_open)
    assert [NONE] * 5 == [empty.follow_up, empty.at(DAY), empty.median, *empty.limits(0.5)]
    assert "undefined: there are none (n=0)" == str(empty)


def test_the_restricted_mean_of_no_deals_is_undefined() -> None:
    """With no follow-up there is no horizon to be past, and no mean."""
    expected = RestrictedMean(mean=NONE, std_error=NONE, horizon=DAY, n=0, still_open=0)
    assert expected == curve().restricted_mean(DAY)
    assert "undefined: there are none (n=0)" == str(expected)


def test_one_closed_deal_is_its_own_median_without_limits() -> None:
    """One close brings the curve to 0 at once: a median, and no spread to speak of."""
    one = curve(WON_AT[3])
    (step,) = one.steps
    assert (0.0, ALL_CLOSED, ALL_CLOSED, ALL_CLOSED) == (step.survival, step.std_error, step.low, step.high)
    assert (3 * DAY, NOT_REACHED, NOT_REACHED) == (one.median, *one.limits(0.5))
    assert "median 3 days (n=1)" == str(one)


def test_of_deals_all_open_the_median_is_not_reached() -> None:
    """Nothing closed: the curve stays at 1, with limits at 1."""
    still = curve((2, None), (5, None))
    assert [(1.0, 0.0, 1.0, 1.0)] * 2 == [(s.survival, s.std_error, s.low, s.high) for s in still.steps]
    assert [NOT_REACHED] * 3 == [still.median, *still.limits(0.5)]
    assert "median not reached (n=2, 2 still open)" == str(still)


def test_a_deal_that_closes_as_it_opens_counts() -> None:
    """A duration of 0 is a close at age 0."""
    quick = curve(WON_AT[0], WON_AT[4])
    assert (0.5, 2 * DAY) == (quick.at(timedelta(0)), quick.median)


def test_closes_come_before_censorings_of_the_same_age() -> None:
    """The deal lost from sight at day 3 was at risk when the others closed at day 3."""
    tied = curve(WON_AT[3], (3, "lost"), (3, None), (8, None))
    assert [(4, 2, 1, 0.5), (1, 0, 1, 0.5)] == [(s.at_risk, s.events, s.censored, s.survival) for s in tied.steps]


def test_before_the_first_close_all_are_open() -> None:
    """The curve is 1 from the origin to the first step."""
    assert 1.0 == curve(WON_AT[3]).at(2 * DAY)


def test_past_the_last_follow_up_only_a_curve_at_zero_is_known() -> None:
    """With the last deal still open the curve ends at its age; with the last one closed it is 0 for good."""
    cut, whole = curve(WON_AT[1], (5, None)), curve(WON_AT[1], WON_AT[5])
    assert (0.5, PAST, 0.0) == (cut.at(5 * DAY), cut.at(6 * DAY), whole.at(6 * DAY))


def test_a_level_stretch_ends_at_the_next_close_not_at_the_next_censoring() -> None:
    """The midpoint looks past deals that were lost from sight in between."""
    level = curve(WON_AT[1], WON_AT[2], (3, None), WON_AT[7])
    assert 4.5 * DAY == level.median


def test_a_level_stretch_that_no_close_ends_runs_to_the_last_follow_up() -> None:
    """The last stretch has its middle half way to the largest age seen."""
    assert 5 * DAY == curve(WON_AT[2], (8, None)).median


@pytest.mark.parametrize("tenths", range(1, 10))
def test_rounding_does_not_hide_a_level_stretch(tenths: int) -> None:
    """Of ten closes a day apart every tenth is a midpoint, though 1 - 0.3 and the product of steps differ as floats."""
    ten = curve(*((day, "won") for day in range(1, 11)))
    assert (tenths + 0.5) * DAY == ten.quantile(tenths / 10)


def test_the_limits_of_a_quantile_are_where_the_bands_come_down_to_it() -> None:
    """Asked for the very height of a band at some close, the limit is that close."""
    ten = curve(*((day, "won") for day in range(1, 11)))
    lows = [(step.time, 1 - step.low) for step in ten.steps if not isinstance(step.low, Undefined)]
    highs = [(step.time, 1 - step.high) for step in ten.steps if not isinstance(step.high, Undefined)]
    assert [time for time, _ in lows] == [ten.limits(share)[0] for _, share in lows]
    assert [time for time, _ in highs] == [ten.limits(share)[1] for _, share in highs]


def test_all_have_closed_when_the_curve_first_is_zero() -> None:
    """A late deal that closes after the curve came down to 0 does not move the age by which all closed."""
    rows = [Lifetime(duration=DAY, cause="won"), Lifetime(duration=9 * DAY, entry=5 * DAY, cause="won")]
    assert DAY == survival(rows).quantile(1)


def test_a_share_may_be_an_exact_fraction() -> None:
    """Two thirds, which no float is, finds the level stretch at one third."""
    assert 4 * DAY == curve(WON_AT[1], WON_AT[3], WON_AT[5]).quantile(Fraction(2, 3))


def test_a_risk_set_that_empties_keeps_the_curve_at_zero() -> None:
    """Where the only deal at risk closes before the others are seen, the curve is 0 from there, with no spread."""
    rows = [Lifetime(duration=2 * DAY, cause="won")]
    rows += [Lifetime(duration=day * DAY, entry=4 * DAY, cause="lost") for day in (6, 8)]
    late = survival(rows)
    assert [(1, 0.0, ALL_CLOSED), (2, 0.0, ALL_CLOSED), (1, 0.0, ALL_CLOSED)] == [
        (step.at_risk, step.survival, step.low) for step in late.steps
    ]
    mean = late.restricted_mean(7 * DAY)
    assert (2 * DAY, timedelta(0)) == (mean.mean, mean.std_error)


def test_a_restricted_mean_counts_open_deals_as_the_horizon() -> None:
    """Of two deals one closes at day 2: the mean within 10 days is (2 + 10) / 2."""
    mean = curve(WON_AT[2], (12, None)).restricted_mean(10 * DAY)
    assert "mean 6 days within 10 days (n=2, 1 still open)" == str(mean)


def test_a_close_at_the_horizon_does_not_shorten_the_mean() -> None:
    """What happens at the horizon itself has no area left to take."""
    mean = curve(WON_AT[5], WON_AT[5]).restricted_mean(5 * DAY)
    assert (5 * DAY, timedelta(0)) == (mean.mean, mean.std_error)


@pytest.mark.parametrize(
    ("horizon", "expected"),
    [
        (
            10 * DAY,
            (
                "a horizon must not lie past the largest follow-up, got 10 days, 0:00:00; "
                "give at most 9 days, 0:00:00, the largest follow-up"
            ),
        ),
        (
            timedelta(0),
            "a horizon must be a timedelta above 0, got 0:00:00; give at most 9 days, 0:00:00, the largest follow-up",
        ),
        (3, "a horizon must be a timedelta above 0, got 3; give at most 9 days, 0:00:00, the largest follow-up"),
    ],
)
def test_a_horizon_out_of_reach_is_refused(horizon: timedelta, expected: str) -> None:
    """The error names the largest horizon that is allowed."""
    with pytest.raises(InvalidValue) as refused:
        curve(WON_AT[2], (9, None)).restricted_mean(horizon)
    assert expected == str(refused.value)


def test_a_bad_horizon_is_refused_even_of_no_deals() -> None:
    """Without deals there is no largest horizon to name."""
    with pytest.raises(InvalidValue) as refused:
        curve().restricted_mean(-DAY)
    assert "a horizon must be a timedelta above 0, got -1 day, 0:00:00" == str(refused.value)


@pytest.mark.parametrize("share", [0, 1.5, -0.5, float("nan"), "0.5", True, Fraction(3, 2)])
def test_a_share_outside_its_range_is_refused(share: float) -> None:
    """Quantiles and limits want a number above 0 and at most 1."""
    for reading in (curve(WON_AT[2]).quantile, curve(WON_AT[2]).limits):
        with pytest.raises(InvalidValue, match="a quantile must be a share above 0, at most 1, got "):
            reading(share)


@pytest.mark.parametrize("level", [0.0, 1.0, 95, float("nan"), "0.95"])
def test_a_level_outside_its_range_is_refused(level: float) -> None:
    """A confidence level lies between 0 and 1."""
    with pytest.raises(
        InvalidValue, match=r"a confidence level must be a float between 0 and 1, got .*; for example 0.95"
    ):
        survival([], level=level)


def test_an_age_asked_about_must_not_be_negative() -> None:
    """There is no share open before the origin."""
    with pytest.raises(InvalidValue, match="a duration must not be negative"):
        curve(WON_AT[2]).at(-DAY)


def test_a_higher_level_widens_the_limits() -> None:
    """The limits at 0.99 hold those at 0.8, and the curve lies between them."""
    rows = [Lifetime(duration=day * DAY, cause="won") for day in range(1, 6)]
    narrow, wide = (survival(rows, level=level).steps[2] for level in (0.8, 0.99))
    limits = [wide.low, narrow.low, narrow.survival, narrow.high, wide.high]
    assert sorted(limits, key=float) == limits  # type: ignore[arg-type]


def test_the_strictest_level_that_a_float_can_say_is_finite() -> None:
    """A level next to 1 still has a normal quantile, and limits inside 0 to 1."""
    step = survival([Lifetime(duration=DAY, cause="won"), Lifetime(duration=2 * DAY)], level=1 - 2**-53).steps[0]
    assert isinstance(step.low, float)
    assert isinstance(step.high, float)
    assert [0.0, step.low, 0.5, step.high, 1.0] == sorted([step.low, step.high, 0.0, 0.5, 1.0])


def test_a_loss_too_small_for_a_float_leaves_the_curve_at_one() -> None:
    """One close among 10^18 deals rounds away, and the limits stay at 1."""
    (step,) = survival([Lifetime(duration=DAY, count=10**18), Lifetime(duration=DAY, cause="won")]).steps
    assert (1.0, 1.0, 1.0) == (step.survival, step.low, step.high)


def test_a_curve_is_a_value() -> None:
    """A curve can be hashed and pickled, and says how it was made."""
    one = curve(WON_AT[2], (9, None))
    assert (one, hash(one)) == (pickle.loads(pickle.dumps(one)), hash(curve(WON_AT[2], (9, None))))
    assert "Kaplan-Meier: share of deals not closed by an age; still open is censored" == one.definition
    assert ((), 0.95) == (one.left_out, one.level)
