"""Revisions of an offer, compared line by line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from salescycle.errors import CurrencyMismatch, InvalidValue
from salescycle.model import Line, Proposal, StageEntered, Terms, compare_terms
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DESK, CHAIR, LAMP = (Line(description=what, unit_price=Money("100", "EUR")) for what in ("Desk", "Chair", "Lamp"))
DOLLARS = Terms(lines=[attrs.evolve(DESK, unit_price=Money(1, "USD"))])


def told(old: list[Line], new: list[Line], **changes) -> list[str]:
    return str(compare_terms(Terms(lines=old), Terms(lines=new, **changes))).split("; ")


def test_lines_added_taken_out_and_changed() -> None:
    """Each line that is not what it was is told, in the order of the old ones and then the new."""
    desk = attrs.evolve(DESK, quantity=2, unit_price=Money("90", "EUR"), tax="0.19")
    assert [
        "'Desk' changed: unit price 100.00 EUR to 90.00 EUR, quantity 1 to 2, tax 0 to 0.19",
        "'Chair' taken out",
        "'Lamp' added",
        "the total rises by 114.20 EUR to 314.20 EUR",
    ] == told([DESK, CHAIR], [desk, LAMP])
    assert ["Desk", "Chair", "Lamp"] == [
        change.description for change in compare_terms(Terms(lines=[DESK, CHAIR]), Terms(lines=[desk, LAMP])).lines
    ]


def test_what_is_about_the_whole() -> None:
    """A discount on all lines and another last day are told, and the total that falls."""
    assert [
        "the discount on all goes from 0 to 0.1",
        "it holds through 2026-03-31",
        "the total falls by 10.00 EUR to 90.00 EUR",
    ] == told([DESK], [DESK], discount="0.1", valid_until=date(2026, 3, 31))
    dated = Terms(lines=[DESK], valid_until=date(2026, 3, 31))
    assert "it holds through no last day" in str(compare_terms(dated, Terms(lines=[DESK])))


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        ("100.50", "the total rises by 0.50 EUR to 100.50 EUR"),
        ("99.50", "the total falls by 0.50 EUR to 99.50 EUR"),
        ("101", "the total rises by 1.00 EUR to 101.00 EUR"),
        ("99", "the total falls by 1.00 EUR to 99.00 EUR"),
    ],
)
def test_a_total_rises_or_falls_by_little(cents: str, expected: str) -> None:
    """Half a euro is a change like any other."""
    assert expected == told([DESK], [attrs.evolve(DESK, unit_price=Money(cents, "EUR"))])[-1]


def test_a_discount_may_be_taken_back() -> None:
    """A discount that falls is told as one that rises."""
    less = compare_terms(Terms(lines=[DESK], discount="0.2"), Terms(lines=[DESK], discount="0.1"))
    assert "the discount on all goes from 0.2 to 0.1" == str(less).split("; ")[0]


def test_nothing_changed() -> None:
    """The same terms, in another order of lines too, are the same."""
    assert ["the total stays as it was"] == told([DESK, CHAIR], [CHAIR, DESK])


def test_several_lines_of_one_description() -> None:
    """The first goes with the first, and what is left over was added or taken out."""
    assert ["'Desk' taken out", "the total falls by 100.00 EUR to 100.00 EUR"] == told([DESK, DESK], [DESK])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (Terms(lines=[DESK]), DOLLARS, "amounts in EUR and USD do not add up; convert one with a RateProvider first"),
        (DOLLARS, Terms(lines=[DESK]), "amounts in USD and EUR do not add up; convert one with a RateProvider first"),
        (Terms(lines=[DESK]), None, "terms must be a Terms, got None; give Terms(lines=[...])"),
        ("terms", Terms(lines=[DESK]), "terms must be a Terms, got 'terms'; give Terms(lines=[...])"),
    ],
)
def test_what_does_not_compare(old, new, message: str) -> None:
    """Other currencies, and what are no terms, are refused."""
    with pytest.raises((CurrencyMismatch, InvalidValue)) as refused:
        compare_terms(old, new)
    assert message == str(refused.value)


def test_a_proposal_tells_its_revisions() -> None:
    """Each revision is compared with the one before it."""
    draft = StageEntered(stage="draft", outcome="open", at=MONDAY)
    offer = Proposal.draft(id="P-1", start=draft, terms=Terms(lines=[DESK]))
    assert () == offer.changes
    offer = offer.revise(Terms(lines=[DESK, LAMP]), at=MONDAY + DAY).revise(Terms(lines=[LAMP]), at=MONDAY + 2 * DAY)
    assert ["'Lamp' added", "'Desk' taken out"] == [str(change).split("; ")[0] for change in offer.changes]


def test_terms_set_after_the_close_change_nothing() -> None:
    """What was accepted is what holds, whatever is written afterwards."""
    start = StageEntered(stage="draft", outcome="open", at=MONDAY)
    accepted = StageEntered(stage="accepted", outcome="won", at=MONDAY + DAY)
    offer = Proposal.draft(id="P-1", start=start, terms=Terms(lines=[DESK])).record(accepted)
    later = offer.revise(Terms(lines=[LAMP, CHAIR]), at=MONDAY + 2 * DAY)
    assert (Money("100", "EUR"), 2) == (later.total, len(later.revisions))
    assert later.terms == offer.terms
