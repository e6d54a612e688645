"""Deals: a sales opportunity, the lead it came from and the proposals made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter, is_
from typing import Self, TypeVar

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Money, must_be, name_text, several

from ._commitments import Commitments, commitments_of
from ._fact import Fact
from ._facts import CloseExpected, Contacted, OwnerAssigned, PersonaMatched, ValueSet
from ._forecast import ForecastCategory, ForecastSet
from ._journey import Journey
from ._lead import Lead
from ._lead_facts import JourneySeen, attributes_in, last_human
from ._meetings import Meeting, meetings_of
from ._needs import Need, needs_of
from ._negotiation import Ledger, Objection, ledger_of, objections_of
from ._paperwork import Paperwork, paperwork_of
from ._private import AttributeValue
from ._proposal import Proposal
from ._quiet import opted_out, snoozed_until
from ._record import Record
from ._stage_facts import StageEntered, started

__all__ = [
    "Deal",
]

_D = TypeVar("_D", bound="Deal")


def _rewound(deal: _D, cut: Callable[[Lead | Proposal], Lead | Proposal]) -> _D:
    """Cut the lead and the proposals of a deal; one none of whose facts is left was not there."""
    parts = [part for part in (deal.lead, *deal.proposals) if part is not None]
    there = [part for part in map(cut, parts) if part.log]
    if len(there) == len(parts) and all(map(is_, there, parts)):
        return deal
    copied = deal._with_log(deal.log)  # noqa: SLF001 - each part is one of the deal's, cut: no converter runs again
    _put_lead(copied, next((part for part in there if isinstance(part, Lead)), None))
    _put_proposals(copied, tuple([part for part in there if isinstance(part, Proposal)]))
    return copied


def _proposals(values: Iterable[Proposal]) -> tuple[Proposal, ...]:
    proposals = several(values, Proposal, "proposals")
    ids = [proposal.id for proposal in proposals]
    if len(set(ids)) < len(ids):
        raise InvalidValue("the proposals of a deal", "must have different ids", ", ".join(ids))
    return proposals


@attrs.frozen(kw_only=True, repr=False)
class Deal(Record):
    """A sales opportunity: its own log, the lead it came from, and its proposals.

    >>> from datetime import UTC, datetime
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> start = StageEntered(stage="initial_contact", outcome="open", at=monday)
    >>> deal = Deal.open(id="D-1", name="Acme rollout", start=start, value=Money("48000", "USD"), owner="kim")
    >>> deal
    <Deal 'D-1' in 'initial_contact', 3 facts>
    >>> print(deal.value, deal.owner)
    48,000.00 USD kim
    """

    name: str = attrs.field(default="", converter=name_text)
    lead: Lead | None = attrs.field(default=None, validator=attrs.validators.optional(must_be(Lead, "a lead")))
    proposals: tuple[Proposal, ...] = attrs.field(default=(), converter=_proposals)

    @classmethod
    def open(
        cls,
        *,
        id: str,
        start: StageEntered,
        name: str = "",
        value: Money | None = None,
        expected_close: date | None = None,
        owner: str | None = None,
        lead: Lead | None = None,
    ) -> Self:
        """Open a deal in the stage that ``start`` (of ``Cycle.start(at=...)``) enters."""
        start = started(start, "SEVEN_STAGE")
        at, recorded_at = start.at, start.recorded_at
        log: list[Fact] = [start]
        if value is not None:
            log.append(ValueSet(value=value, at=at, recorded_at=recorded_at))
        if expected_close is not None:
            log.append(CloseExpected(on=expected_close, at=at, recorded_at=recorded_at))
        if owner is not None:
            log.append(OwnerAssigned(owner=owner, at=at, recorded_at=recorded_at))
        return cls(id=id, name=name, lead=lead, log=log)

    def attach(self, record: Lead | Proposal) -> Self:
        """Put in a lead or proposal, in place of the one with the same id."""
        if not isinstance(record, Proposal):
            return attrs.evolve(self, lead=record)
        by_id = {proposal.id: proposal for proposal in self.proposals}
        return attrs.evolve(self, proposals=(by_id | {record.id: record}).values())

    def as_of(self, instant: datetime) -> Self:
        """Give the deal as it stood at an instant, its lead and proposals too."""
        if self.lead is None and not self.proposals:
            return super().as_of(instant)
        return _rewound(super().as_of(instant), lambda part: part.as_of(instant))

    def as_known_at(self, instant: datetime) -> Self:
        """Give the deal as it was known at an instant, its lead and proposals too."""
        return _rewound(super().as_known_at(instant), lambda part: part.as_known_at(instant))

    def _with_log(self, log: tuple[Fact, ...]) -> Self:
        if self.__class__ is not Deal:
            return super()._with_log(log)
        # every move copies a deal: its slots set one by one take a third of the time of the loop
        copied: Self = object.__new__(self.__class__)
        _put_id(copied, self.id)
        _put_log(copied, log)
        _put_unread(copied, self.unread)
        _put_name(copied, self.name)
        _put_lead(copied, self.lead)
        _put_proposals(copied, self.proposals)
        return copied

    @property
    def owner(self) -> str | None:
        """Who is responsible: as said of the deal, else of its lead."""
        assigned = self.latest(OwnerAssigned)
        if assigned is None and self.lead is not None:
            return self.lead.owner
        return None if assigned is None else assigned.owner

    @property
    def all_contacts(self) -> tuple[Contacted, ...]:
        """Every contact with the buyer, in time order, its lead's too; ``contacts`` are the deal's own."""
        earlier = () if self.lead is None else self.lead.contacts
        return tuple(sorted((*earlier, *self.contacts), key=attrgetter("at")))

    def has_opted_out(self, channel: str | None = None) -> bool:
        """Whether the buyer asked not to be contacted any more, with the deal or its lead: on a channel, or at all."""
        return opted_out(self._whole_log, channel)

    @property
    def snoozed_until(self) -> datetime | None:
        """Until when it was put off, as last said of the deal or its lead, or ``None``."""
        return snoozed_until(self._whole_log)

    @property
    def _whole_log(self) -> list[Fact]:
        """The facts of the lead and of the deal, in time order."""
        earlier = () if self.lead is None else self.lead.log
        return sorted((*earlier, *self.log), key=attrgetter("at"))

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings with the buyer, its lead's too, in the order in which they were first planned."""
        return meetings_of(self._whole_log)

    @property
    def last_human_contact(self) -> Contacted | None:
        """The last contact that a person made, in either direction, its lead's too, or ``None``."""
        return last_human(self.all_contacts)

    @property
    def persona(self) -> str | None:
        """The key of the persona the buyer resembles: as matched with the deal, else with its lead."""
        matched = self.latest(PersonaMatched)
        if matched is None and self.lead is not None:
            return self.lead.persona
        return None if matched is None else matched.persona

    @property
    def journey(self) -> Journey | None:
        """How far the buyer is on their journey: as seen with the deal, else with its lead."""
        seen = self.latest(JourneySeen)
        if seen is None and self.lead is not None:
            return self.lead.journey
        return None if seen is None else seen.step

    @property
    def attributes(self) -> Mapping[str, AttributeValue]:
        """The present attributes by name, the deal's own before its lead's."""
        return attributes_in((*(() if self.lead is None else self.lead.log), *self.log))

    @property
    def value(self) -> Money | None:
        """What it is worth, or ``None`` where nobody said."""
        fact = self.latest(ValueSet)
        return None if fact is None else fact.value

    @property
    def expected_close(self) -> date | None:
        """The day on which it is expected to close, or ``None``."""
        fact = self.latest(CloseExpected)
        return None if fact is None else fact.on

    @property
    def forecast_category(self) -> ForecastCategory | None:
        """The forecast category that somebody put it in, or ``None`` where that is left to its stage."""
        fact = self.latest(ForecastSet)
        return None if fact is None else fact.category

    @property
    def win_probability(self) -> Decimal | None:
        """The chance to be won that somebody gave it, from 0 to 1, or ``None`` where that is left to its stage."""
        fact = self.latest(ForecastSet)
        return None if fact is None else fact.win_probability

    @property
    def needs(self) -> tuple[Need, ...]:
        """What the buyer needs, and whether it was addressed."""
        return needs_of(self.log)

    @property
    def objections(self) -> tuple[Objection, ...]:
        """What the buyer objected to, and the answers."""
        return objections_of(self.log)

    @property
    def ledger(self) -> Ledger:
        """What was conceded, for what in return."""
        return ledger_of(self.log)

    @property
    def commitments(self) -> Commitments:
        """What both sides promised, kept and missed."""
        return commitments_of(self.log)

    @property
    def paperwork(self) -> Paperwork:
        """The documents that the signature takes, as they stand."""
        return paperwork_of(self.log)

    @property
    def proposal(self) -> Proposal | None:
        """The proposal on the table: the last one, or ``None``."""
        return self.proposals[-1] if self.proposals else None


# A slot's own descriptor sets it, which a frozen class does not guard.
_put_id, _put_log, _put_unread, _put_name, _put_lead, _put_proposals = (
    getattr(Deal, field.name).__set__ for field in attrs.fields(Deal)
)
