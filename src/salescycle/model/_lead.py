"""Leads: somebody who may become a deal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Self

import attrs

from salescycle.errors import InvalidValue, shown
from salescycle.values import name_text

from ._facts import Contacted, OwnerAssigned, PersonaMatched
from ._journey import Journey
from ._lead_facts import ConvertedTo, JourneySeen, Merged, attributes_in, last_human
from ._private import AttributeValue, private_name
from ._quiet import opted_out, snoozed_until
from ._record import Record
from ._stage_facts import Opened, Outcome, RuleOverridden, StageEntered, StageSeen, started

__all__ = ["Lead"]

# what speaks of the way through a lead's own cycle: two ways in one log would read as one that goes back and forth
_OF_STAGES = (StageEntered, StageSeen, Opened, RuleOverridden)
_WHO = ("name", "company", "email", "phone", "source", "channel")


@attrs.frozen(kw_only=True, repr=False)
class Lead(Record):
    """Somebody who may buy, before there is a sales opportunity.

    ``source`` is what brought them (a campaign, a referral, a fair), ``channel`` the way they came (form, phone,
    chat, import). Name, company, email and phone may be personal: no ``repr`` and no error repeats them.

    >>> from datetime import UTC, datetime
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> captured = StageEntered(stage="captured", outcome="open", at=monday)
    >>> lead = Lead.capture(id="L-1", name="Ada Park", company="Acme", source="website form", start=captured)
    >>> lead = lead.record(JourneySeen(step="comparing", at=monday))
    >>> lead.stage, lead.journey
    ('captured', <Journey.COMPARING: 'comparing'>)
    """

    name: str = attrs.field(converter=private_name)
    company: str = attrs.field(default="", converter=private_name)
    email: str = attrs.field(default="", converter=private_name)
    phone: str = attrs.field(default="", converter=private_name)
    source: str = attrs.field(default="", converter=name_text)
    channel: str = attrs.field(default="", converter=name_text)

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
        channel: str = "",
        owner: str | None = None,
    ) -> Self:
        """Begin a lead in the stage that ``start`` (of ``LEAD.start(at=...)``) enters."""
        start = started(start, "LEAD")
        owners = () if owner is None else (OwnerAssigned(owner=owner, at=start.at, recorded_at=start.recorded_at),)
        who = {"name": name, "company": company, "email": email, "phone": phone, "source": source, "channel": channel}
        return cls(id=id, log=(start, *owners), **who)

    @property
    def persona(self) -> str | None:
        """The key of the persona this lead resembles, or ``None``."""
        matched = self.latest(PersonaMatched)
        return None if matched is None else matched.persona

    @property
    def attributes(self) -> Mapping[str, AttributeValue]:
        """The present attributes by name, in a mapping made anew that cannot be changed."""
        return attributes_in(self.log)

    @property
    def journey(self) -> Journey | None:
        """How far the buyer is on their journey, as last seen, or ``None`` where nobody said."""
        seen = self.latest(JourneySeen)
        return None if seen is None else seen.step

    @property
    def last_human_contact(self) -> Contacted | None:
        """The last contact that a person made, in either direction, or ``None``."""
        return last_human(self.contacts)

    def has_opted_out(self, channel: str | None = None) -> bool:
        """Whether the buyer asked not to be contacted any more: on a channel, or, without one, at all."""
        return opted_out(self.log, channel)

    @property
    def snoozed_until(self) -> datetime | None:
        """Until when it was put off, as last said, or ``None``; ask ``as_of`` whether that is still to come."""
        return snoozed_until(self.log)

    @property
    def converted_to(self) -> str | None:
        """The id of the deal it became, or ``None`` where no ``ConvertedTo`` says so."""
        converted = self.latest(ConvertedTo)
        return None if converted is None else converted.deal

    @property
    def times_recycled(self) -> int:
        """How often it was taken up again after it had been closed."""
        return max(len(self.spells) - 1, 0)

    @property
    def merged_ids(self) -> tuple[str, ...]:
        """The ids of the leads that were merged into this one, in time order."""
        return tuple(fact.lead for fact in self.facts(Merged))

    def merge(self, other: Lead, *, at: datetime, recorded_at: datetime | None = None, by: str | None = None) -> Self:
        """Take in another lead that is the same buyer; ``self`` stays, with its id, stage and history of stages.

        Both logs become one in time order, with a ``Merged`` fact that remembers the other's id, who it was, and
        its facts about stages. What this lead does not know of itself (no phone, say) it takes from the other.
        As everywhere, a later fact replaces an earlier one: an owner assigned to the other last is the owner now.
        Raises ``InvalidValue`` where the two share their id or were merged before, and where the other became a
        deal: its deal would be left without its lead.
        """
        self._refuse_to_merge(other)
        aside = tuple(fact for fact in other.log if isinstance(fact, _OF_STAGES))
        who = {name: getattr(other, name) for name in _WHO}
        merged = Merged(
            lead=other.id, at=at, recorded_at=at if recorded_at is None else recorded_at, by=by, set_aside=aside, **who
        )
        log = (*self.log, *(fact for fact in other.log if not isinstance(fact, _OF_STAGES)), merged)
        return attrs.evolve(self, log=log, **{name: getattr(self, name) or who[name] for name in _WHO})

    def _refuse_to_merge(self, other: Lead) -> None:
        what = f"a lead merged into {shown(self.id)}"
        if not isinstance(other, Lead):
            raise InvalidValue(what, "must be a Lead", other)
        if {self.id, *self.merged_ids} & {other.id, *other.merged_ids}:
            raise InvalidValue(what, "must be another one, not merged before", other.id)
        if other.converted_to is not None or other.outcome is Outcome.WON:
            raise InvalidValue(what, "must not have become a deal", other.id, "merge this one into that one instead")
