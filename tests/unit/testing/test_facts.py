"""Strategies of facts, money and personas."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import model
from salescycle.errors import UnknownName
from salescycle.model import (
    ConvertedTo,
    Fact,
    Merged,
    Migrated,
    Opened,
    RuleOverridden,
    StageEntered,
    StageSeen,
    TermsSet,
    UnknownFact,
)
from salescycle.testing import facts, instants, money, personas
from salescycle.testing._facts import _fields
from salescycle.values import Money

# an unknown fact is what an edge keeps of a newer version: nobody records one
OF_RECORDS = {
    Fact,
    StageEntered,
    StageSeen,
    Opened,
    Migrated,
    RuleOverridden,
    ConvertedTo,
    Merged,
    TermsSet,
    UnknownFact,
}
KINDS = [each for each in vars(model).values() if isinstance(each, type) and issubclass(each, Fact)]


def test_every_kind_is_drawn():
    """Every fact of the model that is not about stages, conversion or terms has a strategy."""
    assert set(KINDS) - OF_RECORDS == set(_fields("USD"))


@settings(max_examples=200)
@given(facts())
def test_facts_are_well_formed(fact):
    """A drawn fact was recorded no earlier than it happened, and goes through its door again."""
    assert fact.recorded_at >= fact.at
    assert fact.at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize("kind", sorted(_fields("USD"), key=lambda kind: kind.kind))
def test_facts_of_a_kind(kind):
    """Facts of the kind asked for are of that kind."""

    @settings(max_examples=10, database=None)
    @given(facts(kind))
    def drawn(fact):
        assert type(fact) is kind

    drawn()


def test_a_kind_that_is_not_known():
    """A kind that cannot be drawn is refused, with the nearest name."""
    with pytest.raises(UnknownName, match="no kind of fact 'StageEntered'"):
        facts(StageEntered)


@given(money(least=1, most=5), money(currency="KRW"))
def test_money_stays_within(some, won):
    """Amounts lie between the ends that were asked for, in the currency asked for."""
    assert 1 <= some.amount <= 5
    assert "KRW" == won.currency
    assert won >= Money(0, "KRW")


@given(st.data())
def test_instants_and_personas(data):
    """Instants begin where they were told to; personas have a key."""
    first = data.draw(instants())
    assert first <= data.draw(instants(first=first, days=1))
    assert data.draw(personas()).key
