"""Naive Bayes: a scorer learned from how earlier records ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from salescycle.errors import InvalidValue, listed, shown
from salescycle.values import (
    NO_WORDING,
    Share,
    Wording,
    count_number,
    exact_decimal,
    key_text,
    key_texts,
    must_be,
    name_text,
    optional_key,
    pairs_of,
    several,
    wording,
)

from ._examples import Example, Features, Training, feature_pairs
from ._platt import Platt
from ._prediction import Contribution, Prediction
from ._scorer_data import read_scorer, written_scorer
from ._tally import FeatureTally, Tally, check_part, counts_in, tally_of

__all__ = ["NaiveBayes", "checked"]


def _weight(value: Decimal | int | str) -> Decimal:
    weight = exact_decimal(value, "a weight of prior knowledge")
    if weight <= 0:
        raise InvalidValue("a weight of prior knowledge", "must be more than 0", value, "give 0.5 for Jeffreys")
    return weight


def _segments(value: Iterable[tuple[str, Tally]]) -> tuple[tuple[str, Tally], ...]:
    pairs = pairs_of(several(value, tuple, "segments"), "segments")
    if any(not isinstance(tally, Tally) for _, tally in pairs):
        raise InvalidValue("segments", "must be pairs of a value and its Tally", f"{len(pairs)} pairs")
    return tuple((name_text(name), tally) for name, tally in pairs)


@attrs.frozen(kw_only=True)
class NaiveBayes:
    """A scorer that learned how often each value of each feature was won and lost.

    Formula: odds of a win = base odds x product over known features of P(value | won) / P(value | lost), summed as
    logarithms. By Bayes' rule such a ratio is the odds of a win with the value over those of the whole feature
    (``b``, its win rate where it is known). The rate with the value is ``(won + 2 alpha b) / (won + lost + 2 alpha)``:
    ``2 alpha`` outcomes at the feature's own rate are added to it, so a value seen twice says little and one never
    seen says nothing. Where ``b`` is 1/2 this adds ``alpha`` to each count: Laplace's rule at 1, Jeffreys' at 1/2,
    the default. (At 0.1, as some tools have it, three outcomes move a chance by tens of points.) The base rate is
    ``(won + alpha) / (won + lost + 2 alpha)``.

    Leaves out: a missing feature is skipped, and one known of wins or of losses only says nothing. Below ``floor``
    outcomes, or with wins or losses only, the answer is the base rate, and says so. The default of 50 is where the
    95 % interval of the base rate itself is still 27 points wide.

    >>> examples = [Example(features={"source": "referral"}, outcome="won")] * 40
    >>> examples += [Example(features={"source": name}, outcome="lost") for name in ["fair"] * 30 + ["referral"] * 10]
    >>> scorer = NaiveBayes.fit(Training(examples=examples))
    >>> print(scorer.predict({"source": "referral"}))
    79.4% (from 50.0%, by 1 feature)
    >>> print(scorer.predict({"source": "referral"}).contributions[0])
    source = referral raises the odds by a factor of 3.9
    """

    tally: Tally = attrs.field(validator=must_be(Tally, "a tally"))
    alpha: Decimal = attrs.field(default=Decimal("0.5"), converter=_weight)
    floor: int = attrs.field(default=50, converter=count_number)
    segment: str | None = attrs.field(default=None, converter=optional_key)
    segments: tuple[tuple[str, Tally], ...] = attrs.field(default=(), converter=_segments)
    strength: Decimal = attrs.field(default=Decimal(50), converter=_weight)
    calibration: Platt | None = attrs.field(
        default=None, validator=attrs.validators.optional(must_be(Platt, "a calibration"))
    )

    def __attrs_post_init__(self) -> None:
        if self.segments and self.segment is None:
            raise InvalidValue("segment", "must name the feature that the segments are values of", self.segment)
        counts = counts_in(self.tally) if self.segments else {}
        for name, own in self.segments:
            check_part(f"segment {shown(name)}", own, self.tally, counts)

    @classmethod
    def fit(
        cls,
        training: Training,
        *,
        alpha: Decimal | int | str = Decimal("0.5"),
        floor: int = 50,
        cumulative: Mapping[str, Sequence[str]] | None = None,
    ) -> NaiveBayes:
        """Learn from examples.

        ``cumulative`` gives the order of stages: ``{"stage": ["talk", "offer", "closing"]}``. An example then counts
        for its stage and every one before it, and a value means *came at least so far*: right where the stage in
        the examples is the last one reached, while a record to be judged is still on its way. A value that is not
        in the order is as good as missing.
        """
        examples = checked(training)
        tally = tally_of(examples, _orders(cumulative), None)
        return cls(tally=tally, alpha=alpha, floor=floor)

    @classmethod
    def fit_by(
        cls,
        segment: str,
        training: Training,
        *,
        strength: Decimal | int | str = Decimal(50),
        alpha: Decimal | int | str = Decimal("0.5"),
        floor: int = 50,
        cumulative: Mapping[str, Sequence[str]] | None = None,
    ) -> NaiveBayes:
        """Learn from examples, and from each segment (each value of a feature, such as a team) for itself.

        Every rate of a segment is drawn towards what the pool of all examples says, which counts as ``strength``
        outcomes: its base rate towards the pool's, and its rate with a value towards that rate times the pool's ratio,
        in odds. With 50 outcomes of its own a segment is heard half. A segment never seen, or a record without
        one, gets the pool's answer. ``floor`` is of the pool.

        >>> examples = [Example(features={"team": "north"}, outcome="won")] * 30
        >>> examples += [Example(features={"team": "south"}, outcome="lost")] * 30
        >>> scorer = NaiveBayes.fit_by("team", Training(examples=examples))
        >>> print(scorer.predict({"team": "north"}), "|", scorer.predict({"team": "west"}))
        68.8% (from 68.8%, by 0 features) | 50.0% (from 50.0%, by 0 features)
        """
        segment, examples, orders = key_text(segment), checked(training), _orders(cumulative)
        parts: dict[str, list[Example]] = {}
        for example in examples:
            if (value := example.feature(segment)) is not None:
                parts.setdefault(value, []).append(example)
        return cls(
            tally=tally_of(examples, orders, segment),
            alpha=alpha,
            floor=floor,
            segment=segment,
            segments=tuple((value, tally_of(parts[value], orders, segment)) for value in sorted(parts)),
            strength=strength,
        )

    def predict(self, features: Mapping[str, str | None] | Features) -> Prediction:
        """Give the chance of a win, with what each known feature did to it."""
        pairs = feature_pairs(features)
        of_segment = dict(pairs).get(self.segment) if self.segment is not None else None
        own = dict(self.segments).get(of_segment) if of_segment is not None else None
        limit = self._limit()
        start = self._start(None if limit else own)
        curve = self.calibration if self.calibration is not None and not limit else Platt(slope=1.0, intercept=0.0)
        found = [] if limit else [self._contribution(*pair, own, curve) for pair in pairs if pair[0] != self.segment]
        return Prediction(
            start=curve.log_odds(start),
            contributions=tuple(sorted(found, key=lambda each: (-abs(each.log_odds), each.feature))),
            rests_on=self.tally.win_rate,
            segment=of_segment,
            of_segment=None if own is None else own.win_rate,
            limit=limit,
        )

    def calibrated(self, training: Training) -> NaiveBayes:
        """Give the scorer with a curve that corrects its chances, fitted to examples it has not learned from."""
        return attrs.evolve(self, calibration=Platt.fit(self.scored(training)))

    def scored(self, training: Training) -> list[tuple[float, bool]]:
        """Give each example's log-odds before any calibration, and whether it was won: what a curve is fitted to."""
        raw = attrs.evolve(self, calibration=None)
        return [(raw.predict(each.features).log_odds, each.is_won) for each in checked(training)]

    def judged(self, training: Training) -> list[tuple[float, bool]]:
        """Give the chance of each example, and whether it was won: what ``reliability`` is asked about."""
        return [(self.predict(each.features).probability, each.is_won) for each in checked(training)]

    def _limit(self) -> Wording:
        won, count = self.tally.won, self.tally.won + self.tally.lost
        if count < self.floor:
            return wording(
                {
                    "en": f"the base rate: {count} outcomes are fewer than {self.floor}",
                    "ko": f"기본 비율: 결과 {count}건은 {self.floor}건보다 적다",
                }
            )
        if won in (0, count):
            return wording(
                {"en": "the base rate: all ended in the same way", "ko": "기본 비율: 모두 같은 결과로 끝났다"}
            )
        return NO_WORDING

    def _start(self, own: Tally | None) -> float:
        rate = _mixed(self.tally.won, self.tally.lost, 2 * Fraction(self.alpha), Fraction(1, 2))
        if own is not None:
            rate = _mixed(own.won, own.lost, Fraction(self.strength), rate)
        return _log(_odds(rate))

    def _contribution(self, feature: str, value: str, own: Tally | None, curve: Platt) -> Contribution:
        pool = self.tally.feature(feature)
        seen = None if pool is None else pool.tally(value)
        if pool is None or seen is None:
            return Contribution(feature=feature, value=value, log_odds=0.0, seen=Share(part=0, whole=0))
        ratio = self._ratio(pool, value, None if own is None else own.feature(feature))
        return Contribution(feature=feature, value=value, log_odds=curve.slope * _log(ratio), seen=seen.win_rate)

    def _ratio(self, pool: FeatureTally, value: str, own: FeatureTally | None) -> Fraction:
        """Give P(value | won) / P(value | lost), as the odds of a win with the value over those of the feature."""
        if not pool.won or not pool.lost:
            return Fraction(1)
        base = Fraction(pool.won, pool.known)
        ratio = _odds(_mixed(*_counts(pool, value), 2 * Fraction(self.alpha), base)) / _odds(base)
        if own is None:
            return ratio
        strength = Fraction(self.strength)
        base = _mixed(own.won, own.lost, strength, base)
        odds = _odds(base) * ratio  # with the value, in this segment, if the pool is right
        return _odds(_mixed(*_counts(own, value), strength, odds / (1 + odds))) / _odds(base)

    def to_data(self) -> dict[str, Any]:
        """Give plain data, fit for JSON, that ``from_data`` reads back exactly."""
        return written_scorer(self)

    @classmethod
    def from_data(cls, data: Any) -> NaiveBayes:
        """Read a scorer from plain data, or raise ``InvalidScorer`` with every problem and its path.

        >>> scorer = NaiveBayes.fit(Training(examples=[Example(features={"source": "fair"}, outcome="won")]))
        >>> NaiveBayes.from_data(scorer.to_data()) == scorer
        True
        """
        return cls(**read_scorer(data, _DOORS))


