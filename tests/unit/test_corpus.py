"""What was stored once is read, written again and understood as it was; see the README of tests/corpus."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from salescycle import Assessed, CrossWalk, Cycle, Deal, Fact, Framework, NaiveBayes, Pipeline, Profile
from salescycle.interop.json import from_data, json_schema, to_data
from salescycle.interop.json._data import SHAPES
from salescycle.interop.json._facts import KINDS
from salescycle.model import Meeting

HERE = Path(__file__).parents[1] / "corpus" / "v1"
NAMES = sorted(path.stem for path in HERE.glob("*.json") if not path.stem.endswith(".expected"))
EXPECTED = sorted(path.name.partition(".")[0] for path in HERE.glob("*.expected.json"))
DEALS = [name for name in EXPECTED if name.startswith("deal")]
DEFINITIONS: dict[str, Any] = {
    "cycle": Cycle,
    "framework": Framework,
    "profile": Profile,
    "cross": CrossWalk,
    "scorer": NaiveBayes,
}


def data(name: str) -> dict[str, Any]:
    """Give a document, or what must come of it."""
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


def read(name: str) -> Any:
    """Read a document by its door."""
    stored = data(name)
    if "type" in stored:
        return from_data(stored, zones=ZoneInfo)
    return DEFINITIONS[name.partition("_")[0]].from_data(stored)


def instant(text: str) -> datetime:
    """Give the instant that an expectation names."""
    return datetime.fromisoformat(text)


def test_there_is_one_of_everything():
    """Every type of record and value, every kind of fact and every definition is among at least 50 documents."""
    stored = [data(name) for name in NAMES]
    assert len(stored) >= 50
    assert {*SHAPES, "fact"} == {each["type"] for each in stored if "type" in each}
    assert {*KINDS, "mood_seen"} == {each["kind"] for each in stored if "kind" in each}
    assert set(DEFINITIONS) == {name.partition("_")[0] for name in NAMES if "type" not in data(name)}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_written_as_it_was(name):
    """Reading a document and writing it again gives the same bytes."""
    made = read(name)
    again = made.to_data() if "type" not in data(name) else to_data(made)
    text = f"{json.dumps(again, indent=1, ensure_ascii=True)}\n"
    assert (HERE / f"{name}.json").read_bytes() == text.encode("ascii")


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != "framework"])
def test_a_record_says_what_it_said(name):
    """Stage, outcome, times, amounts and readings of a record are those that follow from its facts."""
    record = read(name)
    readings = {
        "facts": lambda: len(record.log),
        "stage": lambda: record.stage,
        "outcome": lambda: record.outcome.value,
        "owner": lambda: record.owner,
        "value": lambda: record.value and str(record.value),
        "expected_close": lambda: str(record.expected_close),
        "opened_at": lambda: record.opened_at and written(record.opened_at),
        "closed_at": lambda: record.closed_at and written(record.closed_at),
        "close_reason": lambda: record.close_reason,
        "spells": lambda: len(record.spells),
        "dwell": lambda: [[visit.stage, seconds(visit.dwell_time)] for visit in record.visits],
        "merged": lambda: list(record.merged_ids),
        "total": lambda: str(record.total),
        "revisions": lambda: len(record.revisions),
        "lead": lambda: record.lead.id,
        "proposal_total": lambda: str(record.proposal.total),
        "objections_open": lambda: sum(each.answered_at is None for each in record.objections),
        "commitments_kept": lambda: kept(record),
        "meetings": lambda: [met(meeting) for meeting in record.meetings],
    }
    expected = data(f"{name}.expected")
    assert {each: told for each, told in expected.items() if each in readings} == {
        each: readings[each]() for each in expected if each in readings
    }
    assert expected.keys() <= {*readings, "as_of", "known_at"}
    for looking, cut in (("as_of", "as_of"), ("known_at", "as_known_at")):
        for at, stage, value in expected.get(looking, []):
            then = getattr(record, cut)(instant(at))
            assert (stage, value) == (then.stage, then.value and str(then.value))


def written(at: datetime) -> str:
    """Give an instant as the expectations write it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


def seconds(length: timedelta | None) -> float | None:
    """Give a length of time in seconds."""
    return None if length is None else length / timedelta(seconds=1)


def met(meeting: Meeting) -> list[Any]:
    """Give a meeting: key, state, when, how long, how often moved and missed."""
    told = [meeting.key, meeting.state.value, written(meeting.starts), seconds(meeting.length)]
    return [*told, meeting.times_moved, meeting.times_missed]


def kept(deal: Deal) -> str:
    """Give how many commitments were kept, of how many that were due."""
    share = deal.commitments.kept_ratio(as_of=deal.log[-1].at)
    return f"{share.part} of {share.whole}"


def test_all_deals_together():
    """Of the deals that ended, won are 01, 03, 08, 10 and 12, lost 02, 04, 07 and the ugly one: five of nine."""
    cycle = read("cycle_corpus")
    deals = [deal for deal in map(read, DEALS) if deal.stage is None or deal.stage in cycle]
    pipeline = Pipeline(deals, cycle=cycle, as_of=datetime(2199, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
    share = pipeline.win_rate()
    assert (5, 9) == (share.part, share.whole)


def test_the_framework_scores_as_it_did():
    """Three of four points are the first question's: yes to it and no to the other make 75 of 100."""
    framework = read("framework")
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    [[question, answer, told]] = data("framework.expected")["score"]
    log = [
        Assessed(framework="two", question=question, answer=answer, at=monday),
        Assessed(framework="two", question="time", answer="no", at=monday),
    ]
    score = framework.score(Deal(id="D-1", log=log), as_of=monday)
    assert (int(told), int(told)) == (score.low, score.high)


@pytest.mark.parametrize("name", [name for name in NAMES if "type" in data(name)])
def test_the_schema_describes_it(name):
    """What was stored is valid by the schema of today."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(data(name), json_schema(Fact if data(name)["type"] == "fact" else data(name)["type"]))
