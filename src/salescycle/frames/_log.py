"""Event logs: a frame of stage entries, and the numbers of the deals in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue, UnknownName
from salescycle.interop import EventColumns
from salescycle.metrics import PipelineCounts, WorkInProgress, work_in_progress
from salescycle.values import Period, must_be, required, several, utc

from ._engine import AT, DEAL, STAGE, Ask, Cells, Frame, beside_of, framed, tables_of
from ._intervals import CLOSED, LEFT, OPENED, TO, UNKNOWN
from ._reading import ENTERED, LEFT_OUT, MICROSECOND, Reading, micros_of, stages_by_name
from ._tables import Key, deal_counts, deals_of, span_counts, spans_of, visit_counts, visits_of

__all__ = ["EventLog"]

_DAY = 86_400_000_000
_EVENTS = {"won": 1, "lost": 2}


def _resolution(value: timedelta) -> timedelta:
    if type(value) is not timedelta or value < MICROSECOND:
        raise InvalidValue("a resolution", "must be a timedelta above 0", value, "give timedelta(hours=1)")
    return value


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return several(values, str, "segments", instead="give the names of columns")


@attrs.frozen(eq=False, repr=False)
class EventLog:
    """A log of stage entries in a data frame of any size, a row an entry; its engine counts, and ``metrics`` measures.

    ``frame`` is one of pandas, polars (eager or lazy), pyarrow, DuckDB, PySpark or dask. Only small tables of counts
    come to Python: visits by stage, where they led and length, deals by where they stand and length, in steps of
    ``resolution``. Numbers are those of ``Pipeline``; see ``PipelineCounts`` for what a step of more than a
    microsecond costs.

    ``columns`` names those of deal, stage and instant, and of ``seq`` where rows of one instant have an order of their
    own (else the order of stages in the cycle is theirs); its other columns are not read. Stages are keys of the
    cycle; ``stages`` gives the keys of other names, each another one. ``segments`` are columns to cut by: of each deal
    its last row says which it is in. Where the engine is lazy it keeps the visits while it counts, unless ``keep`` is
    false: then it works them out for each table, which takes longer and less memory than the visits do.

    Rows without a date, of a stage that is not known, or of after ``as_of`` are left out and counted in
    ``left_out``. Refused are a log with a row of no deal (``InvalidValue``), instants without a time zone, and a column
    that is not there (``UnknownName``). An entry that is not known has no place in a log: leave such deals out.

    >>> import pandas
    >>> from datetime import UTC
    >>> from salescycle.presets import SHORT_CYCLE
    >>> at = pandas.to_datetime(["2026-03-02", "2026-03-09", "2026-03-04"], utc=True)
    >>> frame = pandas.DataFrame({"deal": ["D-1", "D-1", "D-2"], "stage": ["interest", "won", "interest"], "at": at})
    >>> log = EventLog(frame, cycle=SHORT_CYCLE, as_of=datetime(2026, 4, 1, tzinfo=UTC))
    >>> print(log.counts.win_rate("created"), "|", log.counts.dwell_time("interest"))
    50.0% (1 of 2) | median 7 days (n=1, 1 still open)
    """

    frame: Any
    cycle: Cycle = attrs.field(kw_only=True, validator=must_be(Cycle, "a cycle"))
    as_of: datetime = attrs.field(kw_only=True, converter=utc)
    columns: EventColumns = attrs.field(
        kw_only=True,
        default=EventColumns(deal="deal", stage="stage", at="at"),
        validator=must_be(EventColumns, "columns", "give EventColumns(deal=..., stage=..., at=...)"),
    )
    stages: Mapping[str, str] | None = attrs.field(kw_only=True, default=None)
    segments: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=_names)
    resolution: timedelta = attrs.field(kw_only=True, default=timedelta(hours=1), converter=_resolution)
    keep: bool = attrs.field(kw_only=True, default=True, validator=must_be(bool, "keep", "give True or False"))
    _cut: tuple[tuple[str, int, int], ...] = attrs.field(kw_only=True, default=(), alias="_cut")

    @cached_property
    def counts(self) -> PipelineCounts:
        """The counts of all deals, and so all their numbers."""
        return self._counted(())[()]

    def by(self, segment: str) -> dict[str | None, PipelineCounts]:
        """Give the counts of the deals in each segment, those of the most deals first; ``None`` where it is not known.

        Raises ``UnknownName`` for a column that is not one of ``segments``.
        """
        if segment not in self.segments:
            raise UnknownName("segment", segment, "this log", self.segments)
        counted = self._counted((self._reading.own(segment),))
        found = {key[0] or None: counts for key, counts in counted.items()}
        return dict(sorted(found.items(), key=lambda each: (-each[1].standing.deals, each[0] or "")))

    def opened_in(self, period: Period) -> EventLog:
        """Give the log of the deals opened in a period: a cohort. Deals whose opening is not known are in none."""
        return self._within(OPENED, period)

    def closed_in(self, period: Period) -> EventLog:
        """Give the log of the deals whose close stands and lies in a period."""
        return self._within(CLOSED, period)

    def _within(self, column: str, period: Period) -> EventLog:
        required(period, Period, "a period", "for example Period.quarter(2026, 1)")
        cut = (column, micros_of(period.start), micros_of(period.end))
        return attrs.evolve(self, _cut=(*self._cut, cut))

    def work_in_progress(self, period: Period) -> WorkInProgress:
        """Give how many deals were open at each step of a period, how many came and how many went.

        Openings and closes are rounded down to whole steps of ``resolution``. Leaves out, and counts, open times whose
        beginning is not known; see ``Pipeline.work_in_progress``.
        """
        _ = self.left_out  # refuses what is no log
        step = self.resolution // MICROSECOND
        (rows,) = self._tables(partial(spans_of, reading=self._reading, step=step))
        spans, unknown = span_counts(rows)
        found = work_in_progress(spans, period=period)
        return attrs.evolve(found, left_out=(("its opening is not known", unknown),) if unknown else ())

    def visits(self) -> Any:
        """Give a frame of the same kind with a row a visit, to go on with in the engine.

        Columns: ``deal``, ``stage`` as in the log, ``entered_at``, ``left_at`` and ``next_stage`` (nothing while the
        visit lasts), and ``days`` that it took, or has lasted by ``as_of``. What is lazy stays lazy.
        """

        def prepared(frame: Frame) -> Frame:
            found = attrs.evolve(self._reading, with_entered=True, lazily=True).visits(frame)
            found = found.with_columns(beside_of(found).after(ENTERED).alias("left_at"))
            now = nw.lit(micros_of(self.as_of))
            end = nw.when(nw.col(LEFT) == UNKNOWN).then(now).otherwise(nw.col(LEFT))
            days = ((end - nw.col(AT)) / _DAY).alias("days")
            told = {DEAL: "deal", STAGE: "stage", ENTERED: "entered_at", "left_at": "left_at", TO: "next_stage"}
            return found.select(*(nw.col(old).alias(new) for old, new in told.items()), days)

        _ = self.left_out
        return framed(self.frame, self.columns.deal, prepared)

    def lifetimes(self) -> Any:
        """Give a frame of the same kind with a row a deal, as packages for survival analysis read it.

        Columns: ``deal``, ``days`` from its opening to the close that stands, or to ``as_of``, ``event`` (0 still
        open, 1 won, 2 lost), and the ``segments``, empty where nothing is known. Deals whose opening is not known are
        not in it. What is lazy stays lazy.
        """
        outcomes = {name: self.cycle.stage(key).outcome.value for name, key in self._reading.stages.items()}
        events = [
            nw.when(nw.col(STAGE) == name).then(nw.lit(_EVENTS[outcome])).otherwise(nw.lit(0))
            for name, outcome in outcomes.items()
            if outcome in _EVENTS
        ]

        def prepared(frame: Frame) -> Frame:
            last = (
                attrs.evolve(self._reading, lazily=True)
                .visits(frame)
                .filter(nw.col(TO).is_null() & (nw.col(OPENED) != UNKNOWN))
            )
            now = nw.lit(micros_of(self.as_of))
            end = nw.when(nw.col(CLOSED) == UNKNOWN).then(now).otherwise(nw.col(CLOSED))
            days = ((end - nw.col(OPENED)) / _DAY).alias("days")
            groups = [nw.col(self._reading.own(each)).alias(each) for each in self.segments]
            return last.select(nw.col(DEAL).alias("deal"), days, nw.sum_horizontal(*events).alias("event"), *groups)

        _ = self.left_out
        return framed(self.frame, self.columns.deal, prepared)

    @cached_property
    def left_out(self) -> tuple[tuple[str, int], ...]:
        """How many rows are left out, and why; counted by the engine, over all of the log."""
        reading = self._reading
        (rows,) = tables_of(self.frame, self.columns.deal, reading.rows, [reading.problems])
        no_deal, *counts = (sum(int(row[place] or 0) for row in rows) for place in range(1 + len(LEFT_OUT)))
        if no_deal:
            rule, way_out = "must have a deal in each of its rows", "leave them out, or name their deals"
            raise InvalidValue("an event log", rule, f"{no_deal} without", way_out)
        return tuple((reason, count) for reason, count in zip(LEFT_OUT.values(), counts, strict=True) if count)

    @cached_property
    def _reading(self) -> Reading:
        return Reading(
            cycle=self.cycle,
            as_of=self.as_of,
            columns=self.columns,
            stages=stages_by_name(self.cycle, self.stages),
            segments=self.segments,
            cut=self._cut,
            lazily=not self.keep,
        )

    def _tables(self, *asks: Ask) -> list[list[Cells]]:
        return tables_of(self.frame, self.columns.deal, self._reading.visits, asks, keep=self.keep)

    def _counted(self, groups: Sequence[str]) -> dict[Key, PipelineCounts]:
        left_out, reading, step = self.left_out, self._reading, self.resolution // MICROSECOND
        of_visits, of_deals = self._tables(
            partial(visits_of, reading=reading, step=step, groups=groups),
            partial(deals_of, reading=reading, step=step, groups=groups),
        )
        visits = visit_counts(of_visits, dict(reading.stages))
        deals = deal_counts(of_deals, dict(reading.stages))
        return {
            key: PipelineCounts(
                cycle=self.cycle,
                as_of=self.as_of,
                visits=visits.get(key, ()),
                deals=deals.get(key, ()),
                resolution=self.resolution,
                left_out=left_out,
            )
            for key in (deals if groups else [()])
        }

    def __repr__(self) -> str:
        return f"<EventLog of {type(self.frame).__name__}, as of {self.as_of:%Y-%m-%d %H:%M} UTC>"
