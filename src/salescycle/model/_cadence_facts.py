"""Facts about cadences: enrolled and withdrawn, and what was decided about a single step."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import attrs

from salescycle.values import key_text, note_text, utc, whole_number

from ._fact import Fact

__all__ = ["Enrolled", "StepDone", "StepMoved", "StepSkipped", "Withdrawn"]


def _number(value: int) -> int:
    return whole_number(value, "the number of a step's occurrence", least=1)


@attrs.frozen(kw_only=True)
class Enrolled(Fact):
    """A cadence, named by its key, begins; enrolled again, it begins anew.

    >>> from datetime import UTC
    >>> print(Enrolled(cadence="first_contact", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).cadence)
    first_contact
    """

    kind: ClassVar[str] = "enrolled"

    cadence: str = attrs.field(converter=key_text)


@attrs.frozen(kw_only=True)
class Withdrawn(Fact):
    """A cadence was ended by hand.

    >>> from datetime import UTC
    >>> print(Withdrawn(cadence="nurture", reason="hired", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).reason)
    hired
    """

    kind: ClassVar[str] = "withdrawn"

    cadence: str = attrs.field(converter=key_text)
    reason: str = attrs.field(default="", converter=note_text)


@attrs.frozen(kw_only=True)
class StepDone(Fact):
    """A step of a cadence was done, also where no contact shows it.

    ``step`` is its key, ``number`` which of its occurrences, from 1 on; a step on a single day has one.

    >>> from datetime import UTC
    >>> print(StepDone(cadence="nurture", step="email", number=3, at=datetime(2026, 3, 2, 9, tzinfo=UTC)).number)
    3
    """

    kind: ClassVar[str] = "step_done"

    cadence: str = attrs.field(converter=key_text)
    step: str = attrs.field(converter=key_text)
    number: int = attrs.field(default=1, converter=_number)


@attrs.frozen(kw_only=True)
class StepSkipped(Fact):
    """A step of a cadence is left out.

    >>> from datetime import UTC
    >>> print(StepSkipped(cadence="nurture", step="email", reason="fair", at=datetime(2026, 3, 2, tzinfo=UTC)).reason)
    fair
    """

    kind: ClassVar[str] = "step_skipped"

    cadence: str = attrs.field(converter=key_text)
    step: str = attrs.field(converter=key_text)
    number: int = attrs.field(default=1, converter=_number)
    reason: str = attrs.field(default="", converter=note_text)


@attrs.frozen(kw_only=True)
class StepMoved(Fact):
    """A step of a cadence is due at another time; one that was done or left out is asked for again.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 9, tzinfo=UTC)
    >>> print(StepMoved(cadence="first_contact", step="call", to=friday, at=monday).to)
    2026-03-06 09:00:00+00:00
    """

    kind: ClassVar[str] = "step_moved"

    cadence: str = attrs.field(converter=key_text)
    step: str = attrs.field(converter=key_text)
    to: datetime = attrs.field(converter=utc)
    number: int = attrs.field(default=1, converter=_number)
