"""The data form of a learned scorer: written, and read back exactly."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from salescycle.errors import InvalidValue, nearest
from salescycle.values import name_text, plain_data, version_number

from ._platt import Platt
from ._tally import FeatureTally, Tally, ValueTally

if TYPE_CHECKING:
    from ._naive_bayes import NaiveBayes

__all__ = ["SCORER_SCHEMA_VERSION", "read_scorer", "written_scorer"]

SCORER_SCHEMA_VERSION = 1
"""The version of the data form of a learned scorer."""

NODE_LIMIT = 2_000_000
"""Most values that the data of a scorer may hold."""

_HEAD = ("schema_version", "alpha", "floor", "strength", "tally")
_MORE = ("segment", "segments", "calibration")
_T = TypeVar("_T")


def written_scorer(scorer: NaiveBayes) -> dict[str, Any]:
    """Write a scorer as plain data."""
    data: dict[str, Any] = {
        "schema_version": SCORER_SCHEMA_VERSION,
        "alpha": f"{scorer.alpha:f}",
        "floor": scorer.floor,
        "strength": f"{scorer.strength:f}",
        "tally": _written_tally(scorer.tally),
    }
    if scorer.segment is not None:
        data["segment"] = scorer.segment
        data["segments"] = [{"value": value, "tally": _written_tally(own)} for value, own in scorer.segments]
    if scorer.calibration is not None:
        data["calibration"] = {"slope": scorer.calibration.slope, "intercept": scorer.calibration.intercept}
    return data


def _written_tally(tally: Tally) -> dict[str, Any]:
    features = [
        {
            "feature": each.feature,
            "won": each.won,
            "lost": each.lost,
            "cumulative": each.cumulative,
            "values": [{"value": seen.value, "won": seen.won, "lost": seen.lost} for seen in each.values],
        }
        for each in tally.features
    ]
    return {"won": tally.won, "lost": tally.lost, "features": features}


def read_scorer(data: Any, doors: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """Read what a scorer is made of; ``doors`` are those of its plain fields."""
    if type(data) is not dict:
        raise InvalidValue("a scorer", "must be a mapping", data, "give what to_data gave")
    copied = plain_data(data, "a scorer", nodes=NODE_LIMIT)
    fields = _fields("a scorer", copied, _HEAD, _MORE)
    _through("schema_version", _schema_version, fields.pop("schema_version"))
    for name, door in doors.items():
        if name in fields:
            fields[name] = _through(name, door, fields[name])
    fields["tally"] = _tally("tally", fields["tally"])
    if "segments" in fields:
        fields["segments"] = [_segment(path, each) for path, each in _items("segments", fields["segments"])]
    if "calibration" in fields:
        fields["calibration"] = _platt("calibration", fields["calibration"])
    return fields


def _schema_version(value: Any) -> int:
    if version_number(value) != SCORER_SCHEMA_VERSION:
        raise InvalidValue(
            "schema_version", f"must be {SCORER_SCHEMA_VERSION}", value, "read it with the version that wrote it"
        )
    return SCORER_SCHEMA_VERSION


def _fields(path: str, value: Any, required: tuple[str, ...], more: tuple[str, ...] = ()) -> dict[str, Any]:
    if type(value) is not dict:
        raise InvalidValue(path, "must be a mapping", value)
    known = [*required, *more]
    for name in value:
        if name not in known:
            raise InvalidValue(path, "must have no other fields than it knows", name, nearest(name, known))
    for name in required:
        if name not in value:
            raise InvalidValue(path, f"must have the field {name!r}", f"{len(value)} fields")
    return dict(value)


def _items(path: str, value: Any) -> list[tuple[str, Any]]:
    if type(value) is not list:
        raise InvalidValue(path, "must be a list", value)
    return [(f"{path}[{place}]", each) for place, each in enumerate(value)]


def _through(path: str, make: Callable[[Any], _T], value: Any) -> _T:
    """Pass a value through its door; a refusal names the path."""
    try:
        return make(value)
    except InvalidValue as error:
        raise type(error)(f"{path}: {error.what}", error.rule, error.came, error.instead) from None


def _tally(path: str, value: Any) -> Tally:
    fields = _fields(path, value, ("won", "lost", "features"))
    features = [_feature(where, each) for where, each in _items(f"{path}.features", fields["features"])]
    return _through(path, lambda _: Tally(won=fields["won"], lost=fields["lost"], features=features), value)


def _feature(path: str, value: Any) -> FeatureTally:
    fields = _fields(path, value, ("feature", "won", "lost", "values"), ("cumulative",))
    fields["values"] = [_value(where, each) for where, each in _items(f"{path}.values", fields["values"])]
    return _through(path, lambda each: FeatureTally(**each), fields)


def _value(path: str, value: Any) -> ValueTally:
    return _through(path, lambda each: ValueTally(**each), _fields(path, value, ("value", "won", "lost")))


def _segment(path: str, value: Any) -> tuple[str, Tally]:
    fields = _fields(path, value, ("value", "tally"))
    return _through(f"{path}.value", name_text, fields["value"]), _tally(f"{path}.tally", fields["tally"])


def _platt(path: str, value: Any) -> Platt:
    fields = _fields(path, value, ("slope", "intercept"))
    numbers = {name: _number(f"{path}.{name}", each) for name, each in fields.items()}
    return _through(path, lambda each: Platt(**each), numbers)


def _number(path: str, value: Any) -> float:
    # what was a float came as the Decimal that is written, so this gives the same float
    if type(value) is not Decimal and type(value) is not int:
        raise InvalidValue(path, "must be a number", value)
    number = Decimal(value)
    if not number.is_finite() or number.adjusted() > 12:
        raise InvalidValue(path, "must be finite, and below 10^12", value)
    return float(number)
