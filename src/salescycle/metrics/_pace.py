"""Pace: velocity, what changed it, and how open value covers a quota."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

import attrs

from salescycle.model import Outcome
from salescycle.values import Money, Period, RateProvider, Undefined, required

from ._amounts import Exchange
from ._coverage import Coverage
from ._days import JUST_BEFORE, day_of, days_in
from ._left_out import CLOSE_UNKNOWN, NO_VALUE, NOT_EXPECTED, counted
from ._segments import Key, named_apart
from ._velocity import Velocity
from ._velocity_change import VelocityChange, velocity_change
from ._win_rates import ended_in

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["coverage", "velocity", "velocity_change_of"]

_ALL = "all deals"


def velocity(
    pipeline: Pipeline,
    period: Period | None = None,
    *,
    currency: str | None = None,
    rates: RateProvider | None = None,
) -> Velocity | Undefined:
    """Give the velocity: opportunities x win rate x mean won value / mean cycle length, as money a day.

    Opportunities are the deals open (not on hold) at ``as_of``; the rest is of the deals that closed in the period,
    all of them without one: their closed win rate, the values of those won, and their lengths from opening to win.
    The money that came in a day of the period (``throughput``) stands beside it. Amounts in several currencies need
    ``currency=`` and ``rates=``, which are asked for the day of ``as_of``. Leaves out, and counts, won deals without a
    value and closes whose day is not known. Undefined where no won deal has a value.
    It takes no calendar: money comes in by the day on the wall, as ``throughput`` counts it, and over a cycle length in
    working time it would be money for each 24 hours worked, which compares with nothing.
    """
    if period is not None:
        required(period, Period, "a period", "for example Period.quarter(2026, 1)")
    table = pipeline.table
    closed, unknown = ended_in(table, (Outcome.WON, Outcome.LOST), period)
    won = [place for place in closed if table.now[place] is Outcome.WON]
    exchange = Exchange(currency, rates, day_of(pipeline.as_of, UTC))
    values = exchange.all([value for place in won if (value := table.value[place]) is not None])
    total = exchange.total(values)
    if isinstance(total, Undefined):
        return Undefined("no won deal has a value")
    return Velocity(
        opportunities=table.now.count(Outcome.OPEN),
        win_rate=pipeline.win_rate("closed", period=period),
        won_value=total,
        valued=len(values),
        cycle_length=pipeline.cycle_length(period=period),
        period=period,
        left_out=counted({NO_VALUE: len(won) - len(values), CLOSE_UNKNOWN: unknown}),
    )


def velocity_change_of(
    pipeline: Pipeline,
    before: Period,
    after: Period,
    *,
    by: Key | str | None = None,
    currency: str | None = None,
    rates: RateProvider | None = None,
) -> VelocityChange | Undefined:
    """Divide the change of velocity between two periods over its factors and the mix of segments, without a rest.

    Each period is seen as it stood just before its end: its opportunities are the deals open then. ``by`` cuts the
    deals into segments, as ``Pipeline.by`` does; without it all are one. See ``velocity_change`` for the formula.
    Undefined where a segment with opportunities has no velocity, such as one of fewer than 5 won deals: pool the small
    ones.
    """
    sides = [_velocities(pipeline, required(each, Period, "a period"), by, currency, rates) for each in (before, after)]
    for side in sides:
        for name, found in side.items():
            if isinstance(found, Undefined):
                return Undefined(f"{name}: {found.reason}")
    first, second = ({k: v for k, v in side.items() if isinstance(v, Velocity)} for side in sides)
    return velocity_change(first, second)


def _velocities(
    pipeline: Pipeline, period: Period, by: Key | str | None, currency: str | None, rates: RateProvider | None
) -> dict[str, Velocity | Undefined]:
    then = attrs.evolve(pipeline, as_of=min(period.end - JUST_BEFORE, pipeline.as_of))
    parts = ((_ALL, then),) if by is None else then.by(by).items()
    names = named_apart([name for name, _ in parts])
    return {
        name: part.velocity(period, currency=currency, rates=rates)
        for name, (_, part) in zip(names, parts, strict=True)
    }


def coverage(
    pipeline: Pipeline,
    quota: Money,
    period: Period,
    *,
    rates: RateProvider | None = None,
    zone: tzinfo = UTC,
) -> Coverage:
    """Give how often the open value expected to close in a period covers what is missing of its quota.

    Formula: value of open deals expected to close on a day of the period / (quota - value already won in it). A quota
    that is met is *met*, and not covered without end. Amounts are brought into the quota's currency by ``rates``, asked
    for the day of ``as_of``. Leaves out, and counts, deals without a value, open ones of which nobody said when they
    would close, and won ones of which the day is not known.
    """
    required(quota, Money, "a quota", "give Money(amount, currency)")
    exchange = Exchange(quota.currency, rates, day_of(pipeline.as_of, zone))
    first, after = days_in(period, zone)
    table, deals = pipeline.table, pipeline.deals
    won, unknown = ended_in(table, (Outcome.WON,), period)
    dated = [(place, deals[place].expected_close) for place, now in enumerate(table.now) if now is Outcome.OPEN]
    due = [place for place, day in dated if day is not None and first <= day < after]
    worth = {place: value for place in (*won, *due) if (value := table.value[place]) is not None}
    valued = [place for place in due if place in worth]
    return Coverage(
        open_value=Money.total([exchange(worth[place]) for place in valued], quota.currency),
        n=len(valued),
        won=Money.total([exchange(worth[place]) for place in won if place in worth], quota.currency),
        quota=quota,
        left_out=counted(
            {
                NO_VALUE: len(won) + len(due) - len(worth),
                NOT_EXPECTED: sum(day is None for _, day in dated),
                CLOSE_UNKNOWN: unknown,
            }
        ),
    )
