"""Reports: the same figures as text and as plain data."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random

import pytest

from salescycle import SEVEN_STAGE, SHORT_CYCLE, CurrencyMismatch, Deal, Money, Period, Pipeline, StageSeen
from salescycle.metrics._first_steps import first_steps
from salescycle.simulation import sample_deals

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
YEAR = Period.year(2025)
SAMPLE = Pipeline(sample_deals(rng=Random(3), period=YEAR, count=120), cycle=SEVEN_STAGE, as_of=YEAR.end)


def test_an_empty_pipeline_has_a_report():
    """Nothing to measure gives undefined and null, never zero percent and never an error."""
    data = Pipeline([], cycle=SHORT_CYCLE, as_of=MONDAY).report().to_data()
    assert {"closed": None, "created": None, "value": None} == data["win_rate"]
    assert {"n": 0, "mean": None, "median": None, "p10": None, "p25": None, "p75": None, "p90": None} == data[
        "cycle_length_days"
    ]
    assert {"n": 0, "events": 0, "p25": None, "median": None, "p75": None} == data["time_to_close_days"]
    assert {"30": None, "60": None, "90": None, "120": None, "180": None} == data["incidence"]
    assert {} == data["audit"]
    text = str(Pipeline([], cycle=SHORT_CYCLE, as_of=MONDAY).report())
    assert re.search("closed +undefined: there are none", text)


def test_the_data_is_plain():
    """It goes through JSON and back unchanged, in keys and in digits."""
    data = SAMPLE.report().to_data()
    assert data == json.loads(json.dumps(data))


def test_the_parts_of_the_data_agree():
    """Deals are open, won, lost or on hold; each stage's entries are the sum of their fates; chances add up to one."""
    data = SAMPLE.report().to_data()
    assert SAMPLE.standing.deals == data["open"] + data["won"] + data["lost"] + SAMPLE.standing.held
    for parts in data["conversion"].values():
        assert parts["entries"] == sum(parts.values()) - parts["entries"]
    for chances in data["incidence"].values():
        assert abs(1 - sum(chances.values())) < 1e-12
    assert list(data["dwell_days"]) == list(data["conversion"]) == [stage.key for stage in SEVEN_STAGE.stages[:8]]


def test_whole_money_is_a_whole_number():
    """Amounts come as numbers, whole ones without a point."""
    value = SAMPLE.report().to_data()["win_rate"]["value"]
    assert isinstance(value["part"], int)
    assert 0 < value["low"] < value["share"] < value["high"] < 1


def test_amounts_with_cents_keep_them():
    """An amount that is not whole comes with its decimals."""
    start = SHORT_CYCLE.start(at=MONDAY)
    deal = Deal.open(id="D-1", start=start, value=Money("0.5", "USD"))
    won = deal.record(SHORT_CYCLE.entry("won", at=MONDAY + timedelta(days=2)))
    data = Pipeline([won], cycle=SHORT_CYCLE, as_of=MONDAY + timedelta(days=9)).report().to_data()
    assert 0.5 == data["win_rate"]["value"]["whole"]


def test_the_page_has_every_section():
    """Where we stand, where time goes, what changed, what is stuck, what to do first; each with its tables."""
    text = str(SAMPLE.report())
    sections = {
        "WHERE WE STAND": ["Win rate", "Money"],
        "WHERE TIME GOES": ["Time", "Chance by age", "Time in stage, in days", "What became of entries"],
        "WHAT CHANGED, AND WHY": [
            "Open value from 2025-10-03 to 2026-01-01",
            "Velocity, the 90 days before and now",
            "Expected closes",
        ],
        "WHAT IS STUCK": ["Past their expected close", "In their stage longer than 80% of visits to it"],
        "WHAT TO DO FIRST": ["The most money first", "Audit of the logs"],
    }
    places = [text.index(f"\n\n{each}") for title, tables in sections.items() for each in (title, *tables)]
    assert sorted(places) == places


