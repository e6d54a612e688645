"""Law: what terms come to is their formula worked out in fractions, rounded where the policy says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import Line, Rounding, Terms
from salescycle.values import Money

UNITS = {"EUR": 100, "JPY": 1, "KWD": 1000}


def to_coin(amount: Fraction, rounding: str, coins: int) -> Fraction:
    """Round by definition: half up, or half to even."""
    exact = amount * coins
    return Fraction(floor(exact + Fraction(1, 2)) if "half_up" in rounding else round(exact), coins)


# few decimals make many ties
@given(
    st.sampled_from(sorted(UNITS)),
    st.lists(
        st.tuples(
            st.decimals(0, 100, places=3),
            st.integers(1, 9),
            st.sampled_from(["0", "0.1", "0.5"]),
            st.sampled_from(["0", "0.05", "0.25", "0.19"]),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["0", "0.05", "0.5"]),
    st.sampled_from(Rounding),
)
def test_totals_equal_their_formula(
    currency: str, rows: list[tuple[Decimal, int, str, str]], discount: str, rounding: Rounding
) -> None:
    """Subtotal, net and tax are those of hand arithmetic, for every policy."""
    lines = [
        Line(description="Desk", unit_price=Money(price, currency), quantity=quantity, discount=off, tax=tax)
        for price, quantity, off, tax in rows
    ]
    totals = Terms(lines=lines, discount=discount, rounding=rounding).totals

    def rounded(amount: Fraction) -> Fraction:
        return to_coin(amount, rounding, UNITS[currency])

    def by_line(amount: Fraction) -> Fraction:
        return rounded(amount) if rounding.startswith("line") else amount

    subtotal, net, tax_due = Fraction(0), Fraction(0), Fraction(0)
    for price, quantity, off, tax in rows:
        listed = Fraction(price) * quantity
        line_net = by_line(listed * (1 - Fraction(off)) * (1 - Fraction(discount)))
        subtotal += by_line(listed)
        net += line_net
        tax_due += by_line(line_net * Fraction(tax))
    expected = [rounded(subtotal), rounded(net), rounded(tax_due)]
    assert expected == [Fraction(money.amount) for money in (totals.subtotal, totals.net, totals.tax)]
