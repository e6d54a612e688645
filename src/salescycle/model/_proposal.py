"""Proposals: what was offered to a buyer, revision by revision."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import ClassVar, Self

import attrs

from salescycle.values import Money, must_be, name_text

from ._fact import Fact
from ._record import Record
from ._revisions import Revision, compare_terms
from ._stage_facts import StageEntered, started
from ._terms import Terms

__all__ = ["Proposal", "TermsSet"]


@attrs.frozen(kw_only=True)
class TermsSet(Fact):
    """The proposal offers these terms from now on: its first ones, or a revision.

    >>> from datetime import UTC
    >>> from salescycle.model import Line
    >>> terms = Terms(lines=[Line(description="Licence", unit_price=Money("48000", "USD"))])
    >>> print(TermsSet(terms=terms, at=datetime(2026, 3, 2, 9, tzinfo=UTC)).terms.currency)
    USD
    """

    kind: ClassVar[str] = "terms_set"

    terms: Terms = attrs.field(validator=must_be(Terms, "terms", "give Terms(lines=[...])"))


@attrs.frozen(kw_only=True, repr=False)
class Proposal(Record):
    """An offer to a buyer, with every revision of its terms.

    >>> from datetime import UTC, datetime
    >>> from salescycle.model import Line
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> draft = StageEntered(stage="draft", outcome="open", at=monday)
    >>> terms = Terms(lines=[Line(description="Licence", unit_price=Money("48000", "USD"))])
    >>> proposal = Proposal.draft(id="P-1", start=draft, terms=terms)
    >>> print(proposal.total)
    48,000.00 USD
    """

    title: str = attrs.field(default="", converter=name_text)

    @classmethod
    def draft(cls, *, id: str, start: StageEntered, terms: Terms, title: str = "") -> Self:
        """Begin a proposal in the stage that ``start`` (of ``PROPOSAL.start(at=...)``) enters."""
        start = started(start, "PROPOSAL")
        first = TermsSet(terms=terms, at=start.at, recorded_at=start.recorded_at, by=start.by)
        return cls(id=id, title=title, log=(start, first))

    def revise(self, terms: Terms, *, at: datetime, by: str | None = None) -> Self:
        """Offer other terms from an instant on; the earlier ones stay in the log."""
        return self.record(TermsSet(terms=terms, at=at, by=by))

    @property
    def revisions(self) -> tuple[Terms, ...]:
        """Every version of the terms, the first one first."""
        return tuple(fact.terms for fact in self.facts(TermsSet))

    @property
    def terms(self) -> Terms | None:
        """The terms that hold now, or ``None`` where none were set.

        Of a proposal that is closed, those that it was closed with: what is set afterwards changes nothing.
        """
        closed = self.closed_at
        held = [fact.terms for fact in self.facts(TermsSet) if closed is None or fact.at <= closed]
        return held[-1] if held else None

    @property
    def changes(self) -> tuple[Revision, ...]:
        """What each revision changed, line by line: one fewer than there are revisions."""
        return tuple(compare_terms(old, new) for old, new in pairwise(self.revisions))

    @property
    def total(self) -> Money | None:
        """What the present terms come to, tax included, or ``None`` where none were set."""
        return None if self.terms is None else self.terms.totals.total

    def is_valid(self, *, at: datetime) -> bool:
        """Whether there are terms that may still be accepted at an instant: their last day counts in full."""
        terms = self.terms
        return terms is not None and terms.is_valid(at=at)
