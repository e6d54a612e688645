"""Pydantic and FastAPI, with the real packages: what they read, write, tell and describe."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from pydantic import VERSION, BaseModel, TypeAdapter, ValidationError, create_model

from salescycle.errors import InvalidValue
from salescycle.interop.json import to_data
from salescycle.interop.pydantic import PlainData
from salescycle.model import Contacted, Deal, Fact, Lead, Line, Merged, Opened, Terms, ValueSet
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALL = Contacted(channel="call", at=MONDAY)
DEAL = Deal(id="D-1", log=[Opened(at=MONDAY), ValueSet(value=Money("48000.00", "USD"), at=MONDAY)])
HEAD = {"type": "deal", "schema_version": 1, "id": "D-1"}


class Board(BaseModel):
    """A model of a host."""

    deals: list[Deal]
    lead: Lead | None = None
    last: Contacted | ValueSet | None = None
    floor: Money = Money("100", "EUR")


def told(kind: Any, data: object) -> list[tuple[str, tuple[int | str, ...], object]]:
    """Read data that is refused, and give the type, place and input of each error."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(data)
    return [(error["type"], error["loc"], error["input"]) for error in caught.value.errors()]


def test_a_model_is_read_and_written_with_what_is_ours():
    """In JSON and as plain data, an object of the class as it is."""
    board = Board(deals=[DEAL], last=CALL)
    assert DEAL is board.deals[0]
    assert {"deals": [to_data(DEAL)], "lead": None, "last": to_data(CALL), "floor": to_data(board.floor)} == (
        board.model_dump()
    )
    assert board == Board.model_validate_json(board.model_dump_json())
    assert board == Board.model_validate(board.model_dump())


def test_each_problem_is_an_error_of_its_place():
    """All at once, within the model and the list that hold the deal; what came may be personal."""
    log = [{"kind": "opened", "at": "today"}, {"kind": "value_set", "at": "2026-03-02T09:00:00Z", "value": 3}]
    assert [
        ("invalid_value", ("deals", 1, "log", 0, "at"), "(withheld)"),
        ("not_a_mapping", ("deals", 1, "log", 1, "value"), "(withheld)"),
        ("not_a_mapping", ("lead",), "(withheld)"),
    ] == told(Board, {"deals": [to_data(DEAL), HEAD | {"log": log}], "lead": "Ada"})


def test_an_error_says_what_the_reader_says():
    """Its sentence is no template, whatever braces foreign text brings."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Opened).validate_python({"type": "fact", "schema_version": 1, "kind": "opened", "at": "{at}"})
    rule = "an instant must be text in ISO 8601 with seconds and an offset"
    assert [f"{rule}, got '{{at}}'; give one such as '2026-03-02T09:00:00Z'"] == [
        error["msg"] for error in caught.value.errors()
    ]


def test_a_union_names_its_members():
    """The place of an error says which class was tried."""
    data = to_data(Opened(at=MONDAY))
    assert ["function-plain[Contacted()]", "function-plain[ValueSet()]"] == [
        place[0] for _, place, _ in told(Contacted | ValueSet, data)
    ]


def test_more_problems_than_one_error_tells_end_the_reading():
    """As many errors as an error of ours has problems."""
    assert 100 == len(told(Deal, HEAD | {"log": [0] * 1000}))


def test_what_is_not_known_is_kept_or_refused():
    """Kept for a newer version, unless the annotation asks for strict."""
    data = HEAD | {"screen": 7}
    assert data == TypeAdapter(Deal).dump_python(TypeAdapter(Deal).validate_python(data))
    assert [("unknown_field", ("screen",), "(withheld)")] == told(Annotated[Deal, PlainData(strict=True)], data)


def test_zones_are_found_by_what_the_host_gives():
    """As by `from_data`."""
    terms = Terms(lines=[Line(description="Desk", unit_price=Money(1, "EUR"))], zone=ZoneInfo("Asia/Seoul"))
    assert terms == TypeAdapter(Annotated[Terms, PlainData(zones=ZoneInfo)]).validate_python(to_data(terms))
    assert [("invalid_value", ("zone",), "(withheld)")] == told(Terms, to_data(terms))


def test_older_data_is_upgraded():
    """By the upgrades of the host."""
    kind = Annotated[Deal, PlainData(upgrades={("deal", 0): lambda data: data | {"schema_version": 1, "id": "D-7"}})]
    old = {"type": "deal", "schema_version": 0}
    assert Deal(id="D-7") == TypeAdapter(kind).validate_python(old)
    assert [("invalid_value", ("schema_version",), "(withheld)")] == told(Deal, old)


def test_the_marker_stands_at_a_class():
    """Of a union or a list, it could not say which part was meant."""
    with pytest.raises(InvalidValue, match=r"put it at the class itself, as in Annotated\[Deal, PlainData\(\)\]"):
        TypeAdapter(Annotated[Deal | None, PlainData()])


def test_what_has_no_data_form_is_refused_when_the_model_is_made():
    """A fact of a kind of one's own, and what is not ours."""

    class Sung(Fact):
        kind = "sung"

    with pytest.raises(InvalidValue, match="a type must be one of lead"):
        TypeAdapter(Sung)
    with pytest.raises(InvalidValue, match="a type must be one of lead"):
        TypeAdapter(Annotated[int, PlainData()])


