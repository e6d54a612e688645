"""Matters: single things that somebody should look after now."""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from salescycle.values import Wording, member, must_be, note_text, optional_utc

__all__ = ["Matter", "MatterKind", "Pressure"]


class MatterKind(enum.StrEnum):
    """What somebody should look after.

    >>> print(MatterKind.NO_NEXT_STEP.label, MatterKind.NO_NEXT_STEP.label.text("ko"))
    No next step 다음 단계 없음
    """

    RESPONSE = "response"
    CADENCE = "cadence"
    NEXT_STEP = "next_step"
    MEETING = "meeting"
    COMMITMENT = "commitment"
    PAPERWORK = "paperwork"
    PROPOSAL_EXPIRES = "proposal_expires"
    CLOSE_PASSED = "close_passed"
    STALLED = "stalled"
    NO_NEXT_STEP = "no_next_step"

    @property
    def label(self) -> Wording:
        """What people read."""
        return _LABELS[self]


_LABELS = {
    MatterKind.RESPONSE: Wording({"en": "Answer", "ko": "응답"}),
    MatterKind.CADENCE: Wording({"en": "Follow up", "ko": "후속 연락"}),
    MatterKind.NEXT_STEP: Wording({"en": "Next step", "ko": "다음 단계"}),
    MatterKind.MEETING: Wording({"en": "Meeting", "ko": "미팅"}),
    MatterKind.COMMITMENT: Wording({"en": "Commitment", "ko": "약속"}),
    MatterKind.PAPERWORK: Wording({"en": "Paperwork", "ko": "서류"}),
    MatterKind.PROPOSAL_EXPIRES: Wording({"en": "Proposal expires", "ko": "제안서 만료"}),
    MatterKind.CLOSE_PASSED: Wording({"en": "Expected close passed", "ko": "예상 마감일 경과"}),
    MatterKind.STALLED: Wording({"en": "Stalled", "ko": "정체"}),
    MatterKind.NO_NEXT_STEP: Wording({"en": "No next step", "ko": "다음 단계 없음"}),
}


class Pressure(enum.StrEnum):
    """How a matter stands to its time, from one that has none to one that is late.

    >>> [each.value for each in Pressure]
    ['standing', 'due', 'at_risk', 'overdue']
    """

    STANDING = "standing"
    DUE = "due"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"


def _kind(value: MatterKind | str) -> MatterKind:
    return member(MatterKind, value, "a matter")


@attrs.frozen(kw_only=True)
class Matter:
    """One thing to look after: what it is, since when it is late or when it is due, and why.

    ``due`` is ``None`` where it has no time of its own: a deal with no next step wants one now. ``at_risk`` says that
    it is not due yet, and that most of its time is used. ``why`` is one sentence without a full stop.

    >>> from datetime import UTC
    >>> friday, monday = datetime(2026, 3, 6, 17, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC)
    >>> matter = Matter(kind="commitment", why="send the data sheet", due=friday)
    >>> print(matter.pressure(as_of=monday), "|", matter)
    overdue | commitment: send the data sheet
    """

    kind: MatterKind = attrs.field(converter=_kind)
    why: str = attrs.field(converter=note_text)
    due: datetime | None = attrs.field(default=None, converter=optional_utc)
    at_risk: bool = attrs.field(default=False, validator=must_be(bool, "at_risk"))

    def pressure(self, *, as_of: datetime) -> Pressure:
        """Say how it stands to its time at an instant."""
        if self.due is None:
            return Pressure.STANDING
        if self.due < as_of:
            return Pressure.OVERDUE
        return Pressure.AT_RISK if self.at_risk else Pressure.DUE

    def __str__(self) -> str:
        return f"{self.kind.label.text().lower()}: {self.why}" if self.why else self.kind.label.text().lower()
