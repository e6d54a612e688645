"""Gray's test and incidence against R's cmprsk and survival packages, on 35 bone marrow transplants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salescycle.metrics._gray import gray
from salescycle.metrics._incidence import Incidence, IncidenceAt, incidence
from salescycle.metrics._lifetimes import Lifetime

CAUSES = (None, "transplant", "relapse")

# Scrucca, Santucci and Aversa, Bone Marrow Transplantation 40 (2007), 381-387: time and cause by disease, as
# scikit-survival ships them
DISEASES = {
    "0": "13.2 1.1 72.0 7.2 8.2 9.2 5.2 1.2 22.2 0.2 0.1 35.0 4.2 14.2 26.2 3.2 12.1",
    "1": "67.0 70.0 4.0 7.0 68.0 10.2 7.2 3.1 4.1 4.1 3.1 3.1 8.1 2.2 35.0 2.0 8.0 32.0",
}


def lives(text: str) -> list[Lifetime]:
    pairs = (word.split(".") for word in text.split())
    return [Lifetime(duration=timedelta(days=int(time)), cause=CAUSES[int(code)]) for time, code in pairs]


def curves(*diseases: str) -> Incidence:
    return incidence((life for key in diseases for life in lives(DISEASES[key])), causes=("transplant", "relapse"))


@pytest.mark.parametrize(
    ("cause", "expected"),
    [("transplant", (1.301634544, 0.253914871158)), ("relapse", (7.082278025, 0.007784998015))],
)
def test_grays_statistic_is_that_of_cmprsk(cause: str, expected: tuple[float, float]) -> None:
    """Statistic and p-value of cuminc (cmprsk 2.2-11) for each cause, to the digits printed."""
    test = gray({key: lives(text) for key, text in DISEASES.items()}, cause=cause)
    assert pytest.approx(expected, abs=5e-10) == (test.chi_square, test.p_value)


@pytest.mark.parametrize(
    ("disease", "time", "expected"),
    [
        ("0", 20, (0.1764705882, 0.5882352941)),
        ("0", 60, (0.1764705882, 0.7058823529)),
        ("1", 20, (0.3681857639, 0.2057074653)),
        ("1", 60, (0.3681857639, 0.2057074653)),
    ],
)
def test_incidence_is_that_of_cmprsk(disease: str, time: int, expected: tuple[float, float]) -> None:
    """Share of each cause by disease (estimates of cuminc), to the digits printed."""
    reading = curves(disease).at(timedelta(days=time))
    assert isinstance(reading, IncidenceAt)
    assert pytest.approx(expected, abs=1e-10) == (reading.of("transplant"), reading.of("relapse"))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (
            9,
            [
                (0.2377116364, 0.07360519492, 0.1117056509, 0.3899648274),
                (0.3407601464, 0.08415192368, 0.1849408874, 0.503216068),
            ],
        ),
        (
            -1,
            [
                (0.2728389878, 0.07809068788, 0.1352700470, 0.4302741102),
                (0.4812695522, 0.09001679566, 0.2990073278, 0.642100786),
            ],
        ),
    ],
)
def test_errors_and_log_log_limits_are_those_of_r(place: int, expected: list[tuple[float, ...]]) -> None:
    """Share, standard error and limits of both diseases together: survfit (3.5-3) with conf.type log-log."""
    step = curves("0", "1").steps[place]
    actual = zip(step.probability, step.std_error, step.low, step.high, strict=True)
    assert [pytest.approx(row, abs=1e-9) for row in expected] == list(actual)
