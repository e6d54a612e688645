"""Nelson-Aalen estimates against R's survival package (3.5-3: cumhaz and std.chaz of survfit, ctype=1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salescycle.metrics._hazard import CumulativeHazard, cumulative_hazard
from salescycle.metrics._lifetimes import Lifetime
from salescycle.values import days

PRINTED = 1e-10


def hazard(text: str) -> CumulativeHazard:
    """Estimate from times in days, a plus marking those still open."""
    rows = (
        Lifetime(duration=timedelta(days=int(word.rstrip("+"))), cause=None if word.endswith("+") else "closed")
        for word in text.split()
    )
    return cumulative_hazard(rows)


# Leukaemia remission, weeks: Miller, Survival Analysis (1981); ``survival::aml``
MAINTAINED = hazard("9 13 13+ 18 23 28+ 31 34 45+ 48 161+")
NOT_MAINTAINED = hazard("5 5 8 8 12 16+ 23 27 30 33 43 45")
# Freireich and others, Blood 21 (1963): 6-mercaptopurine, weeks of remission
TREATED = hazard("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+")

MAINTAINED_STEPS = [
    (9, 0.09090909091, 0.09090909091),
    (13, 0.19090909091, 0.13514607952),
    (18, 0.31590909091, 0.18409090909),
    (23, 0.45876623377, 0.23301851016),
    (31, 0.65876623377, 0.30707918535),
    (34, 0.90876623377, 0.39597679992),
    (48, 1.40876623377, 0.63780688776),
]
NOT_MAINTAINED_STEPS = [
    (5, 0.16666666667, 0.11785113020),
    (8, 0.36666666667, 0.18408935029),
    (12, 0.49166666667, 0.22251716538),
    (23, 0.65833333333, 0.27801378863),
    (27, 0.85833333333, 0.34247870980),
    (30, 1.10833333333, 0.42401847444),
    (33, 1.44166666667, 0.53935403751),
    (43, 1.94166666667, 0.73546092879),
    (45, 2.94166666667, 1.24133105084),
]
TREATED_STEPS = [
    (6, 0.1428571429, 0.08247860988),
    (7, 0.2016806723, 0.10130611384),
    (10, 0.2683473389, 0.12127395906),
    (13, 0.3516806723, 0.14714556599),
    (16, 0.4425897632, 0.17296323424),
    (22, 0.5854469060, 0.22433110276),
    (23, 0.7521135727, 0.27946774670),
]


@pytest.mark.parametrize(
    ("expected", "group"),
    [(MAINTAINED_STEPS, MAINTAINED), (NOT_MAINTAINED_STEPS, NOT_MAINTAINED), (TREATED_STEPS, TREATED)],
    ids=["maintained", "not maintained", "6-MP"],
)
def test_cumulative_hazards_are_those_of_r(expected: list[tuple[float, float, float]], group: CumulativeHazard) -> None:
    """Cumulative hazard and standard error at every close agree to the digits printed."""
    actual = [(days(step.time), step.hazard, step.std_error) for step in group.steps if step.events]
    assert [pytest.approx(row, abs=PRINTED) for row in expected] == actual


def test_the_number_of_statistics_texts() -> None:
    """The maintained group's H(48) is 1.408766, standard error .637807."""
    step = next(step for step in MAINTAINED.steps if step.time == timedelta(days=48))
    assert pytest.approx((1.408766, 0.637807), abs=1e-6) == (step.hazard, step.std_error)
