"""Copies: what is copied, pickled or changed in one field is what it was, or passes the same doors again."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from salescycle import (
    BANT,
    SEVEN_STAGE,
    CrossWalk,
    Cycle,
    Deal,
    Framework,
    Interval,
    Money,
    NaiveBayes,
    Period,
    Profile,
    SalesCycleError,
    Share,
    Wording,
)
from salescycle.interop.json import from_data

CORPUS = Path(__file__).parents[1] / "corpus" / "v1"
DEFINITIONS: dict[str, Any] = {
    "cycle": Cycle,
    "framework": Framework,
    "profile": Profile,
    "cross": CrossWalk,
    "scorer": NaiveBayes,
}


def things() -> dict[str, Any]:
    """Give one of everything: what was stored, and values that have no data form."""
    found: dict[str, Any] = {
        "seven stages": SEVEN_STAGE,
        "bant": BANT,
        "period": Period.month(2026, 3),
        "share": Share(part=1, whole=3),
        "interval": Interval(low=0.1, high=0.4, level=0.95),
        "wording": Wording({"en": "Talk"}),
        "stage": SEVEN_STAGE.initial,
        "criterion": SEVEN_STAGE.stages[1].exit_criteria[0],
        "policy": SEVEN_STAGE.policy,
        "question": BANT.questions[0],
        "rubric": BANT.rubric,
    }
    for path in sorted(CORPUS.glob("*.json")):
        if not path.name.endswith(".expected.json"):
            data = json.loads(path.read_text("utf-8"))
            door = DEFINITIONS.get(path.stem.partition("_")[0]) if "type" not in data else None
            found[path.stem] = door.from_data(data) if door else from_data(data, zones=ZoneInfo)
    return found


THINGS = things()
RESULTS = ("share", "interval")  # made by the library, which checks their numbers only
CHANGES = [attrs.evolve, *([copy.replace] if hasattr(copy, "replace") else [])]


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
def test_a_copy_is_what_it_was(thing: Any) -> None:
    """Copied, copied in depth and pickled by each protocol from 4, it is equal, hashes alike and looks the same."""
    copies = [copy.copy(thing), copy.deepcopy(thing)]
    copies += [pickle.loads(pickle.dumps(thing, protocol)) for protocol in range(4, pickle.HIGHEST_PROTOCOL + 1)]
    assert [(thing, hash(thing), repr(thing))] * len(copies) == [(each, hash(each), repr(each)) for each in copies]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("thing", [thing for name, thing in THINGS.items() if name not in RESULTS])
def test_a_change_of_a_field_passes_its_door(thing: Any, change: Any) -> None:
    """No field takes what its door refuses, whichever way it is changed, and the thing itself stays as it was."""
    before = pickle.dumps(thing)
    for field in attrs.fields(type(thing)):
        if field.init:
            with pytest.raises(SalesCycleError):
                change(thing, **{field.alias: object()})
    assert thing == change(thing)
    assert before == pickle.dumps(thing)


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
def test_nothing_is_assigned(thing: Any) -> None:
    """A field cannot be set or deleted, and there is no other."""
    for name in [*(field.name for field in attrs.fields(type(thing))), "other"]:
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            setattr(thing, name, 1)
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            delattr(thing, name)


def test_a_pickle_is_no_door() -> None:
    """A pickle that was tampered with is not checked again, as the page on stability says: it is for caches only."""
    tampered = pickle.dumps(Money("1", "EUR")).replace(b"EUR", b"XXX")
    assert "XXX" == pickle.loads(tampered).currency
    with pytest.raises(SalesCycleError):
        attrs.evolve(pickle.loads(tampered))
    rebuilt = pickle.loads(pickle.dumps(Deal(id="D-1")).replace(b"D-1", b"D-2"))
    assert "D-2" == rebuilt.id
