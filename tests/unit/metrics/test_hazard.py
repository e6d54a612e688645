"""Cumulative hazards at their edges."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics._cut import only_by
from salescycle.metrics._hazard import CumulativeHazard, cumulative_hazard
from salescycle.metrics._lifetimes import Lifetime
from salescycle.values import Undefined

DAY = timedelta(days=1)
NONE = Undefined("there are none")
PAST = Undefined("past the largest follow-up")


def hazard(*rows: tuple[int, str | None]) -> CumulativeHazard:
    return cumulative_hazard(Lifetime(duration=day * DAY, cause=cause) for day, cause in rows)


def test_of_no_deals_nothing_is_known() -> None:
    """Every reading of no deals is undefined, and says that there are none."""
    empty = hazard()
    assert (NONE, NONE, 0, 0, 0) == (empty.at(DAY), empty.follow_up, empty.n, empty.events, empty.still_open)
    assert "undefined: there are none (n=0)" == str(empty)


def test_of_deals_all_open_the_hazard_is_zero() -> None:
    """Nothing closed: the sum is 0 with limits at 0, and unknown past the follow-up."""
    still = hazard((2, None), (5, None))
    assert [(0.0, 0.0, 0.0, 0.0)] * 2 == [(s.hazard, s.std_error, s.low, s.high) for s in still.steps]
    assert (0.0, 0.0, PAST, 5 * DAY) == (still.at(DAY), still.at(5 * DAY), still.at(6 * DAY), still.follow_up)
    assert "cumulative hazard 0 after 5 days (n=2, 2 still open)" == str(still)


def test_closes_of_one_instant_count_together() -> None:
    """Two closes of four at risk add a half, and no more."""
    tied = hazard((3, "won"), (3, "lost"), (3, None), (8, None))
    assert [(4, 2, 1, 0.5), (1, 0, 1, 0.5)] == [(s.at_risk, s.events, s.censored, s.hazard) for s in tied.steps]


def test_the_hazard_goes_on_past_one() -> None:
    """A hazard is no chance: the last close of all adds a whole one, and nothing is known after it."""
    whole = hazard((1, "won"), (2, "won"))
    assert (0.5, 1.5, PAST) == (whole.at(DAY), whole.at(2 * DAY), whole.at(3 * DAY))
    assert "cumulative hazard 1.5 after 2 days (n=2)" == str(whole)


def test_limits_multiply_and_divide_alike() -> None:
    """The limits on the log scale have the estimate for their geometric mean, and widen with the level."""
    rows = [Lifetime(duration=day * DAY, cause="won") for day in range(1, 6)]
    narrow, wide = (cumulative_hazard(rows, level=level).steps[2] for level in (0.8, 0.99))
    assert pytest.approx(narrow.hazard**2, rel=1e-12) == narrow.low * narrow.high
    assert [wide.low, narrow.low, narrow.high, wide.high] == sorted([narrow.high, wide.high, wide.low, narrow.low])


def test_a_start_asks_about_deals_open_then() -> None:
    """From day 2 on, only later closes add up, and the deals that were gone by then are left out and counted."""
    rows = [Lifetime(duration=day * DAY, cause="won") for day in (1, 2, 3, 4)]
    later = cumulative_hazard(rows, start=2 * DAY)
    assert [(3 * DAY, 0.5), (4 * DAY, 1.5)] == [(step.time, step.hazard) for step in later.steps]
    assert ((("it ended, or was last seen, by the start", 2),), 2, 2 * DAY) == (later.left_out, later.n, later.start)


def test_the_rate_of_one_cause() -> None:
    """With other ends taken for the last time seen, the hazard is that of the cause."""
    rows = [Lifetime(duration=day * DAY, cause=cause) for day, cause in ((1, "lost"), (2, "won"))]
    assert [0.0, 1.0] == [step.hazard for step in cumulative_hazard(only_by(rows, "won")).steps]


def test_a_level_outside_its_range_is_refused() -> None:
    """A confidence level lies between 0 and 1."""
    with pytest.raises(InvalidValue, match="a confidence level must be a float between 0 and 1"):
        cumulative_hazard([], level=95)


def test_a_hazard_is_a_value() -> None:
    """It can be hashed and pickled, and says how it was made."""
    one = hazard((2, "won"), (9, None))
    assert (one, hash(one)) == (pickle.loads(pickle.dumps(one)), hash(hazard((2, "won"), (9, None))))
    assert "Nelson-Aalen: closes per deal at risk, added up to an age; still open is censored" == one.definition
