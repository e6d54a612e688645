"""Forecast: which category a deal is in, which deals a period holds, and what adds up."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from salescycle import (
    Cycle,
    Deal,
    ForecastSet,
    InvalidValue,
    Money,
    Opened,
    Period,
    Pipeline,
    Stage,
    StageEntered,
    StageSeen,
    Undefined,
    ValueSet,
)
from salescycle.model import CloseExpected

START = datetime(2026, 3, 2, tzinfo=UTC)
MARCH = Period.month(2026, 3)
CYCLE = Cycle(
    key="board",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"]),
        Stage("offer", leads_to=["sign", "rest", "won", "lost"], forecast_category="best_case"),
        Stage("sign", leads_to=["won", "gift", "lost"], forecast_category="commit"),
        Stage("rest", outcome="hold", leads_to=["offer", "lost"]),
        Stage("won", outcome="won"),
        Stage("gift", outcome="won", forecast_category="omitted"),
        Stage("lost", outcome="lost"),
    ],
)


def deal(key, stage, value="100", *, closes=None, said=None, currency="EUR", day=0):
    """Give a deal in a stage since a day, with a value, an expected close and a category of its own."""
    at = START + timedelta(days=day)
    log = [CYCLE.entry(stage, at=at)]
    if value is not None:
        log.append(ValueSet(value=Money(value, currency), at=at))
    if closes is not None:
        log.append(CloseExpected(on=closes, at=at))
    if said is not None:
        log.append(ForecastSet(category=said, at=at))
    return Deal(id=key, log=log)


def pipeline(*deals):
    """Give a pipeline of deals in the middle of April."""
    return Pipeline(deals, cycle=CYCLE, as_of=datetime(2026, 4, 15, tzinfo=UTC))


def told(found):
    """Give the deals and amounts of each category, the surest first."""
    return [(total.category.value, total.deals, str(total.value)) for total in found.totals]


EVERY = (
    deal("a", "talk"),
    deal("b", "offer", "20"),
    deal("c", "offer", "3", said="commit"),
    deal("d", "sign", "40"),
    deal("e", "sign", "5", said="omitted"),
    deal("f", "won", "600", said="pipeline"),
    deal("g", "gift", "7"),
    deal("h", "lost", "8000", said="commit"),
    deal("i", "rest", "9000", said="commit"),
)


def test_each_deal_is_in_one_category():
    """Its own, else its stage's; a win is closed whatever was said before; lost and held deals are in none."""
    found = pipeline(*EVERY).forecast_categories()
    assert [
        ("closed", 1, "600.00 EUR"),
        ("commit", 2, "43.00 EUR"),
        ("best_case", 1, "20.00 EUR"),
        ("pipeline", 1, "100.00 EUR"),
        ("omitted", 2, "12.00 EUR"),
    ] == told(found)
    assert (7, ()) == (found.n, found.left_out)
    assert "deals won or open, by forecast category" == found.definition
    assert Money("43", "EUR") == found.of("commit").value


def test_a_cumulative_forecast_holds_the_surer_ones():
    """Commit holds closed, best case commit, pipeline best case; what is omitted stands alone, and n counts once."""
    found = pipeline(*EVERY).forecast_categories(cumulative=True)
    assert [
        ("closed", 1, "600.00 EUR"),
        ("commit", 3, "643.00 EUR"),
        ("best_case", 4, "663.00 EUR"),
        ("pipeline", 5, "763.00 EUR"),
        ("omitted", 2, "12.00 EUR"),
    ] == told(found)
    assert 7 == found.n
    assert "Forecast, each with the surer ones (n=7)" == str(found).splitlines()[0]
    assert "deals won or open, by forecast category, each with the surer ones" == found.definition


def test_an_open_deal_is_never_closed():
    """Said to be, it is committed: what is closed was won."""
    found = pipeline(deal("a", "talk", said="closed")).forecast_categories()
    assert (0, 1) == (found.of("closed").deals, found.of("commit").deals)


