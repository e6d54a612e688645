"""Bad input as data: rows of the catalogue, by their ids, as far as they come in through mappings."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest

from salescycle import (
    BANT,
    BANT_TO_CHAMP,
    LEAD,
    SHORT_CYCLE,
    Assessed,
    CrossWalk,
    Cycle,
    Deal,
    Framework,
    InvalidCrossWalk,
    InvalidCycle,
    InvalidData,
    InvalidForm,
    InvalidFramework,
    InvalidProfile,
    InvalidScorer,
    InvalidValue,
    MatchRule,
    NaiveBayes,
    Pipeline,
    Profile,
    SalesCycleError,
    StageEntered,
    StageSeen,
    UnknownFact,
    UnknownName,
)
from salescycle.interop.json import from_data, to_data

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = "2026-03-02T09:00:00Z"
HEAD = {"type": "deal", "schema_version": 1, "id": "D-1"}
PROFILE = Profile(persona="ops", rules=[MatchRule(attribute="size", match="range", values=[50, None])])
SCORER = {
    "schema_version": 1,
    "alpha": "0.5",
    "floor": 50,
    "strength": "10",
    "tally": {"won": 1, "lost": 1, "features": []},
}
FORMS: dict[str, tuple[Callable[[Any], Any], dict[str, Any], type[SalesCycleError]]] = {
    "record": (lambda data: from_data(data, strict=True), HEAD, InvalidData),
    "cycle": (Cycle.from_data, SHORT_CYCLE.to_data(), InvalidCycle),
    "framework": (Framework.from_data, BANT.to_data(), InvalidFramework),
    "profile": (Profile.from_data, PROFILE.to_data(), InvalidProfile),
    "cross-walk": (CrossWalk.from_data, BANT_TO_CHAMP.to_data(), InvalidCrossWalk),
    "scorer": (NaiveBayes.from_data, SCORER, InvalidScorer),
}
OF_FORMS = pytest.mark.parametrize(("door", "sound", "kind"), FORMS.values(), ids=FORMS)


def refused(door: Callable[[], object], kind: type[SalesCycleError]) -> str:
    """Give the message of a door that refuses at once and says so briefly."""
    began = time.thread_time()
    with pytest.raises(kind) as caught:
        door()
    assert time.thread_time() - began < 0.5
    assert caught.value.code
    assert len(str(caught.value)) <= 2_000
    return str(caught.value)


NO_MAPPINGS = {"none": None, "list": [], "text": "{}", "bytes": b"{}", "number": 1, "pairs": [("id", "D-1")]}


@pytest.mark.parametrize("came", NO_MAPPINGS.values(), ids=[f"A1-{name}" for name in NO_MAPPINGS])
@OF_FORMS
def test_data_is_a_mapping(door, sound, kind, came) -> None:
    """A1: what is no mapping is told by its type."""
    assert "must be a mapping, got " in refused(lambda: door(came), kind)


@pytest.mark.parametrize("name", [pytest.param("x", id="A3-far"), pytest.param("schema_versio", id="A3-near")])
@OF_FORMS
def test_a_field_that_is_not_known(door, sound, kind, name) -> None:
    """A3: it is told with its path, and the one that was meant is proposed."""
    told = refused(lambda: door(sound | {name: 1}), kind)
    assert f".{name}: no such field; " in told


@pytest.mark.parametrize(
    "version", [pytest.param(each, id=f"A4-{each!r}") for each in (99, "1", True, 0, -1, 1.0, None)]
)
@OF_FORMS
def test_a_version_that_is_not_known(door, sound, kind, version) -> None:
    """A4 and E1: what came and what is known are told; that a flag is a number in Python makes it no version."""
    told = refused(lambda: door(sound | {"schema_version": version}), kind)
    assert "schema_version" in told


@OF_FORMS
def test_the_first_version_is_still_missing_where_it_must_be(door, sound, kind) -> None:
    """A4: data without a version is refused, but for that of a cycle, which people write by hand."""
    bare = {name: each for name, each in sound.items() if name != "schema_version"}
    if kind is InvalidCycle:
        assert sound == door(bare).to_data()
    else:
        assert "schema_version" in refused(lambda: door(bare), kind)


NOT_NUMBERS = {"nan": float("nan"), "inf": float("inf"), "1e400": float("1e400"), "-inf": -float("inf")}


@pytest.mark.parametrize("came", NOT_NUMBERS.values(), ids=[f"A32-{name}" for name in NOT_NUMBERS])
@OF_FORMS
def test_what_json_readers_make_of_no_number(door, sound, kind, came) -> None:
    """A32: NaN and infinity, which Python's own reader of JSON lets in, are refused wherever they stand."""
    for name in sound:
        refused(lambda name=name: door(sound | {name: came}), kind)


MARKUP = ['"><script>alert(1)</script>', "javascript:alert(1)", "a --> b; click s0 href", "%%{init}%%", '<b a="|`">']


