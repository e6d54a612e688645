"""Lifetimes and the risk table they make."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

import pytest

from salescycle.errors import InvalidValue
from salescycle.metrics import Lifetime, risk_table
from salescycle.metrics._lifetimes import age, distinct_keys, whole_count

DAY = timedelta(days=1)


def test_a_lifetime_is_open_and_seen_from_its_origin_unless_said() -> None:
    """A bare duration is one deal, still open, with no late entry."""
    expected = (DAY, None, 1, None)
    life = Lifetime(duration=DAY)
    assert expected == (life.duration, life.cause, life.count, life.entry)


def test_a_cause_of_an_enum_becomes_exact_text() -> None:
    """A member of a StrEnum is taken as its text, and is no longer a member."""
    kind = StrEnum("kind", {"WON": "won"})
    assert (str, "won") == (
        type(Lifetime(duration=DAY, cause=kind.WON).cause),
        Lifetime(duration=DAY, cause="won").cause,
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"duration": -DAY},
            "a duration must not be negative, got -1 day, 0:00:00; leave data errors out and count them",
        ),
        ({"duration": 3}, "a duration must be a timedelta, got 3; give datetime.timedelta(days=...)"),
        ({"duration": DAY, "count": 0}, "a count must be a whole number, 1 or more, got 0"),
        (
            {"duration": DAY, "count": True},
            "a count must be a whole number, 1 or more, got True",
        ),
        ({"duration": DAY, "cause": ""}, "key must not be blank, got ''; give at least one character"),
        (
            {"duration": DAY, "entry": 0},
            "an entry must be a timedelta or None, got 0; give datetime.timedelta(days=...)",
        ),
        (
            {"duration": DAY, "entry": DAY},
            "an entry must come before the end at 1 day, 0:00:00, got 1 day, 0:00:00; leave out what was never seen",
        ),
        (
            {"duration": timedelta(0), "entry": timedelta(0)},
            "an entry must come before the end at 0:00:00, got 0:00:00; leave out what was never seen",
        ),
    ],
)
def test_a_malformed_lifetime_is_refused(fields: dict[str, object], expected: str) -> None:
    """Each rule of a lifetime has its own sentence, with what came and the way out."""
    with pytest.raises(InvalidValue) as refused:
        Lifetime(**fields)  # type: ignore[arg-type]
    assert expected == str(refused.value)


def rows_of(lifetimes):
    """Give the rows of a risk table: (time, at risk, ended by cause, last seen running)."""
    table = risk_table(lifetimes)
    ended = [{cause: column[row] for cause, column in table.ended} for row in range(len(table.times))]
    return list(zip(table.times, table.at_risk, ended, table.censored, strict=True))


def test_no_lifetimes_make_no_rows() -> None:
    """An empty table stays empty."""
    assert [] == rows_of([])


def test_deals_alike_are_one_row() -> None:
    """Equal lifetimes add up, and events and censorings of one instant share its row."""
    rows = [Lifetime(duration=DAY, cause="won"), Lifetime(duration=DAY, cause="won", count=2), Lifetime(duration=DAY)]
    assert [(DAY, 4, {"won": 3}, 1)] == rows_of(rows)


def test_causes_of_one_instant_come_in_the_order_of_their_names() -> None:
    """The order of a row's causes does not tell the order of the input."""
    rows = [Lifetime(duration=DAY, cause=cause) for cause in ("won", "lost", "stale")]
    assert ["lost", "stale", "won"] == [cause for cause, _ in risk_table(rows).ended]


def test_a_deal_is_at_risk_only_after_its_entry() -> None:
    """A deal seen from day 2 is not at risk at day 2, and is at day 3."""
    rows = [
        Lifetime(duration=2 * DAY, cause="won"),
        Lifetime(duration=3 * DAY, cause="won"),
        Lifetime(duration=9 * DAY, entry=2 * DAY),
    ]
    assert [(2 * DAY, 2), (3 * DAY, 2), (9 * DAY, 1)] == [row[:2] for row in rows_of(rows)]


def test_a_close_in_the_instant_of_opening_is_at_risk_at_zero() -> None:
    """At age 0 those seen from their origin are at risk, those with an entry at 0 are not."""
    rows = [Lifetime(duration=timedelta(0), cause="won"), Lifetime(duration=DAY), Lifetime(duration=DAY, entry=0 * DAY)]
    assert [(0 * DAY, 2, {"won": 1}, 0), (DAY, 2, {"won": 0}, 2)] == rows_of(rows)


def test_what_is_not_a_lifetime_is_refused() -> None:
    """A bare duration among the lifetimes is an error that shows the way."""
    with pytest.raises(InvalidValue) as refused:
        risk_table([DAY])  # type: ignore[list-item]
    expected = "a lifetime must be a Lifetime, got 1 day, 0:00:00; give Lifetime(duration=..., cause=...)"
    assert expected == str(refused.value)


def test_checks_give_back_what_they_let_through() -> None:
    """The shared checks return the value that passed."""
    assert (DAY, 2, ("won", "lost")) == (age(DAY), whole_count(2), distinct_keys(["won", "lost"], "causes"))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([], "causes must name at least one, got 'none'; list them in the order you want to read them"),
        (["won", "lost", "won"], "causes must name each once, got 'won'; remove the repetition"),
        ("won", "keys must be several, in a list or tuple, got 'won'; put it in a list"),
    ],
)
def test_keys_that_are_not_distinct_names_are_refused(keys: list[str], expected: str) -> None:
    """No names, a name twice, and a lone string are each refused."""
    with pytest.raises(InvalidValue) as refused:
        distinct_keys(keys, "causes")
    assert expected == str(refused.value)
