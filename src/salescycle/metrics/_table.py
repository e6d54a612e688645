"""The table: deals and their visits in columns, laid out once for every measure to read."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain, compress, pairwise, repeat
from operator import attrgetter, eq, sub
from typing import TypeVar

import attrs

from salescycle.model import Deal, Fact, Opened, Outcome, StageEntered, StageSeen, ValueSet
from salescycle.values import Money, WorkCalendar

from ._clock import Clock, clock_of

__all__ = ["Passage", "Table", "VisitRow", "tabulate"]

VisitRow = tuple[int, str, Outcome, datetime, datetime | None, bool, bool]
"""(place of the deal, stage, outcome, entered, exited, entry known, exit known)."""

Passage = tuple[str, Outcome, bool, str | None, Outcome | None]
"""Visits alike: (stage, outcome, entry known, the stage and outcome that followed, or ``None`` while it lasts)."""

_STAGE, _OUTCOME, _AT = attrgetter("stage"), attrgetter("outcome"), attrgetter("at")
_Tells = StageEntered | StageSeen
_CLOSED = (Outcome.WON, Outcome.LOST)
_T = TypeVar("_T")
_L = TypeVar("_L")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Table:
    """What ``deal.visits`` and ``deal.spells`` say of many deals, in columns.

    A row a visit: which stage and outcome, from when, and whether that is known. The visits of deal *i* are the rows
    from ``first[i]`` up to ``first[i + 1]``; the columns that follow from the others (which deal, until when, how
    long) are laid out when they are first asked for.
    A row a deal: its outcome now, when it was first opened, and when it closed if it is closed; ``None`` for what is
    not known. Objects by the million would take most of the time and memory of a report. ``tabulate`` makes one.

    >>> tabulate([]).rows_in("talk")
    []
    """

    deals: Sequence[Deal]
    stage: list[str]
    outcome: list[Outcome]
    entered: list[datetime]
    entry_known: list[bool]
    first: list[int]
    now: list[Outcome]
    opened: list[datetime | None]
    closed: list[datetime | None]

    def visits(self) -> Iterator[VisitRow]:
        """Give the visits of all deals, row by row."""
        return zip(
            self.deal,
            self.stage,
            self.outcome,
            self.entered,
            self.exited,
            self.entry_known,
            self.exit_known,
            strict=True,
        )

    @cached_property
    def deal(self) -> list[int]:
        """The place of the deal of each visit."""
        return list(chain.from_iterable(map(repeat, range(len(self.deals)), map(sub, self.first[1:], self.first))))

    @cached_property
    def exited(self) -> list[datetime | None]:
        """When each visit ended, or ``None`` while it lasts."""
        return self._next(self.entered, last=None)

    @cached_property
    def exit_known(self) -> list[bool]:
        """Whether it is known when each visit ended; that it lasts is known too."""
        return self._next(self.entry_known, last=True)

    @cached_property
    def lasted(self) -> list[timedelta | None]:
        """How long each visit lasted, or ``None`` while it lasts and where an end of it is not known."""
        lengths: list[timedelta | None] = [*map(sub, self.entered[1:], self.entered)]
        if self.entered:
            lengths.append(None)
        for row in self._last_rows:
            lengths[row] = None
        # the visit before one that nobody saw begin has no known end; before a deal's first it is another deal's last
        for row in [row for row, known in enumerate(self.entry_known) if not known]:
            lengths[row] = lengths[row - 1] = None
        return lengths

    def lengths(self, calendar: WorkCalendar | None) -> list[timedelta | None]:
        """Give ``lasted`` in the working time of a calendar, laid out once for each; without one it is ``lasted``."""
        if calendar is None:
            return self.lasted
        clock = clock_of(calendar)
        if clock not in self._lengths:
            # a visit with a known length is followed by another of its deal, in the next row
            rows = zip(self.lasted, self.entered[1:], self.entered, strict=False)
            known = [None if length is None else clock.less(end, start) for length, end, start in rows]
            self._lengths[clock] = [*known, *self.lasted[len(known) :]]
        return self._lengths[clock]

    @cached_property
    def _lengths(self) -> dict[Clock, list[timedelta | None]]:
        return {}

    @cached_property
    def following(self) -> list[str | None]:
        """The stage that each visit led to, or ``None`` while it lasts."""
        return self._next(self.stage, last=None)

    @cached_property
    def passages(self) -> Counter[Passage]:
        """How many visits there are of each kind, by what they led to."""
        outcomes = self._next(self.outcome, last=None)
        return Counter(zip(self.stage, self.outcome, self.entry_known, self.following, outcomes, strict=True))

    @cached_property
    def value(self) -> list[Money | None]:
        """What each deal is worth, or ``None``."""
        # what deal.value says of each; asked of every deal, and a third of the time
        said = ([fact.value for fact in deal.log if isinstance(fact, ValueSet)] for deal in self.deals)
        return [values[-1] if values else None for values in said]

    def _next(self, column: Sequence[_T], *, last: _L) -> list[_T | _L]:
        """Give what a column says of the next visit of the same deal, and ``last`` for the visit that is its last."""
        following: list[_T | _L] = [*column[1:], last]
        for row in self._last_rows:
            following[row] = last
        return following[: len(column)]

    @property
    def _last_rows(self) -> Iterator[int]:
        return (after - 1 for before, after in pairwise(self.first) if before < after)

    def rows_in(self, stage: str) -> list[int]:
        """Give the rows of the visits to a stage, deal by deal in the order of time."""
        return self._by_stage.get(stage, [])

    def open_rows_in(self, stage: str) -> tuple[list[int], int]:
        """Give the rows of the visits to a stage that were not closed when recorded, and how many were."""
        rows = self.rows_in(stage)
        if stage not in self._once_closed:
            return rows, 0
        kept = [row for row in rows if not self.outcome[row].is_closed]
        return kept, len(rows) - len(kept)

    @cached_property
    def _by_stage(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {stage: [] for stage in set(self.stage)}
        for row, stage in enumerate(self.stage):
            rows[stage].append(row)
        return rows

    @cached_property
    def _once_closed(self) -> set[str]:
        return {stage for stage, outcome, *_ in self.passages if outcome.is_closed}

    def rows_of(self, place: int) -> range:
        """Give the rows of the visits of one deal."""
        return range(self.first[place], self.first[place + 1])


def tabulate(deals: Sequence[Deal]) -> Table:
    """Lay deals out in columns.

    Column by column, not deal by deal: there may be a million visits, and a list that is made in one go costs a
    fraction of one that is appended to.

    >>> from datetime import UTC
    >>> monday, friday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    >>> talk = StageEntered(stage="talk", outcome="open", at=monday)
    >>> won = StageEntered(stage="won", outcome="won", at=friday)
    >>> table = tabulate([Deal(id="D-1", log=[talk, won])])
    >>> table.stage, table.exited[0] == table.closed[0] == friday
    (['talk', 'won'], True)
    """
    told: list[Fact] = []
    first = [0]
    for deal in deals:
        # asked of every fact of every deal, and faster than isinstance
        told += [fact for fact in deal.log if fact._tells_standing]  # noqa: SLF001
        first.append(len(told))
    stays, first, openings = _without_openings(told, first)
    facts, first = _without_repeats(stays, first)
    return _laid_out(deals, facts, first, openings)


def _without_openings(facts: list[Fact], first: list[int]) -> tuple[list[_Tells], list[int], dict[int, datetime]]:
    """Take out the facts that tell an opening but no stage, and give the first one of each deal by its place."""
    openings: dict[int, datetime] = {}
    if not any(issubclass(kind, Opened) for kind in set(map(type, facts))):
        return facts, first, openings  # type: ignore[return-value]
    rows = [row for row, fact in enumerate(facts) if isinstance(fact, Opened)]
    for row in rows:
        openings.setdefault(bisect_left(first, row + 1) - 1, facts[row].at)
    kept, first = _dropped(facts, first, rows)
    return kept, first, openings  # type: ignore[return-value]


def _without_repeats(facts: list[_Tells], first: list[int]) -> tuple[list[_Tells], list[int]]:
    """Take out the facts that say again which stage a deal is in."""
    stages, begins = list(map(_STAGE, facts)), set(first)
    again = compress(range(1, len(facts)), map(eq, stages[1:], stages))
    rows = [row for row in again if row not in begins and facts[row].outcome is facts[row - 1].outcome]
    return _dropped(facts, first, rows) if rows else (facts, first)


def _dropped(facts: list[_T], first: list[int], rows: list[int]) -> tuple[list[_T], list[int]]:
    """Leave rows out, given in ascending order, and move the first row of each deal up accordingly."""
    gone = set(rows)
    return [fact for row, fact in enumerate(facts) if row not in gone], [row - bisect_left(rows, row) for row in first]


def _laid_out(deals: Sequence[Deal], facts: list[_Tells], first: list[int], openings: dict[int, datetime]) -> Table:
    outcome, entered = list(map(_OUTCOME, facts)), list(map(_AT, facts))
    known = [isinstance(fact, StageEntered) for fact in facts]
    now = [outcome[after - 1] if before < after else Outcome.OPEN for before, after in pairwise(first)]
    opened = [
        entered[row] if row < after and known[row] and outcome[row] not in _CLOSED else None
        for row, after in pairwise(first)
    ]
    for place, at in openings.items():
        opened[place] = at
    closes = [
        None if last not in _CLOSED else entered[rows[1] - 1] if known[rows[1] - 1] else _closed(facts, rows)
        for last, rows in zip(now, pairwise(first), strict=True)
    ]
    return Table(
        deals=deals,
        stage=list(map(_STAGE, facts)),
        outcome=outcome,
        entered=entered,
        entry_known=known,
        first=first,
        now=now,
        opened=opened,
        closed=closes,
    )


def _closed(facts: list[_Tells], rows: tuple[int, int]) -> datetime | None:
    """Give when a close came that was only seen at last; after one of the same outcome, it is that close."""
    first, row = rows[0], rows[1] - 1
    while not isinstance(facts[row], StageEntered) and row > first and facts[row - 1].outcome is facts[row].outcome:
        row -= 1
    return facts[row].at if isinstance(facts[row], StageEntered) else None
