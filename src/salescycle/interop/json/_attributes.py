"""The value of an attribute: what JSON has no kind for is a mapping that names its kind.

Text, true and false, whole numbers and lists of text stand as they are; ``{"number": "0.1"}``,
``{"date": "2026-03-31"}`` and ``{"money": "100", "currency": "EUR"}`` are the others, as in the data of a profile.
"""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from salescycle.errors import InvalidValue, SalesCycleError, shown
from salescycle.model import AttributeValue
from salescycle.values import Money

from ._scalars import date_from, number_from, number_text

__all__ = ["attribute_data", "attribute_from"]

LARGEST_WHOLE = 2**53 - 1
"""Largest whole number that every reader of JSON keeps."""

_KINDS = (("number",), ("date",), ("currency", "money"))
_TYPES = (str, bool, int)


def attribute_data(value: AttributeValue) -> Any:
    """Write the value of an attribute."""
    if isinstance(value, Money):
        return {"money": number_text(value.amount), "currency": value.currency}
    if isinstance(value, Decimal):
        text = number_text(value)
        # a float is not exact, and 1.50 would lose its last place
        return {"number": text} if "." in text or value.copy_abs() > LARGEST_WHOLE else int(text)
    if isinstance(value, tuple):
        return list(value)
    return {"date": value.isoformat()} if isinstance(value, date) else value


def attribute_from(value: object) -> Any:
    """Read the value of an attribute; it may be personal, so no refusal repeats it."""
    if type(value) in _TYPES:
        return value
    if type(value) is list and all(type(each) is str for each in value):
        return value
    if type(value) is dict and all(type(name) is str for name in value) and tuple(sorted(value)) in _KINDS:
        return _tagged(value)
    rule = "must be text, a whole number, true or false, a list of text, or a mapping that names its kind"
    came = f"{shown(type(value).__name__)[1:-1]} (withheld)"
    raise InvalidValue("the value of an attribute", rule, came, "kinds are number, date, and money with currency")


def _tagged(value: dict[str, Any]) -> Decimal | date | Money:
    try:
        if "number" in value:
            return number_from(value["number"])
        if "date" in value:
            return date_from(value["date"])
        return Money(number_from(value["money"]), _text(value["currency"]))
    except SalesCycleError:
        pass
    kind = "date" if "date" in value else "number" if "number" in value else "money"
    instead = {"date": "'2026-03-31'", "number": "'0.1'", "money": "'100.00', and 'EUR' for its currency"}[kind]
    raise InvalidValue("the value of an attribute", f"must be a {kind} as text", "text (withheld)", f"give {instead}")


def _text(value: object) -> str:
    if type(value) is not str:
        raise InvalidValue("a currency", "must be text", value)
    return value
