"""Paperwork: the documents that a signature takes, what they wait for, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

import attrs

from salescycle.errors import InvalidValue, UnknownName, listed, shown
from salescycle.values import NO_WORDING, Wording, key_text, key_texts, name_text, several, whole_number, wording

from ._commitments import Side, side_of
from ._fact import Fact

__all__ = ["Document", "DocumentCompleted", "DocumentReopened", "Paperwork", "PaperworkSet", "Signed", "paperwork_of"]

DOCUMENT_LIMIT = 200


def _sides(value: Iterable[Side | str]) -> tuple[Side, ...]:
    return tuple(dict.fromkeys(side_of(each) for each in several(value, str, "signers")))


def _days(value: int) -> int:
    return whole_number(value, "working days", most=1000)


@attrs.frozen(kw_only=True)
class Document:
    """A document: who prepares it, what it waits for, how many working days it takes, and who signs it.

    >>> order = Document(key="order_form", side="us", needs=["data_protection"], days=2, signers=["buyer", "us"])
    >>> order.signers
    (<Side.BUYER: 'buyer'>, <Side.US: 'us'>)
    """

    key: str = attrs.field(converter=key_text)
    label: Wording = attrs.field(default=NO_WORDING, converter=wording)
    side: Side = attrs.field(default=Side.US, converter=side_of)
    needs: tuple[str, ...] = attrs.field(default=(), converter=key_texts)
    days: int = attrs.field(default=1, converter=_days)
    signers: tuple[Side, ...] = attrs.field(default=(), converter=_sides)

    def __attrs_post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", wording(self.key.replace("_", " ").strip().capitalize() or self.key))


def _documents(value: Iterable[Document]) -> tuple[Document, ...]:
    """Convert to documents in an order in which each comes after what it waits for."""
    documents = several(value, Document, "documents", limit=DOCUMENT_LIMIT, instead="give Document(key=...)")
    by_key = {document.key: document for document in documents}
    if len(by_key) < len(documents):
        raise InvalidValue("documents", "must have different keys", listed([document.key for document in documents]))
    for document in documents:
        for need in document.needs:
            if need not in by_key:
                raise UnknownName("document", need, f"what {shown(document.key)} waits for", by_key)
    sorted_: dict[str, Document] = {}
    while len(sorted_) < len(documents):
        ready = [each for each in documents if each.key not in sorted_ and all(need in sorted_ for need in each.needs)]
        if not ready:
            waiting = listed([each.key for each in documents if each.key not in sorted_])
            raise InvalidValue("documents", "must not wait for each other in a circle", waiting)
        sorted_ |= {each.key: each for each in ready}
    return tuple(sorted_.values())


@attrs.frozen(kw_only=True)
class PaperworkSet(Fact):
    """These documents are what the signature takes, from now on; what was completed of them before stays so.

    >>> from datetime import UTC
    >>> form = Document(key="order_form", signers=["buyer"])
    >>> len(PaperworkSet(documents=[form], at=datetime(2026, 3, 2, tzinfo=UTC)).documents)
    1
    """

    kind: ClassVar[str] = "paperwork_set"

    documents: tuple[Document, ...] = attrs.field(converter=_documents)


@attrs.frozen(kw_only=True)
class DocumentCompleted(Fact):
    """A document is complete and correct, ready to be signed where it takes a signature.

    >>> from datetime import UTC
    >>> print(DocumentCompleted(document="order_form", at=datetime(2026, 3, 2, tzinfo=UTC)).document)
    order_form
    """

    kind: ClassVar[str] = "document_completed"

    document: str = attrs.field(converter=key_text)


@attrs.frozen(kw_only=True)
class DocumentReopened(Fact):
    """A document was found incomplete or wrong: it has to be completed, and signed, again.

    >>> from datetime import UTC
    >>> print(DocumentReopened(document="order_form", at=datetime(2026, 3, 2, tzinfo=UTC)).document)
    order_form
    """

    kind: ClassVar[str] = "document_reopened"

    document: str = attrs.field(converter=key_text)


@attrs.frozen(kw_only=True)
class Signed(Fact):
    """One side signed a document.

    >>> from datetime import UTC
    >>> print(Signed(document="order_form", side="buyer", at=datetime(2026, 3, 2, tzinfo=UTC)).side)
    buyer
    """

    kind: ClassVar[str] = "signed"

    document: str = attrs.field(converter=key_text)
    side: Side = attrs.field(converter=side_of)
    signer: str = attrs.field(default="", converter=name_text, repr=False)


@attrs.frozen(kw_only=True)
class Paperwork:
    """The documents of a deal as they stand: what is missing, whose turn it is, and how long it takes still.

    >>> terms = Document(key="data_protection", side="buyer", days=3)
    >>> order = Document(key="order_form", needs=["data_protection"], days=1, signers=["buyer"])
    >>> paperwork = Paperwork(documents=(terms, order))
    >>> [document.key for document in paperwork.on_turn("buyer")], paperwork.days_left
    (['data_protection'], 4)
    """

    documents: tuple[Document, ...] = ()
    completed: frozenset[str] = frozenset()
    signatures: frozenset[tuple[str, Side]] = frozenset()
    signed_at: datetime | None = None

    def is_done(self, document: Document) -> bool:
        """Whether a document is complete, and signed by all who sign it."""
        return document.key in self.completed and not list(self._unsigned(document))

    def _unsigned(self, document: Document) -> Iterator[Side]:
        return (side for side in document.signers if (document.key, side) not in self.signatures)

    @property
    def missing(self) -> tuple[Document, ...]:
        """The documents that are not complete yet, each after what it waits for; signatures aside."""
        return tuple(document for document in self.documents if document.key not in self.completed)

    @property
    def is_complete(self) -> bool:
        """Whether there are documents, and each is complete, so that only signatures are missing."""
        return bool(self.documents) and not self.missing

    @property
    def is_signed(self) -> bool:
        """Whether there are documents, and each is complete and signed by all who sign it."""
        return bool(self.documents) and all(map(self.is_done, self.documents))

    def on_turn(self, side: Side | str) -> tuple[Document, ...]:
        """Give the documents that wait for a side: to be completed, or signed, with nothing else in the way."""
        whose = side_of(side)
        return tuple(document for document in self.documents if whose in self._turn(document))

    def _turn(self, document: Document) -> tuple[Side, ...]:
        done = {each.key for each in self.documents if self.is_done(each)}
        if not set(document.needs) <= done:
            return ()
        return tuple(self._unsigned(document)) if document.key in self.completed else (document.side,)

    @property
    def blockers(self) -> tuple[Document, ...]:
        """The documents that are not done and that one still to be signed waits for, near or far."""
        wanted = {document.key for document in self.documents if list(self._unsigned(document))}
        for document in reversed(self.documents):
            if document.key in wanted:
                wanted |= set(document.needs)
        waited_for = {need for document in self.documents if document.key in wanted for need in document.needs}
        return tuple(each for each in self.documents if each.key in waited_for and not self.is_done(each))

    @property
    def days_left(self) -> int:
        """The working days of the longest chain of documents that are not complete: the path to signature."""
        longest: dict[str, int] = {}
        for document in self.documents:
            before = max((longest[need] for need in document.needs), default=0)
            longest[document.key] = before + (0 if document.key in self.completed else document.days)
        return max(longest.values(), default=0)


def paperwork_of(log: Iterable[Fact]) -> Paperwork:
    """Read the paperwork off a log in time order."""
    documents: tuple[Document, ...] = ()
    completed: set[str] = set()
    signatures: set[tuple[str, Side]] = set()
    signed_at: datetime | None = None
    for fact in log:
        if isinstance(fact, PaperworkSet):
            documents = fact.documents
        elif isinstance(fact, DocumentCompleted):
            completed.add(fact.document)
        elif isinstance(fact, DocumentReopened):
            completed.discard(fact.document)
            signatures = {each for each in signatures if each[0] != fact.document}
        elif isinstance(fact, Signed):
            signatures.add((fact.document, fact.side))
            signed_at = fact.at
    kept = Paperwork(documents=documents, completed=frozenset(completed), signatures=frozenset(signatures))
    return attrs.evolve(kept, signed_at=signed_at) if kept.is_signed else kept