_DOORS: dict[str, Callable[[Any], Any]] = {
    "alpha": _weight,
    "floor": count_number,
    "segment": optional_key,
    "strength": _weight,
}


def _log(ratio: Fraction) -> float:
    # of two whole numbers, since a ratio of hundreds of features would not fit a float
    return math.log(ratio.numerator) - math.log(ratio.denominator)


def _mixed(won: int, lost: int, weight: Fraction, rate: Fraction) -> Fraction:
    """Give the win rate of these outcomes and of ``weight`` more that were won at a rate."""
    return (won + weight * rate) / (won + lost + weight)


def _odds(rate: Fraction) -> Fraction:
    return rate / (1 - rate)


def _counts(feature: FeatureTally, value: str) -> tuple[int, int]:
    seen = feature.tally(value)
    return (0, 0) if seen is None else (seen.won, seen.lost)


def checked(training: Training) -> tuple[Example, ...]:
    """Check that this is a training table, and give its examples."""
    if not isinstance(training, Training):
        raise InvalidValue("training", "must be a Training", training, "give Training.of(...)")
    return training.examples


def _orders(cumulative: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    orders = {key_text(name): key_texts(order) for name, order in pairs_of(cumulative or {}, "cumulative")}
    for name, order in orders.items():
        if len(set(order)) < len(order):
            raise InvalidValue(f"the order of {shown(name)}", "must name each value once", listed(order))
    return orders
