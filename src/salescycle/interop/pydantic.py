"""Pydantic: records, facts and values as types of its models and adapters, and so of FastAPI and tool schemas.

Importing this module is enough: pydantic then knows each class that has a data form (``to_data``), as a field of a
model, in ``TypeAdapter(Deal)``, in a request or a response. ``PlainData`` says more about how one is read.
"""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any, get_args

import attrs
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, ValidationError
from pydantic_core.core_schema import (
    any_schema,
    definition_reference_schema,
    definitions_schema,
    no_info_plain_validator_function,
    plain_serializer_function_ser_schema,
)

from salescycle.errors import Finding, InvalidValue

from .json import UPGRADES, Upgrade, json_schema, to_data
from .json._data import Storable, read_into, type_named
from .json._reading import Reading

__all__ = ["PlainData"]

_WITHHELD = "(withheld)"
_MERGED = f"{__name__}.FactMergedPart"
"""The one part that holds itself, since it keeps facts. Of those it says here only that they are mappings: pydantic
tells what is read apart from what is written where a schema refers to itself, and would name everything twice."""


@attrs.frozen(kw_only=True, eq=False)
class PlainData:
    """Say how pydantic reads a record, a fact or a value: ``Annotated[Deal, PlainData(strict=True)]``.

    ``strict``, ``zones`` and ``upgrades`` are those of ``from_data``: ask for strict where no newer version can have
    written the data, such as a request. An object of the class passes as it is; anything else is read, and each
    problem is an error of pydantic's with its code as ``type``, its place as ``loc`` and its sentence as ``msg``, all
    at once. Their ``input`` is withheld, since it may be personal: the sentence shows what came where it may.
    Written, it is what ``to_data`` gives, in ``model_dump`` and in JSON. Its JSON Schema is that of ``json_schema``,
    under the name of the class, with the parts it has in common with others beside it.

    Raises ``InvalidValue``, when the model is made, where the annotated type is no class with a data form.

    >>> from typing import Annotated
    >>> from pydantic import TypeAdapter, ValidationError
    >>> from salescycle import Deal, Money
    >>> TypeAdapter(Money).dump_python(Money("48000.00", "USD"))
    {'type': 'money', 'schema_version': 1, 'amount': '48000.00', 'currency': 'USD'}
    >>> try:
    ...     TypeAdapter(Annotated[Deal, PlainData(strict=True)]).validate_json(
    ...         '{"type": "deal", "schema_version": 1, "nam": "Acme", "log": [{"kind": "opened", "at": "today"}]}'
    ...     )
    ... except ValidationError as error:
    ...     print([(each["type"], each["loc"]) for each in error.errors()])
    [('unknown_field', ('nam',)), ('invalid_value', ('log', 0, 'at')), ('missing_field', ())]
    """

    strict: bool = False
    zones: Callable[[str], tzinfo] | None = None
    upgrades: Mapping[tuple[str, int], Upgrade] = UPGRADES

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic how a class is read, written and described."""
        if not isinstance(source, type):
            instead = "put it at the class itself, as in Annotated[Deal, PlainData()] | None"
            raise InvalidValue("what PlainData stands at", "must be a class with a data form", source, instead)
        type_named(source)

        def read(value: Any) -> Any:
            return self._read(source, value)

        # pydantic names a member of a union by its function
        read.__name__ = source.__name__
        return no_info_plain_validator_function(
            read,
            serialization=plain_serializer_function_ser_schema(to_data),
            metadata=_metadata(lambda handler: _described(source, handler)),
        )

    def _read(self, kind: type[Any], value: Any) -> Any:
        if isinstance(value, kind):
            return value
        reading = Reading(strict=self.strict, zones=self.zones)
        made = read_into(reading, value, kind, self.upgrades)
        if not reading.problems:
            return made
        errors = [
            InitErrorDetails(type=_error(problem), loc=place, input=_WITHHELD)
            for problem, place in zip(reading.problems, reading.places, strict=True)
        ]
        raise ValidationError.from_exception_data(kind.__name__, errors)


def _error(problem: Finding) -> PydanticCustomError:
    # pydantic fills braces in only where it is given a context, so foreign text in the sentence does no harm
    return PydanticCustomError(problem.code, problem.message)  # pyright: ignore[reportArgumentType]


def _metadata(describe: Callable[[GetJsonSchemaHandler], dict[str, Any]]) -> dict[str, Any]:
    def function(_: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return describe(handler)

    # what pydantic asks for the JSON Schema of a type, and takes as it is
    return {"pydantic_js_annotation_functions": [function]}


def _described(kind: type[Any], handler: GetJsonSchemaHandler) -> dict[str, Any]:
    """Put the schema of a class and its parts among pydantic's definitions, and refer to it."""
    schema = json_schema(kind)
    del schema["$schema"]
    parts = {_part(name): part for name, part in schema.pop("$defs", {}).items()}
    if _MERGED in parts:
        parts[_MERGED]["properties"]["set_aside"] = {"type": "array", "items": {"type": "object"}}
    whole = f"{kind.__module__}.{kind.__qualname__}"
    named = parts | {whole: schema | {"title": kind.__name__}}
    defined = [_defined(ref, each) for ref, each in named.items()]
    return handler(definitions_schema(definition_reference_schema(whole), defined))


def _part(name: str) -> str:
    """Name a part apart from the whole, which has an envelope: ``LeadPart``, ``FactContactedPart``."""
    return f"{__name__}.{name.title().replace('_', '')}Part"


def _defined(ref: str, schema: dict[str, Any]) -> CoreSchema:
    return any_schema(ref=ref, metadata=_metadata(lambda handler: _linked(schema, handler)))


def _linked(schema: Any, handler: GetJsonSchemaHandler) -> Any:
    """Turn references to our parts into those that pydantic keeps, wherever its host wants them to lead."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return handler(definition_reference_schema(_part(schema["$ref"].rpartition("/")[2])))
        return {name: _linked(each, handler) for name, each in schema.items()}
    return [_linked(each, handler) for each in schema] if isinstance(schema, list) else schema


def _of_class(_: type[Any], source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    return PlainData().__get_pydantic_core_schema__(source, handler)


# pydantic has no list of foreign types, it asks the class; the classes know no edge, so this edge puts the answer there
for _kind in get_args(Storable):
    _kind.__get_pydantic_core_schema__ = classmethod(_of_class)
