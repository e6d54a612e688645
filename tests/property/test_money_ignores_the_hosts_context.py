"""Law: the host's decimal context, whatever its precision, rounding and traps, changes no amount and no text."""

from __future__ import annotations

from datetime import date
from decimal import (
    MAX_EMAX,
    ROUND_05UP,
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_UP,
    Clamped,
    Context,
    Decimal,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Rounded,
    Subnormal,
    localcontext,
)

from hypothesis import given
from hypothesis import strategies as st

from salescycle.errors import SalesCycleError
from salescycle.model import Line, Rounding, Terms
from salescycle.values import Money, MoneyShare, unit_rate

TRAPS = [Clamped, FloatOperation, Inexact, InvalidOperation, Rounded, Subnormal]
CONTEXTS = st.builds(
    Context,
    prec=st.sampled_from([1, 3, 28]),
    rounding=st.sampled_from([ROUND_UP, ROUND_DOWN, ROUND_FLOOR, ROUND_CEILING, ROUND_HALF_DOWN, ROUND_05UP]),
    Emin=st.sampled_from([-1, -(10**6)]),
    Emax=st.sampled_from([1, MAX_EMAX]),
    capitals=st.sampled_from([0, 1]),
    clamp=st.sampled_from([0, 1]),
    traps=st.sampled_from([[], TRAPS]),
)
AMOUNTS = st.decimals(-(10**12), 10**12, places=6) | st.decimals(0, 1, places=2)
RATES = st.decimals(0, 1, places=4)


class Constant:
    """A provider of one rate."""

    def __init__(self, rate: Decimal) -> None:
        self.constant = rate

    def rate(self, source: str, target: str, on: date) -> Decimal:
        return self.constant


def everything(one: Decimal, two: Decimal, rate: Decimal) -> list[str]:
    """Give all that money does with these, as text."""

    def text(work: object) -> str:
        try:
            return repr(work())
        except SalesCycleError as error:
            return f"{type(error).__name__}: {error}"

    price, other = Money(str(one), "EUR"), Money(two, "EUR")
    line = Line(description="Desk", unit_price=price, quantity=3, discount=rate, tax=unit_rate(str(rate)))
    return [
        text(work)
        for work in (
            lambda: (price, str(price), hash(price), bool(price), price.unit),
            lambda: price + other,
            lambda: price - other,
            lambda: -price,
            lambda: price * rate,
            lambda: price * 3,
            lambda: (price < other, price <= other, price > other, price >= other, price == other),
            lambda: (price.rounded("half_even"), price.rounded("half_up")),
            lambda: Money.total([price, other, price], "EUR"),
            lambda: price.rounded().allocate([1, rate, 2]),
            lambda: price.convert("JPY", rates=Constant(rate), on=date(2026, 3, 31)),
            lambda: MoneyShare(part=price, whole=other, effective_n=3.0).interval(),
            lambda: str(MoneyShare(part=price * 0, whole=other, effective_n=3.0)),
            lambda: [Terms(lines=[line, line], discount=rate, rounding=rounding).totals for rounding in Rounding],
            lambda: Line(description="Desk", unit_price=price, quantity=two.copy_negate()),
        )
    ]


@given(AMOUNTS, AMOUNTS, RATES, CONTEXTS)
def test_money_ignores_the_hosts_context(one: Decimal, two: Decimal, rate: Decimal, context: Context) -> None:
    """Every operation gives the same digits, text and refusals in any context, and leaves it alone."""
    expected = everything(one, two, rate)
    with localcontext(context) as host:
        flags = dict(host.flags)
        assert expected == everything(one, two, rate)
        assert flags == dict(host.flags)
