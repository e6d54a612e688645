"""Commitments: the small yeses of both sides, made, kept and missed."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import attrs

from salescycle.values import Share, key_text, member, name_text, optional_utc, utc

from ._fact import Fact

__all__ = [
    "Commitment",
    "CommitmentKept",
    "CommitmentMade",
    "CommitmentMissed",
    "Commitments",
    "Side",
    "commitments_of",
    "side_of",
]


class Side(enum.StrEnum):
    """Who is to do something: we, or the buyer.

    >>> Side("buyer")
    <Side.BUYER: 'buyer'>
    """

    US = "us"
    BUYER = "buyer"


def side_of(value: Side | str) -> Side:
    """Convert to a side."""
    return member(Side, value, "a side")


@attrs.frozen(kw_only=True)
class CommitmentMade(Fact):
    """One side promised something small, under a key; ``due`` is until when, if that was said.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, 17, tzinfo=UTC)
    >>> print(CommitmentMade(commitment="cfo_meeting", side="buyer", what="bring the CFO", due=friday, at=monday).side)
    buyer
    """

    kind: ClassVar[str] = "commitment_made"

    commitment: str = attrs.field(converter=key_text)
    side: Side = attrs.field(converter=side_of)
    what: str = attrs.field(default="", converter=name_text)
    due: datetime | None = attrs.field(default=None, converter=optional_utc)


@attrs.frozen(kw_only=True)
class CommitmentKept(Fact):
    """A commitment was kept, in time or late.

    >>> from datetime import UTC
    >>> print(CommitmentKept(commitment="cfo_meeting", at=datetime(2026, 3, 6, tzinfo=UTC)).commitment)
    cfo_meeting
    """

    kind: ClassVar[str] = "commitment_kept"

    commitment: str = attrs.field(converter=key_text)


@attrs.frozen(kw_only=True)
class CommitmentMissed(Fact):
    """A commitment was not kept, and is given up.

    >>> from datetime import UTC
    >>> print(CommitmentMissed(commitment="cfo_meeting", at=datetime(2026, 3, 9, tzinfo=UTC)).commitment)
    cfo_meeting
    """

    kind: ClassVar[str] = "commitment_missed"

    commitment: str = attrs.field(converter=key_text)


@attrs.frozen(kw_only=True)
class Commitment:
    """A commitment as it stands: who made it, until when, and whether it was kept or missed.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    >>> promise = Commitment(key="trial", side=Side.BUYER, what="try it", made_at=monday, due=friday)
    >>> promise.is_overdue(as_of=friday), promise.is_overdue(as_of=datetime(2026, 3, 7, tzinfo=UTC))
    (False, True)
    """

    key: str
    side: Side
    what: str
    made_at: datetime
    due: datetime | None = None
    kept_at: datetime | None = None
    missed_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it was kept or given up."""
        return self.kept_at is not None or self.missed_at is not None

    def is_overdue(self, *, as_of: datetime) -> bool:
        """Whether it is not settled and its time has passed."""
        return not self.is_settled and self.due is not None and utc(as_of) > self.due


@attrs.frozen(kw_only=True)
class Commitments:
    """The commitments of a deal, in the order in which they were made.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> kept = Commitment(key="trial", side=Side.BUYER, what="try it", made_at=monday, kept_at=monday)
    >>> print(Commitments(every=(kept,)).kept_ratio(as_of=monday))
    100.0% (1 of 1)
    """

    every: tuple[Commitment, ...] = ()

    def by(self, side: Side | str) -> Commitments:
        """Give those of one side."""
        wanted = side_of(side)
        return Commitments(every=tuple(each for each in self.every if each.side is wanted))

    def open(self) -> tuple[Commitment, ...]:
        """Give those that are neither kept nor given up."""
        return tuple(each for each in self.every if not each.is_settled)

    def overdue(self, *, as_of: datetime) -> tuple[Commitment, ...]:
        """Give those whose time has passed, and that are neither kept nor given up."""
        return tuple(each for each in self.every if each.is_overdue(as_of=as_of))

    def kept_ratio(self, *, as_of: datetime) -> Share:
        """Give the share of commitments that were kept.

        Formula: kept / (kept, given up, or overdue). Leaves out, and counts, those that may still be kept in time.
        One that was kept late was kept.
        """
        kept = [each for each in self.every if each.kept_at is not None]
        due = [each for each in self.every if each.is_settled or each.is_overdue(as_of=as_of)]
        waiting = len(self.every) - len(due)
        left_out = (("may still be kept", waiting),) if waiting else ()
        return Share(part=len(kept), whole=len(due), definition="kept of commitments due", left_out=left_out)


def commitments_of(log: Iterable[Fact]) -> Commitments:
    """Read the commitments off a log in time order; one made again under its key is open again."""
    found: dict[str, Commitment] = {}
    for fact in log:
        if isinstance(fact, CommitmentMade):
            found[fact.commitment] = Commitment(
                key=fact.commitment, side=fact.side, what=fact.what, made_at=fact.at, due=fact.due
            )
        elif isinstance(fact, CommitmentKept) and fact.commitment in found:
            found[fact.commitment] = attrs.evolve(found[fact.commitment], kept_at=fact.at, missed_at=None)
        elif isinstance(fact, CommitmentMissed) and fact.commitment in found:
            found[fact.commitment] = attrs.evolve(found[fact.commitment], missed_at=fact.at, kept_at=None)
    return Commitments(every=tuple(found.values()))
