"""Survival curves against published numbers, and against the saved output of R's survival package."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._survival import Survival, survival
from salescycle.values import Undefined, days

PRINTED = 1e-6


def curve(text: str) -> Survival:
    """Estimate from times in days, a plus marking those still open."""
    rows = (
        Lifetime(duration=timedelta(days=int(word.rstrip("+"))), cause=None if word.endswith("+") else "closed")
        for word in text.split()
    )
    return survival(rows)


def in_days(value: timedelta | Undefined) -> float | None:
    return None if isinstance(value, Undefined) else days(value)


# Leukaemia remission, weeks: Miller, Survival Analysis (1981); ``survival::aml``, tests/doaml.Rout.save
MAINTAINED = curve("9 13 13+ 18 23 28+ 31 34 45+ 48 161+")
NOT_MAINTAINED = curve("5 5 8 8 12 16+ 23 27 30 33 43 45")

# Freireich and others, Blood 21 (1963): 6-mercaptopurine against placebo, weeks of remission
TREATED = curve("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+")
PLACEBO = curve("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23")

# R survival, tests/quantile.Rout.save
R_QUANTILE = curve("9 1 1+ 6 6 8+ 10+")

MAINTAINED_STEPS = [
    (9, 0.909091, 0.086678),
    (13, 0.818182, 0.116291),
    (18, 0.715909, 0.139665),
    (23, 0.613636, 0.152632),
    (31, 0.490909, 0.164193),
    (34, 0.368182, 0.162669),
    (48, 0.184091, 0.153493),
]
NOT_MAINTAINED_STEPS = [
    (5, 0.833333, 0.107583),
    (8, 0.666667, 0.136083),
    (12, 0.583333, 0.142319),
    (23, 0.486111, 0.148130),
    (27, 0.388889, 0.146986),
    (30, 0.291667, 0.138715),
    (33, 0.194444, 0.121875),
    (43, 0.097222, 0.091866),
]


@pytest.mark.parametrize(
    ("expected", "group"),
    [(MAINTAINED_STEPS, MAINTAINED), (NOT_MAINTAINED_STEPS, NOT_MAINTAINED)],
    ids=["maintained", "not maintained"],
)
def test_aml_curves_and_greenwood_errors_are_those_r_prints(
    expected: list[tuple[float, float, float]], group: Survival
) -> None:
    """Curve and standard error at every close agree with doaml.Rout.save."""
    actual = [(days(step.time), step.survival, step.std_error) for step in group.steps if step.events and step.survival]
    assert [pytest.approx(row, abs=PRINTED) for row in expected] == actual


def test_the_last_aml_close_leaves_nothing_and_no_error() -> None:
    """Where the curve reaches 0 the standard error is undefined (R prints NA)."""
    last = NOT_MAINTAINED.steps[-1]
    expected = (timedelta(days=45), 0.0, Undefined("every deal at risk has closed"))
    assert expected == (last.time, last.survival, last.std_error)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(9, (0.508080, 0.986674)), (31, (0.167331, 0.753400)), (48, (0.011738, 0.525015))],
)
def test_log_log_limits_of_the_maintained_group(day: int, expected: tuple[float, float]) -> None:
    """The pointwise 95 % limits of the log-log form agree with two independent implementations."""
    (actual,) = [(step.low, step.high) for step in MAINTAINED.steps if step.time == timedelta(days=day)]
    assert pytest.approx(expected, abs=PRINTED) == actual


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (MAINTAINED, (31, 13, None)),
        (NOT_MAINTAINED, (23, 5, 33)),
        (TREATED, (23, 13, None)),
        (PLACEBO, (8, 4, 11)),
    ],
)
def test_medians_with_their_log_log_limits(group: Survival, expected: tuple[float | None, ...]) -> None:
    """Median and Brookmeyer-Crowley limits, log-log form, None where the band is not reached."""
    assert expected == tuple(map(in_days, (group.median, *group.limits(0.5))))


def test_counts_of_the_aml_groups() -> None:
    """Each group carries how many it rests on: 11 with 7 events, 12 with 11."""
    assert [(11, 7, 4), (12, 11, 1)] == [(g.n, g.events, g.still_open) for g in (MAINTAINED, NOT_MAINTAINED)]


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (6, 0.857143),
        (7, 0.806723),
        (10, 0.752941),
        (13, 0.690196),
        (16, 0.627451),
        (22, 0.537815),
        (23, 0.448179),
    ],
)
def test_the_6_mp_curve(week: int, expected: float) -> None:
    """The treated group's curve is the one in every survival text."""
    assert pytest.approx(expected, abs=PRINTED) == TREATED.at(timedelta(days=week))


