"""Facts: the small frozen things that happen to a record, each with its two times."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import ClassVar

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Money, key_text, member, must_be, name_text, note_text, optional_date, optional_name, utc

__all__ = [
    "Assessed",
    "CloseExpected",
    "Contacted",
    "Direction",
    "Fact",
    "Opened",
    "Outcome",
    "OwnerAssigned",
    "PersonaMatched",
    "StageEntered",
    "StageSeen",
    "ValueSet",
    "outcome_of",
]


class Outcome(enum.StrEnum):
    """What a stage means for the record in it: still open, closed by a win or a loss, or put aside.

    >>> [outcome.value for outcome in Outcome if outcome.is_closed]
    ['won', 'lost']
    """

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    HOLD = "hold"

    @property
    def is_closed(self) -> bool:
        """Whether the record is closed: won or lost. On hold is neither open nor closed."""
        return self is Outcome.WON or self is Outcome.LOST


class Direction(enum.StrEnum):
    """Who reached whom: the buyer us, we the buyer, or both talked.

    >>> Direction("inbound")
    <Direction.INBOUND: 'inbound'>
    """

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    TWO_WAY = "two_way"


def _recorded(fact: Fact) -> datetime:
    return fact.at


@attrs.frozen(kw_only=True)
class Fact:
    """Something that happened to a record: when (``at``), when it was learned (``recorded_at``), through whom.

    ``recorded_at`` defaults to ``at``; a fact entered late has a later one. Subclass it, with a ``kind`` of its
    own, for facts of your own: a log keeps any.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 17, tzinfo=UTC)
    >>> Contacted(channel="call", at=monday).recorded_at == monday
    True
    >>> late = Contacted(channel="call", at=monday, recorded_at=friday, by="kim")
    >>> print(late.recorded_at - late.at, late.by)
    4 days, 8:00:00 kim
    """

    kind: ClassVar[str] = "fact"
    _tells_stage: ClassVar[bool] = False

    at: datetime = attrs.field(converter=utc)
    recorded_at: datetime = attrs.field(default=attrs.Factory(_recorded, takes_self=True), converter=utc)
    by: str | None = attrs.field(default=None, converter=optional_name)


def outcome_of(value: Outcome | str) -> Outcome:
    """Convert to an outcome.

    >>> outcome_of("won")
    <Outcome.WON: 'won'>
    """
    return member(Outcome, value, "an outcome")


def _direction(value: Direction | str) -> Direction:
    return member(Direction, value, "a direction")


@attrs.frozen(kw_only=True)
class Opened(Fact):
    """The record was opened (created). Needed only where that is known apart from its first stage.

    >>> from datetime import UTC
    >>> print(Opened(at=datetime(2026, 3, 2, 9, tzinfo=UTC)).at)
    2026-03-02 09:00:00+00:00
    """

    kind: ClassVar[str] = "opened"


@attrs.frozen(kw_only=True)
class StageEntered(Fact):
    """The record entered a stage; ``reason`` says why, above all for a loss.

    ``outcome`` is what the stage meant at the time, so that a later change of the cycle does not rewrite history;
    ``cycle`` names the cycle and version it was entered under (empty for an import). ``Cycle.entry`` fills both.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lost = StageEntered(stage="lost", outcome="lost", reason="price", at=monday)
    >>> lost.outcome.is_closed, lost.reason
    (True, 'price')
    """

    kind: ClassVar[str] = "stage_entered"
    _tells_stage: ClassVar[bool] = True

    stage: str = attrs.field(converter=key_text)
    outcome: Outcome = attrs.field(converter=outcome_of)
    cycle: str = attrs.field(default="", converter=name_text)
    reason: str = attrs.field(default="", converter=note_text)

    def again(
        self, *, at: datetime, recorded_at: datetime | None = None, by: str | None = None, reason: str = ""
    ) -> StageEntered:
        """Give an entry of the same stage at another time.

        Every move makes one, so only what is new is converted: stage, outcome and cycle were when this was made.
        """
        at = utc(at)
        entry = object.__new__(StageEntered)
        _put_at(entry, at)
        _put_recorded_at(entry, at if recorded_at is None else utc(recorded_at))
        _put_by(entry, None if by is None else optional_name(by))
        _put_stage(entry, self.stage)
        _put_outcome(entry, self.outcome)
        _put_cycle(entry, self.cycle)
        _put_reason(entry, reason if reason == "" else note_text(reason))
        return entry


# A slot's own descriptor sets it, which a frozen class does not guard.
_put_at, _put_recorded_at, _put_by, _put_stage, _put_outcome, _put_cycle, _put_reason = (
    getattr(StageEntered, field.name).__set__ for field in attrs.fields(StageEntered)
)


def started(start: StageEntered, cycle: str) -> StageEntered:
    """Check the fact that begins a record."""
    if not isinstance(start, StageEntered):
        raise InvalidValue("a start", "must be a StageEntered", start, f"give {cycle}.start(at=...)")
    return start


@attrs.frozen(kw_only=True)
class StageSeen(Fact):
    """The record was found in a stage, and when it entered is not known: what a snapshot tells.

    Nothing is measured from a stay whose beginning was not recorded.

    >>> from datetime import UTC
    >>> print(StageSeen(stage="pitch", outcome="open", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).stage)
    pitch
    """

    kind: ClassVar[str] = "stage_seen"
    _tells_stage: ClassVar[bool] = True

    stage: str = attrs.field(converter=key_text)
    outcome: Outcome = attrs.field(converter=outcome_of)
    cycle: str = attrs.field(default="", converter=name_text)


def _not_negative(fact: ValueSet, attribute: attrs.Attribute[Money], value: Money) -> None:
    must_be(Money, "a deal's value", "give Money('48000', 'USD')")(fact, attribute, value)
    if value.amount < 0:
        raise InvalidValue("a deal's value", "must not be negative", str(value))


@attrs.frozen(kw_only=True)
class ValueSet(Fact):
    """What the deal is worth, from now on.

    >>> from datetime import UTC
    >>> print(ValueSet(value=Money("48000", "USD"), at=datetime(2026, 3, 2, 9, tzinfo=UTC)).value)
    48,000.00 USD
    """

    kind: ClassVar[str] = "value_set"

    value: Money = attrs.field(validator=_not_negative)


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
    >>> call.direction, call.human
    (<Direction.INBOUND: 'inbound'>, True)
    """

    kind: ClassVar[str] = "contacted"

    channel: str = attrs.field(converter=key_text)
    direction: Direction = attrs.field(default=Direction.OUTBOUND, converter=_direction)
    human: bool = attrs.field(default=True, validator=must_be(bool, "whether a human did it", "give True or False"))
    note: str = attrs.field(default="", converter=note_text, repr=False)


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
