"""Law: tests between groups give what their definitions give, worked out slowly and in exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.metrics._gray import gray
from salescycle.metrics._lifetimes import Lifetime
from salescycle.metrics._log_rank import log_rank
from salescycle.values import Undefined

CAUSES = ("won", "lost")
Groups = dict[str, list[Lifetime]]
Matrix = list[list[Fraction]]


@st.composite
def lifetimes(draw: st.DrawFn, late: bool = True) -> Lifetime:
    entry = draw(st.integers(-1, 6)) if late else -1
    return Lifetime(
        duration=timedelta(days=draw(st.integers(entry + 1, 10))),
        cause=draw(st.sampled_from([*CAUSES, None])),
        count=draw(st.integers(1, 3)),
        entry=None if entry < 0 else timedelta(days=entry),
    )


def groups(names: str, late: bool = True) -> st.SearchStrategy[Groups]:
    return st.fixed_dictionaries({name: st.lists(lifetimes(late), min_size=1, max_size=10) for name in names})


def at_risk(rows: list[Lifetime], time: timedelta) -> int:
    return sum(row.count for row in rows if (row.entry is None or row.entry < time) and time <= row.duration)


def ended(rows: list[Lifetime], time: timedelta, causes: tuple[str, ...] = CAUSES) -> int:
    return sum(row.count for row in rows if row.duration == time and row.cause in causes)


def closes(drawn: Groups) -> list[timedelta]:
    return sorted({row.duration for rows in drawn.values() for row in rows if row.cause})


Weigh = Callable[[int, Fraction, Fraction], Fraction]

WEIGHTS: list[tuple[str, dict[str, float], Weigh]] = [
    ("log_rank", {}, lambda n, before, peto: Fraction(1)),
    ("gehan", {}, lambda n, before, peto: Fraction(n)),
    ("peto", {}, lambda n, before, peto: peto),
    ("fleming_harrington", {"p": 2, "q": 1}, lambda n, before, peto: before**2 * (1 - before)),
]


def by_definition(drawn: Groups, weigh: Weigh) -> tuple[list[Fraction], list[Fraction], Matrix]:
    """Give expected counts, scores and the covariance of the scores."""
    size = len(drawn)
    expected, scores = [Fraction(0)] * size, [Fraction(0)] * size
    covariance = [[Fraction(0)] * size for _ in range(size)]
    before = peto = Fraction(1)
    for time in closes(drawn):
        present, events = ([count(rows, time) for rows in drawn.values()] for count in (at_risk, ended))
        n, d = sum(present), sum(events)
        peto *= 1 - Fraction(d, n + 1)
        weight = weigh(n, before, peto)
        before *= 1 - Fraction(d, n)
        for one in range(size):
            fair = Fraction(d * present[one], n)
            expected[one] += fair
            scores[one] += weight * (events[one] - fair)
            for other in range(size):
                if n > 1:
                    part = Fraction(present[one], n) * ((one == other) - Fraction(present[other], n))
                    covariance[one][other] += weight**2 * Fraction(d * (n - d), n - 1) * part
    return expected, scores, covariance


def statistic(scores: list[Fraction], covariance: Matrix) -> Fraction | None:
    """Solve by elimination without the last group that counts; None where the matrix is singular beyond that."""
    kept = [place for place in range(len(scores)) if covariance[place][place]]
    if len(kept) < 2:
        return None
    rows = [[*(covariance[one][other] for other in kept[:-1]), scores[one]] for one in kept[:-1]]
    total = Fraction(0)
    for place, row in enumerate(rows):
        if not row[place]:
            return None
        total += row[-1] ** 2 / row[place]
        for below in rows[place + 1 :]:
            factor = below[place] / row[place]
            below[:] = [value - factor * other for value, other in zip(below, row, strict=True)]
    return total


@pytest.mark.parametrize(("weights", "powers", "weigh"), WEIGHTS, ids=[name for name, _, _ in WEIGHTS])
@settings(max_examples=300)
@given(drawn=groups("ab") | groups("abcd"))
def test_a_log_rank_test_is_its_definition(drawn: Groups, weights: str, powers: dict[str, float], weigh: Weigh) -> None:
    """Expected counts, scores and statistic are the exact ones within 1e-10, and undefined where these are singular."""
    expected, scores, covariance = by_definition(drawn, weigh)
    test = log_rank(drawn, weights=weights, **powers)  # type: ignore[arg-type]
    assert [pytest.approx(float(each), rel=1e-12) for each in expected] == [group.expected for group in test.groups]
    size = 1 + sum(abs(score) for score in scores)
    assert [pytest.approx(float(each), abs=1e-13 * size) for each in scores] == [group.score for group in test.groups]
    chi_square = statistic(scores, covariance)
    if chi_square is None:
        assert isinstance(test.chi_square, Undefined)
    else:
        assert pytest.approx(float(chi_square), rel=1e-10, abs=1e-10) == test.chi_square
        assert sum(1 for place in range(len(drawn)) if covariance[place][place]) - 1 == test.freedom


def grays_parts(drawn: Groups) -> tuple[Fraction, Fraction]:
    """Give Gray's score of the first group and its variance, each integral a sum over instants."""
    moments = [time for time in closes(drawn) if all(at_risk(rows, time) for rows in drawn.values())]

    def level(rows: list[Lifetime], upto: timedelta, strictly: bool) -> Fraction:
        share = Fraction(1)
        for time in closes(drawn):
            if at_risk(rows, time) and (time < upto or (time == upto and not strictly)):
                share *= 1 - Fraction(ended(rows, time), at_risk(rows, time))
        return share

    def incidence_before(rows: list[Lifetime], upto: timedelta) -> Fraction:
        return sum(
            (
                level(rows, time, strictly=True) * Fraction(ended(rows, time, ("won",)), at_risk(rows, time))
                for time in closes(drawn)
                if time < upto and at_risk(rows, time)
            ),
            start=Fraction(0),
        )

    one, two = drawn.values()
    score, rest, hazard = Fraction(0), Fraction(1), Fraction(0)
    seen, hazards, risen, left = {}, {}, {}, {}
    for time in moments:
        sides = [Fraction(at_risk(rows, time)) / level(rows, time, strictly=True) for rows in (one, two)]
        still = [side * (1 - incidence_before(rows, time)) for side, rows in zip(sides, (one, two), strict=True)]
        won = [ended(rows, time, ("won",)) for rows in (one, two)]
        score += won[0] - sum(won) * still[0] / sum(still)
        if rest <= 0:
            return score, Fraction(0)
        risen[time] = sum(won) / sum(sides)
        hazard += sides[0] * sides[1] / sum(sides) * risen[time] / rest
        rest -= risen[time]
        seen[time], hazards[time], left[time] = sides, hazard, rest
    variance = Fraction(0)
    for time in moments:
        weight, to_come = seen[time][0] * seen[time][1] / sum(seen[time]), hazard - hazards[time]
        wins = sum(ended(rows, time, ("won",)) for rows in (one, two))
        for rows in (one, two):
            n, before, after = at_risk(rows, time), level(rows, time, strictly=True), level(rows, time, strictly=False)
            kept = left[time] / after if after else Fraction(0)
            lost = ended(rows, time, ("lost",))
            whole = sum(seen[time]) * before
            untied = [
                1 - (count - 1) / (size - 1) if count > 1 else 1 for count, size in ((wins, whole), (lost, Fraction(n)))
            ]
            variance += (weight + (1 - kept) * to_come) ** 2 * before * risen[time] / n * untied[0]
            variance += (kept * to_come * before / n) ** 2 * lost * untied[1]
    return score, variance


@settings(max_examples=300)
@given(groups("ab", late=False))
def test_grays_test_is_its_definition(drawn: Groups) -> None:
    """Score and statistic are the exact ones within 1e-9, and undefined where nothing tells the groups apart."""
    score, variance = grays_parts(drawn)
    test = gray(drawn, cause="won")
    if variance <= 0:
        assert isinstance(test.chi_square, Undefined) or test.chi_square < 1e-9
        return
    assert pytest.approx(float(score), abs=1e-12) == test.groups[0].score
    if float(variance) > 1e-9:
        assert pytest.approx(float(score**2 / variance), rel=1e-9, abs=1e-9) == test.chi_square
