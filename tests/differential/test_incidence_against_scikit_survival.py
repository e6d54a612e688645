"""Aalen-Johansen's incidence, its variance and its limits against scikit-survival."""

from __future__ import annotations

from datetime import timedelta

import pytest

np = pytest.importorskip("numpy", reason="needs the extra [differential]")
sksurv = pytest.importorskip("sksurv.nonparametric", reason="needs the extra [differential]")
datasets = pytest.importorskip("sksurv.datasets", reason="needs the extra [differential]")

from salescycle.metrics import Lifetime, incidence  # noqa: E402
from salescycle.values import Undefined  # noqa: E402

CAUSES = ("won", "lost", "stale", "merged")
LATE = "deals seen late: scikit-survival has no such estimate"
UNSEEN = "nothing, or not every cause, has ended a deal: scikit-survival refuses the set"
NONE_YET = "F = 0 or 1: no limits here, scikit-survival gives some number"
DIVIDED = "all at risk end at the last age: scikit-survival divides by 0 there, and then has no variance at any age"


def usable(samples, account):
    for sample in samples:
        if sample.is_late:
            account.excluded(LATE)
        elif not sample.size or len(set(sample.codes) - {0}) < max(2, *sample.codes):
            account.excluded(UNSEEN)
        else:
            yield sample


def columns(sample):
    return np.array(sample.codes), np.array(sample.times, dtype=float) + 1


def test_shares_against_scikit_survival(samples, account):
    """F of each cause, and of all together, at every instant."""
    for sample in usable(samples, account):
        _, theirs = sksurv.cumulative_incidence_competing_risks(*columns(sample))
        for place, step in enumerate(incidence(sample.lifetimes(), causes=CAUSES[: max(sample.codes)]).steps):
            account.same(1 - theirs[0, place], step.still_open, at_least=1.0, about=sample)
            for cause, share in enumerate(step.probability):
                account.same(theirs[cause + 1, place], share, about=sample)


def test_limits_against_scikit_survival(samples, account):
    """The log(-log) limits of each cause, which show its variance: their method ``Dinse_Approx`` is ours."""
    for sample in usable(samples, account):
        curves = incidence(sample.lifetimes(), causes=CAUSES[: max(sample.codes)])
        codes, times = columns(sample)
        steps = curves.steps
        if not steps[-1].still_open:
            # ages before the last see the same deals at risk if those of the last are taken for open
            account.excluded(DIVIDED)
            codes, steps = np.where(times == times.max(), 0, codes), steps[:-1]
            if len(set(codes.tolist()) - {0}) < max(sample.codes):
                account.excluded(UNSEEN)
                continue
        with np.errstate(all="ignore"):
            _, _, limits = sksurv.cumulative_incidence_competing_risks(
                codes, times, conf_type="log-log", var_type="Dinse_Approx"
            )
        for place, step in enumerate(steps):
            for cause, (low, high) in enumerate(zip(step.low, step.high, strict=True)):
                if isinstance(low, Undefined):
                    account.excluded(NONE_YET)
                else:
                    account.same(limits[cause + 1, 0, place], low, about=sample)
                    account.same(limits[cause + 1, 1, place], high, about=sample)


def test_graft_versus_host_disease(account):
    """The 100 patients of Pintilie (Competing Risks, 2006), whose variances scikit-survival ships for reference."""
    _, rows = datasets.load_cgvhd()
    causes = ("1", "2", "3")
    lives = [
        Lifetime(duration=round(time * 1000) * timedelta(days=1), cause=causes[code - 1] if code else None)
        for code, time in zip(rows["status"].tolist(), rows["ftime"].tolist(), strict=True)
    ]
    curves = incidence(lives, causes=causes)
    _, shares, limits = sksurv.cumulative_incidence_competing_risks(
        rows["status"], np.round(rows["ftime"] * 1000), conf_type="log-log", var_type="Dinse_Approx"
    )
    for place, step in enumerate(curves.steps):
        for cause in range(3):
            account.same(shares[cause + 1, place], step.probability[cause])
            if not isinstance(step.low[cause], Undefined):
                account.same(limits[cause + 1, 0, place], step.low[cause])
                account.same(limits[cause + 1, 1, place], step.high[cause])
