"""Stays: visits and open periods, read off a log."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from salescycle.model import Contacted, Fact, Opened, Outcome, Record, Spell, StageEntered, StageSeen, Visit

BERLIN = ZoneInfo("Europe/Berlin")
OPEN, WON, LOST, HOLD = Outcome
OUTCOMES = {"won": WON, "lost": LOST, "hold": HOLD}


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 9, tzinfo=UTC)


def entered(stage: str, number: int) -> StageEntered:
    return StageEntered(stage=stage, outcome=OUTCOMES.get(stage, OPEN), at=day(number))


def seen(stage: str, number: int) -> StageSeen:
    return StageSeen(stage=stage, outcome=OUTCOMES.get(stage, OPEN), at=day(number))


def opened(number: int) -> Opened:
    return Opened(at=day(number))


def record(*log: Fact) -> Record:
    return Record(id="R-1", log=log)


def visit(
    stage: str, start: int, end: int | None = None, *, entry_known: bool = True, exit_known: bool = True
) -> Visit:
    return Visit(
        stage=stage,
        outcome=OUTCOMES.get(stage, OPEN),
        entered=day(start),
        exited=None if end is None else day(end),
        entry_known=entry_known,
        exit_known=exit_known,
    )


def spell(start: int | None, end: int | None = None, outcome: Outcome = OPEN, *, close_known: bool = True) -> Spell:
    return Spell(
        opened=None if start is None else day(start),
        closed=None if end is None else day(end),
        close_known=close_known,
        outcome=outcome,
    )


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ((), ()),
        ((opened(1), Contacted(channel="call", at=day(2))), ()),
        ((entered("new", 1),), (visit("new", 1),)),
        (
            (entered("new", 1), Contacted(channel="call", at=day(2)), entered("pitch", 3), entered("won", 5)),
            (visit("new", 1, 3), visit("pitch", 3, 5), visit("won", 5)),
        ),
        ((entered("new", 1), entered("new", 2), entered("won", 3)), (visit("new", 1, 3), visit("won", 3))),
        (
            (entered("new", 1), entered("pitch", 2), entered("new", 3)),
            (visit("new", 1, 2), visit("pitch", 2, 3), visit("new", 3)),
        ),
        ((entered("new", 1), entered("pitch", 1)), (visit("new", 1, 1), visit("pitch", 1))),
        (
            (entered("new", 1), seen("pitch", 3), entered("won", 5)),
            (visit("new", 1, 3, exit_known=False), visit("pitch", 3, 5, entry_known=False), visit("won", 5)),
        ),
        ((entered("new", 1), seen("new", 3)), (visit("new", 1),)),
        ((seen("new", 1), entered("new", 3)), (visit("new", 1, entry_known=False),)),
        (
            (seen("new", 1), seen("pitch", 3)),
            (visit("new", 1, 3, entry_known=False, exit_known=False), visit("pitch", 3, entry_known=False)),
        ),
    ],
    ids=[
        "empty",
        "no stage",
        "one",
        "to a win",
        "entered twice",
        "there and back",
        "no time at all",
        "seen amid",
        "seen where it is",
        "entered where it was seen",
        "only seen",
    ],
)
def test_visits_are_maximal_stays(log: tuple[Fact, ...], expected: tuple[Visit, ...]) -> None:
    """Each stage lasts from its entry to the next; entering where one is already changes nothing."""
    assert expected == record(*log).visits


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ((), ()),
        ((Contacted(channel="call", at=day(2)),), ()),
        ((opened(1),), (spell(1),)),
        ((entered("new", 1),), (spell(1),)),
        ((entered("new", 1), entered("pitch", 2), entered("won", 5)), (spell(1, 5, WON),)),
        ((opened(1), entered("new", 3), entered("lost", 5)), (spell(1, 5, LOST),)),
        ((opened(1), entered("won", 5)), (spell(1, 5, WON),)),
        ((entered("won", 5),), (spell(None, 5, WON),)),
        ((seen("won", 5),), (spell(None, 5, WON, close_known=False),)),
        ((seen("new", 1),), (spell(None),)),
        ((seen("new", 1), entered("won", 5)), (spell(None, 5, WON),)),
        ((entered("new", 1), seen("lost", 5)), (spell(1, 5, LOST, close_known=False),)),
        ((entered("new", 1), entered("hold", 2), entered("new", 4), entered("won", 5)), (spell(1, 5, WON),)),
        ((entered("hold", 1), entered("won", 5)), (spell(1, 5, WON),)),
        ((entered("new", 1), entered("lost", 2), entered("new", 4)), (spell(1, 2, LOST), spell(4))),
        (
            (entered("new", 1), entered("lost", 2), entered("new", 4), entered("won", 6)),
            (spell(1, 2, LOST), spell(4, 6, WON)),
        ),
        ((entered("new", 1), entered("lost", 2), seen("new", 4)), (spell(1, 2, LOST), spell(None))),
        ((entered("new", 1), entered("lost", 2), entered("hold", 4)), (spell(1, 2, LOST), spell(4))),
        ((entered("new", 1), entered("lost", 2), entered("won", 4)), (spell(1, 4, WON),)),
        ((entered("new", 1), entered("won", 2), entered("won", 4)), (spell(1, 2, WON),)),
        (
            (entered("new", 1), entered("lost", 2), entered("new", 4), entered("won", 6), seen("won", 7)),
            (spell(1, 2, LOST), spell(4, 6, WON)),
        ),
        (
            (entered("new", 1), entered("lost", 2), entered("new", 4), entered("won", 6), seen("lost", 7)),
            (spell(1, 2, LOST), spell(4, 7, LOST, close_known=False)),
        ),
        (
            (entered("new", 1), entered("lost", 2), seen("lost", 3), entered("new", 4)),
            (spell(1, 2, LOST), spell(4)),
        ),
        ((entered("new", 2), opened(4), entered("won", 5)), (spell(4, 5, WON),)),
        ((opened(1), entered("new", 2), opened(3), entered("won", 5)), (spell(1, 5, WON),)),
        ((entered("won", 2), opened(4)), (spell(4, 2, WON),)),
    ],
    ids=[
        "empty",
        "no stage",
        "opened",
        "open",
        "won",
        "opened before its first stage",
        "opened and won",
        "imported as won",
        "seen won",
        "seen open",
        "seen open, then won",
        "seen lost",
        "on hold in between",
        "on hold first",
        "reopened",
        "reopened and won",
        "seen reopened",
        "reopened on hold",
        "corrected",
        "won twice",
        "reopened, won and seen won",
        "reopened, won and seen lost",
        "lost, seen lost and reopened",
        "opened after its first stage",
        "opened twice",
        "opened after its close",
    ],
)
def test_spells_are_open_periods(log: tuple[Fact, ...], expected: tuple[Spell, ...]) -> None:
    """Each lasts from opening, or reopening, to the close that ends it; time on hold belongs to it."""
    assert expected == record(*log).spells


@pytest.mark.parametrize(
    ("stay", "expected"),
    [
        (visit("new", 1, 3), timedelta(days=2)),
        (visit("new", 1, 1), timedelta(0)),
        (visit("new", 1), None),
        (visit("new", 1, 3, entry_known=False), None),
        (visit("new", 1, 3, exit_known=False), None),
    ],
)
def test_a_dwell_time_needs_both_its_ends(stay: Visit, expected: timedelta | None) -> None:
    """While it lasts, or where an end is not known, there is none."""
    assert expected == stay.dwell_time


@pytest.mark.parametrize(
    ("stay", "expected"),
    [
        (spell(1, 3, WON), timedelta(days=2)),
        (spell(1), None),
        (spell(None, 3, WON), None),
        (spell(1, 3, WON, close_known=False), None),
        (spell(4, 2, WON), timedelta(days=-2)),
    ],
)
def test_a_length_needs_both_its_ends(stay: Spell, expected: timedelta | None) -> None:
    """While open, or where an end is not known, there is none; a negative one is a data error that shows."""
    assert expected == stay.length


@pytest.mark.parametrize(("month", "first", "hours"), [(3, 28, 23), (10, 24, 25)], ids=["spring", "autumn"])
def test_a_night_of_changed_clocks_has_its_true_length(month: int, first: int, hours: int) -> None:
    """From noon to noon over the change is 23 or 25 hours, of a visit and of a spell."""
    noon = datetime(2026, month, first, 12, tzinfo=BERLIN)
    log = (
        StageEntered(stage="new", outcome="open", at=noon),
        StageEntered(stage="won", outcome="won", at=noon.replace(day=first + 1)),
    )
    reading = record(*log)
    assert timedelta(hours=hours) == reading.visits[0].dwell_time
    assert timedelta(hours=hours) == reading.spells[0].length


def test_a_visit_keeps_the_outcome_its_stage_had() -> None:
    """What a stage meant when it was entered is what its visit means."""
    assert [OPEN, HOLD, LOST] == [
        stay.outcome for stay in record(entered("new", 1), entered("hold", 2), entered("lost", 3)).visits
    ]


@pytest.mark.parametrize("stay", [visit("new", 1, 3), spell(1, 3, WON)], ids=["Visit", "Spell"])
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_stay_survives_a_round_trip(stay: Visit | Spell, again: Callable[[object], object]) -> None:
    """A copied or pickled stay is equal to the first, hashes alike, and is frozen."""
    assert stay == again(stay)
    assert hash(stay) == hash(again(stay))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        stay.outcome = OPEN
