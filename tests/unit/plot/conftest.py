"""A pipeline of made-up deals, and each picture of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from salescycle import SEVEN_STAGE, Period, Pipeline, plot
from salescycle.qualification import reliability
from salescycle.simulation import forecast, sample_deals

QUARTERS = Period.year(2025).quarters()
STAGES = [stage.key for stage in SEVEN_STAGE.stages if not stage.outcome.is_closed]
AGES = [timedelta(days=count) for count in (30, 60, 120, 240)]
SAID = [(0.1, False), (0.2, False), (0.2, True), (0.7, True), (0.9, True)]


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """Give 200 deals of a year as they stood in September."""
    deals = sample_deals(rng=Random(7), period=Period.year(2025), count=200)
    return Pipeline(deals, cycle=SEVEN_STAGE, as_of=datetime(2025, 9, 1, tzinfo=UTC))


def _named(quarter: Period) -> str:
    return f"{quarter.start:%Y-%m}"


DRAW: dict[str, Callable[[Pipeline, str], plot.Picture]] = {
    "funnel": lambda p, lang: plot.funnel(map(p.conversion, STAGES), cycle=SEVEN_STAGE, locale=lang),
    "dwell": lambda p, lang: plot.dwell({key: p.dwell_time(key) for key in STAGES}, cycle=SEVEN_STAGE, locale=lang),
    "moves": lambda p, lang: plot.moves(p.moves(), cycle=SEVEN_STAGE, locale=lang),
    "survival": lambda p, lang: plot.survival(p.time_to_close(), locale=lang),
    "survivals": lambda p, lang: plot.survival(
        {_named(quarter): p.opened_in(quarter).time_to_close() for quarter in QUARTERS[:2]}, locale=lang
    ),
    "incidence": lambda p, lang: plot.incidence(p.incidence(), locale=lang),
    "ageing": lambda p, lang: plot.ageing(p.ageing(), cycle=SEVEN_STAGE, locale=lang),
    "walk": lambda p, lang: plot.walk(p.walk(QUARTERS[1]), locale=lang),
    "cohorts": lambda p, lang: plot.cohorts(
        {_named(quarter): p.opened_in(quarter).incidence() for quarter in QUARTERS[:3]}, ages=AGES, locale=lang
    ),
    "rates": lambda p, lang: plot.rates(p.by("owner").shrunk(lambda part: part.win_rate("closed")), locale=lang),
    "fan": lambda p, lang: plot.fan(forecast(p, horizon=timedelta(days=60)), locale=lang),
    "calibration": lambda p, lang: plot.calibration(reliability(SAID), locale=lang),
}


@pytest.fixture(params=DRAW)
def draw(request: pytest.FixtureRequest, pipeline: Pipeline) -> Callable[[str], plot.Picture]:
    """Give what draws one of the pictures, in a language."""
    return lambda locale: DRAW[request.param](pipeline, locale)


@pytest.fixture(params=["en", "ko"])
def picture(request: pytest.FixtureRequest, draw: Callable[[str], plot.Picture]) -> plot.Picture:
    """Give each of the pictures, in each language."""
    return draw(request.param)
