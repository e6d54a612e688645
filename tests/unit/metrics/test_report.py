"""Reports: the same figures as text and as plain data."""

import json
import re
from datetime import UTC, datetime, timedelta
from random import Random

from salescycle import SEVEN_STAGE, SHORT_CYCLE, Deal, Money, Period, Pipeline, Report, StageSeen
from salescycle.simulation import sample_deals

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
YEAR = Period.year(2025)
SAMPLE = Pipeline(sample_deals(rng=Random(3), period=YEAR, count=120), cycle=SEVEN_STAGE, as_of=YEAR.end)


def test_an_empty_pipeline_has_a_report():
    """Nothing to measure gives undefined and null, never zero percent and never an error."""
    data = Report.of(Pipeline([], cycle=SHORT_CYCLE, as_of=MONDAY)).to_data()
    assert {"closed": None, "created": None, "value": None} == data["win_rate"]
    assert {"n": 0, "mean": None, "median": None, "p10": None, "p25": None, "p75": None, "p90": None} == data[
        "cycle_length_days"
    ]
    assert {"n": 0, "events": 0, "p25": None, "median": None, "p75": None} == data["time_to_close_days"]
    assert {"30": None, "60": None, "90": None, "120": None, "180": None} == data["incidence"]
    assert {} == data["audit"]
    assert "closed   undefined: there are none" in str(Report.of(Pipeline([], cycle=SHORT_CYCLE, as_of=MONDAY)))


def test_the_data_is_plain():
    """It goes through JSON and back unchanged, in keys and in digits."""
    data = Report.of(SAMPLE).to_data()
    assert data == json.loads(json.dumps(data))


def test_the_parts_of_the_data_agree():
    """Deals are open, won, lost or on hold; each stage's entries are the sum of their fates; chances add up to one."""
    data = Report.of(SAMPLE).to_data()
    assert SAMPLE.standing.deals == data["open"] + data["won"] + data["lost"] + SAMPLE.standing.held
    for parts in data["conversion"].values():
        assert parts["entries"] == sum(parts.values()) - parts["entries"]
    for chances in data["incidence"].values():
        assert abs(1 - sum(chances.values())) < 1e-12
    assert list(data["dwell_days"]) == list(data["conversion"]) == [stage.key for stage in SEVEN_STAGE.stages[:8]]


def test_whole_money_is_a_whole_number():
    """Amounts come as numbers, whole ones without a point."""
    value = Report.of(SAMPLE).to_data()["win_rate"]["value"]
    assert isinstance(value["part"], int)
    assert 0 < value["low"] < value["share"] < value["high"] < 1


def test_amounts_with_cents_keep_them():
    """An amount that is not whole comes with its decimals."""
    start = SHORT_CYCLE.start(at=MONDAY)
    deal = Deal.open(id="D-1", start=start, value=Money("0.5", "USD"))
    won = deal.record(SHORT_CYCLE.entry("won", at=MONDAY + timedelta(days=2)))
    data = Report.of(Pipeline([won], cycle=SHORT_CYCLE, as_of=MONDAY + timedelta(days=9))).to_data()
    assert 0.5 == data["win_rate"]["value"]["whole"]


def test_the_text_has_every_block():
    """Rates, times, chances, stages, fates and the audit are all there, with what was left out."""
    text = str(Report.of(SAMPLE))
    for title in ("Win rate", "Time", "Chance by age", "Time in stage, in days", "What became of entries", "Audit"):
        assert f"\n\n{title}\n" in text
    born = Deal(id="D-1", log=[SHORT_CYCLE.entry("won", at=MONDAY)])
    text = str(Report.of(Pipeline([born], cycle=SHORT_CYCLE, as_of=MONDAY)))
    assert 2 == len(re.findall("left out +1: its opening is not known", text))


def test_the_text_says_what_was_left_out_and_why():
    """A deal without a value, and a stage that was only seen, are told under the figure that misses them."""
    won = Deal(id="D-1", log=[SHORT_CYCLE.start(at=MONDAY), SHORT_CYCLE.entry("won", at=MONDAY + timedelta(days=2))])
    paid = Deal.open(id="D-2", start=SHORT_CYCLE.start(at=MONDAY), value=Money("5", "USD"))
    paid = paid.record(SHORT_CYCLE.entry("won", at=MONDAY + timedelta(days=3)))
    seen = Deal(id="D-3", log=[StageSeen(stage="offer", outcome="open", at=MONDAY)])
    text = str(Report.of(Pipeline([won, paid, seen], cycle=SHORT_CYCLE, as_of=MONDAY + timedelta(days=9))))
    assert re.search("value +100.0%.*\n +left out +1: it has no value\n", text)
    assert "\n  left out of offer, 1: its entry is not known\n" in text
