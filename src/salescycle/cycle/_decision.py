"""Decisions: may this record move there, and if not, why not."""

from __future__ import annotations

from datetime import datetime

import attrs

from salescycle.values import Wording, wording

from ._criterion import Unmet

__all__ = ["Decision", "Refusal"]


@attrs.frozen(kw_only=True)
class Refusal:
    """A rule of the cycle that stands against a move: a stable code, and a sentence.

    ``message`` names stages by their keys, for developers; ``says`` by their labels, for people, in English
    and Korean. The codes: ``no_way``, ``already_there``, ``no_reason``, ``too_late``, ``too_early``,
    ``no_stage``.

    >>> refusal = Refusal(code="no_way", message="'talk' leads to offer", says="Talk leads to Offer")
    >>> str(refusal), refusal.text("en")
    ("'talk' leads to offer", 'Talk leads to Offer')
    """

    code: str
    message: str
    says: Wording = attrs.field(converter=wording)

    @property
    def is_firm(self) -> bool:
        """Whether no override helps: time does not run backwards, and a record moves from somewhere to elsewhere."""
        return self.code in ("already_there", "no_stage", "too_early")

    def text(self, locale: str = "en") -> str:
        """Say what stands against the move, in a language."""
        return self.says.text(locale)

    def __str__(self) -> str:
        return self.message


@attrs.frozen(kw_only=True)
class Decision:
    """The answer of ``Cycle.check``: whether a move may happen at an instant, with every reason why not.

    True in a condition when the move is allowed. ``refusals`` are rules of the cycle that no work on the deal can
    meet; ``unmet`` are the exit criteria that do not hold yet. Where only a reason is missing, ``needs_reason`` is
    true: ask for one, and the move may be made with it.

    >>> from datetime import UTC
    >>> decision = Decision(record="D-1", stage="talk", to="offer", at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> bool(decision), str(decision)
    (True, "may move from 'talk' to 'offer'")
    """

    record: str
    stage: str | None
    to: str
    at: datetime
    refusals: tuple[Refusal, ...] = ()
    unmet: tuple[Unmet, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether nothing stands against the move."""
        return not self.refusals and not self.unmet

    def __bool__(self) -> bool:
        return self.is_allowed

    @property
    def may_be_overridden(self) -> bool:
        """Whether an override would let the move pass."""
        return not any(refusal.is_firm for refusal in self.refusals)

    @property
    def needs_reason(self) -> bool:
        """Whether the move needs a reason that was not given."""
        return any(refusal.code == "no_reason" for refusal in self.refusals)

    def reasons(self, locale: str = "en") -> tuple[str, ...]:
        """Give every reason against the move, as sentences for people; none when it is allowed."""
        refusals = [refusal.text(locale) for refusal in self.refusals]
        return (*refusals, *(unmet.text(locale) for unmet in self.unmet))

    def __str__(self) -> str:
        move = f"move from {self.stage!r} to {self.to!r}"
        if self.is_allowed:
            return f"may {move}"
        still = [f"still needed: {', '.join(map(str, self.unmet))}"] if self.unmet else []
        return "; ".join([f"cannot {move}", *map(str, self.refusals), *still])
