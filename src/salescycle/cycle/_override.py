"""Overrides: letting a record pass against the rules, by name and with a reason."""

from __future__ import annotations

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import name_text, note_text

__all__ = ["Override"]


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
