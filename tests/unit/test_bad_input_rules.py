"""What is no cycle, record, mapping or criterion is refused by name wherever one is asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salescycle import (
    SHORT_CYCLE,
    CommitmentMade,
    Deal,
    InvalidValue,
    SalesCycleError,
    all_of,
    any_of,
    compare_terms,
    diff,
    expire,
    migrate,
    negate,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEAL = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=MONDAY))
PROMISED = DEAL.record(CommitmentMade(commitment="trial", side="buyer", due=MONDAY, at=MONDAY))
STRANGE = [5, "x", ["y"], {"a": 1}, object(), 1.5, b"z"]
DOORS = {
    "check": lambda it: SHORT_CYCLE.check(it, to="won", at=MONDAY),
    "options": lambda it: SHORT_CYCLE.options(it, at=MONDAY),
    "plan": lambda it: SHORT_CYCLE.plan(it, to="won", at=MONDAY),
    "audit": SHORT_CYCLE.audit,
    "conformance": SHORT_CYCLE.conformance,
    "ways": SHORT_CYCLE.ways,
    "kind": lambda it: SHORT_CYCLE.kind("offer", it),
    "start": lambda it: SHORT_CYCLE.start(at=MONDAY, stage=it),
    "flow": SHORT_CYCLE.flow,
    "diff": lambda it: diff(SHORT_CYCLE, it),
    "renamed": lambda it: diff(SHORT_CYCLE, SHORT_CYCLE, renamed=it),
    "migrate from": lambda it: migrate([DEAL], it, SHORT_CYCLE, at=MONDAY),
    "migrate to": lambda it: migrate([DEAL], SHORT_CYCLE, it, at=MONDAY),
    "migrate by": lambda it: migrate([DEAL], SHORT_CYCLE, SHORT_CYCLE, it, at=MONDAY),
    "migrate records": lambda it: migrate(it, SHORT_CYCLE, SHORT_CYCLE, at=MONDAY),
    "all_of": all_of,
    "any_of": any_of,
    "negate": negate,
    "terms": lambda it: compare_terms(it, it),
    "expire": lambda it: expire(it, at=MONDAY),
    "margins": DEAL.ledger.margins,
    "on_turn": DEAL.paperwork.on_turn,
    "as_of": DEAL.as_of,
    "overdue": lambda it: PROMISED.commitments.overdue(as_of=it),
    "kept_ratio": lambda it: PROMISED.commitments.kept_ratio(as_of=it),
}


@pytest.mark.parametrize("it", STRANGE, ids=lambda it: type(it).__name__)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_none_is_refused(door: str, it: object) -> None:
    """No foreign error comes out of a public door, whatever comes in."""
    told, answer = "", None
    try:
        answer = DOORS[door](it)
    except SalesCycleError as error:
        told = str(error)
    # an empty ledger has nothing to compare with
    assert 0 < len(told) <= 2000 or (door, answer) == ("margins", ())


def test_registries_and_moves_to_oneself() -> None:
    """A registry is a mapping, a weight is of two stages, and a move is between two."""
    with pytest.raises(InvalidValue, match="criteria must be a mapping, got 'x'"):
        SHORT_CYCLE.findings(criteria="x")
    with pytest.raises(InvalidValue, match="a weight must be of two stages, got a tuple"):
        SHORT_CYCLE.flow({("offer", "won", "lost"): 1})
    with pytest.raises(InvalidValue, match="a move must be between two different stages, got 'offer'"):
        SHORT_CYCLE.kind("offer", "offer")
