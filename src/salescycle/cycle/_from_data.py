"""Reading definitions: a cycle from plain mappings, as JSON or TOML give them."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from salescycle.errors import (
    InvalidCycle,
    InvalidValue,
    SalesCycleError,
    listed,
    nearest,
    shown,
)
from salescycle.model import forecast_category_of, outcome_of
from salescycle.values import (
    DataReader,
    exact_decimal,
    key_text,
    plain_data,
    required,
    schema_version,
    unit_rate,
    version_number,
    wording,
)

from ._compose import COMPOSED, all_of, any_of, negate
from ._criteria import Registry
from ._criterion import Criterion
from ._definition import STAGE_LIMIT
from ._policy import Policy, beginning_of, going_back_of, move_kind_of, skipping_of
from ._stage import Stage

__all__ = ["PARTS", "SCHEMA_VERSION", "read_definition"]

SCHEMA_VERSION = 1
"""The version of the data form of a cycle."""

CYCLE_FIELDS = ("schema_version", "key", "version", "label", "policy", "stages")
POLICY_FIELDS = ("skipping", "going_back", "reasons_for", "reopen_within", "begins_in")
STAGE_FIELDS = (
    "key",
    "label",
    "outcome",
    "leads_to",
    "reopens_to",
    "exit_criteria",
    "win_probability",
    "forecast_category",
    "idle_limit",
    "optional",
    "guidance",
)
PARTS = {"days": 86_400_000_000, "hours": 3_600_000_000, "seconds": 1_000_000}
"""The parts of a length of time in data, in microseconds."""

_MICROSECOND = timedelta(microseconds=1)
_LONGEST = timedelta(days=36_500)
_COMPOSERS: dict[str, Callable[..., Criterion]] = {"all_of": all_of, "any_of": any_of, "negate": negate}


class _Reader:
    """Reads the parts of a definition; ``read`` keeps every problem with its path."""

    def __init__(self, criteria: Registry) -> None:
        self.criteria = criteria
        self.read = DataReader()

    def stage(self, where: str, value: Any) -> Stage | None:
        fields = self.read.fields(where, value, STAGE_FIELDS, ["key"])
        made: dict[str, Any] = {}
        for name, each in fields.items():
            made[name] = self.stage_field(f"{where}.{name}", name, each)
        key = made.pop("key", None)
        return None if key is None else self.read.through(where, lambda each: Stage(key, **each), _given(made))

    def stage_field(self, where: str, name: str, value: Any) -> Any:
        if name == "exit_criteria":
            return [
                made for path, each in self.read.items(where, value) if (made := self.criterion(path, each)) is not None
            ]
        if name in ("leads_to", "reopens_to"):
            keys = [self.read.through(path, key_text, each) for path, each in self.read.items(where, value)]
            return [key for key in keys if key is not None]
        return self.read.through(where, _STAGE_DOORS[name], value)

    def policy(self, where: str, value: Any) -> Policy:
        fields = self.read.fields(where, value, POLICY_FIELDS, [])
        kinds = self.read.items(f"{where}.reasons_for", fields.pop("reasons_for", []))
        made = {name: self.read.through(f"{where}.{name}", _POLICY_DOORS[name], each) for name, each in fields.items()}
        given = [
            kind for kind in (self.read.through(path, move_kind_of, each) for path, each in kinds) if kind is not None
        ]
        return Policy(reasons_for=given, **_given(made))

    def criterion(self, where: str, value: Any) -> Criterion | None:
        if type(value) is not dict:
            self.read.problem(
                "not_a_mapping", where, f"must be a mapping such as {{'criterion': ...}}, got {shown(value)}"
            )
            return None
        for key in COMPOSED:
            if key in value:
                return self.composed(where, key, value)
        name = value.get("criterion")
        if type(name) is not str or name not in self.criteria:
            self.read.problem("unknown_criterion", where, f"no criterion {shown(name)}; {nearest(name, self.criteria)}")
            return None
        return self.made(where, name, {key: each for key, each in value.items() if key != "criterion"})

    def composed(self, where: str, key: str, value: dict[str, Any]) -> Criterion | None:
        self.read.fields(where, value, [key], [key])
        place = f"{where}.{key}"
        inner = [(place, value[key])] if key == "negate" else self.read.items(place, value[key])
        parts = [self.criterion(path, each) for path, each in inner]
        if not parts or None in parts:
            if not parts and type(value[key]) is list:
                self.read.problem("no_criteria", place, "must be made of at least one criterion")
            return None
        return _COMPOSERS[key](*parts)

    def made(self, where: str, name: str, params: dict[str, Any]) -> Criterion | None:
        """Look a criterion up in the registry and give it its parameters; nothing is imported or evaluated."""
        found = self.criteria[name]
        if isinstance(found, Criterion):
            if params:
                self.read.problem("unknown_parameter", where, f"criterion {shown(name)} takes no parameters")
            return found
        if not callable(found):
            self.read.problem(
                "unknown_criterion", where, f"the registry has no criterion under {shown(name)} but {shown(found)}"
            )
            return None
        try:
            inspect.signature(found).bind(**params)
        except TypeError:
            takes = listed(list(inspect.signature(found).parameters)) or "none"
            got = listed(list(params)) or "none"
            self.read.problem("unknown_parameter", where, f"criterion {shown(name)} takes {takes}, got {got}")
            return None
        return self.read.through(where, lambda each: _made_by(name, found, each), params)


def _made_by(name: str, factory: Callable[..., Criterion], params: dict[str, Any]) -> Criterion:
    """Let a host's function make a criterion; whatever it raises beside our errors is told as its failure."""
    try:
        made = factory(**params)
    except SalesCycleError:
        raise
    except Exception as error:
        what = f"what makes criterion {shown(name)}"
        raise InvalidValue(what, "must take its parameters or refuse them", f"raised {type(error).__name__}") from error
    return required(made, Criterion, f"what makes criterion {shown(name)}", "return a Criterion")


