"""Proposals: an offer and its revisions."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.model import Line, Proposal, StageEntered, Terms, TermsSet
from salescycle.values import Money

BERLIN = ZoneInfo("Europe/Berlin")


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 9, tzinfo=UTC)


def terms(price: str, tax: str = "0") -> Terms:
    desk = Line(description="Desk", unit_price=Money(price, "EUR"), tax=tax)
    return Terms(lines=[desk], valid_until=date(2026, 3, 29), zone=BERLIN)


START = StageEntered(stage="draft", outcome="open", at=day(2), recorded_at=day(3), by="kim")
DRAFT = Proposal.draft(id="P-1", title=" Rollout ", start=START, terms=terms("100", tax="0.19"))


def test_a_proposal_is_drafted_with_its_first_terms() -> None:
    """Stage and terms are facts of one instant, one person, and learned together."""
    first = TermsSet(terms=terms("100", tax="0.19"), at=day(2), recorded_at=day(3), by="kim")
    assert ("Rollout", (START, first)) == (DRAFT.title, DRAFT.log)
    assert ("draft", first.terms, (first.terms,)) == (DRAFT.stage, DRAFT.terms, DRAFT.revisions)
    assert Money("119", "EUR") == DRAFT.total


def test_terms_set_as_it_closes_count() -> None:
    """What was signed at the instant of the close is what it was closed with."""
    accepted = StageEntered(stage="accepted", outcome="won", at=day(5))
    closed = DRAFT.record(TermsSet(terms=terms("90"), at=day(5)), accepted)
    assert terms("90") == closed.terms


def test_a_revision_replaces_the_terms_and_keeps_the_earlier() -> None:
    """The latest terms count; each version stays, and the past can be asked."""
    revised = DRAFT.revise(terms("90"), at=day(5), by="lee").revise(terms("80"), at=day(9))
    assert (terms("100", tax="0.19"), terms("90"), terms("80")) == revised.revisions
    assert (Money(80, "EUR"), Money(90, "EUR"), Money(119, "EUR")) == (
        revised.total,
        revised.as_of(day(5)).total,
        revised.as_known_at(day(3)).total,
    )
    assert ("kim", "lee", None) == tuple(fact.by for fact in revised.facts(TermsSet))


def test_a_proposal_without_terms_offers_nothing() -> None:
    """There is no total, no version, and nothing to accept."""
    empty = Proposal(id="P-1")
    assert (None, None, (), "") == (empty.terms, empty.total, empty.revisions, empty.title)
    assert not empty.is_valid(at=day(2))


def test_a_proposal_may_be_accepted_through_its_last_day() -> None:
    """The day of changed clocks counts in full, to its 22:00 UTC."""
    end = datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert end == DRAFT.terms.expires_at
    assert DRAFT.is_valid(at=end - timedelta(microseconds=1))
    assert not DRAFT.is_valid(at=end)


def test_a_revision_goes_through_the_doors() -> None:
    """What are no terms, and a naive time, are refused."""
    with pytest.raises(InvalidValue) as refused:
        DRAFT.revise(None, at=day(5))
    assert "terms must be a Terms, got None; give Terms(lines=[...])" == str(refused.value)
    with pytest.raises(InvalidValue, match="^an instant must have a time zone"):
        DRAFT.revise(terms("90"), at=datetime(2026, 3, 5))  # noqa: DTZ001


def test_a_proposal_shows_where_it_is() -> None:
    """Its repr names no amount."""
    assert "<Proposal 'P-1' in 'draft', 2 facts>" == repr(DRAFT)


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v)), attrs.evolve],
    ids=["copy", "deepcopy", "pickle", "evolve"],
)
def test_a_proposal_survives_a_round_trip(again: Callable[[Proposal], Proposal]) -> None:
    """A copied, pickled or evolved proposal is equal to the first and hashes alike."""
    assert DRAFT == again(DRAFT)
    assert hash(DRAFT) == hash(again(DRAFT))
