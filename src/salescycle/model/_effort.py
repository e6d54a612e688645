"""Effort: what time went into a record, by what it was spent on."""

from __future__ import annotations

from typing import ClassVar

import attrs

from salescycle.values import key_text, must_be, note_text, whole_number

from ._fact import Fact

__all__ = ["TimeSpent"]

_DAY_MINUTES = 24 * 60


def _minutes(value: int) -> int:
    return whole_number(value, "minutes spent", least=1, most=_DAY_MINUTES)


@attrs.frozen(kw_only=True)
class TimeSpent(Fact):
    """Somebody spent time on a record, up to ``at``: on what (a key such as ``call``), and whether that was selling.

    Selling is what the buyer takes part in or gets: calls, meetings, demos, offers. Typing in data, travel, internal
    meetings are not, and are what can be taken off people. ``minutes`` are whole, from 1 to those of a day.

    >>> from datetime import UTC, datetime
    >>> TimeSpent(activity="data_entry", minutes=45, selling=False, at=datetime(2026, 3, 2, 17, tzinfo=UTC)).minutes
    45
    """

    kind: ClassVar[str] = "time_spent"

    activity: str = attrs.field(converter=key_text)
    minutes: int = attrs.field(converter=_minutes)
    selling: bool = attrs.field(default=True, validator=must_be(bool, "selling"))
    note: str = attrs.field(default="", converter=note_text, repr=False)
