"""Profiles: how well a buyer fits the ideal customer of a persona."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Self

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import AttributeValue, Deal, Lead
from salescycle.values import Wording, key_text, several, version_number

from ._profile_data import read_profile, written_profile
from ._rule import Demand, MatchRule
from ._schema import profile_schema

__all__ = ["BestPersona", "Fit", "Profile", "Reason", "best_persona"]


@attrs.frozen(kw_only=True)
class Reason:
    """A rule, and what was found: it holds, it does not, or (``None``) that is not known.

    >>> rule = MatchRule(attribute="branch", match="one_of", values=["retail"])
    >>> print(Reason(rule=rule, holds=False).text)
    branch: one of retail: no
    """

    rule: MatchRule
    holds: bool | None

    @property
    def text(self) -> Wording:
        """What was found, in English and Korean."""
        return self.rule.says(self.holds)


@attrs.frozen(kw_only=True)
class Fit:
    """How well a buyer fits a profile, from 0 to 1, exactly: a range while attributes are missing.

    ``speaks_for``, ``speaks_against`` and ``unknown`` are the reasons; ``excluded_by`` those of them that make it 0:
    must-haves that do not hold and knock-outs that do.

    >>> print(Fit(persona="ops", version=1, low=Fraction(1, 4), high=Fraction(1, 2)))
    ops: 25% to 50%
    """

    persona: str
    version: int
    low: Fraction
    high: Fraction
    speaks_for: tuple[Reason, ...] = ()
    speaks_against: tuple[Reason, ...] = ()
    unknown: tuple[Reason, ...] = ()

    @property
    def excluded_by(self) -> tuple[Reason, ...]:
        """The reasons that rule the buyer out, whatever else is still learned."""
        return tuple(reason for reason in self.speaks_against if reason.rule.demand is not Demand.WEIGHED)

    def __str__(self) -> str:
        low, high = (f"{float(100 * end):.4g}%" for end in (self.low, self.high))
        return f"{self.persona}: {low if self.low == self.high else f'{low} to {high}'}"


def _rules(value: Iterable[MatchRule]) -> tuple[MatchRule, ...]:
    rules = several(value, MatchRule, "rules", instead="give MatchRule(attribute=..., match=..., values=[...])")
    if not rules:
        raise InvalidValue("a profile", "must have at least one rule", "none")
    return rules


@attrs.frozen(kw_only=True)
class Profile:
    """The ideal customer profile of a persona, named by its key: rules over what is known of a buyer.

    >>> from datetime import UTC, datetime
    >>> from salescycle.model import AttributeSet
    >>> size = MatchRule(attribute="employees", match="at_least", values=[50], weight=3)
    >>> ops = Profile(persona="ops", rules=[size, MatchRule(attribute="source", match="one_of", values=["fair"])])
    >>> print(ops.fit(Lead(id="L-1", name="Ada", source="fair")))
    ops: 25% to 100%
    """

    persona: str = attrs.field(converter=key_text)
    rules: tuple[MatchRule, ...] = attrs.field(converter=_rules)
    version: int = attrs.field(default=1, converter=version_number)

    def fit(self, record: Lead | Deal) -> Fit:
        """Judge a lead, or a deal with the lead it came from; ``lead.as_of(t)`` for how it looked at an instant.

        A rule may ask for the lead's own ``company``, ``source`` and ``channel`` too; an attribute of that name
        comes first. Formula: weight of the rules that hold / weight of all but knock-outs; in ``low`` what is
        unknown does not hold, in ``high`` it does. A must-have that fails or a knock-out that holds makes both 0,
        and one that is unknown makes ``low`` 0.
        """
        known = _known(record)
        reasons = [Reason(rule=rule, holds=rule.holds(known.get(rule.attribute))) for rule in self.rules]
        spoken: dict[bool | None, list[Reason]] = {True: [], False: [], None: []}
        for reason in reasons:
            knock_out = reason.rule.demand is Demand.KNOCK_OUT
            spoken[reason.holds != knock_out if reason.holds is not None else None].append(reason)
        low, high = Fraction(_weigh(spoken[True])), Fraction(_weigh(spoken[True] + spoken[None]))
        whole = _weigh(reasons)
        low, high = (low / whole, high / whole) if whole else (Fraction(1), Fraction(1))
        if _gates(spoken[False]):
            high = Fraction(0)
        if _gates(spoken[False] + spoken[None]):
            low = Fraction(0)
        return Fit(
            persona=self.persona,
            version=self.version,
            low=low,
            high=high,
            speaks_for=tuple(spoken[True]),
            speaks_against=tuple(spoken[False]),
            unknown=tuple(spoken[None]),
        )

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Read a profile from plain data, as JSON or TOML give it, or raise ``InvalidProfile``.

        Every problem is told at once, each with its path. In the values of a rule, what is text is text and what is
        a number is a number; a mapping says what is neither: ``{"number": "0.1"}`` (exactly), ``{"date":
        "2026-03-31"}``, ``{"money": "100", "currency": "EUR"}``, and ``{"open": True}`` for an end left open.

        >>> size = {"attribute": "employees", "match": "range", "values": [50, {"open": True}]}
        >>> profile = Profile.from_data({"schema_version": 1, "persona": "ops", "rules": [size]})
        >>> profile.rules[0].values
        (Decimal('50'), None)
        """
        return cls(**read_profile(data))

    def to_data(self) -> dict[str, Any]:
        """Write the profile as plain data, which ``from_data`` reads back to the same profile.

        >>> size = MatchRule(attribute="employees", match="range", values=[50, None], weight=3)
        >>> Profile(persona="ops", rules=[size]).to_data()["rules"]
        [{'attribute': 'employees', 'match': 'range', 'values': [50, {'open': True}], 'weight': '3'}]
        """
        return written_profile(self.persona, self.version, self.rules)

    @staticmethod
    def json_schema() -> dict[str, Any]:
        """Give a JSON Schema (draft 2020-12) of the data that ``from_data`` reads, for editors and forms.

        What it cannot say, such as that a range does not end before it begins, only ``from_data`` checks.

        >>> Profile.json_schema()["required"]
        ['schema_version', 'persona', 'rules']
        """
        return profile_schema()


