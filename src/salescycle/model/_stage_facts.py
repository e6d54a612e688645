"""Facts about stages: entered, seen, and what was done to get there."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import ClassVar

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import key_text, key_texts, member, name_text, note_text, optional_name, utc

from ._fact import Fact

__all__ = [
    "Migrated",
    "Opened",
    "Outcome",
    "RuleOverridden",
    "StageEntered",
    "StageSeen",
    "outcome_of",
    "started",
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


def outcome_of(value: Outcome | str) -> Outcome:
    """Convert to an outcome.

    >>> outcome_of("won")
    <Outcome.WON: 'won'>
    """
    return member(Outcome, value, "an outcome")


@attrs.frozen(kw_only=True)
class Opened(Fact):
    """The record was opened (created). Needed only where that is known apart from its first stage.

    >>> from datetime import UTC
    >>> print(Opened(at=datetime(2026, 3, 2, 9, tzinfo=UTC)).at)
    2026-03-02 09:00:00+00:00
    """

    kind: ClassVar[str] = "opened"
    _tells_standing: ClassVar[bool] = True


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
    _tells_standing: ClassVar[bool] = True

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
        _put_unread(entry, "")
        _put_stage(entry, self.stage)
        _put_outcome(entry, self.outcome)
        _put_cycle(entry, self.cycle)
        _put_reason(entry, reason if reason == "" else note_text(reason))
        return entry


# A slot's own descriptor sets it, which a frozen class does not guard.
_put_at, _put_recorded_at, _put_by, _put_unread, _put_stage, _put_outcome, _put_cycle, _put_reason = (
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
    _tells_standing: ClassVar[bool] = True

    stage: str = attrs.field(converter=key_text)
    outcome: Outcome = attrs.field(converter=outcome_of)
    cycle: str = attrs.field(default="", converter=name_text)


@attrs.frozen(kw_only=True)
class Migrated(StageSeen):
    """The record went over to another cycle, or another version of its own, and stands in this stage there.

    It is no move: nobody entered or left anything. Where the stage has another key than before, neither the stay
    that was cut nor the one that follows is measured; under the same key the stay goes on.

    >>> from datetime import UTC
    >>> june = datetime(2026, 6, 1, tzinfo=UTC)
    >>> over = Migrated(stage="demo", outcome="open", cycle="board/2", from_stage="pitch", at=june)
    >>> over.from_stage, over.stage
    ('pitch', 'demo')
    """

    kind: ClassVar[str] = "migrated"

    from_stage: str = attrs.field(converter=key_text)
    from_cycle: str = attrs.field(default="", converter=name_text)


@attrs.frozen(kw_only=True)
class RuleOverridden(Fact):
    """Somebody took it on themselves to let the record into a stage against the rules, and said why.

    ``refusals`` are the codes of the rules that stood against it, ``criteria`` the keys of the criteria that did not
    hold. The move itself is the ``StageEntered`` that follows at the same instant.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> RuleOverridden(stage="offer", by="kim", reason="CEO knows them", criteria=["bant_at_least"], at=monday).criteria
    ('bant_at_least',)
    """

    kind: ClassVar[str] = "rule_overridden"

    stage: str = attrs.field(converter=key_text)
    reason: str = attrs.field(converter=note_text)
    refusals: tuple[str, ...] = attrs.field(default=(), converter=key_texts)
    criteria: tuple[str, ...] = attrs.field(default=(), converter=key_texts)
