"""Open deals: how old they are, how long they have stood where they are, and how long nobody spoke with the buyer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from salescycle.model import Outcome
from salescycle.values import Durations, Money, Row, days

from ._amounts import plain_amount
from ._clock import Clock, clock_of
from ._left_out import OPENING_UNKNOWN, counted
from ._table import Table

if TYPE_CHECKING:
    from salescycle.values import WorkCalendar

    from ._pipeline import Pipeline

__all__ = ["OpenDeal", "OpenDeals", "ages", "idle_times", "open_deals", "stage_ages"]

_ENTRY_UNKNOWN = "when it entered its stage is not known"
_NEVER_CONTACTED = "it was never contacted"


@attrs.frozen(kw_only=True)
class OpenDeal:
    """An open deal, and three lengths of time that are not one another: each ``None`` where it is not known.

    ``age`` runs since it was opened, ``stage_age`` since it last changed its stage, and ``idle`` since the last contact
    of any kind, with the deal or its lead (``None`` where there was none).

    >>> day = timedelta(days=1)
    >>> print(OpenDeal(id="D-1", stage="pitch", owner="kim", age=40 * day, stage_age=12 * day, idle=3 * day))
    D-1 in 'pitch' (kim): 40 days old, 12 days in its stage, 3 days idle
    """

    id: str
    name: str = ""
    owner: str | None = None
    stage: str | None = None
    value: Money | None = None
    expected_close: date | None = None
    age: timedelta | None = None
    stage_age: timedelta | None = None
    idle: timedelta | None = None

    def to_record(self) -> Row:
        """Give it as a flat row: lengths of time in days, the value as text beside its currency, days as ISO text."""
        return {
            "deal": self.id,
            "name": self.name,
            "owner": self.owner,
            "stage": self.stage,
            "value": plain_amount(self.value),
            "currency": None if self.value is None else self.value.currency,
            "expected_close": None if self.expected_close is None else self.expected_close.isoformat(),
            "age_days": _in_days(self.age),
            "stage_age_days": _in_days(self.stage_age),
            "idle_days": _in_days(self.idle),
        }

    def __str__(self) -> str:
        where = "an unknown stage" if self.stage is None else repr(self.stage)
        lengths = ((self.age, "old"), (self.stage_age, "in its stage"), (self.idle, "idle"))
        told = [f"{days(length):.4g} days {what}" for length, what in lengths if length is not None]
        owner = "" if self.owner is None else f" ({self.owner})"
        return f"{self.id} in {where}{owner}{': ' if told else ''}{', '.join(told)}"


@attrs.frozen(kw_only=True)
class OpenDeals:
    """The open deals, in the order of the pipeline; on hold is not open. It reads like a sequence of them.

    ``in_working_time`` says whether their lengths of time are that.

    >>> old = OpenDeal(id="D-1", stage="pitch", age=timedelta(days=40), idle=timedelta(days=3))
    >>> print(OpenDeals(deals=(old, OpenDeal(id="D-2", stage="pitch", age=timedelta(days=20)))))
    2 open deals; age: median 30 days (n=2); idle: median 3 days (n=1), 1 never contacted
    """

    deals: tuple[OpenDeal, ...]
    definition: str = attrs.field(default="deals that are open, not on hold", eq=False)
    left_out: tuple[tuple[str, int], ...] = ()
    in_working_time: bool = attrs.field(default=False, eq=False)

    @property
    def n(self) -> int:
        """How many are open."""
        return len(self.deals)

    @property
    def ages(self) -> Durations:
        """How long ago they were opened; see ``Pipeline.ages``."""
        definition = "opened to now, over open deals: their age, and no cycle length"
        return self._lengths((deal.age for deal in self.deals), OPENING_UNKNOWN, definition)

    @property
    def stage_ages(self) -> Durations:
        """How long ago they last changed their stage; see ``Pipeline.stage_ages``."""
        return self._lengths((deal.stage_age for deal in self.deals), _ENTRY_UNKNOWN, "last stage change to now")

    @property
    def idle_times(self) -> Durations:
        """How long ago their buyers were last in contact; see ``Pipeline.idle_times``."""
        return self._lengths((deal.idle for deal in self.deals), _NEVER_CONTACTED, "last contact to now")

    def _lengths(self, lengths: Iterable[timedelta | None], unknown: str, definition: str) -> Durations:
        given = tuple(lengths)
        return Durations(
            table=[(length, 1) for length in given if length is not None],
            definition=f"{definition}, in working time" if self.in_working_time else definition,
            left_out=counted({unknown: given.count(None)}),
        )

    def to_records(self) -> list[Row]:
        """Give a flat row a deal."""
        return [deal.to_record() for deal in self.deals]

    def __iter__(self) -> Iterator[OpenDeal]:
        return iter(self.deals)

    def __len__(self) -> int:
        return len(self.deals)

    def __str__(self) -> str:
        never = sum(deal.idle is None for deal in self.deals)
        told = [f"{self.n} open deal{'' if self.n == 1 else 's'}", f"age: {self.ages}", f"idle: {self.idle_times}"]
        return "; ".join(told if self.n else told[:1]) + (f", {never} never contacted" if never else "")


def _in_days(length: timedelta | None) -> float | None:
    return None if length is None else days(length)


def open_deals(pipeline: Pipeline, *, calendar: WorkCalendar | None = None) -> OpenDeals:
    """List the open deals, each with its age, how long it has been in its stage, and how long it has been idle.

    Formula: ``as_of`` less the first opening; less the entry of the present stage, where coming back to a stage is a
    new stay; less the last contact of any kind, with the deal or its lead. Each is ``None`` where it is not known: an
    opening or entry that was only seen, no contact at all. With a ``calendar`` all three are working time. Deals on
    hold and closed ones are not open.

    >>> from datetime import UTC
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.model import Contacted, Deal
    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday, day = datetime(2026, 3, 2, tzinfo=UTC), timedelta(days=1)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=monday))
    >>> deal = deal.record(SHORT_CYCLE.entry("offer", at=monday + 4 * day), Contacted(channel="call", at=monday + day))
    >>> print(*Pipeline([deal], cycle=SHORT_CYCLE, as_of=monday + 9 * day).open_deals())
    D-1 in 'offer': 9 days old, 5 days in its stage, 8 days idle
    """
    table, as_of, clock = pipeline.table, pipeline.as_of, clock_of(calendar)
    places = (place for place, outcome in enumerate(table.now) if outcome is Outcome.OPEN)
    found = OpenDeals(
        deals=tuple(_row(table, place, as_of, clock) for place in places), in_working_time=calendar is not None
    )
    return clock.measured(found)


def _row(table: Table, place: int, as_of: datetime, clock: Clock) -> OpenDeal:
    deal, rows, opened = table.deals[place], table.rows_of(place), table.opened[place]
    entry = table.entered[rows[-1]] if rows and table.entry_known[rows[-1]] else None
    contacts = deal.all_contacts
    return OpenDeal(
        id=deal.id,
        name=deal.name,
        owner=deal.owner,
        stage=table.stage[rows[-1]] if rows else None,
        value=deal.value,
        expected_close=deal.expected_close,
        age=None if opened is None else clock.less(as_of, opened),
        stage_age=None if entry is None else clock.less(as_of, entry),
        idle=clock.less(as_of, contacts[-1].at) if contacts else None,
    )


def ages(pipeline: Pipeline, *, calendar: WorkCalendar | None = None) -> Durations:
    """Give how old the open deals are: opened to ``as_of``. Never take its mean for the length of a cycle.

    Deals that take long are open on more days, so a look at one day finds more of them: their age is biased towards
    long ones, and it is not over besides. In a steady state the mean age is E[X^2] / 2 E[X] of times to close X, which
    has no fixed relation to E[X]: of deals that take 10 days or 90, as often as each other, the mean is 50, and the
    mean age of those found open is 41; were all to take 50, it would be 25. ``time_to_close`` and ``cycle_length`` are
    the measures of length. With a ``calendar`` it is working time. Leaves out, and counts, open deals whose opening is
    not known.
    Source: Cox, Renewal Theory (1962), chapter 5.
    """
    return open_deals(pipeline, calendar=calendar).ages


def stage_ages(pipeline: Pipeline, *, calendar: WorkCalendar | None = None) -> Durations:
    """Give how long open deals have been in their stage: since its last entry, to ``as_of``.

    As ages are, these are biased towards stays that last; ``dwell_time`` measures stays that are over. With a
    ``calendar`` it is working time. Leaves out, and counts, open deals whose entry is not known: in a stage that was
    only seen, or of which nobody knows the stage.
    """
    return open_deals(pipeline, calendar=calendar).stage_ages


def idle_times(pipeline: Pipeline, *, calendar: WorkCalendar | None = None) -> Durations:
    """Give how long ago there was any contact with the buyers of open deals, to ``as_of``, their leads' contacts too.

    A contact of any kind counts: also one from the buyer, or one that a machine made. With a ``calendar`` it is working
    time. Leaves out, and counts, open deals that were never contacted; these have been idle longest, so read how many
    they are beside the figures.
    """
    return open_deals(pipeline, calendar=calendar).idle_times
