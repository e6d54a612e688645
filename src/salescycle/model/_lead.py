"""Leads: somebody who may become a deal."""

from __future__ import annotations

from typing import Self

import attrs

from salescycle.values import name_text

from ._facts import OwnerAssigned, PersonaMatched
from ._record import Record
from ._stage_facts import StageEntered, started

__all__ = ["Lead"]


@attrs.frozen(kw_only=True, repr=False)
class Lead(Record):
    """Somebody who may buy, before there is a sales opportunity.

    >>> from datetime import UTC, datetime
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> captured = StageEntered(stage="captured", outcome="open", at=monday)
    >>> lead = Lead.capture(id="L-1", name="Ada Park", company="Acme", source="website form", start=captured)
    >>> lead.stage
    'captured'
    """

    name: str = attrs.field(converter=name_text)
    company: str = attrs.field(default="", converter=name_text)
    email: str = attrs.field(default="", converter=name_text)
    phone: str = attrs.field(default="", converter=name_text)
    source: str = attrs.field(default="", converter=name_text)

    @classmethod
    def capture(
        cls,
        *,
        id: str,
        name: str,
        start: StageEntered,
        company: str = "",
        email: str = "",
        phone: str = "",
        source: str = "",
        owner: str | None = None,
    ) -> Self:
        """Begin a lead in the stage that ``start`` (of ``LEAD.start(at=...)``) enters."""
        start = started(start, "LEAD")
        owners = () if owner is None else (OwnerAssigned(owner=owner, at=start.at, recorded_at=start.recorded_at),)
        log = (start, *owners)
        return cls(id=id, name=name, company=company, email=email, phone=phone, source=source, log=log)

    @property
    def persona(self) -> str | None:
        """The key of the persona this lead resembles, or ``None``."""
        matched = self.latest(PersonaMatched)
        return None if matched is None else matched.persona
