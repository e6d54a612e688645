"""The chi-square distribution, as far as p-values need it."""

from __future__ import annotations

import math

from salescycle.errors import InvalidValue

from ._whole import whole_number

__all__ = ["chi_square_tail"]

MOST = 1_000_000
_TINY = 1e-300
_EPSILON = 1e-16


def chi_square_tail(value: float, freedom: int) -> float:
    """Give the chance (0 to 1) that a chi-square variable of so many degrees of freedom exceeds a value.

    Formula: Q(freedom / 2, value / 2), the regularised upper incomplete gamma function (DLMF 8.2.4). A chance below
    the smallest float is 0.
    Raises ``InvalidValue`` for a value that is not a number of 0 or more, and for degrees of freedom that
    are not a whole number from 1 to a million.

    >>> round(chi_square_tail(3.841458820694124, 1), 12)
    0.05
    """
    if type(value) not in (int, float) or not 0 <= value < math.inf:
        raise InvalidValue("a chi-square value", "must be a finite number, 0 or more", value)
    a, x = whole_number(freedom, "degrees of freedom", least=1, most=MOST) / 2, value / 2
    if not x:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    # each way of summing converges fast only on its own side of the mean
    return 1 - front * _series(a, x) if x < a + 1 else front * _continued_fraction(a, x)


def _series(a: float, x: float) -> float:
    """Sum the series of the lower incomplete gamma function (DLMF 8.7.1)."""
    term = total = 1 / a
    count = a
    while term > total * _EPSILON:
        count += 1
        term *= x / count
        total += term
    return total


def _continued_fraction(a: float, x: float) -> float:
    """Evaluate the continued fraction of the upper incomplete gamma function by Lentz's method (DLMF 8.9.2)."""
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    value, m, step = d, 0, 0.0
    while abs(step - 1) > 2 * _EPSILON:
        m += 1
        b += 2
        over = m * (a - m)
        d = 1 / (b + over * d)
        c = b + over / c
        step = c * d
        value *= step
    return value
