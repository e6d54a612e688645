"""Shrinkage: rates of groups drawn to what all groups have in common, the more so the less each of them tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import attrs

from salescycle.errors import LimitExceeded, UnknownName, shown
from salescycle.values import Interval, Row, Share, Undefined, beta_quantile, confidence_level, required

from ._beta_binomial import fitted_beta
from ._named import named
from ._tables import plain, table

__all__ = ["BetaPrior", "Shrinkage", "ShrunkRate", "shrink"]

WHOLE_LIMIT = 10**9
"""Most deals that one group may have."""

_DEFINITION = "beta-binomial empirical Bayes: (part + alpha) / (whole + alpha + beta)"

_NONE = Undefined("there are none")
_ONE = Undefined("one group alone does not tell how far groups lie apart")
_SINGLE = Undefined("no group has more than one, so nothing tells how far groups lie apart")
_EXTREME = Undefined("each group is all won or all lost, so nothing tells how far to shrink")
_ALIKE = Undefined("the groups lie no farther apart than by chance, so each has the pooled rate")


@attrs.frozen(kw_only=True)
class BetaPrior:
    """What the groups have in common: their true rates are spread as Beta(alpha, beta).

    alpha + beta is how many deals the prior counts for, beside those that a group has of its own.

    >>> prior = BetaPrior(alpha=2.0, beta=6.0)
    >>> print(prior, prior.mean)
    Beta(2, 6) 0.25
    """

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """The mean rate of groups, from 0 to 1."""
        return self.alpha / (self.alpha + self.beta)

    def __str__(self) -> str:
        return f"Beta({self.alpha:.4g}, {self.beta:.4g})"


@attrs.frozen(kw_only=True)
class ShrunkRate:
    """The rate of one group: as it was seen, as it is likely to be, and its place among all.

    >>> rate = Interval(low=0.09, high=0.37, level=0.95)
    >>> print(ShrunkRate(group="kim", share=Share(part=4, whole=14), rate=0.21, interval=rate, rank=1))
    kim: 21.0%, 9.0% to 37.0%; seen 28.6% (4 of 14)
    """

    group: str
    share: Share
    rate: float | Undefined
    interval: Interval | Undefined
    rank: int | Undefined

    def __str__(self) -> str:
        if isinstance(self.rate, Undefined):
            return f"{self.group}: {self.rate}; seen {self.share}"
        return f"{self.group}: {self.rate:.1%}, {self.interval}; seen {self.share}"


@attrs.frozen(kw_only=True)
class Shrinkage:
    """Rates of groups, each shrunk toward what all groups have in common; the best first.

    ``prior`` is ``Undefined`` where it cannot be told, with the reason. One reason still gives rates: groups that lie
    no farther apart than by chance all have the pooled rate. ``shrink`` makes one.

    >>> deals = {"kim": Share(part=9, whole=30), "lee": Share(part=1, whole=1), "ann": Share(part=52, whole=60)}
    >>> [(each.group, round(each.rate, 3)) for each in shrink(deals).groups]
    [('ann', 0.856), ('lee', 0.727), ('kim', 0.331)]
    """

    groups: tuple[ShrunkRate, ...]
    prior: BetaPrior | Undefined
    pooled: Share
    level: float
    definition: str = attrs.field(default=_DEFINITION, eq=False)

    @property
    def n(self) -> int:
        """How many groups the prior rests on: those that have any deals."""
        return sum(each.share.whole > 0 for each in self.groups)

    @property
    def is_pooled(self) -> bool:
        """Whether each group has the pooled rate, since they differ no more than by chance."""
        return self.prior == _ALIKE

    def of(self, group: str) -> ShrunkRate:
        """Give the rate of one group, or raise ``UnknownName``."""
        for each in self.groups:
            if each.group == group:
                return each
        raise UnknownName("group", group, "this shrinkage", [each.group for each in self.groups])

    def rate(self, share: Share) -> float | Undefined:
        """Shrink the rate of a group that took no part in the estimate, to a number from 0 to 1.

        Formula: (part + alpha) / (whole + alpha + beta); the prior's mean where the whole is 0.
        """
        required(share, Share, "a share", "give Share(part=..., whole=...)")
        if isinstance(self.prior, BetaPrior):
            return (share.part + self.prior.alpha) / (share.whole + self.prior.alpha + self.prior.beta)
        pooled = self.pooled.value
        return float(pooled) if self.is_pooled and not isinstance(pooled, Undefined) else self.prior

    def interval(self, share: Share) -> Interval | Undefined:
        """Give the interval in which the true rate of such a group lies, with equal tails.

        Formula: quantiles of Beta(alpha + part, beta + whole - part). It takes the prior for known, so with few
        groups it is somewhat narrow. Where all groups have the pooled rate, the pooled rate's interval (Jeffreys).
        """
        required(share, Share, "a share", "give Share(part=..., whole=...)")
        if isinstance(self.prior, BetaPrior):
            a, b = self.prior.alpha + share.part, self.prior.beta + share.whole - share.part
            tail = (1 - self.level) / 2
            return Interval(low=beta_quantile(tail, a, b), high=beta_quantile(1 - tail, a, b), level=self.level)
        return self.pooled.interval(level=self.level, method="jeffreys") if self.is_pooled else self.prior

    def to_records(self) -> list[Row]:
        """Give one row a group, the best first: rank, group, part, whole, and raw rate, rate, low and high (0 to 1)."""
        return [_record(each) for each in self.groups]

    def __str__(self) -> str:
        head = f"{self.n} groups, pooled {self.pooled}; "
        told = self.prior if isinstance(self.prior, Undefined) else f"prior {self.prior}, mean {self.prior.mean:.1%}"
        rows = [_row(each) for each in self.groups]
        return f"{head}{told}\n" + table(("group", "rank", "rate", "interval", "seen"), rows)


def shrink(shares: Mapping[str, Share], *, level: float = 0.95) -> Shrinkage:
    """Shrink the rates of groups toward what they have in common, and rank them by the shrunk rate.

    A rate of 1 of 1 is no feat: it moves nearly all the way to the mean of all groups, 200 of 300 hardly moves. Use
    it for owners, sources, segments; the groups should be such that nothing but their rates is known to tell them
    apart (*exchangeable*): shrink within a segment, not across. Who works which deals is not random, so a rank is no
    proof of skill.

    Formula: parts are beta-binomial with one alpha and beta for all groups, which are the likeliest ones
    (marginal maximum likelihood); see ``Shrinkage.rate`` and ``Shrinkage.interval``. Equal rates share a rank. No
    prior can be told, and no rate, of one group only, of groups of one, or where each group is all won or all lost.
    Leaves groups without deals out of the estimate; they get the prior's mean. With a handful of groups the prior is
    a rough guess.
    Source: Tarone, Journal of the National Cancer Institute 68 (1982), 211-215; Gelman and others, Bayesian Data
    Analysis (3rd edition, 2013), chapter 5.

    >>> print(shrink({"kim": Share(part=40, whole=100), "lee": Share(part=2, whole=4), "ann": Share(part=3, whole=9)}))
    3 groups, pooled 39.8% (45 of 113); undefined: the groups lie no farther apart than by chance, ...
    group  rank   rate        interval                 seen
    ann       1  39.8%  31.1% to 49.0%      33.3% (3 of 9)
    kim       1  39.8%  31.1% to 49.0%   40.0% (40 of 100)
    lee       1  39.8%  31.1% to 49.0%      50.0% (2 of 4)
    """
    found, level = named(shares, Share, "shares"), confidence_level(level)
    for name, share in found.items():
        if share.whole > WHOLE_LIMIT:
            raise LimitExceeded(f"the whole of {shown(name)}", f"must be at most {WHOLE_LIMIT}", share.whole)
    pooled = Share(part=sum(each.part for each in found.values()), whole=sum(each.whole for each in found.values()))
    prior = _prior([each for each in found.values() if each.whole])
    bare = Shrinkage(groups=(), prior=prior, pooled=pooled, level=level)
    return attrs.evolve(bare, groups=_ranked(bare, found))


def _prior(shares: Collection[Share]) -> BetaPrior | Undefined:
    if len(shares) < 2:
        return _ONE if shares else _NONE
    groups = Counter((each.part, each.whole - each.part) for each in shares)
    if not any(won for won, _ in groups) or not any(lost for _, lost in groups):
        return _ALIKE
    if all(won + lost == 1 for won, lost in groups):
        return _SINGLE
    if not any(won and lost for won, lost in groups):
        return _EXTREME
    mean, spread = fitted_beta(groups)
    return BetaPrior(alpha=mean / spread, beta=(1 - mean) / spread) if spread else _ALIKE


def _ranked(shrinkage: Shrinkage, shares: Mapping[str, Share]) -> tuple[ShrunkRate, ...]:
    rates = {name: shrinkage.rate(share) for name, share in shares.items()}
    order = sorted(shares, key=lambda name: (-(plain(rates[name]) or 0.0), name))
    ranks: dict[float | Undefined, int] = {}
    for place, name in enumerate(order, start=1):
        ranks.setdefault(rates[name], place)
    alike = {share: shrinkage.interval(share) for share in set(shares.values())}
    return tuple(
        ShrunkRate(
            group=name,
            share=shares[name],
            rate=(rate := rates[name]),
            interval=alike[shares[name]],
            rank=rate if isinstance(rate, Undefined) else ranks[rate],
        )
        for name in order
    )


def _row(each: ShrunkRate) -> tuple[str, ...]:
    if isinstance(each.rate, Undefined):
        return (each.group, "-", "-", "-", str(each.share))
    return (each.group, str(each.rank), f"{each.rate:.1%}", str(each.interval), str(each.share))


def _record(each: ShrunkRate) -> dict[str, Any]:
    interval = each.interval
    return {
        "rank": plain(each.rank),
        "group": each.group,
        "part": each.share.part,
        "whole": each.share.whole,
        "raw": plain(each.share.value),
        "rate": plain(each.rate),
        "low": plain(interval if isinstance(interval, Undefined) else interval.low),
        "high": plain(interval if isinstance(interval, Undefined) else interval.high),
    }
