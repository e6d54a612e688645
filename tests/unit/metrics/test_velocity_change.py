"""The change of a velocity: by one factor, by the mix, and by segments that come and go."""

from __future__ import annotations

import pickle
from datetime import timedelta
from fractions import Fraction

import attrs
import pytest

from salescycle.errors import CurrencyMismatch, InvalidValue, UnknownName
from salescycle.metrics import VELOCITY_FACTORS, Velocity, VelocityChange, velocity_change
from salescycle.values import Durations, Money, Share, Undefined


def velocity(opportunities: int, won: int = 10, closed: int = 40, value: int = 9000, days: int = 45) -> Velocity:
    """Give a velocity of won deals that are all alike."""
    return Velocity(
        opportunities=opportunities,
        win_rate=Share(part=won, whole=closed),
        won_value=Money(value * won, "USD"),
        valued=won,
        cycle_length=Durations(table=((timedelta(days=days), won),)),
    )


def change(before: dict[str, Velocity], after: dict[str, Velocity]) -> VelocityChange:
    found = velocity_change(before, after)
    assert isinstance(found, VelocityChange)
    assert found.change == sum(part for _, part in found.parts)
    return found


def told(found: VelocityChange) -> dict[str, Fraction]:
    return {factor: part for factor, part in found.parts if part}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (velocity(60), {"opportunities": Fraction(1000)}),
        (velocity(40, won=20), {"win_rate": Fraction(2000)}),
        (velocity(40, value=4500), {"mean_value": Fraction(-1000)}),
        (velocity(40, days=30), {"cycle_length": Fraction(1000)}),
        (velocity(40), {}),
    ],
)
def test_what_changes_alone_has_all_of_the_change(after: Velocity, expected: dict[str, Fraction]) -> None:
    """From 2,000 a day on, one factor at a time."""
    found = change({"all": velocity(40)}, {"all": after})
    assert (Fraction(2000), expected) == (found.before, told(found))


def test_two_that_change_share_what_they_do_together() -> None:
    """Twice the opportunities and twice the win rate, from 2,000 to 8,000: 3,000 each, by hand."""
    found = change({"all": velocity(40)}, {"all": velocity(80, won=20)})
    assert {"opportunities": Fraction(3000), "win_rate": Fraction(3000)} == told(found)


def test_the_mix_alone() -> None:
    """As many opportunities, with the same averages, but more of them in the slow segment."""
    fast, slow = {"days": 30}, {"days": 90}
    found = change(
        {"fast": velocity(60, **fast), "slow": velocity(20, **slow)},
        {"fast": velocity(20, **fast), "slow": velocity(60, **slow)},
    )
    # fast 75 a day each, slow 25: 40 opportunities lose 50 a day each
    assert {"mix": Fraction(-2000)} == told(found)
    assert [("fast", Fraction(-3000)), ("slow", Fraction(1000))] == [
        (each.segment, each.part("mix")) for each in found.segments
    ]


def test_a_new_segment_is_mix_and_opportunities() -> None:
    """It has no averages before, so none of them changed; one that is gone is the same turned round."""
    old, new = velocity(40), velocity(20, won=20, value=18_000, days=15)
    found = change({"old": old}, {"old": old, "new": new})
    assert {"opportunities", "mix"} == set(told(found))
    assert (Fraction(0), new.value) == (found.segments[0].before, found.segments[0].change)
    back = change({"old": old, "new": new}, {"old": old})
    assert {factor: -part for factor, part in told(found).items()} == told(back)


def test_from_nothing_on_all_is_opportunities() -> None:
    """Where there was nothing there was no mix either, and where there is nothing at all nothing changed."""
    found = change({}, {"all": velocity(40)})
    assert {"opportunities": Fraction(2000)} == told(found)
    none = change({"all": velocity(0)}, {"all": velocity(0, won=20)})
    assert ({}, Fraction(0)) == (told(none), none.change)


def test_a_segment_without_opportunities_needs_no_averages() -> None:
    """Those of the other side stand for them; where neither has any, it is all 0."""
    few = velocity(0, won=2)
    found = change({"a": velocity(40), "b": few}, {"a": velocity(40), "b": velocity(40, days=30)})
    assert {"opportunities", "mix"} == set(told(found))
    idle = change({"a": velocity(40), "b": few}, {"a": velocity(40), "b": few}).segments[1]
    assert ("b", 0, 0, {Fraction(0)}) == (idle.segment, idle.before, idle.after, {part for _, part in idle.parts})


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ({}, {}, "there are none"),
        (
            {"a": velocity(40), "b": velocity(3, won=2)},
            {"a": velocity(40)},
            "b before: an average of fewer than 5 won deals says nothing",
        ),
        ({"a": velocity(40)}, {"a": velocity(40, days=0)}, "a after: the mean cycle length is 0"),
    ],
)
def test_a_velocity_that_is_not_known_has_no_change(
    before: dict[str, Velocity], after: dict[str, Velocity], reason: str
) -> None:
    """The segment and its reason are told."""
    assert Undefined(reason) == velocity_change(before, after)


def test_it_reads_as_a_table() -> None:
    """The whole first, then the segments, those that changed most first."""
    text = str(
        change({"a": velocity(40), "b": velocity(20)}, {"a": velocity(44), "b": velocity(40)}),
    ).splitlines()
    assert "3,000.00 to 4,200.00 USD a day (n=40)" == text[0]
    head = "segment before after change opportunities mix win rate mean value cycle length"
    assert head.split() == text[1].split()
    assert ["all", "3,000.00", "4,200.00", "+1,200.00", "+1,200.00", "+0.00"] == text[2].split()[:6]
    assert ["b", "a"] == [line.split()[0] for line in text[3:]]


def test_records_are_plain() -> None:
    """One row a segment, with a column for each factor."""
    expected = {
        "segment": "all",
        "before": 2000.0,
        "after": 3000.0,
        "change": 1000.0,
        "opportunities": 1000.0,
        "mix": 0.0,
        "win_rate": 0.0,
        "mean_value": 0.0,
        "cycle_length": 0.0,
    }
    assert [expected] == change({"all": velocity(40)}, {"all": velocity(60)}).to_records()


def test_an_unknown_factor() -> None:
    """Asking for one that is not there names those that are."""
    found = change({"all": velocity(40)}, {"all": velocity(60)})
    for ask in (found.part, found.segments[0].part):
        assert 1000 == ask("opportunities")
        with pytest.raises(UnknownName) as unknown:
            ask("cycle")
        assert unknown.value.known == VELOCITY_FACTORS


def test_currencies_do_not_mix() -> None:
    """Velocities in two currencies have no change."""
    other = attrs.evolve(velocity(40), won_value=Money("90000", "EUR"))
    with pytest.raises(CurrencyMismatch):
        velocity_change({"all": velocity(40)}, {"all": other})


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ([velocity(40)], "velocities before must be a mapping, got a list; give {'name': ...}"),
        ({"all": 2000}, "velocities before['all'] must be a Velocity, got 2000"),
    ],
)
def test_what_are_no_velocities_by_name_is_refused(before: object, told: str) -> None:
    """Each slip has its own sentence."""
    with pytest.raises(InvalidValue) as refused:
        velocity_change(before, {})  # type: ignore[arg-type]
    assert told == str(refused.value)


def test_it_is_a_value() -> None:
    """Equal and hashable, and the same after pickling."""
    found = change({"all": velocity(40)}, {"all": velocity(60)})
    assert (found, hash(found)) == (pickle.loads(pickle.dumps(found)), hash(attrs.evolve(found)))
