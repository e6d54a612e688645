"""Law: with a calendar every measure of time is what its definition gives by that calendar, visit by visit."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle import (
    Contacted,
    Deal,
    Durations,
    Lead,
    Opened,
    Outcome,
    OwnerAssigned,
    Pipeline,
    StageEntered,
    StageSeen,
    Undefined,
)
from salescycle.metrics import Lifetime, incidence, response_times, survival
from salescycle.presets import free_cycle
from salescycle.values import WEEKDAYS, WorkCalendar

START = datetime(2026, 3, 20, tzinfo=UTC)  # a Friday, a week before clocks change in Berlin
HOURS = 24 * 18
NOW = START + timedelta(hours=HOURS)
CYCLE = free_cycle(["a", "b"], won=["won"], lost=["lost"])
STAGES = [("a", "open"), ("b", "open"), ("won", "won"), ("lost", "lost")]
ALWAYS = WorkCalendar(week={day: ["00:00-24:00"] for day in WEEKDAYS}, zone=UTC)
OFFICE = WorkCalendar.weekdays("09:00-12:30", "13:30-18:00", zone=ZoneInfo("Europe/Berlin"))

WITHOUT_ARGUMENTS = [
    "cycle_length",
    "time_to_close",
    "incidence",
    "lifetimes",
    "occupation",
    "ageing",
    "stage_chain",
    "bottleneck",
    "open_deals",
    "ages",
    "stage_ages",
    "idle_times",
    "time_to_first_contact",
]
MEASURES = [(name, {}) for name in WITHOUT_ARGUMENTS] + [
    *[("dwell_time", {"stage": "a", "count": count}) for count in ("visit", "first", "latest", "cumulative")],
    *[(name, {"stage": stage}) for name in ("time_in_stage", "exits_from") for stage in ("a", "b")],
    ("stage_to_stage", {"start": "a", "end": "b"}),
    ("cycle_length", {"anchor": "first_contact", "close": "first"}),
    ("win_rate", {"within": timedelta(days=3)}),
    ("time_to_close", {"observed_from": START + timedelta(days=2), "start": timedelta(hours=30)}),
]


@st.composite
def facts(draw):
    """Draw a fact that bears on a length of time, at an hour of three weekends and what is between them."""
    at = START + timedelta(hours=draw(st.integers(0, HOURS)))
    stage, outcome = draw(st.sampled_from(STAGES))
    kind = draw(st.sampled_from(["entered", "entered", "entered", "seen", "opened", "contacted", "assigned"]))
    if kind in ("entered", "seen"):
        return (StageEntered if kind == "entered" else StageSeen)(stage=stage, outcome=outcome, at=at)
    if kind == "contacted":
        return Contacted(channel="call", direction=draw(st.sampled_from(["inbound", "outbound"])), at=at)
    return Opened(at=at) if kind == "opened" else OwnerAssigned(owner="kim", at=at)


DEALS = st.lists(st.lists(facts(), max_size=7), max_size=5).map(
    lambda logs: [Deal(id=f"D-{number}", log=log) for number, log in enumerate(logs)]
)


def at_now(deals):
    """Give the pipeline of some deals at the end of the time that is drawn."""
    return Pipeline(deals, cycle=CYCLE, as_of=NOW)


@pytest.mark.parametrize(("name", "asked"), MEASURES)
@given(deals=DEALS)
def test_always_open_is_elapsed(name, asked, deals):
    """A calendar that never closes changes no figure; that it was asked is in the definition."""
    pipeline = at_now(deals)
    plain = getattr(pipeline, name)(**asked)
    worked = getattr(pipeline, name)(**asked, calendar=ALWAYS)
    assert plain == worked
    if not isinstance(plain, tuple | Undefined):
        assert "working time" in worked.definition
        assert "working time" not in plain.definition


def by_visits(deals, stage):
    """Give the visits to a stage whose entry is known, and those of them that were open ones."""
    visits = [visit for deal in deals for visit in deal.visits]
    return [visit for visit in visits if visit.stage == stage and visit.entry_known]


@given(DEALS)
def test_stays_are_worked_between_entry_and_exit(deals):
    """Dwell time, time in stage and exits are made of the working time between both ends of each visit."""
    pipeline = at_now(deals)
    seen = by_visits(deals, "a")
    over = [OFFICE.elapsed(visit.entered, visit.exited) for visit in seen if visit.exited and visit.exit_known]
    lasting = [OFFICE.elapsed(visit.entered, NOW) for visit in seen if visit.exited is None]
    assert Durations.of(over).table == pipeline.dwell_time("a", calendar=OFFICE).table
    lives = [Lifetime(duration=length, cause="left") for length in over] + [Lifetime(duration=n) for n in lasting]
    assert survival(lives).steps == pipeline.time_in_stage("a", calendar=OFFICE).steps
    led = [(visit, after.stage) for deal in deals for visit, after in zip(deal.visits, deal.visits[1:], strict=False)]
    moved = [(visit, to) for visit, to in led if visit in seen and visit.exit_known]
    ends = [Lifetime(duration=OFFICE.elapsed(visit.entered, visit.exited), cause=to) for visit, to in moved]
    curves = pipeline.exits_from("a", calendar=OFFICE)
    assert incidence([*ends, *(Lifetime(duration=n) for n in lasting)], causes=curves.causes).steps == curves.steps


@given(DEALS, st.none() | st.integers(0, HOURS).map(lambda hour: START + timedelta(hours=hour)))
def test_closes_are_worked_from_the_opening(deals, begun):
    """Time to close runs in working time from the opening; seen late, so does the age at which that was."""
    lives = []
    for deal in deals:
        closed = deal.outcome in (Outcome.WON, Outcome.LOST)
        opened, end = deal.opened_at, deal.closed_at if closed else NOW
        if opened is None or end is None or end < opened or not deal.log:
            continue
        whole = OFFICE.elapsed(opened, end)
        entry = None if begun is None or opened >= begun else OFFICE.elapsed(opened, begun)
        if entry is None or (begun < end and entry < whole):
            lives.append(Lifetime(duration=whole, cause=deal.outcome.value if closed else None, entry=entry))
    pipeline = at_now(deals)
    asked = {"observed_from": begun, "calendar": OFFICE}
    assert survival(lives).steps == pipeline.time_to_close(**asked).steps
    assert incidence(lives, causes=["won", "lost"]).steps == pipeline.incidence(**asked).steps
    assert len(lives) == sum(each.count for each in pipeline.lifetimes(**asked))


@given(DEALS)
def test_open_deals_age_by_the_calendar(deals):
    """The three lengths of an open deal are worked from its opening, its last entry and its last contact."""
    for each in at_now(deals).open_deals(calendar=OFFICE):
        (deal,) = [deal for deal in deals if deal.id == each.id]
        visits, contacts = deal.visits, deal.contacts
        assert each.age == (None if deal.opened_at is None else OFFICE.elapsed(deal.opened_at, NOW))
        entry = visits[-1].entered if visits and visits[-1].entry_known else None
        assert each.stage_age == (None if entry is None else OFFICE.elapsed(entry, NOW))
        assert each.idle == (OFFICE.elapsed(contacts[-1].at, NOW) if contacts else None)


@given(st.lists(st.lists(facts(), max_size=6), max_size=5))
def test_waits_are_worked_from_the_arrival(logs):
    """Each wait is the working time between its ends, and the same leads stand beside it in elapsed time."""
    leads = [Lead(id=f"L-{number}", name="Ada", log=log) for number, log in enumerate(logs)]
    times = response_times(leads, as_of=NOW, calendar=OFFICE)
    ends = [(lead.opened_at, [each.at for each in lead.contacts if each.is_response]) for lead in leads]
    waits = [(arrived, min(replies)) for arrived, replies in ends if arrived and replies and min(replies) >= arrived]
    assert Durations.of([OFFICE.elapsed(*wait) for wait in waits]).table == times.contacted.table
    assert response_times(leads, as_of=NOW) == times.elapsed
