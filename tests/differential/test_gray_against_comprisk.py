"""Gray's test of two groups against comprisk."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy", reason="needs the extra [differential]")
comprisk = pytest.importorskip("comprisk.gray_test", reason="needs the extra [differential]")

from salescycle.metrics import gray  # noqa: E402
from salescycle.values import Undefined  # noqa: E402

LATE = "deals seen late: refused here, no such test there"
UNDEFINED = "undefined here: one group, or nothing that tells the groups apart"


def test_statistics_against_comprisk(samples, account):
    """The statistic, relative to itself or to 1 where it is smaller; groups beyond the second join the first."""
    for sample in samples:
        groups = [int(group == 1) for group in sample.groups]
        if sample.is_late:
            account.excluded(LATE)
            continue
        if len(set(groups)) < 2:
            account.excluded(UNDEFINED)
            continue
        lives = sample.lifetimes()
        sides = {str(side): [life for life, g in zip(lives, groups, strict=True) if g == side] for side in (0, 1)}
        ours = gray(sides, cause="won").chi_square
        if isinstance(ours, Undefined):
            account.excluded(UNDEFINED)
            continue
        times, codes = np.array(sample.times, dtype=float), np.array(sample.codes)
        theirs = comprisk.gray_test(times, codes, np.array(groups)).stat
        account.same(theirs, ours, at_least=1.0, about=sample)
