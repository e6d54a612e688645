"""Log-rank tests against published numbers, and against the saved output of R's survival package."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import LogRank, Weights, log_rank
from salescycle.metrics._power import events_needed

PRINTED = 1e-6


def lives(text: str) -> list[Lifetime]:
    """Read times in days, a plus marking those still open."""
    return [
        Lifetime(duration=timedelta(days=int(word.rstrip("+"))), cause=None if word.endswith("+") else "closed")
        for word in text.split()
    ]


# Leukaemia remission, weeks: Miller, Survival Analysis (1981); ``survival::aml``
AML = {
    "maintained": lives("9 13 13+ 18 23 28+ 31 34 45+ 48 161+"),
    "not maintained": lives("5 5 8 8 12 16+ 23 27 30 33 43 45"),
}
# Freireich and others, Blood 21 (1963): 6-mercaptopurine against placebo, weeks of remission
FREIREICH = {
    "6-MP": lives("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"),
    "placebo": lives("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"),
}


def counts(test: LogRank) -> list[tuple[int, int, float]]:
    return [(group.n, group.observed, pytest.approx(group.expected, abs=PRINTED)) for group in test.groups]


def test_aml() -> None:
    """Observed, expected, chi-square and p-value; R's difftest.Rout.save prints 10.69, 7.31, 3.4 and 0.07."""
    test = log_rank(AML)
    assert [(11, 7, 10.689336), (12, 11, 7.310664)] == counts(test)
    assert (pytest.approx((3.396389, 0.065339), abs=PRINTED), 1) == ((test.chi_square, test.p_value), test.freedom)


def test_the_variance_of_aml() -> None:
    """The squared score over the statistic is the variance 4.007551."""
    test = log_rank(AML)
    assert pytest.approx(4.007551, abs=PRINTED) == test.groups[0].score ** 2 / test.chi_square


def test_a_group_that_is_gone_before_the_first_close_adds_no_degree_of_freedom() -> None:
    """A third group censored early leaves chi-square 3.4 on 1 df, as in difftest.Rout.save."""
    test = log_rank({**AML, "gone": lives("1+ 2+ 3+")})
    assert ("maintained", "not maintained") == test.compared
    assert (log_rank(AML).chi_square, 1, 0.0) == (test.chi_square, test.freedom, test.groups[2].expected)


def test_freireich() -> None:
    """The trial's chi-square is 16.792941, with 19.250501 and 10.749499 expected."""
    test = log_rank(FREIREICH)
    assert [(21, 9, 19.250501), (21, 21, 10.749499)] == counts(test)
    assert pytest.approx(16.792941, abs=PRINTED) == test.chi_square
    assert pytest.approx(4.17e-5, abs=5e-8) == test.p_value


@pytest.mark.parametrize(
    ("groups", "weights", "powers", "expected"),
    [
        (FREIREICH, "gehan", {}, 13.457852),
        (AML, "gehan", {}, 2.723312),
        (AML, "fleming_harrington", {"p": 1, "q": 0}, 2.779280),
    ],
)
def test_weighted_tests(
    groups: dict[str, list[Lifetime]], weights: Weights, powers: dict[str, float], expected: float
) -> None:
    """Gehan's test agrees with two independent implementations, Fleming and Harrington's with R's rho=1."""
    assert pytest.approx(expected, abs=PRINTED) == log_rank(groups, weights=weights, **powers).chi_square


def test_five_groups() -> None:
    """Five groups at once: expected, chi-square and p-value of R's survdiff (survival 3.5-3)."""
    test = log_rank({**AML, **FREIREICH, "few": lives("1 2 3 50")})
    expected = [14.2447494, 10.8827188, 15.5369151, 8.3915071, 2.9441096]
    assert [pytest.approx(each, abs=5e-8) for each in expected] == [group.expected for group in test.groups]
    assert (pytest.approx(28.7147425611, abs=1e-10), 4) == (test.chi_square, test.freedom)
    assert pytest.approx(8.93284e-06, abs=5e-12) == test.p_value


@pytest.mark.parametrize(("ratio", "expected"), [(1.1, 3457), (1.2, 945), (1.25, 631), (1.5, 191), (2.0, 66)])
def test_events_that_a_log_rank_test_needs(ratio: float, expected: int) -> None:
    """Schoenfeld's formula (Biometrika 68, 1981), 80 % power at 5 %: 4 (z + z)^2 / ln(ratio)^2, rounded up."""
    assert expected == events_needed(ratio)
