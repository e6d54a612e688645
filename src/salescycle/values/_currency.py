"""The currencies of ISO 4217 and how many decimals each is counted in."""

from __future__ import annotations

from salescycle.errors import InvalidValue, nearest

__all__ = ["MINOR_UNITS", "currency_code"]

# Active codes of ISO 4217 that have a minor unit; metals, units of account and test codes have none.
_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
        CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
        MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
        SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
        YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

MINOR_UNITS = {code: digits for digits, codes in _CODES.items() for code in codes.split()}
"""Decimals of each currency: 2 for EUR (a cent), 0 for KRW, 3 for KWD."""


def currency_code(value: str) -> str:
    """Convert to an ISO 4217 code; lower case is refused, because a code is an id.

    >>> currency_code("EUR")
    'EUR'
    """
    if isinstance(value, str) and str.__str__(value) in MINOR_UNITS:
        return str.__str__(value)
    close = (
        nearest(value.upper(), MINOR_UNITS)
        if isinstance(value, str) and len(value) == 3 and value.isalpha()
        else "for example 'USD'"
    )
    raise InvalidValue("currency", "must be an active ISO 4217 code in capitals", value, close)