@pytest.mark.parametrize("label", [pytest.param(each, id=f"A35-{each[:8]}") for each in MARKUP])
def test_markup_in_a_label_is_text(label: str) -> None:
    """A35: it is kept as it came; what becomes of it where it is shown is each sink's business."""
    data = SHORT_CYCLE.to_data()
    data["stages"][0]["label"] = {"en": label}
    assert label == Cycle.from_data(data).stages[0].label.text("en")


def test_what_the_caller_changes_later() -> None:
    """A37: data that was read may change afterwards; what was made of it does not."""
    data = SHORT_CYCLE.to_data()
    made = Cycle.from_data(data)
    data["stages"][0]["leads_to"].clear()
    data["label"]["en"] = "other"
    assert made == SHORT_CYCLE


def test_ids_that_come_again() -> None:
    """B2: two deals of one id are refused by name in a pipeline, and two proposals in a deal."""
    deals = [Deal(id="D-1"), Deal(id="D-2"), Deal(id="D-1")]
    told = refused(lambda: Pipeline(deals, cycle=SHORT_CYCLE, as_of=MONDAY), InvalidValue)
    assert "the deals of a pipeline must have different ids, got 'D-1'" == told
    refused(lambda: from_data(HEAD | {"proposals": [{"id": "P-1"}, {"id": "P-1"}]}), InvalidData)


@pytest.mark.parametrize("name", ["nmae", "__class__", "__init__", "constructor", "__proto__", "log2", "type_"])
def test_fields_that_are_not_known(name: str) -> None:
    """B3 and B23: strictly each is a problem; else it is kept unread and written back, whatever it is called."""
    assert f"$.{name}: no such field; " in refused(
        lambda: from_data(HEAD | {name: {"a": [1]}}, strict=True), InvalidData
    )
    made = from_data(HEAD | {name: {"a": [1]}})
    assert type(made) is Deal
    assert HEAD | {name: {"a": [1]}} == to_data(made)


def test_a_stage_of_another_cycle() -> None:
    """B9: a fact may name any stage; asked about it, the cycle says which it has."""
    deal = Deal(id="D-1", log=[StageEntered(stage="ofer", outcome="open", at=MONDAY)])
    told = refused(lambda: SHORT_CYCLE.check(deal, to="won", at=MONDAY), UnknownName)
    assert "no stage 'ofer' in cycle 'short-cycle'; did you mean 'offer'?" == told


TIMES = {
    "B10-naive": "2026-03-02T09:00:00",
    "B10-date": "2026-03-02",
    "B10-offset": "2026-03-02T09:00:00+24:00",
    "B10-lower z": "2026-03-02t09:00:00z",
    "B11-day": "2026-02-30T09:00:00Z",
    "B11-year 0": "0000-01-01T00:00:00Z",
    "B11-year 10000": "10000-01-01T00:00:00Z",
    "B11-least": "0001-01-01T00:00:00+23:59",
    "B11-most": "9999-12-31T23:59:59-23:59",
    "B12-leap": "2016-12-31T23:59:60Z",
    "B12-24": "2016-12-31T24:00:00Z",
}


@pytest.mark.parametrize("at", TIMES.values(), ids=TIMES)
def test_instants_that_are_none(at: str) -> None:
    """B10 to B12: an instant is written in one way, exists, and lies in years that arithmetic survives."""
    assert "$.log[0].at: an instant must " in refused(
        lambda: from_data(HEAD | {"log": [{"kind": "opened", "at": at}]}), InvalidData
    )


def test_facts_in_any_order() -> None:
    """B14 and E4: facts take their place by their time, and those of one instant keep the order in which they came."""
    late, early = MONDAY + timedelta(days=1), MONDAY
    log = [StageEntered(stage=name, outcome="open", at=at) for name, at in (("b", late), ("a", early), ("c", late))]
    assert ["a", "b", "c"] == [fact.stage for fact in Deal(id="D-1", log=log).log]
    cut = to_data(Deal(id="D-1", log=log))
    cut["log"] = cut["log"][1:]
    assert ["b", "c"] == [fact.stage for fact in from_data(cut).log]


def test_facts_of_the_future() -> None:
    """B14: a fact of after the date of the question is not seen by it."""
    won = SHORT_CYCLE.entry("won", at=MONDAY + timedelta(days=9))
    deal = Deal(id="D-1", log=[SHORT_CYCLE.start(at=MONDAY), won])
    assert "1 deal: 1 open, 0 won, 0 lost" == str(Pipeline([deal], cycle=SHORT_CYCLE, as_of=MONDAY).standing)


@pytest.mark.parametrize(
    "outcome", [pytest.param(each, id=f"B15-{each!r}") for each in ("", "wno", None, 1, ["won"], True)]
)
def test_a_close_says_how_it_ended(outcome: object) -> None:
    """B15: there is no close without an outcome, since the outcome is what makes it one."""
    for kind in (StageEntered, StageSeen):
        refused(lambda kind=kind: kind(stage="won", outcome=outcome, at=MONDAY), InvalidValue)


