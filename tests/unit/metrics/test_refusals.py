"""What a measure refuses, in whole sentences: the thing, the rule, what came, and the way out."""

from datetime import timedelta
from random import Random

import pytest

from salescycle import SEVEN_STAGE, SHORT_CYCLE, Money, Period, Pipeline, SalesCycleError
from salescycle.metrics import Coverage, Lifetime, compare, cut_at, gray, open_after
from salescycle.simulation import sample_deals

DAY = timedelta(days=1)
YEAR = Period.year(2025)
DEALS = sample_deals(rng=Random(3), period=YEAR, count=40)
PIPELINE = Pipeline(DEALS, cycle=SEVEN_STAGE, as_of=YEAR.end)
LIVES = [Lifetime(duration=DAY, cause="won")]

REFUSED = {
    "a count of visits must be 'visit', 'first', 'latest' or 'cumulative', got 'often'": lambda: PIPELINE.dwell_time(
        "pitch", count="often"
    ),
    "dwell time is of stages that are not closed, got 'won'; ask for time_to_close()": lambda: PIPELINE.dwell_time(
        "won"
    ),
    "time in a stage is of stages that are not closed, got 'won'; ask for time_to_close()": lambda: (
        PIPELINE.time_in_stage("won")
    ),
    "two stages must be different, got 'pitch'; ask for dwell_time(...)": lambda: PIPELINE.stage_to_stage(
        "pitch", "pitch"
    ),
    "a share must be a number from 0 to 1, got 1.5": lambda: PIPELINE.ageing().beyond(1.5),
    "a share must be a number from 0 to 1, got '0.5'": lambda: PIPELINE.ageing().beyond("0.5"),
    "a resolution must be more than 0, got 0:00:00": lambda: PIPELINE.occupation(resolution=timedelta(0)),
    "a resolution must be a timedelta, got 5; give datetime.timedelta(days=...)": lambda: PIPELINE.occupation(
        resolution=5
    ),
    "a pipeline to compare with must be one of cycle 'seven-stage', got 'short-cycle'": lambda: PIPELINE.compare(
        Pipeline([], cycle=SHORT_CYCLE, as_of=YEAR.end)
    ),
    "the deals of a pipeline must have different ids, got 'D-0001'": lambda: Pipeline(
        [DEALS[0], DEALS[0]], cycle=SEVEN_STAGE, as_of=YEAR.end
    ),
    "a calendar must be a WorkCalendar, got 'office'; give WorkCalendar.weekdays(...)": lambda: PIPELINE.dwell_time(
        "pitch", calendar="office"
    ),
    "cohorts must be two, got 1; log_rank takes more": lambda: compare({"one": LIVES}),
    "cohorts must be two, got 3; log_rank takes more": lambda: compare({"a": LIVES, "b": LIVES, "c": LIVES}),
    "groups must be two, got 1; test them pair by pair, and count the tests": lambda: gray({"a": LIVES}, cause="won"),
    "a horizon must be a timedelta, got 5; give datetime.timedelta(days=...)": lambda: cut_at(LIVES, 5),
    "a start must not be negative, got -1 day, 0:00:00; leave data errors out and count them": lambda: open_after(
        LIVES, -DAY
    ),
    "rates must have a method rate(source, target, on), got 7": lambda: PIPELINE.weighted(currency="EUR", rates=7),
    "a win rate must be of 'closed', 'created', 'broad' or 'value', got 'most'": lambda: PIPELINE.win_rate("most"),
    "currency and rates are for the win rate by value, got 'closed'": lambda: PIPELINE.win_rate(currency="EUR"),
    "a close must be the 'first' or the 'last', got 'best'": lambda: PIPELINE.cycle_length(close="best"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_refused_is_said_in_a_sentence(sentence) -> None:
    """The whole of it, as it is read."""
    with pytest.raises(SalesCycleError) as refused:
        REFUSED[sentence]()
    assert sentence == str(refused.value)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: PIPELINE.cycle_length(period="2025"),
        lambda: PIPELINE.win_rate(period="2025"),
        lambda: PIPELINE.effort(period="2025"),
        lambda: PIPELINE.velocity("2025"),
    ],
)
def test_a_period_is_one(ask) -> None:
    """Wherever one is asked for."""
    with pytest.raises(SalesCycleError) as refused:
        ask()
    assert "a period must be a Period, got '2025'; for example Period.quarter(2026, 1)" == str(refused.value)


def test_a_quota_of_another_currency_is_no_quota() -> None:
    """Of what is won, and of what is open."""
    eur, usd = (Money(1, each) for each in ("EUR", "USD"))
    for won, value in ((usd, eur), (eur, usd)):
        with pytest.raises(SalesCycleError) as refused:
            Coverage(open_value=value, n=1, won=won, quota=eur)
        assert str(refused.value).startswith("amounts in EUR and USD do not add up")


def test_a_share_may_be_all_or_nothing() -> None:
    """And a deal at the share is beyond it."""
    ageing = PIPELINE.ageing()
    assert ageing.deals == ageing.beyond(0)
    oldest = ageing.deals[0]
    assert oldest in ageing.beyond(oldest.percentile)