def test_a_stage_that_means_something_else_says_nothing():
    """Outcomes are those of the facts: a stage of another outcome, or of no cycle, leaves the default."""
    was_won = StageEntered(stage="talk", outcome="won", at=START)
    was_open = StageEntered(stage="won", outcome="open", at=START)
    strange = StageEntered(stage="demo", outcome="open", at=START)
    value = ValueSet(value=Money("1", "EUR"), at=START)
    logs = [[was_won, value], [was_open, value], [strange, value], [value]]
    found = pipeline(*[Deal(id=place, log=log) for place, log in enumerate(logs)]).forecast_categories()
    assert (1, 3) == (found.of("closed").deals, found.of("pipeline").deals)


def test_a_period_holds_what_is_expected_and_what_was_won_in_it():
    """Open deals by the day they are expected, from the first to the last; won deals by the day of the win."""
    found = pipeline(
        deal("first", "talk", "1", closes=date(2026, 3, 1)),
        deal("last", "talk", "20", closes=date(2026, 3, 31)),
        deal("next", "talk", "300", closes=date(2026, 4, 1)),
        deal("never", "talk", "4000"),
        deal("won", "won", "5"),
        deal("later", "won", "60", day=30),
        deal("poor", "talk", None, closes=date(2026, 3, 5)),
        Deal(
            id="seen",
            log=[
                Opened(at=START),
                ValueSet(value=Money("7", "EUR"), at=START),
                StageSeen(stage="won", outcome="won", at=START),
            ],
        ),
    ).forecast_categories(period=MARCH)
    assert [("closed", 1, "5.00 EUR"), ("pipeline", 2, "21.00 EUR")] == [each for each in told(found) if each[1]]
    assert {
        "when it closed is not known": 1,
        "nobody said when it would close": 1,
        "it has no value": 1,
    } == dict(found.left_out)
    assert "deals won in it or expected to close in it, by forecast category" == found.definition
    assert str(found).startswith(
        "Forecast, 2026-03-01 00:00 to 2026-04-01 00:00 UTC (n=3); 1 left out: it has no value"
    )


def test_a_day_begins_in_a_zone():
    """The last of March in Seoul begins before the last of March in UTC does."""
    seoul = ZoneInfo("Asia/Seoul")
    march = Period.month(2026, 3, zone=seoul)
    board = pipeline(deal("first", "talk", closes=date(2026, 3, 1)), deal("next", "talk", closes=date(2026, 4, 1)))
    assert ["first"] == [
        each.id
        for each in board.deals
        if board.by(lambda it: it.id)[each.id].forecast_categories(period=march, zone=seoul).n
    ]


def test_currencies_are_converted_at_the_day_of_the_question():
    """Won and open alike, so that the categories compare."""

    class Rates:
        def rate(self, source, target, on):
            assert ("USD", "EUR", date(2026, 4, 15)) == (source, target, on)
            return Decimal("0.9")

    board = pipeline(deal("a", "won"), deal("b", "won", currency="USD"), deal("c", "talk", currency="USD"))
    found = board.forecast_categories(currency="EUR", rates=Rates())
    assert (Money("190", "EUR"), Money("90", "EUR")) == (found.of("closed").value, found.of("pipeline").value)


def test_without_money_there_are_no_totals():
    """Undefined where no deal has a value; records hold nothing then."""
    found = pipeline(deal("a", "talk", None)).forecast_categories()
    assert Undefined("none of them has a value") == found.of("pipeline").value
    expected = {"category": "closed", "deals": 0, "value": None, "currency": None}
    assert (expected, 5) == (found.to_records()[0], len(found.to_records()))
    assert "  Closed: undefined: none of them has a value (0 deals)" == str(found).splitlines()[1]


def test_records_are_flat():
    """One a category, amounts as text."""
    records = pipeline(*EVERY).forecast_categories().to_records()
    assert {"category": "commit", "deals": 2, "value": "43", "currency": "EUR"} == records[1]


def test_only_five_categories():
    """Anything else is refused."""
    with pytest.raises(InvalidValue, match="a forecast category must be one of omitted"):
        pipeline().forecast_categories().of("upside")
    with pytest.raises(InvalidValue, match="a period must be a Period"):
        pipeline(*EVERY).forecast_categories(period=2026)
