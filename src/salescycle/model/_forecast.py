"""Forecasts: what somebody says of a deal's close, beside what its stage says."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import ClassVar

import attrs

from salescycle.values import Wording, member, note_text, unit_rate

from ._fact import Fact

__all__ = ["ForecastCategory", "ForecastSet", "forecast_category_of"]


class ForecastCategory(enum.StrEnum):
    """How sure a deal is in a forecast, from left out of it to won.

    >>> ForecastCategory("commit")
    <ForecastCategory.COMMIT: 'commit'>
    >>> print(ForecastCategory.BEST_CASE.label, ForecastCategory.BEST_CASE.label.text("ko"))
    Best case 최선
    """

    OMITTED = "omitted"
    PIPELINE = "pipeline"
    BEST_CASE = "best_case"
    COMMIT = "commit"
    CLOSED = "closed"

    @property
    def label(self) -> Wording:
        """What people read."""
        return _LABELS[self]


_LABELS = {
    ForecastCategory.OMITTED: Wording({"en": "Omitted", "ko": "제외"}),
    ForecastCategory.PIPELINE: Wording({"en": "Pipeline", "ko": "파이프라인"}),
    ForecastCategory.BEST_CASE: Wording({"en": "Best case", "ko": "최선"}),
    ForecastCategory.COMMIT: Wording({"en": "Commit", "ko": "확약"}),
    ForecastCategory.CLOSED: Wording({"en": "Closed", "ko": "마감"}),
}


def forecast_category_of(value: ForecastCategory | str) -> ForecastCategory:
    """Convert to a forecast category.

    >>> forecast_category_of("best_case")
    <ForecastCategory.BEST_CASE: 'best_case'>
    """
    return member(ForecastCategory, value, "a forecast category")


def _category(value: ForecastCategory | str | None) -> ForecastCategory | None:
    return None if value is None else forecast_category_of(value)


def _probability(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else unit_rate(value)


@attrs.frozen(kw_only=True)
class ForecastSet(Fact):
    """What somebody says of a deal's close, from now on: its category, its chance to be won, or both.

    What is ``None`` is left to the stage. A later one replaces this one whole, so an empty one takes back all that
    was said. The probability lies between 0 and 1, as a Decimal or its numeral.

    >>> from datetime import UTC, datetime
    >>> said = ForecastSet(category="commit", win_probability="0.9", by="kim", at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> print(said.category, said.win_probability)
    commit 0.9
    """

    kind: ClassVar[str] = "forecast_set"

    category: ForecastCategory | None = attrs.field(default=None, converter=_category)
    win_probability: Decimal | None = attrs.field(default=None, converter=_probability)
    note: str = attrs.field(default="", converter=note_text, repr=False)
