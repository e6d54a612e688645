"""Law: the estimators give what their definitions give, worked out slowly and in exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.metrics._incidence import incidence
from salescycle.metrics._lifetimes import Lifetime, risk_table
from salescycle.metrics._occupation import Stay, occupation
from salescycle.metrics._survival import survival

CAUSES = ("won", "lost")


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
    expected = [
        (t, at_risk(rows, t), {c: ended(rows, t, c) for c in CAUSES if ended(rows, t, c)}, ended(rows, t, None))
        for t in instants(rows)
    ]
    assert expected == risk_table(rows)


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
