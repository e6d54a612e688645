"""The clock: which time is measured, and that it is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from salescycle import SHORT_CYCLE, Contacted, Deal, InvalidValue, Lead, Pipeline, Undefined
from salescycle.metrics import response_times, tabulate
from salescycle.presets import LEAD
from salescycle.values import WorkCalendar

HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 3, 6, 17, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 10, tzinfo=UTC)
OFFICE = WorkCalendar.weekdays("09:00-18:00", zone=UTC)


def pipeline(*logs, as_of=MONDAY):
    """Give the pipeline of deals with these logs."""
    deals = [Deal(id=f"D-{number}", log=log) for number, log in enumerate(logs)]
    return Pipeline(deals, cycle=SHORT_CYCLE, as_of=as_of)


def entered(stage, at):
    """Give the entry of a stage."""
    return SHORT_CYCLE.entry(stage, at=at)


def test_a_weekend_is_no_working_time():
    """From Friday at five to Monday at ten two hours are worked; the definition says which time it is."""
    won = pipeline([SHORT_CYCLE.start(at=FRIDAY), entered("won", MONDAY)])
    lengths = won.cycle_length(calendar=OFFICE)
    assert (2 * HOUR, "opened to won, over won deals, in working time") == (lengths.mean, lengths.definition)
    assert (65 * HOUR, "opened to won, over won deals") == (won.cycle_length().mean, won.cycle_length().definition)


def test_what_closed_before_it_opened_is_left_out_on_a_sunday_too():
    """The order of two instants is told by the instants: on a day off they are apart, though no time is worked."""
    sunday = FRIDAY + 40 * HOUR
    lead = Lead(id="L-1", name="Ada", log=[LEAD.start(at=sunday)])
    told = Pipeline([Deal(id="D-1", lead=lead, log=[entered("won", sunday - HOUR)])], cycle=SHORT_CYCLE, as_of=MONDAY)
    found = told.cycle_length(anchor="lead_created", calendar=OFFICE)
    assert (0, (("won before its lead was created", 1),)) == (found.n, found.left_out)


def test_what_was_seen_for_no_working_time_was_not_at_risk():
    """Found on a Saturday and closed on the Sunday, a deal was there for nobody to work on."""
    saturday = FRIDAY + 24 * HOUR
    logs = [[SHORT_CYCLE.start(at=FRIDAY), entered("lost", end)] for end in (saturday + 20 * HOUR, MONDAY)]
    curve = pipeline(*logs).time_to_close(observed_from=saturday, calendar=OFFICE)
    assert (1, (("it was seen for no working time", 1),)) == (curve.events, curve.left_out)
    assert 2 == pipeline(*logs).time_to_close(observed_from=saturday).events


def test_a_win_rate_within_working_time():
    """``within=`` is working time too; no other win rate has a time to count."""
    won = pipeline([SHORT_CYCLE.start(at=FRIDAY), entered("won", MONDAY)])
    assert 1.0 == won.win_rate(within=2 * HOUR, calendar=OFFICE).value
    assert 0.0 == won.win_rate(within=2 * HOUR).value
    with pytest.raises(InvalidValue, match="a calendar is for the win rate within a time"):
        won.win_rate("created", calendar=OFFICE)


def test_two_cohorts_are_compared_in_working_time():
    """The horizon, the means and what is said of them are working time."""
    logs = [[SHORT_CYCLE.start(at=FRIDAY), entered("won", MONDAY + hours * HOUR)] for hours in (0, 1, 3, 4)]
    change = pipeline(*logs[:2], as_of=MONDAY + 9 * HOUR).compare(
        pipeline(*logs[2:], as_of=MONDAY + 9 * HOUR), horizon=3 * HOUR, calendar=OFFICE
    )
    assert (3 * HOUR, HOUR / 2) == (change.horizon, change.difference)
    assert change.definition.endswith(", in working time")


def test_segments_are_tested_in_working_time():
    """Over a weekend two owners who differ by two days of elapsed time do not differ in working time."""
    days = [(owner, at) for owner, at in (("kim", FRIDAY + 2 * HOUR), ("lee", FRIDAY + 40 * HOUR)) for _ in range(3)]
    deals = [
        Deal.open(id=f"D-{number}", start=SHORT_CYCLE.start(at=FRIDAY), owner=owner).record(entered("won", at))
        for number, (owner, at) in enumerate(days)
    ]
    owners = Pipeline(deals, cycle=SHORT_CYCLE, as_of=MONDAY).by("owner")
    worked = owners.log_rank(calendar=OFFICE)
    assert worked.definition.endswith(", in working time")
    assert isinstance(worked.p_value, Undefined)
    assert owners.log_rank().p_value < 0.05


def test_clocks_of_one_calendar_are_one():
    """Columns and curves are laid out once for each calendar, whether or not its zone and holidays have a hash."""

    class Days(list):
        __hash__ = None

    calendar = WorkCalendar.weekdays("09:00-18:00", zone=UTC, holidays=Days([date(2026, 3, 9)]))
    table = tabulate([Deal(id="D-1", log=[SHORT_CYCLE.start(at=FRIDAY), entered("offer", MONDAY)])])
    assert table.lengths(calendar) is table.lengths(calendar)
    assert ([HOUR, None], [2 * HOUR, None]) == (table.lengths(calendar), table.lengths(OFFICE))
    assert table.lasted is table.lengths(None)
    assert [] == tabulate([]).lengths(OFFICE)
    open_deal = pipeline([SHORT_CYCLE.start(at=FRIDAY)])
    first = SHORT_CYCLE.initial.key
    curve = open_deal.time_in_stage(first, calendar=calendar)
    assert curve is open_deal.time_in_stage(first, calendar=calendar)
    assert curve is not open_deal.time_in_stage(first, calendar=OFFICE)
    assert open_deal.time_in_stage(first) is open_deal.time_in_stage(first, calendar=None)


@pytest.mark.parametrize("calendar", ["office", 8, timedelta(hours=8)])
def test_a_calendar_is_a_work_calendar(calendar):
    """What is no calendar is refused by every measure at the same door."""
    with pytest.raises(InvalidValue, match="a calendar must be"):
        pipeline().ages(calendar=calendar)
    with pytest.raises(InvalidValue, match="a calendar must be"):
        response_times([], as_of=MONDAY, calendar=calendar)


def test_response_times_stand_side_by_side():
    """A lead of Friday evening called on Monday morning waited two hours, and two days: text and rows say both."""
    lead = Lead(id="L-1", name="Ada", log=[LEAD.start(at=FRIDAY), Contacted(channel="call", at=MONDAY)])
    times = response_times([lead], as_of=MONDAY, calendar=OFFICE)
    assert ("arrival to the first response of a person, working time", 2 * HOUR) == (times.definition, times.median)
    assert 65 * HOUR == times.elapsed.median
    assert (
        "median 2 hours of working time (n=1), never contacted so far: 0.0% (0 of 1); within "
        "5 minutes: 0.0% (0 of 1), 1 hour: 0.0% (0 of 1), 24 hours: 100.0% (1 of 1); in elapsed time within "
        "5 minutes: 0.0% (0 of 1), 1 hour: 0.0% (0 of 1), 24 hours: 0.0% (0 of 1)"
    ) == str(times)
    assert [("working", 7200.0), ("elapsed", 234000.0)] == [
        (row["clock"], row["median_seconds"]) for row in times.to_records()
    ]
    assert "contacted within 50 hours of working time" == times.within(50 * HOUR).definition
    assert "contacted within 2.083 days" == times.elapsed.within(50 * HOUR).definition


def test_an_occupation_steps_by_working_hours():
    """``resolution=`` is working time: from Friday at five to Monday at ten are two steps of an hour."""
    deal = pipeline([SHORT_CYCLE.start(at=FRIDAY), entered("won", MONDAY)], as_of=MONDAY + HOUR)
    shares = deal.occupation(resolution=HOUR, calendar=OFFICE)
    assert [2 * HOUR] == [step.time for step in shares.steps]
