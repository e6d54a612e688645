"""Negotiation: objections that open and close, and the ledger of concessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salescycle.errors import CurrencyMismatch, InvalidValue
from salescycle.model import ConcessionGiven, Deal, Ledger, ObjectionAnswered, ObjectionRaised, ReturnReceived
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def usd(amount: int | str) -> Money:
    return Money(amount, "USD")


def given(key: str, worth: int, cost: int, on: int = 0, **fields) -> ConcessionGiven:
    return ConcessionGiven(concession=key, worth=usd(worth), cost=usd(cost), at=MONDAY + on * DAY, **fields)


def ledger(*facts) -> Ledger:
    return Deal(id="D-1", log=facts).ledger


def test_an_objection_is_open_until_it_is_answered() -> None:
    """An objection says when it was raised, how it was answered, by whom and with what."""
    raised = ObjectionRaised(topic="price", at=MONDAY)
    answered = ObjectionAnswered(topic="price", how="longer_support", proof="acme", by="kim", at=MONDAY + DAY)
    (before,) = Deal(id="D-1", log=[raised]).objections
    assert (True, 1, MONDAY, None) == (before.is_open, before.times_raised, before.raised_at, before.answered_at)
    (after,) = Deal(id="D-1", log=[raised, answered]).objections
    told = (after.is_open, after.how, after.by, after.proof, after.answered_at)
    assert (False, "longer_support", "kim", "acme", MONDAY + DAY) == told


def test_an_objection_raised_again_is_open_again() -> None:
    """An answer that did not hold is gone, and the objection is counted twice, since when it was first."""
    log = [
        ObjectionRaised(topic="price", at=MONDAY),
        ObjectionAnswered(topic="price", how="value", at=MONDAY + DAY),
        ObjectionRaised(topic="price", at=MONDAY + 2 * DAY),
        ObjectionRaised(topic="risk", at=MONDAY + 2 * DAY),
    ]
    price, risk = Deal(id="D-1", log=log).objections
    assert (True, 2, MONDAY, "") == (price.is_open, price.times_raised, price.raised_at, price.how)
    assert ("risk", 1) == (risk.topic, risk.times_raised)


def test_an_answer_to_nothing_is_none() -> None:
    """Answering what nobody raised makes no objection."""
    assert () == Deal(id="D-1", log=[ObjectionAnswered(topic="price", how="value", at=MONDAY)]).objections


@pytest.mark.parametrize(("cost", "expected"), [(49, False), (50, False), (51, True)])
def test_a_concession_is_over_its_limit_where_it_costs_more(cost: int, expected: bool) -> None:
    """Less than the limit, and the limit itself, is not over it."""
    (found,) = ledger(given("support", 3000, cost, limit=usd(50))).concessions
    assert (expected, expected) == (found.is_over_limit, found.is_unapproved)


@pytest.mark.parametrize("currency", ["CHF", "ZAR"])
@pytest.mark.parametrize("field", ["cost", "limit"])
def test_a_concession_is_in_one_currency(field: str, currency: str) -> None:
    """Wherever the other one stands in the alphabet."""
    amounts = {"worth": usd(10), "cost": usd(5), "limit": usd(5)} | {field: Money(5, currency)}
    with pytest.raises(CurrencyMismatch) as refused:
        ConcessionGiven(concession="support", at=MONDAY, **amounts)
    assert ("USD", currency) == (refused.value.one, refused.value.other)


def test_the_ledger_adds_up() -> None:
    """Worth and cost are exact sums; without concessions there are none."""
    found = ledger(given("support", 3000, 400), given("delivery", 90, 60, 1))
    assert (usd(3090), usd(460)) == (found.worth, found.cost)
    assert (None, None, ()) == (Ledger().worth, Ledger().cost, Ledger().margins(usd(5)))


def test_the_running_margin() -> None:
    """Each concession takes its cost off what was left, when it was given."""
    found = ledger(given("support", 3000, 400), given("delivery", 90, 60, 1))
    assert ((MONDAY, usd(600)), (MONDAY + DAY, usd(540))) == found.margins(usd(1000))
    with pytest.raises(CurrencyMismatch):
        found.margins(Money(1000, "EUR"))


def test_gives_without_a_get() -> None:
    """What was given is unreturned until what was asked for came, or for good where nothing was asked."""
    asked, free = given("support", 300, 40, asked="a reference"), given("delivery", 90, 60)
    came = ReturnReceived(concession="support", at=MONDAY + DAY)
    assert ["support", "delivery"] == [each.given.concession for each in ledger(asked, free).unreturned]
    after = ledger(asked, free, came, ReturnReceived(concession="nothing", at=MONDAY + DAY))
    assert (["delivery"], MONDAY + DAY) == (
        [each.given.concession for each in after.unreturned],
        after.concessions[0].received_at,
    )


def test_limits_and_approval() -> None:
    """Up to its limit a concession needs no word; above it somebody has to approve."""
    within = given("a", 100, 50, limit=usd(50))
    above = given("b", 100, 51, limit=usd(50))
    approved = given("c", 100, 51, limit=usd(50), approved_by="head of sales")
    found = ledger(within, above, approved, given("d", 10**6, 10**6))
    assert ["b"] == [each.given.concession for each in found.unapproved]
    assert [False, True, True, False] == [each.is_over_limit for each in found.concessions]


def test_a_concession_given_again_replaces_the_first() -> None:
    """A concession that is changed is given anew under its key."""
    found = ledger(given("support", 3000, 400), given("support", 1500, 200, 1))
    assert (1, usd(200)) == (len(found.concessions), found.cost)


@pytest.mark.parametrize(
    ("fields", "error", "told"),
    [
        ({"cost": usd(-1)}, InvalidValue, "the cost of a concession must not be negative, got '-1.00 USD'"),
        ({"worth": 5}, InvalidValue, "the worth of a concession must be a Money, got 5"),
        ({"limit": usd(-1)}, InvalidValue, "the limit of a concession must not be negative"),
        ({"cost": Money(1, "EUR")}, CurrencyMismatch, "amounts in USD and EUR do not add up"),
        ({"limit": Money(1, "EUR")}, CurrencyMismatch, "amounts in USD and EUR do not add up"),
        ({"revision": 0}, InvalidValue, "a revision must be a whole number, 1 or more, got 0"),
    ],
)
def test_a_concession_is_well_formed(fields: dict, error: type, told: str) -> None:
    """Amounts are money of one currency, and not negative."""
    with pytest.raises(error) as caught:
        ConcessionGiven(**({"concession": "x", "worth": usd(1), "cost": usd(1), "at": MONDAY} | fields))
    assert str(caught.value).startswith(told)


def test_a_concession_says_which_offer_it_changed() -> None:
    """Proposal and revision are kept, so that the ledger can be read beside the terms."""
    fact = given("support", 300, 40, proposal="P-1", revision=2, what="24 months")
    assert ("P-1", 2, "24 months") == (fact.proposal, fact.revision, fact.what)
