"""Log-rank: do groups of deals close at different rates?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, get_args

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Row, Undefined, chi_square_tail

from ._lifetimes import Lifetime
from ._pooled import Group, GroupTally, groups_of, moments_of, named
from ._tables import plain

__all__ = ["LogRank", "Weights", "log_rank"]

Weights = Literal["log_rank", "gehan", "tarone_ware", "peto", "fleming_harrington"]

_DEFINITION = "log-rank: closes observed in each group against closes expected if all closed at one rate"

_TOO_FEW = Undefined("there are fewer than two groups")
_NO_CLOSES = Undefined("nothing has closed")
_APART = Undefined("not all groups were at risk together")

Instant = tuple[list[int], list[int]]
"""Group by group: how many were at risk, and how many closed."""

_Weigh = Callable[[int, float, float], float]
"""The weight of an instant: by the number at risk, by Kaplan-Meier just before it and by Peto's curve at it."""


@attrs.frozen(kw_only=True)
class LogRank:
    """Whether groups close at different rates: a chi-square statistic and its p-value, and what it rests on.

    ``compared`` names the groups that count; the others had nobody at risk when a deal closed, and add no degree of
    freedom. ``log_rank`` makes one.

    >>> from datetime import timedelta
    >>> early, late = (Lifetime(duration=timedelta(days=d), cause="won") for d in (2, 8))
    >>> test = log_rank({"before": [late, late], "after": [early, early]})
    >>> test.freedom, test.groups[1].observed, round(test.p_value, 4)
    (1, 2, 0.0833)
    """

    groups: tuple[GroupTally, ...]
    compared: tuple[str, ...]
    chi_square: float | Undefined
    p_value: float | Undefined
    weights: str
    definition: str = attrs.field(default=_DEFINITION, eq=False)

    @property
    def freedom(self) -> int:
        """Degrees of freedom: one fewer than the groups compared, at least 0."""
        return max(len(self.compared) - 1, 0)

    def to_records(self) -> list[Row]:
        """Give one row a group: deals, closes and those expected, with the statistic and p-value of all."""
        test = Row(chi_square=plain(self.chi_square), freedom=self.freedom, p_value=plain(self.p_value))
        return [each.to_record() | test for each in self.groups]

    def __str__(self) -> str:
        groups = ", ".join(map(str, self.groups))
        if isinstance(self.chi_square, Undefined):
            return f"{self.chi_square}: {groups}" if groups else str(self.chi_square)
        return f"chi-square {self.chi_square:.4g}, {self.freedom} df, p={self.p_value:.3g}: {groups}"


def log_rank(
    groups: Mapping[str, Iterable[Lifetime]],
    *,
    weights: Weights = "log_rank",
    p: float | None = None,
    q: float | None = None,
) -> LogRank:
    """Test whether two or more groups of deals close at the same rate at every age; a close of any cause counts.

    Formula: at each close, of d deals of n at risk, a group with n' at risk expects d n' / n. The score of a group is
    the sum of w (observed - expected), their covariance the sum of w^2 d (n - d) / (n - 1) (n' / n)(I - n'' / n), and
    the statistic the quadratic form of both, chi-square with one degree of freedom fewer than groups compared
    (Mantel, Cancer Chemotherapy Reports 50, 1966, 163-170). The weight w of an instant is

    - ``"log_rank"``: 1, best where one rate is a multiple of the other at every age;
    - ``"gehan"``: n, ``"tarone_ware"``: its square root; early differences weigh more;
    - ``"peto"``: the product of 1 - d / (n + 1) up to the instant;
    - ``"fleming_harrington"``: S^p (1 - S)^q, with S the Kaplan-Meier curve of all groups just before the instant.

    Respects late entries. Leaves out instants at which all at risk close, which tell groups apart in no way, and
    groups with nobody at risk at any other close. Curves that cross can cancel out: look at the restricted means,
    too. Undefined for fewer than two groups, when nothing has closed, and when the groups fall into parts that were
    never at risk together. Raises ``InvalidValue`` for other weights, and for ``p`` or ``q`` missing or out of place.
    Source: Klein and Moeschberger, Survival Analysis (2nd edition, 2003), section 7.3.

    >>> from datetime import timedelta
    >>> early = [Lifetime(duration=timedelta(days=d), cause="won") for d in (1, 2, 4)]
    >>> late = [Lifetime(duration=timedelta(days=d), cause="won") for d in (6, 8, 9)]
    >>> print(log_rank({"before": late, "after": early}))
    chi-square 5.052, 1 df, p=0.0246: before 3 of 4.85 expected (n=3), after 3 of 1.15 expected (n=3)
    """
    weigh = _weighing(weights, p, q)
    each = groups_of(named(groups, "groups"))
    instants = [(at_risk, [sum(ended.values()) for ended in ends]) for at_risk, ends in moments_of(each)]
    expected, scores, ties = _sums(instants, len(each), weigh)
    compared, chi_square = _statistic(each, scores, ties)
    freedom = len(compared) - 1
    return LogRank(
        groups=tuple(
            GroupTally(key=group.key, n=group.n, observed=group.events, expected=fair, score=score)
            for group, fair, score in zip(each, expected, scores, strict=True)
        ),
        compared=tuple(each[place].key for place in compared),
        chi_square=chi_square,
        p_value=chi_square if isinstance(chi_square, Undefined) else chi_square_tail(chi_square, freedom),
        weights=weights,
    )


