"""Overrides: letting a record pass against the rules, by name and with a reason."""

from __future__ import annotations

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import RuleOverridden, StageEntered
from salescycle.values import name_text, note_text

from ._decision import Decision

__all__ = ["Override", "overridden"]


def _who(value: str) -> str:
    return _given(name_text(value), "who overrides a rule", "give by='...'")


def _why(value: str) -> str:
    return _given(note_text(value), "the reason of an override", "give reason='...'")


def _given(text: str, what: str, way_out: str) -> str:
    if not text:
        raise InvalidValue(what, "must not be blank", text, way_out)
    return text


@attrs.frozen(kw_only=True)
class Override:
    """Somebody's word that a record may pass against the rules, and why: the only way round one.

    ``Cycle.move(..., override=...)`` writes it down as a ``RuleOverridden`` fact, which the audit and the numbers see.

    >>> Override(by="kim", reason="the CEO knows them").by
    'kim'
    """

    by: str = attrs.field(converter=_who)
    reason: str = attrs.field(converter=_why)


def overridden(override: Override, decision: Decision, entry: StageEntered) -> RuleOverridden:
    """Give the fact that an override let a record pass against a decision."""
    if not isinstance(override, Override):
        raise InvalidValue("an override", "must be an Override", override, "give Override(by=..., reason=...)")
    return RuleOverridden(
        stage=entry.stage,
        by=override.by,
        reason=override.reason,
        refusals=[refusal.code for refusal in decision.refusals],
        criteria=[unmet.key for unmet in decision.unmet],
        at=entry.at,
        recorded_at=entry.recorded_at,
    )
