"""Shares: a part of a whole that never forgets the whole."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import NormalDist

import attrs

from salescycle.errors import CurrencyMismatch, InvalidValue

from ._beta import beta_quantile
from ._money import Money
from ._row import Row
from ._several import must_be
from ._undefined import Undefined
from ._whole import count_number

__all__ = ["Interval", "MoneyShare", "Share", "confidence_level", "share_number", "wilson"]


def confidence_level(value: object) -> float:
    """Convert a confidence level: a number strictly between 0 and 1, such as 0.95.

    >>> confidence_level(0.95)
    0.95
    """
    if type(value) is not float or not 0 < value < 1:
        raise InvalidValue("a confidence level", "must be a float between 0 and 1", value, "for example 0.95")
    return value


def share_number(value: object, what: str = "a share", instead: str = "") -> float:
    """Check a share that is given as a number, or raise ``InvalidValue``.

    >>> share_number(1)
    1.0
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise InvalidValue(what, "must be a number from 0 to 1", value, instead)
    return float(value)


@attrs.frozen(kw_only=True)
class Interval:
    """The range in which a quantity plausibly lies, at a confidence level.

    >>> print(Interval(low=0.25, high=0.5, level=0.95))
    25.0% to 50.0%
    """

    low: float
    high: float
    level: float = attrs.field(converter=confidence_level)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low:.1%} to {self.high:.1%}"


def wilson(part: float, whole: float, level: float) -> Interval:
    """Give the Wilson score interval of ``part`` of ``whole`` (JASA 22, 1927).

    Formula: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    >>> print(wilson(12, 30, 0.95))
    24.6% to 57.7%
    """
    z = -NormalDist().inv_cdf((1 - level) / 2)  # (1 + level) / 2 may round to 1, which has no quantile
    p, square = part / whole, z * z / whole
    centre, half = p + square / 2, z * math.sqrt(p * (1 - p) / whole + square / (4 * whole))
    low = 0.0 if part == 0 else (centre - half) / (1 + square)
    high = 1.0 if part == whole else (centre + half) / (1 + square)
    return Interval(low=low, high=high, level=level)


def _jeffreys(part: int, whole: int, level: float) -> Interval:
    a, b, tail = part + 0.5, whole - part + 0.5, (1 - level) / 2
    low = 0.0 if part == 0 else beta_quantile(tail, a, b)
    high = 1.0 if part == whole else beta_quantile(1 - tail, a, b)
    return Interval(low=low, high=high, level=level)


def _maturity(share: Share, attribute: attrs.Attribute[Share | None], value: Share | None) -> None:  # noqa: ARG001
    if value is not None and not isinstance(value, Share):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidValue("a maturity", "must be a Share", value)


@attrs.frozen(kw_only=True)
class Share:
    """So many of so many: a rate that carries its whole, and so how far it can be trusted.

    ``maturity`` says how many of the whole are settled, where some may still come to be part: two rates of different
    maturity do not compare.

    >>> rate = Share(part=12, whole=30)
    >>> print(rate, "|", rate.interval())
    40.0% (12 of 30) | 24.6% to 57.7%
    >>> print(Share(part=0, whole=0))
    undefined: there are none
    """

    part: int = attrs.field(converter=count_number)
    whole: int = attrs.field(converter=count_number)
    definition: str = attrs.field(default="", eq=False)
    left_out: tuple[tuple[str, int], ...] = ()
    maturity: Share | None = attrs.field(default=None, validator=_maturity)

    def __attrs_post_init__(self) -> None:
        if self.part > self.whole:
            raise InvalidValue("a part", f"must not exceed the whole of {self.whole}", self.part)

    @property
    def value(self) -> Fraction | Undefined:
        """The share itself, from 0 to 1, exactly."""
        return Fraction(self.part, self.whole) if self.whole else Undefined("there are none")

    def interval(self, *, level: float = 0.95, method: str = "wilson") -> Interval | Undefined:
        """Give the interval in which the underlying rate plausibly lies.

        ``"wilson"`` (default) keeps its promise at the small numbers of sales; ``"jeffreys"`` is the equal-tailed
        interval of Beta(part + 1/2, rest + 1/2), closed at 0 and 1 (Brown, Cai and DasGupta, Statistical
        Science 16, 2001).
        """
        if method not in ("wilson", "jeffreys"):
            raise InvalidValue("method", "must be 'wilson' or 'jeffreys'", method)
        level = confidence_level(level)
        if not self.whole:
            return Undefined("there are none")
        return (wilson if method == "wilson" else _jeffreys)(self.part, self.whole, level)

    def to_records(self) -> list[Row]:
        """Give it as one flat row: part, whole, share (0 to 1) and its 95 % interval, ``None`` where undefined."""
        row: Row = {"part": self.part, "whole": self.whole}
        row |= _figures(self.value, self.interval())
        return [row if self.maturity is None else row | {"maturity": _number(self.maturity.value)}]

    def __str__(self) -> str:
        share = self.value
        return str(share) if isinstance(share, Undefined) else f"{float(share):.1%} ({self.part} of {self.whole})"


