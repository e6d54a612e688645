"""Fitting: learning from a pipeline's own history how deals go through the stages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

import attrs

from salescycle.cycle import Cycle
from salescycle.metrics import Lifetime, Pipeline, risk_table, segment_key
from salescycle.values import Dice, Money, optional_utc, required, whole_number

from ._behaviour import Arrivals, Behaviour, SegmentOf, StageBehaviour
from ._grid import STEP_LIMIT, positive_time, steps_in

__all__ = ["History", "fitted", "history_of"]

_DAY = timedelta(days=1)
_UNKNOWN = "its entry or exit is not known"
_STRANGE = "it led to a stage the cycle does not have"
_BEFORE = "it ended before the records begin"

_Learned = Mapping[str, StageBehaviour]
_Stay = tuple[str, str | None, int, int]
"""(stage, where it led or ``None`` while it lasts, steps when last seen, steps when first seen)."""


@attrs.frozen(kw_only=True)
class History:
    """What a behaviour is learned from: the stays of each deal, on the grid, and what came new."""

    cycle: Cycle
    step: timedelta
    stays: tuple[tuple[_Stay, ...], ...]
    segments: tuple[str | None, ...]
    arrivals: Arrivals | None
    left_out: tuple[tuple[str, int], ...]
    prior: int
    segment_of: SegmentOf | None

    def behaviour(self, drawn: Sequence[int] | None = None) -> Behaviour:
        """Learn from all deals, or from those drawn, some of them more than once."""
        chosen = range(len(self.stays)) if drawn is None else drawn
        pool = _learned((self.stays[place] for place in chosen), self.step)
        segments: dict[str | None, list[int]] = {}
        for place in chosen if self.segment_of is not None else ():
            segments.setdefault(self.segments[place], []).append(place)
        own = {name: _learned((self.stays[each] for each in places), self.step) for name, places in segments.items()}
        return Behaviour(
            cycle=self.cycle,
            stages=list(pool.values()),
            step=self.step,
            arrivals=self.arrivals,
            segments=tuple((name, self._shrunk(own[name], pool)) for name in sorted(own, key=lambda key: key or "")),
            segment_of=self.segment_of,
            left_out=self.left_out,
        )

    def _shrunk(self, own: _Learned, pool: _Learned) -> tuple[StageBehaviour, ...]:
        return tuple(_mixed(own.get(key), of_all, self.prior) for key, of_all in pool.items())

    def resampled(self, rng: Dice) -> Behaviour:
        """Learn from as many deals, drawn with replacement: one ``rng.random()`` for each."""
        return self.behaviour([int(len(self.stays) * rng.random()) for _ in self.stays])


def history_of(
    pipeline: Pipeline,
    *,
    by: SegmentOf | str | None = None,
    prior: int = 20,
    observed_from: datetime | None = None,
    step: timedelta = _DAY,
) -> History:
    """Read the history of a pipeline: see ``fitted``."""
    required(pipeline, Pipeline, "a pipeline", "give Pipeline(deals, cycle=..., as_of=...)")
    segment_of = None if by is None else segment_key(by)
    since, length = optional_utc(observed_from), positive_time(step, "a step")
    stays, left_out = _stays(pipeline, since, length)
    return History(
        cycle=pipeline.cycle,
        step=length,
        stays=tuple(tuple(stays[place]) for place in range(len(pipeline.deals))),
        segments=tuple(None if segment_of is None else segment_of(deal) for deal in pipeline.deals),
        arrivals=_arrivals(pipeline, since, length),
        left_out=tuple((reason, count) for reason, count in left_out.items() if count),
        prior=whole_number(prior, "a prior", most=1_000_000),
        segment_of=segment_of,
    )


def fitted(
    pipeline: Pipeline,
    *,
    by: SegmentOf | str | None = None,
    prior: int = 20,
    observed_from: datetime | None = None,
    step: timedelta = _DAY,
) -> Behaviour:
    """Learn from a pipeline's history how deals go through the stages.

    Formula: for each stage the increments of Aalen-Johansen, its exits competing: S(u-) x d(u) / n(u), where n(u)
    visits had lasted u steps and d(u) of them then led to a stage; visits that last are censored at ``as_of``. Each
    visit counts, also a second one. What had not left at the longest visit stays (``never``), and is not spread over
    the rest. Lengths of time go to the nearest ``step``.

    ``by`` gives segments that go their own way, a function or the name of a reading as for ``Pipeline.by``: each is
    drawn to what all deals do, which counts for ``prior`` visits a stage, so that w = n / (n + prior) of a segment with
    n ends is its own. Records that begin only at ``observed_from`` count visits from the age that they had then, and
    leave out those that had ended (*left truncation*). Deals to come are as many as came since then, or since the first
    one, per step.

    Leaves out, and counts, visits of which an end is not known, and those that led to a stage the cycle does not have.

    >>> from datetime import UTC
    >>> from salescycle import SHORT_CYCLE, Deal
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> open_deal = Deal(id="D-1", log=[SHORT_CYCLE.start(at=monday)])
    >>> lost = attrs.evolve(open_deal, id="D-2").record(SHORT_CYCLE.entry("lost", at=monday + timedelta(days=3)))
    >>> behaviour = fitted(Pipeline([open_deal, lost], cycle=SHORT_CYCLE, as_of=monday + timedelta(days=9)))
    >>> behaviour.of("interest").exits, behaviour.of("interest").never
    ((('lost', (0.0, 0.0, 0.5)),), 0.5)
    """
    return history_of(pipeline, by=by, prior=prior, observed_from=observed_from, step=step).behaviour()


def _stays(pipeline: Pipeline, since: datetime | None, step: timedelta) -> tuple[dict[int, list[_Stay]], Counter[str]]:
    """Give the stays of each deal by its place, and how many visits are left out for which reason."""
    stays: dict[int, list[_Stay]] = defaultdict(list)
    left_out: Counter[str] = Counter()
    cycle, table = pipeline.cycle, pipeline.table
    for (place, stage, outcome, entered, exited, *known), to in zip(table.visits(), table.following, strict=True):
        if outcome.is_closed or stage not in cycle:
            continue
        if not all(known):
            left_out[_UNKNOWN] += 1
        elif to is not None and to not in cycle:
            left_out[_STRANGE] += 1
        elif since is not None and exited is not None and exited <= since:
            left_out[_BEFORE] += 1
        else:
            lasted = steps_in((exited or pipeline.as_of) - entered, step)
            first = 0 if since is None or entered >= since else steps_in(since - entered, step)
            stays[place].append((stage, to, lasted if to is None else max(1, lasted), first))
    return stays, left_out


def _learned(deals: Iterable[Sequence[_Stay]], step: timedelta) -> dict[str, StageBehaviour]:
    counts: dict[str, Counter[_Stay]] = {}
    for stay in chain.from_iterable(deals):
        counts.setdefault(stay[0], Counter())[stay] += 1
    return {stage: _increments(stage, counts[stage], step) for stage in sorted(counts)}


def _increments(stage: str, stays: Counter[_Stay], step: timedelta) -> StageBehaviour:
    """Give the increments of Aalen-Johansen on the grid."""
    table = risk_table(
        Lifetime(duration=steps * step, cause=to, count=count, entry=first * step if first else None)
        for (_, to, steps, first), count in stays.items()
        if steps > first
    )
    before = [1.0, *table.left]
    ends = (time // step for time, ended in zip(table.times, table.closed, strict=True) if ended)
    longest = min(STEP_LIMIT, max(ends, default=0))
    exits = {to: [0.0] * longest for to, _ in table.ended}
    for to, column in table.ended:
        for time, left, ended, at_risk in zip(table.times, before, column, table.at_risk, strict=False):
            if ended and time // step <= longest:
                exits[to][time // step - 1] = left * (ended / at_risk)
    return StageBehaviour(stage=stage, exits=exits, seen=sum(table.closed))


def _mixed(own: StageBehaviour | None, pool: StageBehaviour, prior: int) -> StageBehaviour:
    seen = 0 if own is None else own.seen or 0
    if own is None or not seen:
        return pool
    weight = seen / (seen + prior)
    ours, all_of = dict(own.exits), dict(pool.exits)
    exits = {to: _weighed(ours.get(to, ()), all_of.get(to, ()), weight) for to in sorted({*ours, *all_of})}
    return StageBehaviour(stage=pool.stage, exits=exits, seen=seen)


def _weighed(one: Sequence[float], other: Sequence[float], weight: float) -> list[float]:
    longest = max(len(one), len(other))
    pairs = zip([*one, *[0.0] * (longest - len(one))], [*other, *[0.0] * (longest - len(other))], strict=True)
    return [weight * a + (1 - weight) * b for a, b in pairs]


def _arrivals(pipeline: Pipeline, since: datetime | None, step: timedelta) -> Arrivals | None:
    """Count the deals that came since the records begin, by the stage in which they did."""
    table = pipeline.table
    opened = [(at, place) for place, at in enumerate(table.opened) if at is not None and (since is None or at >= since)]
    begin = since if since is not None else min(opened, default=(pipeline.as_of, 0))[0]
    came = [(at, place, table.rows_of(place)) for at, place in opened]
    stages = Counter(table.stage[rows[0]] for _, _, rows in came if rows and table.stage[rows[0]] in pipeline.cycle)
    if not stages or begin >= pipeline.as_of:
        return None
    values: list[Money] = [value for _, place, _ in came if (value := table.value[place]) is not None]
    return Arrivals(
        rate=len(came) / ((pipeline.as_of - begin) / step),
        begins={stage: stages[stage] / stages.total() for stage in sorted(stages)},
        values=values,
    )
