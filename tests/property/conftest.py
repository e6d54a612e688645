"""Strategies that several laws share: random cycles, random facts and random walks through them.

Fixtures give the strategies as plain functions, because test modules do not import each other.
"""

from __future__ import annotations

import copy
import enum
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import cache
from typing import get_args, get_type_hints
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import strategies as st

from salescycle import model
from salescycle.cycle import Criterion, Cycle
from salescycle.model import (
    AttributeValue,
    Contacted,
    Deal,
    Document,
    Fact,
    Lead,
    Line,
    Persona,
    Proof,
    Proposal,
    Record,
    Side,
    StageEntered,
    Terms,
    UnknownFact,
    ValueSet,
)
from salescycle.qualification import Demand, Framework, Level, MatchRule, Profile, Question, Rubric
from salescycle.testing import cycles as cycles_of
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHANNELS = ("call", "mail", "chat")
Strategy = st.SearchStrategy


def _contacted(record: Record, at: datetime, *, channel: str) -> bool:
    lead = record.lead if isinstance(record, Deal) else None
    contacts = (*record.contacts, *(() if lead is None else lead.contacts))
    return any(contact.channel == channel for contact in contacts)


def _valued(record: Record, at: datetime, *, least: int) -> bool:
    value = record.value if isinstance(record, Deal) else None
    return value is not None and value.amount >= least


def _offered(record: Record, at: datetime) -> bool:
    return isinstance(record, Deal) and any(each.stage == "sent" for each in record.proposals)


CRITERIA = [
    *[Criterion(key="contacted", asks="a", test=_contacted, params={"channel": channel}) for channel in CHANNELS],
    *[Criterion(key="valued", asks="b", test=_valued, params={"least": least}) for least in (1, 3)],
    Criterion(key="offered", asks="c", test=_offered),
]


def _cycles() -> Strategy[Cycle]:
    """Draw a cycle without problems, whose criteria ask about the facts that are drawn here."""
    return cycles_of(criteria=st.sampled_from(CRITERIA))


def _instants(hours: int = 48) -> Strategy[datetime]:
    return st.integers(0, hours).map(lambda hour: MONDAY + timedelta(hours=hour))


def _facts(hours: int = 48) -> Strategy[Fact]:
    """Draw facts that criteria ask about, and some that they do not."""
    at = _instants(hours)
    amount = st.integers(0, 4).map(lambda amount: Money(amount, "EUR"))
    return st.one_of(
        st.builds(Contacted, channel=st.sampled_from(CHANNELS), at=at, human=st.booleans()),
        st.builds(ValueSet, value=amount, at=at),
    )


@st.composite
def _proposals(draw: st.DrawFn, name: str) -> Proposal:
    terms = Terms(lines=[Line(description="Desk", unit_price=Money("1", "EUR"))])
    begun, moved = sorted([draw(_instants()), draw(_instants())])
    first = StageEntered(stage="draft", outcome="open", at=begun)
    then = StageEntered(stage=draw(st.sampled_from(["sent", "withdrawn"])), outcome="open", at=moved)
    return Proposal.draft(id=name, start=first, terms=terms).record(then)


@st.composite
def _deals(draw: st.DrawFn, cycle: Cycle) -> Deal:
    """Draw a deal that has been in some stages of a cycle, with facts before, between and after them."""
    entries = [cycle.start(at=draw(_instants(24)))]
    for _ in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from([stage.key for stage in cycle.stages]))
        entries.append(cycle.entry(key, at=draw(_instants(24)), reason=draw(st.sampled_from(["", "price"]))))
    facts = draw(st.lists(_facts(), max_size=6))
    lead = Lead(id="L-1", name="Ada", log=draw(st.lists(_facts(), max_size=3))) if draw(st.booleans()) else None
    proposals = [draw(_proposals(f"P-{n}")) for n in range(draw(st.integers(0, 2)))]
    return Deal(id="D-1", name="Acme", lead=lead, proposals=proposals, log=[*entries, *facts])


@st.composite
def _frameworks(draw: st.DrawFn) -> Framework:
    """Draw a framework whose questions have several answers each, and weights that do not all vanish."""
    points = st.decimals(0, 1, places=2)
    questions = []
    for number in range(draw(st.integers(1, 5))):
        graded = draw(st.lists(points, min_size=2, max_size=4))
        levels = [Level(key=f"level{place}", points=each, anchor="") for place, each in enumerate(graded)]
        questions.append(Question(key=f"q{number}", label=f"Q{number}", asks="?", levels=levels))
    weight = st.decimals(0, 10, places=1)
    chosen = draw(st.dictionaries(st.sampled_from([each.key for each in questions]), weight))
    if len(chosen) == len(questions) and not any(chosen.values()):
        chosen["q0"] = Decimal(1)
    rubric = Rubric(weights=chosen, qualified_at=draw(st.decimals(0, 100, places=1)))
    return Framework(key="drawn", label="Drawn", questions=questions, rubric=rubric)


TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8) | st.sampled_from(
    ["", "true", "1", "0.1", "2026-03-31", '"<b>\\', "대표", "e\u0301"]
)
NUMBERS = st.decimals(-(10**15), 10**15, places=6) | st.integers(-(10**16) + 1, 10**16 - 1).map(Decimal)
DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def _amounts(currency: str) -> Strategy[Money]:
    return NUMBERS.map(lambda amount: Money(amount, currency))


@st.composite
def _ends(draw: st.DrawFn) -> list[object]:
    """Draw a low and a high value of one kind, or one of them and an open end."""
    low, high = sorted(
        draw(st.sampled_from([NUMBERS, DATES, _amounts("EUR")]).flatmap(lambda kind: st.tuples(kind, kind)))
    )
    return draw(st.sampled_from([[low, high], [None, high], [low, None]]))


@st.composite
def _rules(draw: st.DrawFn) -> MatchRule:
    """Draw a rule of any match and demand, over values of every kind that it takes."""
    anything = TEXTS | NUMBERS | st.booleans() | DATES | _amounts("EUR") | _amounts("KRW")
    filled = TEXTS.filter(lambda text: any(char.isalnum() for char in text))
    match, values = draw(
        st.one_of(
            st.tuples(st.just("one_of"), st.lists(anything, min_size=1, max_size=4)),
            st.tuples(st.just("contains"), st.lists(filled, min_size=1, max_size=3)),
            st.tuples(st.just("at_least"), st.lists(NUMBERS | DATES | _amounts("USD"), min_size=1, max_size=1)),
            st.tuples(st.just("range"), _ends()),
        )
    )
    demand = draw(st.sampled_from(Demand))
    weight = 1 if demand is Demand.KNOCK_OUT else draw(st.decimals("0.01", 100, places=2))
    label = draw(st.dictionaries(st.sampled_from(["en", "ko", "de-AT"]), TEXTS, max_size=2))
    attribute = draw(st.sampled_from(["size", "branch", "수요", "x y"]))
    return MatchRule(attribute=attribute, match=match, values=values, weight=weight, demand=demand, label=label)


def _profiles() -> Strategy[Profile]:
    rules = st.lists(_rules(), min_size=1, max_size=4)
    return st.builds(Profile, persona=st.sampled_from(["ops", "운영"]), rules=rules, version=st.integers(1, 9))


SOME_TEXT = st.text('aé대<"', max_size=4)
SOME_KEY = st.text("abß운9", min_size=1, max_size=4)
SOME_MOMENT = st.integers(-(10**15), 10**15).map(lambda later: MONDAY + timedelta(microseconds=later))
SOME_RATE = st.decimals("0.001", 1, places=3)
SOME_MONEY = st.decimals(0, 10**6, places=3).map(lambda amount: Money(amount, "EUR"))
SOME_ZONE = st.sampled_from([UTC, ZoneInfo("Asia/Seoul"), timezone(timedelta(hours=-3, minutes=-30, seconds=-5))])


@st.composite
def _documents(draw: st.DrawFn) -> list[Document]:
    """Draw documents that may wait for those drawn before them, in any order."""
    documents: list[Document] = []
    for key in draw(st.lists(SOME_KEY, max_size=3, unique=True)):
        needs = draw(st.lists(st.sampled_from([each.key for each in documents]), unique=True)) if documents else []
        label = draw(st.dictionaries(st.sampled_from(["en", "ko"]), SOME_TEXT))
        signers = draw(st.lists(st.sampled_from(Side), max_size=2))
        documents.append(Document(key=key, needs=needs, label=label, days=draw(st.integers(0, 9)), signers=signers))
    return draw(st.permutations(documents))


def _of_fields(kind: type, /, **fields: Strategy[object]) -> Strategy[object]:
    """Draw objects of a class by what the annotation of each field says."""
    hints = get_type_hints(kind)
    own = [each for each in attrs.fields(kind) if each.name not in fields and each.name != "unread"]
    return st.builds(kind, **{each.name: _of_field(each, hints[each.name]) for each in own}, **fields)