def _known(record: Lead | Deal) -> dict[str, AttributeValue]:
    if not isinstance(record, (Lead, Deal)):
        raise InvalidValue("a record", "must be a Lead or a Deal", record)
    lead = record.lead if isinstance(record, Deal) else record
    fields = {} if lead is None else {name: getattr(lead, name) for name in ("company", "source", "channel")}
    return {name: text for name, text in fields.items() if text} | dict(record.attributes)


def _weigh(reasons: list[Reason]) -> Fraction:
    weights = [Fraction(reason.rule.weight) for reason in reasons if reason.rule.demand is not Demand.KNOCK_OUT]
    return sum(weights, Fraction(0))


def _gates(reasons: list[Reason]) -> bool:
    return any(reason.rule.demand is not Demand.WEIGHED for reason in reasons)


@attrs.frozen(kw_only=True)
class BestPersona:
    """How a buyer fits several profiles, best first, by what is certain and then by what is possible.

    ``best`` are those at the top: several where they tie, none where nothing fits at all.

    >>> BestPersona(fits=()).best
    ()
    """

    fits: tuple[Fit, ...]

    @property
    def best(self) -> tuple[Fit, ...]:
        """The fits that none is better than: more than one is a tie."""
        return tuple(fit for fit in self.fits if fit.high and (fit.low, fit.high) == self._top)

    @property
    def may_overtake(self) -> tuple[Fit, ...]:
        """The others that could still be better, once what is unknown of them is learned."""
        return tuple(fit for fit in self.fits if fit not in self.best and fit.high > self._top[0])

    @property
    def _top(self) -> tuple[Fraction, Fraction]:
        return self.fits[0].low, self.fits[0].high


def best_persona(profiles: Iterable[Profile], record: Lead | Deal) -> BestPersona:
    """Judge a lead or deal by several profiles, each of another persona; those that tie are in order of their keys.

    >>> shop = Profile(persona="shop", rules=[MatchRule(attribute="source", match="one_of", values=["web"])])
    >>> fair = Profile(persona="fair", rules=[MatchRule(attribute="source", match="one_of", values=["fair"])])
    >>> [fit.persona for fit in best_persona([shop, fair], Lead(id="L-1", name="Ada", source="fair")).best]
    ['fair']
    """
    asked = several(profiles, Profile, "profiles")
    if len({profile.persona for profile in asked}) < len(asked):
        raise InvalidValue("profiles", "must each be of another persona", f"{len(asked)} profiles")
    fits = [profile.fit(record) for profile in asked]
    return BestPersona(fits=tuple(sorted(fits, key=lambda fit: (-fit.low, -fit.high, fit.persona))))
