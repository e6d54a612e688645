"""Win rates: the share of deals that were won, of a whole that is always named."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import compress
from typing import TYPE_CHECKING, Literal, overload

from salescycle.errors import InvalidValue
from salescycle.model import Outcome
from salescycle.values import Money, MoneyShare, Period, RateProvider, Share, Undefined, WorkCalendar, required

from ._amounts import Exchange
from ._chance import Chance
from ._clock import clock_of
from ._days import day_of
from ._incidence import Incidence
from ._left_out import CLOSE_UNKNOWN, NO_VALUE, OPENING_UNKNOWN, LeftOut, counted
from ._lifetimes import age
from ._table import Table

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["WHOLES", "chance_within", "created_of", "win_rate"]

_PERIOD = "for example Period.quarter(2026, 1)"

Of = Literal["closed", "created", "broad", "value"]


@overload
def win_rate(
    pipeline: Pipeline, of: Literal["closed", "created", "broad"] = "closed", *, period: Period | None = None
) -> Share: ...


@overload
def win_rate(
    pipeline: Pipeline,
    of: Literal["value"],
    *,
    period: Period | None = None,
    currency: str | None = None,
    rates: RateProvider | None = None,
) -> MoneyShare | Undefined: ...


@overload
def win_rate(pipeline: Pipeline, *, from_stage: str) -> Share: ...


@overload
def win_rate(pipeline: Pipeline, *, within: timedelta, calendar: WorkCalendar | None = None) -> Chance | Undefined: ...


def win_rate(
    pipeline: Pipeline,
    of: Of = "closed",
    *,
    period: Period | None = None,
    currency: str | None = None,
    rates: RateProvider | None = None,
    from_stage: str | None = None,
    within: timedelta | None = None,
    calendar: WorkCalendar | None = None,
) -> Share | MoneyShare | Chance | Undefined:
    """Give the share of deals that were won, of a whole that is always named.

    - ``"closed"``: won / (won + lost), of the deals closed in the period.
    - ``"created"``: won / all deals opened in the period, the open ones included; ``maturity`` says how many are
      resolved. Without a period, deals whose opening is not known count too.
    - ``"broad"``: won / (won + lost + on hold), of the deals that came to that in the period: what was put off
      without a decision is in the whole.
    - ``"value"``: won value / won and lost value, of the deals closed in the period. Amounts in several currencies
      need ``currency=`` and ``rates=``, which are asked for the day of ``as_of``.
    - ``from_stage=``: of the deals that ever were in a stage, those now won, each deal once; with ``maturity``.
    - ``within=``: the chance to be won by an age, deals still open counted for as long as they were
      (``incidence``); undefined past the largest follow-up. With a ``calendar`` all ages are working time.

    Leaves out, and counts, deals without a value (``"value"``), without a known opening (``"created"`` in a period,
    ``within=``) and without a known close (in a period).
    """
    if of != "value" and (currency is not None or rates is not None):
        raise InvalidValue("currency and rates", "are for the win rate by value", of)
    if calendar is not None and within is None:
        raise InvalidValue("a calendar", "is for the win rate within a time", of, "give within=timedelta(...)")
    if from_stage is not None or within is not None:
        if of != "closed" or period is not None or (from_stage is not None and within is not None):
            what = "a win rate from a stage or within a time"
            raise InvalidValue(what, "must be asked without another whole and a period", of)
        return _within(pipeline, within, calendar) if from_stage is None else _from_stage(pipeline, from_stage)
    if period is not None:
        required(period, Period, "a period", _PERIOD)
    table = pipeline.table
    if of in WHOLES:
        return _ended(table, *WHOLES[of], period)
    if of == "created":
        return _created(table, period)
    if of == "value":
        return _by_value(pipeline, period, currency, rates)
    raise InvalidValue("a win rate", "must be of 'closed', 'created', 'broad' or 'value'", of)


WHOLES = {
    "closed": ((Outcome.WON, Outcome.LOST), "won of closed (won and lost)"),
    "broad": ((Outcome.WON, Outcome.LOST, Outcome.HOLD), "won of won, lost and put on hold"),
}
"""What is in the whole of a win rate, and how that is told."""


def _ended(table: Table, outcomes: tuple[Outcome, ...], definition: str, period: Period | None) -> Share:
    places, unknown = ended_in(table, outcomes, period)
    return Share(
        part=_won(table, places),
        whole=len(places),
        definition=definition,
        left_out=counted({CLOSE_UNKNOWN: unknown}),
    )


def ended_in(table: Table, outcomes: tuple[Outcome, ...], period: Period | None) -> tuple[list[int], int]:
    """Give the deals that now have an outcome and came to it in a period, and of how many that day is not known."""
    places = [place for place, outcome in enumerate(table.now) if outcome in outcomes]
    if period is None:
        return places, 0
    ends = [_ended_at(table, place) for place in places]
    known = [place for place, end in zip(places, ends, strict=True) if end is not None and end in period]
    return known, ends.count(None)


def _ended_at(table: Table, place: int) -> datetime | None:
    if table.now[place] is not Outcome.HOLD:
        return table.closed[place]
    row = table.rows_of(place)[-1]
    return table.entered[row] if table.entry_known[row] else None


def _won(table: Table, places: Iterable[int]) -> int:
    return list(map(table.now.__getitem__, places)).count(Outcome.WON)


def _created(table: Table, period: Period | None) -> Share:
    opened = range(len(table.deals)) if period is None else opened_in(table, period)
    unknown = 0 if period is None else table.opened.count(None)
    now = Counter(map(table.now.__getitem__, opened))
    return created_of(now, counted({OPENING_UNKNOWN: unknown}))


def created_of(now: Counter[Outcome], left_out: LeftOut = ()) -> Share:
    """Give the share that was won of all that were opened, from counts by outcome."""
    return Share(
        part=now[Outcome.WON],
        whole=now.total(),
        definition="won of all opened, the open ones included",
        left_out=left_out,
        maturity=_resolved(now),
    )


def opened_in(table: Table, period: Period) -> list[int]:
    """Give the deals that were opened in a period."""
    return [place for place, opened in enumerate(table.opened) if opened is not None and opened in period]


def _resolved(now: Counter[Outcome]) -> Share:
    return Share(part=now[Outcome.WON] + now[Outcome.LOST], whole=now.total(), definition="closed by now")


def _within(pipeline: Pipeline, end: timedelta | None, calendar: WorkCalendar | None) -> Chance | Undefined:
    until = age(end, "a time")  # type: ignore[arg-type]
    found = chance_within(pipeline.incidence(calendar=calendar), until)
    return found if isinstance(found, Undefined) else clock_of(calendar).measured(found)


def chance_within(curves: Incidence, until: timedelta) -> Chance | Undefined:
    """Give the chance to be won by an age, as curves of all closes tell it."""
    reading = curves.at(until)
    if isinstance(reading, Undefined):
        return reading
    return Chance(
        value=reading.of("won"),
        interval=curves.interval("won", until),
        age=until,
        n=curves.n,
        definition="won by an age, of all opened (Aalen-Johansen)",
        left_out=curves.left_out,
    )


def _from_stage(pipeline: Pipeline, key: str) -> Share:
    table, stage = pipeline.table, pipeline.cycle.stage(key).key
    entered = {table.deal[row] for row in table.rows_in(stage)}
    return Share(
        part=_won(table, entered),
        whole=len(entered),
        definition=f"won of deals that were in {stage!r}",
        maturity=_resolved(Counter(map(table.now.__getitem__, entered))),
    )


def _by_value(
    pipeline: Pipeline, period: Period | None, currency: str | None, rates: RateProvider | None
) -> MoneyShare | Undefined:
    table, exchange = pipeline.table, Exchange(currency, rates, day_of(pipeline.as_of, UTC))
    places, unknown = ended_in(table, (Outcome.WON, Outcome.LOST), period)
    valued = [place for place in places if table.value[place] is not None]
    amounts = exchange.all([value for value in map(table.value.__getitem__, places) if value is not None])
    whole = exchange.total(amounts)
    if not amounts or isinstance(whole, Undefined):
        return Undefined("nothing with a value has closed")
    won = [table.now[place] is Outcome.WON for place in valued]
    squares = math.fsum([float(amount.amount) ** 2 for amount in amounts])
    return MoneyShare(
        part=Money.total(compress(amounts, won), whole.currency),
        whole=whole,
        effective_n=float(whole.amount) ** 2 / squares if squares else 0.0,
        definition="value won of value closed (won and lost)",
        left_out=counted({CLOSE_UNKNOWN: unknown, NO_VALUE: len(places) - len(amounts)}),
    )
