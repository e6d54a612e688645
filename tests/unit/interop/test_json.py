"""Records as plain data: what is written, what is read, and what is told."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar
from zoneinfo import ZoneInfo

import attrs
import pytest
from jsonschema import Draft202012Validator

from salescycle.errors import InvalidData, InvalidValue, LimitExceeded
from salescycle.interop.json import DATA_SCHEMA_VERSION, UPGRADES, from_data, json_schema, to_data
from salescycle.model import (
    AttributeSet,
    CloseExpected,
    Contacted,
    Deal,
    Document,
    Fact,
    Lead,
    Line,
    MeetingMoved,
    MeetingPlanned,
    Merged,
    Opened,
    PaperworkSet,
    Persona,
    Proposal,
    StageEntered,
    Terms,
    TermsSet,
    UnknownFact,
)
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
AT = "2026-03-02T09:00:00Z"
HEAD = {"type": "deal", "schema_version": 1, "id": "D-1"}
FACT = {"type": "fact", "schema_version": 1, "at": AT}


def problems(data: object, kind: type | str | None = None, **how) -> dict[str, str]:
    """Read data that is refused, and give the message of each problem by its path."""
    with pytest.raises(InvalidData) as caught:
        from_data(data, kind, **how)
    return {problem.where: problem.message for problem in caught.value.problems}


def test_a_deal_is_written_with_its_lead_and_its_proposals():
    """The envelope is on top only; what is empty, and `recorded_at` where it is `at`, is left out."""
    terms = Terms(lines=[Line(description="Desk", unit_price=Money("199.950", "EUR"), tax="0.19")])
    deal = Deal(
        id="D-1",
        lead=Lead(id="L-1", name="Ada", log=[Contacted(channel="call", at=MONDAY, recorded_at=TUESDAY)]),
        proposals=[Proposal(id="P-1", log=[TermsSet(terms=terms, by="kim", at=MONDAY)])],
        log=[StageEntered(stage="talk", outcome="open", at=MONDAY), CloseExpected(on=None, at=MONDAY)],
    )
    contacted = {"kind": "contacted", "at": AT, "recorded_at": "2026-03-03T09:00:00Z", "channel": "call"}
    line = {
        "description": "Desk",
        "unit_price": {"amount": "199.950", "currency": "EUR"},
        "quantity": "1",
        "discount": "0",
        "tax": "0.19",
    }
    offered = {"lines": [line], "discount": "0", "zone": "+00:00", "rounding": "line_half_up"}
    expected = {
        "type": "deal",
        "schema_version": 1,
        "id": "D-1",
        "log": [
            {"kind": "stage_entered", "at": AT, "stage": "talk", "outcome": "open"},
            {"kind": "close_expected", "at": AT, "on": None},
        ],
        "lead": {"id": "L-1", "log": [contacted | {"direction": "outbound", "human": True}], "name": "Ada"},
        "proposals": [{"id": "P-1", "log": [{"kind": "terms_set", "at": AT, "by": "kim", "terms": offered}]}],
    }
    assert expected == to_data(deal)
    assert deal == from_data(expected, Deal)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("true", "true"),
        (True, True),
        (Decimal(120), 120),
        (Decimal("1.50"), {"number": "1.50"}),
        (Decimal(2**53), {"number": "9007199254740992"}),
        (Decimal("1.234567890123456789012345678E-12"), {"number": "0.000000000001234567890123456789012345678"}),
        (date(2026, 3, 31), {"date": "2026-03-31"}),
        (Money("100.0", "EUR"), {"money": "100.0", "currency": "EUR"}),
        (("export", "1"), ["export", "1"]),
        (None, None),
    ],
)
def test_values_of_attributes_keep_their_kind(value, written):
    """Text that reads like a number, a date or an answer is text still."""
    fact = AttributeSet(name="x", value=value, at=MONDAY)
    assert FACT | {"kind": "attribute_set", "name": "x", "value": written} == to_data(fact)
    again = from_data(to_data(fact), AttributeSet)
    assert (repr(value), type(value)) == (repr(again.value), type(again.value))


@pytest.mark.parametrize(
    "value",
    [
        {"date": "private"},
        {"number": "private"},
        {"money": "private", "currency": "EUR"},
        {"private": 1},
        0.5,
        {},
        {"money": "1", "currency": ["private"]},
        {"money": "1", "currency": "private"},
        [["private"]],
        {1: "private"},
    ],
)
def test_a_refused_attribute_is_not_repeated(value):
    """It may be personal."""
    told = problems(FACT | {"kind": "attribute_set", "name": "x", "value": value})
    assert ["$.value"] == list(told)
    assert "private" not in told["$.value"]


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        (UTC, "+00:00"),
        (timezone(timedelta(hours=9)), "+09:00"),
        (timezone(-timedelta(hours=3, minutes=30)), "-03:30"),
        (timezone(timedelta(minutes=28, seconds=5)), "+00:28:05"),
        (timezone(timedelta(microseconds=-7)), "-00:00:00.000007"),
        (ZoneInfo("Asia/Seoul"), "Asia/Seoul"),
        (ZoneInfo("UTC"), "UTC"),
    ],
)
def test_zones_have_their_name_or_their_offset(zone, written):
    """A name is found by what the host gives."""
    terms = Terms(lines=[Line(description="Desk", unit_price=Money(1, "EUR"))], zone=zone)
    assert written == to_data(terms)["zone"]
    assert terms == from_data(to_data(terms), zones=ZoneInfo)


def test_zones_that_cannot_be_found():
    """Each is told: no name, no such place, nothing to look it up with, and what raised."""
    data = to_data(Terms(lines=[Line(description="Desk", unit_price=Money(1, "EUR"))]))
    for zone in ("../etc/passwd", "/etc/passwd", "", "x" * 1000, 5, "+24:00", "+25:61"):
        assert ["$.zone"] == list(problems(data | {"zone": zone}, zones=ZoneInfo))
    assert "zoneinfo.ZoneInfo" in problems(data | {"zone": "Asia/Seoul"})["$.zone"]
    assert "ZoneInfoNotFoundError" in problems(data | {"zone": "Asia/Soul"}, zones=ZoneInfo)["$.zone"]
    assert ["$.zone"] == list(problems(data | {"zone": "Asia/Soul"}, zones=lambda name: name))
    told = problems(data | {"zone": "Asia/Soul"}, zones=lambda _: from_data(None))
    assert ["$.zone"] == list(told)
    assert UTC is from_data(data | {"zone": "UTC"}).zone


def test_a_zone_without_a_name_is_not_written():
    """Its rules would be lost."""

    class Mine(tzinfo):
        pass

    terms = Terms(lines=[Line(description="Desk", unit_price=Money(1, "EUR"))], zone=Mine())
    with pytest.raises(InvalidValue, match="must have a name to be written by"):
        to_data(terms)


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-02",
        "2026-03-02T09:00:00",
        "2026-03-02 09:00:00Z",
        "2026-03-02T09:00:00z",
        "2026-02-30T09:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-W10-1T09:00:00Z",
        "2026-03-02T24:00:00Z",
        "0001-01-01T00:00:00+23:59",
        None,
        5,
        "2026-03-02T09:00:00.1234567Z",
        "2026-03-02T09:00:00+24:00",
        "٢026-03-02T09:00:00Z",
        "x" * 100000,
        [],
        {},
    ],
)
def test_instants_of_another_form_are_told(at):
    """One form is read: no zone is guessed, no digit cut off."""
    assert ["$.at"] == list(problems(FACT | {"kind": "opened", "at": at}))


@pytest.mark.parametrize("on", ["20260331", "2026-W14-2", "2026-02-30", "1800-01-01", 5, "2026-03-31T00:00:00Z"])
def test_dates_of_another_form_are_told(on):
    """As for instants."""
    assert ["$.on"] == list(problems(FACT | {"kind": "close_expected", "on": on}))


def test_a_length_of_time_is_written_in_minutes():
    """A meeting's length has one form, and is read back by it; one that is the same as before is left out."""
    planned = MeetingPlanned(meeting="demo", starts=TUESDAY, length=timedelta(hours=1, minutes=30), at=MONDAY)
    assert "PT90M" == to_data(planned)["length"]
    assert planned == from_data(to_data(planned))
    assert "length" not in to_data(MeetingMoved(meeting="demo", starts=TUESDAY, at=MONDAY))


