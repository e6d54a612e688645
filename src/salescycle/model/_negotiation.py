"""Negotiation: the objections of the buyer, and the ledger of what was given for what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import attrs

from salescycle.errors import CurrencyMismatch
from salescycle.values import (
    Money,
    key_text,
    money_from_0,
    name_text,
    note_text,
    optional_key,
    optional_name,
    whole_number,
)

from ._fact import Fact

__all__ = [
    "Concession",
    "ConcessionGiven",
    "Ledger",
    "Objection",
    "ObjectionAnswered",
    "ObjectionRaised",
    "ReturnReceived",
    "ledger_of",
    "objections_of",
]


@attrs.frozen(kw_only=True)
class ObjectionRaised(Fact):
    """The buyer objects to something, named by a key such as ``price``; raised again later, it is open again.

    >>> from datetime import UTC
    >>> print(ObjectionRaised(topic="price", note="a competitor is cheaper", at=datetime(2026, 3, 2, tzinfo=UTC)).topic)
    price
    """

    kind: ClassVar[str] = "objection_raised"

    topic: str = attrs.field(converter=key_text)
    note: str = attrs.field(default="", converter=note_text, repr=False)


@attrs.frozen(kw_only=True)
class ObjectionAnswered(Fact):
    """An objection was answered: how (a key such as ``longer_support``), and with which proof, if any.

    >>> from datetime import UTC
    >>> print(ObjectionAnswered(topic="price", how="longer_support", at=datetime(2026, 3, 2, tzinfo=UTC)).how)
    longer_support
    """

    kind: ClassVar[str] = "objection_answered"

    topic: str = attrs.field(converter=key_text)
    how: str = attrs.field(converter=key_text)
    proof: str | None = attrs.field(default=None, converter=optional_key)


def _revision(value: int | None) -> int | None:
    return None if value is None else whole_number(value, "a revision", least=1)


def _limit(fact: ConcessionGiven, attribute: attrs.Attribute[Money | None], value: Money | None) -> None:
    if value is not None:
        money_from_0("the limit of a concession")(fact, attribute, value)


@attrs.frozen(kw_only=True)
class ConcessionGiven(Fact):
    """We gave something to win the deal: what it is worth to the buyer, and what it costs us.

    ``asked`` is what we asked in return, empty for nothing; ``ReturnReceived`` says that it came. ``limit`` is how
    much it might cost without a word from above, ``approved_by`` who said it; ``proposal`` and ``revision`` (from 1)
    are the offer that it changed.

    >>> from datetime import UTC
    >>> support = ConcessionGiven(
    ...     concession="longer_support", what="24 months instead of 12", worth=Money("3000", "USD"),
    ...     cost=Money("400", "USD"), asked="signature by Friday", at=datetime(2026, 3, 2, tzinfo=UTC),
    ... )
    >>> print(support.worth - support.cost)
    2,600.00 USD
    """

    kind: ClassVar[str] = "concession_given"

    concession: str = attrs.field(converter=key_text)
    worth: Money = attrs.field(validator=money_from_0("the worth of a concession"))
    cost: Money = attrs.field(validator=money_from_0("the cost of a concession"))
    what: str = attrs.field(default="", converter=name_text)
    asked: str = attrs.field(default="", converter=name_text)
    approved_by: str | None = attrs.field(default=None, converter=optional_name)
    limit: Money | None = attrs.field(default=None, validator=_limit)
    proposal: str | None = attrs.field(default=None, converter=optional_key)
    revision: int | None = attrs.field(default=None, converter=_revision)

    def __attrs_post_init__(self) -> None:
        for amount in (self.cost, self.limit or self.cost):
            if amount.currency != self.worth.currency:
                raise CurrencyMismatch(self.worth.currency, amount.currency)


@attrs.frozen(kw_only=True)
class ReturnReceived(Fact):
    """What we asked in return for a concession came.

    >>> from datetime import UTC
    >>> print(ReturnReceived(concession="longer_support", at=datetime(2026, 3, 6, tzinfo=UTC)).concession)
    longer_support
    """

    kind: ClassVar[str] = "return_received"

    concession: str = attrs.field(converter=key_text)


@attrs.frozen(kw_only=True)
class Objection:
    """An objection of the buyer: when it was first raised, how often, and its answer since it was raised last.

    >>> from datetime import UTC
    >>> print(Objection(topic="price", raised_at=datetime(2026, 3, 2, tzinfo=UTC)).is_open)
    True
    """

    topic: str
    raised_at: datetime
    times_raised: int = 1
    answered_at: datetime | None = None
    how: str = ""
    by: str | None = None
    proof: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has no answer that stands."""
        return self.answered_at is None


