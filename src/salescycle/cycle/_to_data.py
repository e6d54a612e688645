"""Writing definitions: a cycle as plain mappings, as JSON or TOML take them."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Context, Decimal
from typing import Any

from salescycle.errors import InvalidValue, shown
from salescycle.model import Outcome
from salescycle.qualification import Profile
from salescycle.values import Wording

from ._compose import joint_of, parts_of
from ._criterion import Criterion
from ._from_data import SCHEMA_VERSION
from ._policy import AS_DECLARED, Policy
from ._stage import Stage

__all__ = ["written_definition"]

_EXACT = Context(prec=28)
_DAY = timedelta(days=1)


def written_definition(
    key: str, version: int, label: Wording, stages: Iterable[Stage], policy: Policy
) -> dict[str, Any]:
    """Write what a cycle is made of as plain data; what is as by default is left out."""
    head: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "key": key, "version": version}
    if label.texts:
        head["label"] = dict(label.texts)
    if written := _written_policy(policy):
        head["policy"] = written
    return head | {"stages": [_written_stage(stage) for stage in stages]}


def _written_stage(stage: Stage) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "label": {} if stage.label == Stage(stage.key).label else dict(stage.label.texts),
        "outcome": "" if stage.outcome is Outcome.OPEN else stage.outcome.value,
        "leads_to": list(stage.leads_to),
        "reopens_to": list(stage.reopens_to),
        "exit_criteria": [_written_criterion(criterion) for criterion in stage.exit_criteria],
        "win_probability": "" if stage.win_probability is None else f"{stage.win_probability:f}",
        "forecast_category": _written_category(stage),
        "idle_limit": {} if stage.idle_limit is None else _written_length(stage.idle_limit),
        "optional": stage.optional,
        "guidance": dict(stage.guidance.texts),
    }
    return {"key": stage.key} | {name: value for name, value in fields.items() if value not in ("", [], {}, False)}


def _written_category(stage: Stage) -> str:
    by_outcome = Stage(stage.key, outcome=stage.outcome).forecast_category
    return "" if stage.forecast_category is by_outcome else stage.forecast_category.value


def _written_policy(policy: Policy) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "skipping": policy.skipping.value,
        "going_back": policy.going_back.value,
        "reasons_for": [kind.value for kind in policy.reasons_for],
        "reopen_within": None if policy.reopen_within is None else _written_length(policy.reopen_within),
        "begins_in": policy.begins_in.value,
    }
    return {name: value for name, value in fields.items() if getattr(policy, name) != getattr(AS_DECLARED, name)}


def _written_criterion(criterion: Criterion) -> dict[str, Any]:
    params = dict(criterion.params)
    joint = joint_of(criterion)
    if joint and joint != criterion.key:
        what = f"the key of criterion {shown(criterion.key)}"
        raise InvalidValue(what, f"must be {joint!r} to be written as data, since it is made of others", criterion.key)
    if parts := [_written_criterion(part) for part in parts_of(criterion)]:
        return {joint: parts[0] if joint == "negate" else parts}
    return {"criterion": criterion.key} | {name: _written_value(criterion, value) for name, value in params.items()}


def _written_value(criterion: Criterion, value: Any) -> Any:
    if isinstance(value, tuple):
        return [_written_value(criterion, each) for each in value]
    if isinstance(value, Decimal):
        return _plain_number(value)
    if isinstance(value, Profile):
        return value.to_data()
    if value is None or isinstance(value, (str, int)):
        return value
    what = f"a parameter of criterion {shown(criterion.key)}"
    raise InvalidValue(what, "must be text, a number, a list or a profile to be written as data", value)


def _plain_number(value: Decimal) -> int | str:
    return int(value) if value == int(value) else f"{value:f}"


def _written_length(length: timedelta) -> dict[str, Any]:
    seconds = _EXACT.divide(Decimal(length % _DAY // timedelta(microseconds=1)), Decimal(1_000_000))
    parts = {"days": length // _DAY, "seconds": _plain_number(seconds)}
    return {name: value for name, value in parts.items() if value}
