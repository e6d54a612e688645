"""The data form of a profile: written as JSON or TOML take it, and read back exactly.

Of the values of a rule, text, true or false and whole numbers stand as they are. What these cannot say is a mapping
that names its kind: ``{"number": "0.1"}``, ``{"date": "2026-03-31"}``, ``{"money": "100", "currency": "EUR"}`` and,
for an end that is left open, ``{"open": True}``, since TOML has no null.
"""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from salescycle.errors import InvalidProfile, InvalidValue, listed, shown
from salescycle.model import AttributeValue
from salescycle.values import (
    NO_WORDING,
    SEVERAL_LIMIT,
    DataReader,
    Money,
    calendar_date,
    currency_code,
    exact_decimal,
    key_text,
    name_text,
    plain_data,
    schema_version,
    version_number,
    wording,
)

from ._rule import Demand, MatchRule, demand_of, match_of, rule_values, rule_weight, values_for, weight_for

__all__ = ["PROFILE_SCHEMA_VERSION", "read_profile", "written_profile"]

PROFILE_SCHEMA_VERSION = 1
"""The version of the data form of a profile."""

NODE_LIMIT = 5_000_000
"""Most values that the data of a profile may hold: more than the largest one has."""

LARGEST_WHOLE = 2**53 - 1
"""Largest whole number that every reader of JSON keeps."""

_Value = AttributeValue | None


def written_profile(persona: str, version: int, rules: Iterable[MatchRule]) -> dict[str, Any]:
    """Write what a profile is made of as plain data; of a rule, what is as by default is left out."""
    return {
        "schema_version": PROFILE_SCHEMA_VERSION,
        "persona": persona,
        "version": version,
        "rules": [_written_rule(rule) for rule in rules],
    }


def _written_rule(rule: MatchRule) -> dict[str, Any]:
    data: dict[str, Any] = {
        "attribute": rule.attribute,
        "match": rule.match.value,
        "values": [_written_value(value) for value in rule.values],
    }
    if rule.weight != 1:
        data["weight"] = f"{rule.weight:f}"
    if rule.demand is not Demand.WEIGHED:
        data["demand"] = rule.demand.value
    if rule.label != NO_WORDING:
        data["label"] = dict(rule.label.texts)
    return data


def _written_value(value: _Value) -> Any:
    if value is None:
        return {"open": True}
    if isinstance(value, Money):
        return {"money": f"{value.amount:f}", "currency": value.currency}
    if isinstance(value, Decimal):
        return _written_number(value)
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _written_number(value: Decimal) -> int | dict[str, str]:
    text = f"{value:f}"
    # a float of JSON or TOML is not exact, and 1.50 would lose its last place
    return {"number": text} if "." in text or value.copy_abs() > LARGEST_WHOLE else int(text)


def read_profile(data: Any) -> dict[str, Any]:
    """Read what a profile is made of, or raise ``InvalidProfile`` with every problem and its path."""
    reader = DataReader()
    copied = reader.through("profile", _copied, data)
    needed = ("schema_version", "persona", "rules")
    fields = {} if copied is None else reader.fields("profile", copied, (*needed, "version"), needed)
    made = {name: reader.through(name, door, fields[name]) for name, door in _DOORS.items() if name in fields}
    items = reader.items("rules", fields.get("rules", []), most=SEVERAL_LIMIT)
    rules = [_rule(reader, where, each) for where, each in items]
    if fields.get("rules") == []:
        reader.problem("no_rules", "rules", "must have at least one")
    if reader.problems:
        raise InvalidProfile(str(made.get("persona") or "without a persona"), reader.problems)
    made.pop("schema_version")
    return made | {"rules": rules}


def _copied(data: Any) -> Any:
    if type(data) is not dict:
        raise InvalidValue("a profile", "must be a mapping", data, "give {'schema_version': 1, 'persona': ..., ...}")
    return plain_data(data, "a profile", nodes=NODE_LIMIT)


