"""Needs and the pitch: what the buyer asked for, what was said to it, and what proved it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import attrs

from salescycle.values import key_text, key_texts, member, name_text, note_text

from ._fact import Fact

__all__ = ["Need", "NeedAddressed", "NeedVoiced", "PitchGiven", "Proof", "ProofKind", "ProofShared", "needs_of"]


@attrs.frozen(kw_only=True)
class NeedVoiced(Fact):
    """The buyer needs something, named by a key of the host's.

    >>> from datetime import UTC
    >>> print(NeedVoiced(need="one_order_book", note="types orders twice", at=datetime(2026, 3, 2, tzinfo=UTC)).need)
    one_order_book
    """

    kind: ClassVar[str] = "need_voiced"

    need: str = attrs.field(converter=key_text)
    note: str = attrs.field(default="", converter=note_text, repr=False)


@attrs.frozen(kw_only=True)
class NeedAddressed(Fact):
    """A need was met with an answer; voiced again later, it is open again.

    >>> from datetime import UTC
    >>> print(NeedAddressed(need="one_order_book", how="live demo", at=datetime(2026, 3, 2, tzinfo=UTC)).how)
    live demo
    """

    kind: ClassVar[str] = "need_addressed"

    need: str = attrs.field(converter=key_text)
    how: str = attrs.field(default="", converter=name_text)


@attrs.frozen(kw_only=True)
class PitchGiven(Fact):
    """A pitch was made: a presentation, a call, an email sequence; ``addresses`` are the needs it spoke to.

    The needs count as addressed by it, ``proofs`` are the keys of the material it showed.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> print(PitchGiven(form="presentation", addresses=["one_order_book"], to="decision maker", at=monday).addresses)
    ('one_order_book',)
    """

    kind: ClassVar[str] = "pitch_given"

    form: str = attrs.field(converter=key_text)
    to: str = attrs.field(default="", converter=name_text)
    addresses: tuple[str, ...] = attrs.field(default=(), converter=key_texts)
    proofs: tuple[str, ...] = attrs.field(default=(), converter=key_texts)


class ProofKind(enum.StrEnum):
    """What sort of material a proof is.

    >>> ProofKind("case_study")
    <ProofKind.CASE_STUDY: 'case_study'>
    """

    TESTIMONIAL = "testimonial"
    CASE_STUDY = "case_study"
    REFERENCE = "reference"


def _proof_kind(value: ProofKind | str) -> ProofKind:
    return member(ProofKind, value, "a kind of proof")


@attrs.frozen(kw_only=True)
class Proof:
    """Material that shows that it works: what it is, and which needs or objections it answers.

    >>> story = Proof(key="acme_story", form="case_study", title="Acme saves a day a week", answers=["one_order_book"])
    >>> story.does_answer("one_order_book"), story.does_answer("price")
    (True, False)
    """

    key: str = attrs.field(converter=key_text)
    form: ProofKind = attrs.field(converter=_proof_kind)
    title: str = attrs.field(default="", converter=name_text)
    answers: tuple[str, ...] = attrs.field(default=(), converter=key_texts)

    def does_answer(self, topic: str) -> bool:
        """Whether it answers a need or an objection."""
        return topic in self.answers


@attrs.frozen(kw_only=True)
class ProofShared(Fact):
    """A proof was shared with the buyer, in answer to the needs or objections named, if any.

    >>> from datetime import UTC
    >>> print(ProofShared(proof="acme_story", answers=["price"], at=datetime(2026, 3, 2, tzinfo=UTC)).answers)
    ('price',)
    """

    kind: ClassVar[str] = "proof_shared"

    proof: str = attrs.field(converter=key_text)
    answers: tuple[str, ...] = attrs.field(default=(), converter=key_texts)


@attrs.frozen(kw_only=True)
class Need:
    """A need of the buyer: when it was voiced first, and whether and how it was addressed since it was voiced last.

    >>> from datetime import UTC
    >>> print(Need(key="one_order_book", voiced_at=datetime(2026, 3, 2, tzinfo=UTC)).is_open)
    True
    """

    key: str
    voiced_at: datetime
    addressed_at: datetime | None = None
    how: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing was said to it yet."""
        return self.addressed_at is None


def needs_of(log: Iterable[Fact]) -> tuple[Need, ...]:
    """Read the needs off a log in time order, in the order in which they were first voiced.

    What was addressed without being voiced counts as voiced then.
    """
    needs: dict[str, Need] = {}
    for fact in log:
        for need in _told(fact):
            before = needs.get(need.key)
            needs[need.key] = need if before is None else attrs.evolve(need, voiced_at=before.voiced_at)
    return tuple(needs.values())


def _told(fact: Fact) -> list[Need]:
    """Give what a fact says of needs, as if it were the first that does."""
    if isinstance(fact, NeedVoiced):
        return [Need(key=fact.need, voiced_at=fact.at)]
    if isinstance(fact, NeedAddressed):
        return [Need(key=fact.need, voiced_at=fact.at, addressed_at=fact.at, how=fact.how)]
    if isinstance(fact, PitchGiven):
        return [Need(key=key, voiced_at=fact.at, addressed_at=fact.at, how=fact.form) for key in fact.addresses]
    return []
