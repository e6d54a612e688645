"""What is known of a deal that is still open at an age."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salescycle.errors import InvalidValue, UnknownName
from salescycle.metrics._incidence import IncidenceAt, incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._survival import survival
from salescycle.values import Interval, Undefined

DAY = timedelta(days=1)
ALL_CLOSED = Undefined("every deal at risk has closed")
NONE = Undefined("there are none")
NOT_REACHED = Undefined("not reached")
NOT_YET = Undefined("nothing has ended so yet")
PAST = Undefined("past the largest follow-up")


def lives(*rows: tuple[int, str | None]) -> list[Lifetime]:
    return [Lifetime(duration=day * DAY, cause=cause) for day, cause in rows]


# eight deals, two of them open at day 10
EIGHT = lives((1, "won"), (2, "lost"), (3, "won"), (4, "lost"), (6, "lost"), (8, "won"), (10, None), (10, None))


def test_the_percentile_of_an_age_is_what_has_closed_by_then() -> None:
    """After four of eight have closed, an open deal is older than half of them."""
    curve = survival(EIGHT)
    assert [0.0, 0.5, PAST] == [curve.closed_by(age * DAY) for age in (0, 4, 11)]
    assert (NONE, 1.0) == (survival([]).closed_by(DAY), survival(lives((1, "won"))).closed_by(9 * DAY))


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, 5 * DAY), (1, 5 * DAY), (2, 5 * DAY), (4, 5 * DAY), (5, 4 * DAY), (6, NOT_REACHED), (11, PAST)],
)
def test_half_of_the_open_deals_close_within_the_residual_median(age: int, expected: timedelta | Undefined) -> None:
    """Of those open after an age: the age at which half of them are left, less that age."""
    assert expected == survival(EIGHT).residual_median(age * DAY)


def test_of_no_deals_and_of_none_left_there_is_no_residual_median() -> None:
    """Where nobody is left open there is no half of them."""
    assert (NONE, ALL_CLOSED) == (
        survival([]).residual_median(DAY),
        survival(lives((1, "won"))).residual_median(DAY),
    )


def test_a_residual_median_is_the_median_of_a_later_start() -> None:
    """Reading it off the curve, and estimating anew from that age, are the same."""
    assert survival(EIGHT, start=4 * DAY).median == 4 * DAY + survival(EIGHT).residual_median(4 * DAY)


def test_the_chance_to_be_won_given_still_open() -> None:
    """After day 4 four deals are open; one of them is won and one lost by day 10."""
    given = incidence(EIGHT).given_open(4 * DAY)
    assert isinstance(given, IncidenceAt)
    assert pytest.approx((0.25, 0.25, 0.5), rel=1e-12) == (given.of("won"), given.of("lost"), given.open)


def test_the_chance_to_be_won_by_an_age_given_still_open() -> None:
    """By day 6 one of the four is lost, and none is won."""
    given = incidence(EIGHT).given_open(4 * DAY, until=6 * DAY)
    assert IncidenceAt(open=0.75, shares=(("won", 0.0), ("lost", 0.25))) == given


def test_given_open_at_the_origin_is_the_curve_itself() -> None:
    """Nothing has happened yet, so nothing is left out."""
    curves = incidence(EIGHT)
    assert curves.at(10 * DAY) == curves.given_open(timedelta(0))


def test_until_the_very_age_nothing_happens() -> None:
    """Looking at once, all are still open."""
    assert IncidenceAt(open=1.0, shares=(("won", 0.0), ("lost", 0.0))) == incidence(EIGHT).given_open(
        4 * DAY, until=4 * DAY
    )


def test_given_open_is_undefined_where_nobody_knows() -> None:
    """Of no deals, past the follow-up on either side, and where nobody is left open."""
    curves, closed = incidence(EIGHT), incidence(lives((1, "won")))
    assert [NONE, PAST, PAST, ALL_CLOSED] == [
        incidence([]).given_open(DAY),
        curves.given_open(11 * DAY),
        curves.given_open(DAY, until=11 * DAY),
        closed.given_open(DAY),
    ]


def test_until_an_earlier_age_is_refused() -> None:
    """A deal that is open at day 4 was open at day 3."""
    with pytest.raises(InvalidValue) as refused:
        incidence(EIGHT).given_open(4 * DAY, until=3 * DAY)
    assert "until must not come before 4 days, 0:00:00, got 3 days, 0:00:00; give an age at which to look" == str(
        refused.value
    )


def test_limits_of_the_share_open_at_an_age() -> None:
    """They are those of the step that the age falls on, 1 before any close, and undefined where the curve is."""
    curve = survival(lives((2, "won"), (4, "won"), (9, None)))
    (first, *_) = curve.steps
    assert Interval(low=first.low, high=first.high, level=0.95) == curve.interval(3 * DAY)  # type: ignore[arg-type]
    assert (Interval(low=1.0, high=1.0, level=0.95), PAST) == (curve.interval(DAY), curve.interval(10 * DAY))
    assert (ALL_CLOSED, NONE) == (survival(lives((2, "won"))).interval(2 * DAY), survival([]).interval(DAY))


def test_limits_of_the_share_that_a_cause_has_ended() -> None:
    """They are those of the step; before the cause's first end, and once it has ended all, there are none."""
    curves = incidence(lives((2, "won"), (4, "lost"), (9, None)), level=0.8)
    (first, *_) = curves.steps
    assert Interval(low=first.low[0], high=first.high[0], level=0.8) == curves.interval("won", 3 * DAY)  # type: ignore[arg-type]
    assert [NOT_YET, NOT_YET, PAST] == [
        curves.interval("won", DAY),
        curves.interval("lost", 2 * DAY),
        curves.interval("won", 10 * DAY),
    ]
    assert (ALL_CLOSED, NONE) == (
        incidence(lives((2, "won"))).interval("won", 3 * DAY),
        incidence([]).interval("won", DAY),
    )


def test_limits_of_an_unknown_cause_are_refused() -> None:
    """The error says which cause was probably meant."""
    with pytest.raises(UnknownName, match="no cause 'wonn' in these curves; did you mean 'won'"):
        incidence(EIGHT).interval("wonn", DAY)


def test_errors_of_an_incidence_curve() -> None:
    """Of four deals one is won at 1: the error of 1/4 is binomial; with all ended its error is what is left."""
    curves = incidence(lives((1, "won"), (2, "lost"), (3, "lost"), (4, "lost")))
    first, *_, last = (step.std_error for step in curves.steps)
    assert (pytest.approx((3 / 64) ** 0.5, rel=1e-12), 0.0) == first
    assert pytest.approx(((3 / 64) ** 0.5, (3 / 64) ** 0.5), rel=1e-12) == last


def test_where_one_cause_ends_all_there_is_no_error() -> None:
    """The share is 1, and nothing is left that could vary; of the other cause nothing has ended."""
    (step,) = incidence(lives((1, "won"), (1, "won"))).steps
    assert ((ALL_CLOSED, 0.0), (ALL_CLOSED, NOT_YET)) == (step.std_error, step.low)


def test_a_share_that_rounds_to_one_has_no_limits() -> None:
    """Where all but one of 10^18 are won, the share is 1 as a float, and has no place on the log(-log) scale."""
    rows = [Lifetime(duration=DAY, cause="won", count=10**18), Lifetime(duration=DAY, cause="lost")]
    (step,) = incidence(rows).steps
    assert (1.0, ALL_CLOSED) == (step.probability[0], step.low[0])
