"""Odd but well-formed logs: every measure has an answer, and what cannot be measured is counted."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from salescycle import (
    SHORT_CYCLE,
    CloseExpected,
    Deal,
    InvalidValue,
    Lead,
    Money,
    Opened,
    Period,
    Pipeline,
    StageEntered,
    StageSeen,
    UnknownName,
    ValueSet,
)
from salescycle.model import Migrated

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


class Double:
    """A provider of rates: any foreign coin is worth two."""

    def rate(self, source, target, on):
        return 2


def entered(stage, outcome, day):
    """Give the entry of a stage with an outcome of its own, as another version of a cycle recorded it."""
    return StageEntered(stage=stage, outcome=outcome, at=START + day * DAY)


def deal(key, *log, lead=None):
    """Give a deal with a log."""
    return Deal(id=key, log=log, lead=lead)


def pipeline(*deals, as_of=60):
    """Give a pipeline of deals on a day."""
    return Pipeline(deals, cycle=SHORT_CYCLE, as_of=START + as_of * DAY)


ODD = {
    "won by a migration": [Migrated(stage="won", outcome="won", from_stage="closed", at=START)],
    "lost, then lost otherwise": [
        entered("interest", "open", 0),
        entered("lost", "hold", 1),
        entered("lost", "lost", 3),
    ],
    "open in a closed stage": [entered("interest", "open", 0), entered("won", "open", 5)],
    "closed in an open stage": [entered("interest", "lost", 0), entered("offer", "open", 50)],
    "opened, no stage": [Opened(at=START)],
    "closed before it opened": [entered("won", "won", 2), Opened(at=START + 4 * DAY)],
    "seen": [StageSeen(stage="won", outcome="won", at=START), ValueSet(value=Money(5, "USD"), at=START)],
    "a stage of another cycle": [entered("demo", "open", 0), entered("interest", "open", 1)],
}


@pytest.mark.parametrize("name", list(ODD))
def test_a_report_comes_of_any_log(name):
    """Alone, or among others, an odd deal keeps no report from being made, read and stored."""
    others = [deal(f"d{n}", entered("interest", "open", 0), entered("offer", "open", n)) for n in range(3)]
    for deals in ([deal("odd", *ODD[name])], [deal("odd", *ODD[name]), *others]):
        report = pipeline(*deals).report(currency="EUR", rates=Double())
        assert str(report)
        assert report.to_html()
        assert json.loads(json.dumps(report.to_records(), allow_nan=False)) == report.to_records()
        assert report.standing.open == report.ageing.n + sum(dict(report.ageing.left_out).values())


def test_what_ageing_leaves_out_is_counted():
    """A deal without a known stage, and one in a stage that is closed now, are counted by reason."""
    left_out = (
        pipeline(deal("a", *ODD["opened, no stage"]), deal("b", *ODD["open in a closed stage"])).ageing().left_out
    )
    assert {"its stage is not known": 1, "its stage is no open one of the cycle": 1} == dict(left_out)


@pytest.mark.parametrize("share", ["x", 1.5, None, True])
def test_a_share_of_visits_is_a_number(share):
    """Beyond what share is asked with a number from 0 to 1."""
    with pytest.raises(InvalidValue, match="a share must be a number from 0 to 1"):
        pipeline().ageing().beyond(share)


def test_a_stage_that_was_closed_has_no_dwell():
    """A visit that was recorded as a close is left out of what is measured of the stage, and counted."""
    asked = pipeline(deal("a", *ODD["closed in an open stage"]))
    told = (("it was recorded as closed", 1),)
    assert (0, told) == (asked.dwell_time("interest").n, asked.dwell_time("interest").left_out)
    assert (0, told) == (asked.conversion("interest").entries, asked.conversion("interest").left_out)
    assert (0, told) == (asked.time_in_stage("interest").n, asked.time_in_stage("interest").left_out)
    assert (
        1 == pipeline(deal("b", entered("interest", "open", 0), entered("lost", "lost", 2))).conversion("lost").entries
    )


def test_a_close_that_was_only_seen_may_be_in_another_currency():
    """Rates are asked for the day of the question, so a close of an unknown day has a value too."""
    seen = [
        deal(c, StageSeen(stage="won", outcome="won", at=START), ValueSet(value=Money(5, c), at=START))
        for c in ("EUR", "USD")
    ]
    assert Money("15", "EUR") == pipeline(*seen).win_rate("value", currency="EUR", rates=Double()).whole


def wins(prefix, opened, won):
    """Give five deals opened on one day and won on another."""
    value = ValueSet(value=Money(100, "EUR"), at=START + opened * DAY)
    return [
        deal(f"{prefix}{n}", entered("interest", "open", opened), value, entered("won", "won", won)) for n in range(5)
    ]


def test_a_velocity_of_a_period_ends_just_before_its_end():
    """What happens at the end of a period belongs to the next one, as everywhere."""
    first, second = Period(start=START, end=START + 30 * DAY), Period(start=START + 30 * DAY, end=START + 60 * DAY)
    deals = [*wins("a", 0, 10), *wins("b", 30, 50), deal("open", entered("interest", "open", 29))]
    whole = pipeline(*deals, as_of=90)
    assert 1 == whole.work_in_progress(first).at_end
    assert 10 == whole.velocity_change(first, second).before


def test_what_happens_at_the_instant_of_the_question_is_in_the_report():
    """Deals won at as_of itself are won in the report's period: the walk ends where the pipeline stands."""
    report = pipeline(*wins("a", 10, 60), as_of=60).report()
    assert (0, Money("0", "EUR"), 5) == (report.standing.open, report.walk.at_end, report.velocity.n)


