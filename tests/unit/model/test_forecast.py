"""Forecasts: what somebody says of a deal's close, and that the last word counts whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.model import Deal, ForecastCategory, ForecastSet, StageEntered, forecast_category_of

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEAL = Deal.open(id="D-1", start=StageEntered(stage="new", outcome="open", at=MONDAY))


def said(days: int = 0, **fields: object) -> ForecastSet:
    """Give what somebody said so many days after the start."""
    return ForecastSet(at=MONDAY + timedelta(days=days), **fields)


def test_nothing_said_is_left_to_the_stage() -> None:
    """A deal of which nobody said anything has neither category nor chance of its own."""
    assert (None, None) == (DEAL.forecast_category, DEAL.win_probability)
    empty = said()
    assert (None, None, "") == (empty.category, empty.win_probability, empty.note)


def test_the_last_word_counts_whole() -> None:
    """A later forecast replaces the earlier one, what it is silent about included, as of any day."""
    deal = DEAL.record(said(1, category="commit", win_probability="0.90"), said(3, win_probability="0.4"), said(5))
    then = [deal.as_of(MONDAY + timedelta(days=days)) for days in (0, 1, 3, 5)]
    assert [None, ForecastCategory.COMMIT, None, None] == [each.forecast_category for each in then]
    assert [None, Decimal("0.9"), Decimal("0.4"), None] == [each.win_probability for each in then]


def test_categories_go_from_left_out_to_won() -> None:
    """There are five, in the order of how sure they are, with words in English and Korean."""
    assert ["omitted", "pipeline", "best_case", "commit", "closed"] == list(ForecastCategory)
    assert ["Omitted", "Pipeline", "Best case", "Commit", "Closed"] == [str(each.label) for each in ForecastCategory]
    assert 5 == len({each.label.text("ko") for each in ForecastCategory})


def test_another_category_is_refused() -> None:
    """Anything else is refused with the five there are."""
    with pytest.raises(InvalidValue) as refused:
        said(category="sure")
    told = "a forecast category must be one of omitted, pipeline, best_case, commit, closed, got 'sure'"
    assert told == str(refused.value)
    with pytest.raises(InvalidValue):
        forecast_category_of(None)


@pytest.mark.parametrize("chance", ["1.01", "-0.1", 0.5, "half", True])
def test_a_chance_is_exact_and_from_0_to_1(chance: object) -> None:
    """Percentages, floats and words are refused."""
    with pytest.raises(InvalidValue):
        said(win_probability=chance)


def test_a_note_is_not_shown() -> None:
    """What was said in confidence is in no representation."""
    assert "secret" not in repr(said(note="secret"))
    assert "secret" == attrs.evolve(said(note=" secret ")).note