@pytest.mark.parametrize(
    "length", ["PT1H", "PT1H30M", "PT1.5M", "P1D", "PT-5M", "PT0M", "PT٣M", 90, None, "PT" + "9" * 99]
)
def test_lengths_of_another_form_are_told(length):
    """As for instants."""
    data = {"kind": "meeting_planned", "meeting": "demo", "starts": AT, "length": length}
    assert ["$.length"] == list(problems(FACT | data))


@pytest.mark.parametrize(
    "amount", ["1e999999", "NaN", "-Infinity", 48000, 0.1, True, "1_000", " 1", "9" * 29, "9" * 999, "٣"]
)
def test_numbers_that_are_no_exact_text_are_told(amount):
    """A float of JSON is not exact, and one number has one form."""
    money = {"type": "money", "schema_version": 1, "amount": amount, "currency": "EUR"}
    assert ["$.amount"] == list(problems(money))


def test_every_problem_is_told_at_once_with_its_path():
    """Those of the form and those of the fields' own doors, of nested parts too."""
    line = {"description": "Desk", "unit_price": {"amount": "1", "currency": "EUR"}, "tax": "1.9"}
    terms = {"lines": [line, line | {"quantity": "0", "unit_price": 5}], "discount": "0.5"}
    log = [
        {"kind": "stage_entered", "at": "today", "stage": " ", "outcome": "wno"},
        {"kind": "value_set", "at": AT, "value": {"amount": "-1", "currency": "EUR"}},
        {"kind": "terms_set", "at": AT, "terms": terms},
        {"kind": ["opened"], "at": AT},
        {"at": AT},
        7,
        {1: 2},
    ]
    told = problems(HEAD | {"log": log, "lead": {"id": "L-1"}, "proposals": {}})
    assert [
        "$.log[0].at",
        "$.log[0].stage",
        "$.log[0].outcome",
        "$.log[1].value",
        "$.log[2].terms.lines[0].tax",
        "$.log[2].terms.lines[1].unit_price",
        "$.log[2].terms.lines[1].tax",
        "$.log[2].terms.lines[1].quantity",
        "$.log[3]",
        "$.log[4]",
        "$.log[5]",
        "$.log[6]",
        "$.lead",
        "$.proposals",
    ] == list(told)
    assert "must have the field 'name'" == told["$.lead"]


