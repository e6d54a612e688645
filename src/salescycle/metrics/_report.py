"""The report: the sales leader's page, as one value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from salescycle.values import Durations, Money, Period, RateProvider, Row, Share, Undefined, required

from ._ageing import Ageing
from ._amounts import Exchange
from ._audit import AuditReport
from ._bottleneck import Bottleneck
from ._conversion import Conversion
from ._days import JUST_BEFORE, day_of
from ._forecast import ForecastRollup
from ._incidence import Incidence, IncidenceAt
from ._page import HORIZONS, Page, Rate, page_of
from ._pushes import Pushes
from ._segments import Measured
from ._slips import Slipped
from ._standing import Standing
from ._survival import Survival
from ._tables import plain
from ._velocity import Velocity
from ._velocity_change import VelocityChange
from ._walk import Walk
from ._weighted import Weighted

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["Report", "report"]

_PARTS = ("entries", "advanced", "skipped", "back", "won", "lost", "held", "still_there")
_NINETY_DAYS = timedelta(days=90)


@attrs.frozen(kw_only=True)
class Report:
    """Where a pipeline stands, where its time goes, what changed, what is stuck, and what to do first.

    ``Pipeline.report`` makes one. Every part is a value of its own, which can be asked further. Print it to read it;
    ``to_html`` gives the same page, ``to_data`` the main figures as plain data, ``to_records`` all of them as rows.

    >>> from datetime import UTC, datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.presets import SHORT_CYCLE
    >>> report = Pipeline([], cycle=SHORT_CYCLE, as_of=datetime(2026, 3, 2, tzinfo=UTC)).report()
    >>> report.standing.deals, report.to_data()["win_rate"]["closed"]
    (0, None)
    """

    title: str
    as_of: str
    period: Period
    before: Period
    standing: Standing
    win_rates: tuple[tuple[str, Rate], ...]
    weighted: Weighted
    forecast: ForecastRollup
    velocity: Velocity | Undefined
    cycle_length: Durations
    time_to_close: Survival
    incidence: Incidence
    dwell_times: tuple[tuple[str, Durations], ...]
    conversions: tuple[Conversion, ...]
    bottleneck: Bottleneck
    walk: Walk
    velocity_change: VelocityChange | Undefined
    slip_rate: Share | Undefined
    pushes: Pushes
    slipped: Slipped
    ageing: Ageing
    worth: tuple[tuple[str, Money], ...] = attrs.field(repr=False)
    audit: AuditReport | None = attrs.field(repr=False)

    @property
    def page(self) -> Page:
        """The report as a page of sections with tables, which text and HTML are written from."""
        return page_of(self)

    def to_html(self) -> str:
        """Give the page as an HTML fragment: sections with tables, every text escaped, no style."""
        return self.page.to_html()

    def to_records(self) -> list[Row]:
        """Give every figure as a flat row that says which measure, and which stage, it is of."""
        return [Row(measure=name) | row for name, rows in self._rows() for row in rows]

    def _rows(self) -> Iterator[tuple[str, list[Row]]]:
        yield "standing", self.standing.to_records()
        for name, rate in self.win_rates:
            yield f"win_rate.{name}", _rows_of(rate)
        yield "weighted", self.weighted.to_records()
        yield "forecast", self.forecast.to_records()
        yield "cycle_length", self.cycle_length.to_records()
        quartiles: Row = {
            f"p{percent}_days": plain(self.time_to_close.quantile(percent / 100)) for percent in (25, 50, 75)
        }
        yield "time_to_close", [Row(n=self.time_to_close.n, still_open=self.time_to_close.still_open) | quartiles]
        for horizon in HORIZONS:
            reading = self.incidence.at(timedelta(days=horizon))
            told = Row(undefined=reading.reason) if isinstance(reading, Undefined) else Row(**_chances(reading) or {})
            yield "incidence", [Row(within_days=horizon) | told]
        for stage, dwell in self.dwell_times:
            yield f"dwell_time.{stage}", dwell.to_records()
        for conversion in self.conversions:
            yield "conversion", conversion.to_records()
        yield "bottleneck", self.bottleneck.to_records()
        yield "walk", self.walk.to_records()
        yield "velocity", _rows_of(self.velocity)
        yield "velocity_change", _rows_of(self.velocity_change)
        yield "slip_rate", _rows_of(self.slip_rate)
        yield "pushes", self.pushes.to_records()
        yield "slipped", self.slipped.to_records()
        yield "ageing", self.ageing.to_records()
        if self.audit is not None:
            yield "audit", self.audit.to_records()

    def to_data(self) -> dict[str, Any]:
        """Give the main figures as plain data: durations in days, shares from 0 to 1, ``None`` where undefined."""
        length, close = self.cycle_length, self.time_to_close
        percentiles = {f"p{p}": plain(length.percentile(p)) for p in (10, 25, 75, 90)}
        quartiles = (("p25", "0.25"), ("median", "0.5"), ("p75", "0.75"))
        counts = () if self.audit is None else self.audit.counts
        return {
            "as_of": self.as_of,
            "deals": self.standing.deals,
            "open": self.standing.open,
            "won": self.standing.won,
            "lost": self.standing.lost,
            "held": self.standing.held,
            "win_rate": {name: _rate(rate) for name, rate in self.win_rates},
            "cycle_length_days": {"n": length.n, "mean": plain(length.mean), "median": plain(length.median)}
            | percentiles,
            "time_to_close_days": {"n": close.n, "events": close.events}
            | {name: plain(close.quantile(Fraction(share))) for name, share in quartiles},
            "incidence": {str(horizon): _chances(self.incidence.at(timedelta(days=horizon))) for horizon in HORIZONS},
            "dwell_days": {stage: _dwell(dwell) for stage, dwell in self.dwell_times},
            "conversion": {each.stage: {part: getattr(each, part) for part in _PARTS} for each in self.conversions},
            "audit": dict(sorted((each.code, each.findings) for each in counts)),
        }

    def __str__(self) -> str:
        return str(self.page)


def report(
    pipeline: Pipeline,
    *,
    period: Period | None = None,
    before: Period | None = None,
    currency: str | None = None,
    rates: RateProvider | None = None,
    audit: bool = True,
) -> Report:
    """Measure a pipeline for the sales leader's page: where we stand, where time goes, what changed, what is stuck.

    *What changed* is about ``period``, the 90 days up to and with ``as_of`` unless you say otherwise, against
    ``before``, the same length just before it. Amounts in several currencies need ``currency=`` and ``rates=``.
    ``audit=False`` leaves out the audit of the logs, which takes longer than all else.
    """
    # what happens at as_of itself has happened: the period ends just after it
    end = pipeline.as_of + JUST_BEFORE
    now = Period(start=end - _NINETY_DAYS, end=end) if period is None else required(period, Period, "a period")
    then = Period(start=now.start - (now.end - now.start), end=now.start) if before is None else before
    exchange = Exchange(currency, rates, day_of(pipeline.as_of, UTC))
    stages = [stage.key for stage in pipeline.cycle.stages if not stage.outcome.is_closed]
    money: dict[str, Any] = {"currency": currency, "rates": rates}
    ageing = pipeline.ageing()
    old = {each.deal for each in ageing.deals}
    return Report(
        title=str(pipeline.cycle.label or pipeline.cycle.key),
        as_of=pipeline.as_of.isoformat(),
        period=now,
        before=then,
        standing=pipeline.standing,
        win_rates=(
            ("closed", pipeline.win_rate("closed")),
            ("created", pipeline.win_rate("created")),
            ("value", pipeline.win_rate("value", **money)),
        ),
        weighted=pipeline.weighted(**money),
        forecast=pipeline.forecast_categories(**money),
        velocity=pipeline.velocity(now, **money),
        cycle_length=pipeline.cycle_length(),
        time_to_close=pipeline.time_to_close(),
        incidence=pipeline.incidence(),
        dwell_times=tuple((stage, pipeline.dwell_time(stage)) for stage in stages),
        conversions=tuple(pipeline.conversion(stage) for stage in stages),
        bottleneck=pipeline.bottleneck(),
        walk=pipeline.walk(now, **money),
        velocity_change=pipeline.velocity_change(then, now, **money),
        slip_rate=pipeline.slip_rate(now),
        pushes=pipeline.pushes(now),
        slipped=pipeline.slipped(**money),
        ageing=ageing,
        worth=tuple((d.id, exchange(value)) for d in pipeline.deals if d.id in old and (value := d.value) is not None),
        audit=pipeline.audit() if audit else None,
    )


def _rows_of(result: Measured | Undefined) -> list[Row]:
    return [Row(undefined=result.reason)] if isinstance(result, Undefined) else result.to_records()


def _rate(rate: Rate) -> dict[str, float] | None:
    if isinstance(rate, Undefined) or isinstance(rate.value, Undefined):
        return None
    interval = rate.interval()
    limits = {} if isinstance(interval, Undefined) else {"low": interval.low, "high": interval.high}
    part, whole = _number(rate.part), _number(rate.whole)
    return {"part": part, "whole": whole, "share": float(rate.value), **limits}


def _number(value: int | Money) -> float:
    exact = value.amount if isinstance(value, Money) else Decimal(value)
    return int(exact) if exact == int(exact) else float(exact)


def _chances(reading: IncidenceAt | Undefined) -> dict[str, float] | None:
    return None if isinstance(reading, Undefined) else dict(reading.shares) | {"open": reading.open}


def _dwell(dwell: Durations) -> dict[str, Any]:
    figures = {"mean": plain(dwell.mean), "median": plain(dwell.median), "p90": plain(dwell.percentile(90))}
    return {"n": dwell.n, "still_open": dwell.still_open} | figures