def test_the_page_as_html_says_the_same():
    """Every cell of the text is in the HTML, escaped, under the same headings."""
    report = SAMPLE.report()
    html = report.to_html()
    for section in report.page.sections:
        assert f"<h2>{section.title}</h2>" in html
        for table in section.tables:
            assert f"<caption>{escape(table.caption)}</caption>" in html
            for row in table.rows:
                assert f'<th scope="row">{escape(row[0])}</th>' in html
                assert all(f"<td>{escape(cell)}</td>" in html for cell in row[1:])
    assert html.count("<table>") == html.count("</table>") == sum(len(each.tables) for each in report.page.sections)


def test_html_lets_no_text_out_of_its_place():
    """A deal whose id is markup is shown as text."""
    start = SHORT_CYCLE.start(at=MONDAY)
    deal = Deal.open(id="<script>", start=start, value=Money("5", "USD"), expected_close=MONDAY.date())
    html = Pipeline([deal], cycle=SHORT_CYCLE, as_of=MONDAY + timedelta(days=9)).report().to_html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_what_changed_is_about_the_period_that_is_asked():
    """By default the 90 days up to the instant, against the 90 before; else what is given."""
    report = SAMPLE.report()
    # what happens at the instant of the question has happened: it is in the period
    assert (timedelta(days=90), YEAR.end + timedelta(microseconds=1), report.period.start) == (
        report.period.end - report.period.start,
        report.period.end,
        report.before.end,
    )
    asked = SAMPLE.report(period=YEAR.quarters()[3])
    assert SAMPLE.walk(YEAR.quarters()[3]) == asked.walk
    assert asked.period.end - asked.period.start == asked.before.end - asked.before.start
    assert YEAR.quarters()[1] == SAMPLE.report(before=YEAR.quarters()[1]).before


def test_what_to_do_first_begins_with_the_most_money():
    """Dates that passed and deals that stay too long come with their value; then what has none."""
    steps = first_steps(SAMPLE.report(), 0.8)
    values = [step.value.amount for step in steps if isinstance(step.value, Money)]
    assert sorted(values, reverse=True) == values
    assert 2 == len(values)
    assert ["set a next step", "work on where time goes"] == [
        step.text[:n] for step, n in zip(steps[2:], (15, 23), strict=True)
    ]
    stuck = SAMPLE.report().ageing.beyond(0.8)
    worth = {deal.id: deal.value for deal in SAMPLE.deals}
    total = Money.total((worth[each.deal] for each in stuck), "USD")
    assert [total] == [step.value for step in steps if step.text.startswith("find out")]


def test_few_deals_are_named_one_by_one():
    """One deal past its day, without a value and without a next step, is named; entries that cannot be true, too."""
    start = SHORT_CYCLE.start(at=MONDAY)
    late = Deal.open(id="D-1", start=start, expected_close=MONDAY.date())
    seen = Deal(id="D-2", log=[StageSeen(stage="offer", outcome="won", at=MONDAY)])
    report = Pipeline([late, seen], cycle=SHORT_CYCLE, as_of=MONDAY + timedelta(days=9)).report()
    texts = [(step.text, step.at_stake) for step in first_steps(report, 0.8)]
    assert ("ask for a new day, or close: D-1 passed the expected close", "") in texts
    assert ("set a next step for 1 deal that has none", "") in texts
    assert any(text.startswith("put right 1 entry that cannot be true") for text, _ in texts)


