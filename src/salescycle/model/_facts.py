"""Facts about the buyer and the business: contacts, answers, values, dates, people."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import ClassVar

import attrs

from salescycle.values import (
    Money,
    key_text,
    member,
    money_from_0,
    must_be,
    name_text,
    note_text,
    optional_date,
    optional_name,
    optional_utc,
)

from ._fact import Fact

__all__ = [
    "Assessed",
    "CloseExpected",
    "Contacted",
    "Direction",
    "NextStepSet",
    "OwnerAssigned",
    "PersonaMatched",
    "ValueSet",
]


class Direction(enum.StrEnum):
    """Who reached whom: the buyer us, we the buyer, or both talked.

    >>> Direction("inbound")
    <Direction.INBOUND: 'inbound'>
    """

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    TWO_WAY = "two_way"


def _direction(value: Direction | str) -> Direction:
    return member(Direction, value, "a direction")


@attrs.frozen(kw_only=True)
class ValueSet(Fact):
    """What the deal is worth, from now on.

    >>> from datetime import UTC
    >>> print(ValueSet(value=Money("48000", "USD"), at=datetime(2026, 3, 2, 9, tzinfo=UTC)).value)
    48,000.00 USD
    """

    kind: ClassVar[str] = "value_set"

    value: Money = attrs.field(validator=money_from_0("a deal's value"))


@attrs.frozen(kw_only=True)
class CloseExpected(Fact):
    """The day on which the deal is expected to close, from now on; ``None`` when nobody knows.

    >>> from datetime import UTC
    >>> print(CloseExpected(on=date(2026, 3, 31), at=datetime(2026, 3, 2, 9, tzinfo=UTC)).on)
    2026-03-31
    """

    kind: ClassVar[str] = "close_expected"

    on: date | None = attrs.field(converter=optional_date)


@attrs.frozen(kw_only=True)
class NextStepSet(Fact):
    """What happens next with the buyer, and when it is due; ``None`` when nothing is agreed.

    >>> from datetime import UTC, datetime
    >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 15, tzinfo=UTC)
    >>> print(NextStepSet(what="demo for the CFO", due=friday, at=monday).due)
    2026-03-06 15:00:00+00:00
    """

    kind: ClassVar[str] = "next_step_set"

    due: datetime | None = attrs.field(converter=optional_utc)
    what: str = attrs.field(default="", converter=note_text)


@attrs.frozen(kw_only=True)
class OwnerAssigned(Fact):
    """Who is responsible, from now on; ``None`` when nobody is.

    >>> from datetime import UTC
    >>> print(OwnerAssigned(owner="kim", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).owner)
    kim
    """

    kind: ClassVar[str] = "owner_assigned"

    owner: str | None = attrs.field(converter=optional_name)


@attrs.frozen(kw_only=True)
class PersonaMatched(Fact):
    """The buyer resembles a persona, named by its key.

    >>> from datetime import UTC
    >>> print(PersonaMatched(persona="operations-lead", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).persona)
    operations-lead
    """

    kind: ClassVar[str] = "persona_matched"

    persona: str = attrs.field(converter=key_text)


@attrs.frozen(kw_only=True)
class Contacted(Fact):
    """A contact with the buyer.

    ``channel`` is a key of the host's (call, email, meeting, demo ...); ``human`` is false for what a machine
    sent, which does not count as a response.

    >>> from datetime import UTC
    >>> call = Contacted(channel="call", direction="inbound", at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> call.direction, call.human, call.is_response
    (<Direction.INBOUND: 'inbound'>, True, False)
    """

    kind: ClassVar[str] = "contacted"

    channel: str = attrs.field(converter=key_text)
    direction: Direction = attrs.field(default=Direction.OUTBOUND, converter=_direction)
    human: bool = attrs.field(default=True, validator=must_be(bool, "whether a human did it", "give True or False"))
    note: str = attrs.field(default="", converter=note_text, repr=False)

    @property
    def is_response(self) -> bool:
        """Whether a person of ours reached out, or both talked: what a machine sent, and what came in, is none."""
        return self.human and self.direction is not Direction.INBOUND


@attrs.frozen(kw_only=True)
class Assessed(Fact):
    """An answer to a question of a qualification framework, with what it rests on.

    The keys of framework, question and answer are the framework's own; ``Framework.answer`` checks them.
    A later answer replaces an earlier one.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> print(Assessed(framework="bant", question="budget", answer="yes", source="CFO", at=monday).answer)
    yes
    """

    kind: ClassVar[str] = "assessed"

    framework: str = attrs.field(converter=key_text)
    question: str = attrs.field(converter=key_text)
    answer: str = attrs.field(converter=key_text)
    evidence: str = attrs.field(default="", converter=note_text, repr=False)
    source: str = attrs.field(default="", converter=name_text, repr=False)
