"""Bad input that is small in memory and endless to walk: one part that stands in many places, at every door of data.

Rows A22, A25 and B17 of the catalogue, and the class behind them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from salescycle import BANT, CrossWalk, Cycle, Framework, NaiveBayes, Profile, SalesCycleError
from salescycle.interop.json import from_data

LONGEST_SECONDS = 0.25 if sys.gettrace() is None else 2.5  # a tenth of a second, but for what else this machine does
MONDAY = "2026-03-02T09:00:00Z"
FACT = {"kind": "stage_entered", "stage": "talk", "outcome": "open", "at": MONDAY}
HEAD = {"type": "deal", "schema_version": 1, "id": "D-1"}


def within(part: Any, *, width: int = 10, depth: int = 9) -> Any:
    """Give lists within lists, each of which holds the one before in many places: of width ** depth parts."""
    for _ in range(depth):
        part = [part] * width
    return part


def named(part: Any, *, width: int = 10, depth: int = 9) -> Any:
    """Give the same of mappings."""
    for _ in range(depth):
        part = {f"k{place}": part for place in range(width)}
    return part


def set_aside() -> Any:
    """Give facts that hold facts that were set aside, which are the same."""
    log = [FACT] * 10
    for _ in range(7):
        log = [{"kind": "merged", "lead": "L-1", "at": MONDAY, "set_aside": log}] * 20
    return log


BOMBS = {
    "texts": within("x"),
    "mappings": within({}),
    "facts": within(FACT),
    "names": named("x"),
    "wide": [[0] * 1000] * 1000,
    "log": [FACT] * 20_000,
}
RECORDS: dict[str, Callable[[Any], object]] = {
    "whole": from_data,
    "log": lambda bomb: from_data(HEAD | {"log": bomb}),
    "lead": lambda bomb: from_data(HEAD | {"lead": {"id": "L-1", "log": bomb}}),
    "proposals": lambda bomb: from_data(HEAD | {"proposals": [{"id": "P-1", "log": [FACT] * 2000}] * 1000}),
    "set aside": lambda bomb: from_data(HEAD | {"log": set_aside()}),
    "not known": lambda bomb: from_data(HEAD | {"new": bomb, "id": ""}),
    "not known of facts": lambda bomb: from_data(HEAD | {"log": [FACT | {"new": bomb} for _ in range(500)], "id": ""}),
    "attribute": lambda bomb: from_data({"type": "fact", "schema_version": 1, "kind": "attribute_set", "value": bomb}),
    "upgraded": lambda bomb: from_data(
        HEAD | {"schema_version": 0, "log": bomb, "id": ""}, upgrades={("deal", 0): lambda data: data}
    ),
}
PARTS: dict[str, tuple[Callable[[Any], object], tuple[str, ...]]] = {
    "cycle": (Cycle.from_data, ("stages", "policy", "label")),
    "framework": (Framework.from_data, ("questions", "rubric", "label")),
    "profile": (Profile.from_data, ("rules", "persona")),
    "cross-walk": (CrossWalk.from_data, ("steps", "source")),
    "scorer": (NaiveBayes.from_data, ("tally", "segments", "calibration")),
    "form": (lambda data: BANT.answers_from(data, at=datetime(2026, 3, 2, tzinfo=UTC)), ("need", "zz")),
}
DOORS = RECORDS | {
    f"{name} {part}": lambda bomb, door=door, part=part: door({"schema_version": 1, "key": "k", part: bomb})
    for name, (door, parts) in PARTS.items()
    for part in parts
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=[f"A25-{name}" for name in BOMBS])
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_what_stands_in_many_places_is_refused_at_once(door: Callable[[Any], object], bomb: Any) -> None:
    """A25: it is refused as quickly as any small thing, in a short message."""
    told, began = "", time.thread_time()
    try:
        door(bomb)
    except SalesCycleError as error:
        told = str(error)
    assert time.thread_time() - began < LONGEST_SECONDS
    assert len(told) <= 2_000


def test_a_part_may_stand_in_each_of_many_facts() -> None:
    """A host that puts one amount into each of its facts is none of that kind."""
    amount = {"amount": "100", "currency": "USD"}
    log = [{"kind": "value_set", "value": amount, "at": MONDAY} for _ in range(30_000)]
    assert 30_000 == len(from_data(HEAD | {"log": log}).log)
