"""Strategies of records: leads, proposals and deals that walked their cycle by its rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import attrs
from hypothesis import strategies as st

from salescycle.cycle import Cycle
from salescycle.model import (
    AttributeSet,
    Contacted,
    Deal,
    Fact,
    JourneySeen,
    Lead,
    Line,
    Opened,
    Outcome,
    OwnerAssigned,
    PersonaMatched,
    Proposal,
    Record,
    SignalGiven,
    StageSeen,
    Terms,
)
from salescycle.presets import LEAD, PROPOSAL, SEVEN_STAGE

from ._facts import Happens, facts, instants, money
from ._meets import MEETS, Meets, step

__all__ = ["deals", "histories", "hops", "leads", "proposals"]

_OF_LEADS = (Contacted, OwnerAssigned, PersonaMatched, AttributeSet, JourneySeen, SignalGiven)
_R = TypeVar("_R", bound=Record)


def hops(cycle: Cycle, target: str) -> dict[str, int]:
    """Count the moves from each stage to a target along the fewest; stages without a way there are left out."""
    found, edge = {target: 0}, [target]
    while edge:
        near = [key for key in (stage.key for stage in cycle.stages) if key not in found]
        edge = [key for key in near if any(to in edge for to in cycle.ways(key))]
        found |= {key: found[edge_to] + 1 for key in edge for edge_to in cycle.ways(key) if edge_to in found}
    return found


def _ordinary(*kinds: type[Fact]) -> Happens:
    return lambda at: facts(*kinds, at=st.just(at))


@attrs.frozen
class _Route:
    """What a walk keeps to; a strategy that could not draw anything shows it by the cycle's name alone."""

    cycle: Cycle
    at: st.SearchStrategy[datetime]
    meets: Meets
    happens: Happens

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as Hypothesis calls it
        printer.text("..." if cycle else self.cycle.name)


@st.composite
def _walked(draw: st.DrawFn, record: _R, at: datetime, route: _Route) -> _R:
    """Walk towards a drawn stage, with what else happens on the way and now and then a turn aside."""
    cycle = route.cycle
    # a win lies at the end of the longest walk, of which many come to nothing: it is aimed at more often than the rest
    wins = [stage.key for stage in cycle.stages if stage.outcome is Outcome.WON]
    target = draw(st.sampled_from([*(stage.key for stage in cycle.stages), *wins, *wins]))
    far = hops(cycle, target)
    turns = draw(st.integers(0, 2))
    for _ in range(2 * len(cycle.stages)):
        record, at = _later(draw, record, at, route.happens)
        here = cast("str", record.stage)
        if here == target:
            break
        ways: Sequence[str] = list(cycle.ways(here))
        onward = sorted((to for to in ways if to in far), key=far.__getitem__)
        if turns and ways and draw(st.integers(0, 3)) == 3:
            turns, onward = turns - 1, [draw(st.sampled_from(ways)), *onward]
        tries = (step(cycle, record, to, at, route.meets) for to in onward)
        moved = next((each for each in tries if each is not None), None)
        if moved is None:
            break
        record = moved
    return record


def _later(draw: st.DrawFn, record: _R, at: datetime, happens: Happens) -> tuple[_R, datetime]:
    """Let some time go by, and now and then something happen in it."""
    at += timedelta(hours=draw(st.integers(1, 24 * 30)))
    if draw(st.integers(0, 2)) == 2:
        record = record.record(draw(happens(at)))
        at += timedelta(minutes=draw(st.integers(0, 90)))
    return record, at


@st.composite
def _leads(draw: st.DrawFn, route: _Route) -> Lead:
    start = route.cycle.start(at=draw(route.at))
    name, company = draw(st.sampled_from(["Ada Park", "민지 이", "Zoë"])), draw(st.sampled_from(["", "Acme"]))
    source, channel = draw(st.sampled_from(["", "fair"])), draw(st.sampled_from(["form", "phone"]))
    lead = Lead.capture(id="L-1", name=name, company=company, source=source, channel=channel, start=start)
    return draw(_walked(lead, start.at, route))


def leads(
    *,
    cycle: Cycle = LEAD,
    at: st.SearchStrategy[datetime] | None = None,
    meets: Meets = MEETS,
    happens: Happens | None = None,
) -> st.SearchStrategy[Lead]:
    """Draw leads that walked a cycle by its rules, captured at the instants of ``at``.

    ``meets`` and ``happens`` are those of ``deals``.

    >>> from hypothesis import find
    >>> find(leads(), lambda lead: lead.stage == "converted").outcome
    <Outcome.WON: 'won'>
    """
    return _leads(_Route(cycle, instants() if at is None else at, meets, happens or _ordinary(*_OF_LEADS)))


