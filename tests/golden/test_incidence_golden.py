"""Cumulative incidence against the saved output of R's survival package."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salescycle.metrics._incidence import IncidenceAt, incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.values import Interval

# R survival, tests/mstate.Rout.save, the trivial data set: cause 0 is censored
TIMES = (1, 2, 2, 3, 3, 3, 5, 6)
CAUSES = (None, "1", None, "2", None, "2", None, "2")
CURVES = incidence(
    (Lifetime(duration=timedelta(days=t), cause=c) for t, c in zip(TIMES, CAUSES, strict=True)), causes=("1", "2")
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1, (1, 0, 0)),
        (2, (6 / 7, 1 / 7, 0)),
        (3, (18 / 35, 1 / 7, 12 / 35)),
        (5, (18 / 35, 1 / 7, 12 / 35)),
        (6, (0, 1 / 7, 6 / 7)),
    ],
)
def test_the_trivial_data_set_of_r(day: int, expected: tuple[float, float, float]) -> None:
    """Open, first and second cause agree with mstate.Rout.save at every instant."""
    reading = CURVES.at(timedelta(days=day))
    assert isinstance(reading, IncidenceAt)
    assert pytest.approx(expected, abs=1e-15) == (reading.open, reading.of("1"), reading.of("2"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(2, (0.132260, 0.0)), (3, (0.132260, 0.195100)), (5, (0.132260, 0.195100)), (6, (0.132260, 0.132260))],
)
def test_the_errors_of_the_trivial_data_set(day: int, expected: tuple[float, float]) -> None:
    """The standard errors of both causes are the infinitesimal jackknife's, as mstate.Rout.save prints them."""
    step = next(step for step in CURVES.steps if step.time == timedelta(days=day))
    assert pytest.approx(expected, abs=1e-6) == step.std_error


@pytest.mark.parametrize(
    ("cause", "day", "expected"),
    [
        ("1", 2, (0.007123864076, 0.4649413553)),
        ("1", 6, (0.007123864076, 0.4649413553)),
        ("2", 3, (0.04810834994, 0.6854835661)),
        ("2", 6, (0.33405387929, 0.9785610585)),
    ],
)
def test_the_limits_of_the_trivial_data_set(cause: str, day: int, expected: tuple[float, float]) -> None:
    """The limits on the log(-log) scale are those of survfit with conf.type log-log (survival 3.5-3)."""
    interval = CURVES.interval(cause, timedelta(days=day))
    assert isinstance(interval, Interval)
    assert pytest.approx(expected, abs=1e-10) == (interval.low, interval.high)


def test_a_cause_at_the_first_instant_counts() -> None:
    """Times 0, 2, 3, 4 with causes 1, 2, 1, open give .5 for the first cause (lifelines says .25, see its #1699)."""
    rows = [Lifetime(duration=timedelta(days=d), cause=c) for d, c in ((0, "1"), (2, "2"), (3, "1"), (4, None))]
    reading = incidence(rows, causes=("1", "2")).at(timedelta(days=4))
    assert IncidenceAt(open=0.25, shares=(("1", 0.5), ("2", 0.25))) == reading
