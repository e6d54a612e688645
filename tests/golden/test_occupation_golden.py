"""State occupation with re-entry and late entry against the saved output of R's survival package."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from salescycle.metrics._occupation import Occupation, OccupationAt, Stay, occupation

STATES = ("entry", "a", "b", "c")

# R survival, tests/multistate.R, ``mtest``: subject, from, to, state moved to (0 is censored).
# Subject 1 comes back from b to a; subjects 3 and 5 are seen late, at 2 and at 1.
MTEST = (
    (1, 0, 4, 1),
    (1, 4, 9, 2),
    (1, 9, 10, 1),
    (2, 0, 5, 2),
    (3, 2, 9, 3),
    (4, 0, 2, 1),
    (4, 2, 8, 3),
    (4, 8, 9, 0),
    (5, 1, 3, 2),
    (5, 3, 11, 0),
)


def mtest() -> Occupation:
    """Chain each subject's rows: it is in the entry state until its first move."""
    now: dict[int, str] = {}
    stays = []
    for subject, start, end, code in MTEST:
        to = STATES[code] if code else None
        stays.append(
            Stay(state=now.get(subject, "entry"), entered=timedelta(days=start), left=timedelta(days=end), to=to)
        )
        now[subject] = STATES[code]
    return occupation(stays, states=STATES)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (0, (32, 0, 0, 0)),
        (2, (24, 8, 0, 0)),
        (3, (18, 8, 6, 0)),
        (4, (12, 14, 6, 0)),
        (5, (6, 14, 12, 0)),
        (8, (6, 7, 12, 7)),
        (9, (0, 0, 19, 13)),
        (10, (0, Fraction(19, 2), Fraction(19, 2), 13)),
        (11, (0, Fraction(19, 2), Fraction(19, 2), 13)),
    ],
)
def test_mtest_gives_every_fraction_of_r(day: int, expected: tuple[Fraction | int, ...]) -> None:
    """The share in each state, in parts of 32, is that of multistate.Rout.save, exactly."""
    reading = mtest().at(timedelta(days=day))
    assert isinstance(reading, OccupationAt)
    assert expected == tuple(share * 32 for _, share in reading.shares)
