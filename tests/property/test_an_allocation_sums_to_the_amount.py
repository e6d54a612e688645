"""Law: the parts of an allocation sum to the amount, and each is less than a coin away from its exact share."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salescycle.values import MINOR_UNITS, Money

COINS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6) | st.decimals(0, 1000, places=3), min_size=1, max_size=30).filter(any)


@given(COINS, st.sampled_from(["JPY", "EUR", "KWD", "CLF"]), WEIGHTS)
def test_an_allocation_sums_to_the_amount(coins: int, currency: str, weights: list[int | Decimal]) -> None:
    """Nothing is lost or made, no part is off by a coin, every part is whole, and no weight means no money."""
    amount = Money(Decimal(coins).scaleb(-MINOR_UNITS[currency]), currency)
    parts = amount.allocate(weights)
    assert len(weights) == len(parts)
    assert amount == Money.total(parts, currency)
    whole = sum(map(Fraction, weights))
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(amount.amount) * Fraction(weight) / whole
        assert abs(Fraction(part.amount) - exact) < Fraction(amount.unit)
        assert part.rounded() == part
        assert weight or not part
