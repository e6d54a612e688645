"""Pushes: what counts as one, how far it goes, and which ends it crosses."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from salescycle import CloseExpected, Cycle, Deal, InvalidValue, Period, Pipeline, Stage

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
FIELDS = ("pushes", "days", "months", "quarters", "pull_ins", "days_pulled_in")


def day(month, number, hour=9):
    """Give an instant of a day of 2026."""
    return datetime(2026, month, number, hour, tzinfo=UTC)


def deal(key, *said, path=()):
    """Give a deal opened on the first of January, with expected closes said at instants, that went to stages."""
    facts = [CloseExpected(on=on, at=at) for at, on in said]
    entries = [CYCLE.entry(stage, at=at) for stage, at in path]
    return Deal(id=key, log=[CYCLE.start(at=day(1, 1)), *facts, *entries])


def pipeline(*deals):
    """Give a pipeline at the end of the year."""
    return Pipeline(deals, cycle=CYCLE, as_of=Period.year(2026).end)


def moved(*said, path=(), **asked):
    """Give what moved of one deal."""
    rows = pipeline(deal("a", *said, path=path)).pushes(**asked).deals
    return [tuple(getattr(row, name) for name in FIELDS) for row in rows]


MARCH, APRIL, JUNE = date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)


def test_a_push_is_later_and_counts_the_ends_it_crosses():
    """From March to April one of each, from March to June three months and a quarter, within a month none."""
    first = (day(1, 1), MARCH)
    assert [(1, 1, 1, 1, 0, 0)] == moved(first, (day(2, 1), APRIL))
    assert [(1, 91, 3, 1, 0, 0)] == moved(first, (day(2, 1), JUNE))
    assert [(1, 1, 0, 0, 0, 0)] == moved((day(1, 1), date(2026, 3, 30)), (day(2, 1), MARCH))
    assert [(1, 365, 12, 4, 0, 0)] == moved(first, (day(2, 1), date(2027, 3, 31)))


def test_a_pull_in_is_counted_apart():
    """It takes nothing off a push."""
    said = ((day(1, 1), MARCH), (day(2, 1), JUNE), (day(2, 2), APRIL), (day(2, 3), date(2026, 4, 2)))
    assert [(2, 92, 3, 1, 1, 90)] == moved(*said)


def test_the_last_word_of_a_day_counts():
    """A slip of the pen that is mended the same day moved nothing, and two steps of a day are one push."""
    first = (day(1, 1), MARCH)
    assert [] == moved(first, (day(2, 1, 8), JUNE), (day(2, 1, 9), MARCH))
    assert [(1, 91, 3, 1, 0, 0)] == moved(first, (day(2, 1, 8), APRIL), (day(2, 1, 9), JUNE))
    assert [] == moved((day(1, 1, 8), JUNE), (day(1, 1, 9), MARCH))


def test_a_day_has_a_zone():
    """What is one day in UTC may be two in Seoul."""
    said = ((day(1, 1), MARCH), (day(2, 1, 14), APRIL), (day(2, 1, 16), JUNE))
    assert (1, 2) == (moved(*said)[0][0], moved(*said, zone=ZoneInfo("Asia/Seoul"))[0][0])


def test_a_day_nobody_knows_is_passed_over():
    """Known again, the day is compared with the last one known."""
    assert [(1, 91, 3, 1, 0, 0)] == moved((day(1, 1), MARCH), (day(2, 1), None), (day(3, 1), JUNE))
    assert [] == moved((day(1, 1), MARCH), (day(2, 1), None))
    assert [] == moved((day(1, 1), None), (day(2, 1), MARCH))


def test_a_period_picks_by_when_it_was_said():
    """The day known before may be older; what was said at its end belongs to the next."""
    said = ((day(1, 1), MARCH), (day(2, 1, 0), APRIL), (day(3, 1, 0), JUNE))
    february = Period.month(2026, 2)
    assert [(1, 1, 1, 1, 0, 0)] == moved(*said, period=february)
    assert [(1, 90, 2, 0, 0, 0)] == moved(*said, period=Period.month(2026, 3))
    assert [] == moved(*said, period=Period.month(2026, 4))
    assert february == pipeline().pushes(february).period
    with pytest.raises(InvalidValue, match="a period must be a Period"):
        moved(*said, period=2026)


def test_what_is_said_of_a_closed_deal_moves_nothing():
    """Set with the close or after it, it is only what was known when the deal is open again."""
    first = (day(1, 1), MARCH)
    assert [] == moved(first, (day(2, 1), JUNE), path=[("won", day(2, 1))])
    assert [] == moved(first, (day(2, 2), JUNE), path=[("won", day(2, 1))])
    reopened = [("lost", day(2, 1)), ("talk", day(2, 3))]
    assert [(1, 1, 1, 1, 0, 0)] == moved(first, (day(2, 2), JUNE), (day(2, 4), date(2026, 7, 1)), path=reopened)
    assert [(1, 91, 3, 1, 0, 0)] == moved(first, (day(2, 2), JUNE), path=[("wait", day(2, 1))])


def test_pushes_are_told_by_deal_and_in_all():
    """Rows of deals that moved, totals, and the share pushed of those ever expected."""
    found = pipeline(
        deal("a", (day(1, 1), MARCH), (day(2, 1), APRIL), (day(3, 1), JUNE)),
        deal("b", (day(1, 1), JUNE), (day(2, 1), MARCH)),
        deal("c", (day(1, 1), MARCH)),
        deal("d"),
    ).pushes()
    assert (3, (("nobody ever said when it would close", 1),)) == (found.n, found.left_out)
    assert (2, 91, 3, 1, 1, 91) == tuple(getattr(found, name) for name in FIELDS)
    assert "expected close moved later, the last word of each day counting" == found.definition
    told = "2 pushes by 91 days, over 3 month ends and 1 quarter end"
    in_all = f"{told}; 1 pull-in by 91 days; pushed: 33.3% (1 of 3); 1 left out: nobody ever said when it would close"
    assert (in_all, f"a: {told}") == (str(found), str(found.deals[0]))
    assert {"deal": "a", "pushes": 2, "days": 91, "months": 3, "quarters": 1, "pull_ins": 0, "days_pulled_in": 0} == (
        found.to_records()[0]
    )
    assert "0 pushes by 0 days, over 0 month ends and 0 quarter ends; pushed: undefined: there are none" == str(
        pipeline().pushes()
    )
