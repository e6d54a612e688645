"""The walk: what each line is made of, deal by deal."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from salescycle import (
    CloseExpected,
    Contacted,
    CurrencyMismatch,
    Cycle,
    Deal,
    InvalidValue,
    Money,
    Opened,
    OwnerAssigned,
    Period,
    Pipeline,
    Stage,
    Undefined,
    ValueSet,
)

CYCLE = Cycle(
    key="five",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "wait", "won", "lost"]),
        Stage("offer", leads_to=["talk", "wait", "won", "lost"]),
        Stage("wait", outcome="hold", leads_to=["talk", "lost"]),
        Stage("won", outcome="won", reopens_to=["talk"]),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)
STAGES = {stage.key for stage in CYCLE.stages}
MARCH = Period.month(2026, 3)


def at(number, hour=0):
    """Give an instant of a day of March; days below 1 lie before it, above 31 after it."""
    return MARCH.start + timedelta(days=number - 1, hours=hour)


def fact(day, said, currency="EUR"):
    """Give a stage entry of a day ("won"), a value (120) or an expected close (a date, or ``None``)."""
    if said in STAGES:
        return CYCLE.entry(said, at=at(day))
    if isinstance(said, int):
        return ValueSet(value=Money(said, currency), at=at(day))
    return CloseExpected(on=said, at=at(day))


def deal(*said, key="a", currency="EUR"):
    """Give a deal of facts by day: ``deal((0, "talk"), (0, 100), (5, "won"))``."""
    return Deal(id=key, log=[fact(day, each, currency) for day, each in said])


def pipeline(*deals, as_of=None):
    """Give a pipeline in the middle of April."""
    return Pipeline(deals, cycle=CYCLE, as_of=as_of or at(45))


def row(*said, **asked):
    """Give the one row of the walk of one deal through March: start, changes, end; ``None`` where it has none."""
    rows = pipeline(deal(*said)).walk(MARCH, **asked).rows
    return None if not rows else plain(rows[0])


def plain(one):
    """Give a row as numbers."""
    changes = {line.value: int(change.amount) for line, change in one.changes}
    return int(one.at_start.amount), changes, int(one.at_end.amount)


OLD = ((-9, "talk"), (-9, 100))
NEW = ((5, "talk"), (5, 100))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(OLD, (100, {}, 100), id="nothing"),
        pytest.param(NEW, (0, {"created": 100}, 100), id="created"),
        pytest.param((*OLD, (3, 130)), (100, {"increased": 30}, 130), id="increased"),
        pytest.param((*OLD, (3, 60)), (100, {"decreased": -40}, 60), id="decreased"),
        pytest.param((*OLD, (3, "won")), (100, {"won": -100}, 0), id="won"),
        pytest.param((*OLD, (3, "lost")), (100, {"lost": -100}, 0), id="lost"),
        pytest.param((*OLD, (3, "wait")), (100, {"held": -100}, 0), id="on hold"),
        pytest.param((*OLD, (0, "lost"), (3, "talk")), (0, {"reopened": 100}, 100), id="reopened"),
        pytest.param((*OLD, (0, "won"), (3, "talk")), (0, {"reopened": 100}, 100), id="reopened from won"),
        pytest.param((*OLD, (0, "wait"), (3, "talk")), (0, {"resumed": 100}, 100), id="resumed"),
        pytest.param((*OLD, (3, "offer"), (4, "talk")), (100, {}, 100), id="moves between open stages"),
    ],
)
def test_each_line(said, expected):
    """What a single fact does to the open value."""
    assert expected == row(*said)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param((*OLD, (0, "won")), id="closed before"),
        pytest.param((*OLD, (0, "won"), (3, 120)), id="valued while closed"),
        pytest.param((*OLD, (0, "wait"), (3, "lost")), id="on hold and lost"),
        pytest.param(((3, "won"), (3, 100)), id="born closed"),
        pytest.param(((32, "talk"), (32, 100)), id="begun after"),
    ],
)
def test_what_was_never_open_is_not_in_it(said):
    """It neither had nor moved any open value in the period."""
    assert None is row(*said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param((*OLD, (1, "won")), (100, {"won": -100}, 0), id="at the start"),
        pytest.param((*OLD, (32, "won")), (100, {}, 100), id="at the end"),
        pytest.param(((1, "talk"), (1, 100)), (0, {"created": 100}, 100), id="created at the start"),
    ],
)
def test_a_period_is_half_open(said, expected):
    """What happens at its very start is in it, and at its very end in the next, as with every period."""
    assert expected == row(*said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param((*NEW, (6, 130), (9, "won")), (0, {"created": 100, "increased": 30, "won": -130}, 0), id="all"),
        pytest.param((*OLD, (2, 150), (3, 110)), (100, {"increased": 10}, 110), id="edits are set off"),
        pytest.param((*OLD, (2, 150), (3, 100)), (100, {}, 100), id="edits that come to nothing"),
        pytest.param(
            (*OLD, (2, "lost"), (4, "talk"), (6, "lost"), (8, "talk")),
            (100, {"reopened": 200, "lost": -200}, 100),
            id="twice",
        ),
        pytest.param((*OLD, (2, "wait"), (4, "lost")), (100, {"lost": -100}, 0), id="on hold, then lost"),
        pytest.param((*OLD, (2, "won"), (4, "lost")), (100, {"lost": -100}, 0), id="a win corrected"),
        pytest.param((*OLD, (2, "won"), (4, 120)), (100, {"increased": 20, "won": -120}, 0), id="a value corrected"),
        pytest.param((*OLD, (2, "won"), (2, 120)), (100, {"increased": 20, "won": -120}, 0), id="valued as it was won"),
        pytest.param(
            (*OLD, (2, "wait"), (4, "lost"), (5, "talk"), (6, 90)),
            (100, {"reopened": 100, "decreased": -10, "lost": -100}, 90),
            id="came back from a loss",
        ),
        pytest.param((*OLD, (2, "won"), (2, "talk")), (100, {"reopened": 100, "won": -100}, 100), id="in one instant"),
        pytest.param(((5, "talk"), (5, "won"), (5, 100)), (0, {"created": 100, "won": -100}, 0), id="open an instant"),
        pytest.param((*OLD, (0, "wait"), (2, 70), (3, "talk")), (0, {"resumed": 70}, 70), id="valued while on hold"),
    ],
)
def test_lines_together(said, expected):
    """What leaves is told by how it stood when it came back, or at the end."""
    assert expected == row(*said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(((5, "talk"), (9, 100), (10, 130)), (0, {"created": 100, "increased": 30}, 130), id="created"),
        pytest.param(((-9, "talk"), (9, 100)), (0, {"increased": 100}, 100), id="open at the start"),
        pytest.param(((-9, "wait"), (3, "talk"), (9, 100)), (0, {"resumed": 100}, 100), id="resumed"),
        pytest.param(
            ((-9, "talk"), (3, "lost"), (5, 100)), (0, {"increased": 100, "lost": -100}, 0), id="valued when lost"
        ),
        pytest.param(
            ((-9, "talk"), (3, "lost"), (4, "talk"), (5, 100)), (0, {"increased": 100}, 100), id="valued when back"
        ),
        pytest.param(((5, "talk"), (5, 0)), (0, {"created": 0}, 0), id="worth nothing"),
    ],
)
def test_a_value_that_becomes_known(said, expected):
    """As it comes in, the first value said counts; open at the start without one, it is increased by it."""
    assert expected == row(*said)


@pytest.mark.parametrize(
    "said", [((-9, "talk"),), ((5, "talk"),), ((5, "talk"), (32, 100)), ((5, "talk"), (6, "lost"))]
)
def test_a_value_nobody_said_by_the_end_is_left_out(said):
    """Counted, and seen in no later fact."""
    found = pipeline(deal(*said)).walk(MARCH)
    assert ((), (("it has no value", 1),)) == (found.rows, found.left_out)
    nothing = Undefined("none of them has a value")
    assert [nothing] * 4 == [found.at_start, found.at_end, found.change, found.of("won")]
    head = "Walk from 2026-03-01 00:00 to 2026-04-01 00:00 UTC (n=0): undefined: none of them has a value"
    assert f"{head}; 1 left out: it has no value" == str(found)


IN, OUT = date(2026, 3, 31), date(2026, 4, 1)
DATED = (*OLD, (-9, IN))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(DATED, (100, {}, 100), id="nothing"),
        pytest.param((*DATED, (5, OUT)), (100, {"moved_out": -100}, 0), id="pushed out"),
        pytest.param((*DATED, (5, None)), (100, {"moved_out": -100}, 0), id="nobody knows any more"),
        pytest.param((*OLD, (5, IN)), (0, {"moved_in": 100}, 100), id="known at last"),
        pytest.param((*OLD, (0, OUT), (5, IN)), (0, {"moved_in": 100}, 100), id="pulled in"),
        pytest.param((*NEW, (5, IN)), (0, {"created": 100}, 100), id="created in it"),
        pytest.param((*NEW, (9, IN)), (0, {"created": 100}, 100), id="created, and dated later"),
        pytest.param((*NEW, (5, OUT), (9, IN)), (0, {"moved_in": 100}, 100), id="created outside"),
        pytest.param((*DATED, (5, OUT), (9, "won")), (100, {"won": -100}, 0), id="pushed out and won"),
        pytest.param(
            (*DATED, (5, OUT), (7, 90), (9, IN)),
            (100, {"moved_in": 90, "decreased": -10, "moved_out": -90}, 90),
            id="out and in",
        ),
        pytest.param((*OLD, (0, OUT), (5, IN), (5, "won")), (0, {"moved_in": 100, "won": -100}, 0), id="won early"),
        pytest.param((*DATED, (0, "lost"), (3, "talk")), (0, {"reopened": 100}, 100), id="reopened"),
    ],
)
def test_closing_in_a_period(said, expected):
    """Only what is expected to close in it counts, and moves in and out of it."""
    assert expected == row(*said, closing_in=MARCH)


@pytest.mark.parametrize("said", [OLD, (*OLD, (0, OUT)), (*NEW, (5, OUT)), (*NEW, (32, IN)), (*DATED, (0, "lost"))])
def test_not_expected_in_the_period_is_not_in_it(said):
    """Expected later, never, only after the walk, or closed: none of these has value closing in it."""
    assert None is row(*said, closing_in=MARCH)


def test_open_deals_expected_on_no_day_are_left_out_where_days_count():
    """Those that are open at the end, and only where it is asked what closes in a period."""
    deals = [deal(*OLD), deal(*OLD, (5, "won"), key="b"), deal(*DATED, (5, None), key="c"), deal((32, "talk"), key="d")]
    assert (("nobody said when it would close", 1),) == pipeline(*deals).walk(MARCH, closing_in=MARCH).left_out
    assert () == pipeline(*deals).walk(MARCH).left_out


def test_the_period_it_closes_in_may_be_another():
    """Through March, what closes in April; its days begin in a zone."""
    seoul = ZoneInfo("Asia/Seoul")
    april = Period.month(2026, 4, zone=seoul)
    moving = (*OLD, (0, IN), (5, OUT))
    assert (0, {"moved_in": 100}, 100) == row(*moving, closing_in=april, zone=seoul)
    assert None is row(*OLD, (0, date(2026, 5, 1)), closing_in=april, zone=seoul)
    with pytest.raises(InvalidValue, match="a period must be a Period, got 4"):
        row(*moving, closing_in=4)


def test_other_facts_move_nothing():
    """A call, an owner; and a deal begins with its first fact, whatever it says."""
    call, owner = Contacted(channel="call", at=at(3)), OwnerAssigned(owner="kim", at=at(-9))
    opened = Opened(at=at(5))
    one = deal(*OLD).record(call, owner)
    two = Deal(id="b", log=[opened, fact(6, 50), fact(7, "won")])
    assert [(100, {}, 100), (0, {"created": 50, "won": -50}, 0)] == [
        plain(each) for each in pipeline(one, two).walk(MARCH).rows
    ]


def test_while_the_period_is_not_over_the_walk_ends_today():
    """It holds what has happened at the very instant of the question."""
    found = pipeline(deal(*OLD, (9, "won"), (10, "talk")), as_of=at(9)).walk(MARCH)
    assert (at(9), (100, {"won": -100}, 0)) == (found.until, plain(found.rows[0]))
    assert str(found).startswith("Walk from 2026-03-01 00:00 to 2026-03-09 00:00 UTC (n=1)\n")
    assert MARCH.end == pipeline(deal(*OLD)).walk(MARCH).until


def test_a_walk_does_not_begin_in_the_future():
    """How it will stand then is not known."""
    with pytest.raises(InvalidValue, match="the start of a walk must not come after as_of 2026-02-28"):
        pipeline(as_of=at(0)).walk(MARCH)
    assert () == pipeline(as_of=at(1)).walk(MARCH).rows
    with pytest.raises(InvalidValue, match="a period must be a Period"):
        pipeline().walk("March")


class Rates:
    """Rates of one day only."""

    def __init__(self, day):
        self.day = day

    def rate(self, source, target, on):
        assert ("USD", "EUR", self.day) == (source, target, on)
        return Decimal("0.9")


def test_rates_are_those_of_the_last_day():
    """One day for all, so that nothing moves by rates alone: the last of the period, or that of the question."""
    foreign = deal(*OLD, (5, 200), key="b", currency="USD")
    both = pipeline(deal(*OLD), foreign)
    found = both.walk(MARCH, currency="EUR", rates=Rates(date(2026, 3, 31)))
    assert [(100, {}, 100), (90, {"increased": 90}, 180)] == list(map(plain, found.rows))
    today = pipeline(foreign, as_of=at(9)).walk(MARCH, currency="EUR", rates=Rates(date(2026, 3, 9)))
    assert Money("180", "EUR") == today.at_end
    seoul = ZoneInfo("Asia/Seoul")
    march = Period.month(2026, 3, zone=seoul)
    assert 1 == pipeline(foreign).walk(march, currency="EUR", rates=Rates(date(2026, 3, 31)), zone=seoul).n
    with pytest.raises(CurrencyMismatch):
        both.walk(MARCH)


def test_totals_are_those_of_the_rows():
    """A table a person reads, totals a line, and the definition."""
    deals = [
        deal(*OLD, (3, 130), key="a"),
        deal(*OLD, (3, "won"), key="b"),
        deal(*NEW, key="c"),
        deal(*NEW, (9, "wait"), key="d"),
        deal((-9, "talk"), (-9, 0), key="e"),
    ]
    found = pipeline(*deals).walk(MARCH)
    assert (Money("200", "EUR"), Money("30", "EUR"), Money("230", "EUR")) == (
        found.at_start,
        found.change,
        found.at_end,
    )
    won = found.of("won")
    assert ("won -100.00 EUR (1 deal)", 1) == (str(won), won.deals)
    assert "created +200.00 EUR (2 deals)" == str(found.of("created"))
    assert "moved in 0.00 EUR (0 deals)" == str(found.of("moved_in"))
    assert ("a: 100.00 EUR, increased +30.00 EUR, 130.00 EUR", 10) == (str(found.rows[0]), len(found.lines))
    expected = [
        "Walk from 2026-03-01 00:00 to 2026-04-01 00:00 UTC (n=5)",
        "  open at start   200.00 EUR  2 deals",
        "  created        +200.00 EUR  2 deals",
        "  increased       +30.00 EUR  1 deal",
        "  on hold        -100.00 EUR  1 deal",
        "  won            -100.00 EUR  1 deal",
        "  open at end     230.00 EUR  2 deals",
    ]
    assert expected == str(found).splitlines()
    assert "open value at start, what moved it, open value at end" == found.definition
    with pytest.raises(InvalidValue, match="a line of a walk must be one of created, reopened, .*, got 'sold'"):
        found.of("sold")


def test_a_walk_says_what_it_looks_at():
    """The period that deals close in is in its first line."""
    found = pipeline(deal(*DATED)).walk(MARCH, closing_in=MARCH)
    head = (
        "Walk from 2026-03-01 00:00 to 2026-04-01 00:00 UTC, closing in 2026-03-01 00:00 to 2026-04-01 00:00 UTC (n=1)"
    )
    assert (head, MARCH) == (str(found).splitlines()[0], found.closing_in)


def test_records_are_flat():
    """One a deal, signed amounts as text, and nothing where nothing moved."""
    (record,) = pipeline(deal(*OLD, (3, "won"))).walk(MARCH).to_records()
    moved = {name: text for name, text in record.items() if text is not None}
    expected = {"deal": "a", "at_start": "100", "won": "-100", "at_end": "0", "currency": "EUR"}
    assert (expected, 14) == (moved, len(record))
