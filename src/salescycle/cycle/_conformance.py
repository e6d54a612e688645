"""Conformance: how a log differs from the nearest path that its cycle allows."""

from __future__ import annotations

import enum
import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count, groupby
from operator import attrgetter
from typing import NamedTuple

import attrs

from salescycle.errors import Finding, LimitExceeded
from salescycle.model import Record, StageEntered

from ._audit import Rules, audit, entries_of
from ._lints_of_facts import pardoned

__all__ = ["Conformance", "conformance_of"]

ENTRY_LIMIT = 1000
"""Most stage entries of one record that are compared with the paths of its cycle."""

_DEVIATIONS = (
    "unknown_stage",
    "not_allowed",
    "criterion_unmet",
    "criterion_failed",
    "no_reason",
    "too_late",
)
_UNWANTED = 1_000_000
_BEGINNINGS = ("created_in_later_stage", "created_closed")


class _Change(enum.Enum):
    NONE = enum.auto()
    EXTRA = enum.auto()
    MISSING = enum.auto()


class _Step(NamedTuple):
    stage: str
    change: _Change


_State = tuple[int, str | None]
"""How many of the entered stages were read, and the stage that the path has come to."""


@attrs.frozen(kw_only=True)
class Conformance:
    """How the stages that a record entered differ from the nearest path that its cycle allows.

    ``entered`` are the stages in their order, those entered again while in them once; ``nearest`` is the allowed path
    to the last of them that takes the fewest changes, ``missing`` what it adds and ``extra`` what it leaves out.
    ``first_deviation`` is the first finding of the audit against a rule, if there is one.

    >>> print(Conformance(record="D-1", entered=("talk", "won"), nearest=("talk", "offer", "won"), missing=("offer",)))
    D-1 entered talk, won; the nearest path allowed is talk, offer, won
    """

    record: str
    entered: tuple[str, ...]
    nearest: tuple[str, ...]
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    first_deviation: Finding | None = None

    @property
    def conforms(self) -> bool:
        """Whether the log is one that the cycle could have made."""
        return self.first_deviation is None and not (self.missing or self.extra)

    def __str__(self) -> str:
        if self.entered == self.nearest:
            way = f"{self.record} entered {', '.join(self.entered) or 'no stage'}, a path that is allowed"
            return way if self.first_deviation is None else f"{way}; {self.first_deviation.message}"
        nearest = f"the nearest path allowed is {', '.join(self.nearest)}"
        return f"{self.record} entered {', '.join(self.entered)}; {nearest}"


def conformance_of(rules: Rules, record: Record, begins: Sequence[str]) -> Conformance:
    """Compare a record's stages with the paths of a cycle that begin in one of several stages."""
    entries = entries_of(rules, record)
    stays = [next(stay) for _, stay in groupby(entries, key=attrgetter("stage"))]
    entered = [entry.stage for entry in stays]
    if len(entered) > ENTRY_LIMIT:
        raise LimitExceeded(f"the stage entries of {record.id!r}", f"must be at most {ENTRY_LIMIT}", len(entered))
    if entries and not isinstance(entries[0], StageEntered) and entries[0].stage in rules:
        begins = [*begins, *entered[:1]]  # nobody recorded where it began
    pardons = pardoned(record)
    free = {place for place, entry in enumerate(stays) if (entry.stage, entry.at) in pardons and entry.stage in rules}
    steps = _alignment(rules, entered, begins, free)
    broken = _DEVIATIONS if entered and entered[0] in begins else (*_DEVIATIONS, *_BEGINNINGS)
    found = [finding for finding in audit(rules, record, as_of=None) if finding.code in broken]
    return Conformance(
        record=record.id,
        entered=tuple(entered),
        nearest=tuple(step.stage for step in steps if step.change is not _Change.EXTRA),
        missing=tuple(step.stage for step in steps if step.change is _Change.MISSING),
        extra=tuple(step.stage for step in steps if step.change is _Change.EXTRA),
        first_deviation=min(found, key=lambda finding: finding.at or record.log[0].at, default=None),
    )


def _alignment(rules: Rules, entered: Sequence[str], begins: Sequence[str], free: Collection[int]) -> list[_Step]:
    """Find the fewest changes that make the entered stages an allowed path to the last of them.

    Of several, the one that leaves out least.

    Dijkstra's search over how much of the log was read and which stage the path has come to: an alignment of log and
    model (Adriansyah, Aligning Observed and Modeled Behavior, 2014).
    """
    start: _State = (0, None)
    best: dict[_State, tuple[int, int]] = {start: (0, 0)}
    came: dict[_State, tuple[_State, _Step]] = {}
    order = count()  # states do not compare
    waiting: list[tuple[tuple[int, int], int, _State]] = []
    cost, state = (0, 0), start
    # dropping every stage is always a way, so the end is reached
    while state[0] < len(entered):
        for following, step, changes in _onward(rules, entered, begins, free, state):
            total = (cost[0] + changes[0], cost[1] + changes[1])
            if total < best.get(following, (total[0] + 1, 0)):
                best[following], came[following] = total, (state, step)
                heapq.heappush(waiting, (total, next(order), following))
        cost, _, state = heapq.heappop(waiting)
    return _walked(came, state)


def _onward(
    rules: Rules, entered: Sequence[str], begins: Sequence[str], free: Collection[int], state: _State
) -> Iterator[tuple[_State, _Step, tuple[int, int]]]:
    read, here = state
    stage = entered[read]
    ways = begins if here is None else rules.ways(here)
    if stage in ways or (read in free and here not in (None, stage)):
        yield (read + 1, stage), _Step(stage, _Change.NONE), (0, 0)
    # where a record came to in the end is not in doubt: that is left out only where no path leads there
    cost = 1 if read + 1 < len(entered) else _UNWANTED
    yield (read + 1, here), _Step(stage, _Change.EXTRA), (cost, 1)
    for to in ways:
        # nobody has to lose a deal to get on with it: a close is on the path only where the record entered it
        if not rules.stage(to).outcome.is_closed:
            yield (read, to), _Step(to, _Change.MISSING), (1, 0)


def _walked(came: Mapping[_State, tuple[_State, _Step]], state: _State) -> list[_Step]:
    steps: list[_Step] = []
    while state in came:
        state, step = came[state]
        steps.append(step)
    return steps[::-1]
