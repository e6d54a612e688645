"""Stages: the steps of a cycle."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import ForecastCategory, Outcome, forecast_category_of, outcome_of
from salescycle.values import NO_WORDING, Wording, key_text, key_texts, must_be, several, unit_rate, wording

from ._criterion import Criterion

__all__ = ["CRITERIA_LIMIT", "Stage"]

CRITERIA_LIMIT = 16
"""Most exit criteria a stage may have."""

_BY_OUTCOME = {
    Outcome.OPEN: ForecastCategory.PIPELINE,
    Outcome.WON: ForecastCategory.CLOSED,
    Outcome.LOST: ForecastCategory.OMITTED,
    Outcome.HOLD: ForecastCategory.OMITTED,
}


def _criteria(value: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return several(
        value, Criterion, "exit_criteria", limit=CRITERIA_LIMIT, instead="wrap a function with @criterion(...)"
    )


def _probability(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else unit_rate(value)


def _category(value: ForecastCategory | str | None) -> ForecastCategory | None:
    return None if value is None else forecast_category_of(value)


def _limit(stage: Stage, attribute: attrs.Attribute[timedelta | None], value: timedelta | None) -> None:  # noqa: ARG001
    if value is not None and (not isinstance(value, timedelta) or value <= timedelta(0)):
        raise InvalidValue("an idle limit", "must be a timedelta of more than 0", value)


@attrs.frozen
class Stage:
    """A step of a cycle: where it leads, and what must hold before moving on.

    The order of the stages in their cycle is their rank. Exit criteria guard every way on: to a later stage, to a
    win, back from hold, out of a close that is reopened. Losing, putting on hold and going back are not held up by
    them. A closed stage leads nowhere; where it may be reopened to is declared apart, in ``reopens_to``. An
    ``optional`` stage may be passed over where the cycle's policy says so. ``forecast_category`` is that of deals in
    the stage unless somebody says otherwise of one: by default pipeline where it is open, closed where it is won,
    else omitted.

    >>> str(Stage("needs_analysis").label)
    'Needs analysis'
    """

    key: str = attrs.field(converter=key_text)
    label: Wording = attrs.field(default=NO_WORDING, converter=wording, kw_only=True)
    outcome: Outcome = attrs.field(default=Outcome.OPEN, converter=outcome_of, kw_only=True)
    leads_to: tuple[str, ...] = attrs.field(default=(), converter=key_texts, kw_only=True)
    reopens_to: tuple[str, ...] = attrs.field(default=(), converter=key_texts, kw_only=True)
    exit_criteria: tuple[Criterion, ...] = attrs.field(default=(), converter=_criteria, kw_only=True)
    win_probability: Decimal | None = attrs.field(default=None, converter=_probability, kw_only=True)
    _forecast_category: ForecastCategory | None = attrs.field(
        default=None, converter=_category, kw_only=True, alias="forecast_category", repr=False
    )
    idle_limit: timedelta | None = attrs.field(default=None, validator=_limit, kw_only=True)
    optional: bool = attrs.field(default=False, validator=must_be(bool, "optional"), kw_only=True)
    guidance: Wording = attrs.field(default=NO_WORDING, converter=wording, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", wording(self.key.replace("_", " ").strip().capitalize() or self.key))
        if self._forecast_category is _BY_OUTCOME[self.outcome]:
            # said or not said, it is the same stage
            object.__setattr__(self, "_forecast_category", None)
        elif self._forecast_category is ForecastCategory.CLOSED:
            what, rule = f"the forecast category of stage {self.key!r}", "must not be closed, since it is not won"
            raise InvalidValue(what, rule, self._forecast_category, "the surest before a win is commit")

    @property
    def forecast_category(self) -> ForecastCategory:
        """The forecast category of deals in it, unless somebody says otherwise of one."""
        return self._forecast_category or _BY_OUTCOME[self.outcome]
