"""Log-rank tests, weighted and not, of two to five groups, against statsmodels and lifelines."""

from __future__ import annotations

import warnings
from fractions import Fraction

import pytest

np = pytest.importorskip("numpy", reason="needs the extra [differential]")
scipy_stats = pytest.importorskip("scipy.stats", reason="needs the extra [differential]")
lifelines = pytest.importorskip("lifelines.statistics", reason="needs the extra [differential]")
statsmodels = pytest.importorskip("statsmodels.duration.survfunc", reason="needs the extra [differential]")

from salescycle.metrics import log_rank  # noqa: E402
from salescycle.values import Undefined  # noqa: E402

UNDEFINED = "undefined here: one group, nothing closed, or groups never at risk together"
APART = "a group has nobody at risk at a close: it drops out here; they solve a singular system"
ILL = "lifelines loses digits in a covariance that is nearly singular: held to the statistic in exact fractions instead"
LATE = "deals seen late: lifelines has no such test"


def columns(sample):
    times = np.array(sample.times, dtype=float) + 1
    entries = np.array([0.0 if entry is None else entry + 1 for entry in sample.entries])
    return times, np.array(sample.codes) > 0, entries, np.array(sample.groups)


def answered(samples, account, weights, *, late, **powers):
    for sample in samples:
        if sample.is_late and not late:
            account.excluded(LATE)
            continue
        ours = log_rank(sample.by_group(), weights=weights, **powers)
        if isinstance(ours.chi_square, Undefined):
            account.excluded(UNDEFINED)
        elif len(ours.compared) < len(ours.groups):
            account.excluded(APART)
        else:
            yield sample, ours


@pytest.mark.parametrize(
    ("weights", "theirs", "powers", "their_powers"),
    [
        ("log_rank", None, {}, {}),
        ("gehan", "gb", {}, {}),
        ("tarone_ware", "tw", {}, {}),
        ("fleming_harrington", "fh", {"p": 1, "q": 0}, {"fh_p": 1}),
        ("fleming_harrington", "fh", {"p": 0.5, "q": 0}, {"fh_p": 0.5}),
    ],
)
def test_statistics_against_statsmodels(samples, account, weights, theirs, powers, their_powers):
    """The chi-square statistic, late entries too, relative to the statistic or to 1 where it is smaller."""
    late = "deals seen late, weights S^p: statsmodels divides by the 0 at risk when the first enters, and gives NaN"
    for sample, ours in answered(samples, account, weights, late=True, **powers):
        times, events, entries, groups = columns(sample)
        with np.errstate(all="ignore"):
            chi_square, _ = statsmodels.survdiff(
                times, events * 1, groups, weight_type=theirs, entry=entries if sample.is_late else None, **their_powers
            )
        if np.isnan(chi_square):
            account.excluded(late)
            continue
        account.same(chi_square, ours.chi_square, at_least=1.0, about=sample)


@pytest.mark.parametrize(
    ("weights", "theirs", "powers"),
    [
        ("log_rank", None, {}),
        ("gehan", "wilcoxon", {}),
        ("tarone_ware", "tarone-ware", {}),
        ("peto", "peto", {}),
        ("fleming_harrington", "fleming-harrington", {"p": 1, "q": 1}),
    ],
)
def test_statistics_against_lifelines(samples, account, weights, theirs, powers):
    """The chi-square statistic, relative to the statistic or to 1 where it is smaller."""
    for sample, ours in answered(samples, account, weights, late=False, **powers):
        times, events, _, groups = columns(sample)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = lifelines.multivariate_logrank_test(times, groups, events, weightings=theirs, **powers)
        theirs_is = result.test_statistic
        if powers and abs(theirs_is - ours.chi_square) > 1e-12 * max(1.0, ours.chi_square):
            account.excluded(ILL)
            theirs_is = exact(sample)
        account.same(theirs_is, ours.chi_square, at_least=1.0, about=sample)


def exact(sample):
    """Work the statistic with weights S (1 - S) out in fractions, by plain elimination."""
    rows = list(zip(sample.times, sample.codes, sample.groups, strict=True))
    names, before = sorted(set(sample.groups)), Fraction(1)
    table = [[Fraction(0)] * (len(names) + 1) for _ in names]
    for time in sorted({time for time, code, _ in rows if code}):
        at_risk = [sum(end >= time and group == name for end, _, group in rows) for name in names]
        closed = [sum(end == time and code > 0 and group == name for end, code, group in rows) for name in names]
        n, d, weight = sum(at_risk), sum(closed), before * (1 - before)
        tie = weight**2 * Fraction(d * (n - d), max(n - 1, 1) * n * n)
        for row, (own, events) in enumerate(zip(at_risk, closed, strict=True)):
            table[row][-1] += weight * (events - Fraction(d * own, n))
            for column, other in enumerate(at_risk):
                table[row][column] += tie * own * ((n if row == column else 0) - other)
        before *= Fraction(n - d, n)
    total = Fraction(0)
    for place in range(len(names) - 1):
        pivot = table[place]
        total += pivot[-1] ** 2 / pivot[place]
        for below in table[place + 1 :]:
            factor = below[place] / pivot[place]
            below[:] = [value - factor * other for value, other in zip(below, pivot, strict=True)]
    return float(total)


def test_p_values_against_scipy(samples, account):
    """The tail of the chi-square distribution at each statistic."""
    for _, ours in answered(samples, account, "log_rank", late=True):
        account.same(scipy_stats.chi2.sf(ours.chi_square, ours.freedom), ours.p_value, about=ours)
