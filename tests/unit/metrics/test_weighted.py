"""Weighted value: whose chance counts, what is left out, and exact sums."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from salescycle import (
    CurrencyMismatch,
    Cycle,
    Deal,
    ForecastSet,
    InvalidValue,
    Money,
    Pipeline,
    Stage,
    StageEntered,
    Undefined,
    ValueSet,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
CYCLE = Cycle(
    key="three",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"]),
        Stage("offer", leads_to=["wait", "won", "lost"], win_probability="0.3"),
        Stage("wait", outcome="hold", leads_to=["offer", "lost"], win_probability="0.2"),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ],
)


def deal(key, stage="offer", value="100", currency="EUR", chance=None):
    """Give a deal that is in a stage, of a value and with a chance of its own."""
    log = [CYCLE.entry(stage, at=START)]
    if value is not None:
        log.append(ValueSet(value=Money(value, currency), at=START))
    if chance is not None:
        log.append(ForecastSet(win_probability=chance, at=START))
    return Deal(id=key, log=log)


def pipeline(*deals):
    """Give a pipeline of deals, a week later."""
    return Pipeline(deals, cycle=CYCLE, as_of=START + timedelta(days=7))


def test_the_deals_own_chance_goes_before_its_stages():
    """The result says how many deals, and how much money, rest on each."""
    found = pipeline(
        deal("a"), deal("b", value="50"), deal("c", chance="0.9"), deal("d", "talk", chance="0.1")
    ).weighted()
    assert Money("145", "EUR") == found.total
    assert (4, Money("350", "EUR")) == (found.n, found.value)
    assert [("deal", 2, Money("200", "EUR"), Fraction(100)), ("stage", 2, Money("150", "EUR"), Fraction(45))] == [
        (part.source, part.deals, part.value, part.exact) for part in found.parts
    ]
    assert (found.parts[1], None) == (found.of("stage"), found.of("model"))
    assert "145.00 EUR of 350.00 EUR open (n=4: 2 by their own chance, 2 by their stage's)" == str(found)
    assert "value x probability over open deals" == found.definition


def test_a_model_goes_before_both_where_it_answers():
    """What it gives ``None`` for falls back; every exact kind of number will do."""
    chances = {"a": Decimal("0.5"), "b": Fraction(1, 3), "c": 0.1, "d": 1, "e": None, "f": None}
    deals = [deal(key, value="30", chance="0.9" if key == "f" else None) for key in chances]
    found = pipeline(*deals).weighted(chance=lambda each: chances[each.id])
    assert [("model", 4, Fraction(58)), ("deal", 1, Fraction(27)), ("stage", 1, Fraction(9))] == [
        (part.source, part.deals, part.exact) for part in found.parts
    ]
    assert Money("94", "EUR") == found.total


def test_only_open_deals_count():
    """Won and lost ones are no chance any more, and those on hold are not open."""
    found = pipeline(deal("a", "won"), deal("b", "lost"), deal("c", "wait"), deal("d")).weighted()
    assert (1, Money("30", "EUR"), ()) == (found.n, found.total, found.left_out)


def test_what_has_no_value_or_no_chance_is_left_out():
    """Counted by reason: a stage without a chance, one the cycle does not have, none at all, and no value."""
    elsewhere = StageEntered(stage="demo", outcome="open", at=START)
    value = ValueSet(value=Money("9", "EUR"), at=START)
    found = pipeline(
        deal("a"),
        deal("b", "talk"),
        Deal(id="c", log=[elsewhere, value]),
        Deal(id="d", log=[value]),
        deal("e", "talk", value=None),
    ).weighted()
    assert (("nothing says how likely it is won", 3), ("it has no value", 1)) == found.left_out
    told = "30.00 EUR of 100.00 EUR open (n=1: 1 by their stage's)"
    assert f"{told}; 3 left out: nothing says how likely it is won; 1 left out: it has no value" == str(found)


def test_without_money_there_is_no_total():
    """Undefined where no open deal has a value, and zero where a currency is named."""
    nothing = pipeline(deal("a", value=None)).weighted()
    assert (Undefined("none of them has a value"),) * 2 == (nothing.total, nothing.value)
    assert (0, []) == (nothing.n, nothing.to_records())
    assert "undefined: none of them has a value; 1 left out: it has no value" == str(nothing)
    assert "0.00 USD of 0.00 USD open (n=0)" == str(pipeline().weighted(currency="USD"))


def test_the_total_is_rounded_once():
    """Three thirds of a coin make a coin, though each part alone is none."""
    coins = [deal("a", value="0.01"), deal("b", value="0.01", chance="0.3"), deal("c", value="0.01", chance="0.4")]
    found = pipeline(*coins).weighted()
    assert Money("0.01", "EUR") == found.total
    assert [Money("0.01", "EUR"), Money("0", "EUR")] == [part.weighted for part in found.parts]


def test_currencies_need_rates():
    """Asked for the day of the question."""

    class Rates:
        def rate(self, source, target, on):
            assert ("USD", "EUR", date(2026, 3, 9)) == (source, target, on)
            return Decimal("0.9")

    both = pipeline(deal("a"), deal("b", currency="USD"))
    with pytest.raises(CurrencyMismatch):
        both.weighted()
    assert Money("57", "EUR") == both.weighted(currency="EUR", rates=Rates()).total


def test_records_are_flat():
    """One a source, amounts as text."""
    expected = {"source": "stage", "deals": 1, "value": "100", "weighted": "30.00", "currency": "EUR"}
    assert [expected] == pipeline(deal("a")).weighted().to_records()


@pytest.mark.parametrize(
    "chance", [1.01, -1, True, "0.5", float("nan"), Decimal("1.5"), Decimal("NaN"), Fraction(3, 2)]
)
def test_a_model_gives_chances(chance):
    """Anything that is no number from 0 to 1 is refused."""
    with pytest.raises(InvalidValue, match="must"):
        pipeline(deal("a")).weighted(chance=lambda each: chance)


def test_a_model_is_a_function():
    """One chance for all is no model of deals."""
    with pytest.raises(InvalidValue, match=r"chance must be a function, got 0.5; give one that takes a deal"):
        pipeline().weighted(chance=0.5)
