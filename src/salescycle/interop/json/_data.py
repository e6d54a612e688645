"""Records as plain data: an envelope that names their type and the version of its form."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar, overload

from salescycle.errors import InvalidData, InvalidValue, SalesCycleError, listed, shown
from salescycle.model import Deal, Document, Fact, Lead, Line, Persona, Proof, Proposal, Terms
from salescycle.values import Money, plain_data

from ._facts import VALUES, fact_data, fact_from, fact_shape
from ._forms import Read
from ._reading import BAD, SIZE_LIMIT, Enough, Reading, mapping_in
from ._shapes import Shape, shape_of

__all__ = [
    "DATA_SCHEMA_VERSION",
    "SHAPES",
    "UPGRADES",
    "Storable",
    "Upgrade",
    "from_data",
    "read_into",
    "to_data",
    "type_named",
]

DATA_SCHEMA_VERSION = 1
"""The version of the data form of records, facts and values."""

Upgrade: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes the data of one version into that of the next."""

UPGRADES: Final[Mapping[tuple[str, int], Upgrade]] = MappingProxyType({})
"""The upgrades by type and by the version that they start from; version 1 is the first, so there are none yet."""

Storable: TypeAlias = Deal | Lead | Proposal | Persona | Fact | Money | Line | Terms | Document | Proof
"""What has a data form of its own."""

_T = TypeVar("_T")
_HEADS = ("type", "schema_version")
# a deal is made of the two before it
SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {kind.__name__.lower(): shape_of(kind) for kind in (Lead, Proposal, Deal, Persona)} | VALUES
)
"""The shapes by type; facts have theirs by kind."""

_FACT = "fact"
_NAMES: Final = {shape.of: name for name, shape in SHAPES.items()}


def type_named(kind: builtins.type[Any] | str) -> str:
    """Give the name of a type in an envelope, of its class or itself."""
    if isinstance(kind, str) and (kind in SHAPES or kind == _FACT):
        return str.__str__(kind)
    if isinstance(kind, builtins.type):
        if kind in _NAMES:
            return _NAMES[kind]
        if issubclass(kind, Fact) and fact_shape(kind) is not None:
            return _FACT
    raise InvalidValue("a type", f"must be one of {', '.join([*SHAPES, _FACT])}, or a class of theirs", kind)


def to_data(record: Storable) -> dict[str, Any]:
    """Write a record, a fact or a value as plain data, ready for JSON: mappings, lists, text, whole numbers.

    The envelope names its type and the version of the form: ``{"type": "deal", "schema_version": 1, ...}``. Numbers
    and dates are text, instants are in UTC, members of an enum their value; an optional field that is empty is left
    out, and ``recorded_at`` where it is ``at``. A deal has its lead and its proposals in it. What a newer version
    wrote is put back where it was.

    Raises ``InvalidValue`` for what has no data form: other objects, facts of kinds of your own, and terms in a zone
    without a name.

    >>> from salescycle import Money
    >>> to_data(Money("48000.00", "USD"))
    {'type': 'money', 'schema_version': 1, 'amount': '48000.00', 'currency': 'USD'}
    """
    if isinstance(record, Fact):
        return {"type": _FACT, "schema_version": DATA_SCHEMA_VERSION} | fact_data(record)
    name = _NAMES.get(type(record))
    if name is None:
        raise InvalidValue("what is written", f"must be one of {', '.join(SHAPES)}, or a fact", record)
    return {"type": name, "schema_version": DATA_SCHEMA_VERSION} | SHAPES[name].write(record)


