"""Slips: which deals are late, by how much, and what was known when."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from salescycle import (
    CloseExpected,
    CurrencyMismatch,
    Cycle,
    Deal,
    InvalidValue,
    Money,
    Period,
    Pipeline,
    Stage,
    Undefined,
)
from salescycle.values import Share

CYCLE = Cycle(
    key="three",
    version=1,
    stages=[
        Stage("talk", leads_to=["wait", "won", "lost"]),
        Stage("wait", outcome="hold", leads_to=["talk", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)
MARCH, APRIL = Period.month(2026, 3), Period.month(2026, 4)


def day(month, number, hour=9):
    """Give an instant of a day of 2026."""
    return datetime(2026, month, number, hour, tzinfo=UTC)


def deal(key, closes=None, *path, value=None, currency="EUR", opened=None):
    """Give a deal opened in February, expected to close on a day, that went to stages on days."""
    at = opened or day(2, 2)
    worth = None if value is None else Money(value, currency)
    opened_deal = Deal.open(id=key, start=CYCLE.start(at=at), value=worth, expected_close=closes)
    return opened_deal.record(*(CYCLE.entry(stage, at=when) for stage, when in path))


def pushed(key, *said, **fields):
    """Give a deal whose expected close was said on instants, recorded then or later."""
    facts = [CloseExpected(on=on, at=at, recorded_at=recorded) for at, recorded, on in said]
    return deal(key, **fields).record(*facts)


def pipeline(*deals, as_of=None, **fields):
    """Give a pipeline of deals, by default at the end of April."""
    return Pipeline(deals, cycle=CYCLE, as_of=as_of or APRIL.end, **fields)


def test_a_deal_slips_the_day_after_it_was_expected():
    """On the day itself it has not, at whatever hour; the longest late come first."""
    deals = (
        deal("today", date(2026, 4, 10), value="1"),
        deal("yesterday", date(2026, 4, 9), value="20"),
        deal("march", date(2026, 3, 31)),
        deal("won", date(2026, 3, 31), ("won", day(4, 2))),
        deal("held", date(2026, 3, 31), ("wait", day(4, 2))),
        deal("never"),
    )
    found = pipeline(*deals, as_of=day(4, 10, 23)).slipped()
    assert [("march", 10, None), ("yesterday", 1, Money("20", "EUR"))] == [
        (late.deal, late.days, late.value) for late in found.deals
    ]
    assert (3, Money("20", "EUR")) == (found.n, found.total)
    assert (("its value, since it has none; its days count", 1), ("nobody said when it would close", 1)) == tuple(
        sorted(found.left_out)
    )
    assert str(found).startswith(
        "66.7% (2 of 3) past the day they were expected to close, worth 20.00 EUR; 1 left out: "
    )
    assert ["march: 10 days past 2026-03-31", "yesterday: 1 day past 2026-04-09, 20.00 EUR"] == list(
        map(str, found.deals)
    )
    assert ("open deals whose expected close has passed", found.left_out) == (
        found.share.definition,
        found.share.left_out,
    )


def test_the_day_of_the_question_depends_on_the_zone():
    """At 23 o'clock UTC it is tomorrow in Seoul."""
    late = pipeline(deal("a", date(2026, 4, 10)), as_of=day(4, 10, 23))
    assert (0, 1) == (len(late.slipped().deals), len(late.slipped(zone=ZoneInfo("Asia/Seoul")).deals))


def test_slipped_value_is_in_one_currency():
    """Several need rates, asked for the day of the question."""

    class Rates:
        def rate(self, source, target, on):
            assert ("USD", "EUR", date(2026, 5, 1)) == (source, target, on)
            return Decimal("0.9")

    both = pipeline(deal("a", date(2026, 3, 31), value="10"), deal("b", date(2026, 3, 31), value="10", currency="USD"))
    with pytest.raises(CurrencyMismatch):
        both.slipped()
    assert Money("19", "EUR") == both.slipped(currency="EUR", rates=Rates()).total


def test_nothing_slipped():
    """None late is a share of 0; none expected is no share."""
    assert "0.0% (0 of 1) past the day they were expected to close" == str(
        pipeline(deal("a", date(2026, 5, 1))).slipped()
    )
    assert "undefined: there are none" == str(pipeline().slipped())
    assert Undefined("none of them has a value") == pipeline().slipped().total


