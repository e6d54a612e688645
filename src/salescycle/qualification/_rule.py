"""Rules of a profile: what an attribute of the buyer should be."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import AttributeValue, attribute_value
from salescycle.values import NO_WORDING, Money, Wording, exact_decimal, key_text, look, member, wording

__all__ = [
    "Demand",
    "Match",
    "MatchRule",
    "demand_of",
    "match_of",
    "rule_values",
    "rule_weight",
    "values_for",
    "weight_for",
]


class Match(enum.StrEnum):
    """How a rule looks at an attribute.

    >>> Match("one_of")
    <Match.ONE_OF: 'one_of'>
    """

    ONE_OF = "one_of"
    RANGE = "range"
    CONTAINS = "contains"
    AT_LEAST = "at_least"


class Demand(enum.StrEnum):
    """How much a rule matters: it weighs, it must hold, or it must not.

    >>> Demand("must_have")
    <Demand.MUST_HAVE: 'must_have'>
    """

    WEIGHED = "weighed"
    MUST_HAVE = "must_have"
    KNOCK_OUT = "knock_out"


def match_of(value: Match | str) -> Match:
    """Convert to how a rule looks at an attribute."""
    return member(Match, value, "a match")


def demand_of(value: Demand | str) -> Demand:
    """Convert to how much a rule matters."""
    return member(Demand, value, "a demand")


def rule_weight(value: Decimal | int | str) -> Decimal:
    """Convert the weight of a rule: an exact number of more than 0."""
    weight = exact_decimal(value, "a weight")
    if weight <= 0:
        raise InvalidValue("a weight", "must be more than 0", value, "leave the rule out")
    return weight


def rule_values(value: Iterable[AttributeValue | int | None]) -> tuple[AttributeValue | None, ...]:
    """Convert the values of a rule: from 1 to 1000 of what an attribute may be, or ``None`` for an open end."""
    if isinstance(value, (str, bytes)) or not isinstance(value, (list, tuple)):
        raise InvalidValue("the values of a rule", "must be several, in a list or tuple", value, "put it in a list")
    if not 1 <= len(value) <= 1000:
        raise InvalidValue("the values of a rule", "must be from 1 to 1000", len(value))
    return tuple(None if each is None else attribute_value(each) for each in value)


def _kind(value: AttributeValue) -> str:
    """Give what a value may be compared with: True equals 1 in Python, and means something else."""
    if isinstance(value, Money):
        return value.currency
    if isinstance(value, bool):
        return "yes or no"
    return "a date" if isinstance(value, date) else "a number" if isinstance(value, Decimal) else "text"


def _looks(value: AttributeValue) -> tuple[object, ...]:
    if isinstance(value, tuple):
        return tuple(look(each) for each in value)
    return (look(value) if isinstance(value, str) else value,)


def _reaches(value: AttributeValue, end: AttributeValue) -> bool:
    return value >= end  # type: ignore[operator] # pyright: ignore[reportOperatorIssue]


_ORDERED = {Match.RANGE: 2, Match.AT_LEAST: 1}


def values_for(match: Match, values: tuple[AttributeValue | None, ...]) -> tuple[AttributeValue | None, ...]:
    """Check that these are values that an attribute can be looked at by, and give them."""
    given = [each for each in values if each is not None]
    kinds = {_kind(each) for each in given}
    if match in _ORDERED:
        if len(values) != _ORDERED[match] or len(kinds) != 1 or kinds & {"text", "yes or no"}:
            rule = "must be one value, or a low and a high one, of numbers, dates or amounts of one currency"
            raise InvalidValue(
                f"the values of {match.value}", rule, values, "None, in data {'open': true}, leaves an end open"
            )
        if len(given) == 2 and not _reaches(given[1], given[0]):
            raise InvalidValue("a range", "must not end before it begins", values, "swap its ends")
    elif len(given) < len(values) or any(isinstance(each, tuple) for each in given):
        raise InvalidValue(f"the values of {match.value}", "must be single values", values)
    elif match is Match.CONTAINS and (kinds != {"text"} or any(not look(str(each)) for each in given)):
        raise InvalidValue("the values of contains", "must be text, none of it blank", values)
    return values


def weight_for(demand: Demand, weight: Decimal) -> Decimal:
    """Check that a rule of this demand may have this weight, and give it."""
    if demand is Demand.KNOCK_OUT and weight != 1:
        raise InvalidValue("a knock-out", "must have no weight of its own", weight)
    return weight


@attrs.frozen(kw_only=True)
class MatchRule:
    """What an attribute should be, and how much that matters.

    ``one_of``: it is, or is one of several that are, among ``values``. ``contains``: its text holds one of them, or
    its texts include one. ``range``: from the first to the second value, both included, ``None`` for an open end.
    ``at_least``: the value or more. Text is compared as a reader sees it, whatever its case and blanks. Numbers,
    dates and ``Money`` of one currency compare among themselves: what cannot be compared is *unknown*, not *no*.
    A knock-out has no weight.

    >>> MatchRule(attribute="employees", match="range", values=[50, None]).holds(Decimal(120))
    True
    >>> print(MatchRule(attribute="employees", match="range", values=[50, None]).holds("many"))
    None
    """

    attribute: str = attrs.field(converter=key_text)
    match: Match = attrs.field(converter=match_of)
    values: tuple[AttributeValue | None, ...] = attrs.field(converter=rule_values)
    weight: Decimal = attrs.field(default=Decimal(1), converter=rule_weight)
    demand: Demand = attrs.field(default=Demand.WEIGHED, converter=demand_of)
    label: Wording = attrs.field(default=NO_WORDING, converter=wording)

    def __attrs_post_init__(self) -> None:
        values_for(self.match, self.values)
        weight_for(self.demand, self.weight)

    def holds(self, value: AttributeValue | None) -> bool | None:
        """Say whether it holds of a value of the attribute; ``None`` where that cannot be known."""
        if value is None or _kind(value) not in {_kind(each) for each in self.values if each is not None}:
            return None
        given = self.values
        if self.match is Match.ONE_OF:
            wanted = {
                part for each in given if each is not None and _kind(each) == _kind(value) for part in _looks(each)
            }
            return not wanted.isdisjoint(_looks(value))
        if self.match is Match.CONTAINS:
            wanted = {part for each in given if each is not None for part in _looks(each)}
            if isinstance(value, tuple):
                return not wanted.isdisjoint(_looks(value))
            return any(str(part) in look(str(value)) for part in wanted)
        low, high = given[0], given[-1] if self.match is Match.RANGE else None
        return (low is None or _reaches(value, low)) and (high is None or _reaches(high, value))

    def says(self, holds: bool | None) -> Wording:  # noqa: FBT001 - a verdict, not a switch
        """Say in English and Korean what was found; what the buyer's own value is stays with the buyer."""
        texts: dict[str, str] = {}
        for language, (asks, verdicts, demands) in _PHRASES.items():
            name = self.label.text(language) or self.attribute
            low, high = (str(each) if each is not None else "…" for each in (self.values[0], self.values[-1]))
            phrase = asks[self.match].format(low=low, high=high, all=", ".join(map(str, self.values[:10])))
            texts[language] = f"{name}: {phrase}: {verdicts[holds]}{demands[self.demand]}"
        return Wording(texts)


_PHRASES: dict[str, tuple[dict[Match, str], dict[bool | None, str], dict[Demand, str]]] = {
    "en": (
        {
            Match.ONE_OF: "one of {all}",
            Match.RANGE: "{low} to {high}",
            Match.CONTAINS: "contains {all}",
            Match.AT_LEAST: "at least {low}",
        },
        {True: "yes", False: "no", None: "not known"},
        {Demand.WEIGHED: "", Demand.MUST_HAVE: " (must have)", Demand.KNOCK_OUT: " (knock-out)"},
    ),
    "ko": (
        {
            Match.ONE_OF: "{all} 중 하나",
            Match.RANGE: "{low}~{high}",
            Match.CONTAINS: "{all} 포함",
            Match.AT_LEAST: "{low} 이상",
        },
        {True: "예", False: "아니요", None: "알 수 없음"},
        {Demand.WEIGHED: "", Demand.MUST_HAVE: " (필수)", Demand.KNOCK_OUT: " (제외 조건)"},
    ),
}
