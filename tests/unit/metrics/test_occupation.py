"""State occupation at its edges."""

from __future__ import annotations

import pickle
from datetime import timedelta
from fractions import Fraction

import pytest

from salescycle.errors import InvalidValue, UnknownName
from salescycle.metrics._occupation import Occupation, OccupationAt, Stay, occupation
from salescycle.values import Undefined

DAY = timedelta(days=1)
STATES = ("new", "pitch", "won")
HALF = Fraction(1, 2)


def stay(state: str, entered: int, left: int, to: str | None, count: int = 1) -> Stay:
    return Stay(state=state, entered=entered * DAY, left=left * DAY, to=to, count=count)


def shares(curve: Occupation, day: int) -> tuple[Fraction | int, ...]:
    reading = curve.at(day * DAY)
    assert isinstance(reading, OccupationAt)
    return tuple(share for _, share in reading.shares)


def test_of_no_stays_nothing_is_known() -> None:
    """An empty history has no start, no steps and no reading."""
    empty = occupation([], states=STATES)
    none = Undefined("there are none")
    assert ((), (), none, none, 0) == (empty.steps, empty.initial, empty.start, empty.at(DAY), empty.n)
    assert "undefined: there are none (0 stays)" == str(empty)


def test_one_stay_moves_all_there_is() -> None:
    """A single deal is in its first state until it moves, and then in the next."""
    one = occupation([stay("new", 0, 3, "won")], states=STATES)
    assert [(1, 0, 0), (0, 0, 1)] == [shares(one, 2), shares(one, 3)]
    assert "new 0.0%, pitch 0.0%, won 100.0% after 3 days (1 stay)" == str(one)


def test_stays_all_censored_keep_the_first_shares() -> None:
    """With no move the shares are those at risk at the first instant, to the end of the follow-up."""
    still = occupation([stay("new", 0, 3, None), stay("pitch", 0, 5, None)], states=STATES)
    assert [(HALF, HALF, 0)] * 2 == [shares(still, 0), shares(still, 5)]
    assert (2, 2) == (still.n, still.censored)


def test_outside_the_follow_up_nothing_is_known() -> None:
    """Before the first stay and after the last one the shares are undefined, each with its reason."""
    late = occupation([stay("new", 2, 5, "won")], states=STATES)
    assert [Undefined("before the first stay"), Undefined("past the largest follow-up")] == [
        late.at(DAY),
        late.at(6 * DAY),
    ]


def test_the_first_shares_are_of_those_at_risk_at_the_first_move() -> None:
    """A stay censored before any move, or seen only after it, takes no part in the first shares."""
    rows = [stay("new", 0, 4, "won"), stay("pitch", 1, 9, None), stay("won", 0, 2, None), stay("won", 4, 9, None)]
    assert (HALF, HALF, Fraction(0)) == occupation(rows, states=STATES).initial


def test_a_deal_that_comes_back_is_at_risk_again() -> None:
    """From new to pitch and back: the state is left, entered again and left for good."""
    rows = [stay("new", 0, 2, "pitch"), stay("pitch", 2, 4, "new"), stay("new", 4, 6, "won")]
    rows.append(stay("new", 0, 9, None))
    curve = occupation(rows, states=STATES)
    assert [(HALF, HALF, 0), (1, 0, 0), (HALF, 0, HALF)] == [shares(curve, day) for day in (2, 4, 6)]


def test_a_state_whose_deals_are_lost_from_sight_keeps_its_share() -> None:
    """With nobody at risk nothing moves, whatever happens in the other states."""
    rows = [stay("new", 0, 4, None), stay("pitch", 0, 1, "won"), stay("pitch", 0, 5, "won")]
    assert (Fraction(1, 3), 0, Fraction(2, 3)) == shares(occupation(rows, states=STATES), 5)


def test_a_late_stay_is_at_risk_only_after_it_entered() -> None:
    """The deal seen from day 3 does not dilute the move of day 3."""
    rows = [stay("new", 0, 3, "won"), stay("new", 0, 8, None), stay("new", 3, 8, None)]
    curve = occupation(rows, states=STATES)
    assert [(2, 0, 0), (2, 0, 0)] == [step.at_risk for step in curve.steps]
    assert (HALF, 0, HALF) == shares(curve, 3)


