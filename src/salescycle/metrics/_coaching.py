"""Coaching: what goes otherwise with one owner's deals than with everybody's, and how sure that is."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import UnknownName
from salescycle.model import Deal, Outcome, Side
from salescycle.values import Interval, Row, Share, Undefined, Wording, WorkCalendar, confidence_level

from ._clock import Clock, clock_of
from ._in_stage import time_in_stage
from ._lifetimes import age
from ._response import waits_of
from ._segments import named_apart
from ._shrinkage import shrink
from ._tables import table

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["Coaching", "CoachingMeasure", "CoachingRow", "coaching"]

FEWEST = 5
"""With fewer of its own than this, an owner's rate never stands out: it says next to nothing."""

_HOUR = timedelta(hours=1)
_Said = tuple["CoachingMeasure", str, int, bool]
"""Of which measure, of what, of the deal at which place, and whether it was so."""


class CoachingMeasure(enum.StrEnum):
    """What is counted of an owner's deals, each as a share of a whole.

    >>> print(CoachingMeasure.SLOW.label, CoachingMeasure.SLOW.more_is_better)
    Stays longer than four in five False
    """

    SLOW = "slow"
    ADVANCED = "advanced"
    HELD_UP = "held_up"
    ANSWERED = "answered"
    KEPT = "kept"
    LOST_ON = "lost_on"

    @property
    def label(self) -> Wording:
        """What people read."""
        return _LABELS[self]

    @property
    def more_is_better(self) -> bool:
        """Whether a greater share is the better one."""
        return self in (CoachingMeasure.ADVANCED, CoachingMeasure.ANSWERED, CoachingMeasure.KEPT)


_LABELS = {
    CoachingMeasure.SLOW: Wording({"en": "Stays longer than four in five", "ko": "다섯 중 넷보다 오래 머묾"}),
    CoachingMeasure.ADVANCED: Wording({"en": "Goes on from a stage", "ko": "다음 단계로 진행"}),
    CoachingMeasure.HELD_UP: Wording({"en": "Held up by a criterion", "ko": "기준 미충족으로 지연"}),
    CoachingMeasure.ANSWERED: Wording({"en": "Answered in time", "ko": "제때 응답"}),
    CoachingMeasure.KEPT: Wording({"en": "Commitments of ours kept", "ko": "지킨 약속"}),
    CoachingMeasure.LOST_ON: Wording({"en": "Lost after an objection", "ko": "이의 제기 후 실주"}),
}


@attrs.frozen(kw_only=True)
class CoachingRow:
    """One share of one owner, beside that of all deals: as it was seen, and as it is likely to be (shrunk).

    >>> pool, own = Share(part=30, whole=100), Share(part=9, whole=12)
    >>> row = CoachingRow(owner="kim", measure=CoachingMeasure.SLOW, subject="pitch", share=own, pool=pool, rate=0.6,
    ...                   interval=Interval(low=0.4, high=0.8, level=0.95))
    >>> row.stands_out, row.is_better
    (True, False)
    """

    owner: str
    measure: CoachingMeasure
    subject: str
    share: Share
    pool: Share
    rate: float | Undefined
    interval: Interval | Undefined

    @property
    def stands_out(self) -> bool:
        """Whether the owner's likely rate lies off that of all, with enough of their own to say so (5)."""
        pooled = self.pool.value
        if isinstance(self.interval, Undefined) or isinstance(pooled, Undefined) or self.share.whole < FEWEST:
            return False
        return not self.interval.low <= float(pooled) <= self.interval.high

    @property
    def is_better(self) -> bool | None:
        """Whether it is better than that of all; ``None`` where it does not stand out."""
        if not self.stands_out or isinstance(self.rate, Undefined) or isinstance(self.pool.value, Undefined):
            return None
        return (self.rate > float(self.pool.value)) is self.measure.more_is_better

    def to_record(self) -> Row:
        """Give it as a flat row: shares as numbers from 0 to 1."""
        low, high = (None, None) if isinstance(self.interval, Undefined) else (self.interval.low, self.interval.high)
        return {
            "owner": self.owner,
            "measure": self.measure.value,
            "subject": self.subject,
            "part": self.share.part,
            "whole": self.share.whole,
            "rate": None if isinstance(self.rate, Undefined) else self.rate,
            "low": low,
            "high": high,
            "pool_part": self.pool.part,
            "pool_whole": self.pool.whole,
            "stands_out": self.stands_out,
            "is_better": self.is_better,
        }


