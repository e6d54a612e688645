"""Law: open at the start and every line of a walk add up to open at the end, exactly, for each deal and in all."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from salescycle import CloseExpected, Contacted, Deal, Money, Opened, Outcome, Period, Pipeline, StageEntered, ValueSet
from salescycle.metrics import WalkLine
from salescycle.model import Migrated, StageSeen
from salescycle.presets import free_cycle

START = datetime(2026, 1, 1, tzinfo=UTC)
CYCLE = free_cycle(["a", "b"], won=["won"], lost=["lost"])
STAGES = [("a", "open"), ("b", "open"), ("wait", "hold"), ("won", "won"), ("lost", "lost")]
INSTANT = timedelta(microseconds=1)


class Rates:
    """A rate that leaves amounts to be rounded, of one day only, if one is named."""

    def __init__(self, day=None):
        self.day = day

    def rate(self, source, target, on):
        assert ("EUR", "USD", self.day or on) == (source, target, on)
        return Decimal("1.08333")


def instants(least, most):
    """Draw an instant of few, so that many facts share one."""
    return st.integers(least, most).map(lambda number: START + number * timedelta(hours=12))


@st.composite
def facts(draw, least=0, most=40):
    """Draw a fact that bears on open value, or one that does not."""
    at = draw(instants(least, most))
    stage, outcome = draw(st.sampled_from(STAGES))
    currency, amount = draw(st.sampled_from(["EUR", "USD"])), draw(st.decimals(0, 900, places=2))
    day = draw(st.none() | st.dates(date(2025, 12, 28), date(2026, 1, 28)))
    return draw(
        st.sampled_from(
            [
                StageEntered(stage=stage, outcome=outcome, at=at),
                StageEntered(stage=stage, outcome=outcome, at=at),
                StageSeen(stage=stage, outcome=outcome, at=at),
                Migrated(stage=stage, outcome=outcome, from_stage="x", at=at),
                ValueSet(value=Money(amount, currency), at=at),
                ValueSet(value=Money(amount, currency), at=at),
                CloseExpected(on=day, at=at),
                Contacted(channel="call", at=at),
                Opened(at=at),
            ]
        )
    )


LOGS = st.lists(st.lists(facts(), max_size=10), max_size=5)
PERIODS = st.tuples(instants(0, 30), instants(1, 12)).map(
    lambda two: Period(start=two[0], end=two[0] + (two[1] - START))
)
CLOSING = st.none() | PERIODS


def open_value(deal, instant, closing, rates):
    """Give what a deal is worth at an instant, if it is open and closes in the period: by its own readings."""
    then = deal.as_of(instant)
    value = Money("0", "USD") if then.value is None else then.value.convert("USD", rates=rates, on=rates.day)
    dated = closing is None or (
        then.expected_close is not None and datetime(*then.expected_close.timetuple()[:3], tzinfo=UTC) in closing
    )
    return value if then.log and then.outcome is Outcome.OPEN and dated else Money("0", "USD")


@given(LOGS, PERIODS, CLOSING, instants(30, 44))
def test_the_walk_balances(logs, period, closing, as_of):
    """Its ends are what the deals' own pasts say, just before the start and just before the end, or as of today."""
    deals = [Deal(id=place, log=log) for place, log in enumerate(logs)]
    last = period.end - INSTANT if period.end <= as_of else as_of
    rates = Rates(last.date())
    pipeline = Pipeline(deals, cycle=CYCLE, as_of=as_of)
    walk = pipeline.walk(period, closing_in=closing, currency="USD", rates=rates)
    rows = {row.deal: row for row in walk.rows}
    none = Money("0", "USD")
    for deal in deals:
        row = rows.get(deal.id)
        start, end = (open_value(deal, when, closing, rates) for when in (period.start - INSTANT, last))
        assert (start, end) == ((none, none) if row is None else (row.at_start, row.at_end))
        if row is not None:
            assert row.at_end == row.at_start + Money.total((change for _, change in row.changes), "USD")
            assert [line for line in WalkLine if line in dict(row.changes)] == [line for line, _ in row.changes]
    assert walk.at_end == walk.at_start + walk.change
    assert walk.change == Money.total((total.change for total in walk.lines), "USD")
    gains = ("created", "reopened", "resumed", "moved_in", "increased")
    assert all((total.change.amount >= 0) if total.line in gains else total.change.amount <= 0 for total in walk.lines)


@given(LOGS, st.lists(instants(0, 40), min_size=3, max_size=3, unique=True).map(sorted), CLOSING)
def test_walks_of_adjacent_periods_join(logs, turns, closing):
    """What is open at the end of one is open at the start of the next; and a later fact changes no earlier walk."""
    one, two = (Period(start=start, end=end) for start, end in pairwise(turns))
    deals = [Deal(id=place, log=log) for place, log in enumerate(logs)]
    asked = {"closing_in": closing, "currency": "USD", "rates": Rates()}
    pipeline = Pipeline(deals, cycle=CYCLE, as_of=START + timedelta(days=30))
    first = pipeline.walk(one, **asked)
    assert first.at_end == pipeline.walk(two, **asked).at_start
    blind = Pipeline(deals, cycle=CYCLE, as_of=one.end - INSTANT).walk(one, **asked)
    assert (first.rows, first.left_out) == (blind.rows, blind.left_out)


@given(LOGS, PERIODS)
def test_what_is_gone_is_told_by_how_it_stands(logs, period):
    """A deal in the walk that stands won at its end was won, with what it is worth then; so lost, so on hold."""
    deals = {str(place): Deal(id=place, log=log) for place, log in enumerate(logs)}
    asked = {"currency": "USD", "rates": Rates((period.end - INSTANT).date())}
    walk = Pipeline(deals.values(), cycle=CYCLE, as_of=START + timedelta(days=30)).walk(period, **asked)
    lines = {Outcome.WON: "won", Outcome.LOST: "lost", Outcome.HOLD: "held"}
    for row in walk.rows:
        then = deals[row.deal].as_of(period.end - INSTANT)
        if then.outcome is not Outcome.OPEN:
            worth = then.value.convert("USD", rates=asked["rates"], on=asked["rates"].day)
            assert dict(row.changes)[lines[then.outcome]] <= -worth
