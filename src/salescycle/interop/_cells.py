"""Cells: instants and amounts as people's exports write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import clock_zone, exact_decimal, must_be, required, utc

__all__ = ["Dates", "amount_of"]

_CLOCK = r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
_OFFSET = r"(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}}){_CLOCK}{_OFFSET}", re.ASCII)
_YEAR_LAST = re.compile(rf"(?P<one>\d{{1,2}})[/.-](?P<two>\d{{1,2}})[/.-](?P<year>\d{{4}}){_CLOCK}", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_CELL_LIMIT = 64


@attrs.frozen(kw_only=True)
class Dates:
    """How an export writes its dates: ISO 8601 always, and month/day/year, or day/month/year if ``day_first``.

    A time without an offset is in ``zone``; a date without a time is its first instant there. Parts of a second are
    kept to the microsecond. Nothing is guessed
    from the values, because 03/04/2026 reads well either way.

    >>> Dates(day_first=True).read("31/12/2022")
    datetime.datetime(2022, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)
    """

    day_first: bool = attrs.field(default=False, validator=must_be(bool, "whether the day is first"))
    zone: tzinfo = attrs.field(default=UTC, converter=clock_zone)

    def read(self, cell: str) -> datetime:
        """Read a cell, or raise ``InvalidValue`` that says what would be right."""
        text = required(cell, str, "a date", "give text such as '2022-12-31'").strip()[:_CELL_LIMIT]
        found = _YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text)
        if found is None:
            raise self._unreadable(cell)
        parts = found.groupdict()
        if parts["second"] == "60":
            raise InvalidValue("a date", "must not be a leap second", cell, "write the second before it")
        if "one" in parts:
            parts["day"], parts["month"] = self._day_and_month(parts["one"], parts["two"])
        try:
            return utc(self._instant(parts))
        except ValueError:
            raise self._unreadable(cell) from None

    def _instant(self, parts: dict[str, str]) -> datetime:
        whole = {name: int(parts[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")}
        fraction, offset = (parts["fraction"] or "")[:6].ljust(6, "0"), parts.get("offset")
        local = datetime(**whole, microsecond=int(fraction), tzinfo=self.zone)
        return (
            local
            if offset is None
            else datetime.fromisoformat(f"{local.replace(tzinfo=None).isoformat()}{offset.upper()}")
        )

    def _day_and_month(self, one: str, two: str) -> tuple[str, str]:
        return (one, two) if self.day_first else (two, one)

    def _unreadable(self, cell: str) -> InvalidValue:
        read, other = ("31/12/2022", "12/31/2022") if self.day_first else ("12/31/2022", "31/12/2022")
        told = f"write 2022-12-31 or {read}; {other} is read with day first {'off' if self.day_first else 'on'}"
        return InvalidValue("a date", "must be a day that exists, with or without a time", cell, told)


def amount_of(cell: str) -> Decimal:
    """Read an amount such as ``48000``, ``48000.50`` or ``48,000.50``.

    >>> amount_of("48,000.50")
    Decimal('48000.50')
    """
    text = required(cell, str, "an amount", "give text such as '48000.50'").strip()
    grouped = len(text) <= _CELL_LIMIT and _THOUSANDS.fullmatch(text)
    return exact_decimal(text.replace(",", "") if grouped else text, "an amount")
