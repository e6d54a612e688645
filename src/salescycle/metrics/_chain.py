"""The stage chain: visits, moves and time still to come from each stage, as a walk whose moves were counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

import attrs

from salescycle.errors import UnknownName
from salescycle.values import Row, Undefined, chain_solution

from ._chain_counts import Counts, Dwells, counts_of, dwells_of, refuse_closed, stages_of, wins_of
from ._exact import duration_of
from ._tables import plain, short, table

__all__ = ["ChainStage", "StageChain", "stage_chain"]

_DEFINITION = "absorbing Markov chain of counted moves: the next stage depends on the present one alone"
_NO_WIN = Undefined("no way leads from here to a win")
_OUT = "out of an absorbing stage"

Shares = tuple[tuple[str, Fraction], ...]


def _of(shares: Shares, stage: str, where: str) -> Fraction:
    for key, share in shares:
        if key == stage:
            return share
    raise UnknownName("stage", stage, where, [key for key, _ in shares])


@attrs.frozen(kw_only=True)
class ChainStage:
    """What is still to come for a deal that enters a stage, on average; exact fractions of the counted moves.

    - ``visits``: how often it visits each stage from now on, this visit included.
    - ``ends``: the chance to end in each absorbing stage; they sum to 1. ``win_probability`` sums those that are won.
    - ``moves`` until it ends, and ``moves_variance``, the variance of their number.
    - ``time`` until it ends.
    - ``visits_if_won``, ``moves_if_won``, ``time_if_won``: the same over the deals that will be won.

    ``n`` is how many moves out of the stage were counted.

    >>> chain = stage_chain({("talk", "won"): 1, ("talk", "lost"): 3}, stages=["talk"], absorbing=["won", "lost"])
    >>> print(chain.of("talk"))
    talk: won with probability 25.0%, after 1 move on average (n=4)
    """

    stage: str
    n: int
    visits: Shares
    ends: Shares
    win_probability: Fraction
    moves: Fraction
    moves_variance: Fraction
    time: timedelta | Undefined
    visits_if_won: Shares | Undefined
    moves_if_won: Fraction | Undefined
    time_if_won: timedelta | Undefined

    def visits_to(self, stage: str) -> Fraction:
        """Give how often a deal visits a stage from here on, or raise ``UnknownName``."""
        return _of(self.visits, stage, "this chain")

    def ends_in(self, stage: str) -> Fraction:
        """Give the chance (0 to 1) to end in an absorbing stage, or raise ``UnknownName``."""
        return _of(self.ends, stage, "the ends of this chain")

    def __str__(self) -> str:
        moves = "1 move" if self.moves == 1 else f"{short(self.moves, '.3g')} moves"
        return (
            f"{self.stage}: won with probability {short(self.win_probability, '.1%')}, "
            f"after {moves} on average (n={self.n})"
        )


@attrs.frozen(kw_only=True)
class StageChain:
    """What is still to come from each stage, if deals keep moving as they have moved. ``stage_chain`` makes one.

    ``stages`` holds those that moves were counted from; ``n`` is how many moves there were.

    >>> moves = {("talk", "offer"): 6, ("talk", "lost"): 4, ("offer", "won"): 2, ("offer", "talk"): 1}
    >>> chain = stage_chain(moves, stages=["talk", "offer"], absorbing=["won", "lost"])
    >>> chain.of("talk").win_probability, chain.of("talk").visits_to("offer")
    (Fraction(1, 2), Fraction(3, 4))
    """

    stages: tuple[ChainStage, ...]
    n: int
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    def of(self, stage: str) -> ChainStage:
        """Give what is to come from a stage, or raise ``UnknownName`` where no moves start there."""
        for each in self.stages:
            if each.stage == stage:
                return each
        raise UnknownName("stage", stage, "this chain", [each.stage for each in self.stages])

    def to_records(self) -> list[Row]:
        """Give one row a stage: the figures of its reading, with a column for visits to each stage and for each end."""
        return [_record(each) for each in self.stages]

    def __str__(self) -> str:
        head = ("stage", "n", "won", "moves", "days", "moves if won", "days if won")
        return table(head, [_row(each) for each in self.stages])


def stage_chain(
    moves: Mapping[tuple[str, str], int],
    *,
    stages: Iterable[str],
    absorbing: Iterable[str],
    won: Iterable[str] = ("won",),
    dwell: Mapping[str, timedelta | Undefined] | None = None,
) -> StageChain:
    """Work out visits, moves and time to come from each stage, out of counted moves and mean dwell times.

    ``moves`` counts moves from one stage to another, as ``Pipeline.moves`` gives them; ``stages`` names those that
    last, in order, ``absorbing`` those in which a deal ends, ``won`` which of these are a win. ``dwell`` is the mean
    length of a visit to each stage; where one that counts is not known, times are ``Undefined``.

    Formula: with Q the shares of the moves from a stage that lead to each other stage, R those that lead to each end,
    visits N = (I - Q)^-1, ends B = N R, moves t = N 1, their variance (2N - I) t - t^2, time N d. Over the deals that
    will be won, with h the chance to win: visits N[i, j] h[j] / h[i] (Doob's transform), moves and time from them.
    All in exact fractions. The time of a deal that will be won is often far longer than that of all deals: losses
    are quick.

    Leaves out, and counts, moves out of an absorbing stage (reopenings). Looks at finished visits only; deals that
    sit where they are have not moved yet. It forgets how a deal came to a stage and how long it has been there, and
    takes visits that lead to a win to last as long as others.
    Raises ``UnknownName`` for a stage that is not named, ``InvalidValue`` for counts that are none, and where moves
    lead into stages that nothing leads out of (a closed class), naming these.
    Source: Kemeny and Snell, Finite Markov Chains (1960), chapter 3.

    >>> from datetime import timedelta
    >>> moves = {("talk", "offer"): 6, ("talk", "lost"): 4, ("offer", "won"): 2, ("offer", "talk"): 1}
    >>> dwell = {"talk": timedelta(days=5), "offer": timedelta(days=20)}
    >>> print(stage_chain(moves, stages=["talk", "offer"], absorbing=["won", "lost"], dwell=dwell))
    stage   n    won  moves  days  moves if won  days if won
    talk   10  50.0%    2.0  21.2           2.5         31.2
    offer   3  83.3%    1.7  27.1           1.5         26.2
    """
    lasting, ends = stages_of(stages, absorbing)
    wins = wins_of(won, ends)
    counts, out = counts_of(moves, lasting, ends)
    refuse_closed(counts, ends)
    walk = _Walk.of(counts, lasting, wins)
    dwells = dwells_of(dwell, lasting)
    found = tuple(_reading(key, walk, ends, dwells) for key in walk.visits)
    return StageChain(stages=found, n=sum(each.n for each in found), left_out=((_OUT, out),) if out else ())


@attrs.frozen(kw_only=True)
class _Walk:
    """The walk that the counts make: for each stage the visits to come, the moves, and the chance to win."""

    counts: Counts
    shares: dict[str, dict[str, Fraction]]
    visits: dict[str, dict[str, Fraction]]
    moves: dict[str, Fraction]
    won: dict[str, Fraction]

    @classmethod
    def of(cls, counts: Counts, lasting: Sequence[str], wins: Sequence[str]) -> _Walk:
        keys = [key for key in lasting if key in counts]
        shares = {key: {to: Fraction(n, sum(counts[key].values())) for to, n in counts[key].items()} for key in keys}
        onward = {key: {to: share for to, share in shares[key].items() if to in counts} for key in keys}
        units = {key: tuple(Fraction(key == other) for other in keys) for key in keys}
        solved = chain_solution(onward, units)
        visits = {key: dict(zip(keys, solved[key], strict=True)) for key in keys}
        return cls(
            counts=counts,
            shares=shares,
            visits=visits,
            moves={key: _sum(visits[key].values()) for key in keys},
            won={key: _sum(_ends_in(end, visits[key], shares) for end in wins) for key in keys},
        )


def _reading(key: str, walk: _Walk, ends: Sequence[str], dwells: Dwells) -> ChainStage:
    visits, moves, won = walk.visits[key], walk.moves[key], walk.won[key]
    squares = 2 * _sum(count * walk.moves[at] for at, count in visits.items()) - moves
    if_won = {at: count * walk.won[at] / won for at, count in visits.items()} if won else None
    return ChainStage(
        stage=key,
        n=sum(walk.counts[key].values()),
        visits=tuple(visits.items()),
        ends=tuple((end, _ends_in(end, visits, walk.shares)) for end in ends),
        win_probability=won,
        moves=moves,
        moves_variance=squares - moves**2,
        time=_time(visits, dwells),
        visits_if_won=_NO_WIN if if_won is None else tuple(if_won.items()),
        moves_if_won=_NO_WIN if if_won is None else _sum(if_won.values()),
        time_if_won=_NO_WIN if if_won is None else _time(if_won, dwells),
    )


def _ends_in(end: str, visits: Mapping[str, Fraction], shares: Mapping[str, Mapping[str, Fraction]]) -> Fraction:
    return _sum(count * shares[at].get(end, Fraction(0)) for at, count in visits.items())


def _time(visits: Mapping[str, Fraction], dwells: Dwells) -> timedelta | Undefined:
    whole = Fraction(0)
    for at, count in visits.items():
        dwell = dwells[at]
        if count and isinstance(dwell, Undefined):
            return dwell
        whole += 0 if isinstance(dwell, Undefined) else count * dwell
    return duration_of(whole)


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _row(each: ChainStage) -> tuple[str, ...]:
    figures = (each.moves, each.time, each.moves_if_won, each.time_if_won)
    won = short(each.win_probability, ".1%")
    return (each.stage, str(each.n), won, *(short(value, ".1f") for value in figures))


def _record(each: ChainStage) -> dict[str, Any]:
    figures: dict[str, Fraction | timedelta | Undefined] = {
        "win_probability": each.win_probability,
        "moves": each.moves,
        "moves_variance": each.moves_variance,
        "days": each.time,
        "moves_if_won": each.moves_if_won,
        "days_if_won": each.time_if_won,
    }
    figures |= {f"visits_to_{key}": count for key, count in each.visits}
    figures |= {f"ends_in_{key}": share for key, share in each.ends}
    return {"stage": each.stage, "n": each.n} | {name: plain(value) for name, value in figures.items()}