def names_of(schema: dict[str, Any]) -> set[str]:
    """Give the names of the definitions that are no part of another."""
    return {name for name in schema["$defs"] if not name.endswith("Part")}


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_a_model_refers_to_what_is_ours_by_name(mode):
    """One definition a class, the parts beside it, and all of it a sound schema."""
    schema = Board.model_json_schema(mode=mode)
    Draft202012Validator.check_schema(schema)
    assert {"Contacted", "Deal", "Lead", "Money", "ValueSet"} == names_of(schema)
    assert {"items": {"$ref": "#/$defs/Deal"}, "title": "Deals", "type": "array"} == schema["properties"]["deals"]
    assert to_data(Money("100", "EUR")) == schema["properties"]["floor"]["default"]
    assert {"anyOf": [{"$ref": "#/$defs/LeadPart"}, {"type": "null"}]} == schema["$defs"]["Deal"]["properties"]["lead"]
    board = Board(deals=[DEAL], lead=Lead(id="L-1", name="Ada"), last=CALL)
    assert [] == [error.message for error in Draft202012Validator(schema).iter_errors(board.model_dump())]


def test_facts_within_facts_are_only_mappings():
    """In the schema of a merger within a log; that of a merger itself says which facts it has."""
    schema = TypeAdapter(Merged).json_schema()
    facts = {"items": {"$ref": "#/$defs/FactPart"}, "type": "array"}
    assert facts == schema["properties"]["set_aside"]
    mappings = {"items": {"type": "object"}, "type": "array"}
    assert mappings == schema["$defs"]["FactMergedPart"]["properties"]["set_aside"]


def test_a_model_of_the_hosts_may_have_the_same_name():
    """Pydantic then tells the two apart."""
    model = create_model("Both", ours=(Deal, ...), theirs=(create_model("Deal", name=(str, ...)), ...))
    schema = model.model_json_schema()
    assert 2 == len({schema["properties"][name]["$ref"] for name in ("ours", "theirs")})


app = FastAPI()


@app.post("/deals")
def post_deal(deal: Annotated[Deal, Body(), PlainData(strict=True)]) -> Deal:
    """Give back what came."""
    return deal.record(CALL)


def test_fastapi_reads_a_body_and_writes_a_response():
    """The very deal, both ways."""
    answer = TestClient(app).post("/deals", json=to_data(DEAL))
    assert (200, to_data(DEAL.record(CALL))) == (answer.status_code, answer.json())


def test_fastapi_tells_bad_input_with_its_paths():
    """Even where what came is nothing that JSON could answer with."""
    body = '{"type": "deal", "schema_version": NaN, "id": "D-1", "nam": "Acme", "log": [{"kind": "opened"}]}'
    answer = TestClient(app).post("/deals", content=body, headers={"content-type": "application/json"})
    assert 422 == answer.status_code
    assert [["body", "schema_version"]] == [error["loc"] for error in answer.json()["detail"]]


@pytest.mark.skipif(tuple(map(int, VERSION.split(".")[:2])) < (2, 13), reason="before, pydantic names them apart")
def test_openapi_describes_a_deal_once():
    """A body and a response refer to the same schema, and no reference leads nowhere."""
    described = TestClient(app).get("/openapi.json").json()
    schemas = described["components"]["schemas"]
    post = described["paths"]["/deals"]["post"]
    reference = {"$ref": "#/components/schemas/Deal"}
    assert reference == post["requestBody"]["content"]["application/json"]["schema"]
    assert reference == post["responses"]["200"]["content"]["application/json"]["schema"]
    assert {"Deal", "HTTPValidationError", "ValidationError"} == {name for name in schemas if name[-4:] != "Part"}
    assert references(described) <= {f"#/components/schemas/{name}" for name in schemas}


def references(schema: Any) -> set[str]:
    """Give every reference within a schema."""
    if isinstance(schema, dict):
        return {schema["$ref"]} if "$ref" in schema else set().union(*map(references, schema.values()))
    return set().union(*map(references, schema)) if isinstance(schema, list) else set()


def test_the_arguments_of_a_tool_are_described():
    """A function is what many tools are made of."""

    def draft(deal: Deal, tone: str) -> str:
        """Draft a letter."""
        return f"{tone} {deal.id}"

    schema = TypeAdapter(draft).json_schema()
    assert {"$ref": "#/$defs/Deal", "title": "Deal"} == schema["properties"]["deal"]
    assert "warm D-1" == TypeAdapter(draft).validate_python({"deal": to_data(DEAL), "tone": "warm"})
