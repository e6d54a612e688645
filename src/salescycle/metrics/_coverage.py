"""Coverage: how much is open for what is missing of a quota."""

from __future__ import annotations

from fractions import Fraction

import attrs

from salescycle.errors import CurrencyMismatch
from salescycle.values import Money, Row, Undefined, count_number, money_from_0

from ._tables import plain

__all__ = ["Coverage"]

_DEFINITION = "open value expected to close in the period / (quota - won in the period)"
_MET = Undefined("the quota is met")


@attrs.frozen(kw_only=True)
class Coverage:
    """How often the open value that is expected to close in a period covers what is missing of its quota.

    ``open_value`` is that of ``n`` open deals, ``won`` what is won in the period already. A quota that is met has no
    ratio: it is met, and not covered without end.

    Raises ``CurrencyMismatch`` for amounts in several currencies, and ``InvalidValue`` for one below 0.

    >>> usd = lambda amount: Money(amount, "USD")
    >>> print(Coverage(open_value=usd("250000"), n=14, won=usd("300000"), quota=usd("400000")))
    2.5 times: 250,000.00 USD open (n=14) for 100,000.00 USD missing of 400,000.00 USD
    >>> print(Coverage(open_value=usd("250000"), n=14, won=usd("410000"), quota=usd("400000")))
    met: 410,000.00 USD won of 400,000.00 USD; 250,000.00 USD open (n=14)
    """

    open_value: Money = attrs.field(validator=money_from_0("the open value"))
    n: int = attrs.field(converter=count_number)
    won: Money = attrs.field(validator=money_from_0("the value won"))
    quota: Money = attrs.field(validator=money_from_0("a quota"))
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    def __attrs_post_init__(self) -> None:
        for other in (self.won, self.open_value):
            if other.currency != self.quota.currency:
                raise CurrencyMismatch(self.quota.currency, other.currency)

    @property
    def is_met(self) -> bool:
        """Whether what is won reaches the quota."""
        return self.won >= self.quota

    @property
    def missing(self) -> Money:
        """What is still to be won; nothing where the quota is met."""
        return Money(0, self.quota.currency) if self.is_met else self.quota - self.won

    @property
    def ratio(self) -> Fraction | Undefined:
        """How many times the open value covers what is missing; exact.

        Formula: open value / (quota - won). Undefined where the quota is met.
        """
        return _MET if self.is_met else Fraction(self.open_value.amount) / Fraction(self.missing.amount)

    def to_records(self) -> list[Row]:
        """Give one row: ratio, whether it is met, and the amounts, as plain numbers."""
        return [
            {
                "ratio": plain(self.ratio),
                "is_met": self.is_met,
                "currency": self.quota.currency,
                "open_value": plain(Fraction(self.open_value.amount)),
                "won": plain(Fraction(self.won.amount)),
                "quota": plain(Fraction(self.quota.amount)),
                "missing": plain(Fraction(self.missing.amount)),
                "n": self.n,
            }
        ]

    def __str__(self) -> str:
        still, ratio = f"{self.open_value} open (n={self.n})", self.ratio
        if isinstance(ratio, Undefined):
            return f"met: {self.won} won of {self.quota}; {still}"
        return f"{float(ratio):.3g} times: {still} for {self.missing} missing of {self.quota}"