@attrs.frozen(kw_only=True)
class Coaching:
    """What goes otherwise with one owner's deals than with all: where they stall, what holds them up, what is lost on.

    ``Pipeline.coaching`` makes one. It names what to talk about with somebody, and ranks nobody.

    >>> print(Coaching(rows=()))
    nothing stands out
    """

    rows: tuple[CoachingRow, ...]
    definition: str = attrs.field(default="shares by owner, shrunk toward those of all deals", eq=False)

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose deals were looked at."""
        return tuple(dict.fromkeys(row.owner for row in self.rows))

    def of(self, owner: str) -> Coaching:
        """Give the rows of one owner, or raise ``UnknownName``."""
        if owner not in self.owners:
            raise UnknownName("owner", owner, "this coaching", self.owners)
        return attrs.evolve(self, rows=tuple(row for row in self.rows if row.owner == owner))

    @property
    def standing_out(self) -> tuple[CoachingRow, ...]:
        """The rows that stand out, first those in which an owner does worse than all."""
        return tuple(sorted((row for row in self.rows if row.stands_out), key=lambda row: row.is_better is True))

    def to_records(self) -> list[Row]:
        """Give a flat row for each owner, measure and subject."""
        return [row.to_record() for row in self.rows]

    def __str__(self) -> str:
        if not self.standing_out:
            return "nothing stands out"
        head = ("owner", "", "of", "theirs", "likely", "of all")
        cells = [
            (row.owner, row.measure.label.text(), row.subject, str(row.share), str(row.interval), str(row.pool))
            for row in self.standing_out
        ]
        return table(head, cells, left=(0, 1, 2))


def coaching(
    pipeline: Pipeline, *, within: timedelta = _HOUR, calendar: WorkCalendar | None = None, level: float = 0.95
) -> Coaching:
    """Compare each owner's deals with those of all, share by share, to find what is worth talking about.

    Shares: of visits to a stage, those longer than the time by which four in five of all visits are over
    (``time_in_stage``; visits that may still be quick are left out), and of visits left, those that led to a later
    stage or a win; of open deals in a stage, those that lack a criterion to go on from it; of leads, those that were
    answered ``within`` a time (those that still wait less long are left out); of commitments of ours that were due,
    those kept; of closed deals in which an objection was raised, those lost. The owner is that of the deal now. With a
    ``calendar``, times are working time.

    Each is shrunk toward the share of all (``shrink``), with an interval at ``level``; it stands out where the interval
    leaves out the share of all, and the owner has 5 or more of their own. Of dozens of shares, a few stand out by
    chance: 1 in 20 at the usual level. Who works which deals is not random either.

    >>> from datetime import UTC, datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.presets import SHORT_CYCLE
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deals = [Deal.open(id=f"D-{n}", owner="kim", start=SHORT_CYCLE.start(at=at)) for n in range(3)]
    >>> print(Pipeline(deals, cycle=SHORT_CYCLE, as_of=at).coaching())
    nothing stands out
    """
    confidence_level(level)
    owners = [deal.owner for deal in pipeline.deals]
    names = dict(zip(dict.fromkeys(owners), named_apart(list(dict.fromkeys(owners))), strict=True))
    tallies: dict[tuple[CoachingMeasure, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for measure, subject, place, so in _said(pipeline, age(within, "a time to answer within"), calendar):
        tally = tallies[measure, subject][names[owners[place]]]
        tally[0] += so
        tally[1] += 1
    rows = [row for (measure, subject), tally in tallies.items() for row in _rows(measure, subject, tally, level)]
    order = list(names.values())
    return Coaching(rows=tuple(sorted(rows, key=lambda row: order.index(row.owner))))


def _rows(measure: CoachingMeasure, subject: str, tally: dict[str, list[int]], level: float) -> Iterator[CoachingRow]:
    shares = {owner: Share(part=part, whole=whole) for owner, (part, whole) in tally.items()}
    shrunk = shrink(shares, level=level)
    for each in shrunk.groups:
        yield CoachingRow(
            owner=each.group,
            measure=measure,
            subject=subject,
            share=each.share,
            pool=shrunk.pooled,
            rate=each.rate,
            interval=each.interval,
        )


def _said(pipeline: Pipeline, within: timedelta, calendar: WorkCalendar | None) -> Iterator[_Said]:
    for stage in pipeline.cycle.stages:
        if not stage.outcome.is_closed:
            yield from _in_stage(pipeline, stage.key, calendar)
    for place, deal in enumerate(pipeline.deals):
        yield from _held_up(pipeline, place, deal)
        yield from _kept(pipeline, place, deal)
        yield from _lost_on(pipeline, place, deal)
    yield from _answered(pipeline, within, clock_of(calendar))


def _in_stage(pipeline: Pipeline, stage: str, calendar: WorkCalendar | None) -> Iterator[_Said]:
    columns, cycle = pipeline.table, pipeline.cycle
    lasted, less = columns.lengths(calendar), clock_of(calendar).less
    limit = time_in_stage(pipeline, stage, calendar=calendar).quantile(0.8)
    for row in columns.open_rows_in(stage)[0]:
        following, length = columns.following[row], lasted[row]
        if following is None and columns.entry_known[row]:
            length = less(pipeline.as_of, columns.entered[row])
        if not isinstance(limit, Undefined) and length is not None and (following is not None or length > limit):
            yield CoachingMeasure.SLOW, stage, columns.deal[row], length > limit
        # a stage on hold has no place in the order, so no way out of it goes on
        if following is not None and following in cycle and cycle.stage(stage).outcome is Outcome.OPEN:
            yield CoachingMeasure.ADVANCED, stage, columns.deal[row], _goes_on(cycle, stage, following)


def _goes_on(cycle: Cycle, stage: str, following: str) -> bool:
    to = cycle.stage(following).outcome
    return to is Outcome.WON or (to is Outcome.OPEN and cycle.rank(following) > cycle.rank(stage))


def _held_up(pipeline: Pipeline, place: int, deal: Deal) -> Iterator[_Said]:
    if pipeline.table.now[place] is not Outcome.OPEN or deal.stage is None or deal.stage not in pipeline.cycle:
        return
    lacking = {each.key for option in pipeline.cycle.options(deal, at=pipeline.as_of) for each in option.unmet}
    for criterion in _criteria_of(pipeline, deal.stage):
        yield CoachingMeasure.HELD_UP, f"{deal.stage}: {criterion}", place, criterion in lacking


def _criteria_of(pipeline: Pipeline, stage: str) -> list[str]:
    ways = pipeline.cycle.ways(stage).values()
    return list(dict.fromkeys(criterion.key for way in ways for criterion in way.criteria))


def _kept(pipeline: Pipeline, place: int, deal: Deal) -> Iterator[_Said]:
    ratio = deal.commitments.by(Side.US).kept_ratio(as_of=pipeline.as_of)
    for kept in (True,) * ratio.part + (False,) * (ratio.whole - ratio.part):
        yield CoachingMeasure.KEPT, "", place, kept


def _lost_on(pipeline: Pipeline, place: int, deal: Deal) -> Iterator[_Said]:
    outcome = pipeline.table.now[place]
    if outcome.is_closed:
        for objection in deal.objections:
            yield CoachingMeasure.LOST_ON, objection.topic, place, outcome is Outcome.LOST


def _answered(pipeline: Pipeline, within: timedelta, clock: Clock) -> Iterator[_Said]:
    places = {deal.id: place for place, deal in enumerate(pipeline.deals)}
    for deal, length, contacted in waits_of(pipeline.deals, pipeline.as_of, clock):
        if contacted or length > within:
            yield CoachingMeasure.ANSWERED, "", places[deal], length <= within