def objections_of(log: Iterable[Fact]) -> tuple[Objection, ...]:
    """Read the objections off a log in time order; an answer to what nobody raised is none."""
    objections: dict[str, Objection] = {}
    for fact in log:
        if isinstance(fact, ObjectionRaised):
            before = objections.get(fact.topic)
            raised_at, times = (fact.at, 0) if before is None else (before.raised_at, before.times_raised)
            objections[fact.topic] = Objection(topic=fact.topic, raised_at=raised_at, times_raised=times + 1)
        elif isinstance(fact, ObjectionAnswered) and fact.topic in objections:
            objections[fact.topic] = attrs.evolve(
                objections[fact.topic], answered_at=fact.at, how=fact.how, by=fact.by, proof=fact.proof
            )
    return tuple(objections.values())


@attrs.frozen(kw_only=True)
class Concession:
    """A concession as it stands: the fact that it was given, and when what was asked in return came.

    >>> from datetime import UTC
    >>> given = ConcessionGiven(
    ...     concession="free_delivery", worth=Money("90", "USD"), cost=Money("60", "USD"), limit=Money("50", "USD"),
    ...     at=datetime(2026, 3, 2, tzinfo=UTC),
    ... )
    >>> concession = Concession(given=given)
    >>> concession.is_over_limit, concession.is_unapproved, concession.is_unreturned
    (True, True, True)
    """

    given: ConcessionGiven
    received_at: datetime | None = None

    @property
    def is_unreturned(self) -> bool:
        """Whether it was given and nothing came back: nothing was asked, or it has not come."""
        return self.received_at is None

    @property
    def is_over_limit(self) -> bool:
        """Whether it costs more than its limit; one without a limit never does."""
        limit = self.given.limit
        return limit is not None and self.given.cost > limit

    @property
    def is_unapproved(self) -> bool:
        """Whether it costs more than its limit, and nobody approved it."""
        return self.is_over_limit and self.given.approved_by is None


@attrs.frozen(kw_only=True)
class Ledger:
    """The concessions of a deal, in the order in which they were given, and what they add up to.

    >>> from datetime import UTC
    >>> usd = {"worth": Money("300", "USD"), "cost": Money("40", "USD"), "at": datetime(2026, 3, 2, tzinfo=UTC)}
    >>> ledger = Ledger(concessions=tuple(Concession(given=ConcessionGiven(concession=key, **usd)) for key in "ab"))
    >>> print(ledger.worth, "|", ledger.cost, "|", len(ledger.unreturned))
    600.00 USD | 80.00 USD | 2
    """

    concessions: tuple[Concession, ...] = ()

    @property
    def worth(self) -> Money | None:
        """What all of them are worth to the buyer, or ``None`` without any; several currencies do not add up."""
        return _sum([each.given.worth for each in self.concessions])

    @property
    def cost(self) -> Money | None:
        """What all of them cost us, or ``None`` without any; several currencies do not add up."""
        return _sum([each.given.cost for each in self.concessions])

    @property
    def unreturned(self) -> tuple[Concession, ...]:
        """Those for which nothing came back."""
        return tuple(each for each in self.concessions if each.is_unreturned)

    @property
    def unapproved(self) -> tuple[Concession, ...]:
        """Those that cost more than their limit, and that nobody approved."""
        return tuple(each for each in self.concessions if each.is_unapproved)

    def margins(self, start: Money) -> tuple[tuple[datetime, Money], ...]:
        """Give the running margin: ``start`` less what was given up to and with each concession, when it was given.

        Raises ``CurrencyMismatch`` for concessions in another currency than ``start``.
        """
        margins: list[tuple[datetime, Money]] = []
        left = start
        for each in self.concessions:
            left = left - each.given.cost
            margins.append((each.given.at, left))
        return tuple(margins)


def _sum(amounts: list[Money]) -> Money | None:
    return Money.total(amounts, amounts[0].currency) if amounts else None


def ledger_of(log: Iterable[Fact]) -> Ledger:
    """Read the ledger off a log in time order; a concession given again under its key replaces the first."""
    concessions: dict[str, Concession] = {}
    for fact in log:
        if isinstance(fact, ConcessionGiven):
            concessions[fact.concession] = Concession(given=fact)
        elif isinstance(fact, ReturnReceived) and fact.concession in concessions:
            concessions[fact.concession] = attrs.evolve(concessions[fact.concession], received_at=fact.at)
    return Ledger(concessions=tuple(concessions.values()))
