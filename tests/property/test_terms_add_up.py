"""Law: terms add up, in whole coins, under every rounding policy."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import Line, Rounding, Terms
from salescycle.values import Money


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """One to six lines of one currency, with discounts and taxes of their own."""
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    lines = st.builds(
        Line,
        description=st.just("Desk"),
        unit_price=st.decimals(0, 99999, places=4).map(lambda price: Money(price, currency)),
        quantity=st.decimals(Decimal("0.01"), 1000, places=2),
        discount=st.decimals(0, 1, places=3),
        tax=st.decimals(0, 1, places=3),
    )
    return Terms(
        lines=draw(st.lists(lines, min_size=1, max_size=6)),
        discount=draw(st.decimals(0, 1, places=3)),
        rounding=draw(st.sampled_from(Rounding)),
    )


@given(terms())
def test_terms_add_up(offer: Terms) -> None:
    """Subtotal less discount is net, net and tax are the total, each is whole in coins and none is negative."""
    totals = offer.totals
    assert totals.net == totals.subtotal - totals.discount
    assert totals.total == totals.net + totals.tax
    for money in (totals.subtotal, totals.discount, totals.net, totals.tax, totals.total):
        assert money.rounded() == money
        assert money.amount >= 0
