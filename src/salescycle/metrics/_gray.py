"""Gray's test: does one way of ending come to different shares of deals in two groups?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Row, Undefined, chi_square_tail, key_text

from ._lifetimes import Lifetime
from ._pooled import Group, GroupTally, Moment, groups_of, moments_of, named
from ._tables import plain

__all__ = ["Gray", "gray"]

_DEFINITION = "Gray: deals ended by a cause in each group against as many as if its share rose alike in both"
_TOLERANCE = 1e-9  # a share that is left and smaller is none

_APART = Undefined("the groups were not at risk together when a deal ended so, or all ended at once")
_NO_ENDS = Undefined("nothing has ended so")
_PASSED = Undefined("the groups were followed too differently for a common incidence")


@attrs.frozen(kw_only=True)
class Gray:
    """Whether the share of deals that a cause ends rises differently in two groups, and what it rests on.

    ``gray`` makes one.

    >>> from datetime import timedelta
    >>> early, late = (Lifetime(duration=timedelta(days=d), cause="won") for d in (2, 8))
    >>> test = gray({"before": [late, late], "after": [early, early]}, cause="won")
    >>> test.freedom, test.groups[1].observed, round(test.p_value, 4)
    (1, 2, 0.0833)
    """

    cause: str
    groups: tuple[GroupTally, ...]
    chi_square: float | Undefined
    p_value: float | Undefined
    definition: str = attrs.field(default=_DEFINITION, eq=False)

    @property
    def freedom(self) -> int:
        """Degrees of freedom: 1."""
        return 1

    def to_records(self) -> list[Row]:
        """Give one row a group: deals, closes and those expected, with the statistic and p-value of all."""
        test = Row(chi_square=plain(self.chi_square), freedom=self.freedom, p_value=plain(self.p_value))
        return [each.to_record() | test for each in self.groups]

    def __str__(self) -> str:
        groups = ", ".join(map(str, self.groups))
        if isinstance(self.chi_square, Undefined):
            return f"{self.cause}: {self.chi_square}: {groups}"
        return f"{self.cause}: chi-square {self.chi_square:.4g}, 1 df, p={self.p_value:.3g}: {groups}"


def gray(groups: Mapping[str, Iterable[Lifetime]], *, cause: str) -> Gray:
    """Test whether the incidence of a cause rises alike in two groups, the other causes competing.

    This is the test of ``incidence`` that the log-rank test is of a rate: a group that loses faster has fewer deals
    left to win, which Gray's test sees and a log-rank test of wins does not.
    Formula: a log-rank test in which a group's risk set at t is n (1 - F(t-)) / S(t-), with F the group's incidence of
    the cause and S its share still open, so that deals ended otherwise stay in it as far as they would have been
    seen; the variance is that of the score's linear expansion, with F taken from both groups together (Gray, Annals
    of Statistics 16, 1988, 1141-1154). Ends of one instant are corrected for as R's cmprsk package does.
    Leaves out what happens once one group has nobody at risk. Undefined when nothing has ended by the cause, or never
    while both groups had deals at risk.
    Raises ``InvalidValue`` for groups that are not two, and for deals that are not all seen from the same age.

    >>> from datetime import timedelta
    >>> before = [Lifetime(duration=timedelta(days=d), cause="won") for d in (6, 8, 9)]
    >>> after = [Lifetime(duration=timedelta(days=d), cause="lost") for d in (1, 2, 9)]
    >>> print(gray({"before": before, "after": after}, cause="won"))
    won: chi-square 2.177, 1 df, p=0.14: before 3 of 1.15 expected (n=3), after 0 of 1.85 expected (n=3)
    """
    lifetimes = named(groups, "groups")
    if len(lifetimes) != 2:
        raise InvalidValue("groups", "must be two", len(lifetimes), "test them pair by pair, and count the tests")
    key = key_text(cause)
    pair = groups_of(_of_one_age(lifetimes))
    turns = list(_turns(moments_of(pair), key))
    score, variance = math.fsum(turn.score for turn in turns), _variance(turns)
    first, second = (sum(ended.get(key, 0) for ended in group.ends.values()) for group in pair)
    chi_square: float | Undefined = _NO_ENDS if first + second == 0 else _APART
    if variance > 0:
        # the common incidence mixes both groups by who is at risk, so nothing keeps it below 1 where they differ much
        chi_square = score**2 / variance if all(turn.rest > _TOLERANCE for turn in turns[:-1]) else _PASSED
    return Gray(
        cause=key,
        groups=(_tally(pair[0], first, score), _tally(pair[1], second, -score)),
        chi_square=chi_square,
        p_value=chi_square if isinstance(chi_square, Undefined) else chi_square_tail(chi_square, 1),
    )


def _tally(group: Group, observed: int, score: float) -> GroupTally:
    return GroupTally(key=group.key, n=group.n, observed=observed, expected=observed - score, score=score)


def _of_one_age(groups: dict[str, tuple[Lifetime, ...]]) -> dict[str, tuple[Lifetime, ...]]:
    ages = {life.entry for lives in groups.values() for life in lives}
    if len(ages) > 1:
        way_out = "keep those open after one age: open_after(deals, start)"
        raise InvalidValue("deals of Gray's test", "must all be seen from the same age", f"{len(ages)} ages", way_out)
    return groups


@attrs.frozen(kw_only=True)
class _Side:
    """One group at one instant: at risk, ended otherwise, and its Kaplan-Meier curve before and after."""

    at_risk: int
    otherwise: int
    before: float
    after: float

    @property
    def seen(self) -> float:
        """As many as would be at risk if nobody had ended yet."""
        return self.at_risk / self.before


@attrs.frozen(kw_only=True)
class _Turn:
    """One instant of both groups.

    ``ended`` by the cause, the first group's ``score``, the ``weight`` of an error in either incidence, the weights
    times the hazard added up ``so_far``, and by how much the common incidence has ``risen``, which leaves the ``rest``.
    """

    sides: tuple[_Side, _Side]
    ended: int
    score: float
    weight: float
    so_far: float
    risen: float
    rest: float


def _turns(moments: Iterable[Moment], cause: str) -> Iterator[_Turn]:
    """Walk through the instants until one group has nobody at risk."""
    before, incidence = [1.0, 1.0], [0.0, 0.0]
    so_far, rest = 0.0, 1.0
    for at_risk, ends in moments:
        if not all(at_risk):
            return
        own = [ended.get(cause, 0) for ended in ends]
        closed = [sum(ended.values()) for ended in ends]
        after = [level * ((n - d) / n) for level, n, d in zip(before, at_risk, closed, strict=True)]
        one, two = (
            _Side(at_risk=at_risk[side], otherwise=closed[side] - own[side], before=before[side], after=after[side])
            for side in (0, 1)
        )
        both = one.seen + two.seen
        still = one.seen * (1 - incidence[0]), two.seen * (1 - incidence[1])
        score = (own[0] * still[1] - own[1] * still[0]) / (still[0] + still[1])
        weight, risen = one.seen * two.seen / both, sum(own) / both
        so_far += weight * risen / (rest or 1.0)
        rest -= risen
        yield _Turn(
            sides=(one, two),
            ended=sum(own),
            score=score,
            weight=weight,
            so_far=so_far,
            risen=risen,
            rest=rest,
        )
        incidence = [
            share + b * own[side] / at_risk[side] for side, (share, b) in enumerate(zip(incidence, before, strict=True))
        ]
        before = after


def _variance(turns: Sequence[_Turn]) -> float:
    """Add up the squared influence that each end has on the score, through the incidence of its group."""
    pieces: list[float] = []
    for turn in turns:
        to_come, both = turns[-1].so_far - turn.so_far, sum(side.seen for side in turn.sides)
        for side in turn.sides:
            kept = turn.rest / side.after if side.after else 0.0
            own = (turn.weight + (1 - kept) * to_come) ** 2 * side.before * turn.risen / side.at_risk
            other = (kept * to_come * side.before / side.at_risk) ** 2 * side.otherwise
            pieces.append(own * _untied(turn.ended, both * side.before))
            pieces.append(other * _untied(side.otherwise, side.at_risk))
    return math.fsum(pieces)


def _untied(ended: int, at_risk: float) -> float:
    """Give how much variance is left where several end at one instant, as when drawing without putting back."""
    return 1 - (ended - 1) / (at_risk - 1) if ended > 1 else 1.0
