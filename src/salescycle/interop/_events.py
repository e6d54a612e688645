"""Events: the neutral stream that every export is translated into."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import attrs

from salescycle.model import (
    CloseExpected,
    Fact,
    ForecastSet,
    OwnerAssigned,
    StageEntered,
    StageSeen,
    ValueSet,
)
from salescycle.values import Money

__all__ = ["UNTOLD", "Event", "Said", "Untold", "What", "fact_of", "in_turn", "standing"]


class Untold(enum.Enum):
    """That nothing was said, which is not the same as that there was nothing."""

    UNTOLD = enum.auto()


UNTOLD = Untold.UNTOLD

Said = StageEntered | Money | date | str | ForecastSet | None
"""What is said of a deal: its stage as an entry at any time, its value, its expected close, its owner or a forecast."""


class What(enum.StrEnum):
    """What an event is about."""

    OPENED = enum.auto()
    CLOSED = enum.auto()
    STAGE = enum.auto()
    VALUE = enum.auto()
    CLOSE = enum.auto()
    OWNER = enum.auto()
    FORECAST = enum.auto()
    STATUS = enum.auto()


@attrs.frozen(kw_only=True)
class Event:
    """What a row says of a deal: that something changed at an instant, or (without one) how it stands now.

    ``before`` is what it was until then, where that is told. ``whole`` says of an opening that nothing which happened
    since is missing; ``is_seen`` of a stage that the entry itself is not known.
    """

    deal: str
    what: What
    said: Said = None
    at: datetime | None = None
    before: Said | Untold = UNTOLD
    by: str | None = None
    recorded_at: datetime | None = None
    reason: str = ""
    seq: int = 0
    row: int = 0
    is_seen: bool = False
    whole: bool = False


def standing(
    deal: str,
    *,
    stage: StageEntered | None,
    opened: datetime | None,
    closed: datetime | None,
    value: Said,
    owner: Said,
    expected: Said,
    reason: str = "",
    whole: bool = False,
) -> Iterator[Event]:
    """Give the events of a row that says how a deal stands; what is ``None`` is not said."""
    if opened is not None:
        yield Event(deal=deal, what=What.OPENED, at=opened, whole=whole)
    if closed is not None or reason:
        yield Event(deal=deal, what=What.CLOSED, at=closed, reason=reason)
    said: dict[What, Said] = {What.STAGE: stage, What.CLOSE: expected, What.VALUE: value, What.OWNER: owner}
    for what, each in said.items():
        if each is not None:
            yield Event(deal=deal, what=what, said=each)


def fact_of(event: Event, at: datetime) -> Fact | None:
    """Make the fact of what an event says; ``None`` where no fact can say it."""
    said, by, recorded_at = event.said, event.by, at if event.recorded_at is None else event.recorded_at
    if isinstance(said, StageEntered):
        if event.is_seen:
            return StageSeen(stage=said.stage, outcome=said.outcome, at=at, recorded_at=recorded_at, by=by)
        return said.again(at=at, recorded_at=recorded_at, by=by, reason=event.reason)
    if event.what is What.CLOSE:
        return CloseExpected(on=said, at=at, recorded_at=recorded_at, by=by)  # type: ignore[arg-type]
    if event.what is What.OWNER:
        return OwnerAssigned(owner=said, at=at, recorded_at=recorded_at, by=by)  # type: ignore[arg-type]
    if isinstance(said, ForecastSet):
        return attrs.evolve(said, at=at, recorded_at=recorded_at, by=by)
    return ValueSet(value=said, at=at, recorded_at=recorded_at, by=by) if isinstance(said, Money) else None


def in_turn(events: Iterable[Event]) -> list[Event]:
    """Put events about one thing in the order in which they happened.

    Those of one instant follow each other's ``before`` where they can, else their ``seq`` and their order of arrival.
    """
    ordered: list[Event] = []
    same: list[Event] = []
    for event in sorted(events, key=lambda event: (event.at, event.seq)):
        if same and same[0].at != event.at:
            ordered += _chained(same, ordered)
            same = []
        same.append(event)
    return ordered + _chained(same, ordered)


def _chained(same: list[Event], earlier: list[Event]) -> list[Event]:
    """Chain the events of one instant: each begins, if any does, with what the one before it ended with."""
    if len(same) < 2 or any(event.before is UNTOLD for event in same):
        return same
    by_before: dict[Any, deque[int]] = {}
    for place, event in enumerate(same):
        by_before.setdefault(event.before, deque()).append(place)
    present: Any = earlier[-1].said if earlier else _beginning(same)
    chained: list[Event] = []
    waiting = deque(range(len(same)))
    taken: set[int] = set()
    while len(chained) < len(same):
        fits = by_before.get(present)
        place = fits.popleft() if fits else waiting.popleft()
        if place not in taken:
            taken.add(place)
            chained.append(same[place])
            present = same[place].said
    return chained


def _beginning(same: list[Event]) -> Any:
    """What the first of some events began with: what none of them ended with, if there is any."""
    ends = {event.said for event in same}
    return next((event.before for event in same if event.before not in ends), same[0].before)
