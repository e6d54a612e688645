"""Cutting lifetimes at an age."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics._cut import cut_at, only_by, open_after
from salescycle.metrics._lifetimes import Lifetime

DAY = timedelta(days=1)


def life(days: int, cause: str | None = None, entry: int | None = None, count: int = 1) -> Lifetime:
    return Lifetime(duration=days * DAY, cause=cause, entry=None if entry is None else entry * DAY, count=count)


def test_what_closed_later_is_still_open_at_the_horizon() -> None:
    """A close after the horizon becomes an open deal of that age, for as many deals as before."""
    assert (life(3, "won"), life(5, count=4)) == cut_at([life(3, "won"), life(9, "lost", count=4)], 5 * DAY)


def test_a_close_at_the_horizon_is_seen() -> None:
    """The horizon itself is still watched."""
    assert (life(5, "won"), life(5)) == cut_at([life(5, "won"), life(5)], 5 * DAY)


def test_a_deal_first_seen_after_the_horizon_is_not_seen() -> None:
    """Who enters at the horizon or later is nobody's deal before it."""
    assert (life(5, entry=4),) == cut_at([life(9, "won", entry=4), life(9, "won", entry=5)], 5 * DAY)


def test_cutting_at_zero_keeps_only_what_closed_as_it_opened() -> None:
    """At age 0 only deals of no length have closed."""
    assert (life(0, "won"), life(0)) == cut_at([life(0, "won"), life(3, "won")], timedelta(0))


def test_deals_open_after_a_start_are_seen_from_there() -> None:
    """A deal that ended by the start is gone; one first seen later keeps its own entry."""
    rows = [life(2, "won"), life(3), life(9, "won"), life(9, entry=1), life(9, entry=7)]
    assert (life(9, "won", entry=3), life(9, entry=3), life(9, entry=7)) == open_after(rows, 3 * DAY)


def test_other_causes_are_the_last_time_seen() -> None:
    """What the cause did not end is censored where it ended."""
    assert (life(2, "won"), life(3), life(4)) == only_by([life(2, "won"), life(3, "lost"), life(4)], "won")


@pytest.mark.parametrize("cut", [cut_at, open_after])
@pytest.mark.parametrize("age", [-DAY, 3, None])
def test_an_age_to_cut_at_is_a_length_of_time(cut: object, age: timedelta) -> None:
    """A negative age, a number and nothing are refused."""
    with pytest.raises(InvalidValue, match="must "):
        cut([life(2)], age)  # type: ignore[operator]


@pytest.mark.parametrize("other", [3, "won", None])
def test_only_lifetimes_are_cut(other: object) -> None:
    """Anything else is refused by name."""
    for act in (lambda rows: cut_at(rows, DAY), lambda rows: open_after(rows, DAY), lambda rows: only_by(rows, "won")):
        with pytest.raises(InvalidValue, match="a lifetime must be a Lifetime, got "):
            act([other])