def test_a_jump_that_is_not_allowed() -> None:
    """B16: a history that jumps is kept as it happened, and the audit tells where."""
    log = [SHORT_CYCLE.start(at=MONDAY), SHORT_CYCLE.entry("won", at=MONDAY + timedelta(days=1))]
    findings = SHORT_CYCLE.audit(Deal(id="D-1", log=log))
    assert "not_allowed" in [each.code for each in findings]


def test_a_log_without_end() -> None:
    """B17: a log longer than any is refused before a fact of it is read."""
    fact = {"kind": "opened", "at": AT}
    assert "must be at most 100000" in refused(lambda: from_data(HEAD | {"log": [fact] * 100_001}), InvalidData)


def test_stays_of_no_time_and_of_a_century() -> None:
    """B18: both are kept, and told as they are."""
    entries = [("interest", 0), ("offer", 0), ("won", 36_525)]
    log = [SHORT_CYCLE.entry(stage, at=MONDAY + timedelta(days=day)) for stage, day in entries]
    assert [timedelta(0), timedelta(days=36_525)] == [visit.dwell_time for visit in Deal(id="D-1", log=log).visits[:2]]


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "+1", "-2", "@x", "<img src=x onerror=alert(1)>"])
def test_a_name_is_kept_to_the_letter(name: str) -> None:
    """B21 and B22: what a spreadsheet or a browser would run is a name like any, here."""
    assert name == from_data(to_data(Deal(id="D-1", name=name))).name


ANSWERS = {"above": 5, "below": -1, "text": "5", "nan": float("nan"), "list": ["yes"], "true": True}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=[f"B24-{name}" for name in ANSWERS])
def test_an_answer_is_a_level(answer: object) -> None:
    """B24: an answer that is no level of its question is told with those there are."""
    refused(lambda: BANT.answers_from({"need": answer}, at=MONDAY), InvalidForm)


def test_no_answer_is_not_known() -> None:
    """B24: none, and a blank one, are no answer; one that the framework does not have scores nothing and is asked."""
    assert () == BANT.answers_from({"need": None, "budget": " "}, at=MONDAY)
    strange = Deal(id="D-1", log=[Assessed(framework="bant", question="need", answer="5", at=MONDAY)])
    assert (0, 100) == (BANT.score(strange).low, BANT.score(strange).high)


def test_an_acceptance_after_the_last_day() -> None:
    """B28: it is recorded as it happened; the terms are valid through their last day and not after."""
    data = {
        "type": "proposal",
        "schema_version": 1,
        "id": "P-1",
        "log": [
            {
                "kind": "terms_set",
                "at": AT,
                "terms": {
                    "lines": [{"description": "a", "unit_price": {"amount": "1", "currency": "EUR"}}],
                    "valid_until": "2026-03-02",
                },
            }
        ],
    }
    proposal = from_data(data)
    assert (True, False) == tuple(proposal.is_valid(at=MONDAY + timedelta(days=day)) for day in (0, 1))


def test_a_fact_that_comes_again() -> None:
    """C6: facts have no identity, so one recorded twice happened twice; whoever replays asks the log first."""
    fact = LEAD.start(at=MONDAY)
    assert 2 == len(Deal(id="D-1", log=[fact]).record(fact).log)


def test_what_a_newer_version_wrote() -> None:
    """E1: a kind of fact that is not known is kept; a version that is not known is refused."""
    made = from_data({"type": "fact", "schema_version": 1, "kind": "mood_seen", "at": AT, "mood": "glad"})
    assert ("mood_seen", "glad") == (made.kind, to_data(made)["mood"])
    assert isinstance(made, UnknownFact)
    told = refused(lambda: from_data(HEAD | {"schema_version": 2}), InvalidData)
    assert "must be a whole number of at most 1, got 2; read it with the version that wrote it, or a newer one" in told


def test_a_value_that_was_changed_behind_our_back() -> None:
    """E3: nothing is signed; what was changed in storage passes the same doors."""
    data = to_data(Deal(id="D-1", log=[]))
    data["log"] = [{"kind": "value_set", "at": AT, "value": {"amount": "-5", "currency": "EUR"}}]
    assert "$.log[0].value: a deal's value must not be negative" in refused(lambda: from_data(data), InvalidData)


def test_a_host_without_zones() -> None:
    """E12: a zone that the host does not find is a problem of its place."""

    def nowhere(name: str) -> Any:
        raise ZoneInfoNotFoundError(name)

    lines = [{"description": "a", "unit_price": {"amount": "1", "currency": "EUR"}}]
    data = {"type": "terms", "schema_version": 1, "lines": lines, "zone": "Europe/Berlin"}
    assert "finding it raised ZoneInfoNotFoundError" in refused(lambda: from_data(data, zones=nowhere), InvalidData)
    assert "which reads files" in refused(lambda: from_data(data), InvalidData)
