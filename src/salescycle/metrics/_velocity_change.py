"""What changed a velocity: its change between two periods, divided over what goes into it, with nothing left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import factorial, prod
from typing import Any, TypeVar

import attrs

from salescycle.errors import CurrencyMismatch, UnknownName
from salescycle.values import Row, Undefined

from ._named import named
from ._tables import plain, short, table
from ._velocity import Velocity

__all__ = ["VELOCITY_FACTORS", "SegmentChange", "VelocityChange", "velocity_change"]

VELOCITY_FACTORS = ("opportunities", "mix", "win_rate", "mean_value", "cycle_length")
"""What a change of velocity is divided over."""

_DEFINITION = "Shapley value of each factor, over segments whose velocities add up"
_NONE = Undefined("there are none")

_T = TypeVar("_T")

Parts = tuple[tuple[str, Fraction], ...]


def _part(parts: Parts, factor: str) -> Fraction:
    for name, part in parts:
        if name == factor:
            return part
    raise UnknownName("factor", factor, "a change of velocity", VELOCITY_FACTORS)


@attrs.frozen(kw_only=True)
class SegmentChange:
    """How the velocity of one segment changed, in money a day; the parts sum to the change, exactly.

    >>> parts = tuple((factor, Fraction(2)) for factor in VELOCITY_FACTORS)
    >>> one = SegmentChange(segment="large", before=Fraction(90), after=Fraction(100), parts=parts)
    >>> one.change == sum(part for _, part in one.parts), one.part("mix")
    (True, Fraction(2, 1))
    """

    segment: str
    before: Fraction
    after: Fraction
    parts: Parts

    @property
    def change(self) -> Fraction:
        """After less before."""
        return self.after - self.before

    def part(self, factor: str) -> Fraction:
        """Give the part of one of the ``VELOCITY_FACTORS``, or raise ``UnknownName``."""
        return _part(self.parts, factor)


@attrs.frozen(kw_only=True)
class VelocityChange:
    """How the velocity of all segments changed, in money a day, and by what. ``velocity_change`` makes one.

    ``segments`` stand in the order of how much they changed; ``n`` is how many won deals the averages of both periods
    rest on.

    >>> parts = tuple((factor, Fraction(2)) for factor in VELOCITY_FACTORS)
    >>> large = SegmentChange(segment="large", before=Fraction(90), after=Fraction(100), parts=parts)
    >>> small = SegmentChange(segment="small", before=Fraction(50), after=Fraction(60), parts=parts)
    >>> whole = VelocityChange(currency="USD", segments=(large, small), n=40)
    >>> whole.change, whole.part("win_rate")
    (Fraction(20, 1), Fraction(4, 1))
    """

    currency: str
    segments: tuple[SegmentChange, ...]
    n: int
    definition: str = attrs.field(default=_DEFINITION, eq=False)

    @property
    def before(self) -> Fraction:
        """The velocities of all segments in the first period, added up."""
        return sum((each.before for each in self.segments), Fraction(0))

    @property
    def after(self) -> Fraction:
        """The velocities of all segments in the second period, added up."""
        return sum((each.after for each in self.segments), Fraction(0))

    @property
    def change(self) -> Fraction:
        """After less before: the sum of the parts, exactly."""
        return self.after - self.before

    @property
    def parts(self) -> Parts:
        """The part of each factor, over all segments."""
        return tuple(
            (factor, sum((each.part(factor) for each in self.segments), Fraction(0))) for factor in VELOCITY_FACTORS
        )

    def part(self, factor: str) -> Fraction:
        """Give the part of one of the ``VELOCITY_FACTORS``, or raise ``UnknownName``."""
        return _part(self.parts, factor)

    def to_records(self) -> list[Row]:
        """Give one row a segment: before, after, change and the part of each factor, as plain numbers."""
        return [_record(each) for each in self.segments]

    def __str__(self) -> str:
        head = ("segment", "before", "after", "change", *(factor.replace("_", " ") for factor in VELOCITY_FACTORS))
        rows = [_row(each.segment, each) for each in self.segments]
        told = f"{short(self.before, ',.2f')} to {short(self.after, ',.2f')} {self.currency} a day (n={self.n})"
        return f"{told}\n{table(head, [_row('all', self), *rows])}"


def velocity_change(before: Mapping[str, Velocity], after: Mapping[str, Velocity]) -> VelocityChange | Undefined:
    """Divide the change of velocity between two periods over its four factors and the mix of segments.

    The velocities of the segments add up to the whole (the formula over pooled inputs gives another number: it
    mixes the cycle of one segment with the value of another). A segment's velocity is all opportunities x its part
    of them (the *mix*) x win rate x mean value / cycle length. A segment that is new, or gone, has no averages on one
    side; those of the other side stand for them, so that its coming or going is all mix and opportunities.

    Formula: the part of a factor is its Shapley value: the mean, over all orders in which the five could have
    changed one after the other, of what its own change did. It needs no order, treats all alike, and the parts sum
    to the change with nothing left over; in exact fractions.
    Undefined where a segment with opportunities has no velocity: pool the small ones.
    Raises ``CurrencyMismatch`` for velocities in several currencies.
    Source: Shapley, Contributions to the Theory of Games II (1953), 307-317; Shorrocks, Journal of Economic
    Inequality 11 (2013), 99-126.

    >>> from datetime import timedelta
    >>> from salescycle.values import Durations, Money, Share
    >>> lengths = Durations.of([timedelta(days=day) for day in (20, 30, 40, 50, 60)])
    >>> rest = {"won_value": Money("45000", "USD"), "valued": 5, "cycle_length": lengths}
    >>> one = Velocity(opportunities=40, win_rate=Share(part=5, whole=20), **rest)
    >>> two = Velocity(opportunities=60, win_rate=Share(part=5, whole=25), **rest)
    >>> print(velocity_change({"all deals": one}, {"all deals": two}))
    2,250.00 to 2,700.00 USD a day (n=10)
    segment      before     after   change  opportunities    mix  win rate  mean value  cycle length
    all        2,250.00  2,700.00  +450.00      +1,012.50  +0.00   -562.50       +0.00         +0.00
    all deals  2,250.00  2,700.00  +450.00      +1,012.50  +0.00   -562.50       +0.00         +0.00
    """
    sides = (named(before, Velocity, "velocities before"), named(after, Velocity, "velocities after"))
    names = dict.fromkeys([*sides[0], *sides[1]])
    velocities = [velocity for side in sides for velocity in side.values()]
    if not velocities:
        return _NONE
    currency = velocities[0].won_value.currency
    for velocity in velocities:
        if velocity.won_value.currency != currency:
            raise CurrencyMismatch(currency, velocity.won_value.currency)
    for side, when in zip(sides, ("before", "after"), strict=True):
        for name, velocity in side.items():
            if velocity.opportunities and isinstance(velocity.averages, Undefined):
                return Undefined(f"{name} {when}: {velocity.averages.reason}")
    totals = [sum(velocity.opportunities for velocity in side.values()) for side in sides]
    changes = [_changed(name, [side.get(name) for side in sides], totals) for name in names]
    return VelocityChange(
        currency=currency,
        segments=tuple(sorted(changes, key=lambda each: (-abs(each.change), each.segment))),
        n=sum(velocity.n for velocity in velocities),
    )


def _changed(name: str, sides: Sequence[Velocity | None], totals: Sequence[int]) -> SegmentChange:
    counts = [0 if side is None else side.opportunities for side in sides]
    averages = [None if side is None or isinstance(side.averages, Undefined) else side.averages for side in sides]
    rates = _both(averages[0], averages[1], (Fraction(0), Fraction(0), Fraction(1)))
    mixes = [Fraction(count, total) if total else None for count, total in zip(counts, totals, strict=True)]
    pairs = [
        (Fraction(totals[0]), Fraction(totals[1])),
        _both(mixes[0], mixes[1], Fraction(0)),
        *zip(*rates, strict=True),
    ]
    pairs[-1] = (1 / pairs[-1][0], 1 / pairs[-1][1])  # the velocity goes with one over the length
    parts = _shapley(pairs)
    return SegmentChange(
        segment=name,
        before=prod((pair[0] for pair in pairs), start=Fraction(1)),
        after=prod((pair[1] for pair in pairs), start=Fraction(1)),
        parts=tuple(zip(VELOCITY_FACTORS, parts, strict=True)),
    )


def _both(one: _T | None, two: _T | None, neither: _T) -> tuple[_T, _T]:
    """Let each side stand for the other where that one is not known."""
    first = one if one is not None else two if two is not None else neither
    return first, two if two is not None else first


def _shapley(pairs: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction]:
    """Give each factor's part of the change of a product, as each goes from one number to another."""
    n = len(pairs)
    parts: list[Fraction] = []
    for place, (one, two) in enumerate(pairs):
        others = [*pairs[:place], *pairs[place + 1 :]]
        weighed = (
            Fraction(factorial(sum(picks)) * factorial(n - 1 - sum(picks)), factorial(n))
            * prod(pair[pick] for pair, pick in zip(others, picks, strict=True))
            for picks in product((0, 1), repeat=n - 1)
        )
        parts.append((two - one) * sum(weighed, Fraction(0)))
    return parts


def _row(name: str, each: SegmentChange | VelocityChange) -> tuple[str, ...]:
    levels = [short(value, ",.2f") for value in (each.before, each.after)]
    return (name, *levels, *(short(value, "+,.2f") for value in (each.change, *(part for _, part in each.parts))))


def _record(each: SegmentChange) -> dict[str, Any]:
    figures = {"before": each.before, "after": each.after, "change": each.change} | dict(each.parts)
    return {"segment": each.segment} | {name: plain(value) for name, value in figures.items()}
