"""Quiet: when the buyer wants to be left alone, or is left alone for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import attrs

from salescycle.values import note_text, optional_key, optional_utc

from ._fact import Fact

__all__ = ["OptedIn", "OptedOut", "Snoozed", "opted_out", "snoozed_until"]


@attrs.frozen(kw_only=True)
class OptedOut(Fact):
    """The buyer asked not to be contacted any more: on one ``channel``, or on none at all where none is named.

    >>> from datetime import UTC
    >>> print(OptedOut(channel="email", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).channel)
    email
    """

    kind: ClassVar[str] = "opted_out"

    channel: str | None = attrs.field(default=None, converter=optional_key)
    note: str = attrs.field(default="", converter=note_text, repr=False)


@attrs.frozen(kw_only=True)
class OptedIn(Fact):
    """The buyer agreed to be contacted (again): on one ``channel``, or on any where none is named.

    >>> from datetime import UTC
    >>> print(OptedIn(at=datetime(2026, 3, 2, 9, tzinfo=UTC)).channel)
    None
    """

    kind: ClassVar[str] = "opted_in"

    channel: str | None = attrs.field(default=None, converter=optional_key)
    note: str = attrs.field(default="", converter=note_text, repr=False)


@attrs.frozen(kw_only=True)
class Snoozed(Fact):
    """Somebody put the record off: nothing is asked of it until an instant; ``None`` takes it up again at once.

    A later one counts instead of an earlier one. To put it off without an end, move it to a stage on hold.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 9, tzinfo=UTC)
    >>> print(Snoozed(until=friday, reason="back from leave then", at=monday).until)
    2026-03-06 09:00:00+00:00
    """

    kind: ClassVar[str] = "snoozed"

    until: datetime | None = attrs.field(converter=optional_utc)
    reason: str = attrs.field(default="", converter=note_text)


def opted_out(facts: Iterable[Fact], channel: str | None = None) -> bool:
    """Read off facts in time order whether the buyer opted out of a channel, or of all of them.

    What is said of all channels counts for each of them. One that was opted into after that makes it less than all.
    """
    out = False
    for fact in facts:
        if isinstance(fact, OptedOut) and fact.channel in (None, channel):
            out = True
        elif isinstance(fact, OptedIn) and (channel is None or fact.channel in (None, channel)):
            out = False
    return out


def snoozed_until(facts: Iterable[Fact]) -> datetime | None:
    """Read off facts in time order until when the record was put off, as last said; it may be over by now."""
    until = None
    for fact in facts:
        if isinstance(fact, Snoozed):
            until = fact.until
    return until