def _weighing(weights: Weights, p: float | None, q: float | None) -> _Weigh:
    if weights not in get_args(Weights):
        raise InvalidValue("weights", "must be known", weights, f"give one of {', '.join(get_args(Weights))}")
    if weights == "fleming_harrington":
        early, late = _power(p, "p"), _power(q, "q")
        return lambda _, before, __: before**early * (1 - before) ** late
    if p is not None or q is not None:
        raise InvalidValue("p and q", "are for the weights 'fleming_harrington'", weights)
    plain: dict[str, _Weigh] = {
        "log_rank": lambda _, __, ___: 1.0,
        "gehan": lambda at_risk, _, __: float(at_risk),
        "tarone_ware": lambda at_risk, _, __: math.sqrt(at_risk),
        "peto": lambda _, __, peto: peto,
    }
    return plain[weights]


def _power(value: float | None, what: str) -> float:
    if type(value) not in (int, float) or not 0 <= value < math.inf:  # type: ignore[operator]
        raise InvalidValue(what, "must be a number, 0 or more", value, "p=1, q=0 weighs early closes more")
    return value  # type: ignore[return-value]


def _sums(instants: Iterable[Instant], size: int, weigh: _Weigh) -> tuple[list[float], list[float], list[list[float]]]:
    """Add up what each group expects, its score, and how closely each two groups are tied: minus their covariance."""
    expected: list[list[float]] = [[] for _ in range(size)]
    scores: list[list[float]] = [[] for _ in range(size)]
    ties = [[0.0] * size for _ in range(size)]
    before = peto = 1.0
    for at_risk, closes in instants:
        n, d = sum(at_risk), sum(closes)
        peto *= (n + 1 - d) / (n + 1)
        weight = weigh(n, before, peto)
        before *= (n - d) / n
        present = [place for place in range(size) if at_risk[place]]
        for place in present:
            expected[place].append(d * at_risk[place] / n)
            scores[place].append(weight * ((closes[place] * n - d * at_risk[place]) / n))
        if d < n:
            tie = weight * weight * (d * (n - d) / ((n - 1) * n * n))
            _tie(ties, present, at_risk, tie)
    return list(map(math.fsum, expected)), list(map(math.fsum, scores)), ties


def _tie(ties: list[list[float]], present: list[int], at_risk: list[int], tie: float) -> None:
    for one in present:
        for other in present:
            if one != other:
                ties[one][other] += tie * at_risk[one] * at_risk[other]


def _statistic(
    groups: list[Group], scores: list[float], ties: list[list[float]]
) -> tuple[list[int], float | Undefined]:
    """Give the places of the groups compared, and the quadratic form of their scores."""
    compared = [place for place, row in enumerate(ties) if any(row)]
    if len(groups) < 2:
        return [], _TOO_FEW
    if not any(group.ends for group in groups):
        return [], _NO_CLOSES
    if not compared or len(_reached(compared[0], ties)) < len(compared):
        return [], _APART
    return compared, quadratic_form(compared, scores, ties)


def _reached(first: int, ties: list[list[float]]) -> set[int]:
    reached, waiting = {first}, [first]
    while waiting:
        new = {place for place, tie in enumerate(ties[waiting.pop()]) if tie} - reached
        reached |= new
        waiting.extend(new)
    return reached


def quadratic_form(places: Iterable[int], scores: Iterable[float], ties: Iterable[Iterable[float]]) -> float:
    """Give u'V^-1 u for the covariance V whose off-diagonal is minus the ties, and whose rows sum to 0.

    One place after the other is taken out, and its score and its ties are shared among the rest by how closely they
    are tied to it: elimination without a subtraction, so that no digit is lost and no pivot can vanish.
    """
    left, score, tie = list(places), list(scores), [list(row) for row in ties]
    total = 0.0
    while len(left) > 1:
        gone = left.pop()
        whole = math.fsum(tie[gone][place] for place in left)
        total += score[gone] ** 2 / whole
        for one in left:
            part = tie[gone][one] / whole
            score[one] += part * score[gone]
            for other in left:
                tie[one][other] += part * tie[gone][other]
    return total
