"""Counts: the measures of a pipeline from small tables, which any engine may have counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal, TypeVar, overload

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue
from salescycle.model import Outcome
from salescycle.values import Durations, Share, Undefined, a_mapping, confidence_level, must_be, several, utc

from ._chance import Chance
from ._closing import CAUSES
from ._conversion import Conversion, conversion_of
from ._cycle_length import told_length
from ._dwell import told_dwell
from ._in_stage import exits_of, stays_of
from ._incidence import Incidence, incidence_curves
from ._left_out import OPENING_UNKNOWN, LeftOut, counted
from ._lifetimes import Lifetime, age
from ._moves import moves_of
from ._risk_table import Ends, RiskTable, table_of_ends
from ._standing import Standing, standing_of
from ._survival import Survival, survival_curve
from ._win_rates import WHOLES, chance_within, created_of

__all__ = ["DealCount", "PipelineCounts", "VisitCount"]

_MICROSECOND = timedelta(microseconds=1)
_D = TypeVar("_D", Durations, Survival, Incidence, Chance)


def _lengths(values: Mapping[timedelta, int]) -> Mapping[timedelta, int]:
    return a_mapping(values, "lengths", "give {timedelta(days=3): 2}")


@attrs.frozen(kw_only=True)
class VisitCount:
    """How long visits to a stage lasted that led to the same one: lengths, with how many there are of each.

    ``to`` is ``None`` where they last; their length is then that up to ``as_of``.

    >>> VisitCount(stage="talk", to="offer", lengths={timedelta(days=3): 2, timedelta(days=4): 1}).count
    3
    """

    stage: str
    to: str | None
    lengths: Mapping[timedelta, int] = attrs.field(converter=_lengths)

    @property
    def count(self) -> int:
        """How many visits."""
        return sum(self.lengths.values())


@attrs.frozen(kw_only=True)
class DealCount:
    """How long deals lasted that stand in the same stage: from their opening to the close that stands, or ``as_of``.

    ``unknown`` is of how many the opening is not known.

    >>> DealCount(stage="won", lengths={timedelta(days=9): 2}, unknown=1).count
    3
    """

    stage: str
    lengths: Mapping[timedelta, int] = attrs.field(converter=_lengths)
    unknown: int = 0

    @property
    def count(self) -> int:
        """How many deals."""
        return self.unknown + sum(self.lengths.values())


def _visits(rows: Iterable[VisitCount]) -> tuple[VisitCount, ...]:
    return several(rows, VisitCount, "visits")


def _deals(rows: Iterable[DealCount]) -> tuple[DealCount, ...]:
    return several(rows, DealCount, "deals")


@attrs.frozen(kw_only=True, eq=False)
class PipelineCounts:
    """Two small tables of a pipeline, and its measures by the names that ``Pipeline`` has.

    ``visits`` and ``deals`` may have been counted in steps of ``resolution``: lengths within one step are then told as
    if they were as even as their sum allows, so that counts and means are exact, and quantiles and curves right within
    a step. At a step of one microsecond all is exact. Where they were counted, in Python, in a data frame or in a
    database, is all the same.

    Entries of all stages are known, and no stage is entered twice in a row.

    >>> from datetime import UTC
    >>> from salescycle.presets import SHORT_CYCLE
    >>> day = timedelta(days=1)
    >>> counts = PipelineCounts(
    ...     cycle=SHORT_CYCLE,
    ...     as_of=datetime(2026, 4, 1, tzinfo=UTC),
    ...     visits=[
    ...         VisitCount(stage="interest", to="won", lengths={3 * day: 1, 5 * day: 1}),
    ...         VisitCount(stage="won", to=None, lengths={5 * day: 2}),
    ...     ],
    ...     deals=[DealCount(stage="won", lengths={3 * day: 1, 5 * day: 1})],
    ... )
    >>> print(counts.dwell_time("interest"), "|", counts.win_rate(), "|", counts.cycle_length())
    median 4 days (n=2) | 100.0% (2 of 2) | median 4 days (n=2)
    """

    cycle: Cycle = attrs.field(validator=must_be(Cycle, "a cycle"))
    as_of: datetime = attrs.field(converter=utc)
    visits: tuple[VisitCount, ...] = attrs.field(converter=_visits)
    deals: tuple[DealCount, ...] = attrs.field(converter=_deals)
    resolution: timedelta = _MICROSECOND
    left_out: LeftOut = ()

    @property
    def standing(self) -> Standing:
        """How many deals are open, won, lost and on hold."""
        return standing_of(self._now)

    @cached_property
    def _now(self) -> Counter[Outcome]:
        found: Counter[Outcome] = Counter()
        for row in self.deals:
            found[self._outcome(row.stage)] += row.count
        return found

    def _outcome(self, stage: str) -> Outcome:
        return self.cycle.stage(stage).outcome

    def dwell_time(self, stage: str) -> Durations:
        """Give how long visits to a stage lasted; see ``Pipeline.dwell_time``."""
        if self._outcome(stage).is_closed:
            raise InvalidValue("dwell time", "is of stages that are not closed", stage, "ask for time_to_close()")
        rows = [row for row in self.visits if row.stage == stage]
        found = Durations(
            table=[pair for row in rows if row.to is not None for pair in row.lengths.items()],
            still_open=sum(row.count for row in rows if row.to is None),
            definition=told_dwell("visit", stage),
        )
        return self._measured(found)

    def conversion(self, stage: str) -> Conversion:
        """Give what became of the entries of a stage; see ``Pipeline.conversion``."""
        key = self.cycle.stage(stage).key
        passages = [
            ((key, self._outcome(key), True, row.to, None if row.to is None else self._outcome(row.to)), row.count)
            for row in self.visits
            if row.stage == key
        ]
        return conversion_of(key, passages, self.cycle)

    def moves(self) -> dict[tuple[str, str], int]:
        """Give how many moves went from each stage to each other."""
        steps: Counter[tuple[str, str]] = Counter()
        for row in self.visits:
            if row.to is not None:
                steps[row.stage, row.to] += row.count
        return moves_of(steps, self.cycle)

    def time_in_stage(self, stage: str, *, level: float = 0.95) -> Survival:
        """Estimate how long visits to a stage last, those that still last counted; see ``Pipeline.time_in_stage``."""
        if self._outcome(stage).is_closed:
            raise InvalidValue("time in a stage", "is of stages that are not closed", stage, "ask for time_to_close()")
        left: Counter[timedelta] = Counter()
        lasting: Counter[timedelta] = Counter()
        for to, lengths in self._ends(stage).items():
            (lasting if to is None else left).update(lengths)
        ends: Ends = {"left": left, None: lasting}
        return self._measured(stays_of(stage, ends, level=confidence_level(level), left_out=()))

    def exits_from(self, stage: str, *, level: float = 0.95) -> Incidence:
        """Estimate how visits to a stage end by each age; see ``Pipeline.exits_from``."""
        key = self.cycle.stage(stage).key
        return self._measured(exits_of(key, self._ends(key), self.cycle, level=confidence_level(level), left_out=()))

    def _ends(self, stage: str) -> Ends:
        ends: dict[str | None, Counter[timedelta]] = {}
        for row in self.visits:
            if row.stage == stage:
                ends.setdefault(row.to, Counter()).update(row.lengths)
        return ends

    def cycle_length(self) -> Durations:
        """Give how long won deals took, from their opening to the win that stands; see ``Pipeline.cycle_length``."""
        won = [row for row in self.deals if self._outcome(row.stage) is Outcome.WON]
        unknown = sum(row.unknown for row in won)
        found = Durations(
            table=[pair for row in won for pair in row.lengths.items()],
            definition=told_length("opened", "last"),
            left_out=counted({OPENING_UNKNOWN: unknown}),
        )
        return self._measured(found)

    def time_to_close(self, *, level: float = 0.95, start: timedelta | None = None) -> Survival:
        """Estimate how long deals stay open, all deals counted; see ``Pipeline.time_to_close``."""
        table, left_out = self._closes(start)
        return self._measured(survival_curve(table, level=level, start=start, left_out=left_out))

    def incidence(self, *, level: float = 0.95, start: timedelta | None = None) -> Incidence:
        """Estimate the chance to be won and to be lost by each age; see ``Pipeline.incidence``."""
        table, left_out = self._closes(start)
        curves = incidence_curves(table, ("won", "lost"), level=level, start=start, left_out=left_out)
        return self._measured(curves)

    def lifetimes(self) -> tuple[Lifetime, ...]:
        """Give the small table that the estimators of the time to close read."""
        return tuple(
            Lifetime(duration=length, cause=cause, count=count)
            for cause, lengths in self._lives.items()
            for length, count in lengths.items()
        )

    def _closes(self, start: timedelta | None) -> tuple[RiskTable, LeftOut]:
        unknown = sum(row.unknown for row in self.deals)
        table, before = table_of_ends(self._lives).after(start)
        return table, (*counted({OPENING_UNKNOWN: unknown}), *before)

    @cached_property
    def _lives(self) -> dict[str | None, Counter[timedelta]]:
        ends: dict[str | None, Counter[timedelta]] = {None: Counter(), "won": Counter(), "lost": Counter()}
        for row in self.deals:
            ends[CAUSES.get(self._outcome(row.stage))].update(row.lengths)
        return ends

    @overload
    def win_rate(self, of: Literal["closed", "created", "broad"] = "closed") -> Share: ...

    @overload
    def win_rate(self, *, within: timedelta) -> Chance | Undefined: ...

    def win_rate(self, of: str = "closed", *, within: timedelta | None = None) -> Share | Chance | Undefined:
        """Give the share of deals that were won, of a whole that is always named; see ``Pipeline.win_rate``."""
        if within is not None:
            found = chance_within(self.incidence(), age(within, "a time"))
            return found if isinstance(found, Undefined) else self._measured(found)
        if of == "created":
            return created_of(self._now)
        if of not in WHOLES:
            raise InvalidValue("a win rate", "must be of 'closed', 'created' or 'broad'", of)
        outcomes, definition = WHOLES[of]
        whole = sum(self._now[outcome] for outcome in outcomes)
        return Share(part=self._now[Outcome.WON], whole=whole, definition=definition)

    def _measured(self, result: _D) -> _D:
        """Give a result whose definition says in which steps it was counted."""
        if self.resolution == _MICROSECOND:
            return result
        definition = f"{result.definition}, in steps of {self.resolution}"
        return attrs.evolve(result, definition=definition)

    def __str__(self) -> str:
        return f"{self.standing}, as of {self.as_of:%Y-%m-%d %H:%M} UTC, counted in steps of {self.resolution}"
