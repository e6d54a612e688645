"""Rounds: what one behaviour says of the open deals, worked out or walked; and several of them in a row."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import attrs

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.metrics import Pipeline
from salescycle.values import Dice, Undefined, dice, required, whole_number

from ._behaviour import Behaviour
from ._fit import History, history_of
from ._passage import Passage
from ._question import Asked, OpenDeal, Question, question_of
from ._spread import Part, Spread, counted, drawn, is_exact, poisson, summed
from ._walk import Walker

__all__ = ["Round", "Run", "new_wins", "passages", "run_of", "worked_out"]

_WORK_LIMIT = 100_000_000


@attrs.frozen(kw_only=True)
class Round:
    """What one behaviour says: of each open deal its chances by the points in time, ``None`` where it is too old."""

    chances: tuple[tuple[float, ...] | None, ...]
    wins_by: tuple[Spread, ...]
    value: Spread | None
    new_wins: Spread | None


@attrs.frozen(kw_only=True)
class Run:
    """One round by a behaviour as it is, or several by what is learned from deals drawn with replacement."""

    question: Question
    behaviour: Behaviour
    history: History | None
    rng: Dice | None
    rounds: int
    method: Literal["exact", "walks"]

    def __iter__(self) -> Iterator[Round]:
        draws = max(1, self.question.draws // self.rounds)
        for behaviour in self.behaviours():
            if self.method == "walks" and self.rng is not None:
                yield _walked(self.question, behaviour, self.rng, draws)
            else:
                yield worked_out(self.question, behaviour, self.rng, draws)

    def behaviours(self) -> Iterator[Behaviour]:
        """Give the behaviour of each round, which is drawn when it is asked for."""
        history = self.history if self.rounds > 1 else None
        for _ in range(self.rounds):
            yield self.behaviour if history is None or self.rng is None else history.resampled(self.rng)


def run_of(
    pipeline: Pipeline,
    asked: Asked,
    *,
    behaviour: Behaviour | None,
    method: Literal["exact", "walks"],
    rng: Dice | None,
    rounds: int,
) -> Run:
    """Lay out a run, everything that is given looked at."""
    required(pipeline, Pipeline, "a pipeline", "give Pipeline(deals, cycle=..., as_of=...)")
    times, given = whole_number(rounds, "rounds", least=1, most=10_000), None if rng is None else dice(rng)
    if method not in ("exact", "walks"):
        raise InvalidValue("a method", "must be 'exact' or 'walks'", method)
    if given is None and (times > 1 or method == "walks"):
        raise InvalidValue("several rounds, and walks,", "need dice", rng, "give rng=random.Random(seed)")
    if times > 1 and behaviour is not None:
        raise InvalidValue("several rounds", "learn from the pipeline each time", rounds, "give no behaviour")
    history = history_of(pipeline) if behaviour is None else None
    learned = history.behaviour() if history is not None else required(behaviour, Behaviour, "a behaviour")
    question = question_of(pipeline, learned, asked)
    return Run(question=question, behaviour=learned, history=history, rng=given, rounds=times, method=method)


def worked_out(question: Question, behaviour: Behaviour, rng: Dice | None, draws: int) -> Round:
    """Say it exactly, but for a value that has to be drawn."""
    chances = tuple(_chances(passage, each, question.points) for each, passage in passages(question, behaviour))
    wins_by = [
        summed((1, each[place]) for each in chances if each is not None) for place in range(len(question.points))
    ]
    parts: list[Part] = [
        (question.units(each.amount), known[-1])
        for each, known in zip(question.deals, chances, strict=True)
        if each.amount is not None and known is not None
    ]
    if is_exact(parts):
        value = summed(parts)
    else:
        _refuse_too_much(len(parts) if rng is not None else 0, question)
        value = drawn(parts, rng=rng, draws=draws)
    return _round(question, behaviour, chances, tuple(wins_by), value if parts else None)


def _refuse_too_much(deals: int, question: Question) -> None:
    if deals * question.draws > _WORK_LIMIT:
        rule, way_out = f"must be at most {_WORK_LIMIT}", "give fewer draws="
        raise LimitExceeded("deals times draws", rule, deals * question.draws, way_out)


def _walked(question: Question, behaviour: Behaviour, rng: Dice, draws: int) -> Round:
    """Say it by walking each deal that is not too old, draw by draw."""
    walkers: dict[Passage, Walker] = {}
    walked = [
        (place, each, walkers.setdefault(passage, Walker(passage=passage)))
        for place, (each, passage) in enumerate(passages(question, behaviour))
        if not isinstance(passage.chance(each.stage, each.steps, question.points[-1]), Undefined)
    ]
    _refuse_too_much(len(walked), question)
    units = [question.units(each.amount) if each.amount is not None else 0 for each in question.deals]
    won: dict[int, list[int]] = {place: [0] * len(question.points) for place, _, _ in walked}
    wins: list[list[int]] = [[] for _ in question.points]
    values: list[int] = []
    for _ in range(draws):
        taken = [(place, walker.won_after(each.stage, each.steps, rng)) for place, each, walker in walked]
        for point, until in enumerate(question.points):
            now = [place for place, after in taken if after is not None and after <= until]
            wins[point].append(len(now))
            for place in now:
                won[place][point] += 1
        values.append(sum(units[place] for place, after in taken if after is not None))
    chances = tuple(
        tuple(times / draws for times in won[place]) if place in won else None for place in range(len(question.deals))
    )
    spreads = tuple(counted(each, sum(each) / draws, draws) for each in wins)
    value = counted(values, sum(values) / draws, draws) if any(each.amount for each in question.deals) else None
    return _round(question, behaviour, chances, spreads, value)


def passages(question: Question, behaviour: Behaviour) -> Iterator[tuple[OpenDeal, Passage]]:
    """Give each deal with the passage of its segment."""
    known: dict[str | None, Passage] = {}
    for each in question.deals:
        segment = None if behaviour.segment_of is None else behaviour.segment_of(each.deal)
        if segment not in known:
            known[segment] = Passage.of(behaviour, segment, question.points[-1])
        yield each, known[segment]


def _chances(passage: Passage, each: OpenDeal, points: tuple[int, ...]) -> tuple[float, ...] | None:
    chances = [passage.chance(each.stage, each.steps, point) for point in points]
    known = tuple(chance for chance in chances if not isinstance(chance, Undefined))
    return known if len(known) == len(points) else None


def _round(
    question: Question,
    behaviour: Behaviour,
    chances: tuple[tuple[float, ...] | None, ...],
    wins_by: tuple[Spread, ...],
    value: Spread | None,
) -> Round:
    """Add the wins of deals that come until the horizon."""
    come = None if behaviour.arrivals is None else poisson(new_wins(question, behaviour))
    return Round(chances=chances, wins_by=wins_by, value=value, new_wins=come)


def new_wins(question: Question, behaviour: Behaviour) -> float:
    """Give how many of the deals to come are won by the horizon, in the mean.

    Formula: deals come as a Poisson process, and each is won by the horizon by the time that it has left, so the
    wins are Poisson with mean rate x sum over the steps of G(steps left).
    """
    arrivals = behaviour.arrivals
    if arrivals is None:
        return 0.0
    fresh = Passage.of(behaviour, None, question.points[-1]).fresh
    # a deal that comes within a step has half a step less than its start left, in the mean: of two, the middle
    curves = ((share, pairwise(fresh[stage])) for stage, share in arrivals.begins if stage in fresh)
    return arrivals.rate * math.fsum(share * (one + two) / 2 for share, pairs in curves for one, two in pairs)
