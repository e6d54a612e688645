"""Facts about who a buyer is and how warm: attributes, journey, signals, conversion, merging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar

import attrs

from salescycle.values import id_text, key_text, name_text, note_text, several

from ._fact import Fact
from ._facts import Contacted
from ._journey import Journey, journey_of
from ._private import AttributeValue, optional_attribute, private_name

__all__ = ["AttributeSet", "ConvertedTo", "JourneySeen", "Merged", "SignalGiven", "attributes_in", "last_human"]


@attrs.frozen(kw_only=True)
class AttributeSet(Fact):
    """An attribute of the buyer, from now on: industry, employees, budget, languages ...

    The value is text, an exact number, true or false, a date, ``Money`` or several texts; a later one replaces an
    earlier one. ``None`` takes it back, and so does blank text, as an empty field of a form sends it. It may be
    personal: no ``repr`` and no error repeats it.

    >>> from datetime import UTC, datetime
    >>> AttributeSet(name="employees", value=120, at=datetime(2026, 3, 2, 9, tzinfo=UTC)).value
    Decimal('120')
    """

    kind: ClassVar[str] = "attribute_set"

    name: str = attrs.field(converter=key_text)
    value: AttributeValue | None = attrs.field(converter=optional_attribute, repr=False)


@attrs.frozen(kw_only=True)
class JourneySeen(Fact):
    """How far the buyer was seen to be on their journey; they may go back as well as on.

    >>> from datetime import UTC, datetime
    >>> JourneySeen(step="comparing", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).step
    <Journey.COMPARING: 'comparing'>
    """

    kind: ClassVar[str] = "journey_seen"

    step: Journey = attrs.field(converter=journey_of)
    note: str = attrs.field(default="", converter=note_text, repr=False)


@attrs.frozen(kw_only=True)
class SignalGiven(Fact):
    """A buying signal: what the buyer did that speaks of buying, by its key (demo, trial, price_asked, yours).

    >>> from datetime import UTC, datetime
    >>> SignalGiven(signal="price_asked", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).signal
    'price_asked'
    """

    kind: ClassVar[str] = "signal_given"

    signal: str = attrs.field(converter=key_text)
    note: str = attrs.field(default="", converter=note_text, repr=False)


@attrs.frozen(kw_only=True)
class ConvertedTo(Fact):
    """The lead became a deal, named by its id: the way from the lead to what came of it.

    >>> from datetime import UTC, datetime
    >>> ConvertedTo(deal="D-1", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).deal
    'D-1'
    """

    kind: ClassVar[str] = "converted_to"

    deal: str = attrs.field(converter=id_text)


def _facts(value: Iterable[Fact]) -> tuple[Fact, ...]:
    return several(value, Fact, "set-aside facts", limit=100_000)


@attrs.frozen(kw_only=True)
class Merged(Fact):
    """Another lead turned out to be the same buyer: who they were, and what was set aside of them.

    ``lead`` is the id of the other, and name, company, email, phone, source and channel are the other's, so that
    nothing is lost where the two differ. ``set_aside`` are its facts about stages, in time order: two captures in
    one log would read as a lead that went back. ``Lead.merge`` makes it.

    >>> from datetime import UTC, datetime
    >>> Merged(lead="L-2", email="ada@acme.example", at=datetime(2026, 3, 2, 9, tzinfo=UTC)).lead
    'L-2'
    """

    kind: ClassVar[str] = "merged"

    lead: str = attrs.field(converter=id_text)
    name: str = attrs.field(default="", converter=private_name, repr=False)
    company: str = attrs.field(default="", converter=private_name, repr=False)
    email: str = attrs.field(default="", converter=private_name, repr=False)
    phone: str = attrs.field(default="", converter=private_name, repr=False)
    source: str = attrs.field(default="", converter=name_text)
    channel: str = attrs.field(default="", converter=name_text)
    set_aside: tuple[Fact, ...] = attrs.field(default=(), converter=_facts, repr=False)


def attributes_in(facts: Iterable[Fact]) -> Mapping[str, AttributeValue]:
    """Read the present attributes off facts, those that count more last; what was taken back is left out."""
    known: dict[str, AttributeValue | None] = {f.name: f.value for f in facts if isinstance(f, AttributeSet)}
    return MappingProxyType({name: known[name] for name in sorted(known) if known[name] is not None})  # type: ignore[misc]


def last_human(contacts: Iterable[Contacted]) -> Contacted | None:
    """Give the last of some contacts that a person made."""
    return next((each for each in reversed(tuple(contacts)) if each.human), None)