def read_definition(data: Any, criteria: Registry) -> dict[str, Any]:
    """Read what a cycle is made of, or raise ``InvalidCycle`` with every problem and its path."""
    reader = _Reader(criteria)
    copied = reader.read.through("cycle", _copied, data)
    fields = {} if copied is None else reader.read.fields("cycle", copied, CYCLE_FIELDS, ("key", "version", "stages"))
    made = {
        name: reader.read.through(name, door, fields[name]) for name, door in _CYCLE_DOORS.items() if name in fields
    }
    items = reader.read.items("stages", fields.get("stages", []), most=STAGE_LIMIT)
    found = [reader.stage(where, each) for where, each in items]
    if "policy" in fields:
        made["policy"] = reader.policy("policy", fields["policy"])
    # what the stages make together is only worth asking once each is whole: that is left to the cycle
    if reader.read.problems:
        raise InvalidCycle(str(made.get("key") or "without a key"), reader.read.problems)
    made.pop("schema_version", None)
    return made | {"stages": found}


def _given(made: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in made.items() if each is not None}


def _copied(data: Any) -> Any:
    if type(data) is not dict:
        raise InvalidValue("a cycle", "must be a mapping", data, "give {'key': ..., 'version': 1, 'stages': [...]}")
    return plain_data(data, "a cycle")


def _length(value: Any) -> timedelta:
    what = "a length of time"
    if type(value) is not dict or not value or any(name not in PARTS for name in value):
        raise InvalidValue(what, "must be a mapping of days, hours or seconds", value, "give {'days': 14}")
    exact = sum(Fraction(exact_decimal(each, name)) * PARTS[name] for name, each in value.items())
    if exact != int(exact) or not 0 < exact <= _LONGEST // _MICROSECOND:
        raise InvalidValue(what, f"must be whole in microseconds, more than 0 and at most {_LONGEST.days} days", value)
    return timedelta(microseconds=int(exact))


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise InvalidValue("a flag", "must be true or false", value)
    return value


_CYCLE_DOORS: dict[str, Callable[[Any], Any]] = {
    "schema_version": schema_version(SCHEMA_VERSION),
    "key": key_text,
    "version": version_number,
    "label": wording,
}
_POLICY_DOORS: dict[str, Callable[[Any], Any]] = {
    "skipping": skipping_of,
    "going_back": going_back_of,
    "begins_in": beginning_of,
    "reopen_within": _length,
}
_STAGE_DOORS: dict[str, Callable[[Any], Any]] = {
    "key": key_text,
    "label": wording,
    "outcome": outcome_of,
    "win_probability": unit_rate,
    "forecast_category": forecast_category_of,
    "idle_limit": _length,
    "optional": _flag,
    "guidance": wording,
}
