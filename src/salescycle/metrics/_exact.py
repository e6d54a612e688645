"""Exact numbers and the values they become: durations in whole microseconds, money in whole coins."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from salescycle.errors import LimitExceeded
from salescycle.values import MINOR_UNITS, Money, Undefined

__all__ = ["DAY", "duration_of", "in_coins", "microseconds", "money_of"]

DAY = 86_400_000_000
"""A day in microseconds."""

_MICROSECOND = timedelta(microseconds=1)
_TOO_LONG = Undefined("longer than two million years")
_TOO_MUCH = Undefined("more money than there is")


def microseconds(duration: timedelta) -> int:
    """Give a duration in microseconds, exactly."""
    return duration // _MICROSECOND


def duration_of(length: Fraction) -> timedelta | Undefined:
    """Give a duration of so many microseconds, rounded to a whole one."""
    try:
        return timedelta(microseconds=round(length))
    except OverflowError:
        return _TOO_LONG


def in_coins(amount: Fraction, currency: str) -> Money:
    """Round an exact amount to the smallest coin, half to even."""
    places = MINOR_UNITS[currency]
    coins = round(amount * 10**places)
    return Money(Decimal(f"{coins}e-{places}"), currency)  # from text, which no context rounds


def money_of(amount: Fraction, currency: str) -> Money | Undefined:
    """Give an exact amount as money, rounded as ``in_coins`` does, or say that it is too much."""
    try:
        return in_coins(amount, currency)
    except LimitExceeded:
        return _TOO_MUCH
