"""Flow: what becomes of a record when each way is taken as often as it is said to be, in exact fractions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction

import attrs

from salescycle.errors import InvalidValue, LimitExceeded, UnknownName, listed, shown
from salescycle.model import Outcome
from salescycle.values import a_mapping, chain_solution, exact_decimal

from ._graph import reachable, reversed_ways
from ._ways import Order

__all__ = ["Flow", "StageFlow", "Weights", "flow_of"]

Weights = Mapping[tuple[str, str], int | str | Decimal | Fraction]
"""How often each way is taken, by the stages it joins: as counts, or as shares."""

_LARGEST = 10**15
_Rows = dict[str, dict[str, Fraction]]
_Sums = dict[str, tuple[Fraction, Fraction]]


@attrs.frozen(kw_only=True)
class StageFlow:
    """What becomes of a record that is in a stage: its chance to be won, and how many moves it makes to its close.

    >>> print(StageFlow(stage="talk", win_probability=Fraction(1, 4), moves=Fraction(3)))
    talk: won with probability 1/4, closed after 3 moves on average
    """

    stage: str
    win_probability: Fraction
    moves: Fraction

    def __str__(self) -> str:
        return f"{self.stage}: won with probability {self.win_probability}, closed after {self.moves} moves on average"


@attrs.frozen(kw_only=True)
class Flow:
    """What becomes of a record from each stage on, if each way is taken as often as the weights say.

    A walk without memory: what a record does next depends on its stage alone. ``stages`` holds those from which the
    weights lead to a close; ``of`` gives one of them. The record's own numbers are those of the stage it is in.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> weights = {("interest", "offer"): 6, ("interest", "lost"): 4, ("offer", "won"): 2, ("offer", "interest"): 1}
    >>> print(SHORT_CYCLE.flow(weights).of("interest"))
    interest: won with probability 1/2, closed after 2 moves on average
    """

    stages: tuple[StageFlow, ...]

    def of(self, stage: str) -> StageFlow:
        """Give what becomes of a record in a stage, or raise ``UnknownName`` where no weights start there."""
        for each in self.stages:
            if each.stage == stage:
                return each
        raise UnknownName("stage", stage, "this flow", [each.stage for each in self.stages])


def flow_of(order: Order, weights: Weights) -> Flow:
    """Solve the absorbing chain that the weights make: a close ends it."""
    rows = _shares(order, weights)
    sums = _sums(order, rows)
    closes = {stage.key for stage in order.stages if stage.outcome.is_closed}
    open_rows = {key: {to: share for to, share in row.items() if to not in closes} for key, row in rows.items()}
    solved = chain_solution(open_rows, sums)
    found = [
        StageFlow(stage=stage.key, win_probability=solved[stage.key][0], moves=solved[stage.key][1])
        for stage in order.stages
        if stage.key in solved
    ]
    return Flow(stages=tuple(found))


def _shares(order: Order, weights: Weights) -> _Rows:
    """Divide the weights of each stage by their sum; refuse all that makes no chain, at once."""
    counts: _Rows = {}
    for pair, weight in a_mapping(weights, "weights", "give {('talk', 'offer'): 6, ...}").items():
        if type(pair) is not tuple or len(pair) != 2:
            raise InvalidValue("a weight", "must be of two stages", pair, "give {('talk', 'offer'): 6, ...}")
        source, to = pair
        for key in (source, to):
            if key not in order.stage:
                raise UnknownName("stage", key, "the weights of a flow", order.stage)
        share = _weight(source, to, weight)
        if share and not order.stage[source].outcome.is_closed:
            counts.setdefault(source, {})[to] = share
    _refuse_traps(order, counts)
    return {key: {to: share / sum(row.values()) for to, share in row.items()} for key, row in counts.items()}


def _weight(source: str, to: str, weight: int | str | Decimal | Fraction) -> Fraction:
    what = f"the weight of {shown(source)} to {shown(to)}"
    share = weight if isinstance(weight, Fraction) else Fraction(exact_decimal(weight, what))
    if max(abs(share.numerator), share.denominator) > _LARGEST:
        raise LimitExceeded(what, f"must be a fraction of whole numbers up to {_LARGEST}", "a larger one")
    if share < 0 or (source == to and share):
        raise InvalidValue(what, "must be at least 0, and 0 from a stage to itself", str(share), "count moves only")
    return share


def _refuse_traps(order: Order, counts: _Rows) -> None:
    """Refuse weights under which a record could walk for ever, or come to where nothing says how it goes on."""
    graph: dict[str, Collection[str]] = {stage.key: counts.get(stage.key, {}) for stage in order.stages}
    closes = [stage.key for stage in order.stages if stage.outcome.is_closed]
    trapped = reachable(graph, counts) - reachable(reversed_ways(graph), closes)
    if trapped or not counts:
        stuck = listed([key for key in order.stage if key in trapped]) or "no weights"
        raise InvalidValue("weights", "must lead from every stage they come to on to a close", stuck)


def _sums(order: Order, rows: _Rows) -> _Sums:
    """Give what one move from each stage is worth: the chance that it wins, and one move."""
    won = {stage.key for stage in order.stages if stage.outcome is Outcome.WON}
    return {key: (sum((row.get(to, Fraction(0)) for to in won), Fraction(0)), Fraction(1)) for key, row in rows.items()}
