"""Counts: the measures of a pipeline from two small tables are those of the pipeline itself."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from salescycle import SEVEN_STAGE, SHORT_CYCLE, InvalidValue, Period, Pipeline, UnknownName
from salescycle.metrics import DealCount, PipelineCounts, VisitCount
from salescycle.simulation import sample_deals

DAY = timedelta(days=1)
YEAR = Period.year(2025)
PIPELINE = Pipeline(
    sample_deals(rng=Random(7), period=YEAR, count=150), cycle=SEVEN_STAGE, as_of=datetime(2025, 9, 1, tzinfo=UTC)
)


def evened(lengths, step):
    """Give lengths as even within a step as their sum allows."""
    steps = {}
    for length in lengths:
        steps.setdefault(length // step, []).append(length)
    found = Counter()
    for each in steps.values():
        low, over = divmod(sum(each, timedelta(0)) // timedelta(microseconds=1), len(each))
        found[timedelta(microseconds=low)] += len(each) - over
        found[timedelta(microseconds=low + 1)] += over
    return +found


def counted(pipeline, step=timedelta(microseconds=1)):
    """Count the visits and deals of a pipeline, as an engine would."""
    visits, deals = {}, {}
    for deal in pipeline.deals:
        ends = [*[visit.entered for visit in deal.visits[1:]], None]
        for visit, end, to in zip(deal.visits, ends, [*[v.stage for v in deal.visits[1:]], None], strict=True):
            length = (end or pipeline.as_of) - visit.entered
            visits.setdefault((visit.stage, to), []).append(length)
        whole = (deal.closed_at or pipeline.as_of) - deal.opened_at
        deals.setdefault(deal.stage, []).append(whole)
    return PipelineCounts(
        cycle=pipeline.cycle,
        as_of=pipeline.as_of,
        visits=[
            VisitCount(stage=stage, to=to, lengths=evened(lengths, step)) for (stage, to), lengths in visits.items()
        ],
        deals=[DealCount(stage=stage, lengths=evened(lengths, step)) for stage, lengths in deals.items()],
        resolution=step,
    )


COUNTS = counted(PIPELINE)
STAGES = [stage.key for stage in SEVEN_STAGE.stages]
OPEN = [stage.key for stage in SEVEN_STAGE.stages if not stage.outcome.is_closed]


@pytest.mark.parametrize(
    "ask",
    [
        *(lambda given, key=key: given.dwell_time(key) for key in OPEN),
        *(lambda given, key=key: given.time_in_stage(key, level=0.8) for key in OPEN),
        *(lambda given, key=key: given.conversion(key) for key in STAGES),
        *(lambda given, key=key: given.exits_from(key) for key in STAGES),
        *(lambda given, of=of: given.win_rate(of) for of in ("closed", "created", "broad")),
        lambda given: given.win_rate(within=90 * DAY),
        lambda given: given.win_rate(within=9_000 * DAY),
        lambda given: given.moves(),
        lambda given: given.standing,
        lambda given: given.cycle_length(),
        lambda given: given.time_to_close(level=0.9),
        lambda given: given.time_to_close(start=30 * DAY),
        lambda given: given.incidence(start=10 * DAY),
        lambda given: Counter(given.lifetimes()),
    ],
)
def test_counts_give_the_very_numbers(ask) -> None:
    """The same values, left out and defined alike."""
    one, other = ask(PIPELINE), ask(COUNTS)
    assert one == other
    assert getattr(one, "definition", "") == getattr(other, "definition", "")
    assert getattr(one, "left_out", ()) == getattr(other, "left_out", ())


def test_coarse_steps_keep_counts_and_means() -> None:
    """Quantiles and curves within a step; the step is in the definition."""
    week = counted(PIPELINE, step=7 * DAY)
    assert sum(len(row.lengths) for row in week.visits) < sum(len(row.lengths) for row in COUNTS.visits) / 2
    for key in OPEN:
        exact, coarse = PIPELINE.dwell_time(key), week.dwell_time(key)
        assert (exact.n, exact.still_open, exact.mean) == (coarse.n, coarse.still_open, coarse.mean)
        assert abs(exact.median - coarse.median) < 7 * DAY
        assert week.conversion(key) == PIPELINE.conversion(key)
    assert week.cycle_length().definition == "opened to won, over won deals, in steps of 7 days, 0:00:00"
    assert week.win_rate(within=90 * DAY).definition.endswith("in steps of 7 days, 0:00:00")
    assert str(week).endswith("counted in steps of 7 days, 0:00:00")
    assert PIPELINE.time_to_close().n == week.time_to_close().n


def test_deals_whose_opening_is_not_known_are_left_out() -> None:
    """Of every duration, and counted; they are in the rates."""
    counts = PipelineCounts(
        cycle=SHORT_CYCLE,
        as_of=YEAR.end,
        visits=[],
        deals=[DealCount(stage="won", lengths={DAY: 1}, unknown=2)],
    )
    unknown = (("its opening is not known", 2),)
    assert unknown == counts.cycle_length().left_out == counts.time_to_close().left_out == counts.incidence().left_out
    assert (3, 1) == (counts.win_rate().part, counts.cycle_length().n)


def test_what_counts_cannot_tell_is_refused() -> None:
    """As a pipeline refuses it."""
    for ask in (COUNTS.dwell_time, COUNTS.time_in_stage):
        with pytest.raises(InvalidValue, match="ask for time_to_close"):
            ask("won")
    with pytest.raises(UnknownName):
        COUNTS.conversion("demo")
    with pytest.raises(InvalidValue, match="must be of 'closed', 'created' or 'broad'"):
        COUNTS.win_rate("value")
    with pytest.raises(InvalidValue, match="a cycle"):
        PipelineCounts(cycle="seven", as_of=YEAR.end, visits=[], deals=[])
    with pytest.raises(InvalidValue):
        PipelineCounts(cycle=SHORT_CYCLE, as_of=YEAR.end, visits=[("talk", None, 1)], deals=[])