def test_a_risk_set_that_empties_moves_everything_on() -> None:
    """When all in a state leave at once its share is 0, and deals seen there later bring none back."""
    rows = [stay("new", 0, 2, "pitch", count=2), stay("new", 5, 8, "won"), stay("pitch", 2, 9, None, count=2)]
    assert (0, 1, 0) == shares(occupation(rows, states=STATES), 9)


def test_moves_of_one_instant_share_it() -> None:
    """Two moves and a censoring at one instant are all counted among those at risk."""
    rows = [stay("new", 0, 2, "pitch"), stay("new", 0, 2, "won", count=2), stay("new", 0, 2, None)]
    curve = occupation(rows, states=STATES)
    assert (Fraction(1, 4), Fraction(1, 4), HALF) == shares(curve, 2)
    assert "new 25.0%, pitch 25.0%, won 50.0% after 2 days (4 stays, 1 censored)" == str(curve)


def test_a_swap_of_states_is_one_instant() -> None:
    """Deals that change places at one instant use the shares of just before it."""
    rows = [stay("new", 0, 2, "pitch"), stay("pitch", 0, 2, "new", count=3), stay("pitch", 0, 9, None, count=4)]
    curve = occupation(rows, states=STATES)
    assert (Fraction(3, 8), HALF + Fraction(1, 8), 0) == shares(curve, 2)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            ("new", 2, 2, "won"),
            (
                "a stay must end after it began at 2 days, 0:00:00, got 2 days, 0:00:00; "
                "leave it out and let the stay before it lead to the one after it"
            ),
        ),
        (("new", 0, 2, "new"), "a stay must lead to another state, got 'new'; join it to the stay after it"),
        (
            ("new", -1, 2, "won"),
            "an entry to a state must not be negative, got -1 day, 0:00:00; leave data errors out and count them",
        ),
        (
            ("new", 0, -2, "won"),
            "an exit from a state must not be negative, got -2 days, 0:00:00; leave data errors out and count them",
        ),
        (("", 0, 2, "won"), "key must not be blank, got ''; give at least one character"),
        (("new", 0, 2, "won", 0), "a count must be a whole number, 1 or more, got 0"),
    ],
)
def test_a_malformed_stay_is_refused(fields: tuple[str, int, int, str, int], expected: str) -> None:
    """Each rule of a stay has its own sentence, with what came and the way out."""
    with pytest.raises(InvalidValue) as refused:
        stay(*fields)
    assert expected == str(refused.value)


@pytest.mark.parametrize("row", [("nwe", 0, 1, "won"), ("new", 0, 1, "wonn")])
def test_a_stay_of_an_unlisted_state_is_refused(row: tuple[str, int, int, str]) -> None:
    """Both ends of a stay must be among the states."""
    with pytest.raises(UnknownName, match=r"no state '(nwe|wonn)' in states; did you mean '(new|won)'"):
        occupation([stay(*row)], states=STATES)


def test_what_is_not_a_stay_is_refused() -> None:
    """A bare state among the stays is an error that shows the way."""
    with pytest.raises(InvalidValue) as refused:
        occupation(["new"], states=STATES)  # type: ignore[list-item]
    assert "a stay must be a Stay, got 'new'; give Stay(state=..., entered=..., left=..., to=...)" == str(refused.value)


@pytest.mark.parametrize("states", [[], "won", ["won", "won"]])
def test_states_must_be_several_distinct_names(states: list[str]) -> None:
    """No state, a lone string and a repeated name are refused."""
    with pytest.raises(InvalidValue):
        occupation([], states=states)


def test_a_state_is_read_by_its_name() -> None:
    """A reading gives each state by name, and an unknown one is an error."""
    reading = occupation([stay("new", 0, 3, "won")], states=STATES).at(3 * DAY)
    assert isinstance(reading, OccupationAt)
    assert 1 == reading.of("won")
    with pytest.raises(UnknownName) as unknown:
        reading.of("lost")
    assert "no state 'lost' in this occupation; there are new, pitch, won" == str(unknown.value)


def test_an_occupation_is_a_value() -> None:
    """An occupation can be hashed and pickled, and says how it was made."""
    rows = [stay("new", 0, 3, "won")]
    one = occupation(rows, states=STATES)
    assert (one, hash(one)) == (pickle.loads(pickle.dumps(one)), hash(occupation(rows, states=STATES)))
    assert "Aalen-Johansen: share of deals in each state at a time" == one.definition.split(";")[0]
