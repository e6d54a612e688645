"""Bad input to metrics, scores and simulation: the rows D of the catalogue, by their ids."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from salescycle import (
    SHORT_CYCLE,
    CurrencyMismatch,
    Deal,
    Durations,
    Example,
    InvalidValue,
    Money,
    NaiveBayes,
    Period,
    Pipeline,
    SalesCycleError,
    Share,
    Training,
    Undefined,
    ValueSet,
)
from salescycle.metrics import Lifetime, bootstrap, survival
from salescycle.simulation import sample_deals

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
AS_OF = MONDAY + 30 * DAY


def deal(key: str, *stages: str, days: int = 1, value: Money | None = None) -> Deal:
    """Give a deal that entered stages, so many days apart."""
    entries = [SHORT_CYCLE.entry(stage, at=MONDAY + place * days * DAY) for place, stage in enumerate(stages)]
    return Deal(id=key, log=[*entries, *([] if value is None else [ValueSet(value=value, at=MONDAY)])])


def pipeline(*deals: Deal) -> Pipeline:
    """Give the pipeline of deals."""
    return Pipeline(deals, cycle=SHORT_CYCLE, as_of=AS_OF)


NONE, OPEN, WON = (), (deal("o", "interest"),), (deal("w", "interest", "offer", "won"),)
TIED = tuple(deal(f"t{number}", "interest", "offer", "won") for number in range(6))
AT_ONCE = tuple(deal(f"z{number}", "interest", "offer", "won", days=0, value=Money(1, "EUR")) for number in range(6))
FEW = {"D1-none": NONE, "D1-open": OPEN, "D2-one": WON, "D2-tied": TIED, "D2-at once": AT_ONCE}
READINGS = [
    *(
        "win_rate",
        "cycle_length",
        "time_to_close",
        "bottleneck",
        "incidence",
        "velocity",
        "standing",
        "report",
        "moves",
    ),
    *("audit", "open_deals", "answers", "weighted", "slipped", "pushes", "conversion", "stage_chain", "occupation"),
    *("time_to_first_contact", "work_in_progress", "littles_law", "walk", "forecast_categories", "lifetimes", "ageing"),
    *(
        "dwell_time",
        "exits_from",
        "time_in_stage",
        "slip_rate",
        "override_rate",
        "ages",
        "idle_times",
        "stage_to_stage",
    ),
]
ASKED: dict[str, tuple[object, ...]] = {
    "conversion": ("interest",),
    "stage_to_stage": ("interest", "won"),
    "dwell_time": ("interest",),
    "exits_from": ("interest",),
    "time_in_stage": ("interest",),
    "slip_rate": (Period(start=MONDAY, end=AS_OF),),
    "walk": (Period(start=MONDAY, end=AS_OF),),
    "littles_law": (Period(start=MONDAY, end=AS_OF),),
    "work_in_progress": (Period(start=MONDAY, end=AS_OF),),
}


def said(deals: tuple[Deal, ...], reading: str) -> str:
    """Give what a reading says, as text and as code."""
    found = getattr(pipeline(*deals), reading)
    if callable(found):
        found = found(*ASKED.get(reading, ()))
    return f"{found} {found!r}"


@pytest.mark.parametrize("deals", FEW.values(), ids=FEW)
@pytest.mark.parametrize("reading", READINGS)
def test_there_is_an_answer_however_few(reading: str, deals: tuple[Deal, ...]) -> None:
    """D1, D2 and D9: of none, one, ties and lengths of 0, every reading is a value; none is NaN, and none fails."""
    words = said(deals, reading).lower().replace("(", " ").replace(",", " ").split()
    assert [] == [word for word in words if word in ("nan", "inf", "infinity", "-inf")]


def test_what_cannot_be_known_says_why() -> None:
    """D1 and D9: it is undefined, with its reason, and neither 0 nor none."""
    assert isinstance(pipeline().win_rate().value, Undefined)
    assert isinstance(pipeline().cycle_length().median, Undefined)
    assert isinstance(pipeline(*AT_ONCE).velocity().per_day, Undefined)


def test_lengths_of_time_are_not_negative() -> None:
    """D3: a length below 0 or of no kind is refused."""
    for length in (-DAY, float("nan"), None, "1 day", 5):
        with pytest.raises(InvalidValue):
            Durations.of([length])
        with pytest.raises(InvalidValue):
            survival([Lifetime(duration=length, cause="won")])


LEVELS = {"0": 0, "1": 1, "95": 95, "text": "0.95", "nan": math.nan, "true": True, "none": None, "below": -0.5}


@pytest.mark.parametrize("level", LEVELS.values(), ids=[f"D4-{name}" for name in LEVELS])
def test_a_level_lies_between_0_and_1(level: object) -> None:
    """D4: the level of an interval is a number between 0 and 1, and neither."""
    doors: list[Callable[[], object]] = [
        lambda: Share(part=1, whole=2).interval(level=level),
        lambda: bootstrap([1, 2], len, rng=Random(1), level=level),
        lambda: pipeline(*TIED).time_to_close(level=level),
    ]
    for door in doors:
        with pytest.raises(InvalidValue):
            door()


HORIZONS = {"zero": timedelta(0), "negative": -DAY, "past": 99_999 * DAY, "inf": math.inf, "none": None, "text": "30"}


@pytest.mark.parametrize("horizon", HORIZONS.values(), ids=[f"D5-{name}" for name in HORIZONS])
def test_a_horizon_lies_within_the_follow_up(horizon: object) -> None:
    """D5: one that does not is refused, and the largest is named."""
    with pytest.raises(InvalidValue, match="give at most 30 days, 0:00:00, the largest follow-up"):
        pipeline(deal("a", "interest"), *WON).time_to_close().restricted_mean(horizon)


def test_a_risk_set_that_ends_early_is_told() -> None:
    """D6: where late entries leave nobody at risk, the curve says where it fell to 0 for that reason."""
    early = Lifetime(duration=DAY, cause="won")
    late = [Lifetime(entry=2 * DAY, duration=(3 + number) * DAY, cause="won") for number in range(9)]
    assert DAY == survival([early, *late]).collapsed_at


def test_questions_of_before_the_data() -> None:
    """D7: before the first fact there is nothing; a question has a zone."""
    before = Pipeline(WON, cycle=SHORT_CYCLE, as_of=MONDAY - DAY)
    assert isinstance(before.win_rate().value, Undefined)
    with pytest.raises(InvalidValue, match="must have a time zone"):
        Pipeline(WON, cycle=SHORT_CYCLE, as_of=MONDAY.replace(tzinfo=None))


def test_currencies_do_not_mix() -> None:
    """D8: amounts in two currencies are never added, whatever asks for their sum."""
    mixed = [deal(code, "interest", "offer", "won", value=Money(1, code)) for code in ("EUR", "USD")]
    for reading in (lambda of: of.velocity(), lambda of: of.win_rate("value")):
        with pytest.raises(CurrencyMismatch):
            reading(pipeline(*mixed))


SEEDS = {"none": None, "text": "x", "negative": -1, "number": 7, "class": Random}


@pytest.mark.parametrize("rng", SEEDS.values(), ids=[f"D11-{name}" for name in SEEDS])
def test_chance_is_brought(rng: object) -> None:
    """D11: what gives no chance is refused, and there is no default."""
    with pytest.raises(InvalidValue, match="rng must "):
        sample_deals(rng=rng, period=Period.year(2025), count=1)
    if rng is not Random:
        with pytest.raises(InvalidValue, match="rng must "):
            bootstrap([1, 2], len, rng=rng)


def test_a_period_is_given() -> None:
    """D11: the time that deals are made up for is a period."""
    with pytest.raises(InvalidValue, match="a period must be a Period, got 2025"):
        sample_deals(rng=Random(1), period=2025)


@pytest.mark.parametrize(
    "count", [pytest.param(each, id=f"D11-{each!r}") for each in (-1, 10**9, 1.5, True, "3", None)]
)
def test_draws_have_an_end(count: object) -> None:
    """D11: how often chance is asked is a whole number within a limit."""
    for door in (
        lambda: sample_deals(rng=Random(1), period=Period.year(2025), count=count),
        lambda: bootstrap([1, 2], len, rng=Random(1), times=count),
    ):
        with pytest.raises(SalesCycleError):
            door()


def test_outcomes_of_one_kind() -> None:
    """D12: wins only, and none at all, give the base rate, and say so."""
    wins = NaiveBayes.fit(Training(examples=[Example(features={"source": "fair"}, outcome="won")] * 60))
    assert "99.2% (the base rate: all ended in the same way)" == str(wins.predict({"source": "fair"}))
    assert "50.0% (the base rate: 0 outcomes are fewer than 50)" == str(
        NaiveBayes.fit(Training(examples=[])).predict({})
    )


def test_deals_that_can_be_read_once() -> None:
    """D14: a generator is read once, and all readings see the same deals."""
    found = Pipeline((each for each in TIED), cycle=SHORT_CYCLE, as_of=AS_OF)
    assert (6, 6) == (len(found.deals), found.win_rate().whole)
