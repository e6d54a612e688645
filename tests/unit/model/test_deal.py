"""Deals: a log of their own, a lead, and proposals."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.model import (
    CloseExpected,
    Contacted,
    Deal,
    Lead,
    Line,
    OwnerAssigned,
    PersonaMatched,
    Proposal,
    Record,
    StageEntered,
    Terms,
    ValueSet,
)
from salescycle.values import Money


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 9, tzinfo=UTC)


def usd(amount: int) -> Money:
    return Money(amount, "USD")


def proposal(id_given: str, number: int) -> Proposal:
    start = StageEntered(stage="draft", outcome="open", at=day(number), recorded_at=day(number + 1))
    terms = Terms(lines=[Line(description="Licence", unit_price=usd(number))])
    return Proposal.draft(id=id_given, start=start, terms=terms)


START = StageEntered(stage="new", outcome="open", at=day(2), recorded_at=day(3))
LEAD = Lead.capture(id="L-1", name="Ada", start=StageEntered(stage="captured", outcome="open", at=day(1)))
PLAIN = Deal.open(id="D-1", start=START)
FULL = Deal.open(
    id="D-2",
    name=" Acme rollout ",
    start=START,
    value=usd(48000),
    expected_close=date(2026, 3, 31),
    owner="kim",
    lead=LEAD,
)


@attrs.frozen(kw_only=True, repr=False)
class Renewal(Deal):
    """A deal of a host's own."""

    contract: str = ""


def test_a_deal_opens_with_what_is_known() -> None:
    """Value, expected close and owner are facts of the first instant, learned when the stage was."""
    times = {"at": day(2), "recorded_at": day(3)}
    expected = (
        START,
        ValueSet(value=usd(48000), **times),
        CloseExpected(on=date(2026, 3, 31), **times),
        OwnerAssigned(owner="kim", **times),
    )
    assert expected == FULL.log
    assert ("Acme rollout", usd(48000), date(2026, 3, 31), "kim", LEAD, "new") == (
        FULL.name,
        FULL.value,
        FULL.expected_close,
        FULL.owner,
        FULL.lead,
        FULL.stage,
    )


def test_a_deal_needs_an_id_and_a_start() -> None:
    """All else may be unknown."""
    assert ((START,), "", None, None, None, None, (), None) == (
        PLAIN.log,
        PLAIN.name,
        PLAIN.value,
        PLAIN.expected_close,
        PLAIN.owner,
        PLAIN.lead,
        PLAIN.proposals,
        PLAIN.proposal,
    )


def test_the_last_word_counts() -> None:
    """Value and expected close may change, and the close may become unknown again."""
    changed = FULL.record(ValueSet(value=usd(0), at=day(4)), CloseExpected(on=None, at=day(5)))
    assert (usd(0), None) == (changed.value, changed.expected_close)
    assert (usd(48000), date(2026, 3, 31)) == (changed.as_of(day(3)).value, changed.as_of(day(4)).expected_close)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_last_proposal_is_the_one_on_the_table(count: int) -> None:
    """However many there are."""
    offers = [proposal(f"P-{number}", number) for number in range(1, count + 1)]
    assert offers[-1] == Deal(id="D-1", log=[START], proposals=offers).proposal


def test_a_record_is_attached_in_place_of_its_like() -> None:
    """A lead replaces the lead; a proposal the one with its id, where it stood; a new one comes last."""
    one, two = proposal("P-1", 4), proposal("P-2", 5)
    deal = PLAIN.attach(LEAD).attach(one).attach(two)
    assert (LEAD, (one, two), two) == (deal.lead, deal.proposals, deal.proposal)
    called, revised = LEAD.record(Contacted(channel="call", at=day(4))), one.revise(two.terms, at=day(6))
    after = deal.attach(called).attach(revised)
    assert (called, (revised, two)) == (after.lead, after.proposals)
    assert (None, ()) == (PLAIN.lead, PLAIN.proposals)


@pytest.mark.parametrize(
    ("proposals", "message"),
    [
        ([5], "proposals[0] must be a Proposal, got 5"),
        ([LEAD], "proposals[0] must be a Proposal, got a Lead"),
        (
            [proposal("P-1", 4), proposal("P-1", 5)],
            "the proposals of a deal must have different ids, got 'P-1, P-1'",
        ),
    ],
)
def test_the_proposals_of_a_deal_are_proposals_of_different_ids(proposals: list[object], message: str) -> None:
    """Anything else, and the same one twice, are refused."""
    with pytest.raises(InvalidValue) as refused:
        Deal(id="D-1", proposals=proposals)
    assert message == str(refused.value)


def test_only_a_lead_or_proposal_is_attached() -> None:
    """A deal is not a part of a deal."""
    with pytest.raises(InvalidValue) as refused:
        PLAIN.attach(FULL)
    assert "a lead must be a Lead, got a Deal" == str(refused.value)


def test_the_past_of_a_deal_is_that_of_all_its_records() -> None:
    """Its lead and proposals are rewound with it; a proposal that had not begun was not there."""
    matched = LEAD.record(PersonaMatched(persona="head-of-it", at=day(6)))
    one, two = proposal("P-1", 4), proposal("P-2", 8)
    revised = one.revise(two.terms, at=day(6))
    deal = FULL.attach(matched).attach(revised).attach(two)
    assert (None, (one,)) == (deal.as_of(day(5)).lead.persona, deal.as_of(day(5)).proposals)
    assert ("head-of-it", (revised,)) == (deal.as_of(day(6)).lead.persona, deal.as_of(day(6)).proposals)
    assert deal == deal.as_of(day(8))
    before = deal.as_of(day(1))
    assert ((), LEAD, (), "Acme rollout") == (before.log, before.lead, before.proposals, before.name)


