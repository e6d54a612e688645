"""The page: each table says what its measures say, words flush left and numbers flush right."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from salescycle import SEVEN_STAGE, SHORT_CYCLE, Deal, Money, Period, Pipeline, StageSeen
from salescycle.metrics._first_steps import first_steps
from salescycle.metrics._page import PageTable, page_of
from salescycle.simulation import sample_deals, with_dirt
from salescycle.values import MoneyShare, days

YEAR = Period.year(2025)
DEALS = with_dirt(sample_deals(rng=Random(3), period=YEAR, count=500), rng=Random(4), share=0.3).deals
PIPELINE = Pipeline(DEALS, cycle=SEVEN_STAGE, as_of=datetime(2025, 10, 20, tzinfo=UTC))
REPORT = PIPELINE.report()
PAGE = page_of(REPORT)
TABLES = {table.caption: table for section in PAGE.sections for table in section.tables}


def test_words_are_flush_left() -> None:
    """And what is left is numbers."""
    left = {caption.split(",")[0].split(" from ")[0]: table.left for caption, table in TABLES.items()}
    assert {
        "Win rate": (0, 3),
        "Money": (0, 1),
        "Time": (0, 1, 2),
        "Chance by age": (0, 1),
        "Time in stage": (0,),
        "What became of entries": (0,),
        "Open value": (0,),
        "Velocity": (),
        "Expected closes": (0, 1),
        "Past their expected close": (0,),
        "In their stage longer than 80% of visits to it": (0, 1),
        "The most money first": (0, 1),
        "Audit of the logs": (0, 1),
    } == left


def test_columns_begin_and_end_together() -> None:
    """A word below its head, a number with its last digit below it; notes and rows two in from the caption."""
    text = str(PageTable(caption="Rates", head=("who", "n"), rows=(("kim", "7"), ("al", "12")), notes=("so few",)))
    assert "Rates\n  who   n\n  kim   7\n  al   12\n  so few" == text
    headless = PageTable(caption="Rates", head=("", ""), rows=(("kim", "7"),), left=(0, 1))
    assert "Rates\n  kim  7" == str(headless)
    assert "Rates\n  nobody" == str(PageTable(caption="Rates", notes=("nobody",)))


def test_the_page_begins_with_the_whole() -> None:
    """Its title, the day, and how many deals there are."""
    head = f"{REPORT.title}, as of {REPORT.as_of}\n{REPORT.standing}\n\nWHERE WE STAND\n\n"
    assert str(PAGE).startswith(head)


def test_rates_have_limits_and_say_of_what() -> None:
    """And how mature they are; of value, none are settled or not."""
    rows = {row[0]: row[1:] for row in TABLES["Win rate"].rows}
    rates = dict(REPORT.win_rates)
    created, value = rates["created"], rates["value"]
    settled = created.maturity
    definition = f"{created.definition}; {settled.definition}: {settled}"
    assert (str(created), str(created.interval()), definition) == rows["created"]
    assert isinstance(value, MoneyShare)
    assert (str(value), str(value.interval()), value.definition) == rows["value"]
    notes = [
        f"left out of {name}, {count}: {reason}" for name, rate in rates.items() for reason, count in rate.left_out
    ]
    assert tuple(notes) == TABLES["Win rate"].notes
    assert notes


def test_a_rate_of_nothing_has_a_dash() -> None:
    """And its reason."""
    empty = page_of(Pipeline([], cycle=SHORT_CYCLE, as_of=YEAR.end).report())
    (rates, _), *_ = (section.tables for section in empty.sections)
    rows = {row[0]: row[1:] for row in rates.rows}
    assert ("undefined: nothing with a value has closed", "-", "-") == rows["value"]
    assert ("undefined: there are none", "-") == rows["closed"][:2]


def test_money_is_weighted_fast_and_forecast() -> None:
    """A line each, and one a category with its deals."""
    totals = [
        (f"forecast, {total.category.label.text().lower()}", f"{total.value} ({total.deals})")
        for total in REPORT.forecast.totals
    ]
    assert (("weighted", str(REPORT.weighted)), ("velocity", str(REPORT.velocity)), *totals) == TABLES["Money"].rows
    assert totals


def test_times_say_what_they_are() -> None:
    """The length of the cycle, and the time to close."""
    assert (
        tuple(
            (name, str(measure), measure.definition)
            for name, measure in (("cycle length", REPORT.cycle_length), ("time to close", REPORT.time_to_close))
        )
        == TABLES["Time"].rows
    )
    assert (
        tuple(
            f"left out of {name}, {count}: {reason}"
            for name, measure in (("cycle length", REPORT.cycle_length), ("time to close", REPORT.time_to_close))
            for reason, count in measure.left_out
        )
        == TABLES["Time"].notes
    )
    ages = tuple((f"{age} days", str(REPORT.incidence.at(timedelta(days=age)))) for age in (30, 60, 90, 120, 180))
    assert ages == TABLES["Chance by age"].rows


def test_stages_have_their_quantiles() -> None:
    """Mean, median and ninth decile in days."""
    pitch = next(row for row in TABLES["Time in stage, in days"].rows if row[0] == "pitch")
    dwell = dict(REPORT.dwell_times)["pitch"]
    figures = [f"{days(each):.1f}" for each in (dwell.mean, dwell.median, dwell.percentile(90))]
    assert ("pitch", str(dwell.n), str(dwell.still_open), *figures) == pitch
    assert (str(REPORT.bottleneck),) == TABLES["Time in stage, in days"].notes


def test_what_became_of_entries_adds_up() -> None:
    """The parts to the entries, in each row."""
    for _, entries, *parts in TABLES["What became of entries"].rows:
        assert int(entries) == sum(map(int, parts))


def test_closes_and_walks_are_told() -> None:
    """As their measures say them."""
    assert (("slip rate", str(REPORT.slip_rate)), ("pushes", str(REPORT.pushes))) == TABLES["Expected closes"].rows
    walk = next(table for caption, table in TABLES.items() if caption.startswith("Open value"))
    assert REPORT.walk.told == walk.rows
    assert tuple(f"left out of it, {count}: {reason}" for reason, count in REPORT.walk.left_out) == walk.notes


def test_ten_are_shown_and_the_rest_counted() -> None:
    """Of deals that are stuck: the oldest for their stage, with their value."""
    stuck = REPORT.ageing.beyond(0.8)
    table = TABLES["In their stage longer than 80% of visits to it"]
    assert len(stuck) > 10
    assert 10 == len(table.rows)
    assert (f"{len(stuck)} of {REPORT.ageing.n} open deals", f"and {len(stuck) - 10} more") == table.notes
    worth = {deal.id: deal.value for deal in PIPELINE.deals}
    for each, row in zip(stuck, table.rows, strict=False):
        value = worth[each.deal]
        assert (each.deal, each.stage, f"{days(each.stage_age):.1f}") == row[:3]
        assert "-" if value is None else str(value) == row[5]


@pytest.mark.parametrize(("count", "more"), [(9, ()), (10, ()), (11, ("and 1 more",))])
def test_no_more_than_there_are(count, more) -> None:
    """Ten fit; of eleven one is left."""
    start = SHORT_CYCLE.start(at=YEAR.start)
    deals = [
        Deal.open(id=f"D-{n}", start=start, expected_close=YEAR.start.date(), value=Money(n, "EUR"))
        for n in range(count)
    ]
    page = page_of(Pipeline(deals, cycle=SHORT_CYCLE, as_of=YEAR.start + timedelta(days=9)).report())
    table = next(each for section in page.sections for each in section.tables if each.caption.startswith("Past"))
    assert (min(count, 10), more) == (len(table.rows), table.notes[1:])


def test_steps_are_numbered_from_one() -> None:
    """In the order of what is at stake."""
    steps = first_steps(REPORT, 0.8)
    assert (
        tuple((str(n), step.text, step.at_stake) for n, step in enumerate(steps, start=1))
        == TABLES["The most money first"].rows
    )


def test_a_clean_page_says_so() -> None:
    """Nothing to do, nothing in the logs, no money to walk."""
    page = page_of(Pipeline([], cycle=SHORT_CYCLE, as_of=YEAR.end).report())
    notes = {table.caption.split(" from ")[0]: table.notes for section in page.sections for table in section.tables}
    assert ("nothing that these figures show",) == notes["The most money first"]
    assert ("clean",) == notes["Audit of the logs"]
    assert ("undefined: none of them has a value",) == notes["Open value"][:1]


def test_a_deal_without_a_value_has_a_dash() -> None:
    """Not an amount of nothing."""
    seen = Deal(id="D-1", log=[StageSeen(stage="offer", outcome="open", at=YEAR.start)])
    late = Deal.open(id="D-2", start=SHORT_CYCLE.start(at=YEAR.start), expected_close=YEAR.start.date())
    page = page_of(Pipeline([seen, late], cycle=SHORT_CYCLE, as_of=YEAR.start + timedelta(days=9)).report())
    table = next(each for section in page.sections for each in section.tables if each.caption.startswith("Past"))
    assert (("D-2", "9", "-"),) == table.rows
