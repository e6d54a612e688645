"""Law: the estimators give what their definitions give, worked out slowly and in exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.metrics import Lifetime, risk_table
from salescycle.metrics._cut import cut_at, open_after
from salescycle.metrics._hazard import cumulative_hazard
from salescycle.metrics._incidence import incidence
from salescycle.metrics._occupation import Stay, occupation
from salescycle.metrics._survival import survival
from salescycle.values import Undefined

CAUSES = ("won", "lost")
DAY = timedelta(days=1)


@st.composite
def lifetimes(draw: st.DrawFn, earliest: int = -1) -> Lifetime:
    # -1 stands for no entry; a deal seen late is seen for at least a day
    entry = draw(st.integers(earliest, 8))
    return Lifetime(
        duration=timedelta(days=draw(st.integers(entry + 1, 12))),
        cause=draw(st.sampled_from([*CAUSES, None])),
        count=draw(st.integers(1, 3)),
        entry=None if entry < 0 else timedelta(days=entry),
    )


Tally = Callable[[Callable[[Lifetime], bool]], int]


def tally(rows: list[Lifetime]) -> Tally:
    return lambda wanted: sum(row.count for row in rows if wanted(row))


def at_risk(rows: list[Lifetime], time: timedelta) -> int:
    return tally(rows)(lambda row: (row.entry is None or row.entry < time) and time <= row.duration)


def ended(rows: list[Lifetime], time: timedelta, cause: str | None) -> int:
    return tally(rows)(lambda row: row.duration == time and row.cause == cause)


def closed(rows: list[Lifetime], time: timedelta) -> int:
    return sum(ended(rows, time, cause) for cause in CAUSES)


def instants(rows: list[Lifetime]) -> list[timedelta]:
    return sorted({row.duration for row in rows})


def open_share(rows: list[Lifetime], before: timedelta) -> Fraction:
    """Multiply 1 - d / n over the instants before one, in fractions."""
    share = Fraction(1)
    for time in instants(rows):
        if time < before:
            share *= 1 - Fraction(closed(rows, time), at_risk(rows, time))
    return share


@given(st.lists(lifetimes(), max_size=15))
def test_the_risk_table_counts_by_definition(rows: list[Lifetime]) -> None:
    """Each row of the risk table holds the count of entry < t <= duration, and of who ended how."""
    times, table = instants(rows), risk_table(rows)
    assert (tuple(times), tuple(at_risk(rows, t) for t in times)) == (table.times, table.at_risk)
    expected = [tuple(ended(rows, t, cause) for t in times) for cause in (*CAUSES, None)]
    assert expected == [*map(table.ended_by, CAUSES), table.censored]


@given(st.lists(lifetimes(), max_size=15))
def test_survival_is_the_product_of_its_definition(rows: list[Lifetime]) -> None:
    """The curve at every step is the exact product of 1 - d / n, within 1e-12."""
    instant = timedelta(microseconds=1)
    expected = [pytest.approx(float(open_share(rows, time + instant)), abs=1e-12) for time in instants(rows)]
    assert expected == [step.survival for step in survival(rows).steps]


@given(st.lists(lifetimes(), max_size=15))
def test_incidence_is_the_sum_of_its_definition(rows: list[Lifetime]) -> None:
    """The curve of each cause at every step is the exact sum of S(t-) d / n, within 1e-12."""
    sums = dict.fromkeys(CAUSES, Fraction(0))
    expected = []
    for time in instants(rows):
        for cause in CAUSES:
            sums[cause] += open_share(rows, time) * Fraction(ended(rows, time, cause), at_risk(rows, time))
        expected.append(tuple(pytest.approx(float(sums[cause]), abs=1e-12) for cause in CAUSES))
    assert expected == [step.probability for step in incidence(rows).steps]


@given(st.lists(lifetimes(earliest=0), max_size=15))
def test_occupation_of_one_living_state_is_incidence(rows: list[Lifetime]) -> None:
    """With one state to leave and two to end in, occupation is incidence, late entries and all."""
    stays = [
        Stay(state="open", entered=row.entry or timedelta(0), left=row.duration, to=row.cause, count=row.count)
        for row in rows
    ]
    curve = occupation(stays, states=["open", *CAUSES])
    expected = [(step.still_open, *step.probability) for step in incidence(rows).steps]
    assert [pytest.approx(shares, abs=1e-12) for shares in expected] == [
        tuple(map(float, step.probability)) for step in curve.steps
    ]


@settings(max_examples=300)
@given(st.lists(lifetimes(), max_size=15))
def test_the_cumulative_hazard_is_the_sum_of_its_definition(rows: list[Lifetime]) -> None:
    """At every step it is the exact sum of d / n, and its variance that of d / n^2, within 1e-12."""
    expected, hazard, variance = [], Fraction(0), Fraction(0)
    for time in instants(rows):
        d, n = closed(rows, time), at_risk(rows, time)
        hazard, variance = hazard + Fraction(d, n), variance + Fraction(d, n * n)
        expected.append(pytest.approx((float(hazard), float(variance)), rel=1e-12))
    assert expected == [(step.hazard, step.std_error**2) for step in cumulative_hazard(rows).steps]


def ended_share(rows: list[Lifetime], upto: timedelta, cause: str) -> Fraction:
    """Add S(t-) d / n up to an instant, in fractions."""
    return sum(
        (open_share(rows, u) * Fraction(ended(rows, u, cause), at_risk(rows, u)) for u in instants(rows) if u <= upto),
        start=Fraction(0),
    )


def delta_variance(rows: list[Lifetime], upto: timedelta, cause: str) -> Fraction:
    """Work out equation 6 of Dinse and Larson, where no risk set is emptied."""
    total, share = Fraction(0), ended_share(rows, upto, cause)
    for u in instants(rows):
        if u <= upto:
            n, all_ended, d = at_risk(rows, u), closed(rows, u), ended(rows, u, cause)
            before, to_come = open_share(rows, u), share - ended_share(rows, u, cause)
            total += to_come**2 * Fraction(all_ended, n * (n - all_ended))
            total += before**2 * Fraction(d * (n - d), n**3) - 2 * to_come * before * Fraction(d, n * n)
    return total


@settings(max_examples=300)
@given(st.lists(lifetimes(), max_size=12))
def test_the_variance_of_incidence_is_that_of_the_delta_method(rows: list[Lifetime]) -> None:
    """The squared error of each cause is the exact sum of the formula, within 1e-10, up to where all have closed."""
    for step in incidence(rows).steps:
        if not step.still_open:
            break
        for cause, std_error in zip(CAUSES, step.std_error, strict=True):
            expected = float(delta_variance(rows, step.time, cause))
            assert not isinstance(std_error, Undefined)
            assert pytest.approx(expected, rel=1e-10, abs=1e-15) == std_error**2


@settings(max_examples=300)
@given(st.lists(lifetimes(), min_size=1, max_size=15), st.integers(1, 12))
def test_a_restricted_mean_is_the_area_of_its_definition(rows: list[Lifetime], horizon: int) -> None:
    """Mean and variance are the exact sums over the steps of the curve, to the microsecond."""
    end = min(horizon * timedelta(days=1), survival(rows).follow_up or timedelta(0))
    if not end:
        return
    knots = [timedelta(0), *(time for time in instants(rows) if timedelta(0) < time < end), end]
    after = timedelta(microseconds=1)

    def area(start: timedelta) -> Fraction:
        pairs = [(max(one, start), two) for one, two in pairwise(knots) if two > start]
        return sum(
            (open_share(rows, one + after) * Fraction((two - one) // timedelta(hours=12), 2) for one, two in pairs),
            start=Fraction(0),
        )

    variance = Fraction(0)
    for time in instants(rows):
        d, n = closed(rows, time), at_risk(rows, time)
        if time < end and d < n:
            variance += area(time) ** 2 * Fraction(d, n * (n - d))
    within = survival(rows).restricted_mean(end)
    expected = (float(area(timedelta(0))), float(variance) ** 0.5)
    assert pytest.approx(expected, abs=1e-10) == (within.mean / DAY, within.std_error / DAY)  # type: ignore[operator]


@given(st.lists(lifetimes(), max_size=15), st.integers(0, 12))
def test_cutting_and_starting_leave_the_risk_sets_between(rows: list[Lifetime], day: int) -> None:
    """Up to the horizon, and after the start, the same deals are at risk and close as in all of them."""
    age = day * timedelta(days=1)
    whole, cut, begun = map(closes_at_risk, (rows, cut_at(rows, age), open_after(rows, age)))
    assert [row for row in whole if row[0] <= age] == cut
    assert [row for row in whole if row[0] > age] == begun


def closes_at_risk(rows):
    """Give the rows of the risk table at which a deal closed: (time, at risk, closed by each cause)."""
    table = risk_table(rows)
    columns = zip(table.times, table.at_risk, *map(table.ended_by, CAUSES), strict=True)
    return [row for row in columns if any(row[2:])]
