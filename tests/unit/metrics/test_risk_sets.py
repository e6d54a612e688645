"""Where too few were at risk, and how to begin later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics._cut import open_after
from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._survival import survival

DAY = timedelta(days=1)


def life(day: int, cause: str | None = "won", entry: int | None = None, count: int = 1) -> Lifetime:
    return Lifetime(duration=day * DAY, cause=cause, entry=None if entry is None else entry * DAY, count=count)


# one young deal, and twenty that were already running when the records begin
MIGRATED = [life(2), *(life(day, entry=5) for day in range(10, 30))]


def test_deals_seen_from_their_origin_are_never_thin() -> None:
    """A risk set that only dwindles is what limits are for: the last closes of few deals are not flagged."""
    rows = [life(day) for day in range(1, 20)]
    assert [((), None)] * 2 == [(curve.thin_at, curve.collapsed_at) for curve in (survival(rows), incidence(rows))]


def test_of_no_deals_nothing_is_thin() -> None:
    """No deals have no risk sets."""
    assert [((), None)] * 2 == [(curve.thin_at, curve.collapsed_at) for curve in (survival([]), incidence([]))]


def test_a_young_deal_alone_brings_the_curve_down_for_good() -> None:
    """The close of the only deal at risk is thin, and where the curve collapsed; both kinds of curve say so."""
    for curve in (survival(MIGRATED), incidence(MIGRATED)):
        assert ((2 * DAY,), 2 * DAY) == (curve.thin_at, curve.collapsed_at)


def test_a_later_start_is_the_remedy() -> None:
    """From there on the curve is that of the deals seen, and says how many it left out."""
    rescued = survival(MIGRATED, start=survival(MIGRATED).thin_at[-1])
    assert ((), None, 20, 2 * DAY) == (rescued.thin_at, rescued.collapsed_at, rescued.n, rescued.start)
    assert (("it ended, or was last seen, by the start", 1),) == rescued.left_out
    assert survival(life(day) for day in range(10, 30)).median == rescued.median


def test_four_at_risk_are_thin_and_five_are_not() -> None:
    """Fewer than five at risk is thin if five or more are seen later."""
    later = [life(day, entry=5) for day in range(10, 20)]
    four, five = ([life(3), *[life(9, None)] * others, *later] for others in (3, 4))
    assert [(3 * DAY,), ()] == [survival(rows).thin_at for rows in (four, five)]
    assert [None, None] == [survival(rows).collapsed_at for rows in (four, five)]


def test_few_who_are_followed_by_few_are_not_thin() -> None:
    """Where never as many as five are at risk, everything is small, and nothing is told apart."""
    assert () == survival([life(3), life(9), life(9, entry=5)]).thin_at


def test_a_censoring_of_few_is_not_thin() -> None:
    """Only closes move a curve."""
    rows = [life(3, None), *(life(day, entry=5) for day in range(10, 20))]
    assert ((), None) == (survival(rows).thin_at, survival(rows).collapsed_at)


def test_many_who_all_close_at_once_collapse_the_curve_too() -> None:
    """Six of six at risk close: not few, but the curve is at 0 all the same."""
    rows = [life(3, count=6), *(life(day, entry=5) for day in range(10, 20))]
    assert ((3 * DAY,), 3 * DAY) == (survival(rows).thin_at, survival(rows).collapsed_at)


def test_a_collapsed_curve_says_so() -> None:
    """The sentence tells that others were seen later, and the way out."""
    assert "median 2 days (n=21), but all seen by 2 days had closed then: give a later start" == str(survival(MIGRATED))
    assert (
        "won 100.0%, lost 0.0%, open 0.0% after 29 days (n=21), but all seen by 2 days had ended then: "
        "give a later start" == str(incidence(MIGRATED))
    )


def test_a_start_leaves_out_what_ended_then() -> None:
    """A close at the start itself is past: the question is about deals still open after it."""
    rows = [life(2), life(3), life(3, None), life(4), life(5, None)]
    curve = survival(rows, start=3 * DAY)
    assert [(4 * DAY, 2, 0.5), (5 * DAY, 1, 0.5)] == [(s.time, s.at_risk, s.survival) for s in curve.steps]
    assert (2, 1, 1, (("it ended, or was last seen, by the start", 3),)) == (
        curve.n,
        curve.events,
        curve.still_open,
        curve.left_out,
    )


@pytest.mark.parametrize("start", [timedelta(0), DAY, 3 * DAY, 9 * DAY])
def test_a_start_is_the_estimate_of_deals_open_then(start: timedelta) -> None:
    """Starting at an age, and keeping only what is seen after it, are the same."""
    rows = [life(0), life(2, "lost"), life(3), life(3, None), life(4, entry=1), life(5, "lost", entry=4)]
    kept = open_after(rows, start)
    assert survival(kept).steps == survival(rows, start=start).steps
    assert incidence(kept).steps == incidence(rows, start=start).steps


def test_a_start_before_everything_leaves_nothing_out() -> None:
    """Nobody ended by then, so nobody is left out."""
    assert () == survival([life(2)], start=DAY).left_out


@pytest.mark.parametrize("start", [-DAY, 3, "2 days"])
def test_a_start_is_an_age(start: timedelta) -> None:
    """A negative start, and what is no length of time, are refused."""
    for estimate in (survival, incidence):
        with pytest.raises(InvalidValue, match="a start must "):
            estimate([life(2)], start=start)
