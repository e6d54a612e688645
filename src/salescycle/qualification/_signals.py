"""Signals: how warm a buyer is, by what they did and how long ago."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import reduce

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Deal, Lead, SignalGiven
from salescycle.values import exact_decimal, key_text, pairs_of, utc

__all__ = ["SignalPart", "SignalScore", "SignalWeights"]

# own context, so that the score is the same on every machine; twelve decimals are kept
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_EVEN, traps=[])
_STEP = Decimal("1e-12")
_MICROSECOND = timedelta(microseconds=1)

_Weights = tuple[tuple[str, Decimal], ...]


def _weights(value: Mapping[str, Decimal | int | str] | _Weights) -> _Weights:
    pairs = pairs_of(value, "weights of signals")
    weights = tuple(sorted((key_text(key), exact_decimal(weight, "a weight")) for key, weight in pairs))
    if not weights or any(not 0 < weight <= 1_000_000 for _, weight in weights):
        raise InvalidValue("weights of signals", "must be one or more, each more than 0 and at most 1000000", value)
    return weights


def _half_life(value: timedelta) -> timedelta:
    if type(value) is not timedelta or not timedelta(minutes=1) <= value <= timedelta(days=36_500):
        raise InvalidValue("a half-life", "must be a timedelta from a minute to 36500 days", value)
    return value


@attrs.frozen(kw_only=True)
class SignalPart:
    """What one signal adds to a score: its points, after so long.

    >>> demo = SignalGiven(signal="demo", at=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> SignalPart(signal=demo, age=timedelta(days=14), points=Decimal(5)).points
    Decimal('5')
    """

    signal: SignalGiven
    age: timedelta
    points: Decimal


@attrs.frozen(kw_only=True)
class SignalScore:
    """What the signals up to an instant add up to, each explained; ``unweighted`` are those without a weight.

    >>> SignalScore(parts=(), unweighted=("newsletter",)).total
    Decimal('0')
    """

    parts: tuple[SignalPart, ...]
    unweighted: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """The sum of the points, exactly."""
        return reduce(_CONTEXT.add, (part.points for part in self.parts), Decimal(0))

    def __str__(self) -> str:
        return f"{float(self.total):.4g} ({len(self.parts)} signals)"


@attrs.frozen(kw_only=True)
class SignalWeights:
    """What each buying signal is worth when it is given, and the time in which half of that is gone.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> warm = SignalWeights(weights={"demo": 10, "price_asked": 20}, half_life=timedelta(days=14))
    >>> lead = Lead(id="L-1", name="Ada", log=[SignalGiven(signal="demo", at=monday)])
    >>> print(warm.score(lead, as_of=monday + timedelta(days=14)))
    5 (1 signals)
    """

    weights: _Weights = attrs.field(converter=_weights)
    half_life: timedelta = attrs.field(converter=_half_life)

    def score(self, record: Lead | Deal, *, as_of: datetime) -> SignalScore:
        """Add up the signals of a lead, or of a deal and its lead, up to an instant; later ones are not seen.

        Formula: sum of weight x 2 ^ -(age / half-life), each rounded to twelve decimals.
        """
        if not isinstance(record, (Lead, Deal)):
            raise InvalidValue("a record", "must be a Lead or a Deal", record)
        as_of, worth = utc(as_of), dict(self.weights)
        lead = record.lead if isinstance(record, Deal) else None
        signals = (*(() if lead is None else lead.facts(SignalGiven)), *record.facts(SignalGiven))
        seen = sorted((each for each in signals if each.at <= as_of), key=lambda each: each.at)
        parts = tuple(self._part(each, as_of - each.at, worth[each.signal]) for each in seen if each.signal in worth)
        return SignalScore(parts=parts, unweighted=tuple(sorted({each.signal for each in seen} - worth.keys())))

    def _part(self, signal: SignalGiven, age: timedelta, weight: Decimal) -> SignalPart:
        halvings = _CONTEXT.divide(Decimal(age // _MICROSECOND), Decimal(self.half_life // _MICROSECOND))
        left = _CONTEXT.power(Decimal(2), halvings.copy_negate())
        points = _CONTEXT.quantize(_CONTEXT.multiply(weight, left), _STEP)
        return SignalPart(signal=signal, age=age, points=points)
