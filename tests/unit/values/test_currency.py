"""Currencies against the published table of ISO 4217."""

from __future__ import annotations

import enum

import iso4217
import pytest

from salescycle.errors import InvalidValue
from salescycle.values import MINOR_UNITS, currency_code


class Currency(enum.StrEnum):
    EURO = "EUR"


def test_minor_units_are_those_of_the_standard() -> None:
    """Every active code of ISO 4217 that has a minor unit is there with it, and no other."""
    published = {
        code: int(entry["CcyMnrUnts"])
        for code, entry in iso4217.raw_table.items()
        if code is not None and (entry["CcyMnrUnts"] or "").isdigit()
    }
    assert published == MINOR_UNITS


@pytest.mark.parametrize(("code", "digits"), [("EUR", 2), ("KRW", 0), ("JPY", 0), ("KWD", 3), ("CLF", 4)])
def test_a_currency_knows_its_decimals(code: str, digits: int) -> None:
    """The usual cases, by name."""
    assert digits == MINOR_UNITS[code]


def test_a_code_becomes_exact_text() -> None:
    """A member of the host's own StrEnum is taken as its text, and is no longer a member."""
    assert ("EUR", str) == (currency_code(Currency.EURO), type(currency_code(Currency.EURO)))
    assert "USD" == currency_code("USD")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("usd", "got 'usd'; did you mean 'USD'?"),
        ("US", "got 'US'; for example 'USD'"),
        ("EURO", "got 'EURO'; for example 'USD'"),
        ("XXX", "got 'XXX'; there are BIF, CLP, DJF, GNF, ISK, JPY, KMF, KRW, PYG, RWF and 155 more"),
        ("", "got ''; for example 'USD'"),
        (" EUR", "got ' EUR'; for example 'USD'"),
        (None, "got None; for example 'USD'"),
        (978, "got 978; for example 'USD'"),
        (["EUR"], "got a list; for example 'USD'"),
        (b"EUR", "got a bytes; for example 'USD'"),
    ],
)
def test_what_is_no_code_is_refused(value: object, expected: str) -> None:
    """Lower case, metals, test codes and whatever is no text are refused, with the nearest code if there is one."""
    with pytest.raises(InvalidValue) as refused:
        currency_code(value)
    assert f"currency must be an active ISO 4217 code in capitals, {expected}" == str(refused.value)


@pytest.mark.parametrize("value", ["US$", "XAU", "XDR", "XTS", "DEM", "HRK"])
def test_what_is_no_active_currency_is_refused(value: str) -> None:
    """Signs, metals, units of account, test codes and currencies that are no more have no coins to count."""
    with pytest.raises(InvalidValue) as refused:
        currency_code(value)
    assert str(refused.value).startswith(f"currency must be an active ISO 4217 code in capitals, got '{value}'; ")
