"""What all facts have in common."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import attrs

from salescycle.values import key_text, must_be, optional_name, utc

__all__ = ["Fact", "UnknownFact", "unread_text"]

unread_text = must_be(str, "what was not read", "leave it as the edge that read the data made it")
"""Check what is kept unread: text of the edge that kept it, which nothing here looks into."""


def _recorded(fact: Fact) -> datetime:
    return fact.at


@attrs.frozen(kw_only=True)
class Fact:
    """Something that happened to a record: when (``at``), when it was learned (``recorded_at``), through whom.

    ``recorded_at`` defaults to ``at``; a fact entered late has a later one. Subclass it, with a ``kind`` of its
    own, for facts of your own: a log keeps any.

    ``unread`` is what a newer version wrote of it that this one does not know, as the edge that read it keeps it.

    >>> from datetime import UTC
    >>> from salescycle.model import Contacted
    >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 17, tzinfo=UTC)
    >>> Contacted(channel="call", at=monday).recorded_at == monday
    True
    >>> late = Contacted(channel="call", at=monday, recorded_at=friday, by="kim")
    >>> print(late.recorded_at - late.at, late.by)
    4 days, 8:00:00 kim
    """

    kind: ClassVar[str] = "fact"
    _tells_stage: ClassVar[bool] = False
    _tells_standing: ClassVar[bool] = False  # which stage, or at least since when it is open

    at: datetime = attrs.field(converter=utc)
    recorded_at: datetime = attrs.field(default=attrs.Factory(_recorded, takes_self=True), converter=utc)
    by: str | None = attrs.field(default=None, converter=optional_name)
    unread: str = attrs.field(default="", validator=unread_text, repr=False)


@attrs.frozen(kw_only=True)
class UnknownFact(Fact):
    """A fact of a kind that this version does not know, kept so that writing it back loses nothing.

    A newer version wrote it. Its ``kind`` and times are known; all else is in ``unread``, as the edge that read it
    keeps it. No reading looks at it.

    >>> from datetime import UTC
    >>> UnknownFact(kind="mood_seen", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).kind
    'mood_seen'
    """

    kind: str = attrs.field(converter=key_text)  # type: ignore[misc]  # pyright: ignore[reportIncompatibleVariableOverride]
