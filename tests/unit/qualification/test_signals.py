"""How warm a buyer is: signals with weights that decay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal, localcontext

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import Deal, Lead, SignalGiven
from salescycle.qualification import SignalWeights

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
WARM = SignalWeights(weights={"demo": 10, "price_asked": "20"}, half_life=WEEK)
DEMO = SignalGiven(signal="demo", at=MONDAY)
PRICE = SignalGiven(signal="price_asked", at=MONDAY + WEEK)
OTHER = SignalGiven(signal="newsletter", at=MONDAY)
LEAD = Lead(id="L-1", name="Ada", log=[DEMO, OTHER, PRICE])


def test_half_is_gone_after_each_half_life() -> None:
    """10 and 20 when they are given; 5 and 20 a week on, 2.5 and 10 after two."""
    totals = [WARM.score(LEAD, as_of=MONDAY + WEEK * week).total for week in range(3)]
    assert [Decimal(10), Decimal(25), Decimal("12.5")] == totals


def test_a_score_is_the_sum_of_its_parts() -> None:
    """Each signal says what it adds; those without a weight are named."""
    score = WARM.score(LEAD, as_of=MONDAY + WEEK)
    assert [(DEMO, WEEK, 5), (PRICE, timedelta(0), 20)] == [(p.signal, p.age, p.points) for p in score.parts]
    assert ("newsletter",) == score.unweighted
    assert "25 (2 signals)" == str(score)
    third = WARM.score(LEAD, as_of=MONDAY + WEEK / 2).total
    assert Decimal("7.071067811865") == third.quantize(Decimal("1e-12"), rounding="ROUND_DOWN")


def test_later_signals_are_not_seen() -> None:
    """A question about Monday is blind to what the week brought."""
    before = WARM.score(LEAD, as_of=MONDAY - WEEK)
    assert (0, (), ()) == (before.total, before.parts, before.unweighted)
    assert WARM.score(LEAD.as_of(MONDAY), as_of=MONDAY) == WARM.score(LEAD, as_of=MONDAY)


def test_a_deal_counts_its_leads_signals() -> None:
    """In time order, whichever log they are in."""
    deal = Deal(id="D-1", lead=Lead(id="L-1", name="Ada", log=[PRICE]), log=[DEMO])
    assert [DEMO, PRICE] == [part.signal for part in WARM.score(deal, as_of=MONDAY + WEEK).parts]
    assert 10 == WARM.score(Deal(id="D-2", log=[DEMO]), as_of=MONDAY).total


def test_an_old_signal_fades_to_nothing() -> None:
    """Two hundred years of minutes are no overflow."""
    fast = SignalWeights(weights={"demo": 10}, half_life=timedelta(minutes=1))
    assert 0 == fast.score(LEAD, as_of=datetime(2199, 1, 1, tzinfo=UTC)).total


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda: SignalWeights(weights={}, half_life=WEEK), "weights of signals must be one or more"),
        (lambda: SignalWeights(weights={"demo": 0}, half_life=WEEK), "each more than 0"),
        (lambda: SignalWeights(weights={"demo": 1_000_001}, half_life=WEEK), "at most 1000000"),
        (lambda: SignalWeights(weights={"demo": 1.5}, half_life=WEEK), "a weight must be exact"),
        (lambda: SignalWeights(weights={"demo": 1}, half_life=7), "a half-life must be a timedelta"),
        (lambda: SignalWeights(weights={"demo": 1}, half_life=timedelta(0)), "a half-life must be a timedelta"),
        (lambda: SignalWeights(weights={"demo": 1}, half_life=timedelta.max), "a half-life must be a timedelta"),
        (lambda: WARM.score("Ada", as_of=MONDAY), "a record must be a Lead or a Deal"),
    ],
)
def test_malformed_weights_are_refused(broken: object, says: str) -> None:
    """No weights, weights of nothing, and half-lives that are none."""
    with pytest.raises(InvalidValue) as refused:
        broken()
    assert says in str(refused.value)


def test_the_total_is_that_of_any_decimal_context() -> None:
    """The host's precision rounds no sum: nine signals of a day apart add up to the same twelve decimals."""
    lead = Lead(id="L-1", name="Ada", log=[SignalGiven(signal="demo", at=MONDAY + timedelta(days=n)) for n in range(9)])
    score = SignalWeights(weights={"demo": "9.75"}, half_life=timedelta(days=11)).score(
        lead, as_of=MONDAY + timedelta(days=20)
    )
    expected = score.total
    with localcontext(Context(prec=3)):
        assert expected == score.total
