"""The report: where a pipeline stands and where its time goes, as one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from salescycle.values import Durations, Money, MoneyShare, Share, Undefined, days

from ._conversion import Conversion
from ._incidence import Incidence, IncidenceAt
from ._pipeline import Pipeline
from ._standing import Standing
from ._survival import Survival

__all__ = ["Report"]

HORIZONS = (30, 60, 90, 120, 180)
"""Ages in days at which the report reads the chances to be won and lost."""

_PARTS = ("entries", "advanced", "skipped", "back", "won", "lost", "held", "still_there")

Rate = Share | MoneyShare | Undefined
Table = list[tuple[str, ...]]


@attrs.frozen(kw_only=True)
class Report:
    """Where a pipeline stands, how long it takes, what becomes of each stage's entries, and what its logs lack.

    Print it to read it; ``to_data`` gives the same figures as plain data.

    >>> from datetime import UTC, datetime
    >>> from salescycle.presets import SHORT_CYCLE
    >>> report = Report.of(Pipeline([], cycle=SHORT_CYCLE, as_of=datetime(2026, 3, 2, tzinfo=UTC)))
    >>> report.to_data()["deals"], report.to_data()["win_rate"]["closed"]
    (0, None)
    """

    title: str
    as_of: str
    standing: Standing
    win_rates: tuple[tuple[str, Rate], ...]
    cycle_length: Durations
    time_to_close: Survival
    incidence: Incidence
    dwell_times: tuple[tuple[str, Durations], ...]
    conversions: tuple[Conversion, ...]
    audit: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, pipeline: Pipeline) -> Report:
        """Measure a pipeline."""
        open_stages = [stage.key for stage in pipeline.cycle.stages if not stage.outcome.is_closed]
        rates: tuple[tuple[str, Rate], ...] = (
            ("closed", pipeline.win_rate("closed")),
            ("created", pipeline.win_rate("created")),
            ("value", pipeline.win_rate("value")),
        )
        return cls(
            title=str(pipeline.cycle.label or pipeline.cycle.key),
            as_of=pipeline.as_of.isoformat(),
            standing=pipeline.standing,
            win_rates=rates,
            cycle_length=pipeline.cycle_length(),
            time_to_close=pipeline.time_to_close(),
            incidence=pipeline.incidence(),
            dwell_times=tuple((stage, pipeline.dwell_time(stage)) for stage in open_stages),
            conversions=tuple(pipeline.conversion(stage) for stage in open_stages),
            audit=tuple(sorted(Counter(finding.code for finding in pipeline.audit()).items())),
        )

    def to_data(self) -> dict[str, Any]:
        """Give the figures as plain data: durations in days, shares from 0 to 1, ``None`` where undefined."""
        length, close = self.cycle_length, self.time_to_close
        percentiles = {f"p{p}": _days(length.percentile(p)) for p in (10, 25, 75, 90)}
        quartiles = (("p25", "0.25"), ("median", "0.5"), ("p75", "0.75"))
        return {
            "as_of": self.as_of,
            "deals": self.standing.deals,
            "open": self.standing.open,
            "won": self.standing.won,
            "lost": self.standing.lost,
            "win_rate": {name: _rate(rate) for name, rate in self.win_rates},
            "cycle_length_days": {"n": length.n, "mean": _days(length.mean), "median": _days(length.median)}
            | percentiles,
            "time_to_close_days": {"n": close.n, "events": close.events}
            | {name: _days(close.quantile(Fraction(share))) for name, share in quartiles},
            "incidence": {str(horizon): _chances(self.incidence.at(timedelta(days=horizon))) for horizon in HORIZONS},
            "dwell_days": {stage: _dwell(dwell) for stage, dwell in self.dwell_times},
            "conversion": {each.stage: {part: getattr(each, part) for part in _PARTS} for each in self.conversions},
            "audit": dict(self.audit),
        }

    def __str__(self) -> str:
        blocks = [
            [f"{self.title}, as of {self.as_of}", str(self.standing)],
            ["Win rate", *_aligned(self._rates())],
            ["Time", *_aligned(self._times())],
            ["Chance by age", *_aligned([(f"  {h} days", str(self._chance(h))) for h in HORIZONS])],
            ["Time in stage, in days", *_aligned(self._dwells())],
            ["What became of entries", *_aligned(self._fates()), *self._entries_left_out()],
            ["Audit", *_aligned([(f"  {code}", str(count)) for code, count in self.audit] or [("  clean",)])],
        ]
        return "\n\n".join("\n".join(block) for block in blocks)

    def _rates(self) -> Table:
        rows: Table = []
        for name, rate in self.win_rates:
            rows.append((f"  {name}", _told(rate)))
            rows += [] if isinstance(rate, Undefined) else _left_out(rate.left_out)
        return rows

    def _times(self) -> Table:
        rows: Table = []
        for name, measure in (("cycle length", self.cycle_length), ("time to close", self.time_to_close)):
            rows.append((f"  {name}", str(measure), measure.definition))
            rows += _left_out(measure.left_out)
        return rows

    def _chance(self, horizon: int) -> IncidenceAt | Undefined:
        return self.incidence.at(timedelta(days=horizon))

    def _dwells(self) -> Table:
        rows: Table = [("  stage", "n", "still open", "mean", "median", "p90")]
        for stage, dwell in self.dwell_times:
            figures = (_short(dwell.mean), _short(dwell.median), _short(dwell.percentile(90)))
            rows.append((f"  {stage}", str(dwell.n), str(dwell.still_open), *figures))
        return rows

    def _entries_left_out(self) -> list[str]:
        counts = [(each.stage, reason, count) for each in self.conversions for reason, count in each.left_out]
        return [f"  left out of {stage}, {count}: {reason}" for stage, reason, count in counts]

    def _fates(self) -> Table:
        rows: Table = [("  stage", *(part.replace("_", " ") for part in _PARTS))]
        return rows + [(f"  {each.stage}", *(str(getattr(each, part)) for part in _PARTS)) for each in self.conversions]


def _left_out(counts: Iterable[tuple[str, int]]) -> Table:
    return [("    left out", f"{count}: {reason}") for reason, count in counts]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(row) for row in rows)
    columns = [max(len(row[place]) for row in rows if place < len(row)) for place in range(width)]
    return ["  ".join(cell.ljust(columns[place]) for place, cell in enumerate(row)).rstrip() for row in rows]


def _told(rate: Rate) -> str:
    if isinstance(rate, Undefined):
        return str(rate)
    interval = rate.interval()
    between = "" if isinstance(interval, Undefined) else f", 95 % interval {interval}"
    resolved = (
        f", of which {rate.maturity.definition}: {rate.maturity}" if isinstance(rate, Share) and rate.maturity else ""
    )
    return f"{rate}{between}; {rate.definition}{resolved}"


def _short(duration: timedelta | Undefined) -> str:
    return "-" if isinstance(duration, Undefined) else f"{days(duration):.1f}"


def _days(duration: timedelta | Undefined) -> float | None:
    return None if isinstance(duration, Undefined) else days(duration)


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
    figures = {"mean": _days(dwell.mean), "median": _days(dwell.median), "p90": _days(dwell.percentile(90))}
    return {"n": dwell.n, "still_open": dwell.still_open} | figures