@overload
def from_data(
    data: Any,
    type: builtins.type[_T],
    *,
    strict: bool = ...,
    zones: Callable[[str], tzinfo] | None = ...,
    upgrades: Mapping[tuple[str, int], Upgrade] = ...,
) -> _T: ...
@overload
def from_data(
    data: Any,
    type: str | None = ...,
    *,
    strict: bool = ...,
    zones: Callable[[str], tzinfo] | None = ...,
    upgrades: Mapping[tuple[str, int], Upgrade] = ...,
) -> Any: ...
def from_data(
    data: Any,
    type: builtins.type[Any] | str | None = None,  # noqa: A002 - the word of the envelope
    *,
    strict: bool = False,
    zones: Callable[[str], tzinfo] | None = None,
    upgrades: Mapping[tuple[str, int], Upgrade] = UPGRADES,
) -> Any:
    """Read what ``to_data`` wrote; the data is left as it is, and no code that it names is run.

    ``type`` is the class that must come of it, or its name; without one, it is what the envelope says. Fields and
    kinds of facts that are not known, which a newer version wrote, are kept unread (``UnknownFact``, ``unread``) for
    ``to_data`` to write again; where ``strict``, each is a problem. ``zones`` finds the zone of terms by its name,
    as ``zoneinfo.ZoneInfo`` does: this library reads no files. ``upgrades``, by type and version, make the data of
    an older version into that of the next, until it is that of this one.

    Raises ``InvalidData`` with every problem at once, each with its path, at most a hundred.

    >>> from salescycle import Deal, InvalidData
    >>> from_data({"type": "deal", "schema_version": 1, "id": "D-1", "log": []}, Deal)
    <Deal 'D-1' in None, 0 facts>
    >>> try:
    ...     from_data({"type": "deal", "schema_version": 1, "log": [{"kind": "opened", "at": "today"}]})
    ... except InvalidData as error:
    ...     print([problem.where for problem in error.problems])
    ['$.log[0].at', '$']
    """
    reading = Reading(strict=strict, zones=zones)
    made = read_into(reading, data, type, upgrades)
    if reading.problems:
        raise InvalidData(reading.type if type is None else type_named(type), reading.problems)
    return made


def read_into(
    reading: Reading,
    data: Any,
    kind: builtins.type[Any] | str | None,
    upgrades: Mapping[tuple[str, int], Upgrade],
) -> Any:
    """Read data, and leave every problem with the reading."""
    wanted = None if kind is None else type_named(kind)
    made: Any = BAD
    try:
        made = reading.through(lambda _, __, ___: _read(data, wanted, reading, upgrades), data, None)
        if made is not BAD and isinstance(kind, type) and not isinstance(made, kind):
            reading.problem("wrong_kind", (None, "kind"), f"must be that of a {kind.__name__}, got {shown(made.kind)}")
    except Enough:
        pass
    return made


def _read(data: Any, wanted: str | None, reading: Reading, upgrades: Mapping[tuple[str, int], Upgrade]) -> Any:
    if not mapping_in(data, reading, None):
        return BAD
    name = _type_of(data, wanted, reading)
    version = reading.through(lambda each, _, __: _version_of(each), data, (None, "schema_version"))
    if name is None or version is BAD:
        return BAD
    for since in range(version, DATA_SCHEMA_VERSION):
        upgrade = reading.through(lambda _, __, ___: _upgrade_of(name, since, upgrades), None, (None, "schema_version"))  # noqa: B023
        if upgrade is BAD:
            return BAD
        data = _upgraded(data, name, since, upgrade)
        if not mapping_in(data, reading, None):
            return BAD
    read: Read = fact_from if name == _FACT else SHAPES[name].read
    return read({field: value for field, value in data.items() if field not in _HEADS}, reading, None)


def _type_of(data: dict[str, Any], wanted: str | None, reading: Reading) -> str | None:
    name = data.get("type")
    if name is None:
        reading.problem("missing_field", None, "must have the field 'type'")
        return None
    known = [*SHAPES, _FACT] if wanted is None else [wanted]
    reading.type = name if builtins.type(name) is str else reading.type
    if builtins.type(name) is not str or name not in known:
        reading.problem("unknown_type", (None, "type"), f"must be {' or '.join(known)}, got {shown(name)}")
        return None
    return name


def _version_of(data: dict[str, Any]) -> int:
    version = data.get("schema_version")
    if builtins.type(version) is not int or not 0 <= version <= DATA_SCHEMA_VERSION:
        rule = f"must be a whole number of at most {DATA_SCHEMA_VERSION}"
        raise InvalidValue("schema_version", rule, version, "read it with the version that wrote it, or a newer one")
    return version


def _upgrade_of(name: str, since: int, upgrades: Mapping[tuple[str, int], Upgrade]) -> Upgrade:
    upgrade = upgrades.get((name, since))
    if upgrade is None:
        have = listed([str(version) for kind, version in upgrades if kind == name]) or "none"
        instead = f"give upgrades={{({name!r}, {since}): ...}}; there are {have}"
        raise InvalidValue("schema_version", "must have an upgrade from it", since, instead)
    return upgrade


def _upgraded(data: Any, name: str, since: int, upgrade: Upgrade) -> Any:
    """Make data of one version into that of the next, on a copy."""
    try:
        return upgrade(plain_data(data, "the data", nodes=SIZE_LIMIT))
    except SalesCycleError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it raises, the data did not pass
        rule = f"must be fit for its upgrade, which raised {builtins.type(error).__name__[:40]}"
        raise InvalidValue(f"data of version {since}", rule, name) from None
