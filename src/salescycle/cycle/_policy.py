"""Policies: what a cycle makes of the awkward moves."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import member, several

__all__ = [
    "AS_DECLARED",
    "BACK_WITH_REASON",
    "FREE_BOARD",
    "STRICT",
    "Beginning",
    "GoingBack",
    "MoveKind",
    "Policy",
    "Skipping",
    "beginning_of",
    "going_back_of",
    "move_kind_of",
    "skipping_of",
]


_LONGEST = timedelta(days=36_500)


class MoveKind(enum.StrEnum):
    """What a move between two stages is: the outcomes and the order of the stages say it, not their names.

    A move skips where an open stage lies between. From a closed stage a record is reopened, or its close changed:
    neither is a step back.

    >>> from salescycle.presets import SEVEN_STAGE
    >>> SEVEN_STAGE.kind("pitch", "qualification")
    <MoveKind.MOVED_BACK: 'moved_back'>
    """

    ADVANCED = "advanced"
    SKIPPED = "skipped"
    MOVED_BACK = "moved_back"
    WON = "won"
    LOST = "lost"
    HELD = "held"
    RESUMED = "resumed"
    REOPENED = "reopened"
    CLOSE_CHANGED = "close_changed"


class Skipping(enum.StrEnum):
    """Which open stages may be passed over: as the stages declare it, none, optional ones, or any.

    >>> Skipping("optional")
    <Skipping.OPTIONAL: 'optional'>
    """

    DECLARED = "declared"
    NONE = "none"
    OPTIONAL = "optional"
    FREE = "free"


class GoingBack(enum.StrEnum):
    """Which earlier open stages one may go back to: as the stages declare it, none, or any.

    >>> GoingBack("free")
    <GoingBack.FREE: 'free'>
    """

    DECLARED = "declared"
    NONE = "none"
    FREE = "free"


class Beginning(enum.StrEnum):
    """Where a record may begin: in the first stage, or in any that is open.

    >>> Beginning("any_open")
    <Beginning.ANY_OPEN: 'any_open'>
    """

    FIRST = "first"
    ANY_OPEN = "any_open"


def skipping_of(value: Skipping | str) -> Skipping:
    """Convert to a kind of skipping."""
    return member(Skipping, value, "skipping")


def going_back_of(value: GoingBack | str) -> GoingBack:
    """Convert to a kind of going back."""
    return member(GoingBack, value, "going back")


def beginning_of(value: Beginning | str) -> Beginning:
    """Convert to a beginning."""
    return member(Beginning, value, "a beginning")


def move_kind_of(value: MoveKind | str) -> MoveKind:
    """Convert to a kind of move."""
    return member(MoveKind, value, "a kind of move")


def _kinds(value: Iterable[MoveKind | str]) -> tuple[MoveKind, ...]:
    kinds = {move_kind_of(each) for each in several(value, str, "reasons_for", instead="give kinds such as 'lost'")}
    # in the order of the kinds: which way round they were given makes no other policy
    return tuple(kind for kind in MoveKind if kind in kinds)


def _length(policy: Policy, attribute: attrs.Attribute[Any], value: timedelta | None) -> None:  # noqa: ARG001
    if value is not None and not (isinstance(value, timedelta) and timedelta(0) < value <= _LONGEST):
        rule = f"must be a timedelta of more than 0 and at most {_LONGEST.days} days"
        raise InvalidValue("reopen_within", rule, value, "give timedelta(days=90)")


@attrs.frozen(kw_only=True)
class Policy:
    """What a cycle makes of the awkward moves: skipping, going back, reopening, beginning late.

    Stages declare ways of their own; a policy adds ways, or forbids that any be declared.

    ``skipping`` passes over open stages, never over what they ask: a move along a way that the policy adds must also
    meet the exit criteria of each stage passed over that is not optional. ``going_back`` leads to earlier open stages.
    ``reasons_for`` names the kinds of move that need a reason. From which closed stages a record may be reopened, and
    to where, is each stage's ``reopens_to``; ``reopen_within`` is for how long after the close, ``None`` for ever.
    ``begins_in`` says in which stages records start.

    >>> Policy(skipping="optional", reasons_for=["lost", "moved_back"]).reasons_for
    (<MoveKind.MOVED_BACK: 'moved_back'>, <MoveKind.LOST: 'lost'>)
    """

    skipping: Skipping = attrs.field(default=Skipping.DECLARED, converter=skipping_of)
    going_back: GoingBack = attrs.field(default=GoingBack.DECLARED, converter=going_back_of)
    reasons_for: tuple[MoveKind, ...] = attrs.field(default=(), converter=_kinds)
    reopen_within: timedelta | None = attrs.field(default=None, validator=_length)
    begins_in: Beginning = attrs.field(default=Beginning.FIRST, converter=beginning_of)


AS_DECLARED = Policy()
"""Only the ways that stages declare, no reasons asked: what a cycle follows unless it says otherwise."""

BACK_WITH_REASON = Policy(going_back=GoingBack.FREE, reasons_for=[MoveKind.MOVED_BACK, MoveKind.LOST])
"""Back to any earlier stage, with a reason, as for a loss."""

STRICT = Policy(
    skipping=Skipping.NONE, going_back=GoingBack.NONE, reasons_for=[MoveKind.LOST, MoveKind.REOPENED, MoveKind.HELD]
)
"""No declared skip and never back, from open stage to open stage; a reason to lose, to reopen and to put on hold."""

FREE_BOARD = Policy(skipping=Skipping.FREE, going_back=GoingBack.FREE, begins_in=Beginning.ANY_OPEN)
"""A board on which a card may start and go anywhere, as long as what the stages ask is met."""
