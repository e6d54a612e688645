"""Effort: time is added up by activity, in a period, and over the deals won."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import InvalidValue, Pipeline
from salescycle.metrics import Effort
from salescycle.model import Deal, Lead, TimeSpent
from salescycle.presets import LEAD, SHORT_CYCLE
from salescycle.values import Period, Share, Undefined

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = MONDAY + 30 * DAY


def spent(activity, minutes, *, day=0, selling=True):
    return TimeSpent(activity=activity, minutes=minutes, selling=selling, at=MONDAY + day * DAY)


LEAD_OF_TWO = Lead.capture(id="L-1", name="Acme", start=LEAD.start(at=MONDAY)).record(spent("call", 30))


def deal(id, *facts, won=None, lead=None):
    ended = [] if won is None else [SHORT_CYCLE.entry("won", at=MONDAY + won * DAY)]
    return Deal(id=id, log=[SHORT_CYCLE.start(at=MONDAY), *facts, *ended], lead=lead)


DEALS = [
    deal("D-1", spent("call", 60), spent("data_entry", 45, day=1, selling=False), won=5, lead=LEAD_OF_TWO),
    deal("D-2", spent("call", 30, day=9), spent("travel", 240, day=10, selling=False), won=20, lead=LEAD_OF_TWO),
    deal("D-3", spent("demo", 90, day=40)),
]


def measured(**asked):
    return Pipeline(DEALS, cycle=SHORT_CYCLE, as_of=NOW).effort(**asked)


def test_time_adds_up_by_activity() -> None:
    """The longest first; a lead of two deals counts once, and what happens later not at all."""
    found = measured()
    assert [("travel", False, 1, 4 * HOUR), ("call", True, 3, 2 * HOUR), ("data_entry", False, 1, HOUR * 0.75)] == [
        (part.activity, part.selling, part.pieces, part.spent) for part in found.parts
    ]
    assert (6.75 * HOUR, 3.375 * HOUR, Share(part=120, whole=405, definition=found.selling.definition)) == (
        found.spent,
        found.per_won_deal,
        found.selling,
    )
    assert "6:45:00 spent, 29.6% (120 of 405) of it selling; 3:22:30 a won deal (2 won)" == str(found)


def test_a_period_holds_its_time_and_its_wins() -> None:
    """Only what was spent in it, over what was won in it; nothing won leaves the price unknown."""
    week = Period(start=MONDAY, end=MONDAY + 7 * DAY)
    assert (2.25 * HOUR, 1) == (measured(period=week).spent, measured(period=week).won)
    second = measured(period=Period(start=MONDAY + 7 * DAY, end=MONDAY + 14 * DAY))
    assert (4.5 * HOUR, Undefined("nothing was won")) == (second.spent, second.per_won_deal)
    assert [None, None] == [row["hours_a_won_deal"] for row in second.to_records()]


def test_time_that_went_into_no_deal_counts_too() -> None:
    """Admin of no deal stands beside the rest, and the same activity may be selling here and not there."""
    found = measured(other=[spent("call", 15, selling=False), spent("call", 15, day=60)])
    assert [("call", True), ("call", False)] == [
        (part.activity, part.selling) for part in found.parts if part.activity == "call"
    ]


def test_it_reads_as_a_table() -> None:
    """A row an activity; no time at all is said so."""
    assert "activity    selling  pieces   hours  hours a won deal" == measured().table().split("\n")[0]
    assert ("no time was recorded", []) == (str(Effort(parts=(), won=0)), Effort(parts=(), won=0).to_records())


@pytest.mark.parametrize(("minutes", "error"), [(0, InvalidValue), (1_441, InvalidValue), (1.5, InvalidValue)])
def test_minutes_are_those_of_a_day(minutes, error) -> None:
    """Whole minutes, from 1 to 1,440."""
    with pytest.raises(error, match="minutes spent must be a whole number from 1 to 1440"):
        spent("call", minutes)


def test_other_time_and_periods_are_checked() -> None:
    """A bare number is no time, and a year no period."""
    with pytest.raises(InvalidValue, match="other time"):
        measured(other=[3])
    with pytest.raises(InvalidValue, match="a period must be a Period"):
        measured(period=2026)
    with pytest.raises(InvalidValue, match="selling must be a bool"):
        spent("call", 3, selling=1)