def _of_field(field: attrs.Attribute, hint: object) -> Strategy[object]:
    if type(None) in get_args(hint) and len(get_args(hint)) == 2:
        return st.none() | _of_field(field, get_args(hint)[0])
    if hint is str:
        is_key = getattr(field.converter, "__name__", "") in ("key_text", "optional_key", "id_text")
        return SOME_KEY if is_key or field.default is attrs.NOTHING else SOME_TEXT
    if isinstance(hint, type) and issubclass(hint, enum.StrEnum):
        return st.sampled_from(hint)
    return {
        str | None: st.none() | SOME_KEY,
        bool: st.booleans(),
        int: st.integers(1, 9),
        Decimal: SOME_RATE,
        date: DATES,
        datetime: SOME_MOMENT,
        timedelta: st.integers(1, 31 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
        tzinfo: SOME_ZONE,
        Money: SOME_MONEY,
        tuple[str, ...]: st.lists(SOME_KEY, max_size=2),
        tuple[Line, ...]: st.lists(st.deferred(lambda: _of_fields(Line)), min_size=1, max_size=2),
        tuple[Document, ...]: _documents(),
        tuple[Fact, ...]: st.lists(st.deferred(lambda: st.one_of(*_facts_by_kind().values())), max_size=1),
        Terms: st.deferred(lambda: _of_fields(Terms)),
        AttributeValue | None: st.none()
        | TEXTS
        | NUMBERS
        | st.booleans()
        | DATES
        | _amounts("KRW")
        | st.lists(SOME_KEY, max_size=2),
    }[hint]


@cache
def _facts_by_kind() -> dict[type, Strategy[Fact]]:
    """Give the strategy of the facts of each kind that the model has."""
    kinds = [kind for kind in map(vars(model).get, model.__all__) if isinstance(kind, type) and issubclass(kind, Fact)]
    unknown = {UnknownFact: _of_fields(UnknownFact, kind=SOME_KEY.map("new_{}".format))}
    return {kind: _of_fields(kind) for kind in kinds if kind is not UnknownFact} | unknown


@cache
def _any_facts() -> Strategy[Fact]:
    """Draw a fact of any kind."""
    return st.one_of(*_facts_by_kind().values())


@cache
def _storable() -> Strategy[object]:
    """Draw whatever has a data form of its own."""
    log = st.lists(_any_facts(), max_size=4)
    lead = _of_fields(Lead, log=log)
    proposal = _of_fields(Proposal, log=log)
    offers = st.lists(proposal, max_size=2, unique_by=lambda each: each.id)
    deal = _of_fields(Deal, log=log, lead=st.none() | lead, proposals=offers)
    documents = _documents().filter(bool).map(lambda each: each[0])
    values = [SOME_MONEY, documents, *map(_of_fields, (Persona, Line, Terms, Proof))]
    return st.one_of(deal, lead, proposal, _any_facts(), *values)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.text(max_size=8),
    st.sampled_from(["need ", "unknown", "x" * 100_000, b"no", object(), int, {1: 2}, {}, []]),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)


def _places(value: object, path: tuple = ()) -> list[tuple]:
    """Give the path of everything in some data but the whole."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in pairs for found in [(*path, key), *_places(each, (*path, key))]]


@st.composite
def _damaged(draw: st.DrawFn, sound: dict) -> dict:
    """Draw a copy of sound data in which one to three places were dropped, replaced, renamed or said twice."""
    broken = copy.deepcopy(sound)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(_places(broken)))
        holder = broken
        for key in way:
            holder = holder[key]
        how = draw(st.sampled_from(["put", "drop", "add"]))
        if how == "drop":
            del holder[last]
        elif how == "add":
            holder.append(holder[last]) if isinstance(holder, list) else holder.update({draw(st.text()): last})
        else:
            holder[last] = copy.deepcopy(draw(JUNK))  # the next damage may change it, and junk is drawn again
    return broken


@pytest.fixture(scope="session")
def junk() -> Strategy[object]:
    """Give the strategy of what is no data, or is not where it belongs."""
    return JUNK | st.lists(JUNK, max_size=3)


@pytest.fixture(scope="session")
def damaged() -> Callable[[dict], Strategy[dict]]:
    """Give the strategy of sound data that was damaged."""
    return _damaged


@pytest.fixture(scope="session")
def profiles() -> Callable[[], Strategy[Profile]]:
    """Give the strategy of profiles."""
    return _profiles


@pytest.fixture(scope="session")
def facts_by_kind() -> Callable[[], dict[type, Strategy[Fact]]]:
    """Give the strategies of facts by kind."""
    return _facts_by_kind


@pytest.fixture(scope="session")
def storable() -> Callable[[], Strategy[object]]:
    """Give the strategy of all that has a data form of its own."""
    return _storable


@pytest.fixture(scope="session")
def cycles() -> Callable[[], Strategy[Cycle]]:
    """Give the strategy of cycles."""
    return _cycles


@pytest.fixture(scope="session")
def deals() -> Callable[[Cycle], Strategy[Deal]]:
    """Give the strategy of deals of a cycle."""
    return _deals


@pytest.fixture(scope="session")
def facts() -> Callable[..., Strategy[Fact]]:
    """Give the strategy of facts that criteria ask about."""
    return _facts


@pytest.fixture(scope="session")
def instants() -> Callable[..., Strategy[datetime]]:
    """Give the strategy of instants at which facts are drawn."""
    return _instants


@pytest.fixture(scope="session")
def proposals() -> Callable[[str], Strategy[Proposal]]:
    """Give the strategy of proposals, by id."""
    return _proposals


@pytest.fixture(scope="session")
def frameworks() -> Callable[[], Strategy[Framework]]:
    """Give the strategy of frameworks."""
    return _frameworks
