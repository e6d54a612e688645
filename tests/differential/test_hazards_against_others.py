"""Nelson-Aalen's cumulative hazard and its standard error against three other libraries."""

from __future__ import annotations

import warnings

import pytest

np = pytest.importorskip("numpy", reason="needs the extra [differential]")
lifelines = pytest.importorskip("lifelines", reason="needs the extra [differential]")
sksurv = pytest.importorskip("sksurv.nonparametric", reason="needs the extra [differential]")
statsmodels = pytest.importorskip("statsmodels.duration.survfunc", reason="needs the extra [differential]")

from salescycle.metrics import cumulative_hazard  # noqa: E402

EMPTIED = "a late risk set empties: lifelines raises StatError"
LATE = "deals seen late: scikit-survival has no such estimate"
ALL_OPEN = "nothing closed: scikit-survival refuses the set, statsmodels has no such curve"


def columns(sample):
    # an hour later than ours, so that who was seen from the origin can enter at 0, before a close at age 0
    times = np.array(sample.times, dtype=float) + 1
    entries = np.array([0.0 if entry is None else entry + 1 for entry in sample.entries])
    return times, np.array(sample.codes) > 0, entries


def test_hazards_against_scikit_survival(samples, account):
    """H at every instant."""
    for sample in samples:
        if sample.is_late:
            account.excluded(LATE)
            continue
        if not any(sample.codes):
            account.excluded(ALL_OPEN)
            continue
        times, events, _ = columns(sample)
        theirs = sksurv.nelson_aalen_estimator(events, times)[1]
        for expected, step in zip(theirs, cumulative_hazard(sample.lifetimes()).steps, strict=True):
            account.same(expected, step.hazard, about=sample)


def test_hazards_against_lifelines(samples, account):
    """H at every instant, late entries too.

    With its smoothing on, lifelines takes ties for events one after the other, which is another estimator. Its
    variance is another, too: the sum of d (n - d) / n^3.
    """
    for sample in samples:
        if not sample.size:
            continue
        times, events, entries = columns(sample)
        model = lifelines.NelsonAalenFitter(nelson_aalen_smoothing=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                model.fit(times, events, entry=entries if sample.is_late else None)
            except lifelines.exceptions.StatError:
                account.excluded(EMPTIED)
                continue
        theirs = dict(zip(model.cumulative_hazard_.index, model.cumulative_hazard_.iloc[:, 0], strict=True))
        for step in cumulative_hazard(sample.lifetimes()).steps:
            account.same(theirs[step.time.total_seconds() / 3600 + 1], step.hazard, about=sample)


def test_errors_against_statsmodels(samples, account):
    """The standard error at every close: with weights, statsmodels gives that of H instead of Greenwood's."""
    for sample in samples:
        if not any(sample.codes):
            account.excluded(ALL_OPEN)
            continue
        times, events, entries = columns(sample)
        theirs = statsmodels.SurvfuncRight(
            times, events * 1, entry=entries if sample.is_late else None, freq_weights=np.ones(sample.size)
        )
        closes = [step for step in cumulative_hazard(sample.lifetimes()).steps if step.events]
        for expected, step in zip(theirs.surv_prob_se, closes, strict=True):
            account.same(expected, step.std_error, about=sample)