def test_what_was_known_of_a_deal_is_what_was_known_of_all_its_records() -> None:
    """Its lead and proposals are looked at through the same eyes."""
    matched = LEAD.record(PersonaMatched(persona="head-of-it", at=day(2), recorded_at=day(6)))
    one, two = proposal("P-1", 4), proposal("P-2", 8)
    deal = FULL.attach(matched).attach(one).attach(two)
    known = deal.as_known_at(day(5))
    assert (FULL.log, None, (one,)) == (known.log, known.lead.persona, known.proposals)
    assert deal == deal.as_known_at(day(9))
    assert () == deal.as_known_at(day(2)).log


def test_a_deal_alone_has_a_past_too() -> None:
    """Without a lead or proposals there is only its log."""
    called = PLAIN.record(Contacted(channel="call", at=day(4)))
    assert (PLAIN, PLAIN) == (called.as_of(day(3)), called.as_known_at(day(3)))
    with_proposal = called.attach(proposal("P-1", 4))
    assert (PLAIN, PLAIN) == (with_proposal.as_of(day(3)), with_proposal.as_known_at(day(3)))


def test_before_a_fact_its_records_stood_as_they_stood_then() -> None:
    """Its lead and proposals are rewound to the instant; its own log to just before the fact."""
    move = StageEntered(stage="pitch", outcome="open", at=day(6))
    deal = FULL.attach(proposal("P-1", 4)).attach(proposal("P-2", 8)).record(move)
    before = deal.before(move)
    assert (FULL.log, LEAD, (proposal("P-1", 4),)) == (before.log, before.lead, before.proposals)


@pytest.mark.parametrize("ask", [Deal.as_of, Deal.as_known_at])
def test_the_past_is_asked_at_an_instant(ask: Callable[[Deal, object], Deal]) -> None:
    """A naive time is refused."""
    for deal in (PLAIN, FULL):
        with pytest.raises(InvalidValue, match="^an instant must have a time zone"):
            ask(deal, datetime(2026, 3, 2))  # noqa: DTZ001


def test_a_deal_shows_where_it_is() -> None:
    """Its repr names neither customer nor amount."""
    assert "<Deal 'D-2' in 'new', 4 facts>" == repr(FULL)


def test_a_deal_that_records_keeps_everything_else() -> None:
    """Name, lead and proposals stay, whichever way the fact comes in."""
    deal = FULL.attach(proposal("P-1", 4))
    call = Contacted(channel="call", at=day(4))
    expected = Deal(id="D-2", name="Acme rollout", lead=LEAD, proposals=deal.proposals, log=(*FULL.log, call))
    assert expected == deal.record(call)
    assert expected == attrs.evolve(deal, log=(call, *FULL.log))
    assert 1 == len({expected, deal.record(call)})


def test_a_deal_of_a_hosts_own_keeps_what_it_adds() -> None:
    """Opening, recording, attaching and rewinding give the same class, with its fields."""
    renewal = attrs.evolve(Renewal.open(id="D-3", start=START), contract="C-7")
    after = renewal.record(Contacted(channel="call", at=day(4))).attach(LEAD).attach(proposal("P-1", 5))
    assert (Renewal, "C-7") == (type(after), after.contract)
    before = after.as_of(day(3))
    assert (Renewal, "C-7", renewal.log) == (type(before), before.contract, before.log)


def test_a_deal_is_no_bare_record() -> None:
    """The same id and log as a plain record are another thing."""
    assert Record(id="D-1", log=[START]) != PLAIN


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v)), attrs.evolve],
    ids=["copy", "deepcopy", "pickle", "evolve"],
)
def test_a_deal_survives_a_round_trip(again: Callable[[Deal], Deal]) -> None:
    """A copied, pickled or evolved deal is equal to the first, records, hashes, and is frozen."""
    deal = FULL.attach(proposal("P-1", 4)).record(Contacted(channel="call", at=day(5) + timedelta(hours=1)))
    assert deal == again(deal)
    assert hash(deal) == hash(again(deal))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        again(deal).name = "else"


@pytest.mark.parametrize(
    ("begin", "cycle"),
    [
        (lambda start: Deal.open(id="D-1", start=start), "SEVEN_STAGE"),
        (lambda start: Lead.capture(id="L-1", name="Ada", start=start), "LEAD"),
        (lambda start: Proposal.draft(id="P-1", start=start, terms=None), "PROPOSAL"),
    ],
    ids=["deal", "lead", "proposal"],
)
def test_a_record_begins_with_the_entry_of_a_stage(begin: Callable[[object], Record], cycle: str) -> None:
    """Anything else is refused, with what gives such an entry."""
    with pytest.raises(InvalidValue) as refused:
        begin("talk")
    assert f"a start must be a StageEntered, got 'talk'; give {cycle}.start(at=...)" == str(refused.value)


def test_a_past_that_is_the_present_is_the_deal_itself() -> None:
    """Where nothing is cut off, nothing is copied: neither the deal nor what it holds."""
    later = datetime(2199, 1, 1, tzinfo=UTC)
    assert FULL is FULL.as_of(later)
    assert FULL is FULL.as_known_at(later)