def test_what_only_the_whole_breaks_is_told_of_the_whole():
    """Two currencies in one fact, say."""
    money = {"amount": "1", "currency": "EUR"}
    fact = FACT | {"kind": "concession_given", "concession": "x", "worth": money, "cost": money | {"currency": "USD"}}
    assert {"$": "amounts in EUR and USD do not add up; convert one with a RateProvider first"} == problems(fact)


def test_the_envelope_is_checked():
    """A type that is not there, or is another than was asked for, and a version that cannot be read."""
    assert {"$", "$.schema_version"} == set(problems({}))
    assert "data of type 'unknown' has 1 problem:\n  $: must be a mapping, got None" == str(refusal(None))
    assert ["$.type"] == list(problems(HEAD | {"type": "dael"}))
    assert ["$.type"] == list(problems(HEAD, Lead))
    assert ["$.type"] == list(problems(HEAD | {"type": []}, "deal"))
    assert ["$.kind"] == list(problems(FACT | {"kind": "opened"}, Contacted))
    for version in (0, 2, -1, True, "1", 1.0, None):
        assert ["$.schema_version"] == list(problems(HEAD | {"schema_version": version}))
    for kind in (dict, "dael", 5, Mine, None.__class__):
        with pytest.raises(InvalidValue, match="a type must be one of lead, "):
            json_schema(kind)


def refusal(data: object) -> InvalidData:
    """Give the error that reading data raises."""
    with pytest.raises(InvalidData) as caught:
        from_data(data)
    return caught.value


@attrs.frozen(kw_only=True)
class Mine(Fact):
    """A fact of the host's own."""

    kind: ClassVar[str] = "mine"


@pytest.mark.parametrize("thing", [Mine(at=MONDAY), None, {}, Deal, object(), Fact])
def test_what_has_no_data_form_is_not_written(thing):
    """It says so, and calls nothing of it."""
    with pytest.raises(InvalidValue):
        to_data(thing)


