"""Terms: what a proposal offers, and what it comes to, exact to the coin."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

import attrs

from salescycle.errors import CurrencyMismatch, InvalidValue
from salescycle.values import (
    Money,
    clock_zone,
    exact_decimal,
    member,
    must_be,
    name_text,
    optional_date,
    several,
    unit_rate,
    utc,
)

__all__ = ["Line", "Rounding", "Terms", "Totals"]


class Rounding(enum.StrEnum):
    """When amounts become whole coins: each line's, or the whole's; and which way a half goes.

    Many countries accept either, and an invoice that follows the other one differs by a cent: so it has a name.

    >>> Rounding.LINE_HALF_UP.by_line, Rounding.TOTAL_HALF_EVEN.half
    (True, 'half_even')
    """

    LINE_HALF_UP = "line_half_up"
    LINE_HALF_EVEN = "line_half_even"
    TOTAL_HALF_UP = "total_half_up"
    TOTAL_HALF_EVEN = "total_half_even"

    @property
    def by_line(self) -> bool:
        """Whether each line is rounded before the sum."""
        return self in (Rounding.LINE_HALF_UP, Rounding.LINE_HALF_EVEN)

    @property
    def half(self) -> str:
        """Which way a half goes, as ``Money.rounded`` takes it."""
        return "half_up" if self in (Rounding.LINE_HALF_UP, Rounding.TOTAL_HALF_UP) else "half_even"


def _quantity(value: Decimal | int | str) -> Decimal:
    quantity = exact_decimal(value, "a quantity")
    if quantity <= 0:
        raise InvalidValue("a quantity", "must be more than 0", value, "leave the line out")
    return quantity


@attrs.frozen(kw_only=True)
class Line:
    """So many of something at a price; ``discount`` and ``tax`` are rates from 0 to 1.

    >>> desk = Line(description="Desk", unit_price=Money("199.95", "EUR"), quantity=3, discount="0.1", tax="0.19")
    >>> print(desk.list_price)
    599.85 EUR
    """

    description: str = attrs.field(converter=name_text)
    unit_price: Money = attrs.field(validator=must_be(Money, "a unit price", "give Money('19.99', 'EUR')"))
    quantity: Decimal = attrs.field(default=Decimal(1), converter=_quantity)
    discount: Decimal = attrs.field(default=Decimal(0), converter=unit_rate)
    tax: Decimal = attrs.field(default=Decimal(0), converter=unit_rate)

    @property
    def list_price(self) -> Money:
        """Quantity times unit price, before any discount, not rounded."""
        return self.unit_price * self.quantity


@attrs.frozen(kw_only=True)
class Totals:
    """What terms come to: ``subtotal - discount == net`` and ``net + tax == total``, in whole coins.

    >>> desk = Line(description="Desk", unit_price=Money("100", "EUR"), tax="0.19")
    >>> print(Terms(lines=[desk]).totals.total)
    119.00 EUR
    """

    subtotal: Money
    discount: Money
    net: Money
    tax: Money
    total: Money

    def __str__(self) -> str:
        return f"{self.total} ({self.net} net, {self.discount} discount, {self.tax} tax)"


def _lines(value: Iterable[Line]) -> tuple[Line, ...]:
    lines = several(value, Line, "lines", instead="give Line(description=..., unit_price=...)")
    if not lines:
        raise InvalidValue("terms", "must have at least one line", "none")
    if len({line.unit_price.currency for line in lines}) > 1:
        raise CurrencyMismatch(*sorted({line.unit_price.currency for line in lines})[:2])
    return lines


def _rounding(value: Rounding | str) -> Rounding:
    return member(Rounding, value, "a rounding")


@attrs.frozen(kw_only=True)
class Terms:
    """What is offered: lines, a discount on all of them, and the last day it may be accepted.

    The offer holds through the end of its last day in the seller's ``zone``.

    >>> desk = Line(description="Desk", unit_price=Money("199.95", "EUR"), quantity=3, tax="0.19")
    >>> print(Terms(lines=[desk], discount="0.1").totals)
    642.45 EUR (539.87 EUR net, 59.98 EUR discount, 102.58 EUR tax)
    """

    lines: tuple[Line, ...] = attrs.field(converter=_lines)
    discount: Decimal = attrs.field(default=Decimal(0), converter=unit_rate)
    valid_until: date | None = attrs.field(default=None, converter=optional_date)
    zone: tzinfo = attrs.field(default=UTC, converter=clock_zone)
    rounding: Rounding = attrs.field(default=Rounding.LINE_HALF_UP, converter=_rounding)

    def __attrs_post_init__(self) -> None:
        # terms whose totals no Money can hold are refused now, not when somebody wants to know the price
        self.totals  # noqa: B018

    @property
    def currency(self) -> str:
        """The currency of every line."""
        return self.lines[0].unit_price.currency

    @property
    def expires_at(self) -> datetime | None:
        """The first instant at which the offer no longer holds, in UTC, or ``None`` for an offer without end."""
        if self.valid_until is None:
            return None
        following = self.valid_until + timedelta(days=1)
        # not utc(): the day after the last one that a date may be is out of range
        return datetime(following.year, following.month, following.day, tzinfo=self.zone).astimezone(UTC)

    def is_valid(self, *, at: datetime) -> bool:
        """Whether the offer may still be accepted at an instant."""
        ends = self.expires_at
        return ends is None or utc(at) < ends

    @property
    def totals(self) -> Totals:
        """What it comes to under its rounding policy.

        Formula: net of a line = quantity x unit price x (1 - its discount) x (1 - the overall discount); tax of a
        line = its net x its tax rate. By line, each of these is rounded and the rounded are added; by total, the
        exact ones are added and the sums rounded.
        """
        step = self._rounded if self.rounding.by_line else _exact
        nets = [step(_less(_less(line.list_price, line.discount), self.discount)) for line in self.lines]
        taxes = [step(net * line.tax) for net, line in zip(nets, self.lines, strict=True)]
        subtotal = self._sum(step(line.list_price) for line in self.lines)
        net, tax = self._sum(nets), self._sum(taxes)
        return Totals(subtotal=subtotal, discount=subtotal - net, net=net, tax=tax, total=net + tax)

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return self._rounded(Money.total(amounts, self.currency))

    def _rounded(self, amount: Money) -> Money:
        return amount.rounded(self.rounding.half)


def _less(amount: Money, rate: Decimal) -> Money:
    return amount - amount * rate


def _exact(amount: Money) -> Money:
    return amount
