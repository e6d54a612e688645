"""Forecasts: which open deals will be won by a day, how many, and for how much."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

import attrs

from salescycle.errors import UnknownName
from salescycle.metrics import Pipeline
from salescycle.values import Dice, Money, RateProvider, Row, Undefined, share_number, whole_number

from ._behaviour import Behaviour
from ._passage import OLDER
from ._question import Asked, OpenDeal
from ._round import Round, Run, run_of
from ._spread import MoneySpread, Spread, mixed

__all__ = ["DealForecast", "Forecast", "forecast", "forecast_rounds"]

_NOT_BY_THEN = Undefined("it is less likely than that by the horizon")


@attrs.frozen(kw_only=True)
class DealForecast:
    """An open deal, and its chances to be won: by each of the forecast's points in time, the horizon the last.

    >>> print(DealForecast(id="D-1", stage="offer", age=timedelta(days=9), value=None, chances=(0.1, 0.25)))
    D-1 in 'offer' for 9 days: 25.0%
    """

    id: str
    stage: str
    age: timedelta
    value: Money | None
    chances: tuple[float, ...]

    @property
    def chance(self) -> float:
        """The chance (0 to 1) to be won by the horizon."""
        return self.chances[-1]

    def __str__(self) -> str:
        return f"{self.id} in {self.stage!r} for {self.age / timedelta(days=1):.3g} days: {self.chance:.1%}"


@attrs.frozen(kw_only=True)
class Forecast:
    """What will be won of a pipeline by a horizon, as far as its stages and ages tell.

    ``deals`` has each open deal with its chances; ``wins_by`` how many of them will be won by each of ``points``
    (lengths of time from ``as_of``), and ``value`` how much by the last of these, the horizon. ``new_wins`` and
    ``new_value`` are of deals that are yet to come: a part of its own, in none of the others. ``rounds`` is how many
    times the behaviour was learned anew: 1 takes it as it is.

    ``left_out`` counts deals that nothing can be said of; they are in no total. ``forecast`` makes one.

    >>> from datetime import UTC
    >>> from salescycle import SHORT_CYCLE
    >>> empty = Pipeline([], cycle=SHORT_CYCLE, as_of=datetime(2026, 3, 2, tzinfo=UTC))
    >>> print(forecast(empty, horizon=timedelta(days=30)))
    0 (0 to 0 at 0.8) of 0 open deals won by 2026-04-01, worth undefined: no open deal has a value
    """

    as_of: datetime
    points: tuple[timedelta, ...]
    step: timedelta
    deals: tuple[DealForecast, ...]
    wins_by: tuple[Spread, ...]
    value: MoneySpread | Undefined
    new_wins: Spread | None
    new_value: Money | Undefined | None
    rounds: int = 1
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def horizon(self) -> timedelta:
        """How far it looks ahead."""
        return self.points[-1]

    @property
    def wins(self) -> Spread:
        """How many of the open deals will be won by the horizon."""
        return self.wins_by[-1]

    @property
    def all_wins(self) -> Spread:
        """The same with those that are yet to come."""
        return self.wins if self.new_wins is None else self.wins.plus(self.new_wins)

    def reached(self, wins: int, *, sure: float = 0.8) -> datetime | Undefined:
        """Give by when so many of the open deals are won with a chance of ``sure`` at least: the first of the points.

        Undefined where no point is late enough. More ``points=`` give finer instants.
        """
        target, chance = whole_number(wins, "wins", least=1, most=10**9), share_number(sure, "how sure")
        return self._first((each.at_least(target) for each in self.wins_by), chance)

    def when(self, deal: str, *, share: float = 0.5) -> datetime | Undefined:
        """Give by when a deal is won with a chance of ``share`` at least: a quantile of its day, at one of the points.

        Undefined where it is less likely than that by the horizon. Raises ``UnknownName`` for a deal it does not have.
        """
        chance = share_number(share)
        for each in self.deals:
            if each.id == deal:
                return self._first(each.chances, chance)
        raise UnknownName("deal", deal, "this forecast", [each.id for each in self.deals])

    def _first(self, chances: Iterable[float | Undefined], enough: float) -> datetime | Undefined:
        for ahead, chance in zip(self.points, chances, strict=True):
            if not isinstance(chance, Undefined) and chance >= enough:
                return self.as_of + ahead
        return _NOT_BY_THEN

    def to_records(self) -> list[Row]:
        """Give a flat row a point in time: the day, and mean, median and 80 % limits of the wins."""
        rows: list[Row] = []
        for ahead, wins in zip(self.points, self.wins_by, strict=True):
            limits = wins.interval()
            low, high = (None, None) if isinstance(limits, Undefined) else limits
            middle = wins.quantile(0.5)
            rows.append(
                {
                    "by": (self.as_of + ahead).date().isoformat(),
                    "days": ahead / timedelta(days=1),
                    "mean": wins.mean,
                    "median": None if isinstance(middle, Undefined) else middle,
                    "low_80": low,
                    "high_80": high,
                    "deals": len(self.deals),
                }
            )
        return rows

    def __str__(self) -> str:
        new = "" if self.new_wins is None else f"; {self.new_wins.mean:.3g} more of deals to come"
        left = "".join(f"; {count} left out: {reason}" for reason, count in self.left_out)
        until = (self.as_of + self.horizon).date()
        return f"{self.wins} of {len(self.deals)} open deals won by {until}, worth {self.value}{new}{left}"


def forecast(
    pipeline: Pipeline,
    *,
    horizon: timedelta,
    behaviour: Behaviour | None = None,
    method: Literal["exact", "walks"] = "exact",
    rng: Dice | None = None,
    draws: int = 10_000,
    rounds: int = 1,
    points: int = 12,
    currency: str | None = None,
    rates: RateProvider | None = None,
) -> Forecast:
    """Say which open deals of a pipeline will be won by a horizon, how many, and for how much.

    Each deal's chance is that of a visit to its stage that has lasted as long as its own (see ``Behaviour`` and
    ``Passage``), by ``behaviour``, or the one learned from the pipeline itself. Deals are taken to be independent. The
    number of wins is exact; so is the value where amounts have much in common or are few, else ``draws`` are made. The
    method ``"walks"`` draws all of it instead, walking each deal through its stages: it agrees but for chance.

    ``rounds`` above 1 asks how far all of it depends on which deals were there to learn from: the behaviour is learned
    anew from deals drawn with replacement, ``draws`` are shared out, and the results are mixed, which makes limits
    wider. It takes ``rng``, and the history of the pipeline: no ``behaviour`` of yours. How many deals are yet to come
    is not drawn anew.

    Amounts in several currencies need ``currency=`` and ``rates=`` for the UTC day of ``as_of``. Leaves out, and
    counts, deals whose entry into their stage is not known, that are in a stage the cycle does not have, and that have
    been there for longer than any visit that was seen. Where only some of several rounds saw one as long, a deal's
    chance is the mean of these, and it is in the wins of these alone.

    The random stream: for each round, if there are several, one number for each deal of the history, in its order. Then
    where the value is drawn, for each draw one for each open deal with a value, in ascending order of amount and
    chance; for walks, for each draw one for each visit, deal by deal. A change of it counts as a breaking change.

    Errors: ``InvalidValue`` for a horizon of less than a step, and for rounds and walks without ``rng``;
    for a ``behaviour`` of another cycle, and for more than a million draws; ``LimitExceeded`` where more than 100
    million numbers would be drawn: deals times draws.

    >>> from datetime import UTC
    >>> from salescycle import SHORT_CYCLE, Deal
    >>> from salescycle.simulation import Dwell, Exit
    >>> monday, nine = datetime(2026, 3, 2, tzinfo=UTC), Dwell.fixed(timedelta(days=9))
    >>> behaviour = Behaviour.declared(SHORT_CYCLE, {"interest": [Exit(to="won", chance=0.25, dwell=nine)]})
    >>> deals = [Deal(id=f"D-{n}", log=[SHORT_CYCLE.start(at=monday)]) for n in range(4)]
    >>> pipeline = Pipeline(deals, cycle=SHORT_CYCLE, as_of=monday + timedelta(days=5))
    >>> soon = forecast(pipeline, horizon=timedelta(days=7), behaviour=behaviour)
    >>> print(soon.deals[0], "|", soon.wins)
    D-0 in 'interest' for 5 days: 25.0% | 1 (0 to 2 at 0.8)
    """
    asked = Asked(horizon=horizon, draws=draws, points=points, currency=currency, rates=rates)
    run = run_of(pipeline, asked, behaviour=behaviour, method=method, rng=rng, rounds=rounds)
    return _forecast_of(run, list(run))


def forecast_rounds(
    pipeline: Pipeline,
    *,
    horizon: timedelta,
    rng: Dice,
    rounds: int,
    method: Literal["exact", "walks"] = "exact",
    draws: int = 10_000,
    points: int = 12,
    currency: str | None = None,
    rates: RateProvider | None = None,
) -> Iterator[Forecast]:
    """Give the forecast after each of several rounds, the last the one that ``forecast`` gives: for a bar of progress.

    >>> from datetime import UTC
    >>> from random import Random
    >>> from salescycle import SEVEN_STAGE, Period
    >>> from salescycle.simulation import sample_deals
    >>> deals = sample_deals(rng=Random(7), period=Period.year(2025), count=40)
    >>> pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=datetime(2025, 7, 1, tzinfo=UTC))
    >>> [each.rounds for each in forecast_rounds(pipeline, horizon=timedelta(days=30), rng=Random(7), rounds=3)]
    [1, 2, 3]
    """
    asked = Asked(horizon=horizon, draws=draws, points=points, currency=currency, rates=rates)
    run = run_of(pipeline, asked, behaviour=None, method=method, rng=rng, rounds=rounds)
    return _one_by_one(run)


def _one_by_one(run: Run) -> Iterator[Forecast]:
    told: list[Round] = []
    for each in run:
        told.append(each)
        yield _forecast_of(run, told)


def _forecast_of(run: Run, rounds: Sequence[Round]) -> Forecast:
    """Mix what several rounds say: chances by their mean, spreads as they are."""
    question, arrivals = run.question, run.behaviour.arrivals
    found = [_deal(each, [round_.chances[place] for round_ in rounds]) for place, each in enumerate(question.deals)]
    deals = tuple(each for each in found if each is not None)
    older = len(found) - len(deals)
    new = [each.new_wins for each in rounds if each.new_wins is not None]
    new_wins = mixed(new) if new else None
    return Forecast(
        as_of=question.pipeline.as_of,
        points=tuple(point * question.step for point in question.points),
        step=question.step,
        deals=deals,
        wins_by=tuple(mixed([each.wins_by[place] for each in rounds]) for place in range(len(question.points))),
        value=question.money([each.value for each in rounds if each.value is not None]),
        new_wins=new_wins,
        new_value=None if arrivals is None or new_wins is None else question.worth(new_wins.mean, arrivals),
        rounds=len(rounds),
        left_out=(*question.left_out, *([(OLDER.reason, older)] if older else [])),
    )


def _deal(asked: OpenDeal, chances: Iterable[tuple[float, ...] | None]) -> DealForecast | None:
    known = [each for each in chances if each is not None]
    if not known:
        return None
    means = tuple(math.fsum(column) / len(known) for column in zip(*known, strict=True))
    return DealForecast(id=asked.deal.id, stage=asked.stage, age=asked.age, value=asked.amount, chances=means)
