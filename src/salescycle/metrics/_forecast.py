"""Forecast: the money that is closed, committed and possible, by how sure it is said to be."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

import attrs

from salescycle.cycle import Cycle
from salescycle.model import Deal, ForecastCategory, Outcome, forecast_category_of
from salescycle.values import Money, Period, RateProvider, Row, Undefined

from ._amounts import Exchange, plain_amount
from ._days import day_of, days_in
from ._left_out import CLOSE_UNKNOWN, NO_VALUE, NOT_EXPECTED, LeftOut, counted, told_left_out
from ._win_rates import ended_in

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["CategoryTotal", "ForecastRollup", "forecast_categories"]

_SUREST_FIRST = tuple(reversed(ForecastCategory))


@attrs.frozen(kw_only=True)
class CategoryTotal:
    """How many deals are in a category of a forecast, and what they are worth.

    >>> print(CategoryTotal(category=ForecastCategory.COMMIT, deals=2, value=Money("300", "EUR")))
    Commit: 300.00 EUR (2 deals)
    """

    category: ForecastCategory
    deals: int
    value: Money | Undefined

    def __str__(self) -> str:
        deals = "1 deal" if self.deals == 1 else f"{self.deals} deals"
        return f"{self.category.label}: {self.value} ({deals})"


@attrs.frozen(kw_only=True)
class ForecastRollup:
    """What is closed, committed and possible; the surest first.

    ``cumulative`` says that each category holds those surer than it, too; omitted always stands alone. ``n`` counts
    each deal once. ``Pipeline.forecast_categories`` makes one.

    >>> commit = CategoryTotal(category=ForecastCategory.COMMIT, deals=2, value=Money("300", "EUR"))
    >>> print(ForecastRollup(totals=(commit,), n=2).of("commit").value)
    300.00 EUR
    """

    totals: tuple[CategoryTotal, ...]
    n: int
    cumulative: bool = False
    period: Period | None = None
    definition: str = attrs.field(default="open deals, and deals won, by forecast category", eq=False)
    left_out: LeftOut = ()

    def of(self, category: ForecastCategory | str) -> CategoryTotal:
        """Give the total of a category."""
        wanted = forecast_category_of(category)
        return next(total for total in self.totals if total.category is wanted)

    def to_records(self) -> list[Row]:
        """Give a flat record a category, amounts as text."""
        return [
            {
                "category": total.category.value,
                "deals": total.deals,
                "value": plain_amount(total.value),
                "currency": total.value.currency if isinstance(total.value, Money) else None,
            }
            for total in self.totals
        ]

    def __str__(self) -> str:
        when = "" if self.period is None else f", {self.period}"
        counting = ", each with the surer ones" if self.cumulative else ""
        head = f"Forecast{when}{counting} (n={self.n}){told_left_out(self.left_out)}"
        return "\n".join([head, *(f"  {total}" for total in self.totals)])


def forecast_categories(
    pipeline: Pipeline,
    *,
    period: Period | None = None,
    cumulative: bool = False,
    currency: str | None = None,
    rates: RateProvider | None = None,
    zone: tzinfo = UTC,
) -> ForecastRollup:
    """Give what is closed, committed and possible: deals and their value by forecast category.

    Formula: the sum of values of deals that are open (not on hold), by the deal's own category or else its stage's,
    and of deals now won. With a period: open deals expected to close on a day that begins in it (in ``zone``), and
    deals whose win came in it. ``cumulative`` adds to each category all that are surer: commit holds closed, best case
    commit, pipeline best case; omitted stands alone.

    A deal that is won counts by its stage, whatever was said of it before. An open deal is never closed: said to be,
    it counts as commit. In a stage the cycle does not have, it counts as pipeline.

    Amounts in several currencies need ``currency=`` and ``rates=``, which are asked for the day of ``as_of`` in
    ``zone``; each value is rounded to the coin when it is converted, and their sum is exact. Leaves out, and counts,
    deals without a value and, in a period, open ones of which nobody said when they would close, and won ones of
    which the day is not known.

    >>> from datetime import UTC, datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=monday), value=Money("500", "EUR"))
    >>> print(Pipeline([deal], cycle=SHORT_CYCLE, as_of=monday).forecast_categories())
    Forecast (n=1)
      Closed: 0.00 EUR (0 deals)
      Commit: 0.00 EUR (0 deals)
      Best case: 0.00 EUR (0 deals)
      Pipeline: 500.00 EUR (1 deal)
      Omitted: 0.00 EUR (0 deals)
    """
    exchange = Exchange(currency, rates, day_of(pipeline.as_of, zone))
    left_out: Counter[str] = Counter()
    found: dict[ForecastCategory, list[Money]] = {category: [] for category in _SUREST_FIRST}
    for place in [*_open(pipeline, period, zone, left_out), *_won(pipeline, period, left_out)]:
        deal = pipeline.deals[place]
        if (value := deal.value) is None:
            left_out[NO_VALUE] += 1
        else:
            found[_category(deal, pipeline.table.now[place], pipeline.cycle)].append(exchange(value))
    n = sum(map(len, found.values()))
    told = "in it or expected to close in it" if period is not None else "or open"
    return ForecastRollup(
        totals=tuple(_totals(_together(found) if cumulative else found, exchange)),
        n=n,
        cumulative=cumulative,
        period=period,
        definition=f"deals won {told}, by forecast category{', each with the surer ones' if cumulative else ''}",
        left_out=counted(left_out),
    )


def _won(pipeline: Pipeline, period: Period | None, left_out: Counter[str]) -> list[int]:
    places, unknown = ended_in(pipeline.table, (Outcome.WON,), period)
    left_out[CLOSE_UNKNOWN] += unknown
    return places


def _open(pipeline: Pipeline, period: Period | None, zone: tzinfo, left_out: Counter[str]) -> list[int]:
    places = [place for place, outcome in enumerate(pipeline.table.now) if outcome is Outcome.OPEN]
    if period is None:
        return places
    first, after = days_in(period, zone)
    expected = [(place, pipeline.deals[place].expected_close) for place in places]
    left_out[NOT_EXPECTED] += sum(day is None for _, day in expected)
    return [place for place, day in expected if day is not None and first <= day < after]


def _category(deal: Deal, outcome: Outcome, cycle: Cycle) -> ForecastCategory:
    stage = cycle.stage(deal.stage) if deal.stage is not None and deal.stage in cycle else None
    # a later version that means something else by the stage does not rewrite what was recorded
    of_stage = stage.forecast_category if stage is not None and stage.outcome is outcome else None
    if outcome is Outcome.WON:
        return of_stage or ForecastCategory.CLOSED
    said = deal.forecast_category or of_stage or ForecastCategory.PIPELINE
    return ForecastCategory.COMMIT if said is ForecastCategory.CLOSED else said


def _together(found: dict[ForecastCategory, list[Money]]) -> dict[ForecastCategory, list[Money]]:
    """Add to each category those that are surer; omitted stands alone."""
    together: dict[ForecastCategory, list[Money]] = {}
    surer: list[Money] = []
    for category in _SUREST_FIRST[:-1]:
        surer = [*surer, *found[category]]
        together[category] = surer
    return found | together


def _totals(found: dict[ForecastCategory, list[Money]], exchange: Exchange) -> list[CategoryTotal]:
    return [
        CategoryTotal(category=category, deals=len(values), value=exchange.total(values))
        for category, values in found.items()
    ]
