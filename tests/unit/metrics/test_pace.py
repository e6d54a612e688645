"""Pace: velocity of a period, what changed it, and coverage of a quota."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from salescycle import (
    CloseExpected,
    CurrencyMismatch,
    Cycle,
    Deal,
    InvalidValue,
    Money,
    OwnerAssigned,
    Period,
    Pipeline,
    Stage,
    StageSeen,
    Undefined,
    ValueSet,
)
from salescycle.metrics import velocity_change
from salescycle.values import Durations, Share

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
CYCLE = Cycle(
    key="two",
    version=1,
    stages=[Stage("talk", leads_to=["won", "lost"]), Stage("won", outcome="won"), Stage("lost", outcome="lost")],
)
FIRST, SECOND = Period(start=START, end=START + 10 * DAY), Period(start=START + 10 * DAY, end=START + 20 * DAY)


class Twice:
    """A provider of rates: a pound is two euros."""

    def rate(self, source, target, on):
        return 2


def deal(key, opened, ending=None, at=None, *, value=None, expected=None, owner=None, currency="EUR"):
    """Give a deal opened on one day and ended on another."""
    log = [CYCLE.entry("talk", at=START + opened * DAY)]
    if ending is not None:
        log.append(CYCLE.entry(ending, at=START + at * DAY))
    if value is not None:
        log.append(ValueSet(value=Money(value, currency), at=log[0].at))
    if expected is not None:
        log.append(CloseExpected(on=expected, at=log[0].at))
    if owner is not None:
        log.append(OwnerAssigned(owner=owner, at=log[0].at))
    return Deal(id=key, log=log)


def pipeline(*deals, as_of=20):
    """Give a pipeline of deals on a day."""
    return Pipeline(deals, cycle=CYCLE, as_of=START + as_of * DAY)


WINS = [deal(f"w{n}", 0, "won", 2 + n, value=100 * (n + 1), owner="kim") for n in range(5)]
LOSSES = [deal(f"l{n}", 0, "lost", 12, value=50, owner="kim") for n in range(3)]
LATER = [deal(f"x{n}", 5, "won", 11 + n, value=300, owner="kim") for n in range(5)]
OPEN = [deal(f"o{n}", 1, value=10, owner="kim") for n in range(4)]


def test_velocity_is_of_what_closed_in_the_period():
    """Four inputs of one cohort, and the money that came in a day of the period beside them."""
    velocity = pipeline(*WINS, *LOSSES, *LATER, *OPEN).velocity(FIRST)
    assert (4, "100.0% (5 of 5)", Money("1500", "EUR"), 5) == (
        velocity.opportunities,
        str(velocity.win_rate),
        velocity.won_value,
        velocity.valued,
    )
    assert Durations.of([n * DAY for n in range(2, 7)]) == velocity.cycle_length
    assert (Fraction(4 * 300, 4), Fraction(150)) == (velocity.value, velocity.throughput)


def test_velocity_of_all_time_has_no_throughput():
    """Without a period all closes count, and nothing came in a day of it."""
    velocity = pipeline(*WINS, *LOSSES, *OPEN, deal("gift", 0, "won", 9)).velocity()
    assert (Share(part=6, whole=9), 5, (("it has no value", 1),)) == (
        velocity.win_rate,
        velocity.valued,
        velocity.left_out,
    )
    assert not velocity.throughput


def test_velocity_without_a_won_value_is_undefined():
    """There is no velocity of wins that are worth nobody knows what."""
    assert "undefined: no won deal has a value" == str(pipeline(deal("gift", 0, "won", 9)).velocity())


def test_several_currencies_need_rates():
    """Amounts are brought into one currency, or the mixture is an error."""
    mixed = pipeline(*WINS, deal("uk", 0, "won", 9, value=100, currency="GBP"))
    assert Money("1700", "EUR") == mixed.velocity(currency="EUR", rates=Twice()).won_value
    with pytest.raises(CurrencyMismatch):
        mixed.velocity()


def test_a_change_is_seen_as_it_stood_at_the_end_of_each_period():
    """Opportunities are those of each period's end; the parts sum to the change."""
    whole = pipeline(*WINS, *LOSSES, *LATER, *OPEN)
    change = whole.velocity_change(FIRST, SECOND)
    before = pipeline(*WINS, *LOSSES, *LATER, *OPEN, as_of=10).velocity(FIRST)
    assert (12, 4) == (before.opportunities, whole.velocity(SECOND).opportunities)
    assert velocity_change({"all deals": before}, {"all deals": whole.velocity(SECOND)}) == change
    assert change.change == sum(part for _, part in change.parts)


def test_a_change_by_segments():
    """Each segment has its parts, one whose key is not known too."""
    others = [deal(f"n{n}", 0, "won", 2 + n, value=70) for n in range(5)]
    others += [deal(f"m{n}", 6, "won", 11 + n, value=90) for n in range(5)]
    change = pipeline(*WINS, *LOSSES, *LATER, *OPEN, *others).velocity_change(FIRST, SECOND, by="owner")
    assert {"kim", "(not known)"} == {each.segment for each in change.segments}


def test_a_segment_without_velocity_is_named():
    """A change of what cannot be said in one of the periods is not said at all."""
    change = pipeline(*WINS, *OPEN).velocity_change(FIRST, SECOND)
    assert Undefined("all deals: no won deal has a value") == change
    with pytest.raises(InvalidValue, match="a period must be a Period"):
        pipeline().velocity_change(FIRST, "later")


QUOTA = Money("1000", "EUR")


def test_coverage_counts_what_is_due_in_the_period():
    """Open value expected on a day of the period, for what is missing of the quota after what is won in it."""
    covered = pipeline(
        *WINS[:2],
        deal("due", 0, value=500, expected=date(2026, 3, 11)),
        deal("later", 0, value=9000, expected=date(2026, 3, 12)),
        deal("priceless", 0, expected=date(2026, 3, 11)),
        deal("whenever", 0, value=70),
        deal("uk", 0, value=50, expected=date(2026, 3, 2), currency="GBP"),
        Deal(id="seen", log=[StageSeen(stage="won", outcome="won", at=START)]),
        as_of=5,
    ).coverage(QUOTA, FIRST, rates=Twice())
    assert (Money("600", "EUR"), 2, Money("300", "EUR")) == (covered.open_value, covered.n, covered.won)
    assert Fraction(600, 700) == covered.ratio
    assert {"it has no value": 1, "nobody said when it would close": 1, "when it closed is not known": 1} == dict(
        covered.left_out
    )


def test_a_quota_is_money():
    """What is no money is refused, and a foreign currency without rates too."""
    with pytest.raises(InvalidValue, match=r"a quota must be a Money, got 1000; give Money\(amount, currency\)"):
        pipeline().coverage(1000, FIRST)
    with pytest.raises(CurrencyMismatch):
        pipeline(*WINS).coverage(Money("1", "USD"), FIRST)