def test_slipped_records_are_flat():
    """One a deal, days and amounts as text."""
    records = pipeline(deal("a", date(2026, 4, 30), value="10"), deal("b", date(2026, 4, 30))).slipped().to_records()
    expected = {"deal": "a", "expected_close": "2026-04-30", "days": 1, "value": "10", "currency": "EUR"}
    assert [expected, expected | {"deal": "b", "value": None, "currency": None}] == records


IN_MARCH = date(2026, 3, 20)


def test_a_slip_rate_is_of_deals_expected_in_the_period():
    """Won and lost ones closed; those still open, on hold or reopened by its end did not."""
    found = pipeline(
        deal("won", IN_MARCH, ("won", day(3, 31, 23))),
        deal("lost", IN_MARCH, ("lost", day(3, 5))),
        deal("open", IN_MARCH),
        deal("late", IN_MARCH, ("won", APRIL.start)),
        deal("held", IN_MARCH, ("wait", day(3, 5))),
        deal("again", IN_MARCH, ("lost", day(3, 5)), ("talk", day(3, 6))),
        deal("april", date(2026, 4, 1)),
        deal("february", date(2026, 2, 28)),
        deal("closed before", IN_MARCH, ("won", day(2, 20))),
        deal("held before", IN_MARCH, ("wait", day(2, 20))),
        deal("new", IN_MARCH, opened=MARCH.start),
        deal("never"),
    ).slip_rate(MARCH)
    assert (4, 6) == (found.part, found.whole)
    assert (("nobody said when it would close", 1),) == found.left_out
    assert "not closed in the period, of deals expected to close in it as known at its start" == found.definition


def test_a_slip_rate_reads_what_was_recorded_before_the_period():
    """Pushed early but written down late, it was expected in March; written down early for later, it was too."""
    push = date(2026, 5, 1)
    written_late = pushed("a", (day(2, 20), day(3, 2), push), closes=IN_MARCH)
    ahead = pushed("b", (day(3, 5), day(2, 20), push), closes=IN_MARCH)
    in_time = pushed("c", (day(2, 20), day(2, 21), push), closes=IN_MARCH)
    unheard_of = Deal(id="d", log=[CYCLE.start(at=day(2, 2), recorded_at=day(3, 3))])
    found = pipeline(written_late, ahead, in_time, unheard_of).slip_rate(MARCH)
    assert Share(part=2, whole=2) == found


def test_a_slip_rate_waits_for_the_end():
    """Undefined until the period is over, by the question and by what was known."""
    one = deal("a", IN_MARCH)
    assert Undefined("the period is not over by 2026-03-31 23:00 UTC") == pipeline(one, as_of=day(3, 31, 23)).slip_rate(
        MARCH
    )
    assert Undefined("the period is not over by 2026-03-31 23:00 UTC") == pipeline(
        one, known_at=day(3, 31, 23)
    ).slip_rate(MARCH)
    assert (1, 1) == (
        pipeline(one, as_of=MARCH.end).slip_rate(MARCH).whole,
        pipeline(one, known_at=MARCH.end).slip_rate(MARCH).whole,
    )


def test_the_days_of_a_slip_rate_have_a_zone():
    """March in Seoul has the days of March, also where it begins on the last of February in UTC."""
    seoul = ZoneInfo("Asia/Seoul")
    march = Period.month(2026, 3, zone=seoul)
    board = pipeline(deal("first", date(2026, 3, 1)), deal("next", date(2026, 4, 1)))
    assert (1, "next") == (board.slip_rate(march, zone=seoul).whole, board.deals[1].id)
    assert ["first"] == [each.id for each in board.deals if pipeline(each).slip_rate(march, zone=seoul).whole]


def test_a_slip_rate_is_of_a_period():
    """A year as a number is none."""
    with pytest.raises(InvalidValue, match="a period must be a Period, got 2026"):
        pipeline().slip_rate(2026)


def test_nobody_was_expected():
    """Then there is no rate, and it says so."""
    assert "undefined: there are none" == str(pipeline(deal("a")).slip_rate(MARCH))
