"""Strategies of facts: every kind that is not about stages, with words that meet each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from hypothesis import strategies as st

from salescycle.errors import UnknownName
from salescycle.model import (
    Assessed,
    AttributeSet,
    CloseExpected,
    CommitmentKept,
    CommitmentMade,
    CommitmentMissed,
    ConcessionGiven,
    Contacted,
    Direction,
    Document,
    DocumentCompleted,
    DocumentReopened,
    Enrolled,
    Fact,
    ForecastCategory,
    ForecastSet,
    Journey,
    JourneySeen,
    MeetingCancelled,
    MeetingHeld,
    MeetingMissed,
    MeetingMoved,
    MeetingPlanned,
    NeedAddressed,
    NeedVoiced,
    NextStepSet,
    ObjectionAnswered,
    ObjectionRaised,
    OptedIn,
    OptedOut,
    OwnerAssigned,
    PaperworkSet,
    Persona,
    PersonaMatched,
    PitchGiven,
    ProofShared,
    ReturnReceived,
    Side,
    SignalGiven,
    Signed,
    Snoozed,
    StepDone,
    StepMoved,
    StepSkipped,
    TimeSpent,
    ValueSet,
    Withdrawn,
)
from salescycle.qualification import BANT
from salescycle.values import Money

__all__ = ["DOCUMENT", "Happens", "facts", "instants", "money", "personas"]

Happens: TypeAlias = Callable[[datetime], st.SearchStrategy[Fact]]
"""What may happen to a record at an instant."""

DOCUMENT = Document(key="order_form", signers=[Side.BUYER])

_FIRST = datetime(2025, 1, 1, tzinfo=UTC)
_PEOPLE = st.sampled_from(["kim", "lee", "ana"])
_CHANNELS = st.sampled_from(["call", "email", "meeting"])
_NEEDS = st.sampled_from(["one_order_book", "fewer_errors"])
_TOPICS = st.sampled_from(["price", "risk"])
_CONCESSIONS = st.sampled_from(["longer_support", "free_delivery"])
_COMMITMENTS = st.sampled_from(["cfo_meeting", "trial_data"])
_DOCUMENTS = st.sampled_from([DOCUMENT.key, "data_protection"])
_PERSONAS = st.sampled_from(["operations-lead", "shop-owner"])
_MEETINGS = st.sampled_from(["demo", "signing"])
_CADENCES = st.sampled_from(["first_contact", "nurture"])
_STEPS = {"cadence": _CADENCES, "step": st.sampled_from(["call", "email"]), "number": st.integers(1, 4)}
_LENGTHS = st.integers(1, 480).map(lambda minutes: timedelta(minutes=minutes))
_TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)
_DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


def instants(*, first: datetime = _FIRST, days: int = 730) -> st.SearchStrategy[datetime]:
    """Draw aware instants in UTC, by the minute, from ``first`` and over ``days`` days.

    >>> from hypothesis import find
    >>> find(instants(), lambda at: at.year == 2026).isoformat()
    '2026-01-01T00:00:00+00:00'
    """
    return st.integers(0, days * 24 * 60).map(lambda minutes: first + timedelta(minutes=minutes))


def money(
    *, currency: str | None = None, least: Decimal | int = 0, most: Decimal | int = 10**7
) -> st.SearchStrategy[Money]:
    """Draw finite amounts, from ``least`` to ``most``, in a currency, or in one of several.

    They have as many decimals as a euro has. Some currencies have fewer coins, which is what a host should meet.

    >>> from hypothesis import find
    >>> print(find(money(currency="EUR"), lambda amount: amount > Money("99", "EUR")))
    99.01 EUR
    """
    amounts = st.decimals(least, most, places=2)
    currencies = st.sampled_from(["USD", "EUR", "KRW", "BHD"]) if currency is None else st.just(currency)
    return st.builds(Money, amounts, currencies)


def personas() -> st.SearchStrategy[Persona]:
    """Draw personas with interests, needs and pain points in odd but well-formed text.

    >>> from hypothesis import find
    >>> find(personas(), lambda persona: len(persona.needs) == 1).needs
    ('0',)
    """
    texts = st.lists(_TEXTS.filter(bool), max_size=3)
    return st.builds(
        Persona, key=_PERSONAS, name=_TEXTS, interests=texts, needs=texts, pain_points=texts, how_we_help=_TEXTS
    )


def _assessed() -> dict[str, st.SearchStrategy[Any]]:
    levels = [level.key for level in BANT.questions[0].levels]
    questions = st.sampled_from([question.key for question in BANT.questions])
    return {"framework": st.just(BANT.key), "question": questions, "answer": st.sampled_from([*levels, "unknown"])}


def _fields(currency: str) -> dict[type[Fact], dict[str, st.SearchStrategy[Any]]]:
    """Give what each kind is made of, beside its times and who recorded it."""
    amounts = money(currency=currency)
    attribute = st.one_of(_TEXTS, st.integers(0, 10**4), st.booleans(), _DAYS, amounts, st.none())
    categories = st.sampled_from(ForecastCategory)
    return {
        Contacted: {
            "channel": _CHANNELS,
            "direction": st.sampled_from(Direction),
            "human": st.booleans(),
            "note": _TEXTS,
        },
        ValueSet: {"value": amounts},
        CloseExpected: {"on": st.none() | _DAYS},
        NextStepSet: {"due": st.none() | instants(), "what": _TEXTS},
        OwnerAssigned: {"owner": st.none() | _PEOPLE},
        PersonaMatched: {"persona": _PERSONAS},
        Assessed: _assessed(),
        AttributeSet: {"name": st.sampled_from(["employees", "industry", "budget"]), "value": attribute},
        JourneySeen: {"step": st.sampled_from(Journey)},
        SignalGiven: {"signal": st.sampled_from(["demo", "trial", "price_asked"])},
        NeedVoiced: {"need": _NEEDS},
        NeedAddressed: {"need": _NEEDS, "how": _TEXTS},
        PitchGiven: {
            "form": st.sampled_from(["presentation", "call"]),
            "addresses": st.lists(_NEEDS, max_size=2, unique=True),
        },
        ProofShared: {"proof": st.just("acme_story"), "answers": st.lists(_TOPICS, max_size=2, unique=True)},
        ObjectionRaised: {"topic": _TOPICS},
        ObjectionAnswered: {"topic": _TOPICS, "how": st.sampled_from(["roadmap", "reference"])},
        ConcessionGiven: {
            "concession": _CONCESSIONS,
            "worth": amounts,
            "cost": amounts,
            "limit": st.none() | amounts,
            "approved_by": st.none() | _PEOPLE,
        },
        ReturnReceived: {"concession": _CONCESSIONS},
        CommitmentMade: {
            "commitment": _COMMITMENTS,
            "side": st.sampled_from(Side),
            "due": st.none() | instants(),
        },
        CommitmentKept: {"commitment": _COMMITMENTS},
        CommitmentMissed: {"commitment": _COMMITMENTS},
        PaperworkSet: {
            "documents": st.sampled_from([[DOCUMENT], [DOCUMENT, Document(key="data_protection", side="buyer")]])
        },
        DocumentCompleted: {"document": _DOCUMENTS},
        DocumentReopened: {"document": _DOCUMENTS},
        Signed: {"document": _DOCUMENTS, "side": st.sampled_from(Side)},
        TimeSpent: {
            "activity": st.sampled_from(["call", "travel"]),
            "minutes": st.integers(1, 600),
            "selling": st.booleans(),
        },
        OptedOut: {"channel": st.none() | _CHANNELS, "note": _TEXTS},
        OptedIn: {"channel": st.none() | _CHANNELS, "note": _TEXTS},
        Snoozed: {"until": st.none() | instants(), "reason": _TEXTS},
        MeetingPlanned: {
            "meeting": _MEETINGS,
            "starts": instants(),
            "length": _LENGTHS,
            "what": _TEXTS,
            "where": _TEXTS,
            "attendees": st.lists(_TEXTS, max_size=2),
        },
        MeetingMoved: {"meeting": _MEETINGS, "starts": instants(), "length": st.none() | _LENGTHS},
        MeetingHeld: {"meeting": _MEETINGS, "note": _TEXTS},
        MeetingMissed: {"meeting": _MEETINGS, "side": st.sampled_from(Side), "note": _TEXTS},
        MeetingCancelled: {"meeting": _MEETINGS, "reason": _TEXTS},
        Enrolled: {"cadence": _CADENCES},
        Withdrawn: {"cadence": _CADENCES, "reason": _TEXTS},
        StepDone: _STEPS,
        StepSkipped: _STEPS | {"reason": _TEXTS},
        StepMoved: _STEPS | {"to": instants()},
        ForecastSet: {"category": st.none() | categories, "win_probability": st.none() | st.decimals(0, 1, places=2)},
    }


@st.composite
def _of_kind(
    draw: st.DrawFn, kind: type[Fact], fields: dict[str, st.SearchStrategy[Any]], at: st.SearchStrategy[datetime]
) -> Fact:
    happened = draw(at)
    late = draw(st.sampled_from([timedelta(0), timedelta(hours=1), timedelta(days=9)]))
    made = {name: draw(field) for name, field in fields.items()}
    return kind(at=happened, recorded_at=happened + late, by=draw(st.none() | _PEOPLE), **made)


def facts(
    *kinds: type[Fact], at: st.SearchStrategy[datetime] | None = None, currency: str = "USD"
) -> st.SearchStrategy[Fact]:
    """Draw facts of some kinds, or of any that is not about stages, at the instants of ``at``.

    Every field is drawn. Keys come from small vocabularies, so that an answer meets the objection it answers; a
    third of the facts was recorded when it happened, the others later. Amounts are in one currency.
    Raises ``UnknownName`` for a kind that it does not know, such as one of yours: draw that with ``builds``.

    >>> from hypothesis import find
    >>> find(facts(Contacted, ValueSet), lambda fact: isinstance(fact, ValueSet)).value
    Money('0.00', 'USD')
    """
    fields = _fields(currency)
    for kind in kinds:
        if kind not in fields:
            names = [each.__name__ for each in fields]
            raise UnknownName("kind of fact", getattr(kind, "__name__", kind), "facts", names)
    when = instants() if at is None else at
    return st.sampled_from(kinds or tuple(fields)).flatmap(lambda kind: _of_kind(kind, fields[kind], when))
