"""Twice the deals are twice the counts: of what is measured, what still lasts, and what is left out, each reason."""

from datetime import UTC, datetime, timedelta
from random import Random

import attrs
import pytest

from salescycle import SEVEN_STAGE, Deal, Money, Period, Pipeline, StageEntered, StageSeen, WorkCalendar
from salescycle.model import CloseExpected, Contacted, Opened, ValueSet
from salescycle.simulation import sample_deals, with_dirt

YEAR = Period.year(2025)
AS_OF = datetime(2025, 10, 20, tzinfo=UTC)
OFFICE = WorkCalendar.weekdays("09:00-17:00", zone=UTC)
STAGES = [(stage.key, stage.outcome) for stage in SEVEN_STAGE.stages] + [("demo", "open"), ("pitch", "lost")]
KEYS = [stage.key for stage in SEVEN_STAGE.stages]
OPEN = [stage.key for stage in SEVEN_STAGE.stages if not stage.outcome.is_closed]


def odd_deals():
    """Draw deals that nobody would call well kept: seen, opened late, closed and seen again, in stages nobody knows."""
    rng = Random(11)
    for number in range(300):
        at = YEAR.start + timedelta(hours=rng.randrange(6_000))
        log = [Opened(at=at + timedelta(hours=rng.randrange(-90, 90)))] if rng.random() < 0.3 else []
        for _ in range(rng.randint(0, 5)):
            stage, outcome = rng.choice(STAGES)
            kind = StageSeen if rng.random() < 0.25 else StageEntered
            log.append(kind(stage=stage, outcome=outcome, at=at))
            at += timedelta(hours=rng.choice([0, 1, 30, 400]))
        if rng.random() < 0.5:
            log.append(ValueSet(value=Money(rng.randrange(900), "USD"), at=at))
        if rng.random() < 0.5:
            log.append(CloseExpected(on=(at + timedelta(days=rng.randrange(-40, 40))).date(), at=at))
        if rng.random() < 0.5:
            log.append(Contacted(channel="call", at=at - timedelta(hours=rng.randrange(200))))
        yield Deal(id=f"O-{number}", log=log)


DIRTY = with_dirt(sample_deals(rng=Random(3), period=YEAR, count=150), rng=Random(4), share=0.4).deals
ONCE = [*DIRTY, *odd_deals()]
PIPELINE, TWICE = (
    Pipeline(deals, cycle=SEVEN_STAGE, as_of=AS_OF)
    for deals in (ONCE, [*ONCE, *(attrs.evolve(deal, id=f"{deal.id} again") for deal in ONCE)])
)
Q3 = YEAR.quarters()[2]
MEASURES = {
    **{f"dwell {key}": (lambda p, key=key: p.dwell_time(key)) for key in OPEN},
    **{f"dwell together {key}": (lambda p, key=key: p.dwell_time(key, count="cumulative")) for key in OPEN},
    **{f"first dwell {key}": (lambda p, key=key: p.dwell_time(key, count="first")) for key in OPEN},
    **{f"conversion {key}": (lambda p, key=key: p.conversion(key)) for key in KEYS},
    **{f"time in {key}": (lambda p, key=key: p.time_in_stage(key)) for key in OPEN},
    **{f"exits from {key}": (lambda p, key=key: p.exits_from(key)) for key in KEYS},
    "stage to stage": lambda p: p.stage_to_stage("pitch", "proposal"),
    "stage to stage, back": lambda p: p.stage_to_stage("proposal", "qualification"),
    "cycle length": lambda p: p.cycle_length(),
    "cycle length of the third quarter": lambda p: p.cycle_length(period=Q3),
    "first cycle length": lambda p: p.cycle_length(close="first"),
    "cycle length from the pitch": lambda p: p.cycle_length(anchor="pitch"),
    "cycle length from the first contact": lambda p: p.cycle_length(anchor="first_contact"),
    "time to close": lambda p: p.time_to_close(),
    "time to close of records since May": lambda p: p.time_to_close(observed_from=datetime(2025, 5, 1, tzinfo=UTC)),
    "working time to close": lambda p: p.time_to_close(observed_from=datetime(2025, 5, 3, tzinfo=UTC), calendar=OFFICE),
    "incidence": lambda p: p.incidence(),
    "occupation": lambda p: p.occupation(),
    "ageing": lambda p: p.ageing(),
    "won of closed": lambda p: p.win_rate(),
    "won of closed in the third quarter": lambda p: p.win_rate(period=Q3),
    "won of created": lambda p: p.win_rate("created"),
    "won of created in the third quarter": lambda p: p.win_rate("created", period=Q3),
    "won within": lambda p: p.win_rate(within=timedelta(days=90)),
    "value won": lambda p: p.win_rate("value"),
    "weighted": lambda p: p.weighted(),
    "forecast": lambda p: p.forecast_categories(period=Q3),
    "slipped": lambda p: p.slipped(),
    "pushes": lambda p: p.pushes(),
    "walk": lambda p: p.walk(Q3),
    "walk, closing in": lambda p: p.walk(Q3, closing_in=Q3),
    "open deals": lambda p: p.open_deals(),
    "ages": lambda p: p.ages(),
    "stage ages": lambda p: p.stage_ages(),
    "idle times": lambda p: p.idle_times(),
    "overridden": lambda p: p.override_rate(),
    "work": lambda p: p.work_in_progress(Q3),
}


def counts(result):
    """Give every count that a result tells, by what it is of."""
    found = {f"left out: {reason}": count for reason, count in getattr(result, "left_out", ())}
    for name in ("n", "still_open", "part", "whole", "events", "entries", "still_there", "lost", "won", "advanced"):
        value = getattr(result, name, None)
        if isinstance(value, int):
            found[name] = value
    return found


@pytest.mark.parametrize("name", MEASURES)
def test_twice_the_deals_are_twice_the_counts(name) -> None:
    """And nothing else is counted."""
    once, twice = MEASURES[name](PIPELINE), MEASURES[name](TWICE)
    assert {what: 2 * count for what, count in counts(once).items()} == counts(twice)


def test_every_reason_to_leave_out_comes_up() -> None:
    """The deals are odd enough: each of these is counted more than once by some measure."""
    seen = {}
    for ask in MEASURES.values():
        for reason, count in getattr(ask(PIPELINE), "left_out", ()):
            seen[reason] = max(count, seen.get(reason, 0))
    few = {reason for reason, count in seen.items() if count < 2}
    assert len(seen) >= 20
    assert set() == few


def test_moves_and_standing_are_doubled() -> None:
    """Each of them."""
    assert {pair: 2 * count for pair, count in PIPELINE.moves().items()} == TWICE.moves()
    assert [2 * each for each in attrs.astuple(PIPELINE.standing)] == [*attrs.astuple(TWICE.standing)]
