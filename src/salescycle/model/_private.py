"""Personal data at the door: checked like any other, and never repeated in what an error says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from salescycle.errors import InvalidValue
from salescycle.values import Money, calendar_date, exact_decimal, name_text, name_texts

__all__ = ["AttributeValue", "attribute_value", "optional_attribute", "private_name"]

AttributeValue: TypeAlias = str | bool | Decimal | date | Money | tuple[str, ...]
"""What an attribute may be: text, true or false, an exact number, a date, an amount, or several texts."""


def _withheld(door: Callable[[], AttributeValue], what: str, came: object) -> AttributeValue:
    try:
        return door()
    except InvalidValue as refused:
        kind, rule, instead = type(refused), refused.rule, refused.instead
    # raised outside the handler, so that the first error, which repeats the value, hangs on to nothing
    raise kind(what, rule, f"{type(came).__name__[:40]} (withheld)", instead)


def private_name(value: str) -> str:
    r"""Convert a name of one line that is somebody's: what is refused is not repeated.

    >>> private_name("Ada\0Park")
    Traceback (most recent call last):
        ...
    salescycle.errors.InvalidValue: name must not hold the hidden character U+0000 (at position 3), got 'str
        (withheld)'; remove it
    """
    return str(_withheld(lambda: name_text(value), "name", value))


def attribute_value(value: AttributeValue | int | list[str]) -> AttributeValue:
    """Convert the value of an attribute, or refuse it without repeating it.

    >>> attribute_value(120), attribute_value([" export ", "customs"])
    (Decimal('120'), ('export', 'customs'))
    """
    return _withheld(lambda: _plain(value), "the value of an attribute", value)


def _plain(value: object) -> AttributeValue:
    if isinstance(value, (bool, Money)):
        return value
    if isinstance(value, str):
        return name_text(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return calendar_date(value)
    if isinstance(value, (list, tuple)):
        return name_texts(value)  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, (int, Decimal)):
        return exact_decimal(value, "the value of an attribute")
    rule = "must be text, a number, true or false, a date, Money, or several texts"
    raise InvalidValue("the value of an attribute", rule, value, "give a Decimal for a float, a date for a datetime")


def optional_attribute(value: AttributeValue | int | list[str] | None) -> AttributeValue | None:
    """Convert the value of an attribute; ``None`` and blank text are no value.

    >>> print(optional_attribute(" "), optional_attribute("retail"))
    None retail
    """
    if value is None:
        return None
    plain = attribute_value(value)
    return None if plain == "" else plain
