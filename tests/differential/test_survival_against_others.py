"""Kaplan-Meier curves, their errors, limits, quantiles and restricted means against three other libraries."""

from __future__ import annotations

import warnings
from datetime import timedelta

import pytest

np = pytest.importorskip("numpy", reason="needs the extra [differential]")
lifelines = pytest.importorskip("lifelines", reason="needs the extra [differential]")
sksurv = pytest.importorskip("sksurv.nonparametric", reason="needs the extra [differential]")
statsmodels = pytest.importorskip("statsmodels.duration.survfunc", reason="needs the extra [differential]")

from salescycle.metrics import survival  # noqa: E402
from salescycle.values import Undefined  # noqa: E402

EMPTIED = "a late risk set empties: lifelines raises StatError"
NO_BAND = "S = 0: no limits here, scikit-survival gives 0, statsmodels NaN or a limit there"
ALL_OPEN = "nothing closed: statsmodels has no such curve"


def columns(sample):
    # an hour later than ours, so that who was seen from the origin can enter at 0, before a close at age 0
    times = np.array(sample.times, dtype=float) + 1
    entries = np.array([0.0 if entry is None else entry + 1 for entry in sample.entries])
    return times, np.array(sample.codes) > 0, entries


def fitted(sample):
    """Fit lifelines' curve, or give None where it refuses."""
    times, events, entries = columns(sample)
    model = lifelines.KaplanMeierFitter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return model.fit(times, events, entry=entries if sample.is_late else None)
        except lifelines.exceptions.StatError:
            return None


def test_heights_against_scikit_survival(samples, account):
    """S at every instant, late entries too."""
    for sample in samples:
        if not sample.size:
            continue
        times, events, entries = columns(sample)
        at, heights = sksurv.kaplan_meier_estimator(events, times, entries if sample.is_late else None)
        theirs = dict(zip(at, heights, strict=True))
        for step in survival(sample.lifetimes()).steps:
            account.same(theirs[step.time.total_seconds() / 3600 + 1], step.survival, about=sample)


def test_limits_against_scikit_survival(samples, account):
    """The log-log limits at every instant; at S = 1 both say 1."""
    for sample in samples:
        if not sample.size:
            continue
        times, events, entries = columns(sample)
        at, _, (lows, highs) = sksurv.kaplan_meier_estimator(
            events, times, entries if sample.is_late else None, conf_type="log-log"
        )
        theirs = dict(zip(at, zip(lows, highs, strict=True), strict=True))
        for step in survival(sample.lifetimes()).steps:
            low, high = theirs[step.time.total_seconds() / 3600 + 1]
            if not step.survival:
                account.excluded(NO_BAND)
                continue
            account.same(low, step.low, about=sample)
            account.same(high, step.high, about=sample)


def test_heights_against_lifelines(samples, account):
    """S at every instant, late entries too."""
    for sample in samples:
        if not sample.size:
            continue
        model = fitted(sample)
        if model is None:
            account.excluded(EMPTIED)
            continue
        theirs = dict(zip(model.survival_function_.index, model.survival_function_.iloc[:, 0], strict=True))
        for step in survival(sample.lifetimes()).steps:
            account.same(theirs[step.time.total_seconds() / 3600 + 1], step.survival, about=sample)


def test_restricted_means_against_lifelines(samples, account):
    """The area under S up to the largest follow-up and up to a third of it, which we round to the microsecond."""
    unit = timedelta(days=3000)  # so long that a microsecond is nothing
    late = "deals seen late: lifelines leaves out the time before the earliest entry"
    for sample in samples:
        if not sample.size or not max(sample.times):
            continue
        if sample.is_late:
            account.excluded(late)
            continue
        curve, model = survival(sample.lifetimes(unit=unit)), fitted(sample)
        for horizon in (curve.follow_up, curve.follow_up / 3):
            # their origin is an hour before ours, and in that hour nothing closes
            theirs = lifelines.utils.restricted_mean_survival_time(model, horizon / unit + 1) - 1
            account.same(theirs, curve.restricted_mean(horizon).mean / unit, about=sample)


def test_errors_against_statsmodels(samples, account):
    """Greenwood's standard errors at every close."""
    for sample in samples:
        if not any(sample.codes):
            account.excluded(ALL_OPEN)
            continue
        times, events, entries = columns(sample)
        with np.errstate(all="ignore"):
            theirs = statsmodels.SurvfuncRight(times, events * 1, entry=entries if sample.is_late else None)
        errors = dict(zip(theirs.surv_times, theirs.surv_prob_se, strict=True))
        for step in survival(sample.lifetimes()).steps:
            if not step.events:
                continue
            if not step.survival:
                account.excluded(NO_BAND)
                continue
            account.same(errors[step.time.total_seconds() / 3600 + 1], step.std_error, about=sample)


def test_quantiles_against_statsmodels(samples, account):
    """The quartiles, where S does not run level at the height."""
    plateau = "S runs level at the height: statsmodels takes the far end of the stretch"
    for sample, curve, theirs in _with_statsmodels(samples, account):
        for share in (0.25, 0.5, 0.75):
            if any(abs(step.survival - 1 + share) < 1e-9 for step in curve.steps):
                account.excluded(plateau)
                continue
            quantile = theirs.quantile(share)
            _same_age(None if np.isnan(quantile) else quantile, curve.quantile(share), account, sample)


def test_limits_of_quantiles_against_statsmodels(samples, account):
    """The limits of the quartiles: both take the ages at which the band holds the height."""
    jumped = "the band comes down past the height at one close: statsmodels has no age in it, or takes the one after"
    ends = "the upper limit is where S = 0: statsmodels gives that age, R and we none"
    for sample, curve, theirs in _with_statsmodels(samples, account):
        closes = [step for step in curve.steps if step.events]
        for share in (0.25, 0.5, 0.75):
            height = 1 - share + 1e-9
            inside = [step for step in closes if step.survival and step.low <= height <= step.high]
            below = next((step for step in closes if step.survival and step.low <= height), None)
            above = next((step for step in closes if step.survival and step.high < height), None)
            if not inside or inside[0] is not below:
                account.excluded(jumped)
                continue
            low, high = theirs.quantile_ci(share)
            _same_age(low, curve.limits(share)[0], account, sample)
            if above is None and not closes[-1].survival:
                account.excluded(ends)
            else:
                _same_age(None if np.isinf(high) else high, curve.limits(share)[1], account, sample)


def _with_statsmodels(samples, account):
    for sample in samples:
        if not any(sample.codes):
            account.excluded(ALL_OPEN)
            continue
        times, events, entries = columns(sample)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = statsmodels.SurvfuncRight(times, events * 1, entry=entries if sample.is_late else None)
            yield sample, survival(sample.lifetimes()), theirs


def _same_age(theirs, ours, account, sample):
    if theirs is None:
        assert isinstance(ours, Undefined), sample
        account.compared += 1
    else:
        account.same(theirs, ours if isinstance(ours, Undefined) else ours.total_seconds() / 3600 + 1, about=sample)