def test_what_is_not_known_is_kept_and_written_again():
    """A kind of fact, a field of a fact, of a part of it, of a record, and of a lead in a deal."""
    document = {"key": "order", "label": {"en": "Order"}, "side": "us", "needs": ["nda"], "days": 1, "pages": 3}
    nda = {"key": "nda", "label": {"en": "NDA"}, "side": "us", "days": 1, "scan": {"x": [0.5, None]}}
    log = [
        {"kind": "paperwork_set", "at": AT, "documents": [document, nda]},
        {"kind": "mood_seen", "at": AT, "by": "kim", "mood": "good"},
    ]
    data = HEAD | {
        "log": log,
        "lead": {"id": "L-1", "log": [{"kind": "opened", "at": AT}], "name": "Ada", "pets": ["cat"]},
        "score": 2**63 - 1,
    }
    deal = from_data(data)
    mood = UnknownFact(kind="mood_seen", by="kim", at=MONDAY, unread='[[["mood"], "good"]]')
    assert mood == deal.log[1]
    assert deal.paperwork.missing[0].key == "nda"
    log[0]["documents"].reverse()  # each after what it waits for
    assert data == to_data(deal)
    assert data == to_data(from_data(to_data(deal.as_of(MONDAY))))
    assert {
        "$.log[0].documents[0].scan",
        "$.log[0].documents[1].pages",
        "$.log[1].kind",
        "$.lead.pets",
        "$.score",
    } == set(problems(data, strict=True))


def test_what_is_not_known_follows_what_was_read_around_it():
    """Where the part around it was exchanged, there is no place for it any more; a place that is taken stays."""
    form = Document(key="order")
    unread = '[[["documents", 1, "pages"], 3], [["documents", 0, "days"], 9], [["by", "x"], 1], [["documents", 0], 1]]'
    fact = PaperworkSet(documents=[form], by="kim", at=MONDAY, unread=unread)
    assert to_data(attrs.evolve(fact, unread="")) == to_data(fact)
    persona = from_data({"type": "persona", "schema_version": 1, "key": "ops", "colour": "blue"}, Persona)
    assert "blue" == to_data(persona)["colour"]


@pytest.mark.parametrize("unread", ["{", "5", "[5]", '[["x"]]', "[[[], 1]]", "[" * 100_000, "[[5, 1]]"])
def test_what_was_not_read_cannot_be_made_up(unread):
    """Text of another form than the edge's own is refused."""
    with pytest.raises(InvalidValue, match="must be as the edge that read the data made it"):
        to_data(Opened(at=MONDAY, unread=unread))


@pytest.mark.parametrize(
    "value",
    [2**63, Decimal("0.1000000000000000000000001"), Decimal("sNaN"), date(2026, 3, 2), object(), float("nan"), {1: 2}],
)
def test_what_is_not_known_and_json_would_change_is_told(value):
    """Nothing is kept that would come back as something else."""
    assert ["$.new"] == list(problems(HEAD | {"new": value}))


def test_what_refers_to_itself_or_is_endless_is_told():
    """Deep in what is not known, in facts set aside, and as parts that many share."""
    loop: list = []
    loop.append(loop)
    assert ["$.new"] == list(problems(HEAD | {"new": loop}))
    merged: dict = {"kind": "merged", "at": AT, "lead": "L-2"}
    merged["set_aside"] = [merged]
    assert next(iter(problems(HEAD | {"log": [merged]}))).startswith("$.log[0].set_aside[0].set_aside[0]")
    assert {"$.log": "several values must be at most 100000, got 1000000"} == problems(HEAD | {"log": [5] * 1_000_000})
    facts = [{"kind": "merged", "at": AT, "lead": "L-2", "set_aside": [5] * 2}] * 1000
    assert 100 == len(refusal(HEAD | {"log": facts}).problems)
    leaf = {"kind": "opened", "at": AT}
    for _ in range(3):
        leaf = {"kind": "merged", "at": AT, "lead": "L-2", "set_aside": [leaf] * 10, "new": "x" * 60_000}
    assert "data of type 'deal' has 1 problem:\n  $: must hold at most 2000000 values" == str(
        refusal(HEAD | {"log": [leaf]})
    )


def test_facts_set_aside_too_deep_are_not_written():
    """What is written can be read."""
    merged = Merged(lead="L-2", at=MONDAY)
    for _ in range(8):
        merged = Merged(lead="L-2", at=MONDAY, set_aside=[merged])
    assert merged == from_data(to_data(merged))
    with pytest.raises(LimitExceeded, match="must be at most 8 levels deep"):
        to_data(Merged(lead="L-2", at=MONDAY, set_aside=[merged]))