def test_values_in_several_currencies_need_rates():
    """Deals that stay too long, worth euros and dollars, are told in the currency that is asked for, or not at all."""
    deals = [
        Deal.open(id=f"D-{n}", start=SHORT_CYCLE.start(at=MONDAY - timedelta(days=n)), value=Money(1, currency))
        for n, currency in ((1, "USD"), (2, "EUR"))
    ]
    gone = [
        Deal(
            id=f"G-{n}",
            log=[SHORT_CYCLE.start(at=MONDAY), SHORT_CYCLE.entry("lost", at=MONDAY + timedelta(hours=n))],
        )
        for n in range(9)
    ]
    pipeline = Pipeline([*deals, *gone], cycle=SHORT_CYCLE, as_of=MONDAY + timedelta(days=2))
    with pytest.raises(CurrencyMismatch):
        pipeline.report()
    steps = first_steps(pipeline.report(currency="EUR", rates=Even()), 0.8)
    assert ["2.00 EUR"] == [step.at_stake for step in steps if step.text.startswith("find out")]


class Even:
    """A provider of rates: all money is worth the same."""

    def rate(self, source, target, on):
        return 1


def test_an_audit_that_was_not_asked_for_is_said_so():
    """Without the audit the page says that there was none, and the data has no findings."""
    report = SAMPLE.report(audit=False)
    assert "Audit of the logs\n  not asked for" in str(report)
    assert ({}, None) == (report.to_data()["audit"], report.audit)
    empty = Pipeline([], cycle=SHORT_CYCLE, as_of=MONDAY).report()
    assert "Audit of the logs\n  clean" in str(empty)
    assert "The most money first\n  nothing that these figures show" in str(empty)


def test_every_figure_is_a_row():
    """Each measure of the report tells itself as rows that name it, and what is undefined has none."""
    rows = SAMPLE.report().to_records()
    named = {row["measure"] for row in rows}
    assert {"standing", "win_rate.closed", "win_rate.value", "weighted", "velocity", "walk", "ageing"} <= named
    assert {"slip_rate", "slipped", "forecast", "bottleneck", "conversion"} <= named
    assert rows == json.loads(json.dumps(rows))
    empty = Pipeline([], cycle=SHORT_CYCLE, as_of=MONDAY).report().to_records()
    undefined = {row["measure"] for row in empty if row.get("undefined")}
    assert {"win_rate.value", "velocity", "velocity_change", "incidence"} == undefined
    running = SAMPLE.report(period=Period.quarter(2026, 1)).to_records()
    assert ["the period is not over by 2026-01-01 00:00 UTC"] == [
        row["undefined"] for row in running if row["measure"] == "slip_rate"
    ]
    assert "audit" not in {row["measure"] for row in SAMPLE.report(audit=False).to_records()}


def test_the_change_of_velocity_is_a_row_where_there_is_one():
    """With enough wins in both periods the change and its parts are told."""
    sample = sample_deals(rng=Random(3), period=YEAR, count=500)
    report = Pipeline(sample, cycle=SEVEN_STAGE, as_of=YEAR.end).report(audit=False)
    assert "USD a day; the parts add up to the change" in str(report)
    assert ["all deals"] == [row["segment"] for row in report.to_records() if row["measure"] == "velocity_change"]


def test_the_text_says_what_was_left_out_and_why():
    """A deal without a value, and a stage that was only seen, are told under the figure that misses them."""
    won = Deal(id="D-1", log=[SHORT_CYCLE.start(at=MONDAY), SHORT_CYCLE.entry("won", at=MONDAY + timedelta(days=2))])
    paid = Deal.open(id="D-2", start=SHORT_CYCLE.start(at=MONDAY), value=Money("5", "USD"))
    paid = paid.record(SHORT_CYCLE.entry("won", at=MONDAY + timedelta(days=3)))
    seen = Deal(id="D-3", log=[StageSeen(stage="offer", outcome="open", at=MONDAY)])
    text = str(Pipeline([won, paid, seen], cycle=SHORT_CYCLE, as_of=MONDAY + timedelta(days=9)).report())
    assert "\n  left out of value, 1: it has no value\n" in text
    assert "\n  left out of offer, 1: its entry is not known\n" in text
    assert "\n  left out of time to close, 1: its opening is not known\n" in text
