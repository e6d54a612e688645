"""Law: rolled up, a forecast never falls from closed to commit to best case to pipeline, and ends at their sum."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import (
    SEVEN_STAGE,
    CloseExpected,
    Deal,
    ForecastCategory,
    ForecastSet,
    Money,
    Period,
    Pipeline,
    ValueSet,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
UPWARD = ("closed", "commit", "best_case", "pipeline")


@st.composite
def facts(draw):
    """Draw a fact that bears on a forecast."""
    at = START + timedelta(days=draw(st.integers(0, 60)))
    return draw(
        st.sampled_from(
            [
                SEVEN_STAGE.entry(draw(st.sampled_from([stage.key for stage in SEVEN_STAGE.stages])), at=at),
                ValueSet(value=Money(draw(st.decimals(0, 900, places=2)), "EUR"), at=at),
                ForecastSet(category=draw(st.none() | st.sampled_from(ForecastCategory)), at=at),
                CloseExpected(on=draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 30))), at=at),
            ]
        )
    )


@given(st.lists(st.lists(facts(), max_size=8), max_size=6), st.none() | st.just(Period.quarter(2026, 1)))
def test_a_cumulative_forecast_never_falls(logs, period):
    """Deals and value alike; each is the sum of the single ones up to it, and omitted stands alone in both."""
    deals = [Deal(id=place, log=log) for place, log in enumerate(logs)]
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=START + timedelta(days=90))
    single = pipeline.forecast_categories(period=period, currency="EUR")
    rolled = pipeline.forecast_categories(period=period, currency="EUR", cumulative=True)
    deals, money = 0, Money("0", "EUR")
    for category in UPWARD:
        deals, money = deals + single.of(category).deals, money + single.of(category).value
        assert (deals, money) == (rolled.of(category).deals, rolled.of(category).value)
    assert single.of("omitted") == rolled.of("omitted")
    assert single.n == rolled.n == deals + single.of("omitted").deals
    values = [rolled.of(category).value for category in UPWARD]
    assert sorted(values) == values
