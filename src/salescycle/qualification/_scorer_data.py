"""The data form of a learned scorer: written, and read back exactly."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from salescycle.errors import InvalidScorer, InvalidValue, shown
from salescycle.values import (
    SEVERAL_LIMIT,
    DataReader,
    count_number,
    key_text,
    name_text,
    plain_data,
    required,
    schema_version,
)

from ._platt import LARGEST, Platt
from ._tally import FeatureTally, Tally, ValueTally, check_part, check_within, counts_in

if TYPE_CHECKING:
    from ._naive_bayes import NaiveBayes

__all__ = ["SCORER_SCHEMA_VERSION", "read_scorer", "written_scorer"]

SCORER_SCHEMA_VERSION = 1
"""The version of the data form of a learned scorer."""

NODE_LIMIT = 2_000_000
"""Most values that the data of a scorer may hold."""

_HEAD = ("schema_version", "alpha", "floor", "strength", "tally")
_MORE = ("segment", "segments", "calibration")

# reads what is at a path of the data, and gives None where it is refused
_Part = Callable[[DataReader, str, Any], Any]


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
    """Read what a scorer is made of, or raise ``InvalidScorer`` with every problem and its path.

    ``doors`` are those of its plain fields.
    """
    reader = DataReader()
    copied = reader.through("scorer", _copied, data)
    fields = {} if copied is None else reader.fields("scorer", copied, (*_HEAD, *_MORE), _HEAD)
    made = _read(reader, "", fields, {name: _plain(door) for name, door in doors.items()} | _SCORER)
    if made.get("segments") and fields.get("segment") is None:
        reader.problem("missing_field", "segment", "must name the feature that the segments are values of")
    if made.get("segments") and made.get("tally"):
        _check_segments(reader, made["segments"], made["tally"])
    if reader.problems:
        raise InvalidScorer(reader.problems)
    made.pop("schema_version")
    return made


def _copied(data: Any) -> Any:
    if type(data) is not dict:
        raise InvalidValue("a scorer", "must be a mapping", data, "give what to_data gave")
    return plain_data(data, "a scorer", nodes=NODE_LIMIT)


def _number(value: Any) -> float:
    # what was a float came as the Decimal that is written, so this gives the same float
    if type(value) is not Decimal and type(value) is not int:
        raise InvalidValue("a parameter of the curve", "must be a number", value)
    number = Decimal(value)
    # by its size first: to make a float of 1e999999 takes long
    if not number.is_finite() or number.adjusted() > 12 or abs(float(number)) >= LARGEST:
        raise InvalidValue("a parameter of the curve", "must be finite, and below 10^12", value)
    return float(number)


def _cumulative(value: Any) -> bool:
    return required(value, bool, "whether a feature is cumulative")


def _read(reader: DataReader, where: str, fields: Mapping[str, Any], parts: Mapping[str, _Part]) -> dict[str, Any]:
    return {name: part(reader, where + name, fields[name]) for name, part in parts.items() if name in fields}


def _record(
    reader: DataReader, where: str, value: Any, parts: Mapping[str, _Part], optional: str = ""
) -> dict[str, Any] | None:
    """Read the fields of a mapping, or give ``None`` where one is missing or refused."""
    needed = [name for name in parts if name != optional]
    made = _read(reader, f"{where}.", reader.fields(where, value, parts, needed), parts)
    return made if None not in made.values() and all(name in made for name in needed) else None


def _several(
    reader: DataReader, where: str, value: Any, part: _Part, name: Callable[[Any], str], *, most: int | None = None
) -> tuple[Any, ...] | None:
    """Read a list of things of different names, or give ``None`` where one is refused."""
    made = [(path, part(reader, path, each)) for path, each in reader.items(where, value, most=most)]
    names: set[str] = set()
    for path, each in made:
        if each is not None and name(each) in names:
            reader.problem("duplicate_name", path, f"must have a name of its own, and {shown(name(each))} comes again")
        elif each is not None:
            names.add(name(each))
    return tuple(each for _, each in made) if type(value) is list and len(names) == len(value) else None


def _plain(door: Callable[[Any], Any]) -> _Part:
    return lambda reader, where, value: reader.through(where, door, value)


def _value(reader: DataReader, where: str, value: Any) -> ValueTally | None:
    # there may be a million, nearly all sound: only what is refused is read field by field
    if type(value) is dict and value.keys() == _VALUE.keys():
        with suppress(InvalidValue):
            return ValueTally(**value)
    made = _record(reader, where, value, _VALUE)
    return None if made is None else reader.through(where, lambda each: ValueTally(**each), made)


def _values(reader: DataReader, where: str, value: Any) -> tuple[ValueTally, ...] | None:
    return _several(reader, where, value, _value, lambda each: each.value)


def _feature(reader: DataReader, where: str, value: Any) -> FeatureTally | None:
    made = _record(reader, where, value, _FEATURE, optional="cumulative")
    return None if made is None else reader.through(where, lambda each: FeatureTally(**each), made)


def _features(reader: DataReader, where: str, value: Any) -> tuple[FeatureTally, ...] | None:
    return _several(reader, where, value, _feature, lambda each: each.feature)


def _tally(reader: DataReader, where: str, value: Any) -> Tally | None:
    made = _record(reader, where, value, _TALLY)
    if made is None:
        return None
    door = partial(check_within, won=made["won"], lost=made["lost"])
    within = [reader.through(f"{where}.features[{place}]", door, each) for place, each in enumerate(made["features"])]
    return None if None in within else reader.through(where, lambda each: Tally(**each), made)


def _segment(reader: DataReader, where: str, value: Any) -> tuple[str, Tally] | None:
    made = _record(reader, where, value, _SEGMENT)
    return None if made is None else (made["value"], made["tally"])


def _segments(reader: DataReader, where: str, value: Any) -> tuple[tuple[str, Tally], ...] | None:
    return _several(reader, where, value, _segment, lambda each: each[0], most=SEVERAL_LIMIT)


def _platt(reader: DataReader, where: str, value: Any) -> Platt | None:
    made = _record(reader, where, value, _CURVE)
    return None if made is None else Platt(**made)


def _check_segments(reader: DataReader, segments: tuple[tuple[str, Tally], ...], pool: Tally) -> None:
    """Say which segments are no part of the pool."""
    counts = counts_in(pool)
    for place, (name, own) in enumerate(segments):
        door = partial(check_part, f"segment {shown(name)}", pool=pool, counts=counts)
        reader.through(f"segments[{place}].tally", door, own)


_SCORER: dict[str, _Part] = {
    "schema_version": _plain(schema_version(SCORER_SCHEMA_VERSION)),
    "tally": _tally,
    "segments": _segments,
    "calibration": _platt,
}
_COUNTS = {"won": _plain(count_number), "lost": _plain(count_number)}
_TALLY: dict[str, _Part] = {**_COUNTS, "features": _features}
_FEATURE: dict[str, _Part] = {
    "feature": _plain(key_text),
    **_COUNTS,
    "values": _values,
    "cumulative": _plain(_cumulative),
}
_VALUE: dict[str, _Part] = {"value": _plain(name_text), **_COUNTS}
_SEGMENT: dict[str, _Part] = {"value": _plain(name_text), "tally": _tally}
_CURVE: dict[str, _Part] = {"slope": _plain(_number), "intercept": _plain(_number)}
