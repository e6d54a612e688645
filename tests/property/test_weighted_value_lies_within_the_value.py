"""Law: weighted value lies between nothing and what the deals are worth, and is the exact sum, rounded once."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salescycle import SEVEN_STAGE, Deal, ForecastSet, Money, Outcome, Pipeline, ValueSet

START = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = [stage.key for stage in SEVEN_STAGE.stages]
CHANCES = st.none() | st.decimals(0, 1, places=3)
AMOUNTS = st.none() | st.decimals(0, 900, places=2)


@given(st.lists(st.tuples(st.sampled_from(KEYS), AMOUNTS, CHANCES, CHANCES), max_size=8))
def test_weighted_value_lies_within_the_value(drawn):
    """Whatever the chances, of a model, of the deal or of its stage."""
    deals, models, exact = [], {}, Fraction(0)
    for place, (stage, amount, own, modelled) in enumerate(drawn):
        log = [SEVEN_STAGE.entry(stage, at=START), ForecastSet(win_probability=own, at=START)]
        log += [] if amount is None else [ValueSet(value=Money(amount, "EUR"), at=START)]
        deals.append(Deal(id=place, log=log))
        models[str(place)] = modelled
        given_stage = SEVEN_STAGE.stage(stage)
        chances = [each for each in (modelled, own, given_stage.win_probability) if each is not None]
        if given_stage.outcome is Outcome.OPEN and amount is not None:
            exact += Fraction(amount) * Fraction(chances[0])
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=START + timedelta(days=1))
    found = pipeline.weighted(chance=lambda deal: models[deal.id], currency="EUR")
    assert exact == sum((part.exact for part in found.parts), Fraction(0))
    assert abs(Fraction(found.total.amount) - exact) <= Fraction(1, 200)
    assert Money("0", "EUR") <= found.total <= found.value