def _number(share: Fraction | Undefined) -> float | None:
    return None if isinstance(share, Undefined) else float(share)


def _figures(share: Fraction | Undefined, interval: Interval | Undefined) -> Row:
    low, high = (None, None) if isinstance(interval, Undefined) else (interval.low, interval.high)
    return {"share": _number(share), "low": low, "high": high}


def _effective(share: MoneyShare, attribute: attrs.Attribute[float], value: float) -> None:  # noqa: ARG001
    if type(value) is not float or not 0 <= value < math.inf:
        raise InvalidValue("an effective number", "must be a float, 0 or more", value)


@attrs.frozen(kw_only=True)
class MoneyShare:
    """So much of so much money, and how many deals of equal size the whole is worth.

    ``effective_n`` is (sum of amounts)² / sum of squared amounts (Kish, Survey Sampling, 1965): a hundred deals
    of which one is half the money tell hardly more than four.

    >>> print(MoneyShare(part=Money("30", "USD"), whole=Money("40", "USD"), effective_n=2.0))
    75.0% (30.00 USD of 40.00 USD)
    """

    part: Money = attrs.field(validator=must_be(Money, "a part"))
    whole: Money = attrs.field(validator=must_be(Money, "a whole"))
    effective_n: float = attrs.field(validator=_effective)
    definition: str = attrs.field(default="", eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.part.currency != self.whole.currency:
            raise CurrencyMismatch(self.part.currency, self.whole.currency)
        if not 0 <= self.part.amount <= self.whole.amount:
            raise InvalidValue("a part", f"must lie between 0 and the whole of {self.whole}", str(self.part))

    @property
    def value(self) -> Fraction | Undefined:
        """The share itself, from 0 to 1, exactly."""
        if not self.whole:
            return Undefined("there is no money in it")
        return Fraction(self.part.amount) / Fraction(self.whole.amount)

    def interval(self, *, level: float = 0.95) -> Interval | Undefined:
        """Give an approximate interval: Wilson's, at the effective number of deals.

        It takes the size of a deal to say nothing about its chance; where big deals are won more rarely, resample
        the deals instead. (Korn and Graubard, Survey Methodology 24, 1998, for the effective number.)
        """
        level, share = confidence_level(level), self.value
        if isinstance(share, Undefined):
            return share
        if not self.effective_n:
            return Undefined("the number of deals is not known")
        return wilson(float(share) * self.effective_n, self.effective_n, level)

    def to_records(self) -> list[Row]:
        """Give it as one flat row: part, whole, currency, share (0 to 1) and its 95 % interval."""
        amounts: Row = {
            "part": f"{self.part.amount:f}",
            "whole": f"{self.whole.amount:f}",
            "currency": self.whole.currency,
        }
        return [amounts | _figures(self.value, self.interval())]

    def __str__(self) -> str:
        share = self.value
        return str(share) if isinstance(share, Undefined) else f"{float(share):.1%} ({self.part} of {self.whole})"
