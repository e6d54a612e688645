"""Facts by their kind, and those of a kind that is not known here."""

# What comes from outside has no type until it has passed a door.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from typing import Any, Final

from salescycle import model
from salescycle.errors import InvalidValue, LimitExceeded, nearest
from salescycle.model import Document, Fact, Line, Proof, Terms, UnknownFact
from salescycle.values import Money, key_text

from ._forms import FORMS, Form
from ._reading import BAD, NESTING_LIMIT, Reading, Where, mapping_in
from ._shapes import Shape, shape_of

__all__ = ["KINDS", "UNKNOWN", "VALUES", "fact_data", "fact_from", "fact_shape"]


def fact_data(fact: Any, depth: int = 0) -> dict[str, Any]:
    """Write a fact with its kind; ``recorded_at`` is left out where it is ``at``."""
    if depth > NESTING_LIMIT:
        raise LimitExceeded("facts set aside", f"must be at most {NESTING_LIMIT} levels deep", depth)
    shape = fact_shape(type(fact))
    if shape is None:
        instead = "leave out, or write by yourself, facts of your own"
        raise InvalidValue("a fact", "must be of a kind of this library", fact, instead)
    data = {"kind": fact.kind} | shape.write(fact, depth + 1)
    if fact.recorded_at == fact.at:
        del data["recorded_at"]
    return data


def fact_shape(kind: type[Fact]) -> Shape | None:
    """Give the shape of a class of facts, or ``None`` for one that is not of this library."""
    shape = UNKNOWN if kind is UnknownFact else KINDS.get(kind.kind)
    return shape if shape is not None and shape.of is kind else None


def fact_from(data: Any, reading: Reading, where: Where) -> Any:
    """Read a fact of the kind it names."""
    if _depth(where) > NESTING_LIMIT:
        raise LimitExceeded("facts set aside", f"must be at most {NESTING_LIMIT} levels deep", "more")
    if not mapping_in(data, reading, where):
        return BAD
    kind = data.get("kind")
    if type(kind) is not str:
        if "kind" in data:
            raise InvalidValue("the kind of a fact", "must be text", kind)
        reading.problem("missing_field", where, "must have the field 'kind'")
        return BAD
    if kind not in KINDS:
        # a kind with a blank at its end is written without it, and must be read as the one it then is
        kind = reading.through(lambda each, _, __: key_text(each), kind, (where, "kind"))
    if kind is BAD:
        return BAD
    if kind not in KINDS and reading.strict:
        reading.problem("unknown_kind", (where, "kind"), f"no such kind of fact; {nearest(kind, KINDS)}")
        return BAD
    return KINDS.get(kind, UNKNOWN).read_fields(data, reading, where)


def _depth(where: Where) -> int:
    depth = 0
    while where is not None:
        where, step = where
        depth += step == "set_aside"
    return depth


VALUES: Final = {kind.__name__.lower(): shape_of(kind) for kind in (Money, Line, Terms, Document, Proof)}
"""The shapes of values made of fields, by their type in an envelope."""

FORMS[Fact] = Form(fact_data, fact_from)
KINDS: Final[dict[str, Shape]] = {
    kind.kind: shape_of(kind, "kind", form=False)
    for kind in map(vars(model).get, model.__all__)
    if isinstance(kind, type) and issubclass(kind, Fact) and kind is not UnknownFact
}
"""The shapes of the kinds of facts that are known, by kind."""

UNKNOWN: Final = shape_of(UnknownFact, form=False)
"""The shape of facts whose kind is not known: what all facts have in common."""
