"""Back-tests: what a forecast would have said then, and what came."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import attrs

from salescycle.errors import InvalidValue, UnknownName
from salescycle.metrics import Pipeline, text_table, win_chance
from salescycle.model import Deal, Outcome
from salescycle.qualification import Reliability, reliability
from salescycle.values import Row, Share, Undefined, required, several, utc

from ._forecast import Forecast, forecast
from ._spread import Spread

__all__ = ["BackTest", "Method", "Origin", "back_test"]

LEVEL = 0.8
_BINS = 10
_ORIGIN_LIMIT = 1_000
_NONE = Undefined("no deal was open at any origin")


@attrs.frozen(kw_only=True)
class Origin:
    """What was said at one instant, and what came: of the deals open then, how many were won by the horizon.

    ``chances`` has each of these deals by its id, with what each method said of it, and whether it was won.

    >>> monday = datetime(2026, 3, 2)
    >>> Origin(at=monday, came=2, wins=Spread(values=(1, 2), weights=(0.5, 0.5), mean=1.5), chances=()).inside
    True
    """

    at: datetime
    came: int
    wins: Spread
    chances: tuple[tuple[str, Mapping[str, float], bool], ...]

    @property
    def limits(self) -> tuple[int, int]:
        """The 80 % limits of the wins."""
        found = self.wins.interval(LEVEL)
        return (0, 0) if isinstance(found, Undefined) else found

    @property
    def inside(self) -> bool:
        """Whether what came lies within them."""
        low, high = self.limits
        return low <= self.came <= high

    def said(self, method: str) -> float:
        """Give how many wins a method said, in the mean."""
        return math.fsum(chances[method] for _, chances, _ in self.chances)


@attrs.frozen(kw_only=True)
class Method:
    """How well one way to forecast did: over ``origins`` in wins, over their ``deals`` by the Brier score.

    ``bias`` is the mean of said less came, ``error`` the mean of its size.

    >>> print(Method(name="forecast", origins=4, deals=80, bias=-0.5, error=1.5, brier=0.11).bias)
    -0.5
    """

    name: str
    origins: int
    deals: int
    bias: float
    error: float
    brier: float


@attrs.frozen(kw_only=True)
class BackTest:
    """What a forecast would have said at each origin, beside what CRMs say, and what came. ``back_test`` makes one.

    ``forecast`` is ours; ``stage`` the chance of a deal's stage in the cycle; ``history`` the share of the closed deals
    that had been in the stage and were won, as known then; ``weighted`` somebody's word on the deal, else its stage's
    (what ``Pipeline.weighted`` takes). Only a method that has a chance for every deal is in the table.

    >>> print(BackTest(origins=(), horizon=timedelta(days=90)).methods)
    ()
    """

    origins: tuple[Origin, ...]
    horizon: timedelta
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def methods(self) -> tuple[Method, ...]:
        """How each way to forecast did, ours first."""
        rows = [chances for origin in self.origins for _, chances, _ in origin.chances]
        names = [name for name in _METHODS if rows and all(name in chances for chances in rows)]
        return tuple(self._method(name) for name in names)

    def _method(self, name: str) -> Method:
        missed = [origin.said(name) - origin.came for origin in self.origins]
        squares = [(chances[name] - won) ** 2 for origin in self.origins for _, chances, won in origin.chances]
        return Method(
            name=name,
            origins=len(missed),
            deals=len(squares),
            bias=math.fsum(missed) / len(missed),
            error=math.fsum(map(abs, missed)) / len(missed),
            brier=math.fsum(squares) / len(squares),
        )

    @property
    def coverage(self) -> Share:
        """The share of origins at which what came lay within the 80 % limits, with its own interval."""
        inside = sum(origin.inside for origin in self.origins)
        return Share(part=inside, whole=len(self.origins), definition="origins within the 80 % limits")

    def reliability(self, method: str = "forecast") -> Reliability:
        """Give how well the chances of one of the ``methods`` came true, over all origins; see ``reliability``."""
        known = [each.name for each in self.methods]
        if method not in known:
            raise UnknownName("method", method, "this back-test", known)
        rows = (row for origin in self.origins for row in origin.chances)
        return reliability((chances[method], won) for _, chances, won in rows)

    def pinball(self, share: float) -> float | Undefined:
        """Give the mean quantile loss of the forecast's quantile of a share, in wins; smaller is better.

        Formula: mean of max(q (y - x), (q - 1) (y - x)), with x the quantile of share q and y what came.
        """
        found = [(origin.wins.quantile(share), origin.came) for origin in self.origins]
        losses = [max(share * (y - x), (share - 1) * (y - x)) for x, y in found if not isinstance(x, Undefined)]
        return math.fsum(losses) / len(losses) if losses else _NONE

    @property
    def positions(self) -> tuple[int, ...]:
        """How often what came lay in each tenth of its forecast (probability integral transform).

        About as often in each where the spread is right; mostly in the middle where it is too wide, at the ends where
        it is too narrow. Half the chance of what came counts as below it.
        """
        counts = [0] * _BINS
        for origin in self.origins:
            place = bisect_left(origin.wins.values, origin.came)
            weights = origin.wins.weights
            here = weights[place] if place < len(weights) and origin.wins.values[place] == origin.came else 0.0
            below = math.fsum(weights[:place]) + here / 2
            counts[min(_BINS - 1, int(below * _BINS))] += 1
        return tuple(counts)

    def to_records(self) -> list[Row]:
        """Give a flat row an origin: what each method said, the limits of ours, and what came."""
        rows: list[Row] = []
        for origin in self.origins:
            low, high = origin.limits
            row: Row = {"origin": origin.at.date().isoformat(), "open": len(origin.chances), "came": origin.came}
            row |= {each.name: origin.said(each.name) for each in self.methods}
            rows.append(row | {"low_80": low, "high_80": high, "inside": origin.inside})
        return rows

    def __str__(self) -> str:
        records: list[Row] = [
            {"said by": each.name, "bias": each.bias, "error": each.error, "brier": each.brier} for each in self.methods
        ]
        table = text_table(records) if records else str(_NONE)
        return f"{table}\n80 % limits held at {self.coverage} origins"


def back_test(pipeline: Pipeline, *, horizon: timedelta, origins: Iterable[datetime]) -> BackTest:
    """Say what a forecast would have said at each of several instants, from what was known then, and what came.

    At each origin the pipeline is cut at that instant, by when things happened and by when they were recorded, so that
    nothing that was entered or corrected later is in it; the behaviour is learned from that, and the wins of its open
    deals are forecast. What came is what ``pipeline`` knows: of these deals, how many had been won by the horizon, also
    where that was reopened later.

    Leaves out, and counts, deals that the forecast leaves out. Raises ``InvalidValue`` for an origin whose horizon is
    after ``pipeline.as_of``: nobody knows yet what comes of it.

    >>> from datetime import UTC
    >>> from random import Random
    >>> from salescycle import SEVEN_STAGE, Period
    >>> from salescycle.simulation import sample_deals
    >>> deals = sample_deals(rng=Random(7), period=Period.year(2025), count=200)
    >>> pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    >>> origins = [datetime(2025, month, 1, tzinfo=UTC) for month in (5, 7, 9)]
    >>> found = back_test(pipeline, horizon=timedelta(days=60), origins=origins)
    >>> print(found.coverage)
    33.3% (1 of 3)
    """
    required(pipeline, Pipeline, "a pipeline", "give Pipeline(deals, cycle=..., as_of=...)")
    instants = [utc(at) for at in several(origins, datetime, "origins", limit=_ORIGIN_LIMIT)]
    for at in instants:
        if at + horizon > pipeline.as_of:
            rule = f"must have its horizon by {pipeline.as_of}, as of which the pipeline stands"
            raise InvalidValue("an origin", rule, at, "give an earlier one, or a shorter horizon")
    found: list[Origin] = []
    left_out = 0
    for at in instants:
        then = attrs.evolve(pipeline, as_of=at, known_at=at)
        told = forecast(then, horizon=horizon, points=1)
        found.append(_origin(pipeline, then, told))
        left_out += sum(count for _, count in told.left_out)
    reasons = (("the forecast leaves it out", left_out),) if left_out else ()
    return BackTest(origins=tuple(found), horizon=horizon, left_out=reasons)


def _origin(pipeline: Pipeline, then: Pipeline, told: Forecast) -> Origin:
    end = then.as_of + told.horizon
    known = {deal.id: deal for deal in pipeline.deals}
    before = {deal.id: deal for deal in then.deals}
    history = _won_before(then)
    won = {each.id: _is_won(known[each.id], then.as_of, end) for each in told.deals}
    chances = tuple(
        (each.id, _said(before[each.id], each.stage, each.chance, then, history), won[each.id]) for each in told.deals
    )
    return Origin(at=then.as_of, came=sum(won.values()), wins=told.wins, chances=chances)


def _is_won(deal: Deal, start: datetime, end: datetime) -> bool:
    return any(visit.outcome is Outcome.WON and start < visit.entered <= end for visit in deal.visits)


def _said(deal: Deal, stage: str, chance: float, then: Pipeline, history: Mapping[str, float]) -> dict[str, float]:
    by_stage = then.cycle.stage(stage).win_probability
    by_word = win_chance(deal, cycle=then.cycle)
    found = {"forecast": chance, "stage": by_stage, "history": history.get(stage), "weighted": by_word}
    return {name: float(value) for name, value in found.items() if value is not None}


def _won_before(then: Pipeline) -> dict[str, float]:
    """Give, by stage, the share of closed deals that had been in it and were won."""
    counts: dict[str, list[int]] = {}
    table = then.table
    for place, now in enumerate(table.now):
        if now.is_closed:
            for stage in {table.stage[row] for row in table.rows_of(place)}:
                counts.setdefault(stage, []).append(now is Outcome.WON)
    return {stage: sum(won) / len(won) for stage, won in counts.items()}


_METHODS = ("forecast", "stage", "history", "weighted")