def test_any_measure_can_be_resampled():
    """A deal drawn twice is two deals for slices, segments, audits and responses, whatever its lead."""
    lead = Lead(id="L", name="Ada", log=[entered("captured", "open", 0)])
    deals = [
        deal(
            f"d{n}",
            entered("interest", "open", n),
            entered("won" if n % 2 else "lost", "won" if n % 2 else "lost", n + 5),
        )
        for n in range(8)
    ]
    deals[0] = deal("drawn again, 3", *deals[0].log, lead=lead)
    asked, quarter = pipeline(*deals), Period(start=START, end=START + 5 * DAY)
    for measure in (
        lambda part: part.opened_in(quarter).win_rate().value,
        lambda part: part.where(lambda each: True).win_rate().value,
        lambda part: part.by("owner")[None].win_rate().value,
        lambda part: part.time_to_first_contact().n,
        lambda part: part.audit().affected.value,
    ):
        found = asked.bootstrap(measure, rng=Random(1), times=40)
        assert found.low <= found.estimate <= found.high


def test_the_most_money_first_is_of_one_currency():
    """Deals of several currencies are ranked by what they are worth in the one that is asked for."""
    done = [deal(f"x{n}", entered("interest", "open", n), entered("lost", "lost", n + 2)) for n in range(10)]
    old = deal("old", entered("interest", "open", 1), ValueSet(value=Money(900, "USD"), at=START))
    late = deal(
        "late",
        entered("interest", "open", 59),
        ValueSet(value=Money(1000, "EUR"), at=START + 59 * DAY),
        CloseExpected(on=date(2026, 1, 20), at=START + 59 * DAY),
    )
    page = pipeline(old, late, *done).report(currency="EUR", rates=Double()).page
    assert ["1,800.00 EUR", "1,000.00 EUR"] == [row[2] for row in page.sections[4].tables[0].rows[:2]]


def test_a_segment_may_be_named_like_the_unknown_one():
    """Deals without a key and deals whose key reads "(not known)" stay two segments."""
    deals = [deal(f"d{n}", entered("interest", "open", 0), entered("won", "won", 2 + n)) for n in range(4)]
    parts = pipeline(*deals).by(lambda each: "(not known)" if each.id < "d2" else None)
    assert 4 == parts.shrunk(lambda part: part.win_rate()).pooled.whole
    assert {"(not known)", "(not known)*"} == {each.key for each in parts.log_rank().groups}


def test_a_stay_of_no_length_is_never_active():
    """A deal opened and closed in one instant was open at no time, at a period's start as within it."""
    quick = deal("q", entered("interest", "open", 2), entered("lost", "lost", 2))
    for day in (1, 2):
        period = Period(start=START + day * DAY, end=START + 4 * DAY)
        assert () == pipeline(quick).active_in(period).deals


@pytest.mark.parametrize(
    "ask",
    [
        lambda asked: asked.win_rate("closed", period="2026"),
        lambda asked: asked.cycle_length(period=5),
        lambda asked: asked.velocity(5),
        lambda asked: asked.report(period=5),
        lambda asked: asked.time_in_stage("offer", level=[1]),
        lambda asked: asked.exits_from("offer", level=[1]),
        lambda asked: asked.time_to_close(observed_from=[1]),
        lambda asked: asked.where(None),
        lambda asked: asked.weighted(currency="EUR", rates=5),
        lambda asked: asked.win_rate("value", rates=Double()),
    ],
)
def test_what_cannot_be_asked_is_refused(ask):
    """A period, a level, a test or rates that are none are errors of ours."""
    with pytest.raises(InvalidValue):
        ask(pipeline())


def test_a_key_is_a_function_or_a_reading():
    """Anything else to cut by is refused with the readings there are."""
    with pytest.raises(UnknownName, match="no reading '5'"):
        pipeline().by(5)