def _rule(reader: DataReader, where: str, value: Any) -> MatchRule | None:
    needed = ("attribute", "match", "values")
    fields = reader.fields(where, value, (*_RULE_DOORS, "values"), needed)
    made: dict[str, Any] = {
        name: reader.through(f"{where}.{name}", door, fields[name])
        for name, door in _RULE_DOORS.items()
        if name in fields
    }
    if "values" in fields:
        made["values"] = _values(reader, f"{where}.values", fields["values"])
    if made.get("values") is not None and made.get("match") is not None:
        made["values"] = reader.through(f"{where}.values", partial(values_for, made["match"]), made["values"])
    if made.get("weight") is not None and made.get("demand") is not None:
        made["weight"] = reader.through(f"{where}.weight", partial(weight_for, made["demand"]), made["weight"])
    return None if None in made.values() or any(name not in made for name in needed) else MatchRule(**made)


def _values(reader: DataReader, where: str, value: Any) -> tuple[_Value, ...] | None:
    found = [_value(reader, path, each) for path, each in reader.items(where, value)]
    if type(value) is not list or None in found:
        return None
    return reader.through(where, rule_values, [each for kept in found if kept is not None for each in kept])


def _value(reader: DataReader, where: str, value: Any) -> tuple[_Value] | None:
    """Read a value; in a tuple, since an open end is ``None`` too."""
    if type(value) is not dict:
        return reader.through(where, lambda each: (_plain(each),), value)
    if "money" in value or "currency" in value:
        return _money(reader, where, value)
    kind = next((name for name in _KINDS if name in value), None)
    if kind is None:
        told = "must say its kind: number, date, money with currency, or open"
        reader.problem("unknown_kind", where, f"{told}; got {listed([shown(name) for name in value]) or 'none'}")
        return None
    reader.fields(where, value, [kind])
    return reader.through(f"{where}.{kind}", lambda each: (_KINDS[kind](each),), value[kind])


def _money(reader: DataReader, where: str, value: dict[str, Any]) -> tuple[Money] | None:
    needed = ("money", "currency")
    fields = reader.fields(where, value, needed, needed)
    amount = reader.through(f"{where}.money", _number, fields["money"]) if "money" in fields else None
    currency = reader.through(f"{where}.currency", currency_code, fields["currency"]) if "currency" in fields else None
    return None if amount is None or currency is None else (Money(amount, currency),)


def _plain(value: Any) -> AttributeValue:
    """Give a value that stands for itself: what is written as text is text, and no number."""
    if type(value) is str:
        return name_text(value)
    if type(value) is bool:
        return value
    if type(value) is date:
        return calendar_date(value)
    if type(value) in (int, Decimal):
        return _number(value)
    rule = "must be text, a number, true or false, or a mapping that says its kind"
    raise InvalidValue("a value", rule, value, "an open end is {'open': true}")


def _number(value: Any) -> Decimal:
    return exact_decimal(value, "a number")


def _date(value: Any) -> date:
    if type(value) is date:
        return calendar_date(value)
    try:
        day = date.fromisoformat(value) if type(value) is str else None
    except ValueError:
        day = None
    # the week dates and the short form of ISO 8601 would be written in another way than they were read
    if day is None or day.isoformat() != value:
        raise InvalidValue("a date", "must be text such as '2026-03-31'", value)
    return calendar_date(day)


def _open(value: Any) -> None:
    if value is not True:
        raise InvalidValue("an open end", "must be true", value, "give {'open': true}")


_DOORS: dict[str, Callable[[Any], Any]] = {
    "schema_version": schema_version(PROFILE_SCHEMA_VERSION),
    "persona": key_text,
    "version": version_number,
}
_RULE_DOORS: dict[str, Callable[[Any], Any]] = {
    "attribute": key_text,
    "match": match_of,
    "weight": rule_weight,
    "demand": demand_of,
    "label": wording,
}
_KINDS: dict[str, Callable[[Any], _Value]] = {"number": _number, "date": _date, "open": _open}