@pytest.mark.parametrize(("week", "expected"), [(6, 0.076360), (23, 0.134591)])
def test_the_6_mp_greenwood_errors(week: int, expected: float) -> None:
    """The treated group's standard errors at the first and the last close."""
    (actual,) = [step.std_error for step in TREATED.steps if step.time == timedelta(days=week)]
    assert pytest.approx(expected, abs=PRINTED) == actual


def test_the_placebo_curve_at_ten_weeks() -> None:
    """8 of 21 are left at week 10, standard error .106, as public lecture notes quote."""
    actual = next(step.std_error for step in PLACEBO.steps if step.time == timedelta(days=8))
    assert pytest.approx((8 / 21, 0.106), abs=5e-4) == (PLACEBO.at(timedelta(days=10)), actual)
    assert pytest.approx(8 / 21, abs=1e-15) == PLACEBO.at(timedelta(days=10))


@pytest.mark.parametrize(
    ("group", "horizon", "expected"),
    [
        (MAINTAINED, 30, (24.602273, 2.313149)),
        (MAINTAINED, 45, (30.738636, 4.114086)),
        (NOT_MAINTAINED, 30, (19.694444, 3.054198)),
        (NOT_MAINTAINED, 45, (22.708333, 4.180942)),
        (TREATED, 23, (17.909244, 1.553190)),
        (PLACEBO, 23, (8.666667, 1.377390)),
    ],
)
def test_restricted_means(group: Survival, horizon: int, expected: tuple[float, float]) -> None:
    """Restricted means and their standard errors agree with independent implementations."""
    mean = group.restricted_mean(timedelta(days=horizon))
    assert pytest.approx(expected, abs=PRINTED) == (in_days(mean.mean), in_days(mean.std_error))


@pytest.mark.parametrize(
    ("height", "expected"),
    [
        (Fraction(13, 14), 1),
        (Fraction(6, 7), 3.5),
        (Fraction(2, 3), 6),
        (Fraction(1, 2), 9),
        (Fraction(9, 35), 9.5),
        (Fraction(1, 10), None),
    ],
)
def test_quantiles_on_level_stretches_are_r_midpoints(height: Fraction, expected: float | None) -> None:
    """Quantiles at each height agree with tests/quantile.Rout.save, the last stretch ending at the last follow-up."""
    assert expected == in_days(R_QUANTILE.quantile(1 - height))


def test_the_median_of_four_closes_is_the_midpoint() -> None:
    """Closes at 1, 2, 3, 4 have the median 2.5, as in R."""
    assert timedelta(days=2.5) == curve("1 2 3 4").median


def test_numbers_at_risk_between_closes() -> None:
    """The number at risk of each row of survival::aml (n.risk of summary with censored times) counts down."""
    assert [11, 10, 8, 7, 6, 5, 4, 3, 2, 1] == [step.at_risk for step in MAINTAINED.steps]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (0.5, (6, 1)),
        (1, (6, 5 / 6)),
        (1.5, (4, 5 / 6)),
        (6, (4, 5 / 12)),
        (7.5, (2, 5 / 12)),
        (8, (2, 5 / 12)),
        (8.9, (1, 5 / 12)),
        (9, (1, 0)),
        (10, (0, 0)),
    ],
)
def test_look_ups_between_closes(day: float, expected: tuple[int, float]) -> None:
    """Number at risk and curve between the instants agree with tests/survtest.Rout.save."""
    short = curve("9 1 1+ 6 6 8+")
    at_risk = next((step.at_risk for step in short.steps if step.time >= timedelta(days=day)), 0)
    assert pytest.approx(expected, abs=1e-15) == (at_risk, short.at(timedelta(days=day)))