@st.composite
def _terms(draw: st.DrawFn, at: datetime) -> Terms:
    rates = st.decimals(0, 1, places=2)
    line = st.builds(
        Line,
        description=st.sampled_from(["Licence", "Desk", "설치"]),
        unit_price=money(currency="USD"),
        quantity=st.integers(1, 20),
        discount=rates,
        tax=rates,
    )
    lasts = draw(st.none() | st.integers(0, 200))
    until = None if lasts is None else (at + timedelta(days=lasts)).date()
    return Terms(lines=draw(st.lists(line, min_size=1, max_size=3)), discount=draw(rates), valid_until=until)


@st.composite
def _proposals(draw: st.DrawFn, route: _Route) -> Proposal:
    start = route.cycle.start(at=draw(route.at))
    proposal = Proposal.draft(id="P-1", title="Offer", start=start, terms=draw(_terms(start.at)))
    return draw(_walked(proposal, start.at, route))


def proposals(
    *,
    cycle: Cycle = PROPOSAL,
    at: st.SearchStrategy[datetime] | None = None,
    meets: Meets = MEETS,
    happens: Happens | None = None,
) -> st.SearchStrategy[Proposal]:
    """Draw proposals with terms that walked a cycle by its rules, drafted at the instants of ``at``.

    An offer that ran out on the way is revised. ``meets`` and ``happens`` are those of ``deals``.

    >>> from hypothesis import find
    >>> find(proposals(), lambda proposal: proposal.stage == "accepted").outcome
    <Outcome.WON: 'won'>
    """
    return _proposals(
        _Route(cycle, instants() if at is None else at, meets, happens or _ordinary(Contacted, OwnerAssigned))
    )


@st.composite
def _deals(draw: st.DrawFn, route: _Route) -> Deal:
    start = route.cycle.start(at=draw(route.at))
    value, owner = draw(st.none() | money(currency="USD")), draw(st.sampled_from([None, "kim"]))
    close = draw(st.none() | st.integers(0, 400).map(lambda days: (start.at + timedelta(days=days)).date()))
    lead = draw(st.none() | leads(at=st.just(start.at - timedelta(days=300))))
    deal = Deal.open(id="D-1", name="Acme", start=start, value=value, expected_close=close, owner=owner, lead=lead)
    return draw(_walked(deal, start.at, route))


def deals(
    *,
    cycle: Cycle = SEVEN_STAGE,
    at: st.SearchStrategy[datetime] | None = None,
    meets: Meets = MEETS,
    happens: Happens | None = None,
) -> st.SearchStrategy[Deal]:
    """Draw deals that walked a cycle by its rules, opened at the instants of ``at``.

    Each walks towards a stage drawn from all of the cycle, so that the late ones are as common as the first. Before
    a move it records what the criteria ask for, as ``meets`` says by their keys: ``MEETS | {"approved": ...}`` adds
    what a criterion of yours takes. A criterion that nothing is known to meet ends the walk. ``happens`` gives a
    strategy of facts for an instant: what else takes place, any fact that is not about stages by default.

    >>> from hypothesis import find
    >>> deal = find(deals(cycle=SEVEN_STAGE), lambda deal: deal.stage == "won")
    >>> SEVEN_STAGE.conformance(deal).conforms
    True
    """
    return _deals(_Route(cycle, instants() if at is None else at, meets, happens or _ordinary()))


@st.composite
def _histories(draw: st.DrawFn, cycle: Cycle, days: int) -> Deal:
    keys = st.sampled_from([stage.key for stage in cycle.stages])
    at, log = instants(days=days), list[Fact]()
    for _ in range(draw(st.integers(0, 6))):
        # the reason that a loss has, and the many that have none
        entry = cycle.entry(draw(keys), at=draw(at), reason=draw(st.sampled_from(["", "price"])))
        seen = StageSeen(stage=entry.stage, outcome=entry.outcome, cycle=entry.cycle, at=entry.at)
        log += draw(st.sampled_from([[entry], [entry, entry], [seen], [Opened(at=entry.at), entry]]))
    log += draw(st.lists(facts(at=at), max_size=6))
    return Deal(id="D-1", name="Acme", log=draw(st.permutations(log)))


def histories(cycle: Cycle = SEVEN_STAGE, *, days: int = 60) -> st.SearchStrategy[Deal]:
    """Draw deals with odd but well-formed logs, as an import brings them, within ``days`` days.

    Stages are skipped, repeated and gone back to, entered before the deal was opened, or only seen; facts come out
    of order, and some were recorded late. No rule of the cycle is kept: ``Cycle.audit`` has much to tell.

    >>> from hypothesis import find
    >>> deal = find(histories(), lambda deal: "not_allowed" in {each.code for each in SEVEN_STAGE.audit(deal)})
    >>> len(deal.visits)
    2
    """
    return _histories(cycle, days)
