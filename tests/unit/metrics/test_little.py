"""Little's law: its conditions, one by one, and what it says when they fail."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics import LittlesLaw, littles_law
from salescycle.values import Period, Undefined

START = datetime(2026, 3, 1, tzinfo=UTC)
PERIOD = Period(start=START, end=START + timedelta(days=100))
DAY = timedelta(days=1)
NAMES = ("arrivals match departures", "as many open at both ends", "ages do not drift", "what is begun ends")


def on(day: float) -> datetime:
    return START + day * DAY


def steady(days: int = 10, first: int = -50, last: int = 150) -> dict[tuple[datetime, datetime | None], int]:
    """Give two deals a day, each open for so many days."""
    return {(on(day), on(day + days)): 2 for day in range(first, last)}


def failed(law: LittlesLaw) -> list[str]:
    assert list(NAMES) == [each.name for each in law.conditions]
    return [each.name for each in law.conditions if not each.holds]


def test_a_steady_pipeline_obeys() -> None:
    """Twenty open, two opened a day, ten days each."""
    law = littles_law(steady(), period=PERIOD)
    assert ([], True, True) == (failed(law), law.holds, law.agrees)
    assert (20, 2, 2, 200) == (law.work.mean, law.arrival_rate, law.departure_rate, law.n)
    assert (10 * DAY, 10 * DAY) == (law.implied, law.measured)
    # open just before an end are those opened 1 to 10 days before, and the one closed at that very instant
    assert (5.5 * DAY, 5.5 * DAY) == (law.age_at_start, law.age_at_end)
    assert "20 open on average, 2 opened a day: implied 10 days, measured 10 days (n=200)" == str(law)


def test_a_growing_pipeline_does_not() -> None:
    """More come than go: arrivals and both ends fail, and the text gives reasons instead of the implied time."""
    law = littles_law(steady() | {(on(day + 0.5), None): 1 for day in range(100)}, period=PERIOD)
    assert (list(NAMES), False) == (failed(law), law.holds)
    assert [
        "Little's law does not apply; measured 10 days (n=200)",
        "  arrivals match departures: no, 300 came, 200 went",
        "  as many open at both ends: no, 20 at the start, 120 at the end, 70 on average",
        "  ages do not drift: no, 5.5 days at the start, 42.58 days at the end",
        "  what is begun ends: no, 90 of 120 still open are older than any that was closed",
    ] == str(law).splitlines()


def test_a_few_that_never_end_are_named() -> None:
    """Deals that lie about leave all but two conditions whole: the ages drift, and some are older than any closed."""
    law = littles_law(steady() | {(on(-5 - day), None): 1 for day in range(5)}, period=PERIOD)
    assert ["ages do not drift", "what is begun ends"] == failed(law)
    assert ["what is begun ends: no, 5 of 25 still open are older than any that was closed"] == [
        str(each) for each in law.conditions if each.name == "what is begun ends"
    ]
    # the law itself is exact where the same stay to the end, but of another mean than that of those who left
    assert (12.5 * DAY, 10 * DAY, False) == (law.implied, law.measured, law.agrees)


def test_the_tolerance_is_a_part_of_the_larger() -> None:
    """Ten of a hundred are near by default, eleven are not; and a tolerance of 0 asks for equal numbers."""
    for gone, expected in ((90, True), (89, False)):
        spans = {(on(50), on(60)): gone, (on(50), None): 100 - gone}
        assert expected is littles_law(spans, period=PERIOD).conditions[0].holds
        assert littles_law(spans, period=PERIOD, tolerance="0.11").conditions[0].holds
    assert littles_law(steady(), period=PERIOD, tolerance=0).holds


def test_of_nothing_the_law_holds_and_says_nothing() -> None:
    """Nothing open, nothing implied, nothing measured."""
    law = littles_law({}, period=PERIOD)
    opened, closed, nobody = (
        Undefined(reason) for reason in ("nothing was opened", "nothing was closed", "nobody is open")
    )
    assert (True, opened, closed, nobody, nobody) == (
        law.holds,
        law.implied,
        law.measured,
        law.age_at_start,
        law.age_at_end,
    )
    assert opened == law.agrees
    expected = (
        "0 open on average, 0 opened a day: implied undefined: nothing was opened, "
        "measured undefined: nothing was closed (n=0)"
    )
    assert expected == str(law)


def test_what_was_opened_but_not_closed_measures_nothing() -> None:
    """Without a close there is nothing to agree with; the reason for the ages names the empty end."""
    law = littles_law({(on(60), None): 3}, period=PERIOD)
    assert Undefined("nothing was closed") == law.measured == law.agrees
    assert (40 * DAY, 40 * DAY) == (law.implied, law.age_at_end)
    assert "none was open at the start, 40 days at the end" == law.conditions[2].reason


def test_records_are_one_plain_row() -> None:
    """Rates a day, times in days, and the names of what fails."""
    expected = {
        "n": 200,
        "arrivals_a_day": 2.0,
        "departures_a_day": 2.0,
        "mean_open": 20.0,
        "implied_days": 10.0,
        "measured_days": 10.0,
        "holds": True,
        "fails": "",
    }
    assert [expected] == littles_law(steady(), period=PERIOD).to_records()
    (row,) = littles_law({(on(60), None): 3}, period=PERIOD).to_records()
    assert (None, "; ".join(NAMES)) == (row["measured_days"], row["fails"])


def test_the_measured_time_has_all_of_a_deals_time() -> None:
    """What a deal took before the period counts; the mean weighs each count."""
    law = littles_law({(on(-20), on(10)): 1, (on(0), on(10)): 3}, period=PERIOD)
    assert (15 * DAY, Fraction(3, 100)) == (law.measured, law.arrival_rate)


@pytest.mark.parametrize("tolerance", ["1.5", "-0.1", 0.1, None])
def test_a_tolerance_is_a_rate(tolerance: object) -> None:
    """Exact, from 0 to 1."""
    with pytest.raises(InvalidValue, match="a rate must"):
        littles_law({}, period=PERIOD, tolerance=tolerance)  # type: ignore[arg-type]


def test_it_is_a_value() -> None:
    """Equal and hashable, and the same after pickling."""
    law = littles_law(steady(), period=PERIOD)
    assert (law, hash(law)) == (pickle.loads(pickle.dumps(law)), hash(littles_law(steady(), period=PERIOD)))
