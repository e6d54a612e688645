"""Definitions travel: pickled, copied, compared and hashed, they are what they were."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import pytest

from salescycle.cycle import Criterion, Cycle, Decision, Stage, Unmet, contacted, criterion
from salescycle.errors import CriterionFailed, InvalidCycle, MoveRefused
from salescycle.model import Contacted, Deal

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _calls(record: Deal, at: datetime, *, least: int) -> bool:
    return len(record.contacts) >= least


def _missing(record: Deal, at: datetime, *, least: int) -> str:
    return f"{len(record.contacts)} of {least}"


@criterion("it was called")
def called(record: Deal, at: datetime) -> bool:
    """Say whether there was a contact."""
    return bool(record.contacts)


def two_calls() -> Criterion:
    """Give a criterion made anew."""
    return Criterion(key="calls", asks={"en": "two calls"}, test=_calls, params={"least": 2}, hint=_missing)


def talk() -> Stage:
    """Give a stage made anew."""
    return Stage(
        "talk", leads_to=["won", "lost"], exit_criteria=[two_calls()], win_probability="0.5", guidance={"ko": "말"}
    )


def simple() -> Cycle:
    """Give a cycle made anew."""
    return Cycle(
        key="simple",
        version=3,
        label={"en": "Simple", "ko": "단순"},
        stages=[talk(), Stage("won", outcome="won"), Stage("lost", outcome="lost", reopens_to=["talk"])],
    )


DEFINITIONS = [called, contacted, two_calls(), talk(), simple(), Unmet(criterion=two_calls(), hint="0 of 2")]
WAYS = [
    *[lambda value, n=n: pickle.loads(pickle.dumps(value, n)) for n in range(4, pickle.HIGHEST_PROTOCOL + 1)],
    copy.copy,
    copy.deepcopy,
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("value", DEFINITIONS, ids=lambda value: type(value).__name__)
def test_what_comes_back_is_equal(value: object, way) -> None:
    """A definition that was pickled or copied equals the one it was, hash and repr too."""
    back = way(value)
    assert value == back
    assert (hash(value), repr(value)) == (hash(back), repr(back))


@pytest.mark.parametrize("way", WAYS)
def test_a_cycle_that_comes_back_works(way) -> None:
    """A cycle that travelled keeps records to its rules."""
    back = way(simple())
    deal = Deal(id="D-1", log=[simple().start(at=MONDAY), Contacted(channel="call", at=MONDAY)])
    assert "still needed: two calls (1 of 2)" == str(back.check(deal, to="won", at=MONDAY)).partition("; ")[2]
    called = deal.record(Contacted(channel="call", at=MONDAY))
    assert simple().move(called, to="won", at=MONDAY) == back.move(called, to="won", at=MONDAY)
    assert ("simple/3", 2) == (back.name, back.rank("lost"))


def test_a_decorated_function_travels_as_its_criterion() -> None:
    """A criterion that took its function's name is found under that name, and asks the very same function."""
    back = pickle.loads(pickle.dumps(called))
    assert called.test is back.test
    assert (False, True) == (
        back.holds(Deal(id="D-1"), MONDAY),
        back.holds(Deal(id="D-1", log=[Contacted(channel="call", at=MONDAY)]), MONDAY),
    )


def test_definitions_made_alike_are_one() -> None:
    """Two definitions of the same content are equal and hash alike, so they are one key of a dictionary."""
    assert [1, 1, 1] == [len({make(), make()}) for make in (two_calls, talk, simple)]


def test_a_cycle_that_was_used_is_the_same() -> None:
    """Asking a cycle leaves no trace in what it equals."""
    used, fresh = simple(), simple()
    with pytest.raises(MoveRefused):
        used.move(Deal(id="D-1", log=[used.start(at=MONDAY)]), to="won", at=MONDAY)
    assert (fresh, hash(fresh), pickle.dumps(fresh)) == (used, hash(used), pickle.dumps(used))


@pytest.mark.parametrize(
    "other",
    [
        Criterion(key="call", asks={"en": "two calls"}, test=_calls, params={"least": 2}, hint=_missing),
        Criterion(key="calls", asks={"en": "two"}, test=_calls, params={"least": 2}, hint=_missing),
        Criterion(key="calls", asks={"en": "two calls"}, test=max, params={"least": 2}, hint=_missing),
        Criterion(key="calls", asks={"en": "two calls"}, test=_calls, params={"least": 3}, hint=_missing),
        Criterion(key="calls", asks={"en": "two calls"}, test=_calls, params={"least": 2}),
    ],
)
def test_criteria_that_differ_are_not_equal(other: Criterion) -> None:
    """Key, words, test, parameters and hint make a criterion."""
    assert two_calls() != other


def refusal() -> MoveRefused:
    """Give the error of a refused move."""
    cycle = simple()
    with pytest.raises(MoveRefused) as caught:
        cycle.move(Deal(id="D-1", log=[cycle.start(at=MONDAY)]), to="won", at=MONDAY)
    return caught.value


def test_a_refused_move_travels_with_its_decision() -> None:
    """The error of a refused move can be sent from a worker, and its decision is whole."""
    error = refusal()
    back = pickle.loads(pickle.dumps(error))
    assert (error.decision, str(error)) == (back.decision, str(back))
    assert isinstance(back.decision, Decision)
    assert (("calls", "0 of 2"),) == tuple((unmet.key, str(unmet.hint)) for unmet in back.decision.unmet)


def test_the_other_errors_of_a_cycle_travel() -> None:
    """A definition's problems and a criterion's failure can be sent too."""
    with pytest.raises(InvalidCycle) as caught:
        Cycle(key="c", version=1, stages=[Stage("a", leads_to=["b"])])
    back = pickle.loads(pickle.dumps(caught.value))
    assert (caught.value.problems, str(caught.value)) == (back.problems, str(back))
    failed = CriterionFailed("calls", "D-1", "answered 2")
    assert str(failed) == str(pickle.loads(pickle.dumps(failed)))
