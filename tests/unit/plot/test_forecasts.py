"""Pictures of what is to come: the quantiles of a forecast, and chances beside what came."""

from datetime import timedelta

import attrs
import pytest

from salescycle import Pipeline, Undefined
from salescycle.plot import calibration, fan
from salescycle.qualification import reliability
from salescycle.simulation import Spread, forecast


def test_a_fan_has_the_quantiles_of_each_day(pipeline) -> None:
    """From nothing today to the horizon."""
    told = forecast(pipeline, horizon=timedelta(days=60), points=4)
    first, *rows = fan(told).records
    assert ("2025-09-01", 0, 0, 0) == tuple(first[name] for name in ("by", "low_80", "median", "high_80"))
    assert [(row["by"], row["median"], row["low_80"], row["high_80"]) for row in told.to_records()] == [
        (row["by"], row["median"], row["low_80"], row["high_80"]) for row in rows
    ]
    assert [wins.interval(0.5) for wins in told.wins_by] == [(row["low_50"], row["high_50"]) for row in rows]


def test_days_are_those_of_utc_wherever_it_is_read(pipeline) -> None:
    """Also of steps of hours, each at its own instant."""
    told = forecast(pipeline, horizon=timedelta(days=60), points=2)
    picture = fan(attrs.evolve(told, points=(timedelta(hours=1), timedelta(hours=2))))
    assert "utc" == picture.spec["layer"][0]["encoding"]["x"]["scale"]["type"]
    assert 3 == len({row["at"] for row in picture.records})


def test_a_fan_of_no_deals_or_no_table_says_so(pipeline) -> None:
    """No line of zeros; and a mean alone has no quantiles."""
    empty = forecast(Pipeline([], cycle=pipeline.cycle, as_of=pipeline.as_of), horizon=timedelta(days=9))
    assert ((), "nothing to show") == (fan(empty).records, fan(empty).spec["data"]["values"][0]["told"])
    told = forecast(pipeline, horizon=timedelta(days=60), points=1)
    bare = attrs.evolve(told, wins_by=(Spread(values=(), weights=(), mean=2.0),))
    assert (None, None) == (fan(bare).records[1]["median"], fan(bare).records[1]["low_80"])


def test_dots_are_bins(pipeline) -> None:
    """With limits and numbers, as the table has them."""
    table = reliability([(0.1, False), (0.15, True), (0.9, True), (0.95, True)])
    rows = calibration(table).records
    assert [(each.mean, float(each.observed.value), each.n) for each in table.bins] == [
        (row["said"], row["came"], row["n"]) for row in rows
    ]
    limits = table.bins[0].observed.interval()
    assert not isinstance(limits, Undefined)
    assert (limits.low, limits.high) == (rows[0]["low"], pytest.approx(rows[0]["high"]))
