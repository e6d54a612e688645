"""Predictions: the chance to win, and what each feature did to it."""

from __future__ import annotations

import math

import attrs

from salescycle.values import NO_WORDING, Share, Wording, wording

__all__ = ["Contribution", "Prediction", "chance_of"]

FARTHEST = 36.0
"""Log-odds beyond which a float no longer tells a chance from certainty."""


def chance_of(log_odds: float) -> float:
    """Give the chance of log-odds: strictly between 0 and 1."""
    return 1 / (1 + math.exp(-max(-FARTHEST, min(FARTHEST, log_odds))))


@attrs.frozen(kw_only=True)
class Contribution:
    """What one feature does to the odds of a win: ``log_odds`` (natural logarithm) is added to them.

    ``seen`` is how many of the examples with this value were won; of none, where the value is new: then it says
    nothing.

    >>> yes = Contribution(feature="Up_sale", value="Yes", log_odds=0.742, seen=Share(part=179, whole=241))
    >>> print(yes)
    Up_sale = Yes raises the odds by a factor of 2.1
    >>> yes.text("ko")
    'Up_sale = Yes: 승산을 2.1배로 높인다'
    """

    feature: str
    value: str
    log_odds: float
    seen: Share

    @property
    def factor(self) -> float:
        """What the odds are multiplied by."""
        return math.exp(max(-FARTHEST, min(FARTHEST, self.log_odds)))

    @property
    def says(self) -> Wording:
        """What it does, in English and Korean."""
        what = f"{self.feature} = {self.value}"
        if not self.seen.whole:
            return wording({"en": f"{what} was never seen, and says nothing", "ko": f"{what}: 본 적이 없어 알 수 없다"})
        times = f"{max(self.factor, 1 / self.factor):.1f}"
        if times == "1.0":
            return wording({"en": f"{what} hardly changes the odds", "ko": f"{what}: 승산을 거의 바꾸지 않는다"})
        if self.log_odds > 0:
            return wording(
                {"en": f"{what} raises the odds by a factor of {times}", "ko": f"{what}: 승산을 {times}배로 높인다"}
            )
        return wording(
            {"en": f"{what} lowers the odds by a factor of {times}", "ko": f"{what}: 승산을 {times}분의 1로 낮춘다"}
        )

    def text(self, locale: str = "en") -> str:
        """Say what it does, in a language."""
        return self.says.text(locale)

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(kw_only=True)
class Prediction:
    """The chance that a record is won, what it rests on, and what each known feature did to it.

    ``start`` is the log-odds before any feature; the ``contributions``, the largest first, are added to it.
    ``rests_on`` counts the outcomes learned from; ``segment`` and ``of_segment`` those of its own segment, where
    one was asked for and known. Where features were not used, ``limit`` says why: the answer is the base rate.

    >>> seen = Share(part=179, whole=241)
    >>> yes = Contribution(feature="Up_sale", value="Yes", log_odds=0.742, seen=seen)
    >>> print(Prediction(start=0.0, contributions=(yes,), rests_on=Share(part=227, whole=448)))
    67.7% (from 50.0%, by 1 feature)
    """

    start: float
    contributions: tuple[Contribution, ...] = ()
    rests_on: Share
    segment: str | None = None
    of_segment: Share | None = None
    limit: Wording = NO_WORDING

    @property
    def log_odds(self) -> float:
        """The natural logarithm of the odds: ``start`` and all contributions."""
        return math.fsum([self.start, *(each.log_odds for each in self.contributions)])

    @property
    def probability(self) -> float:
        """The chance of a win, strictly between 0 and 1."""
        return chance_of(self.log_odds)

    @property
    def is_base_rate(self) -> bool:
        """Whether this is only the base rate; ``limit`` says why."""
        return bool(self.limit)

    def __str__(self) -> str:
        if self.limit:
            return f"{self.probability:.1%} ({self.limit})"
        count = len(self.contributions)
        features = "1 feature" if count == 1 else f"{count} features"
        return f"{self.probability:.1%} (from {chance_of(self.start):.1%}, by {features})"
