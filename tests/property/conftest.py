"""Strategies that several laws share: random cycles, random facts and random walks through them.

Fixtures give the strategies as plain functions, because test modules do not import each other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from salescycle.cycle import AS_DECLARED, Beginning, Criterion, Cycle, MoveKind, Policy, Stage
from salescycle.model import Contacted, Deal, Fact, Lead, Line, Outcome, Proposal, Record, StageEntered, Terms, ValueSet
from salescycle.qualification import Framework, Level, Question, Rubric
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


def _criteria() -> Strategy[list[Criterion]]:
    # mostly few, so that walks come through
    return st.lists(st.sampled_from(CRITERIA), max_size=3, unique_by=lambda each: (each.key, each.params))


@st.composite
def _cycles(draw: st.DrawFn) -> Cycle:
    """Draw a cycle without problems: every stage is reached, and every stage that lasts leads to a close."""
    lasting = [f"open{n}" for n in range(draw(st.integers(1, 5)))] + [
        f"hold{n}" for n in range(draw(st.integers(0, 2)))
    ]
    closes = [f"won{n}" for n in range(draw(st.integers(1, 2)))] + [f"lost{n}" for n in range(draw(st.integers(1, 2)))]
    keys = ["open0", *draw(st.permutations([*lasting[1:], *closes]))]
    ways = {key: draw(st.sets(st.sampled_from(keys), max_size=4)) - {key} for key in keys}
    for place, key in enumerate(lasting):
        ways[key].add(draw(st.sampled_from([*lasting[place + 1 :], *closes])))
        if place:
            ways[draw(st.sampled_from(lasting[:place]))].add(key)
    for key in closes:
        ways[draw(st.sampled_from(lasting))].add(key)
    stages = []
    for key in keys:
        field = "reopens_to" if key in closes else "leads_to"
        outcome = Outcome(key.rstrip("0123456789"))
        order = draw(st.permutations(sorted(ways[key])))
        optional = draw(st.booleans())
        stages.append(Stage(key, outcome=outcome, exit_criteria=draw(_criteria()), optional=optional, **{field: order}))
    return Cycle(key="drawn", version=draw(st.integers(1, 3)), stages=stages, policy=draw(_policies()))


def _policies() -> Strategy[Policy]:
    """Draw a policy that forbids nothing that stages may have declared; half of them add nothing either."""
    return st.just(AS_DECLARED) | st.builds(
        Policy,
        skipping=st.sampled_from(["declared", "optional", "free"]),
        going_back=st.sampled_from(["declared", "free"]),
        reasons_for=st.lists(st.sampled_from(MoveKind), max_size=2),
        reopen_within=st.none() | st.integers(1, 24).map(lambda hours: timedelta(hours=hours)),
        begins_in=st.sampled_from(Beginning),
    )


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