def test_nothing_of_a_foreign_class_is_called():
    """Subclasses of what JSON has are refused, wherever they stand, before any of their code runs."""

    class Text(str):
        __slots__ = ()

        def __eq__(self, other):
            raise AssertionError

        __hash__ = str.__hash__

        def strip(self, *_):
            raise AssertionError

    class Mapping(dict):
        def items(self):
            raise AssertionError

    hostile = [Text("opened"), Mapping(kind="opened"), {Text("kind"): "opened"}]
    for each in hostile:
        from_junk = [
            each,
            HEAD | {"id": each},
            HEAD | {"log": [each]},
            HEAD | {"log": [{"kind": each}]},
            HEAD | {"lead": each},
        ]
        for data in [
            *from_junk,
            HEAD | {"new": each},
            FACT | {"kind": "paperwork_set", "documents": [{"key": "x", "label": each}]},
        ]:
            assert problems(data)


OLDER = MappingProxyType({"type": "deal", "schema_version": 0, "name": "D-1", "steps": [["talk", AT]]})
"""A deal as a version before the first might have written it."""


def since_0(data):
    """Make a deal of version 0 into one of version 1."""
    steps = data.pop("steps")
    log = [{"kind": "stage_entered", "at": at, "stage": stage, "outcome": "open"} for stage, at in steps]
    return data | {"id": data.pop("name"), "log": log}


def test_older_data_is_upgraded_before_it_is_read():
    """Golden: what was written before, and what is written of it now; the data itself stays as it was."""
    older, before = dict(OLDER), copy.deepcopy(dict(OLDER))
    after = HEAD | {"log": [{"kind": "stage_entered", "at": AT, "stage": "talk", "outcome": "open"}]}
    assert after == to_data(from_data(older, Deal, upgrades={("deal", 0): since_0, **UPGRADES}))
    assert before == older
    assert 1 == DATA_SCHEMA_VERSION


def test_upgrades_that_are_missing_or_fail_are_told():
    """Nothing that an upgrade raises comes through."""
    upgrades = {("deal", 0): since_0}
    assert "there are none" in problems(dict(OLDER))["$.schema_version"]
    assert "raised KeyError" in problems(HEAD | {"schema_version": 0}, upgrades=upgrades)["$"]
    assert {"$": "must be a mapping, got None"} == problems(dict(OLDER), upgrades={("deal", 0): lambda _: None})
    assert ["$"] == list(problems(dict(OLDER) | {"new": object()}, upgrades=upgrades))


@pytest.mark.parametrize(
    "damage",
    [
        {"id": None},
        {"id": ""},
        {"log": {}},
        {"log": [{}]},
        {"log": [{"kind": "opened", "at": "today"}]},
        {"type": "lead"},
        {"log": [{"kind": "value_set", "at": AT, "value": {"amount": 5, "currency": "EUR"}}]},
        {"schema_version": 2},
        {"log": [{"kind": "stage_entered", "at": AT, "stage": "x", "outcome": "wno"}]},
        {"proposals": [None]},
        {"lead": 1},
        {"log": [{"kind": "attribute_set", "at": AT, "name": "x", "value": {"date": "31.3.2026"}}]},
    ],
)
@pytest.mark.parametrize("inline_refs", [False, True])
def test_a_schema_refuses_what_is_broken(damage, inline_refs):
    """So does the reader."""
    validator = Draft202012Validator(json_schema("deal", inline_refs=inline_refs))
    assert validator.is_valid(HEAD)
    assert not validator.is_valid(HEAD | damage)
    assert problems(HEAD | damage, "deal")


def test_a_schema_of_facts_of_one_kind_or_of_all():
    """By class or by name; without references where none are wanted."""
    assert json_schema(Fact) == json_schema("fact")
    assert "contacted" == json_schema(Contacted)["properties"]["kind"]["const"]
    assert "contacted" in json_schema(UnknownFact)["properties"]["kind"]["not"]["enum"]
    assert "$ref" in str(json_schema(Deal))
    assert "$ref" not in str(json_schema(Deal, inline_refs=True))


@pytest.mark.parametrize("strict", [False, True])
def test_a_kind_with_a_blank_is_the_kind_it_is_written_as(strict):
    """What was read is written without the blank, and is read as the same fact again; a kind that is no key is told."""
    made = from_data(FACT | {"kind": " contacted ", "channel": "call"}, strict=strict)
    assert (Contacted, made) == (type(made), from_data(to_data(made)))
    assert "mood" == from_data(FACT | {"kind": " mood "}).kind
    assert ["$.kind"] == list(problems(FACT | {"kind": " "}, strict=strict))
    assert ["$.kind"] == list(problems(FACT | {"kind": "x" * 129}, strict=strict))
