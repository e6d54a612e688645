"""Tallies: how often each value of each feature was won and lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs

from salescycle.errors import InvalidValue, listed, shown
from salescycle.model import Outcome
from salescycle.values import Share, count_number, key_text, must_be, name_text, several

from ._examples import Example

__all__ = ["FeatureTally", "Tally", "ValueTally", "check_part", "check_within", "counts_in", "tally_of"]

VALUE_LIMIT = 100_000
"""Most values of one feature that a tally keeps."""


@attrs.frozen(kw_only=True)
class ValueTally:
    """How many examples with a value of a feature were won and lost.

    >>> print(ValueTally(value="Yes", won=179, lost=62).win_rate)
    74.3% (179 of 241)
    """

    value: str = attrs.field(converter=name_text)
    won: int = attrs.field(converter=count_number)
    lost: int = attrs.field(converter=count_number)

    def __attrs_post_init__(self) -> None:
        if not self.value or self.won + self.lost == 0:
            raise InvalidValue("a value", "must have a name and have been seen", self.value)

    @property
    def win_rate(self) -> Share:
        """Won of all with this value."""
        return Share(part=self.won, whole=self.won + self.lost)


def _value_tallies(value: Iterable[ValueTally]) -> tuple[ValueTally, ...]:
    values = several(value, ValueTally, "values", limit=VALUE_LIMIT)
    if not values or len({each.value for each in values}) < len(values):
        raise InvalidValue("the values of a feature", "must be one or more, all different", f"{len(values)} values")
    return values


@attrs.frozen(kw_only=True)
class FeatureTally:
    """The values of a feature, and how many examples in which it was known were won and lost.

    Where it is ``cumulative`` (stages, in their order), an example counts for the value it had and for every one
    before it: a tally then says how many came at least so far.

    >>> yes, no = ValueTally(value="yes", won=3, lost=1), ValueTally(value="no", won=1, lost=3)
    >>> FeatureTally(feature="budget", won=4, lost=4, values=[yes, no]).known
    8
    """

    feature: str = attrs.field(converter=key_text)
    won: int = attrs.field(converter=count_number)
    lost: int = attrs.field(converter=count_number)
    values: tuple[ValueTally, ...] = attrs.field(converter=_value_tallies)
    cumulative: bool = attrs.field(default=False, validator=must_be(bool, "whether a feature is cumulative"))

    def __attrs_post_init__(self) -> None:
        counted = [(each.won, each.lost) for each in self.values]
        came = max if self.cumulative else sum
        if (came(won for won, _ in counted), came(lost for _, lost in counted)) != (self.won, self.lost):
            rule = "must count the examples that its values count"
            raise InvalidValue(f"feature {shown(self.feature)}", rule, f"{self.won} won and {self.lost} lost")

    @property
    def known(self) -> int:
        """How many examples had a value."""
        return self.won + self.lost

    def tally(self, value: str) -> ValueTally | None:
        """Give the tally of a value, or ``None`` where it was never seen."""
        return next((each for each in self.values if each.value == value), None)


def _feature_tallies(value: Iterable[FeatureTally]) -> tuple[FeatureTally, ...]:
    features = several(value, FeatureTally, "features")
    names = [each.feature for each in features]
    if len(set(names)) < len(names):
        raise InvalidValue("features", "must be all different", listed(names))
    return features


@attrs.frozen(kw_only=True)
class Tally:
    """How many examples were won and lost, in all and by each value of each feature: all that is learned, exactly.

    >>> print(Tally(won=227, lost=221).win_rate)
    50.7% (227 of 448)
    """

    won: int = attrs.field(converter=count_number)
    lost: int = attrs.field(converter=count_number)
    features: tuple[FeatureTally, ...] = attrs.field(default=(), converter=_feature_tallies)

    def __attrs_post_init__(self) -> None:
        for each in self.features:
            check_within(each, self.won, self.lost)

    @property
    def win_rate(self) -> Share:
        """Won of all."""
        return Share(part=self.won, whole=self.won + self.lost)

    def feature(self, name: str) -> FeatureTally | None:
        """Give the tally of a feature, or ``None`` where it was never known."""
        return next((each for each in self.features if each.feature == name), None)


def check_within(feature: FeatureTally, won: int, lost: int) -> FeatureTally:
    """Check that a feature counts no more examples than there are."""
    if feature.won > won or feature.lost > lost:
        rule = f"must not count more than the {won} won and {lost} lost there are"
        raise InvalidValue(f"feature {shown(feature.feature)}", rule, f"{feature.won} won and {feature.lost} lost")
    return feature


def counts_in(tally: Tally) -> dict[tuple[str, str], tuple[int, int]]:
    """Give how many were won and lost, by feature and value."""
    return {(each.feature, seen.value): (seen.won, seen.lost) for each in tally.features for seen in each.values}


def check_part(what: str, own: Tally, pool: Tally, counts: Mapping[tuple[str, str], tuple[int, int]]) -> None:
    """Check that a segment is a part of the pool: every count of it is within the pool's (``counts``)."""
    pairs = [((own.won, own.lost), (pool.won, pool.lost))]
    pairs += [(each, counts.get(place, (0, 0))) for place, each in counts_in(own).items()]
    if any(won > most_won or lost > most_lost for (won, lost), (most_won, most_lost) in pairs):
        raise InvalidValue(what, "must not count more than all segments together", f"{own.won} won, {own.lost} lost")


def tally_of(examples: Sequence[Example], orders: Mapping[str, Sequence[str]], leave: str | None) -> Tally:
    """Count examples; features in ``orders`` cumulate in their order, and the feature ``leave`` is not counted."""
    counts: Counter[tuple[str, str, Outcome]] = Counter()
    for example in examples:
        for name, value in example.features:
            if name == leave:
                continue
            counts.update((name, each, example.outcome) for each in _counted(value, orders.get(name)))
    found: dict[str, dict[str, None]] = {}
    for name, value, _ in sorted(counts):
        found.setdefault(name, {})[value] = None
    features = [_feature_tally(name, list(values), counts, cumulative=name in orders) for name, values in found.items()]
    won = sum(example.is_won for example in examples)
    return Tally(won=won, lost=len(examples) - won, features=features)


def _counted(value: str, order: Sequence[str] | None) -> Sequence[str]:
    """Give the values that an example counts for: its own, or all up to it; none where it has no place."""
    if order is None:
        return (value,)
    return order[: order.index(value) + 1] if value in order else ()


def _feature_tally(
    name: str, values: list[str], counts: Mapping[tuple[str, str, Outcome], int], *, cumulative: bool
) -> FeatureTally:
    tallies = [
        ValueTally(value=each, won=counts[name, each, Outcome.WON], lost=counts[name, each, Outcome.LOST])
        for each in values
    ]
    # everything that has a place among stages came at least to the first
    came = max if cumulative else sum
    return FeatureTally(
        feature=name,
        won=came(each.won for each in tallies),
        lost=came(each.lost for each in tallies),
        values=tallies,
        cumulative=cumulative,
    )
